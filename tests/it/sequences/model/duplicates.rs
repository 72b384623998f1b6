//! Somebody who was registered twice: one record goes into the other, and both histories are kept. On the days on which the record that
//! stays says something, that stands; what is left of the other goes over.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::value::AppointmentMode;
use entity::{affiliation, appointment, rating, standing_committee_membership};

use super::state::{State, days, holds, horizon};
use super::{Asked, Broken, Done, Identity, Outcome, only};

/// A first day, and the day after the last one.
type Days = (NaiveDate, Option<NaiveDate>);

/// The parts of a period on whose days nothing else holds, in their order.
fn left(period: Days, others: &[Days]) -> Vec<Days> {
    let mut parts: Vec<Days> = Vec::new();
    for day in
        days(period.0, period.1).filter(|day| !others.iter().any(|other| holds(other.0, other.1, *day)))
    {
        let next = day.succ_opt();
        match parts.last_mut().filter(|part| part.1 == Some(day)) {
            Some(part) => part.1 = next,
            None => parts.push((day, next)),
        }
    }
    // What lasts as long as anybody looks has the end of before, if any.
    for part in parts.iter_mut().filter(|part| part.1 == Some(horizon())) {
        part.1 = period.1;
    }
    parts
}

fn share_a_day(one: Days, other: Days) -> bool {
    days(one.0, one.1).any(|day| holds(other.0, other.1, day))
}

const fn file_days(row: &affiliation::Model) -> Days {
    (row.valid_from, row.valid_to)
}

const fn held_days(row: &appointment::Model) -> Days {
    (row.valid_from, row.valid_to)
}

const fn seat_days(row: &standing_committee_membership::Model) -> Days {
    (row.valid_from, row.valid_to)
}

fn is_same(one: &appointment::Model, other: &appointment::Model) -> bool {
    (one.unit_id, &one.title_code) == (other.unit_id, &other.title_code)
}

fn are_both_main(one: &appointment::Model, other: &appointment::Model) -> bool {
    one.mode == AppointmentMode::Primary && other.mode == AppointmentMode::Primary
}

/// The rating of the record that stays which stands in the place of another one's.
fn stands_instead<'r>(own: &'r [rating::Model], row: &rating::Model) -> Option<&'r rating::Model> {
    let is_in_force = |own: &rating::Model| own.approved_on.is_some() && own.superseded_on.is_none();
    let both_open = |own: &rating::Model| own.approved_on.is_none() && row.approved_on.is_none();
    let mut of_year = own.iter().filter(|own| own.year == row.year && row.superseded_on.is_none());
    of_year.find(|own| is_in_force(own) || both_open(own))
}

impl Asked<'_> {
    /// `mergeOfficials`.
    pub(super) fn merge_officials(&self) -> Outcome {
        let (input, state) = (self.input, self.state());
        let (survivor, duplicate): (OfficialId, OfficialId) = (input.id("official"), input.id("duplicate"));
        if survivor == duplicate {
            return Err(only("SAME_OFFICIAL", "duplicate"));
        }
        let mut broken = Broken::default();
        let is_kept = broken.unless(self.keeps_person(survivor), "NOT_FOUND", "official");
        if !self.keeps_person(duplicate) {
            let is_merged = state.official(duplicate).is_some_and(|row| row.merged_into_id == Some(survivor));
            let code = if is_kept && is_merged { "INVALID_TRANSITION" } else { "NOT_FOUND" };
            broken.add(code, "duplicate");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let person = state.official(survivor).unwrap();
        self.version(&mut broken, person.version);
        let is_current = input.number("duplicateVersion") == state.official(duplicate).unwrap().version;
        broken.unless(is_current, "CONFLICT", "duplicateVersion");
        broken.text(input.opt_text("reason"), 500, "reason");
        let number = |official: OfficialId| {
            let mut identities = state.identities.iter();
            identities.find(|row| row.official_id == official).and_then(|row| row.citizen_number.as_ref())
        };
        let is_one =
            number(survivor).is_none() || number(duplicate).is_none_or(|it| number(survivor) == Some(it));
        broken.unless(is_one, "DIFFERENT_CITIZEN_NUMBERS", "duplicate");
        let first = self.first_day_of(duplicate);
        let is_after = person.birth_date.is_none_or(|birth| first.is_none_or(|first| birth < first));
        broken.unless(is_after, "BAD_USER_INPUT", "duplicate");
        if !broken.is_none() {
            return Err(broken);
        }
        let warnings = self.set_aside(survivor, duplicate);
        let mut after = state.clone();
        for row in after.officials.iter_mut() {
            if row.id == duplicate || row.merged_into_id == Some(duplicate) {
                (row.merged_into_id, row.version) = (Some(survivor), row.version + 1);
            } else if row.id == survivor {
                row.version += 1;
            }
        }
        self.join_periods(&mut after, survivor, duplicate);
        self.join_files(&mut after, survivor, duplicate);
        after.join_enrolments(survivor, duplicate);
        Self::join_entries(&mut after, survivor, duplicate);
        after.join_pools(survivor, duplicate);
        let (object, merged) = (Some(survivor.0), Some((duplicate, survivor)));
        Ok(Done { warnings, object, merged, ..self.done(after) })
    }

    /// Warnings of what the duplicate says otherwise of the same days.
    fn set_aside(&self, survivor: OfficialId, duplicate: OfficialId) -> Vec<&'static str> {
        let state = self.state();
        let (own, other): (Vec<_>, Vec<_>) = (state.files_of(survivor), state.files_of(duplicate));
        let kept_otherwise = other.iter().filter(|row| {
            own.iter().any(|own| {
                (own.unit_id, own.category) != (row.unit_id, row.category)
                    && share_a_day(file_days(own), file_days(row))
            })
        });
        let (own, other) = (state.career(survivor), state.career(duplicate));
        let another_main_post = other.iter().filter(|row| {
            own.iter().any(|own| {
                are_both_main(own, row) && !is_same(own, row) && share_a_day(held_days(own), held_days(row))
            })
        });
        let of = |official| -> Vec<rating::Model> {
            state.ratings.iter().filter(|row| row.official_id == official).cloned().collect()
        };
        let own = of(survivor);
        let rated: BTreeSet<i32> = of(duplicate)
            .iter()
            .filter(|row| stands_instead(&own, row).is_some_and(|own| own.grade != row.grade))
            .map(|row| row.year)
            .collect();
        let ended_otherwise = state.enrolments.iter().filter(|row| {
            row.official_id == duplicate
                && state
                    .enrolment_of(row.course_id, survivor)
                    .is_some_and(|own| state.enrolment_status(own.id) != state.enrolment_status(row.id))
        });
        let all = kept_otherwise.count() + another_main_post.count() + rated.len() + ended_otherwise.count();
        vec!["SET_ASIDE"; all]
    }

    /// What holds from a day to another: the parts on other days go over, the first of them as the same row.
    fn join_periods(&self, after: &mut State, survivor: OfficialId, duplicate: OfficialId) {
        let state = self.state();
        let own: Vec<Days> = state.files_of(survivor).iter().map(file_days).collect();
        after.affiliations.retain(|row| row.official_id != duplicate);
        for row in state.files_of(duplicate) {
            for (number, (from, to)) in left(file_days(&row), &own).into_iter().enumerate() {
                let id = if number == 0 { row.id } else { self.model.fresh() };
                let part =
                    affiliation::Model { id, official_id: survivor, valid_from: from, valid_to: to, ..row };
                after.affiliations.push(part);
            }
        }
        let own = state.career(survivor);
        after.appointments.retain(|row| row.official_id != duplicate);
        for row in state.career(duplicate) {
            let alike = own.iter().filter(|own| is_same(own, &row) || are_both_main(own, &row));
            let parts = left(held_days(&row), &alike.map(held_days).collect::<Vec<_>>());
            if parts.is_empty() {
                after.localities.retain(|assessed| assessed.appointment_id != row.id);
            }
            for (number, (from, to)) in parts.into_iter().enumerate() {
                let (id, version) =
                    if number == 0 { (row.id, row.version + 1) } else { (self.model.fresh(), 1) };
                let (valid_from, valid_to) = (from, to);
                after.appointments.push(appointment::Model {
                    id,
                    version,
                    official_id: survivor,
                    valid_from,
                    valid_to,
                    ..row.clone()
                });
            }
        }
        let seats = |official| -> Vec<standing_committee_membership::Model> {
            state.memberships.iter().filter(|row| row.official_id == official).cloned().collect()
        };
        let own = seats(survivor);
        after.memberships.retain(|row| row.official_id != duplicate);
        for row in seats(duplicate) {
            let alike = own.iter().filter(|own| own.committee_id == row.committee_id);
            let parts = left(seat_days(&row), &alike.map(seat_days).collect::<Vec<_>>());
            for (number, (valid_from, valid_to)) in parts.into_iter().enumerate() {
                let (id, version) =
                    if number == 0 { (row.id, row.version + 1) } else { (self.model.fresh(), 1) };
                after.memberships.push(standing_committee_membership::Model {
                    id,
                    version,
                    official_id: survivor,
                    valid_from,
                    valid_to,
                    ..row
                });
            }
        }
    }

    /// What has no period goes over, but for what the record that stays says already.
    fn join_files(&self, after: &mut State, survivor: OfficialId, duplicate: OfficialId) {
        for row in after.disciplines.iter_mut().filter(|row| row.official_id == duplicate) {
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
        for row in after.qualifications.iter_mut().filter(|row| row.official_id == duplicate) {
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
        for row in after.party_disciplines.iter_mut().filter(|row| row.official_id == duplicate) {
            row.official_id = survivor;
        }
        if after.party_records.iter().any(|row| row.official_id == survivor) {
            after.party_records.retain(|row| row.official_id != duplicate);
        }
        for row in after.party_records.iter_mut().filter(|row| row.official_id == duplicate) {
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
        let own: Vec<rating::Model> =
            after.ratings.iter().filter(|row| row.official_id == survivor).cloned().collect();
        after.ratings.retain(|row| {
            row.official_id != duplicate || row.approved_on.is_some() || stands_instead(&own, row).is_none()
        });
        for row in after.ratings.iter_mut().filter(|row| row.official_id == duplicate) {
            if stands_instead(&own, row).is_some() {
                row.superseded_on = row.approved_on.map(|approved| approved.max(self.today()));
            }
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
        let of = |official: OfficialId| {
            self.state().identities.iter().find(|row| row.official_id == official).cloned()
        };
        let Some(twice) = of(duplicate) else { return };
        after.identities.retain(|row| row.official_id != duplicate);
        let was = of(survivor).unwrap_or(Identity {
            official_id: survivor,
            citizen_number: None,
            phone: None,
            address: None,
            version: 0,
        });
        let row = Identity {
            citizen_number: was.citizen_number.clone().or(twice.citizen_number),
            phone: was.phone.clone().or(twice.phone),
            address: was.address.clone().or(twice.address),
            ..was.clone()
        };
        if row != was {
            after.identities.retain(|other| other.official_id != survivor);
            after.identities.push(Identity { version: was.version + 1, ..row });
        }
    }
}
