//! The fields of OCDS 1.1.5 and of the extensions that the exchange reads, as tables: what checking and merging go by.
//!
//! Source: `release-schema.json` of OCDS 1.1.5; extensions: lots, suitability, award criteria, location, UK.

mod parts;
mod tables;

pub(crate) use tables::{PACKAGE, RELEASE};

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// A string or an integer.
    Id,
    Integer,
    Number,
    Bool,
    /// RFC 3339.
    DateTime,
    /// RFC 3986.
    Uri,
    /// A string from a closed codelist.
    Code(&'static [&'static str]),
    /// A string from the currency codelist.
    Currency,
    /// A list of strings.
    Texts,
    /// A list of strings from a closed codelist.
    Codes(&'static [&'static str]),
    /// A list of URIs.
    Uris,
    Object(&'static Shape),
    Objects(&'static Shape),
    /// A code in the standard, an object in the award criteria extension.
    Criteria(&'static Shape),
}

/// How merging treats a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Objects member by member, lists of objects by id, everything else replaced.
    Usual,
    /// `wholeListMerge`: the later list replaces the earlier.
    Whole,
    /// `omitWhenMerged`: left out of the compiled release.
    Omit,
}

/// One field of a shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// Whether it may be null.
    pub(crate) nullable: bool,
    /// `minLength: 1` or `minItems: 1`.
    pub(crate) filled: bool,
    /// `uniqueItems`: ids (or, for whole lists, elements) may not repeat.
    pub(crate) unique: bool,
    /// Not in the standard itself: a problem in it is a warning.
    pub(crate) extension: bool,
    pub(crate) merge: Merge,
}

/// The fields that are known of one type of object.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) fields: &'static [Field],
}

impl Shape {
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field; plain values may be null by default, objects and lists may not, as in nearly all of the schema.
pub(crate) const fn field(name: &'static str, kind: Kind) -> Field {
    let nullable = !matches!(kind, Kind::Object(_) | Kind::Objects(_));
    Field {
        name,
        kind,
        required: false,
        nullable,
        filled: false,
        unique: false,
        extension: false,
        merge: Merge::Usual,
    }
}

impl Field {
    const fn required(self) -> Self {
        Self {
            required: true,
            nullable: false,
            ..self
        }
    }
    const fn not_null(self) -> Self {
        Self {
            nullable: false,
            ..self
        }
    }
    const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }
    const fn filled(self) -> Self {
        Self { filled: true, ..self }
    }
    const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }
    const fn extension(self) -> Self {
        Self {
            extension: true,
            ..self
        }
    }
    const fn whole(self) -> Self {
        Self {
            merge: Merge::Whole,
            ..self
        }
    }
    const fn omit(self) -> Self {
        Self {
            merge: Merge::Omit,
            ..self
        }
    }
}
