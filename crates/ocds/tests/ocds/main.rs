//! The crate from outside: reading, merging, writing, and the real file of notices where it is at hand.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod common;
mod merging;
mod never_panics;
mod reading;
mod real_file;
mod writing;
