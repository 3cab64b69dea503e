//! A tender to evaluate, `svx.tender/1`: rules, bids and what policy looks at, in one strict JSON file; and the
//! result, `svx.evaluation/1`.

mod hash;
pub mod members;
mod read_bids;
mod read_rules;
mod result;
mod text;
mod walk;
mod write;

pub use hash::rules_sha256;
pub use result::{policy_json, result_json};
pub use text::{policy_text, result_text};
pub use walk::TEXT_CHARS_MAX;
pub use write::tender_json;

use jiff::civil::Date;
use svx_scoring::policy::{Arrangement, BuyerType, PolicyReport, Procurement, report};
use svx_scoring::{BidInput, Evaluation, Exact, Path, Problem, ValidRules, bid_problems, evaluate};

use crate::json::{Json, Limits, parse};
use members::{TENDER, VALUE};
use walk::{Members, Walk, get};

/// What `format` says in a tender file.
pub const TENDER_FORMAT: &str = "svx.tender/1";
/// What `format` says in a result.
pub const EVALUATION_FORMAT: &str = "svx.evaluation/1";
/// The largest tender file, in bytes.
pub const TENDER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most JSON values in a tender file.
pub const TENDER_VALUES_MAX: usize = 2_000_000;
/// The deepest nesting in a tender file, in levels.
pub const TENDER_LEVELS_MAX: usize = 24;
/// The only currency: the thresholds of the Act and of the frameworks are in pounds.
pub const CURRENCY: &str = "GBP";

/// An example to start from, valid as it stands.
pub const TENDER_TEMPLATE: &str = include_str!("template.json");

/// A tender file that can be evaluated.
#[derive(Clone, Debug)]
pub struct Tender {
    /// The open contracting id.
    pub ocid: String,
    /// The title of the tender.
    pub title: String,
    /// The contracting authority.
    pub authority: String,
    /// What the law and the frameworks look at.
    pub procurement: Procurement,
    /// The frozen rules.
    pub rules: ValidRules,
    /// The bids, in the order of the file.
    pub bids: Vec<BidInput>,
}

/// A tender with its result.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The tender.
    pub tender: Tender,
    /// Scores, ranks and flags.
    pub evaluation: Evaluation,
    /// The framework, the floor and the duty to set KPIs.
    pub policy: PolicyReport,
}

impl Tender {
    /// Scores the bids and holds the rules against policy.
    pub fn evaluate(self) -> Result<Evaluated, Vec<Problem>> {
        let evaluation = evaluate(&self.rules, &self.bids)?;
        let policy = report(&self.procurement, self.rules.rules());
        Ok(Evaluated {
            tender: self,
            evaluation,
            policy,
        })
    }
}

/// Reads a tender file, or lists every problem in it.
pub fn parse_tender(bytes: &[u8]) -> Result<Tender, Vec<Problem>> {
    let limits = Limits {
        bytes: TENDER_BYTES_MAX,
        values: TENDER_VALUES_MAX,
        depth: TENDER_LEVELS_MAX,
    };
    let json = parse(bytes, limits).map_err(|problem| vec![problem])?;
    let mut walk = Walk::default();
    let Some(file) = walk.object(&Path::ROOT, &json, TENDER) else {
        return Err(walk.into_problems());
    };
    let parsed = tender(&mut walk, file);
    match parsed {
        Some(tender) if walk.count() == 0 => Ok(tender),
        _ => Err(walk.into_problems()),
    }
}

/// Nothing where something is wrong, and then the walk knows what.
fn tender(walk: &mut Walk, file: Members<'_>) -> Option<Tender> {
    if let Some(json) = get(file, "format") {
        walk.choice(&Path::ROOT.member("format"), json, &[(TENDER_FORMAT, ())]);
    }
    let mut text = |name| get(file, name).and_then(|json| walk.text(&Path::ROOT.member(name), json));
    let (ocid, title, authority) = (text("ocid"), text("title"), text("authority"));
    let named = get(file, "buyer_type");
    let buyer_type = named.and_then(|json| walk.choice(&Path::ROOT.member("buyer_type"), json, &BuyerType::NAMES));
    let commenced_on = commenced_on(walk, file);
    let value = get(file, "value").and_then(|json| value(walk, json));
    let named = get(file, "arrangement");
    let arrangement = named.and_then(|json| walk.choice(&Path::ROOT.member("arrangement"), json, &Arrangement::NAMES));
    let rules = read_rules::rules(walk, file, value.as_ref().map(|(amount, _)| amount.clone()));
    let bids = read_bids::bids(walk, file);
    if value.is_none() {
        walk.settle(&Path::ROOT.member("value"));
    }
    walk.add_later(rules.problems());
    walk.add_later(bid_problems(&rules, &bids));
    let (value_gbp, includes_vat) = value?;
    let (buyer_type, arrangement) = (buyer_type?, arrangement?);
    Some(Tender {
        ocid: ocid?.to_owned(),
        title: title?.to_owned(),
        authority: authority?.to_owned(),
        procurement: Procurement {
            buyer_type,
            commenced_on,
            value_gbp,
            includes_vat,
            arrangement,
        },
        rules: rules.validate().ok()?,
        bids,
    })
}

/// The day of commencement; null, or no member at all, where it is not known.
fn commenced_on(walk: &mut Walk, file: Members<'_>) -> Option<Date> {
    match get(file, "commenced_on")? {
        Json::Null => None,
        json => walk.date(&Path::ROOT.member("commenced_on"), json),
    }
}

/// The value of the contract and whether it includes VAT.
fn value(walk: &mut Walk, json: &Json) -> Option<(Exact, bool)> {
    let path = Path::ROOT.member("value");
    let members = walk.object(&path, json, VALUE)?;
    let amount = get(members, "amount").and_then(|json| walk.money(&path.member("amount"), json));
    if let Some(json) = get(members, "currency") {
        walk.choice(&path.member("currency"), json, &[(CURRENCY, ())]);
    }
    let includes_vat = get(members, "includes_vat").and_then(|json| match json {
        Json::Bool(includes) => Some(*includes),
        _ => {
            walk.add(
                &path.member("includes_vat"),
                format!("{}: it must be true or false", walk::what(json)),
            );
            None
        }
    });
    Some((amount?, includes_vat?))
}
