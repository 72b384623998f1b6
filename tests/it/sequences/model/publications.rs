//! Publications of figures (domain §9, "Releases"): of a unit and its children on a day, by the Party committee what rests on Party data and
//! succession plans, by the Home Affairs office the rest.

use chrono::NaiveDate;
use entity::id::{PublicationId, UnitId};
use entity::publication;
use entity::value::{Role, UnitKind};

use super::super::world::clock_on;
use super::state::State;
use super::{Asked, Broken, Claim, Done, Outcome};

impl State {
    /// The units whose figures are published with those of one: itself, and what makes it up on the day, without agencies.
    pub(in super::super) fn published_with(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        let parent = |of: UnitId| self.version_on(of, on).and_then(|row| row.parent_id);
        let below: Vec<UnitId> = match self.exists(unit, on) {
            true => self.units.iter().map(|row| row.id).filter(|row| parent(*row) == Some(unit)).collect(),
            false => {
                let stands = self.stands_for(unit, on);
                let is_top = |row: &UnitId| parent(*row).is_none_or(|parent| !stands.contains(&parent));
                stands.iter().copied().filter(is_top).collect()
            }
        };
        let is_agency =
            |of: &UnitId| self.version_on(*of, on).is_some_and(|row| row.kind == UnitKind::Agency);
        std::iter::once(unit).chain(below.into_iter().filter(|row| !is_agency(row))).collect()
    }
}

impl Asked<'_> {
    /// Whether all that stands for a unit on a day is the account's, and not by the unit's going over into one of its own.
    fn figures_are_of(&self, unit: UnitId, on: NaiveDate) -> bool {
        let Some(begin) = self.state().begin_of(unit) else { return false };
        let last = self.state().end_of(unit).and_then(|end| end.pred_opt()).unwrap_or(on);
        let own_day = on.min(last).max(begin);
        let own = self.model.scope(self.account, own_day).contains(&unit);
        let stands = self.state().stands_for(unit, on);
        let is_inside = match stands.is_empty() {
            true => own,
            false => stands.is_subset(&self.model.scope(self.account, on)),
        };
        is_inside && (own || own_day >= on)
    }

    /// `publishFigures`.
    pub(super) fn publish_figures(&self) -> Outcome {
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (unit, on): (UnitId, NaiveDate) = (self.input.id("unit"), self.input.day("asOf"));
        let programme = &self.model.law.programme;
        broken.unless(self.input.text("programme") == programme.code, "NOT_FOUND", "programme");
        broken.unless(self.has_been(on), "BAD_USER_INPUT", "asOf");
        broken.unless(on >= self.model.law.targets_from, "BAD_USER_INPUT", "asOf");
        if broken.unless(self.figures_are_of(unit, on), "NOT_FOUND", "unit") {
            broken.unless(!self.state().stands_for(unit, on).is_empty(), "UNIT_ABSENT", "unit");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let id: PublicationId = self.model.fresh();
        let mut after = self.state().clone();
        after.publications.push(publication::Model {
            id,
            programme_id: programme.id,
            unit_id: unit,
            figures_on: on,
            published_at: clock_on(self.today()).now(),
            role: self.account.role,
            account_id: Some(self.account.id),
        });
        Ok(Done { published: Some(id), ..self.done(after) })
    }
}

/// Whether a role publishes a target, by its code in the programme that is asked for.
pub(in super::super) fn publishes(role: Role, target: &str) -> bool {
    matches!(target, "K4" | "K7") == (role == Role::PartyCommittee)
}
