//! People registered, corrected, retired, and who they are to the state.

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::DatePrecision;
use entity::{affiliation, official};

use super::appointments::end;
use super::input::{can_be, folded};
use super::numbers::{is_number, mismatches};
use super::state::holds;
use super::{Asked, Broken, Claim, Done, Identity, Outcome, Shown, only};

impl Asked<'_> {
    /// `registerOfficial`.
    pub(super) fn register(&self) -> Outcome {
        let input = self.input;
        let number = input.opt_text("citizenNumber");
        if number.is_some_and(|number| !is_number(number)) {
            return Err(only("BAD_USER_INPUT", "citizenNumber"));
        }
        // That a number is known elsewhere is told before all else, also of a request that was done before.
        let is_known = number.map(|number| self.is_known(number, None)).transpose()?.unwrap_or_default();
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let unit: UnitId = input.id("unit");
        if !broken.unless(self.keeps(unit), "NOT_FOUND", "unit") {
            return Err(broken);
        }
        broken.unless(!is_known, "DUPLICATE_OFFICIAL", "citizenNumber");
        let name = self.name(&mut broken, input.text("fullName"));
        let birth_date = input.opt_day("birthDate");
        let precision = input.opt_word("birthDatePrecision");
        let person = official::Model {
            id: self.model.fresh(),
            search_name: folded(&name),
            sort_key: Vec::new(),
            full_name: name,
            birth_date,
            birth_date_precision: precision.or(birth_date.map(|_| DatePrecision::Day)),
            sex: input.word("sex"),
            ethnicity: broken.text(input.opt_text("ethnicity"), 200, "ethnicity"),
            hometown_unit_id: input.opt_id("hometown"),
            hometown_on: input.opt_day("hometownOn"),
            merged_into_id: None,
            version: 1,
        };
        self.person(&mut broken, &person);
        let from = input.day("validFrom");
        broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        broken.unless(birth_date.is_none_or(|birth| birth < from), "BAD_USER_INPUT", "validFrom");
        let lasts = self.state().exists_throughout(unit, from, None);
        broken.unless(lasts, "UNIT_ABSENT", "unit");
        let others: Vec<OfficialId> = input
            .given("distinctFrom")
            .and_then(|people| people.as_array())
            .into_iter()
            .flatten()
            .map(|key| super::uuid_of(key.as_str().unwrap()).into())
            .collect();
        let is_new = self.look_alikes(&person).iter().all(|alike| others.contains(alike));
        broken.unless(is_new, "POSSIBLE_DUPLICATE", "distinctFrom");
        if !broken.is_none() {
            return Err(broken);
        }
        let warnings = number.map(|number| mismatches(number, &person)).unwrap_or_default();
        let mut after = self.state().clone();
        after.affiliations.push(affiliation::Model {
            id: self.model.fresh(),
            official_id: person.id,
            unit_id: unit,
            category: input.word("category"),
            valid_from: from,
            valid_to: None,
        });
        after.identities.extend(number.map(|number| Identity {
            official_id: person.id,
            citizen_number: Some(number.to_owned()),
            phone: None,
            address: None,
            version: 1,
        }));
        let (object, seen) = (Some(person.id.0), Some((Shown::OfPerson(person.id), from.max(self.today()))));
        after.officials.push(person);
        Ok(Done { warnings, object, seen, ..self.done(after) })
    }

    /// A full name, with one space between its words.
    fn name(&self, broken: &mut Broken, name: &str) -> String {
        let words: Vec<&str> = name.split_whitespace().collect();
        broken.text(Some(&words.join(" ")), 200, "fullName").unwrap_or_default()
    }

    /// The people of today's scope who have a person's name, birth date and hometown.
    fn look_alikes(&self, person: &official::Model) -> Vec<OfficialId> {
        let is_alike = |other: &&official::Model| {
            other.search_name == person.search_name
                && other.birth_date == person.birth_date
                && other.hometown_unit_id == person.hometown_unit_id
        };
        let alike = self.state().officials.iter().filter(is_alike).map(|row| row.id);
        alike.filter(|official| self.keeps_person(*official)).collect()
    }

    /// What a person has to be, whether new or corrected.
    fn person(&self, broken: &mut Broken, person: &official::Model) {
        match (person.birth_date, person.birth_date_precision) {
            (Some(birth), Some(precision)) => {
                broken.unless(self.has_been(birth), "BAD_USER_INPUT", "birthDate");
                let begins = match precision {
                    DatePrecision::Day => true,
                    DatePrecision::Month => birth.day() == 1,
                    DatePrecision::Year => birth.day() == 1 && birth.month() == 1,
                };
                broken.unless(begins, "BAD_USER_INPUT", "birthDate");
            }
            (None, Some(_)) => broken.add("BAD_USER_INPUT", "birthDatePrecision"),
            (_, None) => {}
        }
        match (person.hometown_unit_id, person.hometown_on) {
            (None, Some(_)) => broken.add("BAD_USER_INPUT", "hometownOn"),
            (Some(hometown), on) => {
                let is_there = !self.state().versions_of(hometown).is_empty();
                if broken.unless(is_there, "NOT_FOUND", "hometown")
                    && let Some(on) = on
                {
                    broken.unless(self.has_been(on), "BAD_USER_INPUT", "hometownOn");
                    broken.unless(self.state().exists(hometown, on), "UNIT_ABSENT", "hometown");
                }
            }
            (None, None) => {}
        }
    }

    /// `correctOfficial`.
    pub(super) fn correct_official(&self) -> Outcome {
        let input = self.input;
        let was = self.person_named("official")?;
        let mut broken = Broken::default();
        self.version(&mut broken, was.version);
        broken.text(input.opt_text("reason"), 500, "reason");
        broken.text(input.opt_text("ethnicity"), 200, "ethnicity");
        let name = match input.opt_text("fullName") {
            Some(name) => self.name(&mut broken, name),
            None => was.full_name.clone(),
        };
        let birth_date = input.changed("birthDate", was.birth_date, |input| input.day("birthDate"));
        let known = birth_date.map(|_| was.birth_date_precision.unwrap_or(DatePrecision::Day));
        let hometown = input.changed("hometown", was.hometown_unit_id, |input| input.id("hometown"));
        let named_on = was.hometown_on.filter(|_| hometown.is_some());
        let person = official::Model {
            search_name: folded(&name),
            full_name: name,
            birth_date,
            birth_date_precision: input.opt_word("birthDatePrecision").or(known),
            sex: input.opt_word("sex").unwrap_or(was.sex),
            ethnicity: input.changed("ethnicity", was.ethnicity.clone(), |input| {
                super::kept(input.text("ethnicity"), 200).unwrap_or_default()
            }),
            hometown_unit_id: hometown,
            hometown_on: input.changed("hometownOn", named_on, |input| input.day("hometownOn")),
            version: was.version + 1,
            ..was.clone()
        };
        self.person(&mut broken, &person);
        if let Some(birth) = birth_date.filter(|_| birth_date != was.birth_date) {
            let first = self.first_day_of(was.id);
            broken.unless(first.is_none_or(|first| birth < first), "BAD_USER_INPUT", "birthDate");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        *after.officials.iter_mut().find(|row| row.id == was.id).unwrap() = person;
        Ok(Done { object: Some(was.id.0), corrected: [was.id.0].into(), ..self.done(after) })
    }

    /// The first day of which a person's file tells.
    pub(super) fn first_day_of(&self, official: OfficialId) -> Option<NaiveDate> {
        let state = self.state();
        let obtained = state.qualifications.iter().filter(|row| row.official_id == official);
        let held = state.appointments.iter().filter(|row| row.official_id == official);
        let files = state.affiliations.iter().filter(|row| row.official_id == official);
        let days = obtained.filter_map(|row| row.obtained_on);
        days.chain(held.map(|row| row.valid_from)).chain(files.map(|row| row.valid_from)).min()
    }

    /// The person who is named, whose file the account keeps.
    pub(super) fn person_named(&self, member: &str) -> Result<official::Model, Broken> {
        let official = self.input.id(member);
        let found = self.state().official(official).filter(|_| self.keeps_person(official));
        found.cloned().ok_or_else(|| only("NOT_FOUND", member))
    }

    /// `retireOfficial`. Whatever is held beyond that day ends on it, also what has ended since.
    pub(super) fn retire(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let person = self.person_named("official").map_err(|missing| broken.clone().and(missing))?;
        let on = input.day("retiresOn");
        broken.text(input.opt_text("decision"), 200, "decision");
        broken.text(input.opt_text("reason"), 500, "reason");
        broken.unless(can_be(on), "BAD_USER_INPUT", "retiresOn");
        let last = self.state().last_file(person.id).unwrap().clone();
        broken.unless(self.keeps(last.unit_id), "NOT_FOUND", "official");
        let is_closed = last.valid_to.is_some_and(|end| end <= on);
        broken.unless(!is_closed, "INVALID_TRANSITION", "official");
        broken.unless(last.valid_from < on, "BAD_USER_INPUT", "retiresOn");
        let beyond: Vec<_> = self
            .state()
            .career(person.id)
            .into_iter()
            .filter(|row| row.valid_to.is_none_or(|end| on < end))
            .collect();
        let may_end = beyond
            .iter()
            .all(|row| row.valid_from < on && self.keeps(row.unit_id) && self.gives(&row.title_code));
        broken.unless(may_end, "INVALID_TRANSITION", "official");
        let pooled = self.state().pool_entries.iter().filter(|row| row.official_id == person.id);
        let mut pooled = pooled.filter(|row| row.removed_on.is_none_or(|end| on < end));
        broken.unless(pooled.all(|row| row.added_on < on), "BAD_USER_INPUT", "retiresOn");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.affiliations.iter_mut().find(|row| row.id == last.id).unwrap().valid_to = Some(on);
        for row in beyond {
            end(&mut after.appointments, row.id, on);
        }
        after.end_entries(on, |row| row.official_id == person.id);
        let seen = Some((Shown::OfPerson(person.id), on.pred_opt().unwrap()));
        Ok(Done { object: Some(person.id.0), seen, ..self.done(after) })
    }

    /// `recordIdentity`.
    pub(super) fn record_identity(&self) -> Outcome {
        let input = self.input;
        let person = self.person_named("official")?;
        let was = self.state().identities.iter().find(|row| row.official_id == person.id);
        let mut broken = Broken::default();
        let expected = input.opt_number("expectedVersion");
        broken.unless(expected == was.map(|row| row.version), "CONFLICT", "expectedVersion");
        broken.text(input.opt_text("reason"), 500, "reason");
        broken.text(input.opt_text("phone"), 20, "phone");
        broken.text(input.opt_text("address"), 200, "address");
        let number = input.opt_text("citizenNumber");
        broken.unless(number.is_none_or(is_number), "BAD_USER_INPUT", "citizenNumber");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut warnings = Vec::new();
        if let Some(number) = number {
            if self.is_known(number, Some(person.id))? {
                return Err(only("DUPLICATE_OFFICIAL", "citizenNumber"));
            }
            warnings = mismatches(number, &person);
        }
        let nothing = || Identity {
            official_id: person.id,
            citizen_number: None,
            phone: None,
            address: None,
            version: 0,
        };
        let was = was.cloned().unwrap_or_else(nothing);
        let text = |member: &'static str, was: &Option<String>, most| {
            input.changed(member, was.clone(), |input| super::kept(input.text(member), most).unwrap())
        };
        let row = Identity {
            citizen_number: text("citizenNumber", &was.citizen_number, 12),
            phone: text("phone", &was.phone, 20),
            address: text("address", &was.address, 200),
            version: was.version + 1,
            ..was
        };
        let mut after = self.state().clone();
        after.identities.retain(|other| other.official_id != person.id);
        after.identities.push(row);
        Ok(Done { warnings, object: Some(person.id.0), ..self.done(after) })
    }

    /// Whether a person has a qualification of a kind and at least a level that holds on a day.
    pub(super) fn has_level(
        &self,
        official: OfficialId,
        kind: entity::value::QualificationKind,
        level: &str,
        on: NaiveDate,
    ) -> bool {
        let rank = |level: &str| self.model.law.levels[&(kind, level.to_owned())];
        self.state().qualifications.iter().any(|row| {
            row.official_id == official
                && row.kind == kind
                && rank(&row.level_code) >= rank(level)
                && holds(row.obtained_on.unwrap_or(row.recorded_on), row.revoked_on, on)
        })
    }
}
