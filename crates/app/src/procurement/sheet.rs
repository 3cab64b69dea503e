//! The register of needs as a spreadsheet: downloaded with the draft's pledges in it, filled in offline, loaded back.

use super::{
    content::{DraftPledge, MAX_CELL_CHARS, MAX_HOW_CHARS},
    declarations::{Attribution, MAX_ADDITIONAL_CHARS},
};
use crate::{Error, Result};
use std::collections::{BTreeMap, HashMap};
use svx_formats::table;
use svx_store::procurements::{MAX_REGISTER, RegisterLine};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The most faults that are listed.
const MAX_FAULTS: usize = 50;
/// The columns, in the order in which they are written. Only `need` and those from `quantity` on are read.
const COLUMNS: [&str; 14] = [
    "need",
    "resource",
    "description",
    "project",
    "community",
    "unit",
    "needed",
    "unit_price",
    "quantity",
    "by",
    "how",
    "measure",
    "additional",
    "attributed",
];

/// The register with a draft's pledges, as CSV with a byte order mark, which spreadsheets take as a sign of UTF-8.
pub fn write(register: &[RegisterLine], pledges: &BTreeMap<String, DraftPledge>) -> Result<Vec<u8>> {
    let none = DraftPledge::default();
    let rows = register.iter().map(|line| {
        let pledge = pledges.get(&line.need_id.to_string()).unwrap_or(&none);
        let price = line.unit_price_pence.map(svx_domain::Money::to_decimal);
        [
            line.need_id.to_string(),
            line.resource_name.clone(),
            line.description.clone(),
            line.project.clone(),
            line.community.clone(),
            line.unit.clone(),
            line.quantity.to_decimal(),
            price.unwrap_or_default(),
            pledge.quantity.clone(),
            pledge.by.clone(),
            pledge.how.clone(),
            pledge.measure.clone(),
            pledge.additional.clone(),
            pledge.attributed.clone(),
        ]
    });
    table::write(COLUMNS, rows).map_err(|error| Error::outside("a spreadsheet")(error.into()))
}

/// The pledges in a filled-in file, or what is wrong with it, by line and column.
pub fn read(bytes: &[u8], register: &[RegisterLine]) -> Result<BTreeMap<String, DraftPledge>, Vec<String>> {
    if bytes.len() > MAX_BYTES {
        return Err(vec!["The file is larger than 1 MB".to_owned()]);
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(vec![
            "The file is not in UTF-8. In your spreadsheet program, save it as ‘CSV UTF-8’".to_owned(),
        ]);
    };
    // One kind of line end, so that lines are counted as people see them.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = rows
        .headers()
        .map_err(|error| vec![format!("The file is not a CSV file: {error}")])?
        .clone();
    let columns: HashMap<String, usize> = header
        .iter()
        .enumerate()
        .map(|(index, name)| (name.trim().to_lowercase(), index))
        .collect();
    let column = |name: &str| {
        columns
            .get(name)
            .copied()
            .ok_or_else(|| format!("Line 1: there is no column ‘{name}’"))
    };
    let found = [column("need"), column("quantity"), column("by"), column("how")];
    let missing: Vec<String> = found.iter().filter_map(|column| column.clone().err()).collect();
    let [Ok(need), Ok(quantity), Ok(by), Ok(how)] = found else {
        return Err(missing);
    };
    let known: HashMap<String, &RegisterLine> = register.iter().map(|line| (line.need_id.to_string(), line)).collect();
    let (mut pledges, mut faults) = (BTreeMap::new(), Vec::new());
    for (count, row) in rows.records().enumerate() {
        if count >= MAX_REGISTER as usize * 2 {
            faults.push(format!("The file has more than {} lines", MAX_REGISTER * 2));
            break;
        }
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                faults.push(format!("The file is not a CSV file: {error}"));
                break;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        // A file that was downloaded before declarations were asked for has no columns for them.
        let declared = |name: &str| columns.get(name).copied();
        let cell = |index: usize| {
            row.get(index)
                .unwrap_or_default()
                .trim()
                .trim_start_matches('\'')
                .trim()
                .to_owned()
        };
        let (id, pledge) = (
            cell(need).to_lowercase(),
            DraftPledge {
                quantity: cell(quantity),
                by: cell(by),
                how: cell(how),
                measure: declared("measure").map(cell).unwrap_or_default(),
                additional: declared("additional").map(cell).unwrap_or_default(),
                attributed: declared("attributed").map(cell).unwrap_or_default().to_lowercase(),
            },
        );
        if pledge.is_empty() {
            continue;
        }
        faults.extend(faults_of(line, &id, &pledge, known.get(&id).copied()));
        if pledges.insert(id, pledge).is_some() {
            faults.push(format!("Line {line}, column need: this need has an earlier line too"));
        }
    }
    faults.truncate(MAX_FAULTS);
    if faults.is_empty() { Ok(pledges) } else { Err(faults) }
}

fn faults_of(line: u64, id: &str, pledge: &DraftPledge, need: Option<&RegisterLine>) -> Vec<String> {
    let Some(need) = need else {
        let id: String = id.chars().take(MAX_CELL_CHARS).collect();
        return vec![format!(
            "Line {line}, column need: ‘{id}’ is not in the register. Do not change this column"
        )];
    };
    let mut faults = Vec::new();
    match svx_domain::Quantity::parse_messy(&pledge.quantity, super::content::decimals(need)) {
        Ok(quantity) if quantity > need.quantity => {
            faults.push(format!(
                "Line {line}, column quantity: only {} is needed, so you cannot pledge {quantity}",
                need.quantity
            ));
        }
        Ok(_) => {}
        Err(error) => faults.push(format!("Line {line}, column quantity: {error}")),
    }
    if super::content::day(&pledge.by).is_none() {
        faults.push(format!("Line {line}, column by: enter a real date, like 31/03/2027"));
    }
    if !pledge.attributed.is_empty() && Attribution::from_code(&pledge.attributed).is_none() {
        faults.push(format!("Line {line}, column attributed: enter contract or company"));
    }
    if pledge.additional.chars().count() > MAX_ADDITIONAL_CHARS {
        faults.push(format!(
            "Line {line}, column additional: enter at most {MAX_ADDITIONAL_CHARS} characters"
        ));
    }
    if pledge.how.chars().count() > MAX_HOW_CHARS {
        faults.push(format!(
            "Line {line}, column how: enter at most {MAX_HOW_CHARS} characters"
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use svx_domain::{Money, NeedId, OrganisationId, ProjectId, Quantity};

    fn line(byte: u8) -> RegisterLine {
        RegisterLine {
            need_id: NeedId::from_parts(1, [byte; 10]),
            project_id: ProjectId::from_parts(1, [byte; 10]),
            project: "Lunch club".to_owned(),
            project_slug: "lunch-club".to_owned(),
            community_id: OrganisationId::from_parts(1, [byte; 10]),
            community: "=HYPERLINK(\"x\")".to_owned(),
            resource: "chairs".to_owned(),
            resource_name: "Chairs".to_owned(),
            unit: "chair".to_owned(),
            units: "chairs".to_owned(),
            decimals: 0,
            description: "Stacking, \"light\"\nones".to_owned(),
            quantity: Quantity::from_units(12),
            unit_price_pence: Some(Money::from_pence(2_550)),
            from_on: date(2027, 1, 1),
            to_on: date(2027, 12, 31),
            remote: false,
            local_authority: None,
        }
    }

    fn read_errors(text: &str) -> Vec<String> {
        read(text.as_bytes(), &[line(1)]).unwrap_err()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let register = [line(1), line(2)];
        let pledge = DraftPledge {
            quantity: "4".to_owned(),
            by: "31/3/2027".to_owned(),
            how: "By van, \"free\"".to_owned(),
            measure: "ES-1".to_owned(),
            additional: "A second round, which we would not drive".to_owned(),
            attributed: "contract".to_owned(),
        };
        let pledges = BTreeMap::from([(register[1].need_id.to_string(), pledge)]);
        let file = write(&register, &pledges).unwrap();
        let too_many = String::from_utf8(file.clone())
            .unwrap()
            .replace("25.50,4,", "25.50,40,");
        // The description of each need has a line end in it: the second need begins on the fourth line.
        assert!(read(too_many.as_bytes(), &register).unwrap_err()[0].starts_with("Line 4, column quantity"));
        assert_eq!(read(&file, &register).unwrap(), pledges);
        assert!(String::from_utf8(file).unwrap().contains("'=HYPERLINK"));
    }

    #[test]
    fn faults_are_named_by_line_and_column() {
        let id = line(1).need_id;
        assert_eq!(read_errors("a,b\n1,2\n").len(), 4);
        assert_eq!(
            read_errors(&format!(
                "how,quantity,need,by\nVan,13,{id},31/3/2027\nVan,1,{id},soon\nVan,2,elsewhere,1/1/2027\n"
            )),
            [
                "Line 2, column quantity: only 12 is needed, so you cannot pledge 13",
                "Line 3, column by: enter a real date, like 31/03/2027",
                "Line 3, column need: this need has an earlier line too",
                "Line 4, column need: ‘elsewhere’ is not in the register. Do not change this column",
            ]
        );
        assert_eq!(
            read_errors(&format!(
                "need,quantity,by,how,attributed\n{id},1,31/3/2027,Van,somebody\n"
            )),
            ["Line 2, column attributed: enter contract or company"]
        );
        assert_eq!(
            read(b"need,quantity,by,how\n\xff,1,2,3\n", &[line(1)]).unwrap_err(),
            ["The file is not in UTF-8. In your spreadsheet program, save it as ‘CSV UTF-8’"]
        );
    }

    proptest! {
        #[test]
        fn no_file_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, &[line(1)]);
        }
    }
}
