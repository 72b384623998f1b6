//! Vietnamese text for machines: folded for search, keyed for sorting. What is stored and what is asked for must pass
//! through the same functions.

use std::sync::OnceLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands between the parts of a sort key. Keys of parts hold no such byte, so a shorter part sorts first.
const PART_SEPARATOR: u8 = 0;

/// Folds a text for search: lower case, without diacritics, đ as d, runs of white space as one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let folded: String = text
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .map(|character| if character == 'đ' { 'd' } else { character })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes that sort full names by given name, then by the names between, then by family name, in Vietnamese order
/// (CLDR): the order of lists of staff. A name of one word is a given name.
///
/// The bytes depend on the version of CLDR that is built in: after an update they must be written anew.
#[must_use]
pub fn name_sort_key(full_name: &str) -> Vec<u8> {
    let mut words: Vec<&str> = full_name.split_whitespace().collect();
    let given = words.pop().unwrap_or_default();
    let (family, between) =
        words.split_first().map_or(("", String::new()), |(family, rest)| (*family, rest.join(" ")));
    let mut key = sort_key(given);
    for part in [between.as_str(), family] {
        key.push(PART_SEPARATOR);
        key.extend(sort_key(part));
    }
    key
}

/// Bytes that sort texts in Vietnamese order (CLDR).
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    if let Some(collator) = collator() {
        let Ok(()) = collator.write_sort_key_to(text, &mut key);
    } else {
        key.extend(text.bytes());
    }
    key
}

/// The collator for Vietnamese; its data are built in.
fn collator() -> Option<&'static CollatorBorrowed<'static>> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    COLLATOR.get_or_init(|| Collator::try_new(locale!("vi").into(), CollatorOptions::default()).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::{fold, name_sort_key};

    #[test]
    fn folding_drops_tones_and_hooks_and_reads_d_with_stroke_as_d() {
        assert_eq!(fold("Nguyễn Văn Đức"), "nguyen van duc");
        assert_eq!(fold("  ĐỖ   Thị\u{a0}Ưởng "), "do thi uong");
        let decomposed = "Nguye\u{302}\u{303}n Va\u{306}n Đu\u{31b}\u{301}c";
        assert_eq!(fold(decomposed), "nguyen van duc");
    }

    #[test]
    fn names_sort_by_given_name_then_between_then_family() {
        let mut names = [
            "Trần Văn Đức",
            "Nguyễn Văn Đức",
            "Lê Thị Đức",
            "Nguyễn Văn An",
            "Trần Ánh",
            "Bùi Văn Dũng",
            "Anh",
        ];
        names.sort_by_key(|name| name_sort_key(name));
        assert_eq!(
            names,
            [
                "Nguyễn Văn An",
                "Anh",
                "Trần Ánh",
                "Bùi Văn Dũng",
                "Lê Thị Đức",
                "Nguyễn Văn Đức",
                "Trần Văn Đức"
            ]
        );
    }

    #[test]
    fn letters_of_the_vietnamese_alphabet_follow_their_plain_ones() {
        let mut names = ["Ân", "Ăn", "An", "Đan", "Dan", "Ưng", "Ung", "Ơn", "Ôn", "On"];
        names.sort_by_key(|name| name_sort_key(name));
        assert_eq!(names, ["An", "Ăn", "Ân", "Dan", "Đan", "On", "Ôn", "Ơn", "Ung", "Ưng"]);
    }
}
