//! What a use case may answer instead of doing what was asked.

use svx_domain::{access::Denied, lifecycle::IllegalMove};
use svx_store::Transient;
use thiserror::Error;

/// What is wrong with what a person gave, field by field, in the order of the form. Messages are whole sentences in the
/// person's words, without a full stop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invalid {
    problems: Vec<(String, String)>,
}

impl Invalid {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// One thing wrong.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut invalid = Self::new();
        invalid.add(field, message);
        invalid
    }

    /// Adds a problem with a field. The first problem of a field is the one that is shown beside it.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.problems.push((field.into(), message.into()));
    }

    /// The value, or nothing and a problem with the field.
    pub fn take<T, E: std::fmt::Display>(&mut self, field: &str, outcome: Result<T, E>) -> Option<T> {
        outcome.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Each problem: the field and what is wrong with it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.problems
            .iter()
            .map(|(field, message)| (field.as_str(), message.as_str()))
    }

    /// Goes on only where nothing is wrong.
    pub fn check(self) -> Result<(), Error> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self))
        }
    }
}

/// What a use case may answer instead of doing what was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The person may not do this, or not even know of it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// What was given is wrong, field by field.
    #[error("{}", .0.problems.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>().join("; "))]
    Invalid(Invalid),
    /// The thing is in a state that does not allow this.
    #[error(transparent)]
    IllegalMove(#[from] IllegalMove),
    /// Something else stands in the way: said in a sentence that a person can act on.
    #[error("{0}")]
    Conflict(String),
    /// Tried too often in a short time.
    #[error("You have tried this too many times. Try again in {minutes} minutes")]
    TooOften {
        /// After how many minutes it is worth trying again.
        minutes: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] svx_store::Error),
    /// Something outside failed: a file, mail, a key.
    #[error("{what}: {source}")]
    Outside {
        /// What was being done.
        what: &'static str,
        /// What went wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Something outside failed while doing this.
    pub fn outside(what: &'static str) -> impl FnOnce(Box<dyn std::error::Error + Send + Sync>) -> Self {
        move |source| Self::Outside { what, source }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_transient())
    }
}
