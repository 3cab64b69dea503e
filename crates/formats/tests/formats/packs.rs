//! Local policy packs as tables.

use proptest::prelude::*;
use rstest::rstest;
use svx_formats::pack::{Measure, Pack, read, write};
use svx_scoring::measures::MeasureRule;

const HEADER: &str = "code,theme,outcome,measure,unit,description,theme_least,most_measures\n";

fn problems(rows: &str) -> Vec<String> {
    read(format!("{HEADER}{rows}").as_bytes())
        .map(|_| Vec::new())
        .unwrap_or_else(|problems| problems.0.iter().map(ToString::to_string).collect())
}

#[test]
fn columns_may_come_in_any_order_and_others_are_passed_over() {
    let text = "\u{feff}Unit,Note,Measure,Outcome,Theme,CODE\r\nhours,x,\"Hours, given\",Skills,Work,W-1\r\n";
    let pack = read(text.as_bytes()).unwrap();
    let expected = Measure {
        code: "W-1".to_owned(),
        theme: "Work".to_owned(),
        outcome: "Skills".to_owned(),
        title: "Hours, given".to_owned(),
        unit: "hours".to_owned(),
        description: String::new(),
    };
    assert_eq!(pack.measures, [expected]);
    assert!(pack.rules().is_empty());
}

#[test]
fn rules_may_stand_in_one_line_for_all() {
    let rows = "W1,Work,Jobs,Posts,posts,,1,6\nW2,Work,Jobs,Hours,hours,,,\nG1,Green,Air,Trees,trees,,,6\n";
    let pack = read(format!("{HEADER}{rows}").as_bytes()).unwrap();
    let least = MeasureRule::AtLeastOf {
        theme: "Work".to_owned(),
        count: 1,
    };
    assert_eq!(pack.rules(), [MeasureRule::AtMost(6), least]);
    assert_eq!(pack.themes(), ["Work", "Green"]);
    assert_eq!(pack.choice(["g1", "x"]).unwrap_err(), ["x"]);
}

#[rstest]
#[case(",Work,Jobs,Posts,posts,,,\n", "line 2, code: This cell is empty")]
#[case(
    "W 1,Work,Jobs,Posts,posts,,,\n",
    "line 2, code: Use up to 20 letters, digits, hyphens and points, such as ES-1, and begin with a letter or digit"
)]
#[case("W1,,Jobs,Posts,posts,,,\n", "line 2, theme: This cell is empty")]
#[case(
    "W1,Work,Jobs,Posts,posts,,one,\n",
    "line 2, theme_least: This must be a whole number"
)]
#[case("W1,Work,Jobs,Posts,posts,,,0\n", "line 2, most_measures: This must be 1 or more")]
#[case("W1,Work,Jobs,Posts\n", "line 2: This line has 4 cells and the header has 8")]
#[case("", "line 1: There are no measures: add a line for each")]
#[case(
    "W1,Work,Jobs,Posts,posts,,,\nw1,Work,Jobs,Hours,hours,,,\n",
    "line 3, code: Line 2 has the code w1 too"
)]
#[case(
    "W1,Work,Jobs,Posts,posts,,,\nW2,work,Jobs,Hours,hours,,,\n",
    "line 3, theme: Line 2 writes this theme as ‘Work’"
)]
#[case(
    "W1,Work,Jobs,Posts,posts,,1,\nW2,Work,Jobs,Hours,hours,,2,\n",
    "line 3, theme_least: Line 2 says 1 for this theme"
)]
#[case(
    "W1,Work,Jobs,Posts,posts,,,5\nW2,Work,Jobs,Hours,hours,,,6\n",
    "line 3, most_measures: Line 2 says 5: the rule is one for the whole pack"
)]
#[case(
    "W1,Work,Jobs,Posts,posts,,2,\n",
    "line 1: At least 2 measures of ‘Work’ must be chosen, and the pack has 1"
)]
#[case(
    "W1,Work,Jobs,Posts,posts,,1,1\nG1,Green,Air,Trees,trees,,1,\n",
    "line 1: The themes ask for at least 2 measures together, and at most 1 may be chosen"
)]
fn one_fault_is_one_problem(#[case] rows: &str, #[case] expected: &str) {
    assert_eq!(problems(rows), [expected]);
}

#[test]
fn every_fault_is_found_in_one_run() {
    let found = problems("W 1,,Jobs,Posts,posts,,x,\nW2,Work,,Hours,,,,0\n");
    assert_eq!(found.len(), 6, "{found:#?}");
    let missing = read(b"code,theme,theme\nW1,Work,Work\n").unwrap_err();
    assert_eq!(
        missing.to_string(),
        "line 1, theme: This column is there more than once\nline 1, outcome: This column is missing\n\
         line 1, measure: This column is missing\nline 1, unit: This column is missing"
    );
}

/// Found by fuzzing: where lines end in a carriage return alone, two of them had one number, and a code could stand twice.
#[test]
fn lines_are_counted_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEADER}W1,Work,Jobs,Posts,posts,,,\nw1,Work,Jobs,Hours,hours,,,\n").replace('\n', end);
        let found = read(text.as_bytes()).unwrap_err();
        assert_eq!(found.to_string(), "line 3, code: Line 2 has the code w1 too", "{end:?}");
    }
}

#[test]
fn no_cell_is_a_formula_to_a_spreadsheet_and_each_comes_back_as_it_was() {
    let pack = read(format!("{HEADER}W1,=Work,+Jobs,@SUM(A1),-,'=x,,\n").as_bytes()).unwrap();
    let file = String::from_utf8(write(&pack).unwrap()).unwrap();
    for formula in [",=", ",+", ",-", ",@"] {
        assert!(!file.contains(formula), "{file}");
    }
    assert_eq!(read(file.as_bytes()).unwrap(), pack);
}

fn any_words() -> impl Strategy<Value = String> {
    "[=+@'A-Za-z\",;-][A-Za-z0-9 ,\"'=;-]{0,20}[A-Za-z]"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

prop_compose! {
    fn any_pack()(
        themes in prop::collection::btree_map("[a-d]", any_words(), 1..4),
        rows in prop::collection::vec((any::<prop::sample::Index>(), any_words(), any_words(), any_words()), 1..12),
        most in prop::option::of(5_u32..9),
        least in any::<bool>(),
    ) -> Pack {
        // Names of themes that differ in more than their capitals.
        let names: Vec<String> = themes.iter().map(|(key, words)| format!("{words} {key}")).collect();
        let measures: Vec<Measure> = rows
            .iter()
            .enumerate()
            .map(|(index, (theme, outcome, title, unit))| Measure {
                code: format!("M-{index}"),
                theme: names[theme.index(names.len())].clone(),
                outcome: outcome.clone(),
                title: title.clone(),
                unit: unit.clone(),
                description: String::new(),
            })
            .collect();
        let theme_least = least.then(|| (measures[0].theme.clone(), 1)).into_iter().collect();
        Pack { measures, theme_least, most_measures: most }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(pack in any_pack()) {
        let file = write(&pack).unwrap();
        let again = read(&file).unwrap();
        prop_assert_eq!(again.sha256().unwrap(), pack.sha256().unwrap());
        prop_assert_eq!(again, pack);
    }

    #[test]
    fn no_file_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = read(&[HEADER.as_bytes(), &bytes].concat());
    }
}
