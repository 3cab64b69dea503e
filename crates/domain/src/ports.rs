//! Time and chance, as parameters.

use crate::Id;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;
}

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The time zone in which the exchange's days begin and end: civil time in the United Kingdom.
pub fn uk() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// The day that it is in the United Kingdom at a moment.
pub fn uk_date(at: Timestamp) -> Date {
    at.to_zoned_datetime(uk()).date()
}

/// A new id of a moment.
pub fn new_id<T>(now: Timestamp, entropy: &dyn Entropy) -> Id<T> {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    Id::from_parts(u64::try_from(now.as_millisecond()).unwrap_or(0), random)
}
