//! JSON, read strictly: one object and nothing after it, no key twice in any object, no NUL in any text, and no
//! nesting that would cost stack. Whoever reads the same bytes elsewhere then reads the same request.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The most levels of objects and lists.
const DEEPEST: usize = 32;

/// Why bytes are no JSON that can be used. Each is told without a word of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonFault {
    /// It does not follow the grammar, or goes on after its end.
    Syntax,
    /// It is not one object.
    NotAnObject,
    /// An object has a key twice.
    DuplicateKey,
    /// A text holds NUL, which no database keeps.
    Nul,
    /// It nests too deep.
    TooDeep,
}

impl JsonFault {
    pub(super) const fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Syntax => "sai cú pháp",
            Self::NotAnObject => "phải là một đối tượng",
            Self::DuplicateKey => "một khóa xuất hiện hai lần",
            Self::Nul => "có ký tự NUL",
            Self::TooDeep => "lồng nhau quá sâu",
        }
    }

    pub(super) const fn in_english(self) -> &'static str {
        match self {
            Self::Syntax => "its syntax is wrong",
            Self::NotAnObject => "it must be one object",
            Self::DuplicateKey => "a key occurs twice",
            Self::Nul => "it holds a NUL character",
            Self::TooDeep => "it nests too deep",
        }
    }
}

/// The one object that the bytes hold.
///
/// # Errors
/// They hold anything else, or hold it in a way that two readers could understand differently.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, JsonFault> {
    match value(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonFault::NotAnObject),
    }
}

/// The one value that the bytes hold.
///
/// # Errors
/// As of [`object`], but that the value may be of any kind.
pub(super) fn value(bytes: &[u8]) -> Result<Value, JsonFault> {
    let fault = Cell::new(JsonFault::Syntax);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let strict = Strict { levels: DEEPEST, fault: &fault };
    let value = strict.deserialize(&mut deserializer).map_err(|_| fault.get())?;
    deserializer.end().map_err(|_| JsonFault::Syntax)?;
    Ok(value)
}

/// Reads a value with so many levels left, and says which fault made it stop.
#[derive(Clone, Copy)]
struct Strict<'f> {
    levels: usize,
    fault: &'f Cell<JsonFault>,
}

impl Strict<'_> {
    fn stop<E: Error>(self, fault: JsonFault) -> E {
        self.fault.set(fault);
        E::custom(fault.in_english())
    }

    fn inside<E: Error>(self) -> Result<Self, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| self.stop(JsonFault::TooDeep))?;
        Ok(Self { levels, ..self })
    }

    fn without_nul<E: Error>(self, text: String) -> Result<String, E> {
        if text.contains('\0') { Err(self.stop(JsonFault::Nul)) } else { Ok(text) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.stop(JsonFault::Syntax))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.without_nul(value.to_owned()).map(Value::String)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.without_nul(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut values = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            let value = object.next_value_seed(inside)?;
            if values.insert(self.without_nul(key)?, value).is_some() {
                return Err(self.stop(JsonFault::DuplicateKey));
            }
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use serde_json::json;

    use super::*;

    #[test]
    fn given_an_object_then_its_values_come_as_they_are() {
        let text = r#" {"a": [1, -2, 2.5, true, null, "đ\u0111"], "b": {"a": {}}} "#;
        let expected = json!({ "a": [1, -2, 2.5, true, null, "đđ"], "b": { "a": {} } });
        assert_eq!(Value::Object(object(text.as_bytes()).unwrap()), expected);
    }

    #[test]
    fn iv_11_given_anything_else_then_the_fault_is_told() {
        for (text, fault) in [
            ("", JsonFault::Syntax),
            ("{", JsonFault::Syntax),
            ("{} {}", JsonFault::Syntax),
            ("{}x", JsonFault::Syntax),
            ("\u{feff}{}", JsonFault::Syntax),
            ("{'a': 1}", JsonFault::Syntax),
            ("{\"a\": 1,}", JsonFault::Syntax),
            ("{\"a\": 1e999}", JsonFault::Syntax),
            ("{\"a\": NaN}", JsonFault::Syntax),
            (r#"{"a": "\ud800"}"#, JsonFault::Syntax),
            ("{\"a\": \"\n\"}", JsonFault::Syntax),
            ("[]", JsonFault::NotAnObject),
            ("[{}]", JsonFault::NotAnObject),
            ("null", JsonFault::NotAnObject),
            ("\"{}\"", JsonFault::NotAnObject),
            (r#"{"a": 1, "a": 1}"#, JsonFault::DuplicateKey),
            (r#"{"a": 1, "\u0061": 1}"#, JsonFault::DuplicateKey),
            (r#"{"a": [{"b": {"c": 1, "c": 2}}]}"#, JsonFault::DuplicateKey),
            (r#"{"a": "x\u0000"}"#, JsonFault::Nul),
            (r#"{"\u0000": 1}"#, JsonFault::Nul),
        ] {
            assert_eq!(object(text.as_bytes()), Err(fault), "{text}");
        }
        assert_eq!(object(b"{\"a\": \"\xff\"}"), Err(JsonFault::Syntax));
    }

    #[test]
    fn given_nesting_then_thirty_two_levels_pass_and_no_more() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(object(nested(32).as_bytes()).is_ok());
        assert_eq!(object(nested(33).as_bytes()), Err(JsonFault::TooDeep));
        assert_eq!(object(nested(60_000).as_bytes()), Err(JsonFault::TooDeep));
    }
}
