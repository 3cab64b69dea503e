//! Limits on how often something is tried, by account and by network address.

use crate::{App, Error, Result};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use svx_store::throttle;

/// How often something may be tried in a window of time.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What is tried: part of the key under which attempts are counted.
    pub what: &'static str,
    /// How often with the same e-mail address.
    pub per_account: u32,
    /// How often from the same network address, which a whole office may share.
    pub per_network: u32,
    /// In how long.
    pub window: SignedDuration,
}

/// Signing in with a password.
pub const PASSWORD: Limit = Limit {
    what: "password",
    per_account: 10,
    per_network: 60,
    window: SignedDuration::from_mins(15),
};

/// Asking for mail: a link to sign in, to choose a password, to verify an address.
pub const MAIL: Limit = Limit {
    what: "mail",
    per_account: 5,
    per_network: 40,
    window: SignedDuration::from_hours(1),
};

/// Where a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Caller<'a> {
    /// The network address, where it is known.
    pub network: Option<IpAddr>,
    /// The browser, as it names itself.
    pub agent: &'a str,
}

impl Limit {
    /// Counts an attempt, and refuses it where there were too many.
    pub async fn count(&self, app: &App, email: &str, caller: &Caller<'_>) -> Result<()> {
        let account = self.account_key(email);
        let network = caller.network.map(|address| self.key("network", &block(address)));
        housekeep!(app, |tx| {
            let mut ends = None;
            let (count, end) = throttle::hit(tx, &account, self.window).await?;
            if count > self.per_account {
                ends = Some(end);
            }
            if let Some(key) = &network {
                let (count, end) = throttle::hit(tx, key, self.window).await?;
                if count > self.per_network {
                    ends = ends.max(Some(end));
                }
            }
            let now = tx.now();
            Ok(ends.map(|end| end.duration_since(now)))
        })?
        .map_or(Ok(()), |wait: SignedDuration| {
            let minutes = u32::try_from(wait.as_secs().max(0).unsigned_abs().div_ceil(60)).unwrap_or(u32::MAX);
            Err(Error::TooOften {
                minutes: minutes.max(1),
            })
        })
    }

    /// Forgets the attempts with an e-mail address, once one succeeded.
    pub async fn forget(&self, app: &App, email: &str) -> Result<()> {
        let account = self.account_key(email);
        housekeep!(app, |tx| { Ok(throttle::clear(tx, &account).await?) })
    }

    fn account_key(&self, email: &str) -> String {
        self.key("account", email)
    }

    /// Hashed: the table holds no addresses, and a key is short whatever was typed.
    fn key(&self, kind: &str, value: &str) -> String {
        let hash = Sha256::digest(value.as_bytes());
        format!("{}:{kind}:{}", self.what, hex::encode(&hash[..16]))
    }
}

/// One address of IPv4, or the block of 64 bits of IPv6 that one customer has.
fn block(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}
