//! Which members each object of a tender file has, and which of them it must have. The published JSON Schema is held
//! to these lists by a test.

/// A member's name, and whether it must be there.
pub type Member = (&'static str, bool);

/// The file.
pub const TENDER: &[Member] = &[
    ("format", true),
    ("ocid", true),
    ("title", true),
    ("authority", true),
    ("buyer_type", true),
    ("commenced_on", false),
    ("value", true),
    ("arrangement", true),
    ("criteria", true),
    ("award", false),
    ("tie_break", false),
    ("display_decimals", false),
    ("bids", true),
];
/// `value`.
pub const VALUE: &[Member] = &[("amount", true), ("currency", true), ("includes_vat", true)];
/// An entry of `criteria`.
pub const CRITERION: &[Member] = &[("id", true), ("weight", true), ("method", false), ("parts", false)];
/// An entry of `parts`.
pub const PART: &[Member] = &[
    ("id", true),
    ("weight", true),
    ("method", false),
    ("parts", false),
    ("required_by", false),
];
/// A shared scale of questions.
pub const SCALE: &[Member] = &[("min", true), ("max", true), ("threshold", false), ("labels", false)];
/// A label of a scale, where it is more than a word.
pub const LABEL: &[Member] = &[("label", true), ("descriptor", false)];
/// An entry of `questions`.
pub const QUESTION: &[Member] = &[("id", true), ("weight", true), ("threshold", false)];
/// An entry of `bands`.
pub const BAND: &[Member] = &[("at_least", true), ("score", true)];
/// An entry of `bids`.
pub const BID: &[Member] = &[("supplier", true), ("received_at", false), ("inputs", true)];

/// The kinds of `method`, with their members.
pub const METHODS: &[(&str, &[Member])] = &[
    ("relative-to-lowest", &[("kind", true)]),
    ("relative-to-highest", &[("kind", true)]),
    ("linear-range", &[("kind", true), ("best", true), ("worst", true)]),
    (
        "deviation-from-mean",
        &[("kind", true), ("base", true), ("slope", true)],
    ),
    ("target", &[("kind", true), ("target", true)]),
    ("share-of-contract", &[("kind", true), ("share", true)]),
    (
        "scale",
        &[
            ("kind", true),
            ("min", true),
            ("max", true),
            ("threshold", false),
            ("labels", false),
        ],
    ),
    (
        "weighted-questions",
        &[("kind", true), ("scale", true), ("questions", true)],
    ),
    ("pass-fail", &[("kind", true)]),
    ("bands", &[("kind", true), ("bands", true)]),
];

/// The kinds of `award`, with their members.
pub const AWARDS: &[(&str, &[Member])] = &[
    ("highest-total", &[("kind", true)]),
    ("value-for-money", &[("kind", true), ("willingness_to_pay", true)]),
    ("price-per-quality-point", &[("kind", true)]),
];
