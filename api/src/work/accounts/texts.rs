//! Texts that administrators give.

use unicode_normalization::UnicodeNormalization;

use super::Refusal;

/// The most characters of a name that is shown.
const MOST_NAME: usize = 200;
/// The most characters of a reason.
const MOST_REASON: usize = 500;

/// A name that is shown: composed, without white space around it.
pub(super) fn display_name(text: &str) -> Result<String, Refusal> {
    usable(text, MOST_NAME).ok_or(Refusal::DisplayName)
}

/// A reason that must be given.
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    usable(text, MOST_REASON).ok_or(Refusal::Reason)
}

/// A reason that may be given.
pub(super) fn optional_reason(text: Option<&str>) -> Result<Option<String>, Refusal> {
    text.map(reason).transpose()
}

fn usable(text: &str, most: usize) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    let length = text.chars().count();
    ((1..=most).contains(&length) && !text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_texts_then_trimmed_composed_and_bounded() {
        assert_eq!(display_name("  To\u{0302}n "), Ok("Tôn".to_owned()));
        for unusable in ["", "  ", "a\u{0}b", "dòng\nmới", &"a".repeat(201)] {
            assert_eq!(display_name(unusable), Err(Refusal::DisplayName), "{unusable:?}");
        }
        assert_eq!(reason(&"ă".repeat(500)).map(|text| text.chars().count()), Ok(500));
        assert_eq!(reason(&"ă".repeat(501)), Err(Refusal::Reason));
        assert_eq!(optional_reason(None), Ok(None));
    }
}
