//! Tokens whose signatures were checked. A client sends the same token for ten minutes, and to check a signature costs
//! more than all that the door does besides; whether it is good does not change, for a key's name is a hash of the key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};

use super::token::Claims;

/// How many tokens one generation holds.
const MOST: usize = 4_096;

/// What identifies a token: the token itself is not kept.
type Mark = [u8; SHA256_OUTPUT_LEN];

/// A token that a key signed.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    /// The name of the key.
    pub(super) key: String,
    /// What the token says.
    pub(super) claims: Claims,
}

/// Tokens that were good when they came last, in two generations: when the young one is full, the old one is forgotten.
#[derive(Debug, Default)]
pub(super) struct CheckedTokens(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Mark, Signed>,
    old: HashMap<Mark, Signed>,
}

impl CheckedTokens {
    /// What a token says, if its signature was good when it came before; otherwise what `check` finds, which is kept if
    /// it is good.
    pub(super) fn get_or<E>(
        &self,
        token: &str,
        check: impl FnOnce() -> Result<Signed, E>,
    ) -> Result<Signed, E> {
        let mark = mark(token);
        if let Some(known) = self.find(&mark) {
            return Ok(known);
        }
        let signed = check()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(mark, signed.clone());
        Ok(signed)
    }

    fn find(&self, mark: &Mark) -> Option<Signed> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = generations.young.get(mark) {
            return Some(known.clone());
        }
        let known = generations.old.remove(mark)?;
        generations.keep(*mark, known.clone());
        Some(known)
    }
}

impl Generations {
    fn keep(&mut self, mark: Mark, signed: Signed) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(mark, signed);
    }
}

fn mark(token: &str) -> Mark {
    let mut mark = [0; SHA256_OUTPUT_LEN];
    mark.iter_mut().zip(digest(&SHA256, token.as_bytes()).as_ref()).for_each(|(to, from)| *to = *from);
    mark
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use std::cell::Cell;

    use entity::id::{AccountId, SessionId};
    use entity::value::Role;
    use uuid::Uuid;

    use super::*;

    fn signed(number: u128) -> Signed {
        let claims = Claims {
            iss: String::new(),
            aud: String::new(),
            sub: AccountId(Uuid::from_u128(number)),
            sid: SessionId(Uuid::from_u128(number)),
            jti: Uuid::from_u128(number),
            iat: 0,
            nbf: 0,
            exp: 0,
            auth_time: 0,
            role: Role::Commune,
            units: Vec::new(),
        };
        Signed { key: "key".to_owned(), claims }
    }

    /// Asks for a token, and says whether it was checked.
    fn is_checked(tokens: &CheckedTokens, number: u128) -> bool {
        let checked = Cell::new(false);
        let found = tokens.get_or(&format!("token {number}"), || {
            checked.set(true);
            Ok::<_, ()>(signed(number))
        });
        assert_eq!(found.unwrap().claims.jti, Uuid::from_u128(number));
        checked.get()
    }

    #[test]
    fn given_a_good_token_then_it_is_checked_once() {
        let tokens = CheckedTokens::default();
        assert!(is_checked(&tokens, 1));
        assert!(!is_checked(&tokens, 1));
        assert!(is_checked(&tokens, 2));
        assert!(!is_checked(&tokens, 1));
    }

    #[test]
    fn given_a_bad_token_then_it_is_checked_each_time_and_never_kept() {
        let tokens = CheckedTokens::default();
        for _ in 0..2 {
            assert_eq!(tokens.get_or("bad", || Err("bad")).unwrap_err(), "bad");
        }
        assert!(tokens.0.lock().unwrap().young.is_empty());
    }

    #[test]
    fn given_more_tokens_than_are_kept_then_memory_is_bounded_and_those_in_use_stay() {
        let tokens = CheckedTokens::default();
        assert!(is_checked(&tokens, 0));
        for number in 1..=10_000 {
            assert!(is_checked(&tokens, number));
            assert!(!is_checked(&tokens, 0), "{number}");
        }
        let generations = tokens.0.lock().unwrap();
        assert!(generations.young.len() <= MOST && generations.old.len() <= MOST);
        drop(generations);
        assert!(is_checked(&tokens, 1), "long forgotten");
    }
}
