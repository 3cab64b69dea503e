//! Statements as named constants, so that each can be listed, prepared and checked on both engines.

/// The database engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, inside the process.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres,
}

/// One SQL statement. The parameters are `$1`, `$2` and so on.
#[derive(Debug, Clone, Copy)]
pub struct Stmt {
    /// The module and name, for messages and tests.
    pub name: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL: the same, save where a comment says why not.
    pub postgres: &'static str,
}

impl Stmt {
    /// The text for an engine.
    pub const fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// Declares a module's statements, and `STATEMENTS`, the list of them all.
///
/// `NAME = "SELECT ...";` has one text for both engines; `NAME = ["...", "..."];` has one for SQLite and one for PostgreSQL;
/// `NAME = (macro!(...));` has one that a macro puts together from literals.
macro_rules! statements {
    (@text [$sqlite:literal, $postgres:literal]) => { ($sqlite, $postgres) };
    (@text $text:literal) => { ($text, $text) };
    (@text [($($sqlite:tt)+), ($($postgres:tt)+)]) => { ($($sqlite)+, $($postgres)+) };
    (@text ($($text:tt)+)) => { ($($text)+, $($text)+) };
    ($($(#[$meta:meta])* $name:ident = $text:tt;)+) => {
        $(
            $(#[$meta])*
            const $name: $crate::Stmt = {
                let texts = $crate::stmt::statements!(@text $text);
                $crate::Stmt { name: concat!(module_path!(), "::", stringify!($name)), sqlite: texts.0, postgres: texts.1 }
            };
        )+
        /// Every statement of this module.
        pub(crate) const STATEMENTS: &[&$crate::Stmt] = &[$(&$name,)+];
    };
}
pub(crate) use statements;
