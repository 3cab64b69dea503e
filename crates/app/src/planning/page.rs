//! The report of a plan, and the sentences that it shares with the command line.

use super::documents::fit_of;
use super::{Planned, Source, Summary, WEIGHTS_NAME, WhatIf};
use std::cmp::Reverse;
use svx_domain::Quantity;
use svx_matching::{Proposal, Unmet, UnmetReason};
use svx_places::{DistanceUnit, Point, attribution, distance_text};
use svx_report::map::{Map, Mark};
use svx_report::page::Shown;
use svx_report::plan::{self as report, PlanPage, ProposalLine, UnmetLine};
use svx_report::words::{number, plural};

/// Most lines of the lists of a page; the plan itself has all.
const PROPOSALS_SHOWN_MAX: usize = 500;
const UNMET_SHOWN_MAX: usize = 500;
const COMMUNITIES_SHOWN_MAX: usize = 60;
const SHORTFALLS_SHOWN_MAX: usize = 60;
const BAD_ROWS_SHOWN_MAX: usize = 200;

impl Planned {
    /// So much of a resource, by its place in the price book, with its unit.
    pub fn with_unit(&self, resource: usize, quantity: Quantity) -> String {
        let resource = self.book.resource(resource);
        let one = quantity == Quantity::from_units(1);
        format!("{quantity} {}", if one { &resource.unit } else { &resource.units })
    }

    /// What happened, in sentences; the first matters most.
    pub fn sentences(&self, summary: &Summary) -> Vec<String> {
        let all = summary.all;
        let mut sentences = vec![format!(
            "Of {}, {} met in full, {} in part, and {} nothing.",
            plural(all.needs, "need", "needs"),
            plural(all.met, "is", "are"),
            figure(all.part),
            plural(all.none(), "gets", "get"),
        )];
        sentences.push(self.proof());
        sentences.push(format!(
            "{}, by {} of {}; nothing is used of {}.",
            plural(self.plan.proposals.len() as u64, "proposal", "proposals"),
            figure(self.offers.sheet.rows.len() as u64 - summary.offers_unused),
            plural(self.offers.sheet.rows.len() as u64, "offer", "offers"),
            figure(summary.offers_unused),
        ));
        let left_out = self.needs.sheet.left_out() + self.offers.sheet.left_out();
        if left_out > 0 {
            sentences.push(format!(
                "{} could not be used and {} left out.",
                plural(left_out, "row", "rows"),
                if left_out == 1 { "is" } else { "are" }
            ));
        }
        sentences
    }

    /// How good the plan is, and how that is known.
    pub fn proof(&self) -> String {
        let value = &self.plan.value.to_decimal();
        let value = grouped(value);
        if self.plan.is_optimal() {
            return format!(
                "No plan is better: its value, {value} points, is the bound that no plan for these tables can pass."
            );
        }
        let (whole, rest) = (self.plan.gap_millionths() / 10_000, self.plan.gap_millionths() % 10_000);
        format!(
            "Its value is {value} points. No plan can be worth more than {}, so this one is within {whole}.{:02}% of the best.",
            grouped(&self.plan.bound.to_decimal()),
            rest.div_ceil(100).min(99),
        )
    }

    /// How far the offers of the right kind got for a need that lacks something.
    fn detail(&self, need: usize, unmet: &Unmet) -> String {
        let tally = unmet.tally;
        let kind = format!("{} of this kind", plural(tally.kind.into(), "offer", "offers"));
        let near = format!("{} near enough", figure(tally.reach.into()));
        let free = format!("{} free then", figure(tally.dates.into()));
        match unmet.reason {
            UnmetReason::NoSupply => String::new(),
            UnmetReason::OutOfReach => format!("{kind}, none near enough."),
            UnmetReason::WrongDates => format!("{kind}, {near}, none free on the days wanted."),
            UnmetReason::Conditions => {
                let wanted = self.prepared.needs[need].requires.join(", ");
                format!("{kind}, {near}, {free}, none provides all of: {wanted}.")
            }
            UnmetReason::TooSmall => {
                format!("{kind}, {near}, {free}, none large enough for a need that must be served whole.")
            }
            UnmetReason::RuledOut => format!("{kind}, {near}, {free}, none open to this need."),
            UnmetReason::NotEnough if !self.prepared.needs[need].divisible => {
                let fits = plural(tally.standing.into(), "offer fits", "offers fit");
                format!("{fits}, and none has enough left for the whole of it.")
            }
            UnmetReason::NotEnough if tally.standing == 1 => "1 offer fits, and all that it has is given.".to_owned(),
            UnmetReason::NotEnough => {
                format!(
                    "{} offers fit, and all that they have is given.",
                    figure(tally.standing.into())
                )
            }
        }
    }

    fn method(&self) -> Vec<String> {
        let notes = self.prepared.notes;
        let mut method = vec![
            format!(
                "Every need was held against every offer. {} together: the same resource or one that the price book says will do instead, days in common, within the distance that the offer travels, and every condition provided.",
                plural(self.plan.pairs, "pair goes", "pairs go")
            ),
            "Each pair that goes together is worth so many points a unit, by the weights below. The plan is the one with the most points in all, found exactly in whole numbers and checked by separate code. The same tables give the same plan.".to_owned(),
            self.proof(),
        ];
        if !self.plan.is_optimal() {
            method.push("Some needs must be served whole by one offer. What is best is then not always found in reasonable time, and the bound says how far it can be.".to_owned());
        }
        method.push("Distances are in a straight line. These are proposals: what the tables do not say, such as who works well together, is for people to judge.".to_owned());
        let noted = [
            (
                notes.placed_by_postcode,
                "row gives a postcode and is placed",
                "rows give a postcode and are placed",
                "at the middle of its sector, which is a few streets in a town and a few villages elsewhere.",
            ),
            (
                notes.any_distance,
                "offer says",
                "offers say",
                "no radius_km and is taken to come any distance.",
            ),
            (
                notes.held_to_budget,
                "offer is",
                "offers are",
                "held to less than its capacity by its budget, at the prices of the price book.",
            ),
            (
                notes.budget_without_price,
                "offer has",
                "offers have",
                "a budget for something without a price, so the budget was not applied.",
            ),
        ];
        let noted = noted.iter().filter(|(count, ..)| *count > 0);
        method.extend(noted.map(|(count, one, many, rest)| format!("{} {rest}", plural(*count as u64, one, many))));
        method
    }

    fn proposal_line(&self, proposal: &Proposal) -> ProposalLine {
        let (need, offer) = (
            &self.needs.sheet.rows[proposal.need],
            &self.offers.sheet.rows[proposal.offer],
        );
        let reasons = fit_of(self, proposal).map(|fit| fit.reasons).unwrap_or_default();
        ProposalLine {
            need: (need.id.clone(), need.title.clone()),
            community: need.community.clone(),
            offer: (offer.id.clone(), offer.title.clone()),
            supplier: offer.supplier.clone(),
            quantity: self.with_unit(offer.resource, proposal.quantity),
            reasons: reasons.iter().map(ToString::to_string).collect(),
        }
    }

    fn unmet_lines(&self) -> Shown<UnmetLine> {
        let outcomes = self.plan.outcomes.iter().enumerate();
        let mut unmet: Vec<(usize, Unmet)> = outcomes
            .filter_map(|(at, outcome)| Some((at, outcome.unmet?)))
            .collect();
        let rows = &self.needs.sheet.rows;
        unmet.sort_by_key(|(at, _)| Reverse(rows[*at].priority));
        let of = unmet.len();
        let line = |(at, unmet): (usize, Unmet)| {
            let row = &rows[at];
            let wanted = self.with_unit(row.resource, row.quantity);
            UnmetLine {
                need: (row.id.clone(), row.title.clone()),
                community: row.community.clone(),
                lacks: if unmet.quantity == row.quantity {
                    wanted
                } else {
                    format!("{} of {wanted}", unmet.quantity)
                },
                reason: sentence(unmet.reason.words()),
                detail: self.detail(at, &unmet),
            }
        };
        Shown::first(unmet.into_iter().map(line), of, UNMET_SHOWN_MAX)
    }

    fn map(&self) -> Map {
        let mut marks: Vec<(Point, Mark)> = Vec::new();
        let offers = self
            .prepared
            .offers
            .iter()
            .filter_map(|offer| Some((offer.place?, Mark::Offer)));
        marks.extend(offers);
        for (need, outcome) in self.prepared.needs.iter().zip(&self.plan.outcomes) {
            let mark = match outcome.unmet {
                None => Mark::Met,
                Some(_) if outcome.given.is_zero() => Mark::Unmet,
                Some(_) => Mark::Part,
            };
            marks.extend(need.place.map(|place| (place, mark)));
        }
        let lines = self.plan.proposals.iter().filter_map(|proposal| {
            let (need, offer) = (
                &self.prepared.needs[proposal.need],
                &self.prepared.offers[proposal.offer],
            );
            (!(need.remote && offer.remote)).then_some(())?;
            Some((offer.place?, need.place?))
        });
        let mut around: Vec<Point> = self.prepared.needs.iter().filter_map(|need| need.place).collect();
        let lines: Vec<(Point, Point)> = lines.collect();
        around.extend(lines.iter().map(|(from, _)| *from));
        let count = |wanted: &[Mark]| marks.iter().filter(|(_, mark)| wanted.contains(mark)).count() as u64;
        let description = format!(
            "A map of {} and {} with a place. {} met in full, {} in part, {} not.",
            plural(count(&[Mark::Met, Mark::Part, Mark::Unmet]), "need", "needs"),
            plural(count(&[Mark::Offer]), "offer", "offers"),
            plural(count(&[Mark::Met]), "need is", "needs are"),
            figure(count(&[Mark::Part])),
            figure(count(&[Mark::Unmet])),
        );
        let key = [
            (Mark::Met, "need met in full"),
            (Mark::Part, "need met in part"),
            (Mark::Unmet, "need not met"),
            (Mark::Offer, "offer"),
        ];
        Map {
            description,
            lines,
            around,
            marks,
            key: key.map(|(mark, words)| (mark, words.to_owned())).to_vec(),
        }
    }

    /// What is wrong with rows, each with the name of its file.
    pub fn bad_rows(&self) -> impl Iterator<Item = String> {
        let needs = self
            .needs
            .sheet
            .problems
            .iter()
            .map(|problem| format!("{}, {problem}", self.needs.name));
        let offers = self
            .offers
            .sheet
            .problems
            .iter()
            .map(|problem| format!("{}, {problem}", self.offers.name));
        needs.chain(offers)
    }

    /// How many problems rows have in all, those that are not kept counted.
    pub fn bad_rows_count(&self) -> u64 {
        let (needs, offers) = (&self.needs.sheet, &self.offers.sheet);
        (needs.problems.len() + offers.problems.len()) as u64 + needs.problems_more + offers.problems_more
    }
}

/// The report of a plan, with what other weights would do where that was asked.
pub fn plan_page(planned: &Planned, summary: &Summary, what_if: &[WhatIf]) -> PlanPage {
    let all = summary.all;
    let of_all = format!("of {}", plural(all.needs, "need", "needs"));
    let figures = [
        ("Met in full", figure(all.met), of_all.clone()),
        ("Met in part", figure(all.part), of_all.clone()),
        ("Not met", figure(all.none()), of_all),
        (
            "Proposals",
            figure(planned.plan.proposals.len() as u64),
            "for both sides to accept or decline".to_owned(),
        ),
    ];
    let communities = summary.communities.iter().cloned();
    let shortfalls = summary.shortfalls.iter().map(|shortfall| report::Shortfall {
        resource: planned.book.resource(shortfall.resource).name.clone(),
        quantity: planned.with_unit(shortfall.resource, shortfall.quantity),
        needs: shortfall.needs,
        reason: sentence(shortfall.reason.words()),
    });
    let proposals = planned
        .plan
        .proposals
        .iter()
        .map(|proposal| planned.proposal_line(proposal));
    let weights = planned.weights.published().into_iter();
    PlanPage {
        summary: planned.sentences(summary),
        figures: figures
            .map(|(label, value, note)| (label.to_owned(), value, note))
            .to_vec(),
        map: planned.map(),
        resources: summary.resources.clone(),
        communities: Shown::first(communities, summary.communities.len(), COMMUNITIES_SHOWN_MAX),
        distances: summary.distances.clone(),
        shortfalls: Shown::first(shortfalls, summary.shortfalls.len(), SHORTFALLS_SHOWN_MAX),
        proposals: Shown::first(proposals, planned.plan.proposals.len(), PROPOSALS_SHOWN_MAX),
        unmet: planned.unmet_lines(),
        other_weights: what_if.iter().map(other_weights).collect(),
        bad_rows: Shown::first(
            planned.bad_rows(),
            planned.bad_rows_count() as usize,
            BAD_ROWS_SHOWN_MAX,
        ),
        weights: weights.map(|(words, weight)| (words.to_owned(), weight)).collect(),
        weights_version: WEIGHTS_NAME.to_owned(),
        method: planned.method(),
        sources: vec![source(&planned.needs), source(&planned.offers)],
        attribution: attribution().iter().map(|source| source.statement.to_owned()).collect(),
    }
}

fn other_weights(line: &WhatIf) -> report::OtherWeights {
    report::OtherWeights {
        name: (sentence(&line.name), line.weights.clone()),
        needs: [line.all.met, line.all.part, line.all.none()],
        worst_share: line.worst_share,
        median: line.median_m.map_or_else(
            || "-".to_owned(),
            |metres| distance_text(metres, DistanceUnit::Kilometres),
        ),
        proposals: (line.proposals as u64, line.new as u64),
    }
}

fn source<T>(source: &Source<T>) -> report::Source {
    report::Source {
        name: source.name.clone(),
        sha256: source.sha256.clone(),
        rows: (source.sheet.rows.len() as u64, source.sheet.left_out()),
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn figure(count: u64) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A decimal string with commas between thousands, as far as a person can read it.
fn grouped(decimal: &str) -> String {
    let (whole, rest) = decimal.split_once('.').unwrap_or((decimal, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), number);
    if rest.is_empty() {
        whole
    } else {
        format!("{whole}.{rest}")
    }
}
