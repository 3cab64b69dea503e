//! Who is there, as the header shows it: signing in and out, the organisation acted for, the notices.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::{Csrf, ORGANISATION_FIELD};
use crate::content::filled;

/// An organisation that the person can act for.
#[derive(Clone, Debug, Default)]
pub struct OrganisationChoice<'a> {
    /// What is sent to choose it.
    pub id: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// Whether the person acts for it now.
    pub current: bool,
}

/// A person who is signed in, as the header shows them.
#[derive(Clone, Debug, Default)]
pub struct SignedIn<'a> {
    /// The person's name.
    pub name: Cow<'a, str>,
    /// The page about the person's account.
    pub account_href: Cow<'a, str>,
    /// The organisations that the person can act for. With more than one there is a switcher.
    pub organisations: Vec<OrganisationChoice<'a>>,
    /// Where the switcher posts [`ORGANISATION_FIELD`] to.
    pub switch_action: Cow<'a, str>,
    /// How many notices are unread.
    pub notices: u64,
    /// The page of notices; not shown when empty.
    pub notices_href: Cow<'a, str>,
    /// Where signing out posts to.
    pub sign_out_action: Cow<'a, str>,
    /// The token of the session, for both forms.
    pub csrf: Cow<'a, str>,
}

/// What the header says about who is there.
#[derive(Clone, Debug, Default)]
pub enum AccountNav<'a> {
    /// Nothing, as on an error page that knows no session.
    #[default]
    Hidden,
    /// Nobody is signed in.
    SignedOut {
        /// Where to sign in.
        sign_in_href: Cow<'a, str>,
        /// Where to join; not shown when empty.
        join_href: Cow<'a, str>,
    },
    /// Somebody is signed in.
    SignedIn(SignedIn<'a>),
}

impl Render for AccountNav<'_> {
    fn render(&self) -> Markup {
        match self {
            AccountNav::Hidden => html! {},
            AccountNav::SignedOut {
                sign_in_href,
                join_href,
            } => html! {
                nav class="svx-account" aria-label="Account" {
                    ul class="svx-account__list" {
                        @if let Some(href) = filled(join_href) {
                            li class="svx-account__item" { a class="svx-account__link" href=(href) { "Join" } }
                        }
                        li class="svx-account__item" { a class="svx-account__link" href=(sign_in_href) { "Sign in" } }
                    }
                }
            },
            AccountNav::SignedIn(person) => person.render(),
        }
    }
}

impl SignedIn<'_> {
    fn organisation(&self) -> Markup {
        let current = self.organisations.iter().find(|organisation| organisation.current);
        let name = current.map_or("Choose an organisation", |organisation| organisation.name.as_ref());
        html! {
            @match self.organisations.len() {
                0 => {},
                1 => li class="svx-account__item svx-account__organisation" {
                    span class="govuk-visually-hidden" { "Organisation: " } (self.organisations[0].name)
                },
                _ => li class="svx-account__item svx-account__organisation" {
                    details class="svx-switcher" {
                        summary class="svx-switcher__summary" {
                            span class="govuk-visually-hidden" { "Acting for " } (name)
                            span class="govuk-visually-hidden" { ", change organisation" }
                        }
                        (self.switcher())
                    }
                },
            }
        }
    }

    fn switcher(&self) -> Markup {
        html! {
            form class="svx-switcher__form" method="post" action=(self.switch_action) {
                (Csrf(&self.csrf))
                p class="svx-switcher__title" id="svx-switcher-title" { "Act for" }
                ul class="svx-switcher__list" aria-labelledby="svx-switcher-title" {
                    @for organisation in &self.organisations {
                        li {
                            button class="svx-switcher__choice" name=(ORGANISATION_FIELD) value=(organisation.id)
                                aria-current=[organisation.current.then_some("true")] { (organisation.name) }
                        }
                    }
                }
            }
        }
    }
}

impl Render for SignedIn<'_> {
    fn render(&self) -> Markup {
        html! {
            nav class="svx-account" aria-label="Account" {
                ul class="svx-account__list" {
                    (self.organisation())
                    @if let Some(href) = filled(&self.notices_href) {
                        li class="svx-account__item" {
                            a class="svx-account__link" href=(href) {
                                "Notices"
                                @if self.notices > 0 {
                                    " " span class="svx-account__count" { (self.notices) }
                                    span class="govuk-visually-hidden" { " unread" }
                                }
                            }
                        }
                    }
                    li class="svx-account__item" {
                        @if let Some(href) = filled(&self.account_href) {
                            a class="svx-account__link" href=(href) { (self.name) }
                        } @else {
                            (self.name)
                        }
                    }
                    li class="svx-account__item" {
                        form method="post" action=(self.sign_out_action) {
                            (Csrf(&self.csrf))
                            button class="svx-account__button" { "Sign out" }
                        }
                    }
                }
            }
        }
    }
}
