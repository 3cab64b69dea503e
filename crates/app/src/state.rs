//! What every use case works with.

use crate::{auction::Halls, blobs::Blobs, keys::Keys, mail::Mailer};
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::sync::Arc;
use svx_domain::{
    Id,
    ports::{self, Clock, Entropy},
};
use svx_store::Db;

/// What whoever runs the installation decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address at which people reach it, without a slash at the end: links in mail begin with it.
    pub base_url: String,
    /// The sender of mail.
    pub mail_from: String,
    /// The address of whoever runs it, for complaints and questions; none where nobody is to be written to.
    pub contact: Option<String>,
    /// Whether to show the demonstration's sign-in page.
    pub demo: bool,
    /// When the log's checkpoints are signed, and by how much it grows between them.
    pub log: LogSettings,
}

/// When the log's checkpoints are signed, and by how much it grows between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSettings {
    /// The time from one checkpoint to the next.
    pub every: SignedDuration,
    /// The size of a checkpoint is a multiple of this, and each is at least so much larger than the last. Blank events fill
    /// it up, so that the size says little about what happened.
    pub step: u32,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(60),
            step: 64,
        }
    }
}

/// The exchange: a database, the ports to the world, and settings. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Where evidence is kept.
    pub blobs: Arc<dyn Blobs>,
    /// How mail leaves.
    pub mailer: Arc<dyn Mailer>,
    /// The installation's key.
    pub keys: Arc<dyn Keys>,
    /// Settings.
    pub settings: Arc<Settings>,
    /// Auctions as they stand, held in memory.
    pub halls: Halls,
}

impl App {
    /// This moment.
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }

    /// This day in the United Kingdom.
    pub fn today(&self) -> Date {
        ports::uk_date(self.now())
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.db.clock()
    }

    /// The randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.db.entropy()
    }

    /// A new id of this moment.
    pub fn id<T>(&self) -> Id<T> {
        ports::new_id(self.now(), self.entropy())
    }
}
