//! A window of days.

use jiff::civil::Date;
use thiserror::Error;

/// A window of whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The last day, not before the first.
    pub to: Date,
}

/// A window that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("The last day must be the same as or after the first day")]
pub struct BackToFront;

impl Window {
    /// The window from one day to another.
    pub fn new(from: Date, to: Date) -> Result<Self, BackToFront> {
        if to < from {
            Err(BackToFront)
        } else {
            Ok(Self { from, to })
        }
    }

    /// Whether the day is inside.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// How many days there are, at least one.
    pub fn days(&self) -> i32 {
        const HOURS_IN_DAY: i64 = 24;
        let hours = self.to.duration_since(self.from).as_hours();
        i32::try_from(hours / HOURS_IN_DAY + 1).unwrap_or(i32::MAX)
    }

    /// The days that both windows have.
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }
}
