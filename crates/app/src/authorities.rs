//! Authorities: bringing one onto the installation, what it wants to achieve, and its public page.

pub mod bring;
pub mod outcomes;
pub mod view;
