//! Seats of titles in units: a base number, another one from a day on, more beside it for a time (domain §3).

use chrono::NaiveDate;
use entity::id::{PostId, UnitId};
use entity::post;
use entity::value::UnitClass;

use super::appointments::takes_seat;
use super::input::can_be;
use super::state::{State, days, holds};
use super::{Asked, Broken, Claim, Done, Outcome, Shown, only};

impl Asked<'_> {
    /// `authorisePost`, `grantTransitionalSeats`.
    pub(super) fn authorise_post(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (unit, title): (UnitId, _) = (input.id("unit"), input.text("title"));
        let is_transitional = self.step.mutation == "grantTransitionalSeats";
        let is_kept = broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        let is_title = broken.unless(self.model.law.titles.contains_key(title), "NOT_FOUND", "title");
        let seats = input.number("seats");
        broken.unless((1..=999).contains(&seats), "BAD_USER_INPUT", "seats");
        let (from, to) = (input.day("validFrom"), input.opt_day("validTo"));
        let is_day = broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        let is_period = broken.unless(to.is_none_or(|to| from < to), "BAD_USER_INPUT", "validTo");
        let decision = broken.text(input.opt_text("decision"), 200, "decision");
        if !is_kept || !is_title || !is_day || !is_period {
            return Err(broken);
        }
        broken.unless(self.state().exists_throughout(unit, from, to), "UNIT_ABSENT", "unit");
        let of_title =
            self.state().posts.iter().filter(|row| (row.unit_id, row.title_code.as_str()) == (unit, title));
        let base: Vec<&post::Model> = of_title.filter(|row| !row.is_transitional).collect();
        let in_force = base.iter().find(|row| holds(row.valid_from, row.valid_to, from));
        let mut ends = None;
        if is_transitional {
            broken.unless(in_force.is_some(), "NOT_AUTHORISED", "title");
        } else {
            // What was planned is not lost: no other number comes before the last one.
            let is_last = base.iter().all(|row| row.valid_from < from);
            broken.unless(is_last, "BAD_USER_INPUT", "validFrom");
            let is_closed = in_force.is_some_and(|row| row.valid_to.is_some_and(|end| end <= self.today()));
            broken.unless(!is_closed, "INVALID_TRANSITION", "validFrom");
            ends = in_force.map(|row| row.id);
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        if let Some(id) = ends {
            end(&mut after, id, from);
        }
        let id: PostId = self.model.fresh();
        after.posts.push(post::Model {
            id,
            unit_id: unit,
            title_code: title.to_owned(),
            seats,
            decision,
            valid_from: from,
            valid_to: to,
            version: 1,
            is_transitional,
        });
        let mut warnings = Vec::new();
        if !is_transitional && has_surplus(&after, unit, title, from) {
            warnings.push("SURPLUS_HOLDERS");
        }
        let version = self.state().version_on(unit, from).unwrap();
        let most = if version.class == Some(UnitClass::III) { 1 } else { 2 };
        let is_bound = title == "COMMITTEE_VICE_CHAIR" && version.kind.is_commune_level();
        if is_bound && seats_on(&after, unit, title, from) > most {
            warnings.push("VICE_CHAIR_LIMIT");
        }
        let seen = self.seen_near(unit, from, to);
        Ok(Done { warnings, object: Some(id.0), seen, ..self.done(after) })
    }

    /// Seats are seen from today, or from the nearest of their own days.
    fn seen_near(&self, unit: UnitId, from: NaiveDate, to: Option<NaiveDate>) -> Option<(Shown, NaiveDate)> {
        let on = from.max(self.today());
        let last = to.map_or(on, |to| to.pred_opt().unwrap());
        Some((Shown::OfUnit(unit), on.min(last)))
    }

    /// `endPost`.
    pub(super) fn end_post(&self) -> Outcome {
        let id: PostId = self.input.id("post");
        let found = self.state().posts.iter().find(|row| row.id == id && self.keeps(row.unit_id));
        let before = found.ok_or_else(|| only("NOT_FOUND", "post"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, before.version);
        let is_closed = before.valid_to.is_some_and(|end| end <= self.today());
        broken.unless(!is_closed, "INVALID_TRANSITION", "post");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        let on = self.input.day("endsOn");
        let is_in_order = before.valid_from < on && before.valid_to.is_none_or(|end| on <= end);
        broken.unless(is_in_order, "BAD_USER_INPUT", "endsOn");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        end(&mut after, id, on);
        let is_surplus = has_surplus(&after, before.unit_id, &before.title_code, on);
        let warnings = if is_surplus { vec!["SURPLUS_HOLDERS"] } else { Vec::new() };
        let seen = self.seen_near(before.unit_id, before.valid_from, Some(on));
        Ok(Done { warnings, object: Some(id.0), seen, ..self.done(after) })
    }
}

fn end(state: &mut State, id: PostId, on: NaiveDate) {
    let row = state.posts.iter_mut().find(|row| row.id == id).unwrap();
    row.valid_to = Some(on);
    row.version += 1;
}

/// The seats of a title in a unit on a day.
pub(in super::super) fn seats_on(state: &State, unit: UnitId, title: &str, on: NaiveDate) -> i32 {
    let posts = state.posts.iter().filter(|row| (row.unit_id, row.title_code.as_str()) == (unit, title));
    posts.filter(|row| holds(row.valid_from, row.valid_to, on)).map(|row| row.seats).sum()
}

/// The people who sit on them on a day.
pub(in super::super) fn holders_on(state: &State, unit: UnitId, title: &str, on: NaiveDate) -> i32 {
    let held =
        state.appointments.iter().filter(|row| (row.unit_id, row.title_code.as_str()) == (unit, title));
    let held = held.filter(|row| takes_seat(row.mode) && holds(row.valid_from, row.valid_to, on));
    i32::try_from(held.count()).unwrap()
}

/// Whether more people hold a title than it has seats, on some day from one on.
fn has_surplus(state: &State, unit: UnitId, title: &str, from: NaiveDate) -> bool {
    days(from, None).any(|day| holders_on(state, unit, title, day) > seats_on(state, unit, title, day))
}
