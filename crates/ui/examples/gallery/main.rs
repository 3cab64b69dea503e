//! Every component on one page: `cargo run -p svx-ui --example gallery > gallery.html`.
//!
//! The page asks for its files at their addresses (`/assets/..`); with a folder as argument they are written there, so
//! that any file server can show it: `cargo run -p svx-ui --example gallery site > site/index.html`.

mod forms;
mod pages;
mod structure;

use std::io::Write;
use std::path::Path;

use maud::{Render, html};
use svx_ui::layout::{AccountNav, NavItem, OrganisationChoice, Phase, SignedIn};
use svx_ui::{BackLink, Shell, assets};

fn main() -> anyhow::Result<()> {
    if let Some(folder) = std::env::args().nth(1) {
        write_assets(Path::new(&folder))?;
    }
    let page = Shell {
        title: "Gallery of components".into(),
        nav: vec![
            NavItem::new("#home", "Home"),
            NavItem::new("#needs", "Needs").active(true),
            NavItem::new("#procurements", "Procurements"),
            NavItem::new("#commitments", "Commitments"),
            NavItem::new("#reports", "Reports"),
        ],
        account: signed_in(),
        phase: Some(Phase {
            tag: "Demonstration".into(),
            content: html! { "The organisations and figures here are made up. " a class="govuk-link" href="#about" { "How it works" } }
                .into(),
        }),
        back_link: Some(BackLink { href: "#back".into(), ..Default::default() }),
        content: html! {
            (pages::front())
            (pages::dashboard())
            (pages::search())
            (forms::all())
            (structure::all())
        },
        ..Default::default()
    };
    std::io::stdout().write_all(page.render().into_string().as_bytes())?;
    Ok(())
}

fn write_assets(folder: &Path) -> anyhow::Result<()> {
    for asset in assets::all() {
        let path = folder.join(asset.path.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, asset.bytes)?;
    }
    Ok(())
}

fn signed_in() -> AccountNav<'static> {
    AccountNav::SignedIn(SignedIn {
        name: "Priya Nair".into(),
        account_href: "#account".into(),
        organisations: vec![
            OrganisationChoice {
                id: "1".into(),
                name: "Ashdale Metropolitan Borough Council".into(),
                current: true,
            },
            OrganisationChoice {
                id: "2".into(),
                name: "Ashdale Museums Trust".into(),
                current: false,
            },
        ],
        switch_action: "#switch".into(),
        notices: 3,
        notices_href: "#notices".into(),
        sign_out_action: "#sign-out".into(),
        csrf: "token".into(),
    })
}
