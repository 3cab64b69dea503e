//! Fixtures of everything that is no form field, as our structs.

use maud::{Markup, Render};
use svx_ui::*;

use crate::options::Options;

fn level(options: Options<'_>, key: &str) -> u8 {
    options
        .number(key)
        .map(|level| u8::try_from(level).unwrap())
        .unwrap_or_default()
}

pub(crate) fn back_link(options: &Options<'_>) -> Markup {
    let (inverse, classes) = options.modifier("govuk-back-link--inverse");
    let href = if options.has("href") { options.str("href") } else { "#" };
    BackLink {
        href: href.into(),
        content: options.content(),
        inverse,
        classes: &classes,
    }
    .render()
}

pub(crate) fn breadcrumbs(options: &Options<'_>) -> Markup {
    let (inverse, classes) = options.modifier("govuk-breadcrumbs--inverse");
    Breadcrumbs {
        items: options
            .items("items")
            .into_iter()
            .map(|item| Crumb::new(item.str("href"), item.content()))
            .collect(),
        collapse_on_mobile: options.is("collapseOnMobile"),
        inverse,
        label: options.str("labelText"),
        classes: &classes,
    }
    .render()
}

pub(crate) fn button(options: &Options<'_>) -> Markup {
    let (secondary, _) = options.modifier("govuk-button--secondary");
    let (warning, _) = options.modifier("govuk-button--warning");
    let (inverse, _) = options.modifier("govuk-button--inverse");
    let styles = [
        "govuk-button--secondary",
        "govuk-button--warning",
        "govuk-button--inverse",
    ];
    let others = styles.iter().fold(options.str("classes").to_owned(), |classes, style| {
        classes.replace(style, "")
    });
    Button {
        content: options.content(),
        kind: match options.str("type") {
            "button" => ButtonKind::Button,
            "reset" => ButtonKind::Reset,
            _ => ButtonKind::Submit,
        },
        style: match (secondary, warning, inverse) {
            (true, ..) => ButtonStyle::Secondary,
            (_, true, _) => ButtonStyle::Warning,
            (.., true) => ButtonStyle::Inverse,
            _ => ButtonStyle::Primary,
        },
        href: options.str("href"),
        name: options.str("name"),
        value: options.str("value"),
        id: options.str("id"),
        form: "",
        form_action: "",
        start: options.is("isStartButton"),
        disabled: options.is("disabled"),
        prevent_double_click: options.is("preventDoubleClick"),
        classes: others.trim(),
    }
    .render()
}

pub(crate) fn details(options: &Options<'_>) -> Markup {
    Details {
        summary: options.content_of("summaryHtml", "summaryText"),
        content: options.content(),
        open: options.is("open"),
        id: options.str("id"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn inset_text(options: &Options<'_>) -> Markup {
    InsetText {
        content: options.content(),
        id: options.str("id"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn warning_text(options: &Options<'_>) -> Markup {
    WarningText {
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn notification_banner(options: &Options<'_>) -> Markup {
    NotificationBanner {
        kind: if options.str("type") == "success" {
            BannerKind::Success
        } else {
            BannerKind::Important
        },
        title: options.content_of("titleHtml", "titleText"),
        content: options.content(),
        title_id: options.str("titleId"),
        keep_focus: options.is("disableAutoFocus"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn panel(options: &Options<'_>) -> Markup {
    Panel {
        title: options.content_of("titleHtml", "titleText"),
        content: options.content(),
        heading_level: level(*options, "headingLevel"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn generic_header(options: &Options<'_>) -> Markup {
    GenericHeader {
        logo: options.content_of("logoHtml", "logoText"),
        href: options.str("url"),
        end: Content::Empty,
        classes: options.str("classes"),
        container_classes: options.str("containerClasses"),
    }
    .render()
}

pub(crate) fn skip_link(options: &Options<'_>) -> Markup {
    let href = if options.has("href") {
        options.str("href")
    } else {
        "#content"
    };
    SkipLink {
        href,
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn tag(options: &Options<'_>) -> Markup {
    as_tag(*options).render()
}

fn as_tag(options: Options<'_>) -> Tag<'_> {
    let (colour, classes) = options.tag_colour();
    Tag {
        content: options.content(),
        colour,
        classes,
    }
}

pub(crate) fn phase_banner(options: &Options<'_>) -> Markup {
    PhaseBanner {
        tag: as_tag(options.part("tag")),
        content: options.content(),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn pagination(options: &Options<'_>) -> Markup {
    let link = |key: &str| {
        let part = options.part(key);
        options.has(key).then(|| PageLink {
            href: part.str("href").into(),
            content: part.content(),
            label: part.str("labelText").into(),
        })
    };
    let item = |item: Options<'_>| {
        if item.is("ellipsis") {
            return PageItem::Ellipsis;
        }
        PageItem::Page {
            number: item.number("number").unwrap_or_default().into(),
            href: item.str("href").to_owned().into(),
            current: item.is("current"),
            label: item.str("visuallyHiddenText").to_owned().into(),
        }
    };
    let not_empty = |item: &Options<'_>| item.has("href") || item.is("ellipsis");
    if options.items("items").iter().any(|item| item.0["number"].is_string()) {
        // Numbers in words cannot be said with our struct.
        return Markup::default();
    }
    Pagination {
        previous: link("previous"),
        next: link("next"),
        items: options.items("items").into_iter().filter(not_empty).map(item).collect(),
        label: options.str("landmarkLabel"),
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn service_navigation(options: &Options<'_>) -> Markup {
    ServiceNavigation {
        service_name: options.str("serviceName"),
        service_href: options.str("serviceUrl"),
        items: options
            .items("navigation")
            .into_iter()
            .map(|item| ServiceNavigationItem {
                href: item.str("href").into(),
                content: item.content(),
                current: item.is("current"),
                active: item.is("active"),
            })
            .collect(),
        label: options.str("navigationLabel"),
        id: options.str("navigationId"),
        classes: options.str("classes"),
    }
    .render()
}

fn actions(options: Options<'_>) -> Vec<Action<'_>> {
    options.part("actions").items("items").into_iter().map(action).collect()
}

fn action(options: Options<'_>) -> Action<'_> {
    Action {
        href: options.str("href").into(),
        content: options.content(),
        about: options.str("visuallyHiddenText").into(),
        classes: options.str("classes").into(),
    }
}

pub(crate) fn summary_list(options: &Options<'_>) -> Markup {
    let (no_border, classes) = options.modifier("govuk-summary-list--no-border");
    let card = options.part("card");
    SummaryList {
        rows: options
            .items("rows")
            .into_iter()
            .map(|row| SummaryRow {
                key: row.part("key").content(),
                value: row.part("value").content(),
                actions: actions(row),
                classes: row.str("classes").into(),
            })
            .collect(),
        card: options.has("card").then(|| SummaryCard {
            title: card.part("title").content(),
            heading_level: level(card.part("title"), "headingLevel"),
            actions: actions(card),
            classes: card.str("classes"),
        }),
        no_border,
        classes: &classes,
    }
    .render()
}

fn cell(options: Options<'_>) -> Cell<'_> {
    Cell {
        content: options.content(),
        numeric: options.str("format") == "numeric",
        colspan: options.number("colspan"),
        rowspan: options.number("rowspan"),
        classes: options.str("classes").into(),
    }
}

pub(crate) fn table(options: &Options<'_>) -> Markup {
    let sizes = [(Size::S, "s"), (Size::M, "m"), (Size::L, "l"), (Size::Xl, "xl")];
    let caption_size = sizes
        .into_iter()
        .find(|(_, suffix)| options.str("captionClasses") == format!("govuk-table__caption--{suffix}"))
        .map(|(size, _)| size);
    Table {
        caption: options.str("caption").into(),
        caption_size: caption_size.unwrap_or_default(),
        caption_hidden: false,
        head: options.items("head").into_iter().map(cell).collect(),
        rows: options.0["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row.as_array())
            .map(|row| row.iter().map(|value| cell(Options(value))).collect())
            .collect(),
        first_cell_is_header: options.is("firstCellIsHeader"),
        narrow: Narrow::Table,
        classes: options.str("classes"),
    }
    .render()
}

pub(crate) fn tabs(options: &Options<'_>) -> Markup {
    let prefix = options.str("idPrefix");
    let id = |number: usize, item: Options<'_>| {
        if item.has("id") {
            item.str("id").to_owned()
        } else {
            format!("{prefix}-{number}")
        }
    };
    Tabs {
        title: options.str("title"),
        items: options
            .items("items")
            .into_iter()
            .enumerate()
            .map(|(index, item)| Tab::new(id(index + 1, item), item.str("label"), item.part("panel").content()))
            .collect(),
        id: options.str("id"),
        classes: options.str("classes"),
    }
    .render()
}

fn task_status(options: Options<'_>) -> TaskStatus<'_> {
    match options.str("classes") {
        "govuk-task-list__status--cannot-start-yet" => TaskStatus::CannotStart(options.content()),
        _ if options.has("tag") => TaskStatus::Tag(as_tag(options.part("tag"))),
        _ => TaskStatus::Text(options.content()),
    }
}

pub(crate) fn task_list(options: &Options<'_>) -> Markup {
    TaskList {
        items: options
            .items("items")
            .into_iter()
            .map(|item| Task {
                title: item.part("title").content(),
                href: item.str("href").into(),
                hint: item.hint(),
                status: task_status(item.part("status")),
                classes: item.str("classes").into(),
            })
            .collect(),
        id_prefix: options.str("idPrefix"),
        classes: options.str("classes"),
    }
    .render()
}
