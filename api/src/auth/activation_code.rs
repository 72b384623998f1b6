//! Codes that activate an account: 140 random bits that a person can read from paper and type. Only their hash is stored.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;

use crate::keys::KeyError;

/// Crockford's base 32: no letter in it looks like a digit.
const SYMBOLS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// Five bits each.
const LENGTH: usize = 28;

/// Symbols between two hyphens.
const GROUP: usize = 4;

/// A code in the clear: shown once and kept nowhere.
pub struct ActivationCode(String);

impl ActivationCode {
    /// A new code.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let mut bytes = [0; LENGTH];
        rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
        Ok(Self(bytes.iter().filter_map(|byte| SYMBOLS.get(usize::from(byte % 32))).collect()))
    }

    /// The code that was typed, in whatever case, with or without hyphens and spaces; none if it isn't one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let symbol = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == LENGTH || !SYMBOLS.contains(&symbol) {
                return None;
            }
            code.push(symbol);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// The text that is shown: groups of four, with hyphens between.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
        for (at, symbol) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    /// What is stored: its SHA-256. With 140 random bits in it, no slow hash is needed.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        digest(&SHA256, self.0.as_bytes()).as_ref().to_vec()
    }
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationCode(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_a_code_when_typed_in_any_way_then_its_hash_is_the_stored_one() {
        let code = ActivationCode::generate().unwrap();
        let text = code.text();
        assert_eq!(text.len(), 34);
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
        for typed in [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('-', "")] {
            assert_eq!(ActivationCode::parse(&typed).unwrap().hash(), code.hash(), "{typed}");
        }
        let misread = ActivationCode::parse(&text.replace('0', "o").replace('1', "l")).unwrap();
        assert_eq!(misread.hash(), code.hash());
        assert_eq!(code.hash().len(), 32);
        assert_ne!(ActivationCode::generate().unwrap().hash(), code.hash());
        assert!(!format!("{code:?}").contains(&text));
    }

    #[test]
    fn given_text_that_is_no_code_then_none() {
        let longer = "A".repeat(29);
        for text in ["", "ABCD", "UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU", "đ".repeat(28).as_str(), &longer] {
            assert!(ActivationCode::parse(text).is_none(), "{text}");
        }
    }
}
