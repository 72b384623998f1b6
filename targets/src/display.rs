//! Shares as people read them.

use crate::fraction::Fraction;
use crate::language::Language;

/// What stands where there is no figure.
const NO_FIGURE: &str = "–";

/// Per cent with one decimal, rounded half-up on the exact ratio: `3,1 %` in Vietnamese, `3.1%` in English, a dash
/// where there is no figure.
#[must_use]
pub fn percentage_text(share: Option<Fraction>, language: Language) -> String {
    let Some(share) = share else { return NO_FIGURE.to_owned() };
    let numerator = u128::from(share.numerator());
    let denominator = u128::from(share.denominator());
    let tenths = (numerator * 2000 + denominator) / (denominator * 2);
    let (whole, decimal) = (tenths / 10, tenths % 10);
    match language {
        Language::Vietnamese => format!("{whole},{decimal} %"),
        Language::English => format!("{whole}.{decimal}%"),
    }
}
