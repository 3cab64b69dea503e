//! Fixtures of form fields, as our structs.

use maud::{Markup, PreEscaped, Render};
use svx_ui::*;

use crate::options::Options;

pub(crate) fn label(options: &Options<'_>) -> Markup {
    // The options of a label are those of the label inside a field.
    let wrapped = serde_json::json!({ "label": options.0 });
    Options(&wrapped)
        .label("label", "govuk-label")
        .for_field(options.str("for"))
}

pub(crate) fn hint(options: &Options<'_>) -> Markup {
    Hint {
        id: options.str("id"),
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn error_message(options: &Options<'_>) -> Markup {
    ErrorMessage {
        id: options.str("id"),
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn fieldset(options: &Options<'_>) -> Markup {
    Fieldset {
        legend: legend(*options, "legend"),
        described_by: options.str("describedBy"),
        role: options.str("role"),
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

fn legend<'a>(options: Options<'a>, key: &str) -> Legend<'a> {
    options.label(key, "govuk-fieldset__legend")
}

pub(crate) fn error_summary(options: &Options<'_>) -> Markup {
    ErrorSummary {
        title: options.content_of("titleHtml", "titleText"),
        description: options.content_of("descriptionHtml", "descriptionText"),
        items: options
            .items("errorList")
            .into_iter()
            .map(|item| ErrorItem {
                href: item.str("href").into(),
                content: item.content(),
            })
            .collect(),
        keep_focus: options.is("disableAutoFocus"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn input(options: &Options<'_>) -> Markup {
    let (width, classes) = options.width();
    Input {
        name: options.str("name"),
        id: options.str("id"),
        label: options.label("label", "govuk-label"),
        hint: options.hint(),
        error: options.error(),
        value: &options.string("value"),
        kind: match (options.str("type"), options.str("inputmode")) {
            ("email", "") => InputKind::Email,
            ("tel", "") => InputKind::Telephone,
            ("url", "") => InputKind::Url,
            ("search", "") => InputKind::Search,
            ("password", "") => InputKind::Password,
            (_, "numeric") => InputKind::WholeNumber,
            (_, "decimal") => InputKind::Decimal,
            _ => InputKind::Text,
        },
        width,
        prefix: options.part("prefix").content(),
        suffix: options.part("suffix").content(),
        autocomplete: options.str("autocomplete"),
        autocapitalize: options.str("autocapitalize"),
        spellcheck: options.flag("spellcheck"),
        pattern: options.str("pattern"),
        disabled: options.is("disabled"),
        described_by: options.str("describedBy"),
        list: "",
        classes,
        group_classes: options.group_classes(),
    }
    .render()
}

pub(crate) fn password_input(options: &Options<'_>) -> Markup {
    let (width, classes) = options.width();
    PasswordInput {
        name: options.str("name"),
        id: options.str("id"),
        label: options.label("label", "govuk-label"),
        hint: options.hint(),
        error: options.error(),
        autocomplete: options.str("autocomplete"),
        width,
        disabled: options.is("disabled"),
        described_by: options.str("describedBy"),
        classes,
    }
    .render()
}

fn text_box<'a>(options: Options<'a>) -> Textarea<'a> {
    Textarea {
        name: options.str("name"),
        id: options.str("id"),
        label: options.label("label", "govuk-label"),
        hint: options.hint(),
        error: options.error(),
        value: options.str("value"),
        rows: options.number("rows"),
        autocomplete: options.str("autocomplete"),
        spellcheck: options.flag("spellcheck"),
        disabled: options.is("disabled"),
        described_by: options.str("describedBy"),
        classes: options.str("classes"),
        group_classes: options.group_classes(),
    }
}

pub(crate) fn textarea(options: &Options<'_>) -> Markup {
    text_box(*options).render()
}

pub(crate) fn character_count(options: &Options<'_>) -> Markup {
    let words = options.number("maxwords").map(Limit::Words);
    let characters = options.number("maxlength").map(Limit::Characters);
    CharacterCount {
        limit: words.or(characters).unwrap_or(Limit::Characters(0)),
        threshold: options
            .number("threshold")
            .map(|percent| u8::try_from(percent).unwrap()),
        textarea: text_box(*options),
    }
    .render()
}

fn choices(options: Options<'_>) -> Vec<Choice<'_>> {
    options.items("items").into_iter().map(choice).collect()
}

fn choice(options: Options<'_>) -> Choice<'_> {
    let reveal = options.part("conditional").str("html");
    let divider = options.has("divider");
    Choice {
        value: options.string("value").into(),
        label: if divider {
            options.str("divider").into()
        } else {
            options.content()
        },
        hint: options.hint(),
        id: options.str("id").into(),
        name: options.str("name").into(),
        checked: options.flag("checked"),
        disabled: options.is("disabled"),
        reveal: (!reveal.is_empty()).then(|| PreEscaped(reveal.to_owned())),
        exclusive: options.str("behaviour") == "exclusive",
        divider,
    }
}

pub(crate) fn checkboxes(options: &Options<'_>) -> Markup {
    let (small, classes) = options.modifier("govuk-checkboxes--small");
    let fieldset_describers = options.part("fieldset").str("describedBy");
    let own_describers = options.str("describedBy");
    Checkboxes {
        name: options.str("name"),
        id: options.str("idPrefix"),
        legend: legend(options.part("fieldset"), "legend"),
        hint: options.hint(),
        error: options.error(),
        items: choices(*options),
        values: options.0["values"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|value| value.as_str())
            .collect(),
        small,
        described_by: if own_describers.is_empty() {
            fieldset_describers
        } else {
            own_describers
        },
        classes: &classes,
        group_classes: options.group_classes(),
    }
    .render()
}

pub(crate) fn radios(options: &Options<'_>) -> Markup {
    let (small, _) = options.modifier("govuk-radios--small");
    let (inline, _) = options.modifier("govuk-radios--inline");
    let others = options
        .str("classes")
        .replace("govuk-radios--small", "")
        .replace("govuk-radios--inline", "");
    Radios {
        name: options.str("name"),
        id: options.str("idPrefix"),
        legend: legend(options.part("fieldset"), "legend"),
        hint: options.hint(),
        error: options.error(),
        items: choices(*options),
        value: options.str("value"),
        inline,
        small,
        described_by: options.part("fieldset").str("describedBy"),
        classes: others.trim(),
        group_classes: options.group_classes(),
    }
    .render()
}

pub(crate) fn select(options: &Options<'_>) -> Markup {
    let (width, classes) = options.width();
    Select {
        name: options.str("name"),
        id: options.str("id"),
        label: options.label("label", "govuk-label"),
        hint: options.hint(),
        error: options.error(),
        items: options
            .items("items")
            .into_iter()
            .map(|item| SelectItem {
                value: item.string("value").into(),
                text: item.string("text").into(),
                selected: item.flag("selected"),
                disabled: item.is("disabled"),
                ..Default::default()
            })
            .collect(),
        value: &options.string("value"),
        width,
        disabled: options.is("disabled"),
        described_by: options.str("describedBy"),
        classes,
        group_classes: options.group_classes(),
    }
    .render()
}

pub(crate) fn date_input(options: &Options<'_>) -> Markup {
    let name = options.str("namePrefix");
    let value = |part: &str| {
        let prefixed = if name.is_empty() {
            part.to_owned()
        } else {
            format!("{name}-{part}")
        };
        let values = options.part("values");
        let own = options.part(part).string("value");
        if !own.is_empty() {
            return own;
        }
        let plain = values.string(part);
        if plain.is_empty() {
            values.string(&prefixed)
        } else {
            plain
        }
    };
    let any_named = ["day", "month", "year"]
        .iter()
        .any(|part| options.part(part).is("error"));
    let any_cleared = ["day", "month", "year"]
        .iter()
        .any(|part| options.part(part).flag("error") == Some(false));
    let wrong = |part: &str| match options.part(part).flag("error") {
        Some(wrong) => wrong,
        None => any_cleared && !any_named && options.has("errorMessage"),
    };
    DateInput {
        name,
        id: options.str("id"),
        legend: legend(options.part("fieldset"), "legend"),
        hint: options.hint(),
        error: options.error(),
        wrong: DateParts {
            day: wrong("day"),
            month: wrong("month"),
            year: wrong("year"),
        },
        day: &value("day"),
        month: &value("month"),
        year: &value("year"),
        described_by: options.part("fieldset").str("describedBy"),
        classes: options.str("classes"),
        group_classes: options.group_classes(),
    }
    .render()
}

pub(crate) fn file_upload(options: &Options<'_>) -> Markup {
    FileUpload {
        name: options.str("name"),
        id: options.str("id"),
        label: options.label("label", "govuk-label"),
        hint: options.hint(),
        error: options.error(),
        accept: options.part("attributes").str("accept"),
        multiple: options.is("multiple"),
        disabled: options.is("disabled"),
        described_by: options.str("describedBy"),
        classes: options.str("classes"),
        group_classes: options.group_classes(),
    }
    .render()
}
