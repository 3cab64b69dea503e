//! A whole page around what a handler has to say.

use crate::visitor::Visitor;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, Render, html};
use svx_domain::organisation::{OrganisationKind, Role};
use svx_ui::{
    BackLink, FormErrors, NotificationBanner, Shell,
    layout::{AccountNav, NavItem, OrganisationChoice, Phase, SignedIn},
};

/// A page for a visitor.
pub struct Page<'a> {
    visitor: &'a Visitor,
    title: String,
    back: Option<(String, String)>,
    wide: bool,
    error: bool,
    status: StatusCode,
    head: Markup,
}

impl<'a> Page<'a> {
    /// A page with a title, which is also what the browser's tab says.
    pub fn new(visitor: &'a Visitor, title: impl Into<String>) -> Self {
        Self {
            visitor,
            title: title.into(),
            back: None,
            wide: false,
            error: false,
            status: StatusCode::OK,
            head: html! {},
        }
    }

    /// With a link back.
    #[must_use]
    pub fn back(self, href: impl Into<String>) -> Self {
        self.back_to(href, "Back")
    }

    /// With a link back that says where to.
    #[must_use]
    pub fn back_to(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.back = Some((href.into(), text.into()));
        self
    }

    /// As wide as tables and lists with filters need.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Shown again because of these errors: the title says so, and the status is 422 where there are any.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        if !errors.is_empty() {
            self.error = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With further elements of the document's head, such as a feed's address.
    #[must_use]
    pub fn head(mut self, head: Markup) -> Self {
        self.head = head;
        self
    }

    /// The response with this content.
    pub fn show(self, content: Markup) -> Response {
        let flash = self.visitor.flash();
        let content = html! {
            @if let Some(message) = flash {
                (NotificationBanner::success(message.to_owned()))
            }
            (content)
        };
        let shell = Shell {
            title: self.title.into(),
            error_in_title: self.error,
            nav: navigation(self.visitor),
            account: account(self.visitor),
            phase: self.visitor.demo().then(|| Phase {
                tag: "Demonstration".into(),
                content: html! { "Everything here is invented. " a class="govuk-link" href="/demo" { "Sign in as somebody else" } }.into(),
            }),
            back_link: self.back.map(|(href, text)| BackLink { href: href.into(), content: text.into(), ..Default::default() }),
            content,
            wide: self.wide,
            head: self.head,
            ..Default::default()
        };
        let mut response = (self.status, html_header(), shell.render().into_string()).into_response();
        let cache = if self.visitor.signed_in().is_some() || flash.is_some() {
            "no-store"
        } else {
            "no-cache"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        response
    }
}

fn html_header() -> [(header::HeaderName, &'static str); 1] {
    [(header::CONTENT_TYPE, "text/html; charset=utf-8")]
}

/// The roles in an authority that see commitments.
pub(crate) const FOLLOWERS: &[Role] = &[
    Role::Administrator,
    Role::Approver,
    Role::Procurement,
    Role::ContractManager,
];

/// The main ways through the service, for who the visitor acts for.
fn navigation(visitor: &Visitor) -> Vec<NavItem<'static>> {
    let mut items: Vec<(&str, &str)> = Vec::new();
    if visitor.signed_in().is_some() {
        items.push(("/home", "Home"));
    }
    items.push(("/needs", "Needs"));
    match visitor.acting().map(|acting| acting.kind) {
        Some(OrganisationKind::Community) => items.extend([("/projects", "Our projects"), ("/matches", "Matches")]),
        Some(OrganisationKind::Supplier) => {
            items.extend([
                ("/offers", "Our offers"),
                ("/matches", "Matches"),
                ("/bids", "Our bids"),
            ]);
        }
        Some(OrganisationKind::Broker) => {
            items.extend([
                ("/projects", "Our projects"),
                ("/offers", "Our offers"),
                ("/matches", "Matches"),
            ]);
        }
        Some(OrganisationKind::Authority) => {
            // Only what the officer's roles open: the access table decides, this does not lead elsewhere.
            let may = |roles: &[Role]| visitor.acting().is_some_and(|acting| acting.roles.has_any(roles));
            if may(&[Role::Administrator, Role::Approver]) {
                items.push(("/review", "Review"));
            }
            if may(&[Role::Administrator, Role::Approver, Role::ContractManager]) {
                items.push(("/matches", "Matches"));
            }
            if may(FOLLOWERS) {
                items.push(("/commitments", "Delivery"));
            }
        }
        Some(OrganisationKind::Operator) => items.push(("/operator", "Installation")),
        Some(OrganisationKind::Referrer) | None => items.push(("/authorities", "Authorities")),
    }
    items.extend([("/procurements", "Procurements"), ("/prices", "Prices")]);
    let path = visitor.path().split('?').next().unwrap_or_default();
    let within = |href: &str| path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    items
        .into_iter()
        .map(|(href, text)| NavItem::new(href, text).active(within(href)))
        .collect()
}

fn account(visitor: &Visitor) -> AccountNav<'static> {
    let Some(signed_in) = visitor.signed_in() else {
        return AccountNav::SignedOut {
            sign_in_href: "/sign-in".into(),
            join_href: "/sign-up".into(),
        };
    };
    let current = signed_in.current().map(|membership| membership.organisation_id);
    AccountNav::SignedIn(SignedIn {
        name: signed_in.session.person_name.clone().into(),
        account_href: "/account".into(),
        organisations: signed_in
            .memberships
            .iter()
            .map(|membership| OrganisationChoice {
                id: membership.organisation_id.to_string().into(),
                name: membership.name.clone().into(),
                current: current == Some(membership.organisation_id),
            })
            .collect(),
        switch_action: "/account/switch".into(),
        sign_out_action: "/sign-out".into(),
        csrf: visitor.csrf().to_owned().into(),
        ..Default::default()
    })
}
