//! What the Party keeps on its members: membership, standing committees, seats in them.

use entity::id::{OfficialId, UnitId};
use entity::{party_record, standing_committee, standing_committee_membership};
use uuid::Uuid;

use super::input::{age, can_be};
use super::state::{days, holds};
use super::{Asked, Broken, Claim, Done, Outcome, Shown, only};

impl Asked<'_> {
    /// `recordPartyMembership`.
    pub(super) fn record_party_membership(&self) -> Outcome {
        let input = self.input;
        let person = self.person_named("official")?;
        let was = self.state().party_records.iter().find(|row| row.official_id == person.id);
        let mut broken = Broken::default();
        let is_current = input.opt_number("expectedVersion") == was.map(|row| row.version);
        broken.unless(is_current, "CONFLICT", "expectedVersion");
        let row = party_record::Model {
            official_id: person.id,
            admitted_on: input
                .changed("admittedOn", was.and_then(|row| row.admitted_on), |input| input.day("admittedOn")),
            full_member_on: input.changed("fullMemberOn", was.and_then(|row| row.full_member_on), |input| {
                input.day("fullMemberOn")
            }),
            version: was.map_or(1, |row| row.version + 1),
        };
        for (day, place) in [(row.admitted_on, "admittedOn"), (row.full_member_on, "fullMemberOn")] {
            let Some(day) = day else { continue };
            let is_of_age =
                person.birth_date.is_none_or(|birth| age(birth, day).is_some_and(|years| years >= 18));
            broken.unless(self.has_been(day) && is_of_age, "BAD_USER_INPUT", place);
        }
        if let (Some(admitted), Some(full)) = (row.admitted_on, row.full_member_on) {
            broken.unless(admitted <= full, "BAD_USER_INPUT", "fullMemberOn");
        }
        let corrects = was.is_some();
        if corrects {
            broken.text(Some(input.opt_text("reason").unwrap_or_default()), 500, "reason");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.party_records.retain(|other| other.official_id != person.id);
        after.party_records.push(row);
        let corrected = corrects.then_some(person.id.0).into_iter().collect();
        Ok(Done { object: Some(person.id.0), corrected, ..self.done(after) })
    }

    /// `establishStandingCommittee`. The one before, where it has no end, ends with it.
    pub(super) fn establish_committee(&self) -> Outcome {
        let input = self.input;
        let unit: UnitId = input.id("unit");
        let mut broken = Broken::default();
        let claim = self.claim(&mut broken);
        if !broken.unless(self.keeps(unit), "NOT_FOUND", "unit") {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let (from, to) = (input.day("validFrom"), input.opt_day("validTo"));
        let term = broken.text(input.opt_text("term"), 200, "term");
        let is_day = broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        if !broken.unless(to.is_none_or(|to| from < to), "BAD_USER_INPUT", "validTo") || !is_day {
            return Err(broken);
        }
        broken.unless(self.state().exists_throughout(unit, from, to), "UNIT_ABSENT", "unit");
        let mut after = self.state().clone();
        for before in after.committees.iter_mut().filter(|row| row.unit_id == unit) {
            if before.valid_to.is_none() && before.valid_from < from {
                before.valid_to = Some(from);
            }
        }
        let is_there = after
            .committees
            .iter()
            .filter(|row| row.unit_id == unit)
            .any(|row| days(from, to).any(|day| holds(row.valid_from, row.valid_to, day)));
        broken.unless(!is_there, "COMMITTEE_ALREADY", "unit");
        if !broken.is_none() {
            return Err(broken);
        }
        after.committees.push(standing_committee::Model {
            id: self.model.fresh(),
            unit_id: unit,
            term: term.unwrap(),
            valid_from: from,
            valid_to: to,
        });
        Ok(self.done(after))
    }

    /// `seatInStandingCommittee`.
    pub(super) fn seat(&self) -> Outcome {
        let input = self.input;
        let (unit, official): (UnitId, OfficialId) = (input.id("unit"), input.id("official"));
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        broken.unless(self.keeps_person(official), "NOT_FOUND", "official");
        let from = input.day("validFrom");
        broken.unless(can_be(from), "BAD_USER_INPUT", "validFrom");
        let mut committees = self.state().committees.iter();
        let committee =
            committees.find(|row| row.unit_id == unit && holds(row.valid_from, row.valid_to, from));
        if !broken.unless(committee.is_some(), "COMMITTEE_ABSENT", "unit") {
            return Err(broken);
        }
        let committee = committee.unwrap();
        let to = input.opt_day("validTo").or(committee.valid_to);
        let is_within = to.is_none_or(|to| from < to && committee.valid_to.is_none_or(|end| to <= end));
        broken.unless(is_within, "BAD_USER_INPUT", "validTo");
        broken.unless(self.state().file_on(official, from).is_some(), "NOT_AFFILIATED", "official");
        let is_own = |row: &&standing_committee_membership::Model| {
            row.committee_id == committee.id && row.official_id == official
        };
        let sits = self
            .state()
            .memberships
            .iter()
            .filter(is_own)
            .any(|row| days(from, to).any(|day| holds(row.valid_from, row.valid_to, day)));
        broken.unless(!sits, "SEATED_ALREADY", "official");
        if !broken.is_none() {
            return Err(broken);
        }
        let id: Uuid = self.model.fresh();
        let seen = Some((Shown::OfPerson(official), from.max(self.today())));
        let mut after = self.state().clone();
        after.memberships.push(standing_committee_membership::Model {
            id,
            committee_id: committee.id,
            official_id: official,
            valid_from: from,
            valid_to: to,
            version: 1,
        });
        Ok(Done { object: Some(id), seen, ..self.done(after) })
    }

    /// `endStandingCommitteeSeat`.
    pub(super) fn end_seat(&self) -> Outcome {
        let id: Uuid = self.input.id("membership");
        let state = self.state();
        let is_kept = |row: &&standing_committee_membership::Model| {
            let committee = state.committees.iter().find(|committee| committee.id == row.committee_id);
            self.keeps_person(row.official_id)
                && committee.is_some_and(|committee| self.keeps(committee.unit_id))
        };
        let found = state.memberships.iter().find(|row| row.id == id).filter(is_kept);
        let before = found.ok_or_else(|| only("NOT_FOUND", "membership"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, before.version);
        let is_closed = before.valid_to.is_some_and(|end| end <= self.today());
        broken.unless(!is_closed, "INVALID_TRANSITION", "membership");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        let on = self.input.day("endsOn");
        let is_in_order = before.valid_from < on && before.valid_to.is_none_or(|end| on <= end);
        broken.unless(can_be(on) && is_in_order, "BAD_USER_INPUT", "endsOn");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = state.clone();
        let row = after.memberships.iter_mut().find(|row| row.id == id).unwrap();
        row.valid_to = Some(on);
        row.version += 1;
        let seen = Some((Shown::OfPerson(before.official_id), before.valid_from.max(self.today())));
        Ok(Done { object: Some(id), seen, ..self.done(after) })
    }
}
