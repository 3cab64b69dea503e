//! The middle of what was seen, with what lies far out named and left aside.

use svx_domain::Money;

/// A value is far out where it differs from the median by more than this many times the median difference. 1.4826 makes
/// the median difference comparable with a standard deviation, and 3 of them is the usual limit: 4.4478 together.
const LIMIT_TEN_THOUSANDTHS: i128 = 44_478;

/// The price that data points give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// The median of the points that are not far out, halves of a penny up.
    pub median: Money,
    /// Which points are far out, by their place in the list.
    pub outliers: Vec<usize>,
}

/// The median of the points without those that are far out. Nothing where there are no points.
pub fn estimate(points: &[Money]) -> Option<Estimate> {
    let doubled: Vec<i128> = points.iter().map(|point| i128::from(point.pence()) * 2).collect();
    let middle = median(&doubled)?;
    let differences: Vec<i128> = doubled.iter().map(|value| (value - middle).abs()).collect();
    let typical = median(&differences)?;
    // Where more than half of the points agree, whatever differs by more than half of them is far out.
    let limit = if typical == 0 {
        middle.abs() / 2 * 10_000
    } else {
        typical * LIMIT_TEN_THOUSANDTHS
    };
    let outliers: Vec<usize> = (0..points.len())
        .filter(|at| differences[*at] * 10_000 > limit)
        .collect();
    let kept: Vec<i128> = (0..points.len())
        .filter(|at| !outliers.contains(at))
        .map(|at| doubled[at])
        .collect();
    let pence = (median(&kept)? + 1).div_euclid(2);
    Some(Estimate {
        median: Money::from_pence(i64::try_from(pence).ok()?),
        outliers,
    })
}

/// The middle value, or the mean of the two in the middle: exact, because every value is even.
fn median(values: &[i128]) -> Option<i128> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        Some(upper)
    } else {
        Some((sorted[sorted.len() / 2 - 1] + upper).div_euclid(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn of(pence: &[i64]) -> Option<(i64, Vec<usize>)> {
        let points: Vec<Money> = pence.iter().copied().map(Money::from_pence).collect();
        estimate(&points).map(|found| (found.median.pence(), found.outliers))
    }

    #[rstest]
    #[case(&[], None)]
    #[case(&[1345], Some((1345, vec![])))]
    #[case(&[100, 200], Some((150, vec![])))]
    #[case(&[100, 101], Some((101, vec![])))]
    #[case(&[900, 1000, 1100, 1050, 9000], Some((1025, vec![4])))]
    #[case(&[500, 500, 500, 501, 2000], Some((500, vec![4])))]
    #[case(&[0, 0, 0], Some((0, vec![])))]
    fn takes_the_middle(#[case] pence: &[i64], #[case] expected: Option<(i64, Vec<usize>)>) {
        assert_eq!(of(pence), expected);
    }

    proptest! {
        #[test]
        fn lies_among_the_points_whatever_their_order(mut pence in prop::collection::vec(0_i64..1_000_000_000, 1..40)) {
            let (median, outliers) = of(&pence).unwrap();
            prop_assert!(median >= *pence.iter().min().unwrap() && median <= *pence.iter().max().unwrap());
            prop_assert!(outliers.len() * 2 < pence.len());
            pence.reverse();
            prop_assert_eq!(of(&pence).unwrap().0, median);
        }
    }
}
