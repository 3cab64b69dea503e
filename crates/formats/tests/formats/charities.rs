//! Registers of charities: invented lines, and the real sample where it is at hand.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rstest::rstest;
use svx_formats::charities::{Charities, CharitiesError, Charity, Limits, Line};

const HEADER: &str = "org_id,name,postcode,active,date_registered,activities,objects,income,web,company_number";
const GOOD: &str = r#"GB-CHC-1234567,EXAMPLETON LUNCH CLUB,ex1 1aa,True,1990-08-02,"Lunch, twice a week",TO RELIEVE NEED,75186.0,http://www.club.example,1234567"#;

fn read(bytes: &[u8]) -> Vec<Line> {
    Charities::new(bytes).unwrap().map(Result::unwrap).collect()
}

fn problems(lines: &[Line]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|line| &line.problems)
        .map(ToString::to_string)
        .collect()
}

fn charities(lines: &[Line]) -> Vec<&Charity> {
    lines.iter().filter_map(|line| line.charity.as_ref()).collect()
}

#[test]
fn a_good_line_is_read_in_full() {
    let lines = read(format!("\u{feff}{HEADER}\r\n{GOOD}\r\n").as_bytes());
    assert_eq!(problems(&lines), Vec::<String>::new());
    assert_eq!(lines[0].number, 2);
    let charity = charities(&lines)[0];
    assert_eq!(charity.org_id.as_str(), "GB-CHC-1234567");
    assert_eq!(
        (charity.name.as_str(), charity.display_name.as_str()),
        ("EXAMPLETON LUNCH CLUB", "Exampleton Lunch Club")
    );
    assert_eq!(charity.postcode.unwrap().to_string(), "EX1 1AA");
    assert_eq!(charity.date_registered.unwrap().to_string(), "1990-08-02");
    assert_eq!(charity.activities.as_deref(), Some("Lunch, twice a week"));
    assert_eq!(charity.income.unwrap().pence(), 7_518_600);
    assert_eq!(charity.company.as_ref().unwrap().as_str(), "GB-COH-01234567");
    assert_eq!(charity.active, Some(true));
}

#[test]
fn columns_come_in_any_order_and_others_are_ignored() {
    let lines = read(b"UKCAT,Name,Reg Number\nED101,Example Trust,SC012345\n,Other Trust,105001\n");
    assert_eq!(problems(&lines), Vec::<String>::new());
    let ids: Vec<_> = charities(&lines)
        .iter()
        .map(|charity| charity.org_id.to_string())
        .collect();
    assert_eq!(ids, ["GB-SC-SC012345", "GB-NIC-105001"]);
    assert_eq!(charities(&lines)[0].postcode, None);
}

#[rstest]
#[case(
    "GB-CHC-1234567",
    "1234567",
    "line 2, org_id: ‘1234567’ is not an organisation identifier: ",
    false
)]
#[case("GB-CHC-1234567", "", "line 2, org_id: there is no charity number", false)]
#[case("EXAMPLETON LUNCH CLUB", " ", "line 2, name: there is no name", false)]
#[case("ex1 1aa", "EX1", "line 2, postcode: “EX1” is only part of a postcode", true)]
#[case("ex1 1aa", "M5V 3A7", "line 2, postcode: “M5V 3A7” is not a postcode", true)]
#[case("True", "perhaps", "line 2, active: “perhaps” is neither true nor false", true)]
#[case(
    "1990-08-02",
    "02/08/1990",
    "line 2, date_registered: “02/08/1990” is not a date like 2026-11-23",
    true
)]
#[case(
    "1990-08-02",
    "1990-02-30",
    "line 2, date_registered: “1990-02-30” is not a date",
    true
)]
#[case(
    "75186.0",
    "lots",
    "line 2, income: “lots” is not an amount of pounds like 1200.50",
    true
)]
#[case(
    "http://www.club.example",
    "http://14 High Street",
    "line 2, web: “http://14 High Street” is not a web address",
    true
)]
#[case(
    "http://www.club.example",
    "http://none",
    "line 2, web: “http://none” is not a web address",
    true
)]
#[case(
    ",1234567",
    ",123456789",
    "line 2, company_number: ‘123456789’ is not a company number",
    true
)]
#[case(
    ",1234567",
    "",
    "line 2: has 9 columns, and the first line of the file has 10",
    false
)]
fn problems_name_line_and_column(#[case] from: &str, #[case] to: &str, #[case] expect: &str, #[case] kept: bool) {
    let at = GOOD.rfind(from).unwrap();
    let bad = format!("{}{to}{}", &GOOD[..at], &GOOD[at + from.len()..]);
    let other = GOOD.replacen("1234567", "7654321", 1);
    let lines = read(format!("{HEADER}\n{bad}\n{other}\n").as_bytes());
    let problems = problems(&lines);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with(expect), "{problems:#?}");
    assert_eq!(charities(&lines).len(), if kept { 2 } else { 1 });
}

#[test]
fn every_problem_of_a_line_is_found() {
    let lines = read(format!("{HEADER}\nx,,EX1,perhaps,soon,,,lots,none,y\n").as_bytes());
    let columns: Vec<_> = lines[0]
        .problems
        .iter()
        .map(|problem| problem.column.as_deref().unwrap())
        .collect();
    let expect = [
        "org_id",
        "name",
        "postcode",
        "active",
        "date_registered",
        "income",
        "web",
        "company_number",
    ];
    assert_eq!(columns, expect);
}

#[test]
fn the_same_charity_is_read_once() {
    let lines = read(format!("{HEADER}\n{GOOD}\n{GOOD}\n").as_bytes());
    assert_eq!(charities(&lines).len(), 1);
    assert_eq!(problems(&lines), ["line 3: GB-CHC-1234567 is on line 2 already"]);
}

#[rstest]
#[case("\n")]
#[case("\r\n")]
fn lines_are_numbered_as_an_editor_shows_them(#[case] end: &str) {
    let text = "name,reg_number,objects\n\nA,1234567,\"one\ntwo\"\n\n\nB,7654321,\n,,\nC,,\n".replace('\n', end);
    let lines = read(text.as_bytes());
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 7, 9]);
}

#[test]
fn wrong_encodings_are_named_by_line() {
    let mut bytes = format!("{HEADER}\n{GOOD}\n").into_bytes();
    bytes.extend_from_slice(b"GB-CHC-7654321,CAF\xc9 EXAMPLE,,,,,,,,\n");
    let lines = read(&bytes);
    assert_eq!(
        problems(&lines),
        ["line 3, name: is not in UTF-8. Save the file as CSV UTF-8"]
    );
    assert_eq!(charities(&lines).len(), 1);
}

#[rstest]
#[case(b"", "The file is empty")]
#[case(b"\xef\xbb\xbf\n\n", "The file is empty")]
#[case(
    b"name;org_id\nA;1\n",
    "The columns are separated by semicolons. Save the file with commas"
)]
#[case(
    b"name\torg_id\nA\t1\n",
    "The columns are separated by tabs. Save the file with commas"
)]
#[case(b"org_id,postcode\n", "There is no column name. The columns are: org_id, postcode")]
#[case(
    b"name,postcode\n",
    "There is no column org_id or reg_number. The columns are: name, postcode"
)]
#[case(b"name,org_id,Name\n", "The column name is there twice")]
#[case(b"\xff\xfen\x00a\x00", "Line 1 is not in UTF-8. Save the file as CSV UTF-8")]
fn a_file_that_is_not_a_register_says_so(#[case] bytes: &[u8], #[case] expect: &str) {
    assert_eq!(Charities::new(bytes).unwrap_err().to_string(), expect);
}

#[rstest]
#[case(Limits { charities: 1, ..Limits::default() }, "There are more than 1 charities")]
#[case(Limits { line_bytes: 200, ..Limits::default() }, "Line 3 is longer than 200 bytes. Is a quotation mark missing?")]
#[case(Limits { file_bytes: 300, ..Limits::default() }, "The file is larger than 300 bytes")]
fn limits_are_named(#[case] limits: Limits, #[case] expect: &str) {
    let long = format!("GB-CHC-7654321,\"EXAMPLE{}", " AND MORE".repeat(40));
    let text = format!("{HEADER}\n{GOOD}\n{long}\n");
    let mut results = Charities::within(text.as_bytes(), limits).unwrap();
    let read: Vec<_> = results.by_ref().collect();
    assert!(read[0].is_ok());
    assert_eq!(read[1].as_ref().unwrap_err().to_string(), expect);
    assert!(results.next().is_none(), "nothing is read after an error");
}

#[test]
fn a_failing_reader_is_an_error() {
    struct Fails;
    impl std::io::Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let error = Charities::new(Fails).unwrap_err();
    assert!(matches!(error, CharitiesError::Io(_)), "{error}");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cells in "([ -~]{0,8}[,\"\n]){0,40}") {
        for text in [bytes, format!("{HEADER}\n{cells}").into_bytes()] {
            if let Ok(lines) = Charities::new(text.as_slice()) {
                for line in lines.map_while(Result::ok) {
                    prop_assert!(line.charity.is_some() || !line.problems.is_empty(), "no line is left out in silence");
                }
            }
        }
    }
}

#[test]
fn the_real_sample_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/charities/charities_sample.csv");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: ../shared/data/charities/charities_sample.csv is not there");
        return;
    };
    let lines = read(&bytes);
    assert_eq!(lines.len(), 4_203);
    let mut counts = BTreeMap::new();
    for problem in lines.iter().flat_map(|line| &line.problems) {
        *counts.entry(problem.column.as_deref().unwrap_or("line")).or_insert(0) += 1;
    }
    // The lines without a column are charities that are there twice.
    let expect = [("company_number", 1), ("line", 99), ("postcode", 4), ("web", 38)];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expect);
    assert_eq!(charities(&lines).len(), 4_104);
    for charity in charities(&lines) {
        assert_eq!(
            charity.display_name.to_uppercase(),
            charity
                .name
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_uppercase()
        );
    }
}
