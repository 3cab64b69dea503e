//! Organisations: setting one up, its details, its people, and tokens for its programs.

pub mod claims;
pub mod details;
pub mod edit;
pub mod import;
pub mod invitations;
pub mod members;
pub mod set_up;
pub mod tokens;
pub mod view;
