//! Disciplinary measures of the state and of the Party.

use chrono::NaiveDate;
use entity::{discipline, official, party_discipline};
use uuid::Uuid;

use super::input::can_be;
use super::{Asked, Broken, Claim, Done, Outcome, only};

impl Asked<'_> {
    /// `recordDiscipline`.
    pub(super) fn record_discipline(&self) -> Outcome {
        let Some((person, row)) = self.recorded_measure()? else { return Ok(self.replayed()) };
        let mut after = self.state().clone();
        let object = Some(row.id);
        after.disciplines.push(discipline::Model { official_id: person, ..row });
        Ok(Done { object, ..self.done(after) })
    }

    /// `recordPartyDiscipline`.
    pub(super) fn record_party_discipline(&self) -> Outcome {
        let Some((person, row)) = self.recorded_measure()? else { return Ok(self.replayed()) };
        let mut after = self.state().clone();
        after.party_disciplines.push(party_discipline::Model {
            id: row.id,
            official_id: person,
            kind: row.kind,
            decided_on: row.decided_on,
            ends_on: row.ends_on,
            decision: row.decision,
            reason: row.reason,
        });
        Ok(Done { object: Some(person.0), ..self.done(after) })
    }

    /// A measure that is recorded; none where that was done before.
    fn recorded_measure(&self) -> Result<Option<(entity::id::OfficialId, discipline::Model)>, Broken> {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(None);
        }
        let person = self.person_named("official").map_err(|missing| broken.clone().and(missing))?;
        let row = discipline::Model {
            id: self.model.fresh(),
            official_id: person.id,
            kind: input.word("kind"),
            decided_on: input.day("decidedOn"),
            ends_on: input.opt_day("endsOn"),
            decision: broken.text(input.opt_text("decision"), 200, "decision"),
            reason: broken.text(input.opt_text("grounds"), 500, "grounds").unwrap_or_default(),
            version: 1,
        };
        self.days_of_measure(&mut broken, &person, row.decided_on, row.ends_on);
        if broken.is_none() { Ok(Some((person.id, row))) } else { Err(broken) }
    }

    /// `correctDiscipline`.
    pub(super) fn correct_discipline(&self) -> Outcome {
        let input = self.input;
        let id: Uuid = input.id("discipline");
        let found = self.state().disciplines.iter().find(|row| row.id == id);
        let found = found.filter(|row| self.keeps_person(row.official_id));
        let was = found.ok_or_else(|| only("NOT_FOUND", "discipline"))?.clone();
        let person = self.state().official(was.official_id).unwrap();
        let mut broken = Broken::default();
        self.version(&mut broken, was.version);
        broken.text(input.opt_text("reason"), 500, "reason");
        broken.text(input.opt_text("decision"), 200, "decision");
        let grounds = broken.text(input.opt_text("grounds"), 500, "grounds");
        let row = discipline::Model {
            kind: input.opt_word("kind").unwrap_or(was.kind),
            decided_on: input.opt_day("decidedOn").unwrap_or(was.decided_on),
            ends_on: input.changed("endsOn", was.ends_on, |input| input.day("endsOn")),
            decision: input.changed("decision", was.decision.clone(), |input| {
                super::kept(input.text("decision"), 200).unwrap_or_default()
            }),
            reason: grounds.unwrap_or(was.reason),
            version: was.version + 1,
            ..was
        };
        self.days_of_measure(&mut broken, person, row.decided_on, row.ends_on);
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        *after.disciplines.iter_mut().find(|other| other.id == id).unwrap() = row;
        Ok(Done { object: Some(id), corrected: [id].into(), ..self.done(after) })
    }

    /// Decided in the person's life and by today, and ended after it was decided.
    fn days_of_measure(
        &self,
        broken: &mut Broken,
        person: &official::Model,
        decided_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) {
        let is_of_life = person.birth_date.is_none_or(|birth| birth < decided_on);
        broken.unless(self.has_been(decided_on) && is_of_life, "BAD_USER_INPUT", "decidedOn");
        let is_after = ends_on.is_none_or(|end| can_be(end) && decided_on < end);
        broken.unless(is_after, "BAD_USER_INPUT", "endsOn");
    }
}
