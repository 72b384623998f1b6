//! Patterns of LIKE in which a reader's text stands for itself alone.

use sea_orm::sea_query::LikeExpr;

/// Texts that contain this text, in which `%` and `_` are no wildcards.
pub(super) fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
