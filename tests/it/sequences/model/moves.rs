//! People moved from their main post to another one, with their file where they go to another unit.

use entity::appointment;
use entity::id::UnitId;
use entity::value::{AppointmentMode, AppointmentOrigin, Role};

use super::appointments::end;
use super::files::{File, holds_in_unit_left};
use super::state::holds;
use super::{Asked, Broken, Claim, DENIED, Done, Outcome};

impl Asked<'_> {
    /// `transferOfficial`, `rotateOfficial`, `reassignOfficial`.
    pub(super) fn move_official(&self) -> Outcome {
        let input = self.input;
        let title = input.text("title");
        self.title_to_give(title, "title")?;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let destination: Option<UnitId> = input.opt_id("unit");
        if let Some(unit) = destination {
            broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        }
        let main = self.appointment_named().map_err(|missing| broken.clone().and(missing))?;
        self.version(&mut broken, main.version);
        let (from, to) = (input.day("validFrom"), input.opt_day("validTo"));
        let unit = destination.unwrap_or(main.unit_id);
        broken.unless(self.gives(&main.title_code), "FORBIDDEN", DENIED);
        broken.unless(main.mode == AppointmentMode::Primary, "INVALID_TRANSITION", "appointment");
        broken.unless((unit, title) != (main.unit_id, main.title_code.as_str()), "HELD_ALREADY", "title");
        self.end_of_appointment(&mut broken, &main, from, "validFrom");
        let mut ends = vec![main.id];
        let mut career = self.state().career(main.official_id);
        for beside in career.iter().filter(|_| input.flag("endsConcurrent")) {
            let goes_on = beside.valid_from < from && holds(beside.valid_from, beside.valid_to, from);
            if beside.mode == AppointmentMode::Concurrent && goes_on {
                broken.unless(self.keeps(beside.unit_id), "NOT_FOUND", "endsConcurrent");
                broken.unless(self.gives(&beside.title_code), "FORBIDDEN", DENIED);
                self.end_of_appointment(&mut broken, beside, from, "validFrom");
                ends.push(beside.id);
            }
        }
        for id in &ends {
            end(&mut career, *id, from);
        }
        let file = destination.and_then(|unit| self.file_that_goes_along(&mut broken, &main, unit));
        let row = appointment::Model {
            id: self.model.fresh(),
            official_id: main.official_id,
            unit_id: unit,
            title_code: title.to_owned(),
            mode: AppointmentMode::Primary,
            origin: match self.step.mutation {
                "transferOfficial" => AppointmentOrigin::Transfer,
                "rotateOfficial" => AppointmentOrigin::Rotation,
                _ => AppointmentOrigin::Reassignment,
            },
            decision: broken.text(input.opt_text("decision"), 200, "decision"),
            valid_from: from,
            valid_to: to,
            version: 1,
        };
        self.new_appointment(&mut broken, &career, &row);
        if !broken.is_none() {
            return Err(broken);
        }
        let mut warnings = self.advice(&career, &row);
        let mut after = self.state().clone();
        for id in ends {
            end(&mut after.appointments, id, from);
        }
        let corrected = file.iter().filter_map(File::corrected).collect();
        if let Some(file) = &file {
            warnings.extend(holds_in_unit_left(file, &career));
            file.write(&mut after);
        }
        let (object, seen) = (Some(row.id.0), self.seen_from(&row));
        after.appointments.push(row);
        Ok(Done { warnings, object, seen, corrected, ..self.done(after) })
    }

    /// The file goes with the person, unless it is kept there by then already. A Party committee writes no files (domain §9).
    fn file_that_goes_along(
        &self,
        broken: &mut Broken,
        main: &appointment::Model,
        unit: UnitId,
    ) -> Option<File> {
        let from = self.input.day("validFrom");
        let is_movable = self.is_movable(main.official_id, from);
        broken.unless(is_movable, "NOT_FOUND", "appointment");
        let mut of_file = Broken::default();
        let file = self.moved_file(&mut of_file, main.official_id, unit, None, from, "");
        let is_there = of_file.rules.remove(&("AFFILIATED_ALREADY".to_owned(), "unit".to_owned()));
        if is_there && of_file.is_none() {
            return None;
        }
        broken.rules.extend(of_file.rules);
        broken.unless(self.account.role != Role::PartyCommittee, "FORBIDDEN", DENIED);
        file
    }
}
