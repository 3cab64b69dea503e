//! Counts over the whole installation, for whoever runs it. Nothing of what organisations wrote is in them.

use crate::{Conn, Result, args, row::record, stmt::statements};

record! {
    /// How much there is, and what waits for whoever runs the installation.
    pub struct Counts {
        /// People with an account.
        pub people: i64,
        /// Organisations that somebody acts for, authorities included.
        pub organisations: i64,
        /// Organisations that were imported from a register and not claimed yet.
        pub unclaimed: i64,
        /// Claims that wait for a decision.
        pub claims: i64,
        /// Complaints that are open.
        pub complaints: i64,
        /// Files of evidence.
        pub files: i64,
        /// Their size together.
        pub file_bytes: i64,
        /// Events in the audit log.
        pub events: i64,
    }
}

statements! {
    COUNTS = "SELECT CAST((SELECT COUNT(*) FROM person) AS BIGINT) AS people,
            CAST((SELECT COUNT(*) FROM organisation WHERE NOT unclaimed) AS BIGINT) AS organisations,
            CAST((SELECT COUNT(*) FROM organisation WHERE unclaimed) AS BIGINT) AS unclaimed,
            CAST((SELECT COUNT(*) FROM claim WHERE state = 'submitted') AS BIGINT) AS claims,
            CAST((SELECT COUNT(*) FROM complaint WHERE closed_at IS NULL) AS BIGINT) AS complaints,
            CAST((SELECT COUNT(*) FROM evidence) AS BIGINT) AS files,
            CAST(COALESCE((SELECT SUM(size_bytes) FROM evidence), 0) AS BIGINT) AS file_bytes,
            CAST(COALESCE((SELECT MAX(seq) FROM audit_event), 0) AS BIGINT) AS events";
}

/// How much there is.
pub async fn counts(conn: &mut Conn) -> Result<Counts> {
    conn.one(&COUNTS, args![]).await
}
