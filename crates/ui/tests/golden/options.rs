//! The options of a fixture, read into the parts that our structs have.

use maud::PreEscaped;
use serde_json::Value;
use svx_ui::{Content, Label, Size, TagColour, Width};

/// The options of a component, or of a part of one.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a>(pub(crate) &'a Value);

impl<'a> Options<'a> {
    /// A part of the options; empty when there is none.
    pub(crate) fn part(self, key: &str) -> Options<'a> {
        Options(&self.0[key])
    }

    pub(crate) fn has(self, key: &str) -> bool {
        truthy(&self.0[key])
    }

    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        self.0[key].as_bool()
    }

    pub(crate) fn is(self, key: &str) -> bool {
        self.flag(key) == Some(true)
    }

    pub(crate) fn str(self, key: &str) -> &'a str {
        self.0[key].as_str().unwrap_or_default()
    }

    /// A text or a number, as text.
    pub(crate) fn string(self, key: &str) -> String {
        match &self.0[key] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }

    pub(crate) fn number(self, key: &str) -> Option<u32> {
        let number = self.string(key);
        if number.is_empty() {
            None
        } else {
            Some(number.parse().unwrap())
        }
    }

    /// The items of a list without the empty ones, which GOV.UK Frontend skips.
    pub(crate) fn items(self, key: &str) -> Vec<Options<'a>> {
        self.0[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|item| truthy(item))
            .map(Options)
            .collect()
    }

    /// HTML from one option, or else text from another.
    pub(crate) fn content_of(self, html: &str, text: &str) -> Content<'a> {
        match (self.str(html), self.string(text)) {
            ("", text) if text.is_empty() => Content::Empty,
            ("", text) => text.into(),
            (html, _) => PreEscaped(html.to_owned()).into(),
        }
    }

    pub(crate) fn content(self) -> Content<'a> {
        self.content_of("html", "text")
    }

    pub(crate) fn hint(self) -> Content<'a> {
        self.part("hint").content()
    }

    pub(crate) fn error(self) -> Option<&'a str> {
        self.has("errorMessage").then(|| self.part("errorMessage").str("text"))
    }

    pub(crate) fn group_classes(self) -> &'a str {
        self.part("formGroup").str("classes")
    }

    /// A label or legend, its size taken from its classes.
    pub(crate) fn label(self, key: &str, base: &str) -> Label<'a> {
        let label = self.part(key);
        let sizes = [(Size::S, "s"), (Size::M, "m"), (Size::L, "l"), (Size::Xl, "xl")];
        let size = sizes
            .into_iter()
            .find(|(_, suffix)| label.str("classes") == format!("{base}--{suffix}"));
        Label {
            content: label.content(),
            size: size.map(|(size, _)| size).unwrap_or_default(),
            page_heading: label.is("isPageHeading"),
            hidden: false,
            classes: if size.is_some() { "" } else { label.str("classes") },
        }
    }

    /// A width and the classes that are none.
    pub(crate) fn width(self) -> (Width, &'a str) {
        let classes = self.str("classes");
        let width = match classes {
            "govuk-input--width-2" => Width::Chars2,
            "govuk-input--width-3" => Width::Chars3,
            "govuk-input--width-4" => Width::Chars4,
            "govuk-input--width-5" => Width::Chars5,
            "govuk-input--width-10" => Width::Chars10,
            "govuk-input--width-20" => Width::Chars20,
            "govuk-input--width-30" => Width::Chars30,
            _ => return (Width::Full, classes),
        };
        (width, "")
    }

    pub(crate) fn tag_colour(self) -> (TagColour, &'a str) {
        let classes = self.str("classes");
        let colour = match classes {
            "govuk-tag--grey" => TagColour::Grey,
            "govuk-tag--green" => TagColour::Green,
            "govuk-tag--teal" => TagColour::Teal,
            "govuk-tag--purple" => TagColour::Purple,
            "govuk-tag--magenta" => TagColour::Magenta,
            "govuk-tag--red" => TagColour::Red,
            "govuk-tag--orange" => TagColour::Orange,
            "govuk-tag--yellow" => TagColour::Yellow,
            _ => return (TagColour::Blue, classes),
        };
        (colour, "")
    }

    /// Whether a class is among the classes, and the others.
    pub(crate) fn modifier(self, modifier: &str) -> (bool, String) {
        let classes: Vec<&str> = self.str("classes").split_whitespace().collect();
        let others: Vec<&str> = classes.iter().copied().filter(|class| *class != modifier).collect();
        (classes.len() != others.len(), others.join(" "))
    }
}

/// What a Nunjucks template takes for true.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}
