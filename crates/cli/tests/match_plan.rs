//! `svx match plan` as a council officer with two spreadsheets and no account runs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use serde_json::Value;

fn example(name: &str) -> String {
    format!("{}/../../docs/examples/plan/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn svx(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command
        .args(["match", "plan"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const NEEDS: &str = "id,resource,quantity,postcode,note\nN1,laptop,5,LS8 5HS,=2+5\nN2,chair,3,LS8 5HS,\n";
const OFFERS: &str = "id,resource,capacity,postcode,radius_km\nO1,laptop,4,LS1 1UR,20\n-O2,laptop,1,LS1 1UR,20\n";
/// A row for each kind of mistake, and one without.
const BAD_NEEDS: &str = "id,resource,quantity,postcode,from,to\n\
    N1,laptop,5,LS8 5HS,,\n\
    N1,laptop,5,LS8 5HS,,\n\
    N2,lapdog,5,LS8 5HS,,\n\
    N3,laptop,-1,LS8,2027-02-01,2027-01-01\n";

/// A folder with the two tables.
fn tables(needs: &str, offers: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("needs.csv"), needs).unwrap();
    fs::write(folder.path().join("offers.csv"), offers).unwrap();
    folder
}

const BOTH: [&str; 4] = ["--needs", "needs.csv", "--offers", "offers.csv"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into())
        .collect();
    names.sort();
    names
}

#[test]
fn the_worked_example_says_what_is_met_and_what_to_look_for() {
    let folder = tempfile::tempdir().unwrap();
    let (needs, offers) = (example("needs.csv"), example("offers.csv"));
    let output = svx(folder.path(), &["--needs", &needs, "--offers", &offers]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    let said = text(&output.stdout);
    assert!(said.lines().all(|line| line.chars().count() <= 100));
    // The hash changes with the price book as well.
    let said = said.split("\nInputs").next().unwrap();
    insta::assert_snapshot!(said, @r"
    Of 30 needs, 10 are met in full, 11 in part, and 9 get nothing.
    No plan is better: its value, 540,566,560 points, is the bound that no plan for these tables can
    pass.
    23 proposals, by 19 of 24 offers; nothing is used of 5.

    What                                     Wanted        Given     Needs   In full   In part   Not met
    Accountancy                                  36           30         2         1         1         0
    Mentoring                                   100           50         2         1         1         0
    Laptops                                      25           24         2         1         1         0
    Chairs                                       42           42         2         2         0         0
    Volunteers                                   90           70         1         0         1         0
    Gardening                                    30           24         1         0         1         0
    Decorating                                   80           50         1         0         1         0
    Electrician                                  12           12         1         1         0         0
    Digital skills teaching                      40           40         1         1         0         0
    Translating and interpreting                 50            0         1         0         0         1
    Tables                                        6            6         1         1         0         0
    Desks                                         8            8         1         1         0         0
    Shelving bays                                 8            0         1         0         0         1
    Beds                                         12            0         1         0         0         1
    Fridges, cookers and washing mach…           10            0         1         0         0         1
      and 11 more, which the report has

    To meet the rest, look for
      20 hours of volunteering for 1 need: not enough to go round
      6 hours of gardening for 1 need: not enough to go round
      30 hours of decorating for 1 need: not enough to go round
      6 hours of accountancy for 1 need: not enough to go round
      50 hours of mentoring for 1 need: not enough to go round
      50 hours of translating or interpreting for 1 need: nobody offers it
      1 laptop for 1 need: not enough to go round
      8 bays of shelving for 1 need: nobody offers it
      12 beds for 1 need: nobody comes so far
      10 household appliances for 1 need: conditions not met
      30 sets of sports kit for 1 need: nobody offers it
      1 defibrillator for 1 need: nobody offers it
      15 litres of paint for 1 need: not enough to go round
      80 metres of timber for 1 need: nobody offers it
      400 sandbags for 1 need: nobody offers it
      and 5 more, which the report has

    Weights svx.weights/2
    ");
}

#[test]
fn the_plan_keeps_to_both_tables_and_comes_out_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let (needs, offers) = (example("needs.csv"), example("offers.csv"));
    let run = |threads: &str, number: &str| {
        let (plan, report) = (format!("plan{number}.csv"), format!("report{number}.html"));
        let args = [
            "--needs",
            &needs,
            "--offers",
            &offers,
            "--out",
            &plan,
            "--report",
            &report,
            "--threads",
            threads,
        ];
        let output = svx(folder.path(), &args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        [plan, report].map(|name| fs::read(folder.path().join(name)).unwrap())
    };
    let [plan, report] = run("1", "1");
    assert_eq!([&plan, &report], run("3", "2").each_ref());
    let plan = text(&plan);
    assert!(
        plan.starts_with("need,offer,quantity,unit_value,distance_km,reasons,project,community,supplier,"),
        "{plan}"
    );
    let header = plan.lines().next().unwrap();
    assert!(
        header.ends_with("need: contact page,offer: account manager"),
        "{header}"
    );
    let page = text(&report);
    for outside in ["<script", "src=", "@import", "<link", "url(h", "url(\"h"] {
        assert!(!page.contains(outside), "the report holds {outside}");
    }
}

#[test]
fn json_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let (needs, offers) = (example("needs.csv"), example("offers.csv"));
    let output = svx(
        folder.path(),
        &[
            "--needs",
            &needs,
            "--offers",
            &offers,
            "--format",
            "json",
            "--out",
            "plan.json",
        ],
    );
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    let written: Value = serde_json::from_slice(&fs::read(folder.path().join("plan.json")).unwrap()).unwrap();
    assert_eq!(plan, written);
    assert_eq!(
        (&plan["format"], &plan["status"]),
        (&Value::from("svx.plan/1"), &Value::from("optimal"))
    );
    assert_eq!(plan["value"], plan["bound"]);
    let thousandths = |text: &Value| {
        let (whole, rest) = text
            .as_str()
            .unwrap()
            .split_once('.')
            .unwrap_or((text.as_str().unwrap(), ""));
        format!("{whole}{rest:0<3}").parse::<i128>().unwrap()
    };
    let proposals = plan["proposals"].as_array().unwrap();
    let worth = proposals
        .iter()
        .map(|one| thousandths(&one["quantity"]) * i128::from(one["unit_value"].as_u64().unwrap()));
    assert_eq!(worth.sum::<i128>(), thousandths(&plan["value"]));
    let counted = |key: &str| plan["needs"][key].as_u64().unwrap();
    assert_eq!(counted("total"), counted("met") + counted("part") + counted("none"));
    assert_eq!(
        plan["unmet"].as_array().unwrap().len() as u64,
        counted("part") + counted("none")
    );
}

/// Every object of the answer has exactly the members that the schema names, and every choice is one of its choices.
fn check_schema(schema: &Value, value: &Value, at: &str) {
    if let Some(properties) = schema["properties"].as_object() {
        let members: Vec<&String> = value.as_object().unwrap().keys().collect();
        let mut named: Vec<&String> = properties.keys().collect();
        named.sort();
        assert_eq!(members, named, "{at}");
        properties
            .iter()
            .for_each(|(name, part)| check_schema(part, &value[name], &format!("{at}.{name}")));
    }
    if let (Some(_), Some(items)) = (schema.get("items"), value.as_array()) {
        items.iter().for_each(|item| check_schema(&schema["items"], item, at));
    }
    let choices = schema["enum"]
        .as_array()
        .cloned()
        .or_else(|| schema.get("const").map(|only| vec![only.clone()]));
    assert!(choices.is_none_or(|choices| choices.contains(value)), "{at}: {value}");
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/svx.plan-1.schema.json")).unwrap();
    let folder = tables(BAD_NEEDS, OFFERS);
    let bad = svx(folder.path(), &[&BOTH[..], &["--format", "json"]].concat());
    let (needs, offers) = (example("needs.csv"), example("offers.csv"));
    let good = svx(
        folder.path(),
        &["--needs", &needs, "--offers", &offers, "--format", "json"],
    );
    for output in [bad, good] {
        check_schema(&schema, &serde_json::from_slice(&output.stdout).unwrap(), "plan");
    }
}

#[test]
fn bad_rows_are_listed_and_the_others_are_used() {
    let folder = tables(BAD_NEEDS, OFFERS);
    let output = svx(folder.path(), &[&BOTH[..], &["--out", "plan.csv"]].concat());
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(&output.stderr), @r"
    needs.csv: 3 of 4 rows cannot be used.
      line 3, id: “N1” is on line 2 already
      line 4, resource: “lapdog” is not in the price book. Is it “laptop”?
      line 5, quantity: How many must be more than 0
      line 5, to: 2027-01-01 is before 2027-02-01, which is in from
      line 5, postcode: “LS8” is only part of a postcode. Enter all of it, such as SW1A 1AA
    ");
    assert!(text(&output.stdout).contains("3 rows could not be used and are left out."));
    assert_eq!(
        text(&fs::read(folder.path().join("plan.csv")).unwrap()).lines().count(),
        3
    );
}

#[test]
fn nothing_is_written_in_strict_mode_where_any_row_is_bad() {
    let folder = tables(BAD_NEEDS, OFFERS);
    fs::write(folder.path().join("plan.csv"), "what was there").unwrap();
    let output = svx(
        folder.path(),
        &[&BOTH[..], &["--strict", "--out", "plan.csv", "--report", "report.html"]].concat(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).ends_with("Nothing was written.\n"));
    assert_eq!(fs::read(folder.path().join("plan.csv")).unwrap(), b"what was there");
    assert_eq!(
        files(folder.path()),
        ["needs.csv", "offers.csv", "plan.csv"].map(PathBuf::from)
    );
}

#[test]
fn what_would_be_a_formula_in_a_spreadsheet_is_not_one_in_the_plan() {
    let folder = tables(NEEDS, OFFERS);
    let output = svx(folder.path(), &[&BOTH[..], &["--out", "plan.csv"]].concat());
    assert!(output.status.success());
    let plan = text(&fs::read(folder.path().join("plan.csv")).unwrap());
    insta::assert_snapshot!(plan.replace("\r\n", "\n"), @r"
    need,offer,quantity,unit_value,distance_km,reasons,resource,unit,need: note
    N1,O1,4,761680,2.79,4 of the 5 laptops; 2.8 km away,laptop,laptop,'=2+5
    N1,'-O2,1,593680,2.79,1 of the 5 laptops; 2.8 km away,laptop,laptop,'=2+5
    ");
}

#[test]
fn one_table_may_come_by_standard_input_and_the_plan_may_be_a_spreadsheet() {
    let folder = tables(NEEDS, OFFERS);
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command.args([
        "match",
        "plan",
        "--needs",
        "-",
        "--offers",
        "offers.csv",
        "--out",
        "plan.xlsx",
    ]);
    let child = command
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.unwrap();
    child.stdin.take().unwrap().write_all(NEEDS.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(text(&output.stdout).contains("Of 2 needs, 1 is met in full, 0 in part, and 1 gets nothing."));
    assert!(fs::read(folder.path().join("plan.xlsx")).unwrap().starts_with(b"PK"));
    // What was written can be read: a plan's own first columns are not those of needs, and that is said.
    let again = svx(folder.path(), &["--needs", "plan.xlsx", "--offers", "offers.csv"]);
    assert!(
        text(&again.stderr).starts_with("plan.xlsx: There is no column id,"),
        "{}",
        text(&again.stderr)
    );
}

#[test]
fn other_weights_make_another_plan_and_say_so() {
    let folder = tables(
        "id,resource,quantity,postcode,priority\nnear,laptop,1,LS1 1UR,1\nfar,laptop,1,LS22 6NE,5\n",
        "id,resource,capacity,postcode\nO1,laptop,1,LS1 1UR\n",
    );
    fs::write(folder.path().join("near.json"), r#"{"near": 60000}"#).unwrap();
    let plan = |more: &[&str]| {
        let output = svx(folder.path(), &[&BOTH[..], &["--format", "json"], more].concat());
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let (published, changed) = (plan(&[]), plan(&["--weights", "near.json"]));
    assert_eq!(published["proposals"][0]["need"], "far");
    assert_eq!(changed["proposals"][0]["need"], "near");
    assert_ne!(published["inputs"]["sha256"], changed["inputs"]["sha256"]);
}

#[test]
fn other_weights_are_held_beside_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let (needs, offers) = (example("needs.csv"), example("offers.csv"));
    fs::write(folder.path().join("near.json"), r#"{"near": 6000, "priority": 0}"#).unwrap();
    let args = [
        "--needs",
        &needs,
        "--offers",
        &offers,
        "--compare",
        "near.json",
        "--report",
        "report.html",
    ];
    let output = svx(folder.path(), &args);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.lines().all(|line| line.chars().count() <= 100));
    let lines: Vec<&str> = said
        .lines()
        .skip_while(|line| !line.starts_with("With other weights"))
        .take(3)
        .collect();
    assert!(
        lines[1].starts_with("this plan ") && lines[1].ends_with(" 23     0"),
        "{lines:?}"
    );
    assert!(lines[2].starts_with("near.json "), "{lines:?}");
    let page = text(&fs::read(folder.path().join("report.html")).unwrap());
    assert!(page.contains("What other weights would do") && page.contains("near 6000"));
}

#[rstest]
#[case(&["--needs", "-", "--offers", "-"], "Only one of the two tables can be standard input")]
#[case(&["--needs", "needs.csv", "--offers", "offers.csv", "--out", "plan.doc"], "plan.doc must end in .csv, .json or .xlsx")]
#[case(&["--needs", "needs.csv", "--offers", "offers.csv", "--out", "needs.csv"], "needs.csv is read, so it cannot be written as well")]
#[case(&["--needs", "needs.csv", "--offers", "absent.csv"], "absent.csv cannot be read: No such file or directory (os error 2)")]
#[case(&["--needs", "offers.csv", "--offers", "needs.csv"], "offers.csv: There is no column quantity. The columns are: id, resource, capacity, postcode, radius_km.")]
#[case(&["--needs", "needs.csv", "--offers", "offers.csv", "--weights", "offers.csv"], "offers.csv: The file of weights cannot be used")]
fn what_cannot_be_used_is_refused_with_a_reason(#[case] args: &[&str], #[case] said: &str) {
    let folder = tables(NEEDS, OFFERS);
    let output = svx(folder.path(), args);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).starts_with(said), "{}", text(&output.stderr));
    assert_eq!(files(folder.path()), ["needs.csv", "offers.csv"].map(PathBuf::from));
}

#[test]
fn a_plan_that_cannot_be_written_leaves_no_report_either() {
    let folder = tables(NEEDS, OFFERS);
    let output = svx(
        folder.path(),
        &[&BOTH[..], &["--report", "report.html", "--out", "absent/plan.csv"]].concat(),
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(files(folder.path()), ["needs.csv", "offers.csv"].map(PathBuf::from));
}

#[test]
fn a_table_of_bad_rows_alone_makes_no_plan() {
    let folder = tables("id,resource,quantity,remote\nN1,laptop,0,true\n", OFFERS);
    let output = svx(folder.path(), &[&BOTH[..], &["--out", "plan.csv"]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(files(folder.path()), ["needs.csv", "offers.csv"].map(PathBuf::from));
}

#[test]
fn empty_tables_make_an_empty_plan() {
    let folder = tables("id,resource,quantity,remote\n", "id,resource,capacity,remote\n");
    let output = svx(
        folder.path(),
        &[&BOTH[..], &["--out", "plan.csv", "--report", "report.html"]].concat(),
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("Of 0 needs, 0 are met in full, 0 in part, and 0 get nothing."));
    assert!(text(&fs::read(folder.path().join("report.html")).unwrap()).contains("so there is no map"));
}
