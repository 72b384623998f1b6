//! Whether holders are local to their units: assessed, never computed (domain §3).

use entity::locality_assessment;
use uuid::Uuid;

use super::{Asked, Broken, Claim, Done, Outcome, only};

impl Asked<'_> {
    /// `assessLocality`.
    pub(super) fn assess_locality(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let appointment = self.appointment_named().map_err(|missing| broken.clone().and(missing))?;
        let on = input.day("assessedOn");
        let criterion = broken.text(input.opt_text("criterion"), 200, "criterion");
        let decided_by = broken.text(input.opt_text("decidedBy"), 200, "decidedBy");
        let is_day = self.has_been(on) && appointment.valid_from <= on;
        broken.unless(is_day, "BAD_USER_INPUT", "assessedOn");
        let mut others = self.state().localities.iter();
        let is_new = !others.any(|row| row.appointment_id == appointment.id && row.assessed_on == on);
        broken.unless(is_new, "ASSESSED_ALREADY", "assessedOn");
        if !broken.is_none() {
            return Err(broken);
        }
        let id: Uuid = self.model.fresh();
        let mut after = self.state().clone();
        after.localities.push(locality_assessment::Model {
            id,
            appointment_id: appointment.id,
            locality: input.word("locality"),
            criterion: criterion.unwrap(),
            decided_by: decided_by.unwrap(),
            assessed_on: on,
            version: 1,
        });
        Ok(Done { object: Some(id), ..self.done(after) })
    }

    /// `correctLocality`.
    pub(super) fn correct_locality(&self) -> Outcome {
        let (input, state) = (self.input, self.state());
        let id: Uuid = input.id("localityAssessment");
        let was = state.localities.iter().find(|row| row.id == id);
        let of = was.and_then(|row| state.appointments.iter().find(|held| held.id == row.appointment_id));
        let of = of.filter(|held| self.keeps_person(held.official_id) && self.keeps(held.unit_id));
        let (Some(was), Some(appointment)) = (was, of) else {
            return Err(only("NOT_FOUND", "localityAssessment"));
        };
        let mut broken = Broken::default();
        self.version(&mut broken, was.version);
        broken.text(input.opt_text("reason"), 500, "reason");
        let criterion = broken.text(input.opt_text("criterion"), 200, "criterion");
        let decided_by = broken.text(input.opt_text("decidedBy"), 200, "decidedBy");
        let on = input.opt_day("assessedOn").unwrap_or(was.assessed_on);
        let is_day = self.has_been(on) && appointment.valid_from <= on;
        broken.unless(is_day, "BAD_USER_INPUT", "assessedOn");
        let mut others = state.localities.iter().filter(|row| row.id != id);
        let is_new = !others.any(|row| row.appointment_id == appointment.id && row.assessed_on == on);
        broken.unless(is_new, "ASSESSED_ALREADY", "assessedOn");
        if !broken.is_none() {
            return Err(broken);
        }
        let row = locality_assessment::Model {
            locality: input.opt_word("locality").unwrap_or(was.locality),
            criterion: criterion.unwrap_or_else(|| was.criterion.clone()),
            decided_by: decided_by.unwrap_or_else(|| was.decided_by.clone()),
            assessed_on: on,
            version: was.version + 1,
            ..was.clone()
        };
        let mut after = state.clone();
        *after.localities.iter_mut().find(|row| row.id == id).unwrap() = row;
        Ok(Done { object: Some(id), corrected: [id].into(), ..self.done(after) })
    }
}
