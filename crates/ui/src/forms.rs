//! What is wrong with a form, said once and shown twice: in the summary and beside each field.

use maud::{Markup, html};

use crate::components::{ErrorItem, ErrorSummary};

/// The errors of one form in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors {
    errors: Vec<FieldError>,
}

/// One error of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field, as it is sent.
    pub field: String,
    /// The id of the element that the summary links to.
    pub target: String,
    /// What is wrong and what to do, in the user's words.
    pub message: String,
}

impl FormErrors {
    /// No errors.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an error of a field whose id is its name: inputs, selects, radios and checkboxes as this crate renders
    /// them. A field shows its first error only.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let field = field.into();
        self.add_at(field.clone(), field, message);
    }

    /// Adds an error of a field whose element has another id, such as the first wrong part of a date.
    pub fn add_at(&mut self, field: impl Into<String>, target: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.into(),
            target: target.into(),
            message: message.into(),
        });
    }

    /// Takes the value of a result, or adds its error to the field.
    pub fn check<T, E: std::fmt::Display>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// The error of a field, for its `error`.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// All errors in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.errors.iter()
    }

    /// The summary for the top of the page; nothing when there are no errors.
    pub fn summary(&self) -> Markup {
        let mut items: Vec<ErrorItem<'_>> = Vec::new();
        for (index, error) in self.errors.iter().enumerate() {
            let first_of_field = !self.errors[..index].iter().any(|earlier| earlier.field == error.field);
            if first_of_field {
                items.push(ErrorItem {
                    href: format!("#{}", error.target).into(),
                    content: (&error.message).into(),
                });
            }
        }
        html! { @if !items.is_empty() { (ErrorSummary { items, ..Default::default() }) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_shows_its_first_error_in_both_places() {
        let mut errors = FormErrors::new();
        errors.add("postcode", "Enter a postcode");
        errors.add_at("starts", "starts-day", "Start date must include a day");
        errors.add("postcode", "Postcode must be in the United Kingdom");

        assert_eq!(errors.error("postcode"), Some("Enter a postcode"));
        assert_eq!(errors.error("name"), None);
        let summary = errors.summary().into_string();
        assert_eq!(summary.matches("Enter a postcode").count(), 1);
        assert_eq!(summary.matches("<li>").count(), 2);
        assert!(summary.contains(r##"<a href="#starts-day">Start date must include a day</a>"##));
    }

    #[test]
    fn no_errors_make_no_summary() {
        assert_eq!(FormErrors::new().summary().into_string(), "");
    }

    #[test]
    fn a_failed_check_is_kept_with_its_field() {
        let mut errors = FormErrors::new();
        assert_eq!(errors.check("quantity", "12".parse::<u32>()), Some(12));
        assert_eq!(
            errors.check::<u32, _>("quantity", Err("Quantity must be a whole number, like 12")),
            None
        );
        assert_eq!(
            errors.error("quantity"),
            Some("Quantity must be a whole number, like 12")
        );
    }
}
