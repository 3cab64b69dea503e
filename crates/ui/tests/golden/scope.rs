//! Which fixtures our structs cannot say, on purpose, and why.

/// The names of some fixtures of one component.
type Names = (&'static str, &'static [&'static str]);

/// The fixtures of a component that are out of scope.
pub(crate) fn out_of_scope(component: &str) -> impl Iterator<Item = &'static str> {
    OUT_OF_SCOPE
        .iter()
        .filter(move |(name, _)| *name == component)
        .flat_map(|(_, names)| *names)
        .copied()
}

const OUT_OF_SCOPE: &[Names] = &[
    // Arbitrary attributes. Components offer the attributes that pages need by name; see decision 0002.
    ("back-link", &["attributes"]),
    ("breadcrumbs", &["attributes", "item attributes"]),
    ("button", &["attributes", "link attributes"]),
    ("character-count", &["attributes", "with textarea maxlength attribute"]),
    (
        "checkboxes",
        &[
            "attributes",
            "items with attributes",
            "label with attributes",
            "fieldset params",
        ],
    ),
    ("date-input", &["attributes", "with input attributes"]),
    ("details", &["attributes"]),
    ("error-message", &["attributes"]),
    ("error-summary", &["attributes", "error list with attributes"]),
    ("fieldset", &["attributes"]),
    ("file-upload", &["enhanced, custom wrapper classes and attributes"]),
    ("generic-header", &["attributes"]),
    ("hint", &["attributes"]),
    (
        "input",
        &[
            "attributes",
            "with prefix with attributes",
            "with suffix with attributes",
            "with customised input wrapper",
        ],
    ),
    ("inset-text", &["attributes"]),
    ("label", &["attributes"]),
    ("notification-banner", &["attributes", "custom tabindex"]),
    ("pagination", &["with custom attributes"]),
    (
        "panel",
        &[
            "interruption-with-content-with-long-line-length",
            "attributes",
            "interruption, with actions classes and attributes",
            "interruption, submit action",
            "interruption, button link",
        ],
    ),
    ("password-input", &["attributes"]),
    ("phase-banner", &["attributes"]),
    (
        "radios",
        &[
            "attributes",
            "items with attributes",
            "label with attributes",
            "fieldset params",
        ],
    ),
    ("select", &["attributes", "attributes on items"]),
    ("service-navigation", &["attributes"]),
    ("skip-link", &["attributes"]),
    (
        "summary-list",
        &[
            "attributes",
            "actions with attributes",
            "summary card with custom attributes",
        ],
    ),
    (
        "table",
        &[
            "attributes",
            "head with attributes",
            "firstCellIsHeader with attributes",
            "rows with attributes",
        ],
    ),
    ("tabs", &["attributes", "item with attributes", "panel with attributes"]),
    ("tag", &["attributes"]),
    ("task-list", &["custom attributes"]),
    ("textarea", &["attributes"]),
    ("warning-text", &["attributes"]),
    // Words in another language. The built-in words of the components are English; pages in Welsh give their own.
    (
        "character-count",
        &["with custom textarea description", "with translations"],
    ),
    ("date-input", &["with translations"]),
    (
        "error-message",
        &[
            "translated",
            "with visually hidden text",
            "visually hidden text removed",
        ],
    ),
    ("file-upload", &["translated"]),
    ("password-input", &["with translations"]),
    ("warning-text", &["icon fallback text only"]),
    // Null and false items among the items. A list of structs has none, so the numbers in ids differ.
    ("checkboxes", &["with falsy values"]),
    ("radios", &["with falsy items"]),
    ("task-list", &["with empty values"]),
    // Classes on the inside of a component. They belong in the styles, or in markup passed as the content.
    ("character-count", &["custom classes on countMessage"]),
    ("checkboxes", &["with label classes"]),
    ("date-input", &["items with classes"]),
    ("input", &["with prefix with classes", "with suffix with classes"]),
    ("radios", &["label with classes"]),
    ("service-navigation", &["with custom navigation classes"]),
    (
        "summary-list",
        &["key with classes", "actions with classes", "overridden-widths"],
    ),
    ("task-list", &["custom classes"]),
    // An attribute that says what is the case anyway: we leave it out.
    ("button", &["don't prevent double click"]),
    ("error-summary", &["autofocus explicitly enabled"]),
    (
        "notification-banner",
        &["auto-focus explicitly enabled, with type as success"],
    ),
    // Counts with a limit that only the script knows, or of another unit than the limit's.
    (
        "character-count",
        &[
            "with count type 'length'",
            "with count type 'characters'",
            "with count type 'characters' and value",
            "with count type 'characters' and error message",
            "with count type 'characters' and threshold",
            "with count type 'words'",
            "with count type 'words' and value",
            "with count type 'words' and error message",
            "with count type 'words' and threshold",
            "to configure in JavaScript",
            "with neither maxlength nor maxwords set",
            "with neither maxlength, maxwords nor textarea description set",
        ],
    ),
    // Dates of other parts than day, month and year, or with other names, ids and modes. Ours is always a whole date.
    (
        "date-input",
        &[
            "with values, name prefix and custom names",
            "day and month",
            "day and month (using items)",
            "month and year",
            "month and year (using items)",
            "with errors only (using classes)",
            "with errors only (using items)",
            "with errors only (using items and classes)",
            "with error on day input (using items)",
            "with error on month input (using items)",
            "with error on year input (using items)",
            "custom pattern",
            "custom inputmode",
            "with nested name",
            "with id on items",
            "with item value",
            "with field value and items",
            "with field value and item value",
            "with field value, item value and values",
            "with error on single field using classes",
            "with error on single item",
            "with error on single item by omission",
            "with error on single item using classes",
            "with autocomplete values",
        ],
    ),
    // Number boxes. Browsers drop what is not a number, and what was typed with it; ours are text with a numeric
    // keyboard.
    ("input", &["custom type", "with pattern attribute"]),
    // Places to drop files on. Their script names the button by other words than it shows.
    (
        "file-upload",
        &[
            "enhanced",
            "enhanced, with error message and hint",
            "enhanced, multiple files",
        ],
    ),
    // Passwords sent back to the page. Ours never are.
    ("password-input", &["value"]),
    // Banners with another role or level of heading.
    (
        "notification-banner",
        &[
            "custom title heading level",
            "custom role",
            "role=alert overridden to role=region, with type as success",
        ],
    ),
    // Panels that interrupt. We ask on a page of its own instead.
    (
        "panel",
        &[
            "interruption",
            "interruption-with-headings-content-and-lists",
            "interruption with custom classes",
            "interruption, no actions",
            "interruption, no actions items",
        ],
    ),
    // Pages numbered in words.
    ("pagination", &["with custom link and item text"]),
    // Options without a value. Ours always have one.
    (
        "select",
        &[
            "without values",
            "without values with selected value",
            "with falsy values",
        ],
    ),
    // Menus with slots, toggles or names of their own. The shell has one menu.
    (
        "service-navigation",
        &[
            "with collapseNavigationOnMobile set to false",
            "with a single navigation item and collapseNavigationOnMobile set to true",
            "with custom aria-label",
            "with custom navigation toggle text",
            "with custom navigation toggle label",
            "with identical navigation toggle text and label",
            "with custom navigation toggle text and navigation label",
            "with language navigation",
            "with right-aligned language navigation",
            "inverse with language navigation",
            "with slotted content",
            "with `inline` end slot",
        ],
    ),
];
