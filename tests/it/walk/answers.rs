//! Answers, as README's walk takes parts of them with jq and shows them with `…` for what is left out.

use serde_json::{Map, Value};

/// What stands for anything in an answer that is shown; in a list, for any number of things.
const LEFT_OUT: &str = "…";

/// What a filter of jq takes of an answer: a path, as `.a.b[0].c`; or of each thing on a path an object, as
/// `[.a[].b | {c: .d, e: "f"}]`.
pub(super) fn taken(filter: &str, answer: &Value) -> Value {
    let each = filter.strip_prefix('[').and_then(|filter| filter.strip_suffix(']'));
    let Some(each) = each else {
        let found = on_path(filter, answer);
        assert_eq!(found.len(), 1, "{filter} of {answer}");
        return found[0].clone();
    };
    let (path, object) = each.split_once(" | ").unwrap_or_else(|| panic!("{filter}"));
    on_path(path, answer).into_iter().map(|thing| object_of(object, thing)).collect()
}

fn object_of(object: &str, thing: &Value) -> Value {
    let members = object.trim_start_matches('{').trim_end_matches('}').split(", ");
    let member = |member: &str| {
        let (name, value) = member.split_once(": ").unwrap_or_else(|| panic!("{object}"));
        let value = match value.starts_with('.') {
            true => taken(value, thing),
            false => serde_json::from_str(value).unwrap(),
        };
        (name.to_owned(), value)
    };
    Value::Object(members.map(member).collect::<Map<_, _>>())
}

fn on_path<'a>(path: &str, value: &'a Value) -> Vec<&'a Value> {
    let mut found = vec![value];
    for name in path.split('.').skip(1) {
        let (name, place) = name.split_once('[').map_or((name, None), |(name, place)| (name, Some(place)));
        found = found.into_iter().map(|value| &value[name]).collect();
        if let Some(place) = place {
            let items = |value: &'a Value| value.as_array().unwrap_or_else(|| panic!("{path}: no list"));
            found = match place.trim_end_matches(']') {
                "" => found.into_iter().flat_map(items).collect(),
                place => {
                    found.into_iter().map(|value| &items(value)[place.parse::<usize>().unwrap()]).collect()
                }
            };
        }
    }
    found
}

/// The answer that a remark shows; none where it is about something else.
pub(super) fn shown(remark: &str) -> Option<Value> {
    if !remark.starts_with('{') {
        return None;
    }
    let mut text = String::new();
    let mut is_quoted = false;
    for letter in remark.chars() {
        is_quoted ^= letter == '"';
        match letter {
            '…' if !is_quoted => text.push_str("\"…\""),
            _ => text.push(letter),
        }
    }
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// Whether an answer is what is shown of it.
pub(super) fn is_shown(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::String(text), _) if text == LEFT_OUT => true,
        (Value::Array(shown), Value::Array(items)) => are_shown(shown, items),
        (Value::Object(shown), Value::Object(members)) => {
            shown.len() == members.len()
                && shown
                    .iter()
                    .all(|(name, value)| members.get(name).is_some_and(|member| is_shown(value, member)))
        }
        _ => shown == answer,
    }
}

fn are_shown(shown: &[Value], items: &[Value]) -> bool {
    match shown.split_first() {
        None => items.is_empty(),
        Some((first, rest)) if first == LEFT_OUT => {
            (0..=items.len()).any(|left_out| are_shown(rest, &items[left_out..]))
        }
        Some((first, rest)) => {
            items.split_first().is_some_and(|(item, items)| is_shown(first, item) && are_shown(rest, items))
        }
    }
}

#[test]
fn given_an_answer_then_filters_take_its_parts() {
    let answer = serde_json::json!({ "a": [{ "b": { "key": "x", "version": 1 } }, { "b": { "key": "y", "version": 2 } }] });
    assert_eq!(taken(".a[1].b.key", &answer), "y");
    let expected =
        serde_json::json!([{ "of": "x", "at": 1, "is": "GOOD" }, { "of": "y", "at": 2, "is": "GOOD" }]);
    assert_eq!(taken("[.a[].b | {of: .key, at: .version, is: \"GOOD\"}]", &answer), expected);
}

#[test]
fn given_an_answer_then_it_is_compared_with_what_is_shown_but_for_what_is_left_out() {
    let answer = serde_json::json!({ "a": [1, 2, { "b": "c", "d": null }] });
    for (remark, expected) in [
        ("{\"a\": [1, 2, {\"b\": \"c\", \"d\": null}]}", true),
        ("{\"a\": […, {\"b\": …, \"d\": null}]}", true),
        ("{\"a\": [1, …]}", true),
        ("{\"a\": [1, 2]}", false),
        ("{\"a\": [2, …]}", false),
        ("{\"a\": [1, 2, {\"b\": \"c\"}]}", false),
        ("{\"a\": [1, 2, {\"b\": \"…\", \"d\": 1}]}", false),
    ] {
        assert_eq!(is_shown(&shown(remark).unwrap(), &answer), expected, "{remark}");
    }
    assert_eq!(shown("AGGREGATE: whole"), None);
}
