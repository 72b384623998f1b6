//! Text of readers on its way to a database.

use super::error::{ApiError, BadInput};
use crate::vietnamese;

/// The greatest length of a text that is compared or searched for, in characters: longer than any name or code.
const LONGEST: usize = 200;

/// The text itself. No name and no code holds a control character, and not every database takes one.
///
/// # Errors
/// [`ApiError::BadInput`] for text that holds one, or is longer than any name.
pub(super) fn plain<'t>(field: &'static str, text: &'t str) -> Result<&'t str, ApiError> {
    if text.chars().any(char::is_control) {
        return Err(BadInput::ControlCharacter { field }.into());
    }
    if text.chars().nth(LONGEST).is_some() {
        return Err(BadInput::TooLong { field, most: LONGEST }.into());
    }
    Ok(text)
}

/// The texts themselves.
///
/// # Errors
/// As [`plain`], for each.
pub(super) fn all_plain(field: &'static str, texts: &[String]) -> Result<Vec<String>, ApiError> {
    texts.iter().map(|text| plain(field, text).map(str::to_owned)).collect()
}

/// The text folded for search.
///
/// # Errors
/// As [`plain`].
pub(super) fn searched(text: &str) -> Result<String, ApiError> {
    plain("search", text).map(vietnamese::fold)
}
