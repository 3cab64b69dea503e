//! Every form field, plain and with an error.

use maud::{Markup, html};
use svx_ui::*;

pub(crate) fn all() -> Markup {
    let mut errors = FormErrors::new();
    errors.add("quantity", "Quantity must be a whole number, like 12");
    errors.add_at("needed-by", "needed-by-month", "Date needed by must be a real date");
    errors.add("how", "Select how it can be brought");
    html! {
        h2 class="govuk-heading-l" { "Add a need" }
        (errors.summary())
        form method="post" action="#" novalidate {
            (layout::Csrf("token"))
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" { (texts(&errors)) (choices(&errors)) }
            }
            div class="govuk-button-group" {
                (Button::submit("Save and continue"))
                (Button::secondary("Save as draft"))
                (Button::warning("Withdraw"))
                a class="govuk-link" href="#cancel" { "Cancel" }
            }
        }
    }
}

fn texts(errors: &FormErrors) -> Markup {
    html! {
        (Input {
            name: "title",
            label: Label::sized(Size::M, "What do you need?"),
            hint: "In a few words, such as “12 stacking chairs”".into(),
            value: "Chairs & tables",
            ..Default::default()
        })
        (Input {
            name: "quantity",
            label: "How many?".into(),
            error: errors.error("quantity"),
            value: "a dozen",
            kind: InputKind::WholeNumber,
            width: Width::Chars5,
            suffix: "chairs".into(),
            ..Default::default()
        })
        (Input {
            name: "price",
            label: "What would it cost to buy?".into(),
            kind: InputKind::Decimal,
            width: Width::Chars10,
            prefix: "£".into(),
            ..Default::default()
        })
        (DateInput {
            name: "needed-by",
            legend: "When is it needed by?".into(),
            hint: "For example, 27 3 2027".into(),
            error: errors.error("needed-by"),
            wrong: DateParts { month: true, ..Default::default() },
            day: "12",
            month: "13",
            year: "2026",
            ..Default::default()
        })
        (CharacterCount {
            limit: Limit::Characters(200),
            threshold: None,
            textarea: Textarea { name: "why", label: "Why is it needed?".into(), rows: Some(3), ..Default::default() },
        })
        (Textarea { name: "note", label: "Anything else (optional)".into(), rows: Some(2), ..Default::default() })
        (FileUpload {
            name: "photo",
            label: "A photograph (optional)".into(),
            hint: "JPG or PNG, up to 10MB".into(),
            accept: "image/jpeg,image/png",
            ..Default::default()
        })
        (PasswordInput { name: "password", label: "Password".into(), width: Width::Chars20, ..Default::default() })
        (Select {
            name: "unit",
            label: "Unit".into(),
            items: vec![SelectItem::new("", "Choose a unit"), SelectItem::new("hour", "Hour"), SelectItem::new("day", "Day")],
            ..Default::default()
        })
    }
}

fn choices(errors: &FormErrors) -> Markup {
    let floor = Input {
        name: "floor",
        label: "Which floor?".into(),
        width: Width::Chars10,
        ..Default::default()
    };
    html! {
        (Radios {
            name: "how",
            legend: Label::sized(Size::M, "How can it be brought?"),
            error: errors.error("how"),
            items: vec![
                Choice::new("door", "To the door"),
                Choice::new("inside", "Inside").hint("Someone is there from 9am to 4pm").reveal(html! { (floor) }),
                Choice::divider("or"),
                Choice::new("collect", "We collect it"),
            ],
            value: "inside",
            ..Default::default()
        })
        (Radios::yes_no("regular", "Is it needed every week?", "no"))
        (Checkboxes {
            name: "who",
            legend: "Who benefits?".into(),
            hint: "Choose all that apply".into(),
            items: vec![
                Choice::new("older", "Older people"),
                Choice::new("children", "Children and young people"),
                Choice::divider("or"),
                Choice::new("none", "None of these").exclusive(),
            ],
            values: vec!["older"],
            ..Default::default()
        })
    }
}
