//! The report of a plan: what is met, what is not and why, on a map, in charts and in tables.

mod sections;

use maud::{Markup, Render, html};
use svx_domain::Quantity;

use crate::map::Map;
use crate::page::{Document, Shown};

/// A kind of thing, or a community: how many needs it has and how they fare.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fared {
    /// What it is called.
    pub name: String,
    /// Needs in all.
    pub needs: u64,
    /// Needs that get all they ask for.
    pub met: u64,
    /// Needs that get a part.
    pub part: u64,
    /// The share of what is wanted that is given, in thousandths; of a community, the mean over its needs.
    pub share: u32,
    /// How much is wanted and given, with the words of the unit, where all is of one kind.
    pub quantities: Option<(Quantity, Quantity)>,
}

/// A number of proposals at some distance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// How far.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// Something that would be needed for more needs to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// What of.
    pub resource: String,
    /// How much is lacking, with its unit.
    pub quantity: String,
    /// How many needs lack it.
    pub needs: u64,
    /// Why, in a few words.
    pub reason: String,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalLine {
    /// The need's id, and its title where it has one.
    pub need: (String, String),
    /// Who asks.
    pub community: String,
    /// The offer's id, and its title.
    pub offer: (String, String),
    /// Who gives.
    pub supplier: String,
    /// How much, with its unit.
    pub quantity: String,
    /// Why they suit.
    pub reasons: Vec<String>,
}

/// A need that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetLine {
    /// The need's id, and its title where it has one.
    pub need: (String, String),
    /// Who asks.
    pub community: String,
    /// How much it lacks of what it asks for.
    pub lacks: String,
    /// Why.
    pub reason: String,
    /// How far the offers of the right kind got.
    pub detail: String,
}

/// What other weights would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWeights {
    /// What they are called, and the weights in a line.
    pub name: (String, String),
    /// Needs met in full, in part, and not.
    pub needs: [u64; 3],
    /// The share of its needs that the worst served community gets, in thousandths.
    pub worst_share: u32,
    /// How far it is for the proposal in the middle.
    pub median: String,
    /// Proposals, and how many of them this plan does not have.
    pub proposals: (u64, u64),
}

/// A file that the plan was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub name: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// How many rows were used, and how many were left out.
    pub rows: (u64, u64),
}

/// Everything that the report says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanPage {
    /// What happened, in sentences; the first matters most.
    pub summary: Vec<String>,
    /// A few numbers with what they count and what they mean.
    pub figures: Vec<(String, String, String)>,
    /// Where everything is.
    pub map: Map,
    /// By what is asked for.
    pub resources: Vec<Fared>,
    /// By who asks.
    pub communities: Shown<Fared>,
    /// Proposals by distance.
    pub distances: Vec<Band>,
    /// What to look for.
    pub shortfalls: Shown<Shortfall>,
    /// Who gives what to whom.
    pub proposals: Shown<ProposalLine>,
    /// Who lacks what.
    pub unmet: Shown<UnmetLine>,
    /// This plan and what other weights would do; nothing where no others were asked about.
    pub other_weights: Vec<OtherWeights>,
    /// Rows that were left out, as they are listed.
    pub bad_rows: Shown<String>,
    /// The weights with their words, heaviest first.
    pub weights: Vec<(String, u16)>,
    /// The version of the weights.
    pub weights_version: String,
    /// How the plan was made and how far it is to be trusted, in paragraphs.
    pub method: Vec<String>,
    /// What it was made from.
    pub sources: Vec<Source>,
    /// What the licences of the map's data ask us to say.
    pub attribution: Vec<String>,
}

impl PlanPage {
    /// The whole report in one file.
    pub fn document(&self) -> String {
        let document = Document {
            title: "Plan of needs and offers".to_owned(),
            caption: "Report".to_owned(),
            content: self.content(),
            footer: html! {
                @for statement in &self.attribution { p class="govuk-body-s" { (statement) } }
            },
        };
        document.render().into_string()
    }

    /// The report without the page around it.
    pub fn content(&self) -> Markup {
        html! {
            @for (at, sentence) in self.summary.iter().enumerate() {
                p class=(if at == 0 { "govuk-body-l" } else { "govuk-body" }) { (sentence) }
            }
            (self.key_figures())
            (self.contents())
            (self.places())
            (self.by_resource())
            (self.by_community())
            (self.by_distance())
            (self.what_to_look_for())
            (self.who_gives())
            (self.who_lacks())
            (self.by_other_weights())
            (self.rows_left_out())
            (self.how_it_was_made())
        }
    }
}
