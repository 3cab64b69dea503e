//! Complaints: made by anyone, read and closed by whoever runs the installation.

mod handle;
mod make;

pub use handle::{Complaints, MAX_NOTE_CHARS, close, find, list};
pub use make::{Complaint, MAX_STATEMENT_CHARS, make};
