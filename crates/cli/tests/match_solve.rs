//! `svx match solve` as a user runs it: what it prints, what it refuses, and the exit status.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn svx(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_svx"))
        .args(["match", "solve"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses early may be gone before all is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Two offers of 5 and 2; need 0 wants 4 of either, need 1 wants 3 of the first.
fn instance() -> Vec<u8> {
    let mut bytes = b"SVXI0001".to_vec();
    for count in [2u64, 2, 3, 1] {
        bytes.extend(count.to_le_bytes());
    }
    for number in [5u32, 2, 4, 3, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    for start in [0u64, 2, 3] {
        bytes.extend(start.to_le_bytes());
    }
    for number in [0u32, 1, 0, 30, 50, 20] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

#[test]
fn the_binary_form_is_solved_and_proved() {
    let folder = tempfile::tempdir().unwrap();
    let duals = folder.path().join("duals.txt");
    let output = svx(
        &[
            "-",
            "--flow",
            "--certificate",
            duals.to_str().unwrap(),
            "--stats",
            "--threads",
            "2",
        ],
        &instance(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "s 220\nf 1 3 2\nf 2 3 2\nf 1 4 3\n");
    let prices = std::fs::read_to_string(duals).unwrap();
    let prices: Vec<i64> = prices.lines().map(|line| line.parse().unwrap()).collect();
    let bound: i64 = prices
        .iter()
        .zip([5, 2, 4, 3])
        .map(|(price, amount)| price * amount)
        .sum();
    assert_eq!((prices.len(), bound), (4, 220));
    let stats: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    for part in ["read_s", "prepare_s", "solve_s", "certify_s", "peak_mb"] {
        assert!(stats[part].is_number(), "{part}");
    }
}

#[test]
fn a_binary_file_that_is_not_right_is_refused_with_its_byte() {
    let whole = instance();
    let put = |at: usize, number: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    let cases = [
        (
            whole[..whole.len() - 1].to_vec(),
            "it ends at byte 111, within the values of pairs",
        ),
        (whole[..20].to_vec(), "it ends at byte 20, within the number of needs"),
        (
            [&whole[..], b"x"].concat(),
            "byte 112: there is more after the last value",
        ),
        (put(4, 0), "byte 0: it does not begin with SVXI0001"),
        (b"S".to_vec(), "it ends at byte 1, within the first eight bytes"),
        (put(88, 2), "byte 88: pair 0 is with offer 2, but there are 2, from 0"),
        (put(72, 4), "byte 72: a row starts at 4, but there are 3 pairs"),
        (put(80, 1), "byte 80: row 2 starts at 1, before the row before it at 2"),
        (put(56, 7), "byte 56: need 0 is of community 7, but there are 1, from 0"),
        (put(28, 9), "byte 24: the number of pairs is"),
    ];
    for (bytes, expected) in cases {
        let output = svx(&["-"], &bytes);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        assert!(output.stdout.is_empty(), "{expected}");
        assert!(
            text(&output.stderr).contains(expected),
            "{expected}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_bad_input() {
    let output = svx(&["no-such-file.svx"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no-such-file.svx cannot be read"));
}

const NETWORK: &str = "c from 1 to 4, and round a cycle that pays
p min 4 6
n 1 4
n 4 -4
a 1 2 0 4 2
a 1 3 0 2 2
a 2 3 0 2 1
a 2 4 1 3 3
a 3 4 0 5 1
a 4 3 0 2 -4
";

#[test]
fn a_network_is_solved_and_proved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("problem.min");
    std::fs::write(&file, NETWORK.replace('\n', "\r\n")).unwrap();
    let potentials = folder.path().join("potentials.txt");
    let args = [
        file.to_str().unwrap(),
        "--flow",
        "--stats",
        "--certificate",
        potentials.to_str().unwrap(),
    ];
    let output = svx(&args, b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stdout),
        "s 9\nf 1 2 2\nf 1 3 2\nf 2 3 1\nf 2 4 1\nf 3 4 5\nf 4 3 2\n"
    );
    assert_eq!(std::fs::read_to_string(potentials).unwrap().lines().count(), 4);
    assert!(text(&output.stderr).contains("\"solve_s\":"));
    assert_eq!(text(&svx(&["-"], NETWORK.as_bytes()).stdout), "s 9\n");
}

#[test]
fn a_network_that_cannot_meet_its_demand_says_so() {
    for network in [
        NETWORK.replace("n 4 -4", "n 4 -3"),
        NETWORK.replace("n 4 -4", "n 4 -9").replace("n 1 4", "n 1 9"),
        "p min 2 0\nn 1 1\nn 2 -1\n".to_owned(),
    ] {
        let output = svx(&["-", "--flow"], network.as_bytes());
        assert_eq!(output.status.code(), Some(3), "{network}");
        assert_eq!(text(&output.stdout), "s INFEASIBLE\n");
    }
}

#[test]
fn nothing_at_all_is_a_network_that_costs_nothing() {
    assert_eq!(text(&svx(&["-"], b"p min 0 0\n").stdout), "s 0\n");
}

#[test]
fn a_network_that_is_not_right_is_refused_with_its_line() {
    let line = |old: &str, new: &str| NETWORK.replace(old, new).into_bytes();
    let cases = [
        (Vec::new(), "line 1: there is no p line"),
        (b"\0\x01\xff".to_vec(), "line 1: it begins with"),
        (line("p min 4 6\n", ""), "line 2: there should be a p line before this"),
        (line("p min", "p max"), "line 2: the problem is \"max\", not min"),
        (line("p min 4 6", "p min 4"), "line 2: the number of arcs is missing"),
        (
            line("p min 4 6", "p min -4 6"),
            "line 2: the number of nodes is -4, which is not from 0 to",
        ),
        (
            line("p min 4 6", "p min 4 6\np min 4 6"),
            "line 3: this is the second p line",
        ),
        (
            line("p min 4 6", "p min 4 5"),
            "line 10: there are more arcs than the 5 that the p line says",
        ),
        (
            line("p min 4 6", "p min 4 7"),
            "line 11: there are 6 arcs, fewer than the 7",
        ),
        (
            line("n 1 4", "n 1 four"),
            "line 3: the supply is \"four\", not a whole number of 64 bits",
        ),
        (
            line("n 1 4", "n 5 4"),
            "line 3: the node is node 5, but nodes are numbered from 1 to 4",
        ),
        (line("n 1 4", "n 4 4"), "there is more than one n line for node 4"),
        (
            line("n 1 4", "n 1 9223372036854775808"),
            "line 3: the supply is \"9223372036854775808\"",
        ),
        (
            line("a 1 2 0 4 2", "a 0 2 0 4 2"),
            "line 5: the arc's beginning is node 0",
        ),
        (
            line("a 1 2 0 4 2", "a 1 2 5 4 2"),
            "line 5: the lower bound of 5 is more than the capacity of 4",
        ),
        (line("a 1 2 0 4 2", "a 1 2 0 4 2.5"), "line 5: the cost is \"2.5\""),
        (line("a 1 2 0 4 2", "a 1 2 0 4"), "line 5: the cost is missing"),
        (
            line("a 1 2 0 4 2", "a 1 2 0 4 2 7"),
            "line 5: there is more than there should be: \"7\"",
        ),
        (
            line("a 1 2 0 4 2", "x 1 2 0 4 2"),
            "line 5: it begins with \"x\", not with c, p, n or a",
        ),
        ("a".repeat(70_000).into_bytes(), "line 1: it is longer than 65536 bytes"),
    ];
    for (bytes, expected) in cases {
        let output = svx(&["-"], &bytes);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        assert!(output.stdout.is_empty(), "{expected}");
        assert!(
            text(&output.stderr).contains(expected),
            "{expected}: {}",
            text(&output.stderr)
        );
    }
}
