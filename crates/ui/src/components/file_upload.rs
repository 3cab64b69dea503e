//! Files to send.

use maud::{Markup, Render, html};

use super::field::{Group, Label};
use crate::content::{Content, classes, filled};

/// Files to send; the form needs `enctype="multipart/form-data"`.
#[derive(Clone, Debug, Default)]
pub struct FileUpload<'a> {
    /// The name it is sent under.
    pub name: &'a str,
    /// Its id; the name when empty.
    pub id: &'a str,
    /// What is asked.
    pub label: Label<'a>,
    /// Help: kinds and largest size.
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// Kinds of file to offer, in the words of the HTML standard.
    pub accept: &'a str,
    /// Whether several may be sent.
    pub multiple: bool,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the element.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl Render for FileUpload<'_> {
    fn render(&self) -> Markup {
        let id = filled(self.id).unwrap_or(self.name);
        let group = Group {
            id,
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: self.group_classes,
        };
        let error = if self.error.is_some() {
            "govuk-file-upload--error"
        } else {
            ""
        };
        let input = html! {
            input class=(classes(&["govuk-file-upload", self.classes, error])) id=(id) name=(self.name) type="file"
                disabled[self.disabled] multiple[self.multiple] accept=[filled(self.accept)]
                aria-describedby=[group.described_by()];
        };
        html! {
            div class=(group.class_names()) {
                (self.label.for_field(id))
                (group.hint_and_error())
                (input)
            }
        }
    }
}
