//! Degrees, diplomas and certificates that people bring along. Courses of the demo add to them.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use entity::id::OfficialId;
use entity::qualification;
use entity::value::{OfficialCategory, QualificationKind};

use super::calendar::{BASELINE, REGISTRY_OPENS, day, version};
use super::cast::Member;
use super::chance::{Chance, lot};
use super::chronicle::Chronicle;
use super::identifier::id;
use super::issuers::issuer;
use super::people::Person;
use super::registry::Registry;
use super::turnover::DISMISSED;

/// How many key officials of the baseline have a master's degree, by main title: 18.
const MASTERS: [(&str, usize); 4] = [
    ("PARTY_SECRETARY", 8),
    ("COMMITTEE_CHAIR", 5),
    ("PARTY_STANDING_DEPUTY_SECRETARY", 2),
    ("COMMITTEE_VICE_CHAIR", 3),
];
/// How many have advanced political theory: 31.
const ADVANCED_THEORY: [(&str, usize); 4] = [
    ("PARTY_SECRETARY", 18),
    ("COMMITTEE_CHAIR", 8),
    ("COUNCIL_CHAIR", 3),
    ("PARTY_STANDING_DEPUTY_SECRETARY", 2),
];
/// How many have IT certificates of a centre that had no right to issue them.
const REVOKED_IT: usize = 9;
/// How many have no IT certificate on file.
const WITHOUT_IT: usize = 55;
/// The day on which that centre's certificates were revoked.
const IT_REVOKED_ON: NaiveDate = day(2023, 10, 2);
/// The day on which the degree of one vice chair was revoked.
const DEGREE_REVOKED_ON: NaiveDate = day(2024, 9, 20);

/// What the lots decided about the key officials of the baseline.
struct Lots {
    masters: BTreeSet<String>,
    advanced_theory: BTreeSet<String>,
    revoked_it: BTreeSet<String>,
    without_it: BTreeSet<String>,
}

impl Lots {
    fn draw(members: &[Member], key: &BTreeSet<OfficialId>) -> Self {
        let keys_of = |title: &str| {
            let holders = members.iter().filter(|member| member.title == title && member.key != DISMISSED);
            holders.map(|member| &member.key).collect::<Vec<_>>()
        };
        let drawn = |subject: &str, numbers: &[(&str, usize)]| -> BTreeSet<String> {
            numbers.iter().flat_map(|(title, count)| lot(subject, keys_of(title), *count)).collect()
        };
        let all = members.iter().filter(|member| key.contains(&member.official)).map(|member| &member.key);
        let mut it = lot("it", all, REVOKED_IT + WITHOUT_IT).into_iter();
        Self {
            masters: drawn("masters", &MASTERS),
            advanced_theory: drawn("advanced theory", &ADVANCED_THEORY),
            revoked_it: it.by_ref().take(REVOKED_IT).collect(),
            without_it: it.collect(),
        }
    }
}

/// The qualifications that people brought along or gained outside the courses of the demo.
pub(super) fn brought_along(
    registry: &Registry,
    chronicle: &Chronicle,
    members: &[Member],
) -> Vec<qualification::Model> {
    let lots = Lots::draw(members, &chronicle.key_on(BASELINE));
    let mut all = Vec::new();
    for person in registry.people.iter() {
        let mut file = File::new(person, chronicle);
        file.add_education(&lots);
        file.add_theory(&lots);
        file.add_state_management();
        file.add_information_technology(&lots);
        file.add_foreign_language();
        all.extend(file.qualifications);
    }
    all
}

/// A person's qualifications in the making.
struct File<'a> {
    person: &'a Person,
    chance: Chance,
    /// The day by which whatever the first key title asks for must be there.
    key_since: Option<NaiveDate>,
    /// The first day in the registry.
    entered_on: NaiveDate,
    category: OfficialCategory,
    above: bool,
    qualifications: Vec<qualification::Model>,
}

impl<'a> File<'a> {
    fn new(person: &'a Person, chronicle: &Chronicle) -> Self {
        let entered_on = chronicle.entered_on(person.id).unwrap_or(BASELINE);
        let category = chronicle
            .file_on(person.id, entered_on)
            .map_or(OfficialCategory::CivilServant, |file| file.category);
        Self {
            person,
            chance: Chance::of("qualifications", &person.key),
            key_since: chronicle.first_key_day(person.id),
            entered_on,
            category,
            above: person.key.starts_with("above/") || person.key.starts_with("agency/"),
            qualifications: Vec::new(),
        }
    }

    /// A day when the person was about so old, but early enough for the first key title.
    fn day_at_age(&mut self, years: u32) -> NaiveDate {
        let usual = self.person.birth.date + Months::new(years * 12 + self.chance.below(24));
        let latest = self.key_since.unwrap_or(self.entered_on + Months::new(36)).min(BASELINE);
        usual.min(latest - Days::new(u64::from(self.chance.between(60, 400))))
    }

    fn add(
        &mut self,
        kind: QualificationKind,
        level: &str,
        obtained_on: NaiveDate,
    ) -> &mut qualification::Model {
        let key = format!("{}/{kind:?}/{level}", self.person.key);
        let certificate = format!("{:06}", self.chance.below(1_000_000));
        let recorded_on = (obtained_on + Days::new(30)).max(self.entered_on).max(REGISTRY_OPENS);
        self.qualifications.push(qualification::Model {
            id: id("qualification", &key),
            official_id: self.person.id,
            kind,
            level_code: level.to_owned(),
            obtained_on: Some(obtained_on),
            recorded_on,
            issuer: Some(issuer(&mut self.chance, kind, level).to_owned()),
            certificate: Some(certificate),
            revoked_on: None,
            enrolment_id: None,
            version: 1,
        });
        let last = self.qualifications.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "a row was just pushed")]
        &mut self.qualifications[last]
    }

    fn add_education(&mut self, lots: &Lots) {
        let kind = QualificationKind::Education;
        let studied_late = self.person.age(BASELINE) > 42 && self.chance.percent(45);
        let highest = match self.chance.below(100) {
            0..4 => "MASTER",
            4..84 => "UNIVERSITY",
            84..92 => "COLLEGE",
            _ => "INTERMEDIATE",
        };
        let is_key = self.key_since.is_some();
        let is_master = lots.masters.contains(&self.person.key) || (self.above && self.chance.percent(70));
        if studied_late || (!is_key && highest == "INTERMEDIATE") || self.person.key == DISMISSED {
            let obtained_on = self.day_at_age(20);
            let row = self.add(kind, "INTERMEDIATE", obtained_on);
            if studied_late && !is_key {
                row.obtained_on = None;
            }
        }
        if !is_key && highest == "COLLEGE" {
            let obtained_on = self.day_at_age(22);
            self.add(kind, "COLLEGE", obtained_on);
        }
        if is_key || matches!(highest, "MASTER" | "UNIVERSITY") {
            let obtained_on = self.day_at_age(if studied_late { 32 } else { 22 });
            let revoked_on = (self.person.key == DISMISSED).then_some(DEGREE_REVOKED_ON);
            revoke(self.add(kind, "UNIVERSITY", obtained_on), revoked_on);
        }
        if is_master || (!is_key && highest == "MASTER") {
            let obtained_on = self.day_at_age(36);
            self.add(kind, "MASTER", obtained_on);
        }
    }

    fn add_theory(&mut self, lots: &Lots) {
        let kind = QualificationKind::PoliticalTheory;
        let drawn = self.chance.below(100);
        let cadre = self.category == OfficialCategory::Cadre;
        let intermediate = self.key_since.is_some() || drawn < if cadre { 72 } else { 34 };
        if intermediate {
            let obtained_on = self.day_at_age(30);
            self.add(kind, "INTERMEDIATE", obtained_on);
        } else if drawn < if cadre { 94 } else { 66 } {
            let obtained_on = self.day_at_age(26);
            self.add(kind, "ELEMENTARY", obtained_on);
        }
        let leads = self.above && self.key_since.is_some();
        if leads || lots.advanced_theory.contains(&self.person.key) {
            let obtained_on = self.day_at_age(40);
            let level = if self.chance.percent(15) { "BACHELOR" } else { "ADVANCED" };
            self.add(kind, level, obtained_on);
        }
    }

    fn add_state_management(&mut self) {
        let kind = QualificationKind::StateManagement;
        let level = match self.chance.below(100) {
            0..8 if self.key_since.is_some() || self.above => "PRINCIPAL",
            0..70 => "SPECIALIST",
            70..88 => "OFFICER",
            _ => return,
        };
        let obtained_on = self.day_at_age(31);
        self.add(kind, level, obtained_on);
    }

    fn add_information_technology(&mut self, lots: &Lots) {
        let kind = QualificationKind::InformationTechnology;
        let drawn = self.chance.below(100);
        if lots.without_it.contains(&self.person.key) || self.person.key.ends_with("file-incomplete") {
            return;
        }
        let level = match drawn {
            0..4 => "DEGREE",
            4..16 => "ADVANCED",
            16..82 => "BASIC",
            _ if self.key_since.is_some() => "BASIC",
            _ => return,
        };
        let obtained_on = self.day_at_age(28).max(day(2014, 6, 1)).min(day(2023, 6, 30));
        let revoked = lots.revoked_it.contains(&self.person.key);
        let row = self.add(kind, if revoked { "BASIC" } else { level }, obtained_on);
        revoke(row, revoked.then_some(IT_REVOKED_ON));
    }

    fn add_foreign_language(&mut self) {
        let level = match self.chance.below(100) {
            0..4 => "LEVEL_4",
            4..14 => "LEVEL_3",
            14..44 => "LEVEL_2",
            44..56 => "LEVEL_1",
            _ => return,
        };
        let obtained_on = self.day_at_age(25);
        self.add(QualificationKind::ForeignLanguage, level, obtained_on);
    }
}

fn revoke(row: &mut qualification::Model, on: Option<NaiveDate>) {
    row.revoked_on = on;
    row.version = version(on);
}
