//! The page around the content: a whole HTML document with its landmarks, and nothing inline, so that the strictest
//! content security policy holds.

mod account;

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, Render, html};

use crate::assets;
use crate::components::{
    BackLink, Breadcrumbs, GenericHeader, PhaseBanner, ServiceNavigation, ServiceNavigationItem, SkipLink,
};
use crate::content::{Content, classes, filled};
use crate::logo::logo;

pub use account::{AccountNav, OrganisationChoice, SignedIn};

/// The name of the service, in titles and in the header.
pub const SERVICE_NAME: &str = "svx";

/// The name of the form field that carries the token against forged requests.
pub const CSRF_FIELD: &str = "csrf_token";

/// The name of the form field that carries the organisation to act for next.
pub const ORGANISATION_FIELD: &str = "organisation";

/// The colour of the browser's own frame on phones; the brand colour of the styles.
const THEME_COLOUR: &str = "#0b4a4e";

/// The hidden field that a form sends to show that it came from a page of ours.
#[derive(Clone, Copy, Debug)]
pub struct Csrf<'a>(
    /// The token of the session.
    pub &'a str,
);

impl Render for Csrf<'_> {
    fn render(&self) -> Markup {
        html! { input type="hidden" name=(CSRF_FIELD) value=(self.0); }
    }
}

/// One of the main ways through the service.
#[derive(Clone, Debug, Default)]
pub struct NavItem<'a> {
    /// Where it leads.
    pub href: Cow<'a, str>,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Whether this page is in that section.
    pub active: bool,
}

impl<'a> NavItem<'a> {
    /// A way.
    pub fn new(href: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        NavItem {
            href: href.into(),
            text: text.into(),
            active: false,
        }
    }

    /// Marked when this page is in that section.
    pub fn active(self, active: bool) -> Self {
        NavItem { active, ..self }
    }
}

/// A line over every page that says what kind of service this is.
#[derive(Clone, Debug, Default)]
pub struct Phase<'a> {
    /// The kind, such as "Demonstration".
    pub tag: Cow<'a, str>,
    /// What follows from it.
    pub content: Content<'a>,
}

/// A link at the foot of the page.
#[derive(Clone, Debug, Default)]
pub struct FooterLink<'a> {
    /// Where it leads.
    pub href: Cow<'a, str>,
    /// What it says.
    pub text: Cow<'a, str>,
}

impl<'a> FooterLink<'a> {
    /// A link.
    pub fn new(href: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        FooterLink {
            href: href.into(),
            text: text.into(),
        }
    }
}

/// A whole page.
#[derive(Clone, Debug, Default)]
pub struct Shell<'a> {
    /// What the page is; its title is this, a dash and the name of the service.
    pub title: Cow<'a, str>,
    /// The language of the page; `en` when empty.
    pub lang: Cow<'a, str>,
    /// Whether the page shows errors: its title then starts with "Error:".
    pub error_in_title: bool,
    /// The main ways through the service.
    pub nav: Vec<NavItem<'a>>,
    /// Who is there.
    pub account: AccountNav<'a>,
    /// What kind of service this is.
    pub phase: Option<Phase<'a>>,
    /// The way back; not shown beside breadcrumbs.
    pub back_link: Option<BackLink<'a>>,
    /// Where the page stands.
    pub breadcrumbs: Option<Breadcrumbs<'a>>,
    /// The content of the `main` landmark.
    pub content: Markup,
    /// Whether the page needs more width than text does, as tables and maps do.
    pub wide: bool,
    /// Links at the foot; [`footer_links`] when empty.
    pub footer: Vec<FooterLink<'a>>,
    /// Further elements of the `head`, such as the address of a feed.
    pub head: Markup,
}

/// The links at the foot of every page: how the service is run and what can be taken from it.
pub fn footer_links() -> Vec<FooterLink<'static>> {
    vec![
        FooterLink::new("/accessibility", "Accessibility"),
        FooterLink::new("/privacy", "Privacy"),
        FooterLink::new("/complaints", "Complaints"),
        FooterLink::new("/open-data", "Open data"),
        FooterLink::new("/api", "API"),
    ]
}

impl Shell<'_> {
    fn head(&self) -> Markup {
        let error = if self.error_in_title { "Error: " } else { "" };
        html! {
            head {
                meta charset="utf-8";
                title { (error) (self.title) " - " (SERVICE_NAME) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content=(THEME_COLOUR);
                link rel="icon" type="image/svg+xml" href=(assets::icon().path);
                link rel="stylesheet" href=(assets::stylesheet().path);
                script type="module" src=(assets::script().path) {}
                (self.head)
            }
        }
    }

    fn header(&self) -> Markup {
        let items = self.nav.iter().map(|item| ServiceNavigationItem {
            href: item.href.clone(),
            content: item.text.clone().into(),
            active: item.active,
            ..Default::default()
        });
        let container = self.container();
        html! {
            header class="govuk-template__header" {
                (GenericHeader {
                    logo: logo().into(),
                    end: self.account.render().into(),
                    classes: "svx-header",
                    container_classes: &classes(&[container, "svx-header__container"]),
                    ..Default::default()
                })
                @if !self.nav.is_empty() {
                    (ServiceNavigation {
                        items: items.collect(),
                        classes: if self.wide { "svx-service-navigation--wide" } else { "" },
                        ..Default::default()
                    })
                }
                @if let Some(phase) = &self.phase {
                    div class="svx-phase" {
                        (PhaseBanner {
                            tag: crate::Tag { content: phase.tag.clone().into(), ..Default::default() },
                            content: phase.content.clone(),
                            classes: if self.wide { "svx-container--wide" } else { "" },
                        })
                    }
                }
            }
        }
    }

    fn body(&self) -> Markup {
        html! {
            div class=(self.container()) {
                @if let Some(breadcrumbs) = &self.breadcrumbs {
                    (breadcrumbs)
                } @else if let Some(back_link) = &self.back_link {
                    nav aria-label="Back" { (back_link) }
                }
                main class="govuk-main-wrapper" id="main-content" { (self.content) }
            }
        }
    }

    fn footer(&self) -> Markup {
        let standard = footer_links();
        let links = if self.footer.is_empty() {
            &standard
        } else {
            &self.footer
        };
        html! {
            footer class="govuk-template__footer" {
                div class="svx-footer" {
                    div class={ (self.container()) " svx-footer__inside" } {
                        nav aria-label="About this service" {
                            ul class="svx-footer__links" {
                                @for link in links {
                                    li { a class="govuk-link" href=(link.href) { (link.text) } }
                                }
                            }
                        }
                        div class="svx-footer__name" { (logo()) }
                    }
                }
            }
        }
    }

    fn container(&self) -> &'static str {
        if self.wide {
            "govuk-width-container svx-container--wide"
        } else {
            "govuk-width-container"
        }
    }
}

impl Render for Shell<'_> {
    fn render(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(filled(&self.lang).unwrap_or("en")) class="govuk-template" {
                (self.head())
                body class="govuk-template__body" {
                    (SkipLink::default())
                    (self.header())
                    (self.body())
                    (self.footer())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed_in() -> AccountNav<'static> {
        let organisation = |id: &'static str, current| OrganisationChoice {
            id: id.into(),
            name: id.into(),
            current,
        };
        AccountNav::SignedIn(SignedIn {
            name: "Ada <Admin>".into(),
            organisations: vec![
                organisation("Leeds & District", true),
                organisation("Holbeck Lunch Club", false),
            ],
            switch_action: "/organisation".into(),
            notices: 3,
            notices_href: "/notices".into(),
            sign_out_action: "/sign-out".into(),
            csrf: "t\"oken".into(),
            ..Default::default()
        })
    }

    #[test]
    fn the_title_says_that_there_are_errors() {
        let page = Shell {
            title: "Add a need".into(),
            error_in_title: true,
            ..Default::default()
        };
        assert!(
            page.render()
                .into_string()
                .contains("<title>Error: Add a need - svx</title>")
        );
        let page = Shell {
            error_in_title: false,
            ..page
        };
        assert!(page.render().into_string().contains("<title>Add a need - svx</title>"));
    }

    #[test]
    fn nothing_is_inline_and_every_address_is_ours() {
        let page = Shell {
            title: "Needs".into(),
            account: signed_in(),
            ..Default::default()
        }
        .render()
        .into_string();
        assert!(!page.contains("style="));
        assert!(!page.contains("<style"));
        assert!(!page.contains(" onclick") && !page.contains("javascript:"));
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains(&format!(
            r#"<script type="module" src="{}"></script>"#,
            assets::script().path
        )));
    }

    #[test]
    fn what_changes_something_is_posted_with_the_token() {
        let page = Shell {
            account: signed_in(),
            ..Default::default()
        }
        .render()
        .into_string();
        let token = r#"<input type="hidden" name="csrf_token" value="t&quot;oken">"#;
        assert_eq!(page.matches(token).count(), 2);
        assert!(page.contains(r#"method="post" action="/sign-out""#));
        assert!(page.contains(r#"method="post" action="/organisation""#));
        assert!(page.contains("Ada &lt;Admin&gt;"));
    }

    #[test]
    fn one_organisation_needs_no_switcher() {
        let AccountNav::SignedIn(mut person) = signed_in() else {
            panic!("signed in")
        };
        person.organisations.truncate(1);
        let header = person.render().into_string();
        assert!(header.contains("Leeds &amp; District"));
        assert!(!header.contains("<details"));
    }
}
