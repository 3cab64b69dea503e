//! `/procurements/{ocid}/bid/answers`: the words of a bid. Anything can be saved; it is checked before it is submitted.

use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{
    App,
    procurement::{bidding, content::MAX_ANSWER_CHARS},
};
use svx_ui::{Button, CharacterCount, Label, Limit, Size, Textarea, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/bid/answers", show)
        .post("/procurements/{ocid}/bid/answers", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    Ok(Page::new(&visitor, "Your answers")
        .back_to(format!("/procurements/{ocid}/bid"), "Your bid")
        .show(html! {
            h1 class="govuk-heading-l" { "Your answers" }
            p class="govuk-body" { "You can save at any time and come back." }
            form method="post" action={ "/procurements/" (ocid) "/bid/answers" } novalidate {
                (Csrf(visitor.csrf()))
                @for asked in desk.setup.asked() {
                    @let name = format!("answer-{}", asked.id);
                    (CharacterCount {
                        limit: Limit::Characters(u32::try_from(MAX_ANSWER_CHARS).unwrap_or(u32::MAX)),
                        threshold: Some(75),
                        textarea: Textarea {
                            name: &name,
                            label: Label::sized(Size::S, asked.words.as_str()),
                            value: desk.draft.answers.get(&asked.id).map_or("", String::as_str),
                            rows: Some(8),
                            ..Default::default()
                        },
                    })
                }
                (Button::submit("Save"))
            }
        }))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    let answers = desk.setup.asked().into_iter().map(|asked| {
        let answer = fields.text(&format!("answer-{}", asked.id)).to_owned();
        (asked.id, answer)
    });
    bidding::save_answers(&app, visitor.actor(), &ocid, answers.collect()).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid"),
        "You have saved your answers",
    ))
}
