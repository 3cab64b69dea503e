//! The table of resources.

use svx_domain::{Code, resource::ResourceCategory};
use svx_formats::table::{Line, Problems, count, table};
use svx_store::prices::MAX_RESOURCES;

/// A line of the table of resources.
#[derive(Debug, Clone)]
pub struct ResourceRow {
    /// The line of the file.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// Its category.
    pub category: ResourceCategory,
    /// What it is called.
    pub name: String,
    /// One of it.
    pub unit: String,
    /// Several of it.
    pub units: String,
    /// How many digits after the point a quantity may have.
    pub decimals: u32,
    /// What is meant by it.
    pub description: String,
    /// Other names, joined by semicolons.
    pub synonyms: String,
    /// Codes of what will do instead.
    pub substitutes: Vec<String>,
}

/// Reads the table of resources.
pub fn read_resources(text: &[u8]) -> Result<Vec<ResourceRow>, Problems> {
    const REQUIRED: [&str; 9] = [
        "code",
        "category",
        "name",
        "unit",
        "units",
        "decimals",
        "description",
        "synonyms",
        "substitutes",
    ];
    let mut problems = Problems::default();
    let table = table(text, &REQUIRED, MAX_RESOURCES, &mut problems);
    let mut rows: Vec<ResourceRow> = Vec::new();
    for (line, cells) in &table.rows {
        let mut row = Line {
            line: *line,
            cells,
            problems: &mut problems,
        };
        let code = row.code("code");
        let category = row.parse("category", |text| {
            ResourceCategory::from_code(text).map_err(|e| e.to_string())
        });
        let decimals = row.parse("decimals", |text| {
            count(text).and_then(|n| if n <= 3 { Ok(n) } else { Err("Use 0 to 3".to_owned()) })
        });
        let (name, unit, units, description) = (
            row.required("name"),
            row.required("unit"),
            row.required("units"),
            row.required("description"),
        );
        let substitutes = row.text("substitutes");
        let synonyms = row.text("synonyms");
        if rows.iter().any(|earlier| earlier.code == code) {
            row.problems
                .add(*line, "code", format_args!("‘{code}’ is in the table already"));
        }
        if let (Some(category), Some(decimals)) = (category, decimals) {
            let substitutes = substitutes.split(';').map(str::trim).filter(|code| !code.is_empty());
            rows.push(ResourceRow {
                line: *line,
                code,
                category,
                name,
                unit,
                units,
                decimals,
                description,
                synonyms,
                substitutes: substitutes.map(str::to_owned).collect(),
            });
        }
    }
    check_substitutes(&rows, &mut problems);
    problems.check(rows)
}

/// A substitute must be in the table, be something else, and be counted to the same precision.
fn check_substitutes(rows: &[ResourceRow], problems: &mut Problems) {
    for row in rows {
        for code in &row.substitutes {
            match rows.iter().find(|other| other.code == *code) {
                None => problems.add(row.line, "substitutes", format_args!("‘{code}’ is not in the table")),
                Some(other) if other.code == row.code => {
                    problems.add(row.line, "substitutes", "Nothing is a substitute for itself");
                }
                Some(other) if other.decimals != row.decimals => {
                    problems.add(
                        row.line,
                        "substitutes",
                        format_args!("‘{code}’ is counted in another way"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}
