//! What a pass phrase that a person sets must be like (NIST SP 800-63B-4, single factor): long, and nothing that others
//! would guess. No kind of character is asked for.
//!
//! Whoever guesses tries what is common, whole and in parts. So a phrase is measured by how much of it would be left
//! to guess: its effective length. A common password in it counts like three letters (one of some thousands), a run
//! on the keyboard like two, digits and signs at its ends not at all. Fifteen letters by chance have fifteen; four
//! common words have twelve; `Password-12345678` has three.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::password::PassPhrase;
use crate::vietnamese::fold;

/// The least effective length: three common words, or nine letters of no word.
const LEAST_EFFECTIVE_LENGTH: usize = 9;

/// What a common password counts for, in letters by chance.
const COMMON: usize = 3;

/// What a run counts for.
const RUN: usize = 2;

/// The fewest characters of a run, of a common password in a phrase, and of a part of a name.
const LEAST_PART: usize = 4;

/// The most characters of a common password.
const MOST_PART: usize = 24;

/// The fewest characters of a single word of a name that a phrase must not contain; shorter ones are in every sentence.
const LEAST_WORD: usize = 6;

/// Names of this product, which everybody here thinks of.
const PRODUCT: [&str; 2] = ["canbo", "quanly"];

/// Orders in which fingers or heads run through characters; backwards too.
const ORDERS: [&str; 19] = [
    "012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabc",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qazxsw23edcvfr45tgbnhy67ujm",
    "zaq12wsxcde34rfvbgt56yhnmju7",
    "a1b2c3d4e5f6g7h8i9",
    "1a2b3c4d5e6f7g8h9i",
    "147258369",
    "741852963",
    "qweasdzxc",
    "poiuytrewqlkjhgfdsamnbvcxz",
];

static COMMON_PASSWORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lists = [include_str!("lists/common.txt"), include_str!("lists/common_vietnamese.txt")];
    lists.into_iter().flat_map(lines).filter(|word| word.len() >= LEAST_PART).collect()
});

static BREACHED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("lists/breached.txt")).collect());

/// All that is as long as the shortest run, in any of the orders and backwards.
static RUNS: LazyLock<HashSet<Vec<char>>> = LazyLock::new(|| {
    let both = ORDERS.iter().flat_map(|order| [order.chars().collect(), order.chars().rev().collect()]);
    both.flat_map(|order: Vec<char>| order.windows(LEAST_PART).map(<[char]>::to_vec).collect::<Vec<_>>())
        .collect()
});

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What is wrong with a pass phrase that somebody wants to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It has fewer than 15 or more than 128 characters.
    Length,
    /// It contains the name of the account, of its holder, of a unit, or of this product.
    ContainsName,
    /// It is known from breaches, or to everybody.
    Breached,
    /// Too little is left of it without common passwords.
    Common,
    /// It is one pattern over and over, or mostly a run on the keyboard.
    Pattern,
    /// It is the one that the account has.
    Unchanged,
}

impl Rule {
    /// Its name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "LENGTH",
            Self::ContainsName => "CONTAINS_NAME",
            Self::Breached => "BREACHED",
            Self::Common => "COMMON",
            Self::Pattern => "PATTERN",
            Self::Unchanged => "UNCHANGED",
        }
    }

    /// What it asks for, in Vietnamese.
    #[must_use]
    pub const fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Length => "Mật khẩu phải có từ 15 đến 128 ký tự.",
            Self::ContainsName => {
                "Mật khẩu không được chứa tên đăng nhập, tên người, tên đơn vị hoặc tên hệ thống."
            }
            Self::Breached => "Mật khẩu này đã bị lộ hoặc ai cũng biết.",
            Self::Common => "Mật khẩu này chỉ gồm những mật khẩu phổ biến; hãy dùng thêm từ khác.",
            Self::Pattern => "Mật khẩu này lặp lại hoặc theo thứ tự bàn phím.",
            Self::Unchanged => "Mật khẩu mới phải khác mật khẩu đang dùng.",
        }
    }

    /// What it asks for, in English.
    #[must_use]
    pub const fn in_english(self) -> &'static str {
        match self {
            Self::Length => "The pass phrase must have 15 to 128 characters.",
            Self::ContainsName => {
                "The pass phrase must not contain the name of the account, of a person, of a unit or of this system."
            }
            Self::Breached => "The pass phrase is known from breaches, or to everybody.",
            Self::Common => "The pass phrase is made of common passwords; use other words beside them.",
            Self::Pattern => "The pass phrase is a pattern, or runs along the keyboard.",
            Self::Unchanged => "The new pass phrase must be another than the present one.",
        }
    }
}

/// Checks a pass phrase that somebody wants to set against every rule but that it be another than before.
///
/// `names` are those that others connect with the account: its own, its holder's, its units'.
///
/// # Errors
/// The first rule that it breaks.
pub fn check<'n>(phrase: &PassPhrase, names: impl IntoIterator<Item = &'n str>) -> Result<(), Rule> {
    if !phrase.is_of_allowed_length() {
        return Err(Rule::Length);
    }
    let text = fold(phrase.text());
    let squeezed = squeeze(&text);
    if contains_name(&squeezed, names) {
        return Err(Rule::ContainsName);
    }
    if BREACHED.contains(squeezed.as_str()) {
        return Err(Rule::Breached);
    }
    let plain: Vec<char> = inner(&text).chars().filter(|c| c.is_alphanumeric()).collect();
    let spelled: Vec<char> = inner(&text).chars().map(letter).filter(|c| c.is_alphanumeric()).collect();
    if repeats_itself(&squeezed.chars().collect::<Vec<_>>()) {
        return Err(Rule::Pattern);
    }
    for form in [plain, spelled] {
        let (length, rule) = effective_length(pattern(&form));
        if length < LEAST_EFFECTIVE_LENGTH {
            return Err(rule);
        }
    }
    Ok(())
}

/// Letters and digits alone.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The text without digits and signs at its ends; all of it where it has no letter.
fn inner(text: &str) -> &str {
    let inner = text.trim_matches(|c: char| !c.is_alphabetic());
    if inner.is_empty() { text } else { inner }
}

/// The letter that a sign or digit is written for.
const fn letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' | '€' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' | '+' => 't',
        other => other,
    }
}

fn contains_name<'n>(squeezed: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
    if PRODUCT.iter().any(|name| squeezed.contains(name)) {
        return true;
    }
    names.into_iter().any(|name| {
        let words: Vec<String> = fold(name)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let whole = words.concat();
        let pairs = words.windows(2).map(<[String]>::concat);
        let pairs = pairs.filter(|pair| pair.len() > LEAST_PART);
        let singles = words.iter().filter(|word| word.len() >= LEAST_WORD).cloned();
        let parts = std::iter::once(whole).filter(|whole| whole.len() >= LEAST_PART);
        parts.chain(pairs).chain(singles).any(|part| squeezed.contains(&part))
    })
}

/// Whether a text is one pattern over and over, where the pattern by itself would be too short, or is written in fewer
/// than five characters.
fn repeats_itself(text: &[char]) -> bool {
    let is_of_few = text.iter().collect::<HashSet<_>>().len() < 5;
    let pattern = pattern(text);
    is_of_few || (pattern.len() < text.len() && pattern.len() < super::password::LEAST_LENGTH)
}

/// What a text repeats from its beginning to its end; all of it where it repeats nothing.
fn pattern(text: &[char]) -> &[char] {
    let repeats = |length: &usize| text.iter().zip(text.iter().skip(*length)).all(|(one, next)| one == next);
    let length = (1..=text.len() / 2).find(repeats).unwrap_or(text.len());
    text.get(..length).unwrap_or(text)
}

/// The effective length of a text, by the cheapest way to put it together, and what it is too short by: common
/// passwords where the way goes through one, else runs.
fn effective_length(text: &[char]) -> (usize, Rule) {
    // What each beginning of the text costs, and whether its way goes through a common password.
    let mut ways: Vec<(usize, bool)> = (0..=text.len()).map(|length| (length, false)).collect();
    for start in 0..text.len() {
        let Some((cost, common)) = ways.get(start).copied() else { break };
        let mut go = |length: usize, step: usize, through_common: bool| {
            if let Some(way) = ways.get_mut(start + length)
                && cost + step < way.0
            {
                *way = (cost + step, common || through_common);
            }
        };
        go(1, 1, false);
        let rest = text.get(start..).unwrap_or_default();
        let steps = rest.windows(LEAST_PART).take_while(|window| is_run(window)).count();
        (1..=steps).for_each(|step| go(LEAST_PART - 1 + step, RUN, false));
        for length in LEAST_PART..=rest.len().min(MOST_PART) {
            if rest.get(..length).is_some_and(is_common) {
                go(length, COMMON, true);
            }
        }
    }
    let (length, common) = ways.last().copied().unwrap_or_default();
    (length, if common { Rule::Common } else { Rule::Pattern })
}

/// Whether some characters follow each other in one of the orders, or are all the same.
fn is_run(part: &[char]) -> bool {
    let same = part.iter().zip(part.iter().skip(1)).all(|(one, next)| one == next);
    same || RUNS.contains(part)
}

fn is_common(part: &[char]) -> bool {
    COMMON_PASSWORDS.contains(part.iter().collect::<String>().as_str())
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
