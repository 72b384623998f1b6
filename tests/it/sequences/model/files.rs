//! Which unit keeps whose file (domain §4).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::OfficialCategory;
use entity::{affiliation, appointment};
use uuid::Uuid;

use super::input::{Input, can_be};
use super::state::{State, holds};
use super::{Asked, Broken, Claim, Done, Outcome, Row, Shown};

/// The most rows of a change.
pub(super) const MOST_ROWS: usize = 500;

/// A file that moves: the one that ends, and the one that begins; or the same one before and after its correction.
pub(super) struct File {
    left: affiliation::Model,
    begun: affiliation::Model,
}

impl File {
    pub(super) fn write(&self, state: &mut State) {
        let left = state.affiliations.iter_mut().find(|row| row.id == self.left.id).unwrap();
        if self.left.id == self.begun.id {
            *left = self.begun.clone();
            return;
        }
        left.valid_to = Some(self.begun.valid_from);
        state.affiliations.push(self.begun.clone());
    }

    /// The file that went to the wrong place on its first day.
    pub(super) fn corrected(&self) -> Option<Uuid> {
        (self.left.id == self.begun.id).then_some(self.left.id)
    }
}

/// A warning where a title is held on in the unit that the file leaves.
pub(super) fn holds_in_unit_left(file: &File, career: &[appointment::Model]) -> Option<&'static str> {
    let is_left = file.left.unit_id != file.begun.unit_id;
    let goes_on = |row: &appointment::Model| {
        row.unit_id == file.left.unit_id && row.valid_to.is_none_or(|end| file.begun.valid_from < end)
    };
    (is_left && career.iter().any(goes_on)).then_some("HOLDS_IN_UNIT_LEFT")
}

impl Asked<'_> {
    /// The file that ends on a day, if one does: the last, because nothing that was planned is lost.
    fn file_to_end(&self, official: OfficialId, on: NaiveDate) -> Option<&affiliation::Model> {
        self.state().last_file(official).filter(|row| holds(row.valid_from, row.valid_to, on))
    }

    /// Whether the file that ends on a day is the account's to end.
    pub(super) fn is_movable(&self, official: OfficialId, on: NaiveDate) -> bool {
        self.file_to_end(official, on).is_none_or(|file| self.keeps(file.unit_id))
    }

    /// The move of a file, or what it breaks at members below a place.
    pub(super) fn moved_file(
        &self,
        broken: &mut Broken,
        official: OfficialId,
        unit: UnitId,
        category: Option<OfficialCategory>,
        from: NaiveDate,
        place: &str,
    ) -> Option<File> {
        let at = |member: &str| format!("{place}{member}");
        broken.unless(can_be(from), "BAD_USER_INPUT", &at("validFrom"));
        broken.unless(self.state().exists_throughout(unit, from, None), "UNIT_ABSENT", &at("unit"));
        let Some(left) = self.file_to_end(official, from) else {
            broken.add("BAD_USER_INPUT", &at("validFrom"));
            return None;
        };
        let category = category.unwrap_or(left.category);
        let is_there = (left.unit_id, left.category) == (unit, category);
        broken.unless(!is_there, "AFFILIATED_ALREADY", &at("unit"));
        let begun = affiliation::Model {
            id: if left.valid_from == from { left.id } else { self.model.fresh() },
            official_id: official,
            unit_id: unit,
            category,
            valid_from: from,
            // An end that is known stays.
            valid_to: left.valid_to,
        };
        Some(File { left: left.clone(), begun })
    }

    /// Whom and what a row names, in the account's scope.
    fn missing(&self, broken: &mut Broken, row: Input<'_>, place: &str) {
        let official = row.id("official");
        let is_kept = self.keeps_person(official) && self.is_movable(official, row.day("validFrom"));
        broken.unless(is_kept, "NOT_FOUND", &format!("{place}official"));
        broken.unless(self.keeps(row.id("unit")), "NOT_FOUND", &format!("{place}unit"));
    }

    fn judged(&self, row: Input<'_>, place: &str) -> Result<File, Broken> {
        let mut broken = Broken::default();
        let (official, unit) = (row.id("official"), row.id("unit"));
        let (category, from) = (row.opt_word("category"), row.day("validFrom"));
        let file = self.moved_file(&mut broken, official, unit, category, from, place);
        file.filter(|_| broken.is_none()).ok_or(broken)
    }

    /// `affiliateOfficial`.
    pub(super) fn affiliate(&self) -> Outcome {
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        self.missing(&mut broken, self.input, "");
        if !broken.is_none() {
            return Err(broken);
        }
        let file = self.judged(self.input, "")?;
        let official: OfficialId = self.input.id("official");
        let warnings = holds_in_unit_left(&file, &self.state().career(official)).into_iter().collect();
        let mut after = self.state().clone();
        file.write(&mut after);
        let corrected = file.corrected().into_iter().collect();
        let (object, seen) = (Some(official.0), Some((Shown::OfPerson(official), self.today())));
        Ok(Done { warnings, object, seen, corrected, ..self.done(after) })
    }

    /// `reaffiliateOfficials`.
    pub(super) fn reaffiliate(&self) -> Outcome {
        let mut broken = Broken::default();
        let rows = self.input.list("rows");
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        for (number, row) in rows.iter().enumerate() {
            self.missing(&mut broken, *row, &format!("rows.{number}."));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let mut named = BTreeSet::new();
        let mut warnings = Vec::new();
        let mut judge = |(number, row): (usize, &Input<'_>)| {
            let place = format!("rows.{number}.");
            if !named.insert(row.id::<OfficialId>("official")) {
                return Err(super::only("BAD_USER_INPUT", &format!("{place}official")));
            }
            let file = self.judged(*row, &place)?;
            warnings.push(holds_in_unit_left(&file, &self.state().career(row.id("official"))));
            Ok(file)
        };
        let judged: Vec<_> = rows.iter().enumerate().map(&mut judge).collect();
        let mut corrected = BTreeSet::new();
        let done = self.settled(judged, |after, file| {
            corrected.extend(file.corrected());
            file.write(after);
        })?;
        let warnings = warnings.into_iter().flatten().filter(|_| done.is_written()).collect();
        Ok(Done { warnings, corrected, ..done })
    }

    /// What is written of rows that were judged: all or none, or those that no rule forbids where that is asked for.
    pub(super) fn settled<T>(
        &self,
        judged: Vec<Result<T, Broken>>,
        mut write: impl FnMut(&mut State, &T),
    ) -> Outcome {
        let takes_failed = self.input.opt_text("errorPolicy") == Some("REJECT_FAILED_ROWS");
        let stands = match takes_failed {
            true => judged.iter().any(Result::is_ok),
            false => judged.iter().all(Result::is_ok),
        };
        let mut after = self.state().clone();
        let mut rows = Vec::new();
        for row in judged {
            rows.push(match row {
                Ok(row) if stands => {
                    write(&mut after, &row);
                    Row::Done
                }
                Ok(_) => Row::NotDone,
                Err(broken) => Row::Refused(broken.rules),
            });
        }
        Ok(Done { rows, ..self.done(after) })
    }
}
