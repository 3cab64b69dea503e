//! Tables of needs and offers: what is read, and what is said of rows that cannot be.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use svx_domain::resource::Names;
use svx_domain::{Quantity, Window};
use svx_formats::sheets::{Limits, NeedRow, OfferRow, Placed, Sheet, SheetError, read_needs, read_offers};
use svx_places::Point;

const DECIMALS: &[u8] = &[0, 2];

fn names() -> Names {
    let mut names = Names::new();
    names.add("laptop", &["Laptops", "laptop", "laptops"], "notebook computers");
    names.add("plumbing", &["Plumbing", "hour", "hours"], "plumber");
    names
}

fn needs(text: &str) -> Result<Sheet<NeedRow>, SheetError> {
    read_needs(text.as_bytes(), &names(), DECIMALS, &Limits::default())
}

fn offers(text: &str) -> Result<Sheet<OfferRow>, SheetError> {
    read_offers(text.as_bytes(), &names(), DECIMALS, &Limits::default())
}

/// Reads one row of the columns that are needed and one more.
fn problems_of(column: &str, cell: &str) -> Vec<String> {
    let mut cells = vec![
        ("id", "N1"),
        ("resource", "laptop"),
        ("quantity", "2"),
        ("remote", "true"),
    ];
    match cells.iter_mut().find(|(name, _)| *name == column) {
        Some(known) => known.1 = cell,
        None => cells.push((column, cell)),
    }
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let header: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let row: Vec<String> = cells.iter().map(|(_, cell)| quoted(cell)).collect();
    let sheet = needs(&format!("{}\n{}\n", header.join(","), row.join(","))).unwrap();
    assert_eq!(sheet.rows.is_empty(), !sheet.problems.is_empty());
    sheet.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn columns_may_be_in_any_order_and_others_are_kept() {
    let sheet = needs(
        "\u{feff}Colour,Quantity,postcode,ID,Resource,Requires,from,to,priority\r\n\
         red,\"1,200\",ls8 5hs,N1,Notebook Computers, DBS ; delivery;dbs,2027-01-04,2027-02-28,5\r\n\
         ,,,,,,,,\r\n\
         blue,3,LS8 5HS,N2,laptop,,,,\r\n",
    )
    .unwrap();
    assert_eq!(sheet.problems, []);
    assert_eq!(sheet.extra_columns, ["Colour"]);
    let row = &sheet.rows[0];
    assert_eq!((row.line, row.id.as_str(), row.resource, row.priority), (2, "N1", 0, 5));
    assert_eq!(row.quantity, Quantity::from_units(1_200));
    assert_eq!(row.requires, ["dbs", "delivery"]);
    assert_eq!(row.extra, ["red"]);
    let window = Window {
        from: date(2027, 1, 4),
        to: date(2027, 2, 28),
    };
    assert_eq!(row.window, Some(window));
    assert!(matches!(row.place, Some(Placed::ByPostcode(..))));
    assert_eq!(
        (sheet.rows[1].line, sheet.rows[1].priority, sheet.rows[1].divisible),
        (4, 3, true)
    );
}

#[test]
fn the_most_exact_place_counts() {
    let sheet = offers(
        "id,resource,capacity,postcode,latitude,longitude,easting,northing,radius_km\n\
         A,laptop,1,LS8 5HS,,,430000,434000,7.5\n\
         B,laptop,1,LS8 5HS,53.8,-1.55,,,\n\
         C,laptop,1,LS8 5HS,,,,,0\n",
    )
    .unwrap();
    assert_eq!(sheet.problems, []);
    let at = |row: usize| sheet.rows[row].place.unwrap();
    let grid = Point {
        easting_m: 430_000,
        northing_m: 434_000,
    };
    assert_eq!(at(0), Placed::Exactly(grid));
    assert!(at(1).point().distance_m(grid) < 2_500);
    assert!(matches!(at(2), Placed::ByPostcode(..)));
    let radii: Vec<_> = sheet.rows.iter().map(|row| row.radius_m).collect();
    assert_eq!(radii, [Some(7_500), None, Some(0)]);
}

#[test]
fn a_window_may_be_open_at_an_end() {
    let sheet =
        needs("id,resource,quantity,remote,from,to\nA,laptop,1,yes,2027-01-04,\nB,laptop,1,yes,,2027-01-04\n").unwrap();
    let windows: Vec<_> = sheet.rows.iter().map(|row| row.window.unwrap()).collect();
    assert_eq!(windows[0].to, Date::MAX);
    assert_eq!(windows[1].from, Date::MIN);
}

#[rstest]
#[case("id", "", "line 2, id: there is no id")]
#[case("id", "=1+1", "line 2, id: “=1+1” is a formula. Put the value in its place")]
#[case("id", "two\nlines", "line 2, id: holds a line break or another control character")]
#[case("resource", "", "line 2, resource: there is no resource")]
#[case("resource", "helicopter", "line 2, resource: “helicopter” is not in the price book")]
#[case(
    "resource",
    "labtops",
    "line 2, resource: “labtops” is not in the price book. Is it “laptop”?"
)]
#[case("quantity", "", "line 2, quantity: there is no quantity")]
#[case("quantity", "0", "line 2, quantity: How many must be more than 0")]
#[case("quantity", "-4", "line 2, quantity: How many must be more than 0")]
#[case("quantity", "2.5", "line 2, quantity: How many must be a whole number, like 12")]
#[case("quantity", "NaN", "line 2, quantity: How many must be a number, like 12")]
#[case("quantity", "1e9", "line 2, quantity: How many must be a number, like 12")]
#[case(
    "quantity",
    "99999999999999999999",
    "line 2, quantity: How many must be 10,000,000 or less"
)]
#[case("quantity", "#REF!", "line 2, quantity: “#REF!” is an error of the spreadsheet")]
#[case("priority", "6", "line 2, priority: “6” is not a whole number from 1 to 5")]
#[case("deprivation", "0", "line 2, deprivation: “0” is not a whole number from 1 to 10")]
#[case("from", "04/01/2027", "line 2, from: “04/01/2027” is not a date like 2026-11-23")]
#[case("to", "2027-02-30", "line 2, to: “2027-02-30” is not a date like 2026-11-23")]
#[case("remote", "perhaps", "line 2, remote: “perhaps” is neither true nor false")]
#[case("divisible", "2", "line 2, divisible: “2” is neither true nor false")]
#[case(
    "postcode",
    "LS8",
    "line 2, postcode: “LS8” is only part of a postcode. Enter all of it, such as SW1A 1AA"
)]
#[case(
    "title",
    "=HYPERLINK(1)",
    "line 2, title: “=HYPERLINK(1)” is a formula. Put the value in its place"
)]
#[case(
    "latitude",
    "51.5",
    "line 2, longitude: there is no longitude, and there is one under latitude"
)]
fn a_bad_cell_is_named_by_line_and_column(#[case] column: &str, #[case] cell: &str, #[case] said: &str) {
    assert_eq!(problems_of(column, cell), [said]);
}

/// The columns of a place, in the order of the header below, and what is said.
#[rstest]
#[case(",,,,", "postcode: there is no place. Give a postcode, or say true under remote")]
#[case(
    "ZZ1 1AA,,,,",
    "postcode: we know of no postcode that begins ZZ1 1. Check it, or give coordinates"
)]
#[case(
    "BT1 5GS,,,,",
    "postcode: BT1 5GS is in Northern Ireland, whose postcodes we cannot look up. Give its latitude and longitude instead"
)]
#[case("JE2 3AB,,,,", "postcode: JE2 3AB is in Jersey, which is outside the United Kingdom")]
#[case(",NaN,-1.5,,", "latitude: “NaN” is not a latitude in degrees, such as 52.6580")]
#[case(
    ",-1.5,53.8,,",
    "latitude: Latitude -1.5 and longitude 53.8 look as if they had changed places"
)]
#[case(
    ",48.8,2.3,,",
    "latitude: Latitude 48.8 and longitude 2.3 are not in the United Kingdom"
)]
#[case(",,,inf,434000", "easting: “inf” is not a number of metres for the easting")]
#[case(
    ",,,430000,1e300",
    "easting: Easting 430000 and northing 9223372036854775807 are not in the United Kingdom"
)]
#[case(",,,430000,", "northing: there is no northing, and there is one under easting")]
fn a_bad_place_is_named_by_line_and_column(#[case] cells: &str, #[case] said: &str) {
    let header = "id,resource,quantity,postcode,latitude,longitude,easting,northing";
    let sheet = needs(&format!("{header}\nN1,laptop,1,{cells}\n")).unwrap();
    let problems: Vec<String> = sheet.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, [format!("line 2, {said}")]);
}

#[rstest]
#[case("radius_km", "-1", "“-1” is not a number of kilometres like 25 or 7.5")]
#[case(
    "radius_km",
    "99999",
    "99999 km is farther than from one end of the country to the other"
)]
#[case("budget", "-5", "Amount must be a number, like 1200 or 1,200.50")]
#[case("capacity", "0", "How many must be more than 0")]
fn a_bad_cell_of_an_offer_is_named(#[case] column: &str, #[case] cell: &str, #[case] said: &str) {
    let capacity = if column == "capacity" { cell } else { "1" };
    let (name, extra) = if column == "capacity" {
        ("budget", "")
    } else {
        (column, cell)
    };
    let sheet = offers(&format!(
        "id,resource,remote,capacity,{name}\nO1,laptop,true,{capacity},{extra}\n"
    ))
    .unwrap();
    let problems: Vec<String> = sheet.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, [format!("line 2, {column}: {said}")]);
}

#[test]
fn every_problem_of_every_row_is_said_in_one_reading() {
    let sheet = needs(
        "id,resource,quantity,remote,from,to\n\
         A,laptop,0,maybe,2027-03-01,2027-02-01\n\
         B,laptop,1,true,,\n\
         B,laptop,2,true,,\n\
         C,laptop,1,true,,,,surplus\n",
    )
    .unwrap();
    let problems: Vec<String> = sheet.problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @r"
    line 2, quantity: How many must be more than 0
    line 2, to: 2027-02-01 is before 2027-03-01, which is in from
    line 2, remote: “maybe” is neither true nor false
    line 4, id: “B” is on line 3 already
    line 5: has 8 cells, and the first row has 6. Is a quotation mark missing?
    ");
    assert_eq!((sheet.rows.len(), sheet.rows_seen, sheet.left_out()), (1, 4, 3));
}

#[test]
fn a_cell_in_another_encoding_is_named() {
    let text = b"id,resource,quantity,remote,title,colour\nA,laptop,1,true,caf\xe9,\nB,laptop,1,true,,gr\xfcn\n";
    let sheet = read_needs(text, &names(), DECIMALS, &Limits::default()).unwrap();
    let problems: Vec<String> = sheet.problems.iter().map(ToString::to_string).collect();
    let said = "is not in UTF-8. Save the file as CSV UTF-8";
    assert_eq!(
        problems,
        [format!("line 2, title: {said}"), format!("line 3, colour: {said}")]
    );
}

#[rstest]
#[case("", "The file is empty")]
#[case(
    "id;resource;quantity\n",
    "The columns are separated by semicolons. Save the file with commas"
)]
#[case("id\tresource\n", "The columns are separated by tabs. Save the file with commas")]
#[case(
    "name,quantity\n",
    "There is no column id, resource, postcode or latitude or easting or remote. The columns are: name, quantity"
)]
#[case("id,resource,quantity,remote,ID\n", "The column id is there twice")]
#[case("PK\u{3}\u{4}not a spreadsheet", "The spreadsheet cannot be read")]
fn a_file_that_is_not_such_a_table_is_refused(#[case] text: &str, #[case] said: &str) {
    let error = needs(text).unwrap_err().to_string();
    assert!(error.starts_with(said), "{error}");
}

#[test]
fn there_is_a_limit_on_everything() {
    let text = "id,resource,quantity,remote\nA,laptop,1,true\nB,laptop,0,true\nC,laptop,0,true\n";
    let read = |limits: Limits| read_needs(text.as_bytes(), &names(), DECIMALS, &limits);
    let all = Limits::default();
    assert_eq!(read(Limits { rows: 2, ..all }).unwrap_err(), SheetError::Rows(2));
    assert_eq!(read(Limits { file_bytes: 9, ..all }).unwrap_err(), SheetError::File(9));
    let row = read(Limits { row_bytes: 20, ..all }).unwrap_err();
    assert_eq!(row, SheetError::Row { line: 1, bytes: 20 });
    let sheet = read(Limits { problems: 1, ..all }).unwrap();
    assert_eq!((sheet.problems.len(), sheet.problems_more), (1, 1));
    let wide = vec!["x"; 201].join(",");
    assert_eq!(needs(&wide).unwrap_err(), SheetError::Columns);
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Notes")
        .unwrap()
        .write(0, 0, "not this one")
        .unwrap();
    let sheet = book.add_worksheet().set_name("Needs").unwrap();
    for (column, name) in [
        "id", "resource", "quantity", "from", "remote", "easting", "northing", "colour",
    ]
    .iter()
    .enumerate()
    {
        sheet.write(0, column as u16, *name).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(1, 0, 17).unwrap();
    sheet.write(1, 1, "plumbing").unwrap();
    sheet
        .write_formula(1, 2, rust_xlsxwriter::Formula::new("=2*1.25").set_result("2.5"))
        .unwrap();
    sheet
        .write_with_format(1, 3, ExcelDateTime::from_ymd(2027, 1, 4).unwrap(), &day)
        .unwrap();
    sheet.write(1, 4, false).unwrap();
    sheet.write(1, 5, 430_000.4).unwrap();
    sheet.write(1, 6, 434_000).unwrap();
    sheet.write(1, 7, "green").unwrap();
    sheet.write(3, 0, "N2").unwrap();
    sheet.write(3, 2, -1).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_spreadsheet_is_read_like_a_table() {
    let sheet = read_needs(&workbook(), &names(), DECIMALS, &Limits::default()).unwrap();
    let row = &sheet.rows[0];
    assert_eq!(
        (row.id.as_str(), row.line, row.resource, row.remote),
        ("17", 2, 1, false)
    );
    assert_eq!(row.quantity, Quantity::from_thousandths(2_500));
    assert_eq!(row.window.unwrap().from, date(2027, 1, 4));
    assert_eq!(row.place.unwrap().point().easting_m, 430_000);
    assert_eq!(row.extra, ["green"]);
    let problems: Vec<String> = sheet.problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @r"
    line 4, resource: there is no resource
    line 4, quantity: How many must be more than 0
    line 4, postcode: there is no place. Give a postcode, or say true under remote
    ");
}

#[test]
fn a_spreadsheet_that_unpacks_to_too_much_is_refused() {
    let limits = Limits {
        unpacked_bytes: 1_000,
        ..Limits::default()
    };
    let error = read_needs(&workbook(), &names(), DECIMALS, &limits).unwrap_err();
    assert_eq!(error, SheetError::Unpacked(1_000));
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in any::<proptest::sample::Index>()) {
        let _ = read_needs(&bytes, &names(), DECIMALS, &Limits::default());
        let text = [b"id,resource,quantity,remote\n".as_slice(), &bytes].concat();
        let _ = read_needs(&text, &names(), DECIMALS, &Limits::default());
        let mut book = workbook();
        book.truncate(cut.index(book.len()));
        prop_assert!(read_needs(&book, &names(), DECIMALS, &Limits::default()).is_err());
    }
}
