//! Files of proxy values, with made-up names and numbers.

use svx_domain::Money;
use svx_formats::proxies::{Layout, read};

#[test]
fn both_layouts_are_read_by_the_names_of_their_columns() {
    let toms = "Ref,Theme,Outcome,Measure,Units,Proxy Value\nZZ1,Thing,Effect,Widgets waved,widgets,\"£1,234.50\"\nZZ2,Thing,Effect,Words said,words,n/a\n";
    let rows = read(toms.as_bytes(), Layout::Toms).unwrap();
    assert_eq!(rows[0].value, Some(Money::from_pence(123_450)));
    assert_eq!((rows[1].value, rows[1].reference.as_str()), (None, "ZZ2"));
    let hact = "outcome code,outcome,average value\nQQ7,Feeling purple,321\n";
    let rows = read(hact.as_bytes(), Layout::Hact).unwrap();
    assert_eq!(
        (rows[0].outcome.as_str(), rows[0].value),
        ("Feeling purple", Some(Money::from_pence(32_100)))
    );
}

#[test]
fn every_fault_is_named_by_line_and_column() {
    let said = |text: &str, layout| read(text.as_bytes(), layout).unwrap_err().to_string();
    let toms = "ref,measure,unit,proxy value\nA1,X,each,ten\n,Y,each,1\nA1,Z,each,-3\n";
    assert_eq!(
        said(toms, Layout::Toms),
        "line 2, proxy value: Amount must be a number, like 1200 or 1,200.50\nline 3, ref: This cell is empty\n\
         line 4, proxy value: Amount must be a number, like 1200 or 1,200.50\nline 4, ref: An earlier line has this reference too"
    );
    assert_eq!(
        said("name,sum\nx,1\n", Layout::Hact),
        "line 1, reference: There is no column for this: it may be called ref, reference, code, outcome code, outcome ref\n\
         line 1, outcome: There is no column for this: it may be called outcome, outcome name\n\
         line 1, value: There is no column for this: it may be called value, average value, wellbeing value, proxy value, value (gbp)"
    );
    assert_eq!(
        said("ref,outcome,value\n", Layout::Hact),
        "line 1: There are no lines under the header"
    );
}

#[test]
fn no_file_panics() {
    for layout in Layout::ALL {
        for bytes in [&b""[..], b"\xff\xfe", b"ref\n\"", b"ref,outcome,value\n\xff,1,2\n"] {
            let _ = read(bytes, layout.2);
        }
    }
}
