//! Open Contracting Data Standard 1.1: reading, checking, merging and writing releases, exactly and without loss.

pub mod amount;
pub mod check;
mod codes;
pub mod draft;
pub mod json;
pub mod limits;
pub mod merge;
pub mod problem;
mod read;
pub mod rules;
mod schema;
mod types;
mod write;

pub use draft::{NoDraft, ProcurementDraft, draft, drafts};
pub use json::Json;
pub use limits::Limits;
pub use merge::{MergeError, compile};
pub use problem::{Problem, ProblemKind, Severity};
pub use read::{PackageOutcome, ReadError, Refused, Report, read_package, read_releases};
pub use types::*;
pub use write::{PackageMeta, PackageWriter, Publisher, RecordPackageWriter, WriteError};
