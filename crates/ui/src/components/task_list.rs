//! The parts of long work and how each stands.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::tag::Tag;
use crate::content::{Content, classes, filled};

/// How a task stands.
#[derive(Clone, Debug)]
pub enum TaskStatus<'a> {
    /// Said in plain text, such as "Completed": nothing is left to do.
    Text(Content<'a>),
    /// Said in grey: it cannot be started yet.
    CannotStart(Content<'a>),
    /// Said in a tag: something is left to do.
    Tag(Tag<'a>),
}

impl Default for TaskStatus<'_> {
    fn default() -> Self {
        TaskStatus::Text(Content::Empty)
    }
}

impl TaskStatus<'_> {
    /// Done.
    pub fn completed() -> Self {
        TaskStatus::Text("Completed".into())
    }

    /// Not begun.
    pub fn not_started() -> Self {
        TaskStatus::Tag(Tag::new(super::TagColour::Blue, "Not yet started"))
    }

    /// Begun.
    pub fn in_progress() -> Self {
        TaskStatus::Tag(Tag::new(super::TagColour::Teal, "In progress"))
    }

    /// Waiting for another task.
    pub fn cannot_start() -> Self {
        TaskStatus::CannotStart("Cannot start yet".into())
    }
}

/// One task.
#[derive(Clone, Debug, Default)]
pub struct Task<'a> {
    /// What is to be done.
    pub title: Content<'a>,
    /// Where it is done; plain text when empty.
    pub href: Cow<'a, str>,
    /// Help, or when it is due.
    pub hint: Content<'a>,
    /// How it stands.
    pub status: TaskStatus<'a>,
    /// Further classes.
    pub classes: Cow<'a, str>,
}

impl<'a> Task<'a> {
    /// A task.
    pub fn new(href: impl Into<Cow<'a, str>>, title: impl Into<Content<'a>>, status: TaskStatus<'a>) -> Self {
        Task {
            href: href.into(),
            title: title.into(),
            status,
            ..Default::default()
        }
    }

    /// With help.
    pub fn hint(self, hint: impl Into<Content<'a>>) -> Self {
        Task {
            hint: hint.into(),
            ..self
        }
    }
}

/// The parts of long work.
#[derive(Clone, Debug, Default)]
pub struct TaskList<'a> {
    /// The tasks.
    pub items: Vec<Task<'a>>,
    /// What the ids in it start with, where a page has several lists; `task-list` when empty.
    pub id_prefix: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl TaskList<'_> {
    fn item(&self, number: usize, task: &Task<'_>) -> Markup {
        let prefix = filled(self.id_prefix).unwrap_or("task-list");
        let hint_id = if task.hint.is_empty() {
            String::new()
        } else {
            format!("{prefix}-{number}-hint")
        };
        let status_id = format!("{prefix}-{number}-status");
        let linked = if task.href.is_empty() {
            ""
        } else {
            "govuk-task-list__item--with-link"
        };
        let cannot = matches!(task.status, TaskStatus::CannotStart(_));
        let status_modifier = if cannot {
            "govuk-task-list__status--cannot-start-yet"
        } else {
            ""
        };
        html! {
            li class=(classes(&["govuk-task-list__item", linked, &task.classes])) {
                div class="govuk-task-list__name-and-hint" {
                    @if let Some(href) = filled(&task.href) {
                        a class="govuk-link govuk-task-list__link" href=(href)
                            aria-describedby=(classes(&[&hint_id, &status_id])) { (task.title) }
                    } @else {
                        div { (task.title) }
                    }
                    @if !hint_id.is_empty() { div id=(hint_id) class="govuk-task-list__hint" { (task.hint) } }
                }
                div class=(classes(&["govuk-task-list__status", status_modifier])) id=(status_id) {
                    @match &task.status {
                        TaskStatus::Text(content) | TaskStatus::CannotStart(content) => (content),
                        TaskStatus::Tag(tag) => (tag),
                    }
                }
            }
        }
    }
}

impl Render for TaskList<'_> {
    fn render(&self) -> Markup {
        html! {
            ul class=(classes(&["govuk-task-list", self.classes])) {
                @for (index, task) in self.items.iter().enumerate() { (self.item(index + 1, task)) }
            }
        }
    }
}
