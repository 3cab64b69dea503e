//! Enumerations with a stable text code, used wherever a value is stored, sent or shown in a URL.

use thiserror::Error;

/// An enumeration whose values have a stable code (`more-information`) and a label for people (`More information`).
pub trait Code: Copy + Eq + Sized + 'static {
    /// What the enumeration is called in an error message, such as `project state`.
    const WHAT: &'static str;
    /// Every value, in the order that they are declared.
    const ALL: &'static [Self];
    /// The stable code: lower case words joined by hyphens.
    fn code(self) -> &'static str;
    /// The words that a person reads, in sentence case.
    fn label(self) -> &'static str;
    /// The value that has this code.
    fn from_code(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|value| value.code() == code)
            .ok_or_else(|| UnknownCode {
                what: Self::WHAT,
                code: code.chars().take(60).collect(),
            })
    }
}

/// A code that its enumeration does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("‘{code}’ is not a {what}")]
pub struct UnknownCode {
    /// What was expected.
    pub what: &'static str,
    /// What was given, cut to 60 characters.
    pub code: String,
}

/// Declares an enumeration with its codes and labels.
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident ($what:literal) {
        $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* #[doc = $label] $variant,)+ }

        impl $crate::Code for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }
            fn label(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> { <Self as $crate::Code>::from_code(code) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(<Self as $crate::Code>::code(*self))
            }
        }
    };
}
