//! K3: women.

use crate::fact::Sex;
use crate::facts::Facts;
use crate::verdict::{Ground, Verdict};

/// Whether the official is a woman by legal sex, which every file has.
pub(crate) fn female(facts: &Facts, official: u32) -> Verdict {
    match facts.person(official).map(|person| person.sex) {
        Some(Sex::Female) => Verdict::counted(Ground::Female),
        _ => Verdict::not_counted(Ground::Male),
    }
}
