//! People: signing up and in, their sessions, and adding them.

pub mod account;
pub mod attempts;
pub mod create;
pub mod fields;
pub mod links;
pub mod operate;
pub mod password;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
