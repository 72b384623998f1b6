//! What a mutation is asked with, read by the model, and the texts that it keeps.

use api::graphql::id::GlobalId;
use async_graphql::ID;
use chrono::{Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// The input of a mutation, or a row of it.
#[derive(Clone, Copy)]
pub(in super::super) struct Input<'a>(pub(in super::super) &'a Value);

/// The thing that a key names.
pub(in super::super) fn uuid_of(key: &str) -> Uuid {
    GlobalId::decode(&ID(key.to_owned())).unwrap().uuid
}

impl<'a> Input<'a> {
    pub(in super::super) fn given(self, member: &str) -> Option<&'a Value> {
        self.0.get(member)
    }

    fn there(self, member: &str) -> Option<&'a Value> {
        self.given(member).filter(|value| !value.is_null())
    }

    pub(in super::super) fn opt_text(self, member: &str) -> Option<&'a str> {
        self.there(member).map(|value| value.as_str().unwrap())
    }

    pub(in super::super) fn text(self, member: &str) -> &'a str {
        self.opt_text(member).unwrap_or_else(|| panic!("{member} of {}", self.0))
    }

    pub(in super::super) fn opt_id<T: From<Uuid>>(self, member: &str) -> Option<T> {
        self.opt_text(member).map(|key| uuid_of(key).into())
    }

    pub(in super::super) fn id<T: From<Uuid>>(self, member: &str) -> T {
        uuid_of(self.text(member)).into()
    }

    pub(in super::super) fn opt_day(self, member: &str) -> Option<NaiveDate> {
        self.opt_text(member).map(|day| day.parse().unwrap())
    }

    pub(in super::super) fn day(self, member: &str) -> NaiveDate {
        self.text(member).parse().unwrap()
    }

    pub(in super::super) fn opt_number(self, member: &str) -> Option<i32> {
        self.there(member).map(|value| i32::try_from(value.as_i64().unwrap()).unwrap())
    }

    pub(in super::super) fn number(self, member: &str) -> i32 {
        self.opt_number(member).unwrap()
    }

    pub(in super::super) fn opt_flag(self, member: &str) -> Option<bool> {
        self.there(member).map(|value| value.as_bool().unwrap())
    }

    pub(in super::super) fn flag(self, member: &str) -> bool {
        self.opt_flag(member).unwrap_or(false)
    }

    pub(in super::super) fn opt_word<T: DeserializeOwned>(self, member: &str) -> Option<T> {
        self.there(member).map(|word| serde_json::from_value(word.clone()).unwrap())
    }

    pub(in super::super) fn word<T: DeserializeOwned>(self, member: &str) -> T {
        self.opt_word(member).unwrap_or_else(|| panic!("{member} of {}", self.0))
    }

    pub(in super::super) fn list(self, member: &str) -> Vec<Self> {
        let rows = self.there(member).and_then(Value::as_array);
        rows.into_iter().flatten().map(Self).collect()
    }

    /// The member after a correction: absent is unchanged, null clears.
    pub(in super::super) fn changed<T>(
        self,
        member: &str,
        was: Option<T>,
        set: impl Fn(Self) -> T,
    ) -> Option<T> {
        match self.given(member) {
            None => was,
            Some(Value::Null) => None,
            Some(_) => Some(set(self)),
        }
    }
}

/// A text as it is kept: composed, without white space around it; none for one that is empty, too long, or holds what nobody sees.
pub(in super::super) fn kept(text: &str, most: usize) -> Option<String> {
    // The one letter in parts that anybody draws.
    let text = text.trim().replace("e\u{302}\u{303}", "ễ");
    let is_usable = !text.is_empty()
        && text.chars().count() <= most
        && !text.chars().any(|c| c.is_control() || c == '\u{200B}');
    is_usable.then_some(text)
}

/// Whether something of the registry can have happened or be planned on a day.
pub(in super::super) fn can_be(day: NaiveDate) -> bool {
    day.year() >= 1900
}

/// Letters with marks, beside those without.
const MARKED: [(&str, &str); 7] = [
    ("a", "ăâáàãảạắằẵẳặấầẫẩậ"),
    ("d", "đ"),
    ("e", "êéèẽẻẹếềễểệ"),
    ("i", "íìĩỉị"),
    ("o", "ôơóòõỏọốồỗổộớờỡởợ"),
    ("u", "ưúùũủụứừữửự"),
    ("y", "ýỳỹỷỵ"),
];

/// A name as it is searched for: lower case, without diacritics, đ as d.
pub(in super::super) fn folded(name: &str) -> String {
    let plain = |letter: char| {
        let marked = MARKED.iter().find(|(_, marked)| marked.contains(letter));
        marked.map_or_else(|| letter.to_string(), |(plain, _)| (*plain).to_owned())
    };
    name.to_lowercase().chars().map(plain).collect()
}

/// Completed years on a day; none before the birth. Who was born on 29 February completes a common year on the 28th.
pub(in super::super) fn age(birth: NaiveDate, on: NaiveDate) -> Option<i32> {
    (0..200).take_while(|years| years_after(birth, *years) <= on).last()
}

/// The same day so many years later.
pub(in super::super) fn years_after(day: NaiveDate, years: i32) -> NaiveDate {
    let same = |number| NaiveDate::from_ymd_opt(day.year() + years, day.month(), number);
    same(day.day()).or_else(|| same(28)).unwrap()
}
