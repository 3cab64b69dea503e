use super::*;
use num_traits::Zero;
use proptest::prelude::*;
use rstest::rstest;

fn decimal(text: &str) -> Exact {
    Exact::from_decimal(text).unwrap()
}

#[rstest]
#[case("0", "0")]
#[case("40", "40")]
#[case("40.0", "40")]
#[case("007.50", "15/2")]
#[case("0.000000000000000001", "1/1000000000000000000")]
#[case("123456789012345678901234567890.5", "246913578024691357802469135781/2")]
fn a_decimal_is_read_exactly(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(decimal(text).to_string(), expected);
}

#[rstest]
#[case("", DecimalError::Empty)]
#[case("-1", DecimalError::Sign)]
#[case("+1", DecimalError::Sign)]
#[case("1,200", DecimalError::Comma)]
#[case(" 1", DecimalError::Space)]
#[case("1e6", DecimalError::Exponent)]
#[case("1E6", DecimalError::Exponent)]
#[case("1.2.3", DecimalError::Points)]
#[case(".5", DecimalError::BarePoint)]
#[case("5.", DecimalError::BarePoint)]
#[case("NaN", DecimalError::NotDigits)]
#[case("١٢", DecimalError::NotDigits)]
#[case("0x10", DecimalError::NotDigits)]
#[case("00000000000000000000000000000000000000000", DecimalError::TooLong)]
fn a_text_in_another_form_is_refused(#[case] text: &str, #[case] expected: DecimalError) {
    assert_eq!(Exact::from_decimal(text), Err(expected));
}

#[rstest]
#[case(800, 21, 2, "38.10")]
#[case(1, 8, 2, "0.13")]
#[case(1, 200, 2, "0.01")]
#[case(-1, 8, 2, "-0.13")]
#[case(-1, 1000, 2, "0.00")]
#[case(5, 2, 0, "3")]
#[case(7, 1, 2, "7.00")]
fn display_rounds_half_up(#[case] num: i64, #[case] den: i64, #[case] places: u32, #[case] expected: &str) {
    assert_eq!(Exact::fraction(num, den).unwrap().to_decimal(places), expected);
}

#[rstest]
#[case("90000", "90,000")]
#[case("1234567.625", "1,234,567.625")]
#[case("0.5", "0.5")]
fn people_read_separated_thousands(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(decimal(text).to_words(), expected);
    assert_eq!(Exact::fraction(1000, 27).unwrap().to_words(), "1,000/27");
}

#[test]
fn a_number_has_one_canonical_text() {
    assert_eq!(decimal("040.500").to_canonical_decimal().unwrap(), "40.5");
    assert_eq!(Exact::ZERO.to_canonical_decimal().unwrap(), "0");
    assert_eq!(Exact::fraction(1, 3).unwrap().to_canonical_decimal(), None);
}

fn any_part() -> impl Strategy<Value = i64> {
    prop_oneof![-20_i64..=20, any::<i64>(), Just(i64::MAX), Just(i64::MIN)]
}

fn any_pair() -> impl Strategy<Value = (Exact, BigRational)> {
    (
        any_part(),
        any_part().prop_filter("a denominator is not zero", |den| *den != 0),
    )
        .prop_map(|(num, den)| {
            (
                Exact::reduced_for_test(num, den),
                BigRational::new(num.into(), den.into()),
            )
        })
}

impl Exact {
    fn reduced_for_test(num: i64, den: i64) -> Self {
        Exact::fraction(num, den).unwrap()
    }
}

proptest! {
    #[test]
    fn arithmetic_agrees_with_arbitrary_precision((a, x) in any_pair(), (b, y) in any_pair(), (c, z) in any_pair()) {
        prop_assert_eq!((&(&a + &b) + &c).to_string(), (&x + &y + &z).to_string());
        prop_assert_eq!((&a - &b).to_string(), (&x - &y).to_string());
        prop_assert_eq!((&(&a * &b) * &c).to_string(), (&x * &y * &z).to_string());
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        let quotient = a.checked_div(&b).map(|q| q.to_string());
        prop_assert_eq!(quotient, (!y.is_zero()).then(|| (&x / &y).to_string()));
    }

    #[test]
    fn a_sum_is_the_same_in_any_grouping(pairs in prop::collection::vec(any_pair(), 0..20)) {
        let one_by_one = pairs.iter().fold(Exact::ZERO, |sum, (number, _)| &sum + number);
        prop_assert_eq!(pairs.iter().map(|(number, _)| number).sum::<Exact>(), one_by_one);
    }

    #[test]
    fn equal_numbers_have_one_representation((a, _) in any_pair(), (b, _) in any_pair()) {
        prop_assert_eq!(&(&(&a + &b) - &b), &a);
    }

    #[test]
    fn a_canonical_decimal_reads_back(whole in 0_u64.., fraction in 0_u32..) {
        let number = decimal(&format!("{whole}.{fraction}"));
        prop_assert_eq!(decimal(&number.to_canonical_decimal().unwrap()), number);
    }
}
