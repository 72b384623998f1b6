//! The languages of texts for people.

pub use targets::language::Language;

/// The language that an `Accept-Language` header asks for: the first of Vietnamese and English by weight;
/// Vietnamese where neither is named (RFC 9110 §12.5.4).
#[must_use]
pub fn accepted(header: Option<&str>) -> Language {
    let mut best: Option<(f32, Language)> = None;
    for range in header.unwrap_or_default().split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let weight =
            parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        let Some(language) = named(tag) else { continue };
        if weight > 0.0 && best.is_none_or(|(other, _)| weight > other) {
            best = Some((weight, language));
        }
    }
    best.map_or(Language::Vietnamese, |(_, language)| language)
}

fn named(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("vi") || primary == "*" {
        Some(Language::Vietnamese)
    } else if primary.eq_ignore_ascii_case("en") {
        Some(Language::English)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_no_header_then_vietnamese() {
        assert_eq!(accepted(None), Language::Vietnamese);
        assert_eq!(accepted(Some("fr, de;q=0.5")), Language::Vietnamese);
    }

    #[test]
    fn given_weights_then_the_heaviest_known_language() {
        assert_eq!(accepted(Some("vi;q=0.3, en-GB;q=0.8")), Language::English);
        assert_eq!(accepted(Some("en;q=0, vi")), Language::Vietnamese);
        assert_eq!(accepted(Some("en")), Language::English);
        assert_eq!(accepted(Some("fr, en;q=0.2, vi;q=0.9")), Language::Vietnamese);
    }
}
