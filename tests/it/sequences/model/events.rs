//! What an event of units does to posts, appointments, files and standing committees of units that end (domain §2).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::affiliation;
use entity::id::UnitId;
use uuid::Uuid;

use super::draft::{Draft, Drafted};
use super::{Asked, Broken, Claim, Outcome, only};

/// Whether something that begins on a day and ends on another holds on a third or later.
fn lasts_beyond(to: Option<NaiveDate>, on: NaiveDate) -> bool {
    to.is_none_or(|to| on < to)
}

impl Asked<'_> {
    /// Every event of units, and its rehearsal.
    pub(super) fn event(&self) -> Outcome {
        let is_rehearsal = self.step.mutation == "rehearseReorganisation";
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let measured: Option<UnitId> = self.input.opt_id("unit").filter(|_| is_rehearsal);
        if measured.is_some_and(|unit| !self.keeps(unit)) {
            return Err(only("NOT_FOUND", "unit"));
        }
        let draft = self.draft();
        let missing = self.missing_units(&draft);
        if !missing.is_none() {
            return Err(broken.and(missing));
        }
        let mut drafted = self.drafted(&mut broken, &draft);
        self.consequences(&mut broken, &draft, &mut drafted);
        if !broken.is_none() {
            return Err(broken);
        }
        Ok(self.done(if is_rehearsal { self.state().clone() } else { drafted.after }))
    }

    fn consequences(&self, broken: &mut Broken, draft: &Draft, drafted: &mut Drafted) {
        let on = draft.on;
        for (unit, place) in draft.ends() {
            let state = self.state();
            let posts = state.posts.iter().filter(|row| row.unit_id == unit).map(|row| row.valid_from);
            let held = state.appointments.iter().filter(|row| row.unit_id == unit).map(|row| row.valid_from);
            let files: Vec<_> = state.affiliations.iter().filter(|row| row.unit_id == unit).collect();
            let pooled = state.pool_entries.iter().filter(|row| row.unit_id == unit);
            let pooled = pooled.filter(|row| lasts_beyond(row.removed_on, on)).map(|row| row.added_on);
            let filed = files.iter().map(|row| row.valid_from);
            let begins_later = posts.chain(held).chain(filed).chain(pooled).any(|from| from >= on);
            broken.unless(!begins_later, "BEGINS_LATER", place);
            let successor = draft.successor(unit, &drafted.begun);
            let is_left = successor.is_none() && files.iter().any(|row| lasts_beyond(row.valid_to, on));
            broken.unless(!is_left, "FILES_LEFT", place);
            self.end_what_is_of(&mut drafted.after, unit, successor, on);
        }
    }

    fn end_what_is_of(
        &self,
        after: &mut super::State,
        unit: UnitId,
        successor: Option<UnitId>,
        on: NaiveDate,
    ) {
        for row in after.posts.iter_mut().filter(|row| row.unit_id == unit && lasts_beyond(row.valid_to, on))
        {
            (row.valid_to, row.version) = (Some(on), row.version + 1);
        }
        for row in after.appointments.iter_mut() {
            if row.unit_id == unit && lasts_beyond(row.valid_to, on) {
                (row.valid_to, row.version) = (Some(on), row.version + 1);
            }
        }
        let mut taken_over = Vec::new();
        for row in after.affiliations.iter_mut() {
            if row.unit_id == unit && lasts_beyond(row.valid_to, on) {
                // An end that is known stays.
                taken_over.extend(successor.map(|successor| affiliation::Model {
                    id: self.model.fresh(),
                    unit_id: successor,
                    valid_from: on,
                    ..row.clone()
                }));
                row.valid_to = Some(on);
            }
        }
        after.affiliations.extend(taken_over);
        after.end_entries(on, |row| row.unit_id == unit);
        // What of the Party's begins later stays as it is: whoever carries out the event may not read it.
        let mut committees: BTreeSet<Uuid> = BTreeSet::new();
        for row in after.committees.iter_mut() {
            if row.unit_id == unit && row.valid_from < on && lasts_beyond(row.valid_to, on) {
                row.valid_to = Some(on);
                committees.insert(row.id);
            }
        }
        for row in after.memberships.iter_mut() {
            let is_of_committee = committees.contains(&row.committee_id) && row.valid_from < on;
            if is_of_committee && lasts_beyond(row.valid_to, on) {
                (row.valid_to, row.version) = (Some(on), row.version + 1);
            }
        }
    }
}
