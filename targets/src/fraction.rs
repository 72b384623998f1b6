//! Exact fractions. Shares are compared as integers and never as rounded numbers:
//! `a/b > p/q` is asked as `a·q > p·b`.

use std::cmp::Ordering;

/// An exact, non-negative fraction. Two fractions are equal if they have the same value, whatever their terms.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// The whole, 100 %.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The fraction `numerator / denominator`; none if the denominator is 0.
    #[must_use]
    pub const fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 { None } else { Some(Self { numerator, denominator }) }
    }

    /// So many per cent.
    #[must_use]
    pub fn percent(percent: u32) -> Self {
        Self { numerator: u64::from(percent), denominator: 100 }
    }

    /// The term above the line, as given.
    #[must_use]
    pub const fn numerator(&self) -> u64 {
        self.numerator
    }

    /// The term below the line, as given; never 0.
    #[must_use]
    pub const fn denominator(&self) -> u64 {
        self.denominator
    }

    /// Per cent, unrounded as far as a floating point number holds it. For showing and sorting, never for comparing
    /// with a threshold.
    #[must_use]
    pub fn percentage(&self) -> f64 {
        100.0 * to_f64(self.numerator) / to_f64(self.denominator)
    }
}

/// The nearest floating point number; exact up to 2^53.
fn to_f64(value: u64) -> f64 {
    let high = u32::try_from(value >> 32).map_or(0.0, f64::from);
    let low = u32::try_from(value & u64::from(u32::MAX)).map_or(0.0, f64::from);
    high * 4_294_967_296.0 + low
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        let right = u128::from(other.numerator) * u128::from(self.denominator);
        left.cmp(&right)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}
