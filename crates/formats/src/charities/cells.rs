//! From the cells of a line to a charity: each column by itself, so that every problem of a line is found at once.

use csv::ByteRecord;
use jiff::civil::Date;
use svx_domain::Money;
use svx_domain::orgid::{OrgId, Register};
use svx_places::Postcode;

use super::{COLUMNS_MAX, CharitiesError, Charity, Line, LineProblem};
use crate::names::tidy_name;
use crate::rows::shorten;

/// Where each column is.
#[derive(Debug)]
pub(super) struct Columns {
    /// How many there are.
    count: usize,
    org_id: Option<usize>,
    reg_number: Option<usize>,
    name: usize,
    postcode: Option<usize>,
    active: Option<usize>,
    date_registered: Option<usize>,
    activities: Option<usize>,
    objects: Option<usize>,
    income: Option<usize>,
    web: Option<usize>,
    company_number: Option<usize>,
}

impl Columns {
    pub(super) fn read(header: &ByteRecord) -> Result<Self, CharitiesError> {
        if header.len() > COLUMNS_MAX {
            return Err(CharitiesError::Columns);
        }
        let mut names = Vec::with_capacity(header.len());
        for cell in header {
            let name = std::str::from_utf8(cell).map_err(|_| CharitiesError::Encoding)?;
            let name = name
                .trim_start_matches('\u{feff}')
                .trim()
                .to_lowercase()
                .replace([' ', '-'], "_");
            if !name.is_empty() && names.contains(&name) {
                return Err(CharitiesError::Twice(name));
            }
            names.push(name);
        }
        match names.as_slice() {
            [only] if only.is_empty() => return Err(CharitiesError::Empty),
            [only] if only.contains(';') => return Err(CharitiesError::Separator("semicolons")),
            [only] if only.contains('\t') => return Err(CharitiesError::Separator("tabs")),
            _ => {}
        }
        let at = |name: &str| names.iter().position(|column| column == name);
        let missing = |name| CharitiesError::Column(name, shorten(&names.join(", "), 200));
        let (org_id, reg_number) = (at("org_id"), at("reg_number"));
        if org_id.is_none() && reg_number.is_none() {
            return Err(missing("org_id or reg_number"));
        }
        Ok(Self {
            count: names.len(),
            org_id,
            reg_number,
            name: at("name").ok_or_else(|| missing("name"))?,
            postcode: at("postcode"),
            active: at("active"),
            date_registered: at("date_registered"),
            activities: at("activities"),
            objects: at("objects"),
            income: at("income"),
            web: at("web"),
            company_number: at("company_number"),
        })
    }

    pub(super) fn line(&self, number: u64, record: &ByteRecord) -> Line {
        let mut cells = Cells {
            number,
            record,
            problems: Vec::new(),
        };
        let charity = if record.len() == self.count {
            self.charity(&mut cells)
        } else {
            let message = format!(
                "has {} columns, and the first line of the file has {}",
                record.len(),
                self.count
            );
            cells.problem(None, message);
            None
        };
        Line {
            number,
            charity,
            problems: cells.problems,
        }
    }

    fn charity(&self, cells: &mut Cells<'_>) -> Option<Charity> {
        let org_id = self.identifier(cells);
        let name = cells.text(Some(self.name), "name");
        if name.is_none() && !cells.has_problem("name") {
            cells.problem(Some("name"), "there is no name".to_owned());
        }
        let postcode = cells.parse(self.postcode, "postcode", |text| text.parse::<Postcode>());
        let active = cells.parse(self.active, "active", yes_or_no);
        let date_registered = cells.parse(self.date_registered, "date_registered", date);
        let activities = cells.text(self.activities, "activities");
        let objects = cells.text(self.objects, "objects");
        let income = cells.parse(self.income, "income", money);
        let web = cells.parse(self.web, "web", web_address);
        let company = cells.parse(self.company_number, "company_number", |text| {
            OrgId::parse_messy(Register::Company, text)
        });
        let (org_id, name) = (org_id?, name?);
        Some(Charity {
            org_id,
            display_name: tidy_name(&name),
            name,
            postcode,
            active,
            date_registered,
            activities,
            objects,
            income,
            web,
            company,
        })
    }

    /// The identifier from its own column, or else from the register's number.
    fn identifier(&self, cells: &mut Cells<'_>) -> Option<OrgId> {
        let org_id = cells.parse(self.org_id, "org_id", str::parse::<OrgId>);
        if org_id.is_some() || cells.has_problem("org_id") {
            return org_id;
        }
        let number = cells.parse(self.reg_number, "reg_number", OrgId::parse_charity);
        if number.is_none() && !cells.has_problem("reg_number") {
            let column = if self.org_id.is_some() { "org_id" } else { "reg_number" };
            cells.problem(Some(column), "there is no charity number".to_owned());
        }
        number
    }
}

/// One line's cells and what is wrong with them.
struct Cells<'a> {
    number: u64,
    record: &'a ByteRecord,
    problems: Vec<LineProblem>,
}

impl Cells<'_> {
    fn problem(&mut self, column: Option<&str>, message: String) {
        self.problems.push(LineProblem {
            line: self.number,
            column: column.map(str::to_owned),
            message,
        });
    }

    fn has_problem(&self, column: &str) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.column.as_deref() == Some(column))
    }

    /// The cell's text without space around it; `None` if it is empty, not there, or not in UTF-8.
    fn text(&mut self, at: Option<usize>, column: &str) -> Option<String> {
        let cell = self.record.get(at?)?;
        match std::str::from_utf8(cell) {
            Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Err(_) => {
                self.problem(Some(column), "is not in UTF-8. Save the file as CSV UTF-8".to_owned());
                None
            }
        }
    }

    fn parse<T, E: ToString>(
        &mut self,
        at: Option<usize>,
        column: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(at, column)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(Some(column), error.to_string());
                None
            }
        }
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" | "active" | "registered" => Ok(true),
        "false" | "no" | "n" | "f" | "0" | "inactive" | "removed" => Ok(false),
        _ => Err(format!("“{}” is neither true nor false", shorten(text, 40))),
    }
}

/// The day, from a date or from the beginning of a date and time.
fn date(text: &str) -> Result<Date, String> {
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    day.parse()
        .map_err(|_| format!("“{}” is not a date like 2026-11-23", shorten(text, 40)))
}

fn money(text: &str) -> Result<Money, String> {
    Money::parse_messy(text).map_err(|_| format!("“{}” is not an amount of pounds like 1200.50", shorten(text, 40)))
}

/// A web address with its scheme. Registers hold whatever was typed in the field: an address in a street as well.
fn web_address(text: &str) -> Result<String, String> {
    let bare = ["http://", "https://"].iter().find_map(|scheme| {
        text.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|start| &text[start.len()..])
    });
    let rest = bare.unwrap_or(text);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let labels = host.split(':').next().unwrap_or_default();
    let good = labels.split('.').count() > 1
        && labels.split('.').all(|label| !label.is_empty())
        && labels
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    if !good {
        return Err(format!("“{}” is not a web address", shorten(text, 40)));
    }
    Ok(if bare.is_some() {
        text.to_owned()
    } else {
        format!("http://{text}")
    })
}
