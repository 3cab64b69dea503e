//! Exact rational numbers: what marks, weights, prices and shares are made of.
//!
//! A number whose reduced numerator and denominator fit 64 bits is held in place and worked on in 128 bits; anything
//! larger moves to arbitrary precision, so that no tender is too large to be exact.

mod text;

pub use text::{DECIMAL_CHARS_MAX, DISPLAY_DECIMALS_MAX, DecimalError};

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

/// A rational number in lowest terms with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Repr);

/// `Large` is used only where `Small` cannot hold the value, so equal numbers have equal representations.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small { num: i64, den: i64 },
    Large(Box<BigRational>),
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { num: 0, den: 1 });
    /// One.
    pub const ONE: Self = Self(Repr::Small { num: 1, den: 1 });

    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self(Repr::Small { num: value, den: 1 })
    }

    /// The fraction `num / den`, or nothing when `den` is zero.
    pub fn fraction(num: i64, den: i64) -> Option<Self> {
        (den != 0).then(|| {
            let sign = if den < 0 { -1 } else { 1 };
            Self::reduced(i128::from(num) * sign, i128::from(den) * sign)
        })
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { num: 0, .. })
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { num, .. } => *num < 0,
            Repr::Large(big) => big.is_negative(),
        }
    }

    /// Whether this is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small { den, .. } => *den == 1,
            Repr::Large(big) => big.is_integer(),
        }
    }

    /// The whole number that this is, if it is one and is not too large for 64 bits.
    pub fn to_whole(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { num, den: 1 } => Some(*num),
            _ => None,
        }
    }

    /// `self / divisor`, or nothing when the divisor is zero.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        match &divisor.0 {
            Repr::Small { num: 0, .. } => None,
            Repr::Small { num, den } => {
                let sign = if *num < 0 { -1 } else { 1 };
                Some(self * &Self::reduced(i128::from(*den) * sign, i128::from(*num) * sign))
            }
            Repr::Large(big) => Some(self * &Self::from_big(big.recip())),
        }
    }

    /// A fraction of 128-bit parts, `den` above zero, put in lowest terms.
    fn reduced(num: i128, den: i128) -> Self {
        let divisor = gcd_wide(num.unsigned_abs(), den.unsigned_abs());
        let divisor = i128::try_from(divisor).unwrap_or(1);
        Self::lowest(num / divisor, den / divisor)
    }

    /// A fraction that is in lowest terms already, `den` above zero.
    fn lowest(num: i128, den: i128) -> Self {
        match (i64::try_from(num), i64::try_from(den)) {
            (Ok(num), Ok(den)) => Self(Repr::Small { num, den }),
            _ => Self(Repr::Large(Box::new(BigRational::new_raw(num.into(), den.into())))),
        }
    }

    fn from_big(big: BigRational) -> Self {
        match (big.numer().to_i64(), big.denom().to_i64()) {
            (Some(num), Some(den)) => Self(Repr::Small { num, den }),
            _ => Self(Repr::Large(Box::new(big))),
        }
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Repr::Small { num, den } => BigRational::new_raw((*num).into(), (*den).into()),
            Repr::Large(big) => (**big).clone(),
        }
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Never zero as long as one of its arguments is not: steps down to 64 bits as soon as both fit.
fn gcd_wide(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd(a, b));
        }
        (a, b) = (b, a % b);
    }
    a
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: 1 }, Repr::Small { num: c, den: 1 }) => {
                Exact::lowest(i128::from(*a) + i128::from(*c), 1)
            }
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => add_small(*a, *b, *c, *d),
            _ => Exact::from_big(self.big() + other.big()),
        }
    }
}

/// Knuth's addition of fractions in lowest terms: the two divisors that are sought both fit 64 bits.
fn add_small(a: i64, b: i64, c: i64, d: i64) -> Exact {
    let shared = gcd(b.unsigned_abs(), d.unsigned_abs());
    let (b_left, d_left) = (
        i128::from(b.unsigned_abs() / shared),
        i128::from(d.unsigned_abs() / shared),
    );
    let num = i128::from(a) * d_left + i128::from(c) * b_left;
    if shared == 1 {
        return Exact::lowest(num, b_left * i128::from(d));
    }
    let remainder = u64::try_from(num.unsigned_abs() % u128::from(shared)).unwrap_or(0);
    let rest = i128::from(gcd(shared, remainder));
    Exact::lowest(num / rest, b_left * (i128::from(d) / rest))
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) else {
            return Exact::from_big(self.big() * other.big());
        };
        let left = i128::from(gcd(a.unsigned_abs(), d.unsigned_abs()));
        let right = i128::from(gcd(c.unsigned_abs(), b.unsigned_abs()));
        let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
        Exact::lowest((a / left) * (c / right), (b / right) * (d / left))
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        match &self.0 {
            Repr::Small { num, den } => Exact::lowest(-i128::from(*num), i128::from(*den)),
            Repr::Large(big) => Exact::from_big(-(**big).clone()),
        }
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &-other
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

/// Adds half to half. Fractions with unlike denominators grow with each addition, and so does the work of the next: this
/// way, few of the additions are large ones.
fn halves(numbers: &[&Exact]) -> Exact {
    match numbers {
        [] => Exact::ZERO,
        [one] => (*one).clone(),
        [one, other] => *one + *other,
        _ => {
            let (left, right) = numbers.split_at(numbers.len() / 2);
            &halves(left) + &halves(right)
        }
    }
}

impl<'a> Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(numbers: I) -> Self {
        halves(&numbers.collect::<Vec<_>>())
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => {
                let (left, right) = (self.big(), other.big());
                (left.numer() * right.denom()).cmp(&(right.numer() * left.denom()))
            }
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::whole(value)
    }
}

#[cfg(test)]
mod tests;
