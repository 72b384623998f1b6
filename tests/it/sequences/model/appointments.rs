//! Titles given and taken back (domain §3).

use chrono::NaiveDate;
use entity::appointment;
use entity::id::{AppointmentId, OfficialId};
use entity::value::{AppointmentMode, AppointmentOrigin};

use super::input::{age, can_be, years_after};
use super::state::{days, holds};
use super::{Asked, Broken, Claim, DENIED, Done, Outcome, Shown, only};

/// Whether whoever holds a title in a mode takes a seat.
pub(super) const fn takes_seat(mode: AppointmentMode) -> bool {
    matches!(mode, AppointmentMode::Primary | AppointmentMode::Concurrent)
}

impl Asked<'_> {
    /// `appointOfficial`, `secondOfficial`, `appointActing`.
    pub(super) fn appoint(&self) -> Outcome {
        let input = self.input;
        let title = input.text("title");
        self.title_to_give(title, "title")?;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (official, unit): (OfficialId, _) = (input.id("official"), input.id("unit"));
        let is_unit_kept = broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        let is_kept = broken.unless(self.keeps_person(official), "NOT_FOUND", "official");
        let decision = broken.text(input.opt_text("decision"), 200, "decision");
        let origin = match self.step.mutation {
            "secondOfficial" => AppointmentOrigin::Secondment,
            _ => input.word("origin"),
        };
        if !is_unit_kept || !is_kept {
            return Err(broken);
        }
        let row = appointment::Model {
            id: self.model.fresh(),
            official_id: official,
            unit_id: unit,
            title_code: title.to_owned(),
            mode: input.word("mode"),
            origin,
            decision,
            valid_from: input.day("validFrom"),
            valid_to: input.opt_day("validTo"),
            version: 1,
        };
        let career = self.state().career(official);
        self.new_appointment(&mut broken, &career, &row);
        if !broken.is_none() {
            return Err(broken);
        }
        let warnings = self.advice(&career, &row);
        let mut after = self.state().clone();
        let (object, seen) = (Some(row.id.0), self.seen_from(&row));
        after.appointments.push(row);
        Ok(Done { warnings, object, seen, ..self.done(after) })
    }

    /// `endAppointment`.
    pub(super) fn end_appointment(&self) -> Outcome {
        let before = self.appointment_named()?;
        let mut broken = Broken::default();
        self.version(&mut broken, before.version);
        broken.unless(self.gives(&before.title_code), "FORBIDDEN", DENIED);
        let on = self.input.day("endsOn");
        self.end_of_appointment(&mut broken, &before, on, "endsOn");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        if !broken.is_none() {
            return Err(broken);
        }
        let goes_on = |mode| {
            let mut others = self.state().appointments.iter();
            others.any(|row| {
                row.official_id == before.official_id
                    && row.id != before.id
                    && row.mode == mode
                    && holds(row.valid_from, row.valid_to, on)
            })
        };
        let is_alone = before.mode == AppointmentMode::Primary
            && goes_on(AppointmentMode::Concurrent)
            && !goes_on(AppointmentMode::Primary);
        let warnings = if is_alone { vec!["CONCURRENT_ALONE"] } else { Vec::new() };
        let mut after = self.state().clone();
        end(&mut after.appointments, before.id, on);
        let (object, seen) = (Some(before.id.0), self.seen_from(&before));
        Ok(Done { warnings, object, seen, ..self.done(after) })
    }

    /// An appointment is seen from today, or from its first day on.
    pub(super) fn seen_from(&self, row: &appointment::Model) -> Option<(Shown, NaiveDate)> {
        Some((Shown::OfPerson(row.official_id), row.valid_from.max(self.today())))
    }

    /// A title that the account may give to somebody. Nothing else is told of one that it may not.
    pub(super) fn title_to_give(&self, title: &str, place: &str) -> Result<(), Broken> {
        if !self.model.law.titles.contains_key(title) {
            return Err(only("NOT_FOUND", place));
        }
        if self.gives(title) { Ok(()) } else { Err(only("FORBIDDEN", DENIED)) }
    }

    /// The appointment that is named, of a person and in a unit that the account keeps.
    pub(super) fn appointment_named(&self) -> Result<appointment::Model, Broken> {
        let id: AppointmentId = self.input.id("appointment");
        let found = self.state().appointments.iter().find(|row| row.id == id);
        let found = found.filter(|row| self.keeps_person(row.official_id) && self.keeps(row.unit_id));
        found.cloned().ok_or_else(|| only("NOT_FOUND", "appointment"))
    }

    /// An appointment ends once, after it began and not after the end that was decided. One that has ended is closed.
    pub(super) fn end_of_appointment(
        &self,
        broken: &mut Broken,
        row: &appointment::Model,
        on: NaiveDate,
        place: &str,
    ) {
        let is_closed = row.valid_to.is_some_and(|end| end <= self.today());
        broken.unless(!is_closed, "INVALID_TRANSITION", "appointment");
        let is_in_order = row.valid_from < on && row.valid_to.is_none_or(|end| on <= end);
        broken.unless(is_in_order, "BAD_USER_INPUT", place);
    }

    /// What a new appointment has to be, beside all else that the person holds, held or will hold.
    pub(super) fn new_appointment(
        &self,
        broken: &mut Broken,
        career: &[appointment::Model],
        row: &appointment::Model,
    ) {
        let (from, to) = (row.valid_from, row.valid_to);
        let is_day = broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        let is_period = broken.unless(to.is_none_or(|to| from < to), "BAD_USER_INPUT", "validTo");
        if !is_day || !is_period {
            return;
        }
        broken.unless(self.state().exists_throughout(row.unit_id, from, to), "UNIT_ABSENT", "unit");
        let is_filed = self.state().file_on(row.official_id, from).is_some();
        broken.unless(is_filed, "NOT_AFFILIATED", "official");
        let meanwhile = |other: &appointment::Model| {
            days(from, to).any(|day| holds(other.valid_from, other.valid_to, day))
        };
        let is_same = |other: &appointment::Model| {
            other.unit_id == row.unit_id && other.title_code == row.title_code && meanwhile(other)
        };
        broken.unless(!career.iter().any(is_same), "HELD_ALREADY", "title");
        let is_primary = |other: &appointment::Model| other.mode == AppointmentMode::Primary;
        if row.mode == AppointmentMode::Primary {
            let has_other = career.iter().any(|other| is_primary(other) && meanwhile(other));
            broken.unless(!has_other, "PRIMARY_HELD", "mode");
        }
        if row.mode == AppointmentMode::Concurrent {
            let beside = |other: &appointment::Model| {
                is_primary(other) && holds(other.valid_from, other.valid_to, from)
            };
            broken.unless(career.iter().any(beside), "PRIMARY_MISSING", "mode");
        }
        self.seats(broken, career, row);
    }

    /// There is a seat on every day; for somebody who stands in, a title with seats.
    fn seats(&self, broken: &mut Broken, career: &[appointment::Model], row: &appointment::Model) {
        let posts = self.state().posts.iter();
        let posts: Vec<_> =
            posts.filter(|post| (post.unit_id, &post.title_code) == (row.unit_id, &row.title_code)).collect();
        let others = self.state().appointments.iter().filter(|held| held.official_id != row.official_id);
        let holders: Vec<_> = others
            .chain(career)
            .filter(|held| {
                (held.unit_id, &held.title_code) == (row.unit_id, &row.title_code) && takes_seat(held.mode)
            })
            .collect();
        for day in days(row.valid_from, row.valid_to) {
            let seats: i32 = posts
                .iter()
                .filter(|post| holds(post.valid_from, post.valid_to, day))
                .map(|post| post.seats)
                .sum();
            let held = holders.iter().filter(|held| holds(held.valid_from, held.valid_to, day)).count();
            if seats == 0 {
                broken.add("NOT_AUTHORISED", "title");
            } else if takes_seat(row.mode) && i32::try_from(held).unwrap() >= seats {
                broken.add("SEATS_FILLED", "title");
            }
        }
    }

    /// What advises against a new appointment.
    pub(super) fn advice(
        &self,
        career: &[appointment::Model],
        row: &appointment::Model,
    ) -> Vec<&'static str> {
        let on = row.valid_from;
        let mut warnings = Vec::new();
        let standards = self.model.law.standards.iter();
        for standard in standards.filter(|it| it.title == row.title_code && holds(it.from, it.to, on)) {
            let least = standard.least.iter();
            let missing = least.filter(|(kind, level)| !self.has_level(row.official_id, *kind, level, on));
            warnings.extend(missing.map(|_| "STANDARD_NOT_MET"));
            let birth = self.state().official(row.official_id).and_then(|person| person.birth_date);
            let is_over = |most: i32| birth.and_then(|birth| age(birth, on)).is_some_and(|age| age > most);
            let is_first = career.iter().all(|other| other.title_code != row.title_code);
            if is_first && standard.max_age.is_some_and(is_over) {
                warnings.push("OVER_AGE");
            }
        }
        let is_long = row.valid_to.is_none_or(|to| to > years_after(on, 3));
        if row.origin == AppointmentOrigin::Secondment && is_long {
            warnings.push("LONG_SECONDMENT");
        }
        warnings
    }
}

/// Ends an appointment on a day.
pub(super) fn end(rows: &mut [appointment::Model], id: AppointmentId, on: NaiveDate) {
    let row = rows.iter_mut().find(|row| row.id == id).unwrap();
    row.valid_to = Some(on);
    row.version += 1;
}
