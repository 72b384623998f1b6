//! Canonical JSON: of one value there is exactly one text, so that it can be hashed.
//!
//! It is a part of the JSON Canonicalization Scheme (RFC 8785), so that any program of that scheme writes the same bytes: no white space;
//! members sorted by name, names being printable ASCII; whole numbers between −(2⁵³ − 1) and 2⁵³ − 1 alone, in decimal; texts composed (NFC),
//! escaped where JSON asks for it and nowhere else. There are no fractions: a share is a numerator and a denominator.

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;
use unicode_normalization::is_nfc;

/// The greatest whole number that every reader of JSON keeps exact: 2⁵³ − 1.
const MOST: i64 = 9_007_199_254_740_991;

/// Why a value has no canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotCanonical {
    /// A number that is no whole number, or too great.
    #[error("{0} is no whole number between −(2⁵³ − 1) and 2⁵³ − 1")]
    Number(String),
    /// A text that is not composed.
    #[error("a text is not in the composed form (NFC)")]
    Text,
    /// A member's name with other characters than printable ASCII.
    #[error("the name of a member is not of printable ASCII")]
    Name,
}

/// The canonical text of a value, in UTF-8.
///
/// # Errors
/// The value holds what canonical JSON does not have.
pub fn canonical(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text.into_bytes())
}

fn write(value: &Value, text: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let whole = number.as_i64().filter(|whole| (-MOST..=MOST).contains(whole));
            let whole = whole.ok_or_else(|| NotCanonical::Number(number.to_string()))?;
            text.push_str(&whole.to_string());
        }
        Value::String(string) => write_text(string, text)?,
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            // Sorted here, as maps of JSON may keep the order in which members came.
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (place, (name, member)) in sorted.into_iter().enumerate() {
                if !name.chars().all(|character| matches!(character, ' '..='~')) {
                    return Err(NotCanonical::Name);
                }
                if place > 0 {
                    text.push(',');
                }
                write_text(name, text)?;
                text.push(':');
                write(member, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn write_text(string: &str, text: &mut String) -> Result<(), NotCanonical> {
    if !is_nfc(string) {
        return Err(NotCanonical::Text);
    }
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control @ '\0'..='\u{1f}' => text.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text.push('"');
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    fn text(value: &Value) -> String {
        String::from_utf8(canonical(value).unwrap()).unwrap()
    }

    #[test]
    fn given_values_then_one_text_each() {
        let value = json!({ "b": [1, -2, true, null], "a": { "z": "Đồng Phú", "B": false }, "": "" });
        assert_eq!(text(&value), r#"{"":"","a":{"B":false,"z":"Đồng Phú"},"b":[1,-2,true,null]}"#);
        assert_eq!(
            text(&json!("\"\\/\u{8}\t\n\u{c}\r\u{1}\u{7f}")),
            "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\u{7f}\""
        );
        assert_eq!(text(&json!(MOST)), "9007199254740991");
        assert_eq!(text(&json!(-MOST)), "-9007199254740991");
    }

    #[test]
    fn given_what_canonical_json_does_not_have_then_refused() {
        for number in [json!(0.5), json!(1.0), json!(MOST + 1), json!(-MOST - 1), json!(u64::MAX)] {
            assert_eq!(canonical(&json!([number])), Err(NotCanonical::Number(number.to_string())));
        }
        assert_eq!(canonical(&json!({ "name": "Ho\u{300}a" })), Err(NotCanonical::Text));
        assert_eq!(canonical(&json!({ "tên": 1 })), Err(NotCanonical::Name));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-MOST..=MOST).prop_map(Value::from),
            "[a-zà-ỹđ\"\\\\\n\t\u{1}]{0,6}"
                .prop_filter("composed", |text| is_nfc(text))
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[ -~]{0,4}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn given_any_value_then_its_text_reads_as_the_value_and_no_other_value_has_it(
            one in values(), other in values(),
        ) {
            let bytes = canonical(&one).unwrap();
            prop_assert_eq!(&serde_json::from_slice::<Value>(&bytes).unwrap(), &one);
            prop_assert_eq!(canonical(&other).unwrap() == bytes, one == other);
        }
    }
}
