//! Synthetic people: name, birth, sex, ethnicity and hometown, and what the state knows them by.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::official;
use entity::value::{DatePrecision, Sex};

use super::calendar::day;
use super::chance::Chance;
use super::district::DemoIdentity;
use super::identifier::id;
use super::names::full_name;
use crate::succession::retirement::retires_on;
use crate::vietnamese::{fold, name_sort_key};

/// A date of birth as far as the file has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Birth {
    pub(super) date: NaiveDate,
    pub(super) precision: DatePrecision,
}

impl Birth {
    pub(super) const fn on(date: NaiveDate) -> Self {
        Self { date, precision: DatePrecision::Day }
    }
}

/// What is settled about a person before the rest is drawn.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Tells the person apart from all others.
    pub(super) key: String,
    pub(super) sex: Sex,
    pub(super) birth: Birth,
    pub(super) hometown: UnitId,
    /// How many of a hundred people from there are Mường.
    pub(super) muong_percent: u32,
}

/// A person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: OfficialId,
    pub(super) key: String,
    pub(super) full_name: String,
    pub(super) sex: Sex,
    pub(super) birth: Birth,
    pub(super) ethnicity: &'static str,
    pub(super) hometown: UnitId,
}

impl Person {
    /// Completed years on a day; what the file does not know of the birth counts as the first.
    pub(super) fn age(&self, on: NaiveDate) -> u32 {
        targets::age::completed_years(self.birth.date, on).unwrap_or(0)
    }

    /// The birth as far as the file has it: a few were transferred without it; never one that a figure of the baseline rests on.
    pub(super) fn birth_on_file(&self) -> Option<Birth> {
        let is_unknown = self.key.starts_with("above/") && self.key.ends_with("/file-incomplete");
        (!is_unknown).then_some(self.birth)
    }

    /// Whether somebody is young on a day, as far as the file tells.
    pub(super) fn is_young(&self, on: NaiveDate) -> bool {
        let age = self.birth_on_file().and_then(|birth| targets::age::completed_years(birth.date, on));
        age.is_some_and(|age| age < 35)
    }

    /// The first day of the month after the one in which the person reaches the age of retirement.
    pub(super) fn retires_on(&self) -> NaiveDate {
        retires_on(self.birth.date, self.sex).unwrap_or(NaiveDate::MAX)
    }
}

/// All people by id.
#[derive(Debug, Default)]
pub(super) struct People {
    by_id: BTreeMap<OfficialId, Person>,
}

impl People {
    /// Brings a person into being.
    pub(super) fn add(&mut self, draft: Draft) -> OfficialId {
        let mut chance = Chance::of("person", &draft.key);
        let muong = chance.percent(draft.muong_percent);
        let person = Person {
            id: id("official", &draft.key),
            full_name: chosen_name(&draft.key).unwrap_or_else(|| full_name(&mut chance, draft.sex, muong)),
            sex: draft.sex,
            birth: draft.birth,
            ethnicity: if muong { "Mường" } else { "Kinh" },
            hometown: draft.hometown,
            key: draft.key,
        };
        let id = person.id;
        self.by_id.insert(id, person);
        id
    }

    /// A person by id.
    ///
    /// # Panics
    /// If there is none: ids come from [`People::add`] alone.
    #[expect(clippy::expect_used, reason = "ids come from `add` alone")]
    pub(super) fn get(&self, id: OfficialId) -> &Person {
        self.by_id.get(&id).expect("the person was added")
    }

    /// The person with a key.
    pub(super) fn by_key(&self, key: &str) -> OfficialId {
        self.get(id("official", key)).id
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.by_id.values()
    }

    /// The rows of the officials.
    pub(super) fn officials(&self) -> Vec<official::Model> {
        self.iter().map(official_row).collect()
    }

    /// What the state knows the people by.
    pub(super) fn identities(&self) -> Vec<DemoIdentity> {
        self.iter().map(identity).collect()
    }
}

/// The person whom the documentation's example of a search finds, before the baseline and to the end.
pub(super) const EXAMPLE: &str = "10033/COMMITTEE_VICE_CHAIR/1";

fn chosen_name(key: &str) -> Option<String> {
    (key == EXAMPLE).then(|| "Nguyễn Văn Đức".to_owned())
}

fn official_row(person: &Person) -> official::Model {
    let birth = person.birth_on_file();
    official::Model {
        id: person.id,
        full_name: person.full_name.clone(),
        search_name: fold(&person.full_name),
        sort_key: name_sort_key(&person.full_name),
        birth_date: birth.map(|birth| birth.date),
        birth_date_precision: birth.map(|birth| birth.precision),
        sex: person.sex,
        ethnicity: Some(person.ethnicity.to_owned()),
        hometown_unit_id: Some(person.hometown),
        hometown_on: hometown_on(person),
        version: 1,
        merged_into_id: None,
    }
}

/// In a few files the hometown was written with the name that it had at the end of 2020; those who were recruited later
/// may come from a unit that did not exist then.
fn hometown_on(person: &Person) -> Option<NaiveDate> {
    let old_file = !person.key.starts_with("recruit/") && Chance::of("hometown on", &person.key).percent(5);
    old_file.then_some(day(2020, 12, 31))
}

/// Streets and hamlets are named alike in every commune.
const HAMLETS: [&str; 8] =
    ["Thôn 1", "Thôn 2", "Thôn 3", "Thôn Đoài", "Thôn Trung", "Thôn Thượng", "Xóm Chùa", "Xóm Đình"];

fn identity(person: &Person) -> DemoIdentity {
    let mut chance = Chance::of("identity", &person.key);
    let hamlet = chance.pick(&HAMLETS);
    DemoIdentity {
        official_id: person.id,
        citizen_number: citizen_number(person, &mut chance),
        phone: Some(format!("09{:08}", chance.below(100_000_000))),
        address: Some(format!("{hamlet}, Chương Mỹ, Hà Nội")),
    }
}

/// A number that is well-formed and belongs to nobody: province, century and sex, year of birth, and six digits that
/// begin with 9, far above what was ever issued for a year of birth. Source: Nghị định 137/2015/NĐ-CP, Article 13.
fn citizen_number(person: &Person, chance: &mut Chance) -> String {
    let year = person.birth.date.year();
    let century_and_sex = match (year < 2000, person.sex) {
        (true, Sex::Male) => 0,
        (true, Sex::Female) => 1,
        (false, Sex::Male) => 2,
        (false, Sex::Female) => 3,
    };
    format!("001{century_and_sex}{:02}9{:05}", year.rem_euclid(100), chance.below(100_000))
}
