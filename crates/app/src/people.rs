//! People: their sessions, and adding them.

pub mod create;
pub mod sessions;
