//! Whose data this is, in the words that their licences ask for.

/// One source of the data inside the binary, for a page that credits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribution {
    /// What the data is.
    pub data: &'static str,
    /// Who publishes it.
    pub source: &'static str,
    /// The year of the data.
    pub year: u16,
    /// The licence's name.
    pub licence: &'static str,
    /// Where the licence can be read.
    pub licence_url: &'static str,
    /// What the licence asks us to say, to be shown as it is.
    pub statement: &'static str,
}

const OGL: &str = "Open Government Licence v3.0";
const OGL_URL: &str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

/// Every source of the data inside the binary.
///
/// Source of the first three statements: the user guide of the ONS Postcode Directory.
pub fn attribution() -> &'static [Attribution] {
    &[
        Attribution {
            data: "Postcode sectors and the codes and names of local authorities",
            source: "Office for National Statistics",
            year: 2025,
            licence: OGL,
            licence_url: OGL_URL,
            statement: "Source: Office for National Statistics licensed under the Open Government Licence v.3.0",
        },
        Attribution {
            data: "Positions of postcodes",
            source: "Ordnance Survey",
            year: 2025,
            licence: OGL,
            licence_url: OGL_URL,
            statement: "Contains OS data © Crown copyright and database right 2025",
        },
        Attribution {
            data: "Postcodes of Great Britain",
            source: "Royal Mail",
            year: 2025,
            licence: OGL,
            licence_url: OGL_URL,
            statement: "Contains Royal Mail data © Royal Mail copyright and database right 2025",
        },
        Attribution {
            data: "Official names of councils, the counties and combined authorities they belong to, and their former codes",
            source: "mySociety, UK local authority names and codes",
            year: 2025,
            licence: "Creative Commons Attribution 4.0",
            licence_url: "https://creativecommons.org/licenses/by/4.0/",
            statement: "UK local authority names and codes © mySociety, licensed under CC BY 4.0; selected and corrected",
        },
        Attribution {
            data: "Identifiers of local authorities in the org-id register",
            source: "David Kane, geo-lookups",
            year: 2025,
            licence: "MIT Licence",
            licence_url: "https://opensource.org/license/mit",
            statement: "Organisation identifiers © David Kane, licensed under the MIT Licence",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sector_table;

    #[test]
    fn the_statements_name_the_year_of_the_table() {
        let year = &sector_table().vintage[..4];
        for credit in attribution().iter().filter(|credit| credit.licence == OGL) {
            assert_eq!(credit.year.to_string(), year, "{}", credit.source);
            assert!(
                !credit.statement.contains("20") || credit.statement.contains(year),
                "{}",
                credit.statement
            );
        }
    }
}
