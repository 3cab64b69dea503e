//! Code-Point Open, Ordnance Survey's file of the postcodes of Great Britain.

use std::io::Read;

use csv::ReaderBuilder;

use super::rows::{Column, Columns, Guard, PostcodeRows};

/// Reads one of Code-Point Open's files: CSV without headings, ten columns. Its places are of live postcodes alone, so
/// none has an end. A position of quality 90, which Ordnance Survey gives where it has none, is noughts in the file.
/// Source: Code-Point Open technical specification, "Code-Point Open data structure".
pub fn read_code_point_open<R: Read>(reader: R) -> PostcodeRows<R> {
    let reader = ReaderBuilder::new().has_headers(false).from_reader(Guard::new(reader));
    let column = |at: usize, name: &str| Column {
        at,
        name: name.to_owned(),
    };
    let columns = Columns {
        postcode: column(0, "Postcode"),
        easting: column(2, "Eastings"),
        northing: column(3, "Northings"),
        authority: column(8, "Admin_district_code"),
        ended: None,
    };
    PostcodeRows::new(reader, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::PostcodeRow;
    use crate::point::Point;
    use proptest::prelude::*;

    #[test]
    fn reads_rows_and_places_that_are_not_known() {
        let text = "\"LS1 1UR\",10,429976,433866,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000035\",\"E05012648\"\n\
                    \"AB101AB\",90,0,0,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"\n\
                    Postcode,PQ,EA,NO,CY,RH,LH,CC,DC,WC\n";
        let rows: Vec<_> = read_code_point_open(text.as_bytes()).collect();
        assert_eq!(
            rows[0],
            Ok(PostcodeRow {
                line: 1,
                postcode: "LS1 1UR".parse().unwrap(),
                point: Some(Point {
                    easting_m: 429_976,
                    northing_m: 433_866
                }),
                authority: Some("E08000035".parse().unwrap()),
                ended: None,
            })
        );
        assert_eq!(rows[1].as_ref().unwrap().point, None);
        let error = rows[2].as_ref().unwrap_err();
        assert_eq!((error.line, error.column.as_deref()), (3, Some("Postcode")));
    }

    proptest! {
        #[test]
        fn no_file_breaks_it(text in "(\\PC|[\",\r\n]){0,200}") {
            prop_assert!(read_code_point_open(text.as_bytes()).count() <= text.len());
        }
    }
}
