//! Counts of attempts in a window of time, kept in the database so that a limit holds across instances and restarts.

use crate::{Result, Tx, args, stmt::statements};
use jiff::{SignedDuration, Timestamp};

statements! {
    HIT = "INSERT INTO throttle (key, window_start, count) VALUES ($1, $2, 1)
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN throttle.window_start <= $3 THEN 1 ELSE throttle.count + 1 END,
            window_start = CASE WHEN throttle.window_start <= $3 THEN excluded.window_start ELSE throttle.window_start END
        RETURNING count AS a, window_start AS b";
    CLEAR = "DELETE FROM throttle WHERE key = $1";
    SWEEP = "DELETE FROM throttle WHERE window_start < $1";
}

/// Counts one more attempt under a key, from 1 in each window. Gives the count and when the window ends.
pub async fn hit(tx: &mut Tx, key: &str, window: SignedDuration) -> Result<(u32, Timestamp)> {
    let now = tx.now();
    let (count, start): (u32, Timestamp) = tx.one(&HIT, args![key, now, now - window]).await?;
    Ok((count, start + window))
}

/// Forgets the attempts under a key.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute(&CLEAR, args![key]).await?;
    Ok(())
}

/// Forgets windows that began before a moment.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&SWEEP, args![before]).await
}
