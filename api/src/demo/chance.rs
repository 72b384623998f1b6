//! Chance without chance: numbers drawn from a subject's name, the same in every build.

use super::identifier::first_bytes;

/// A generator of the split-mix family (Steele, Lea and Flood, 2014), seeded by what it is drawn for. Drawing for one
/// subject never moves what is drawn for another.
pub(super) struct Chance {
    state: u64,
}

impl Chance {
    /// The chance of a subject, such as the birthday of one person.
    pub(super) fn of(subject: &str, key: &str) -> Self {
        Self { state: u64::from_le_bytes(first_bytes(subject, key)) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound; 0 if the bound is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let drawn = self.next().checked_rem(u64::from(bound)).unwrap_or(0);
        u32::try_from(drawn).unwrap_or(0)
    }

    /// A number from the first to the last, both included.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// Whether a case of so many in a hundred has come.
    pub(super) fn percent(&mut self, of_hundred: u32) -> bool {
        self.below(100) < of_hundred
    }

    /// One of a list that is not empty.
    #[expect(
        clippy::indexing_slicing,
        reason = "the remainder is below the length, and an empty list does not build"
    )]
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, list: &[T; N]) -> T {
        const { assert!(N > 0) };
        let drawn = usize::try_from(self.next() >> 32).unwrap_or(0);
        list[drawn % N]
    }
}

/// Draws so many of the keys by lot, in the order of the lot.
pub(super) fn lot<'a>(
    subject: &str,
    keys: impl IntoIterator<Item = &'a String>,
    count: usize,
) -> Vec<String> {
    let mut drawn: Vec<&String> = keys.into_iter().collect();
    drawn.sort_by_cached_key(|key| first_bytes::<8>(subject, key));
    drawn.into_iter().take(count).cloned().collect()
}
