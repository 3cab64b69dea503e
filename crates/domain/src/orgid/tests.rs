//! Identifiers as registers publish them and as people type them.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

// Numbers of real organisations, from the public registers themselves.
#[rstest]
#[case("GB-CHC-1000003", "GB-CHC", "1000003")]
#[case("GB-CHC-214779", "GB-CHC", "214779")]
#[case("gb-chc-1000003-2", "GB-CHC", "1000003-2")]
#[case("GB-SC-SC000117", "GB-SC", "SC000117")]
#[case("GB-NIC-100016", "GB-NIC", "100016")]
#[case("GB-COH-00975677", "GB-COH", "00975677")]
#[case("GB-COH-158718", "GB-COH", "00158718")]
#[case("GB-COH-oc325346", "GB-COH", "OC325346")]
#[case("GB-COH-SC053003", "GB-COH", "SC053003")]
#[case("GB-COH-IP27030R", "GB-COH", "IP27030R")]
#[case("GB-LAE-DER", "GB-LAE", "DER")]
#[case("GB-PPON-PLLH-1887-BMRL", "GB-PPON", "PLLH-1887-BMRL")]
#[case("GB-UKPRN-10007774", "GB-UKPRN", "10007774")]
#[case("GB-EDU-100000", "GB-EDU", "100000")]
#[case("GB-NHS-RA1", "GB-NHS", "RA1")]
#[case("GB-GOR-EA46", "GB-GOR", "EA46")]
#[case(
    "GB-SRS-sid4gov.cabinetoffice.gov.uk/XhPB26DC",
    "GB-SRS",
    "sid4gov.cabinetoffice.gov.uk/XhPB26DC"
)]
#[case("US-EIN-13-1837418", "US-EIN", "13-1837418")]
fn whole_identifiers(#[case] text: &str, #[case] scheme: &str, #[case] id: &str) {
    let parsed: OrgId = text.parse().unwrap();
    assert_eq!((parsed.scheme(), parsed.id()), (scheme, id));
    assert_eq!(parsed.to_string(), format!("{scheme}-{id}"));
    assert_eq!(parsed.as_str().parse(), Ok(parsed.clone()));
    assert_eq!(OrgId::from_parts(scheme, id), Ok(parsed));
}

#[rstest]
#[case(
    "",
    "‘’ is not an organisation identifier: it begins with the code of a register, a hyphen and the number there, like GB-COH-01234567"
)]
#[case("GB-COH", "‘GB-COH’ is not an organisation identifier: ")]
#[case("GBR-COH-1", "‘GBR-COH-1’ is not an organisation identifier: ")]
#[case("GB-SRS-a b", "‘GB-SRS-a b’ is not an organisation identifier: ")]
#[case(
    "GB-COH-458577871",
    "‘458577871’ is not a company number: it should be 8 digits, or 2 letters and 6 digits, like 01234567 or SC123456"
)]
#[case("GB-COH-00000000", "‘00000000’ is not a company number")]
#[case("GB-COH-XX123456", "‘XX123456’ is not a company number")]
#[case(
    "GB-CHC-12345",
    "‘12345’ is not a charity number: it should be 6 or 7 digits, like 1234567"
)]
#[case("GB-CHC-1000003-", "‘1000003-’ is not a charity number")]
#[case(
    "GB-PPON-ABCD-1234-EFGH",
    "‘ABCD-1234-EFGH’ is not a public procurement organisation number (PPON)"
)]
#[case("GB-UKPRN-20007774", "‘20007774’ is not a UK provider reference number (UKPRN)")]
#[case("GB-NHS-R", "‘R’ is not an NHS organisation code")]
#[case("GB-LAE-D1", "‘D1’ is not an English local authority code")]
fn what_is_not_an_identifier(#[case] text: &str, #[case] expect: &str) {
    let error = text.parse::<OrgId>().unwrap_err().to_string();
    assert!(error.starts_with(expect), "{error}");
}

#[rstest]
#[case(Register::Company, "975677", "GB-COH-00975677")]
#[case(Register::Company, " sc 53003 ", "GB-COH-SC053003")]
#[case(Register::Company, "Company No. 00 975 677", "GB-COH-00975677")]
#[case(Register::Company, "gb-coh-975677", "GB-COH-00975677")]
#[case(Register::Company, "r12", "GB-COH-R0000012")]
#[case(
    Register::CharityEnglandWales,
    "Registered charity number: 1000003",
    "GB-CHC-1000003"
)]
#[case(Register::CharityEnglandWales, "1000003 – 2", "GB-CHC-1000003-2")]
#[case(Register::CharityScotland, "sc117", "GB-SC-SC000117")]
#[case(Register::CharityScotland, "117", "GB-SC-SC000117")]
#[case(Register::CharityNorthernIreland, "NIC 100016", "GB-NIC-100016")]
#[case(Register::Ppon, "pllh 1887 bmrl", "GB-PPON-PLLH-1887-BMRL")]
#[case(Register::LearningProvider, "UKPRN: 10007774", "GB-UKPRN-10007774")]
#[case(Register::LocalAuthorityEngland, "der", "GB-LAE-DER")]
fn what_people_type(#[case] register: Register, #[case] text: &str, #[case] expect: &str) {
    assert_eq!(OrgId::parse_messy(register, text).unwrap().as_str(), expect);
}

#[rstest]
#[case(Register::Company, "  ", "Enter a company number")]
#[case(Register::Company, "company number", "Enter a company number")]
#[case(
    Register::Company,
    "12345 6789",
    "‘12345 6789’ is not a company number: it should be 8 digits, or "
)]
#[case(
    Register::Company,
    "GB-CHC-1000003",
    "GB-CHC-1000003 is a charity number, not a company number"
)]
#[case(Register::CharityEnglandWales, "SC000117", "‘SC000117’ is not a charity number")]
#[case(
    Register::CharityEnglandWales,
    "１０００００３",
    "‘１０００００３’ is not a charity number"
)]
fn what_people_type_by_mistake(#[case] register: Register, #[case] text: &str, #[case] expect: &str) {
    let error = OrgId::parse_messy(register, text).unwrap_err().to_string();
    assert!(error.starts_with(expect), "{error}");
}

#[rstest]
#[case("1000003", Some("GB-CHC-1000003"))]
#[case("214 779", Some("GB-CHC-214779"))]
#[case("sc000117", Some("GB-SC-SC000117"))]
#[case("Scottish 117", None)]
#[case("100016", Some("GB-NIC-100016"))]
#[case("nic100016", Some("GB-NIC-100016"))]
#[case("GB-SC-SC000117", Some("GB-SC-SC000117"))]
#[case("GB-COH-00975677", None)]
#[case("12345", None)]
fn charities_of_any_register(#[case] text: &str, #[case] expect: Option<&str>) {
    let parsed = OrgId::parse_charity(text);
    assert_eq!(parsed.as_ref().ok().map(OrgId::as_str), expect);
    if let Err(error) = parsed {
        assert!(
            error
                .to_string()
                .contains("is not a charity number: it should be 6 or 7 digits, or SC"),
            "{error}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_accepted_is_stable(text in "\\PC{0,120}|[gG][bB]-[A-Z]{2,5}-[A-Z0-9 -]{0,14}") {
        let mut found = vec![text.parse::<OrgId>(), OrgId::parse_charity(&text)];
        found.extend(Register::ALL.iter().map(|register| OrgId::parse_messy(*register, &text)));
        for id in found.into_iter().flatten() {
            prop_assert_eq!(id.as_str().parse::<OrgId>(), Ok(id.clone()));
            prop_assert!(id.as_str().len() <= ORG_ID_BYTES_MAX + 10);
        }
    }

    #[test]
    fn every_company_number_is_found_however_short(number in 1_u32..100_000_000) {
        let id = OrgId::parse_messy(Register::Company, &number.to_string()).unwrap();
        prop_assert_eq!(id.id(), format!("{number:08}"));
    }
}
