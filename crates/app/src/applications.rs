//! Joining an authority's exchange: an organisation applies with a reason, the authority decides, both can end it.

pub mod apply;
pub mod decide;
mod mail;
pub mod view;
