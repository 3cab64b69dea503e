//! Rules in sentences: what pages say of them, and what an amendment says that it changes.

use super::{Award, Formula, Item, Setup};
use svx_domain::{Money, text::group_thousands};
use svx_scoring::rules::EARLIEST_RECEIPT;

/// An amount of pounds that a rule names: `£12,500` or `£12,500.50`.
pub fn pounds(amount: &str) -> String {
    let Ok(money) = Money::parse_decimal(amount) else {
        return amount.to_owned();
    };
    let pence = money.pence().unsigned_abs();
    let whole = group_thousands(pence / 100);
    match pence % 100 {
        0 => format!("£{whole}"),
        rest => format!("£{whole}.{rest:02}"),
    }
}

impl Formula {
    /// The method in a sentence, for a `price` or a `total`.
    pub fn in_words(&self, what: &str) -> String {
        let end = |end: &str, beyond: &str| match end {
            "lowest" => format!("the lowest {what} of all bids"),
            "highest" => format!("the highest {what} of all bids"),
            amount => format!("{} or {beyond}", pounds(amount)),
        };
        match self.method.as_str() {
            "relative-to-lowest" => format!(
                "The lowest {what} gets all the points. Others get points in proportion: the lowest {what} divided by their own."
            ),
            "relative-to-highest" => format!(
                "The highest {what} gets all the points. Others get points in proportion: their own {what} divided by the highest."
            ),
            "linear-range" => {
                let (best, worst) = if what == "price" {
                    ("less", "more")
                } else {
                    ("more", "less")
                };
                format!(
                    "All the points go to {}, none to {}, and what lies between gets points on a straight line.",
                    end(&self.best, best),
                    end(&self.worst, worst)
                )
            }
            "deviation-from-mean" => format!(
                "A {what} at the mean of all bids gets {}% of the points. Each percent below the mean adds {}% of the points, and each percent above it takes as much away, but never below none or above all.",
                self.base, self.slope
            ),
            "target" => format!(
                "A {what} of {} or more gets all the points. Less gets points in proportion.",
                pounds(&self.target)
            ),
            "share-of-contract" => format!(
                "A {what} of {}% of the contract’s estimated value or more gets all the points. Less gets points in proportion, and promising more gains nothing.",
                self.share
            ),
            "bands" => {
                let bands: Vec<String> = self
                    .bands
                    .iter()
                    .map(|band| format!("{} or more gets {}%", pounds(&band.at_least), band.percent))
                    .collect();
                format!(
                    "The share of the points goes by bands: {}. The highest band that is reached counts.",
                    bands.join("; ")
                )
            }
            _ => "It is not chosen yet how points are given.".to_owned(),
        }
    }
}

impl Award {
    /// How the points make a ranking, in a sentence or two.
    pub fn in_words(&self) -> String {
        match self {
            Self::HighestTotal => "Points are added up. The bid with the most points ranks first.".to_owned(),
            Self::ValueForMoney { willingness_to_pay } => format!(
                "Each point other than those for price is worth {}. The bid with the lowest price less what its points are worth ranks first.",
                pounds(willingness_to_pay)
            ),
            Self::PricePerQualityPoint => {
                "The price is divided by the points of all other criteria. The bid with the lowest price for each point ranks first."
                    .to_owned()
            }
        }
    }
}

impl Setup {
    /// What settles a tie, in a sentence.
    pub fn ties_in_words(&self) -> String {
        let name = |id: &String| {
            self.item(id)
                .map_or_else(|| id.clone(), |item: &Item| item.name.to_lowercase())
        };
        let by_criterion = self.tie_break.iter().filter(|id| *id != EARLIEST_RECEIPT);
        let names: Vec<String> = by_criterion.map(name).collect();
        let by_receipt = names.len() < self.tie_break.len();
        let order = names.join(", then ");
        match (names.is_empty(), by_receipt) {
            (true, false) => "If bids come out level, it is reported as a tie.".to_owned(),
            (true, true) => "If bids come out level, the one that was received first goes first.".to_owned(),
            (false, true) => format!(
                "If bids come out level, the higher score on these settles it, in this order: {order}; then the one that was received first goes first."
            ),
            (false, false) => format!(
                "If bids come out level, the higher score on these settles it, in this order: {order}. If none does, it is reported as a tie."
            ),
        }
    }
}
