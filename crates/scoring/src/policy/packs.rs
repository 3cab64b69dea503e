//! The frameworks as dated data. A pack that has been published here is never edited: a change is a new pack.
//!
//! A pack goes no deeper than the sources that it names: where it gives only a number of outcomes or metrics, their
//! wording is to be taken from the source.

use jiff::civil::{Date, date};

use crate::Exact;

/// A document that a pack is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its title.
    pub title: &'static str,
    /// Who published it and when.
    pub published: &'static str,
}

/// A theme or mission, with those of its outcomes that the pack names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What it is called.
    pub name: &'static str,
    /// Its outcomes; empty where the pack names themes alone.
    pub outcomes: &'static [&'static str],
}

/// A floor that applies from a value upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloorStep {
    /// The least value, in pounds with VAT, inclusive.
    pub from_gbp: i64,
    /// The least weight of social value, in percent.
    pub percent: i64,
}

/// A least number of social value KPIs that applies from a value upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KpiStep {
    /// The least value, in pounds with VAT, inclusive.
    pub from_gbp: i64,
    /// How many KPIs, at least.
    pub least: u32,
}

/// What a floor is a percentage of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorBasis {
    /// The total of the weights.
    Total,
    /// The total of the weights, or of the non-price criteria where the award is by price per quality point.
    NonPriceUnderPricePerQualityPoint,
}

/// A framework for social value, as it stood between two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The name that results carry: `PPN 002`.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Whose procurements it applies to.
    pub applies_to: &'static str,
    /// Whether it is for central government.
    pub central_government: bool,
    /// The first day of commencement that it covers; no limit if absent.
    pub from: Option<Date>,
    /// The last day of commencement that it covers; no limit if absent.
    pub until: Option<Date>,
    /// The least value that it applies to, in pounds with VAT, inclusive.
    pub value_from_gbp: Option<i64>,
    /// Its themes or missions.
    pub themes: &'static [Theme],
    /// How many outcomes it has in all.
    pub outcome_count: Option<u32>,
    /// How many standard metrics it has.
    pub metric_count: Option<u32>,
    /// The floors, lowest value first; none where the weight is the authority's own choice.
    pub floors: &'static [FloorStep],
    /// What the floor is a percentage of.
    pub floor_basis: FloorBasis,
    /// The least numbers of social value KPIs, lowest value first.
    pub kpis: &'static [KpiStep],
    /// Where all this comes from.
    pub sources: &'static [Source],
}

impl Pack {
    /// Whether it covers procurements that commenced on this day.
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day <= until)
    }

    /// The floor for a value, in percent.
    pub fn floor_percent(&self, value_with_vat_gbp: &Exact) -> Option<Exact> {
        let reached = |step: &&FloorStep| *value_with_vat_gbp >= Exact::whole(step.from_gbp);
        self.floors
            .iter()
            .rev()
            .find(reached)
            .map(|step| Exact::whole(step.percent))
    }

    /// The least number of social value KPIs for a value.
    pub fn social_value_kpis(&self, value_with_vat_gbp: &Exact) -> Option<u32> {
        let reached = |step: &&KpiStep| *value_with_vat_gbp >= Exact::whole(step.from_gbp);
        self.kpis.iter().rev().find(reached).map(|step| step.least)
    }
}

/// Every pack, oldest first, the authorities' own last.
pub static PACKS: [Pack; 4] = [PPN_06_20, PPN_002, PPN_026, LOCAL];

/// The pack of this name, whatever its capitals, spaces and punctuation: `PPN 06/20`, `ppn-06-20`.
pub fn pack(name: &str) -> Option<&'static Pack> {
    let key = |name: &str| -> String {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    PACKS.iter().find(|pack| key(pack.name) == key(name))
}

const PPN_06_20: Pack = Pack {
    name: "PPN 06/20",
    title: "Taking account of social value in the award of central government contracts (the Social Value Model)",
    applies_to: "central government: departments, executive agencies and non-departmental public bodies",
    central_government: true,
    from: Some(date(2021, 1, 1)),
    until: Some(date(2025, 2, 23)),
    value_from_gbp: None,
    themes: &[
        Theme {
            name: "COVID-19 recovery",
            outcomes: &["Help local communities to manage and recover from the impact of COVID-19"],
        },
        Theme {
            name: "Tackling economic inequality",
            outcomes: &[
                "Create new businesses, new jobs and new skills",
                "Increase supply chain resilience and capacity",
            ],
        },
        Theme {
            name: "Fighting climate change",
            outcomes: &["Effective stewardship of the environment"],
        },
        Theme {
            name: "Equal opportunity",
            outcomes: &["Reduce the disability employment gap", "Tackle workforce inequality"],
        },
        Theme {
            name: "Wellbeing",
            outcomes: &["Improve health and wellbeing", "Improve community cohesion"],
        },
    ],
    outcome_count: Some(8),
    metric_count: Some(52),
    floors: &[FloorStep {
        from_gbp: 0,
        percent: 10,
    }],
    floor_basis: FloorBasis::Total,
    kpis: &[],
    sources: &[
        Source {
            title: "Procurement Policy Note 06/20",
            published: "Cabinet Office, 24 September 2020; applied to procurements from 1 January 2021",
        },
        Source {
            title: "The Social Value Model",
            published: "Cabinet Office, 30 November 2020",
        },
    ],
};

const PPN_002: Pack = Pack {
    name: "PPN 002",
    title: "Taking account of social value in the award of contracts, under the Procurement Act 2023",
    applies_to: "central government: departments, executive agencies and non-departmental public bodies",
    central_government: true,
    // The note goes with the Act, which governs what commenced on or after this day.
    from: Some(date(2025, 2, 24)),
    until: Some(date(2026, 12, 31)),
    value_from_gbp: None,
    themes: &[
        Theme {
            name: "Kickstart economic growth",
            outcomes: &[],
        },
        Theme {
            name: "Make Britain a clean energy superpower",
            outcomes: &[],
        },
        Theme {
            name: "Take back our streets",
            outcomes: &[],
        },
        Theme {
            name: "Break down barriers to opportunity",
            outcomes: &[],
        },
        Theme {
            name: "Build an NHS fit for the future",
            outcomes: &[],
        },
    ],
    outcome_count: Some(8),
    metric_count: Some(33),
    floors: &[FloorStep {
        from_gbp: 0,
        percent: 10,
    }],
    floor_basis: FloorBasis::NonPriceUnderPricePerQualityPoint,
    kpis: &[],
    sources: &[Source {
        title: "Procurement Policy Note 002",
        published: "Cabinet Office, 13 February 2025",
    }],
};

const PPN_026: Pack = Pack {
    name: "PPN 026",
    title: "Social value in central government contracts from 2027: good jobs and skills",
    applies_to: "central government, for a value of GBP 1,000,000 or more with VAT",
    central_government: true,
    from: Some(date(2027, 1, 1)),
    until: None,
    value_from_gbp: Some(1_000_000),
    themes: &[
        Theme {
            name: "Good jobs",
            outcomes: &[
                "Create and retain high-quality jobs",
                "Fair working conditions",
                "Fair pay",
            ],
        },
        Theme {
            name: "Skills",
            outcomes: &["Training and retraining", "In-work progression", "Talent pipeline"],
        },
    ],
    outcome_count: Some(6),
    metric_count: None,
    floors: &[
        FloorStep {
            from_gbp: 1_000_000,
            percent: 10,
        },
        FloorStep {
            from_gbp: 5_000_000,
            percent: 20,
        },
    ],
    floor_basis: FloorBasis::Total,
    kpis: &[KpiStep {
        from_gbp: 5_000_000,
        least: 3,
    }],
    sources: &[Source {
        title: "Procurement Policy Note 026",
        published: "Cabinet Office; for procurements that commence on or after 1 January 2027",
    }],
};

/// What applies to every other buyer: the authority's own outcomes and measures, as its tender states them.
const LOCAL: Pack = Pack {
    name: "local",
    title: "The authority's own outcomes and measures, as its tender states them",
    applies_to: "councils, housing associations, NHS bodies, education and others",
    central_government: false,
    from: None,
    until: None,
    value_from_gbp: None,
    themes: &[],
    outcome_count: None,
    metric_count: None,
    floors: &[],
    floor_basis: FloorBasis::Total,
    kpis: &[],
    sources: &[Source {
        title: "Public Services (Social Value) Act 2012, s.1",
        published: "in force since January 2013; the weight is the authority's to set",
    }],
};
