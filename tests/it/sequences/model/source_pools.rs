//! Source pools (domain §6): people are added, reviewed each year after the ratings, and reported.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::value::{RatingGrade, SourcePoolOrigin, SourcePoolOutcome};
use entity::{source_pool_entry, source_pool_report, source_pool_review};
use uuid::Uuid;

use super::files::MOST_ROWS;
use super::input::Input;
use super::state::{State, holds};
use super::{Asked, Broken, Claim, Done, Outcome, Row, only};

impl State {
    /// Whether somebody is in a pool on a day.
    fn is_pooled(entry: &source_pool_entry::Model, on: NaiveDate) -> bool {
        holds(entry.added_on, entry.removed_on, on)
    }

    /// Ends the entries that last beyond a day.
    pub(in super::super) fn end_entries(
        &mut self,
        on: NaiveDate,
        is_meant: impl Fn(&source_pool_entry::Model) -> bool,
    ) {
        for row in self.pool_entries.iter_mut().filter(|row| is_meant(row)) {
            if row.removed_on.is_none_or(|end| on < end) {
                (row.removed_on, row.version) = (Some(on), row.version + 1);
            }
        }
    }

    /// What of a record that goes into another one goes over, and what the other says already.
    pub(in super::super) fn join_pools(&mut self, survivor: OfficialId, duplicate: OfficialId) {
        let own: Vec<_> =
            self.pool_entries.iter().filter(|row| row.official_id == survivor).cloned().collect();
        let is_twice = |row: &source_pool_entry::Model| {
            let mut alike = own.iter().filter(|own| own.unit_id == row.unit_id);
            alike.any(|own| {
                own.removed_on.is_none_or(|end| row.added_on < end)
                    && row.removed_on.is_none_or(|end| own.added_on < end)
            })
        };
        let twice: BTreeSet<SourcePoolEntryId> = self
            .pool_entries
            .iter()
            .filter(|row| row.official_id == duplicate && is_twice(row))
            .map(|row| row.id)
            .collect();
        self.pool_entries.retain(|row| !twice.contains(&row.id));
        self.pool_reviews.retain(|row| !twice.contains(&row.entry_id));
        for row in self.pool_entries.iter_mut().filter(|row| row.official_id == duplicate) {
            (row.official_id, row.version) = (survivor, row.version + 1);
        }
    }
}

/// What a review decides of an entry.
struct Reviewed {
    entry: source_pool_entry::Model,
    review: source_pool_review::Model,
}

impl Asked<'_> {
    /// The grade of a person that was approved by a day and stood then.
    fn grade_on(&self, official: OfficialId, year: i32, on: NaiveDate) -> Option<RatingGrade> {
        let mut ratings = self.state().ratings.iter();
        let found = ratings.find(|row| {
            (row.official_id, row.year) == (official, year)
                && row.approved_on.is_some_and(|approved| holds(approved, row.superseded_on, on))
        });
        found.map(|row| row.grade)
    }

    /// A warning for a rating of NOT_COMPLETED, and for each measure in force.
    fn against(&self, official: OfficialId, year: i32, on: NaiveDate) -> Vec<&'static str> {
        let low = self.grade_on(official, year, on) == Some(RatingGrade::NotCompleted);
        let measures = self
            .state()
            .disciplines
            .iter()
            .filter(|row| row.official_id == official && holds(row.decided_on, row.ends_on, on));
        low.then_some("LOW_RATING").into_iter().chain(measures.map(|_| "DISCIPLINED")).collect()
    }

    fn year_by(&self, broken: &mut Broken, on: NaiveDate) -> i32 {
        let year = self.input.number("year");
        let is_rated = (2000..=self.today().year()).contains(&year) && year <= on.year();
        broken.unless(is_rated, "BAD_USER_INPUT", "year");
        year
    }

    fn sees_on(&self, official: OfficialId, on: NaiveDate) -> bool {
        let scope = self.model.scope(self.account, on);
        self.state().file_on(official, on).is_some_and(|file| scope.contains(&file.unit_id))
    }

    /// `addToSourcePool`.
    pub(super) fn add_to_pool(&self) -> Outcome {
        let (input, state) = (self.input, self.state());
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (official, unit): (OfficialId, UnitId) = (input.id("official"), input.id("unit"));
        broken.unless(self.keeps_person(official), "NOT_FOUND", "official");
        broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        let assessment = broken.text(input.opt_text("assessment"), 1000, "assessment");
        let on = input.day("addedOn");
        broken.unless(self.has_been(on), "BAD_USER_INPUT", "addedOn");
        let year = self.year_by(&mut broken, on);
        broken.unless(state.exists(unit, on), "UNIT_ABSENT", "addedOn");
        let file = state.file_on(official, on);
        broken.unless(file.is_some(), "NOT_AFFILIATED", "addedOn");
        let origin: SourcePoolOrigin = input.word("origin");
        let right = file.map(|file| {
            let kind = state.version_on(file.unit_id, on).map(|version| version.kind);
            match file.unit_id == unit {
                true => SourcePoolOrigin::OnSite,
                false if kind.is_some_and(|kind| kind.is_commune_level()) => SourcePoolOrigin::InterCommune,
                false => SourcePoolOrigin::FromAbove,
            }
        });
        broken.unless(right == Some(origin), "ORIGIN_MISMATCH", "origin");
        let is_twice = state.pool_entries.iter().any(|row| {
            (row.official_id, row.unit_id) == (official, unit) && row.removed_on.is_none_or(|end| on < end)
        });
        broken.unless(!is_twice, "POOLED_ALREADY", "official");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut warnings = self.against(official, year, on);
        if self.grade_on(official, year, on).is_none() {
            warnings.push("NO_RATING");
        }
        let mut after = state.clone();
        let id: SourcePoolEntryId = self.model.fresh();
        after.pool_entries.push(source_pool_entry::Model {
            id,
            official_id: official,
            unit_id: unit,
            origin,
            added_on: on,
            removed_on: None,
            version: 1,
        });
        after.pool_reviews.push(source_pool_review::Model {
            id: self.model.fresh(),
            entry_id: id,
            year,
            outcome: SourcePoolOutcome::Added,
            assessment: assessment.unwrap(),
            reason: None,
            reviewed_on: on,
            version: 1,
        });
        Ok(Done { warnings, object: Some(id.0), ..self.done(after) })
    }

    fn pooled(&self, input: Input<'_>, unit: Option<UnitId>) -> Option<&source_pool_entry::Model> {
        let id: SourcePoolEntryId = input.id("entry");
        let found = self.state().pool_entries.iter().find(|row| row.id == id);
        found.filter(|row| self.keeps_person(row.official_id) && unit.is_none_or(|unit| unit == row.unit_id))
    }

    /// `reviewSourcePool`.
    pub(super) fn review_pool(&self) -> Outcome {
        let (unit, rows) = (self.input.id::<UnitId>("unit"), self.input.list("rows"));
        let mut broken = Broken::default();
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        for (number, row) in rows.iter().enumerate() {
            let is_found = self.pooled(*row, Some(unit)).is_some();
            broken.unless(is_found, "NOT_FOUND", &format!("rows.{number}.entry"));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let on = self.input.day("reviewedOn");
        broken.unless(self.has_been(on), "BAD_USER_INPUT", "reviewedOn");
        let year = self.year_by(&mut broken, on);
        if !broken.is_none() {
            return Err(broken);
        }
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<Reviewed, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}");
            judged.push(match named.insert(row.id::<Uuid>("entry")) {
                true => self.reviewed(*row, (year, on), &place),
                false => Err(only("BAD_USER_INPUT", &format!("{place}.entry"))),
            });
        }
        let kept: Vec<Option<OfficialId>> = judged
            .iter()
            .map(|row| row.as_ref().ok().filter(|row| row.review.outcome == SourcePoolOutcome::Kept))
            .map(|row| row.map(|row| row.entry.official_id))
            .collect();
        let done = self.settled(judged, |after, Reviewed { entry, review }| {
            if review.outcome == SourcePoolOutcome::Removed {
                after.end_entries(on, |row| row.id == entry.id);
            }
            after.pool_reviews.push(review.clone());
        })?;
        let written = kept.into_iter().zip(&done.rows).filter(|(_, row)| matches!(row, Row::Done));
        let warnings = written.filter_map(|(kept, _)| kept).flat_map(|kept| self.against(kept, year, on));
        let warnings = warnings.collect();
        Ok(Done { warnings, ..done })
    }

    fn reviewed(
        &self,
        input: Input<'_>,
        (year, on): (i32, NaiveDate),
        place: &str,
    ) -> Result<Reviewed, Broken> {
        let entry = self.pooled(input, None).unwrap();
        let at = |member: &str| format!("{place}.{member}");
        let mut broken = Broken::default();
        broken.unless(input.number("expectedVersion") == entry.version, "CONFLICT", &at("expectedVersion"));
        let mut reviews = self.state().pool_reviews.iter();
        let is_reviewed = reviews.any(|row| (row.entry_id, row.year) == (entry.id, year));
        broken.unless(!is_reviewed, "INVALID_TRANSITION", &at("entry"));
        broken.unless(State::is_pooled(entry, self.today()), "INVALID_TRANSITION", &at("entry"));
        broken.unless(entry.added_on < on, "BAD_USER_INPUT", &at("entry"));
        let is_rated = self.grade_on(entry.official_id, year, on).is_some();
        broken.unless(is_rated, "INVALID_TRANSITION", &at("entry"));
        let assessment = broken.text(input.opt_text("assessment"), 1000, &at("assessment"));
        let is_removal = input.text("decision") == "REMOVED";
        let reason = broken.text(input.opt_text("reason"), 500, &at("reason"));
        broken.unless(is_removal == input.opt_text("reason").is_some(), "BAD_USER_INPUT", &at("reason"));
        if !broken.is_none() {
            return Err(broken);
        }
        let outcome = if is_removal { SourcePoolOutcome::Removed } else { SourcePoolOutcome::Kept };
        let review = source_pool_review::Model {
            id: self.model.fresh(),
            entry_id: entry.id,
            year,
            outcome,
            assessment: assessment.unwrap(),
            reason,
            reviewed_on: on,
            version: 1,
        };
        Ok(Reviewed { entry: entry.clone(), review })
    }

    /// `correctSourcePoolReview`.
    pub(super) fn correct_review(&self) -> Outcome {
        let input = self.input;
        let id: Uuid = input.id("review");
        let found = self.state().pool_reviews.iter().find(|row| row.id == id);
        let entry = found.and_then(|row| self.state().pool_entries.iter().find(|it| it.id == row.entry_id));
        let entry = entry.filter(|row| self.keeps_person(row.official_id) && self.keeps(row.unit_id));
        let (Some(review), Some(entry)) = (found, entry) else { return Err(only("NOT_FOUND", "review")) };
        let mut broken = Broken::default();
        self.version(&mut broken, review.version);
        broken.text(input.opt_text("reason"), 500, "reason");
        let because = input.opt_text("removalReason");
        let may_have = because.is_none() || review.outcome == SourcePoolOutcome::Removed;
        broken.unless(may_have, "BAD_USER_INPUT", "removalReason");
        let assessment = broken.text(input.opt_text("assessment"), 1000, "assessment");
        let because = broken.text(because, 500, "removalReason");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        let row = after.pool_reviews.iter_mut().find(|row| row.id == id).unwrap();
        row.assessment = assessment.unwrap_or(row.assessment.clone());
        row.reason = because.or(row.reason.clone());
        row.version += 1;
        Ok(Done { object: Some(entry.id.0), corrected: BTreeSet::from([id]), ..self.done(after) })
    }

    /// `withdrawSourcePoolEntry`.
    pub(super) fn withdraw_entry(&self) -> Outcome {
        let entry = self.pooled(self.input, None).filter(|row| self.keeps(row.unit_id));
        let entry = entry.ok_or_else(|| only("NOT_FOUND", "entry"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, entry.version);
        let mut reviews = self.state().pool_reviews.iter().filter(|row| row.entry_id == entry.id);
        let is_new = reviews.all(|row| row.outcome == SourcePoolOutcome::Added);
        broken.unless(is_new, "INVALID_TRANSITION", "entry");
        broken.unless(State::is_pooled(entry, self.today()), "INVALID_TRANSITION", "entry");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.pool_entries.retain(|row| row.id != entry.id);
        after.pool_reviews.retain(|row| row.entry_id != entry.id);
        Ok(Done { object: Some(entry.official_id.0), ..self.done(after) })
    }

    /// `reportSourcePool`.
    pub(super) fn report_pool(&self) -> Outcome {
        let (input, state, today) = (self.input, self.state(), self.today());
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let unit: UnitId = input.id("unit");
        broken.unless(self.keeps(unit), "NOT_FOUND", "unit");
        let year = self.year_by(&mut broken, today);
        broken.unless(state.exists(unit, today), "UNIT_ABSENT", "unit");
        let parent = |unit| state.version_on(unit, today).and_then(|version| version.parent_id);
        let above: Vec<UnitId> = std::iter::successors(parent(unit), |unit| parent(*unit)).collect();
        let authority: Option<UnitId> = input.opt_id("authority");
        let is_known = authority.is_none_or(|unit| state.begin_of(unit).is_some());
        broken.unless(is_known, "NOT_FOUND", "authority");
        let is_above = authority.map_or(!above.is_empty(), |unit| above.contains(&unit));
        broken.unless(is_above, "BAD_USER_INPUT", "authority");
        let remark = broken.text(input.opt_text("remark"), 500, "remark");
        let of_pool: Vec<_> = state.pool_entries.iter().filter(|row| row.unit_id == unit).collect();
        let of_year: Vec<_> = state
            .pool_reviews
            .iter()
            .filter(|row| row.year == year && of_pool.iter().any(|entry| entry.id == row.entry_id))
            .collect();
        let waits = of_pool.iter().any(|entry| {
            State::is_pooled(entry, today)
                && entry.added_on.year() <= year
                && !of_year.iter().any(|row| row.entry_id == entry.id)
                && self.sees_on(entry.official_id, today)
        });
        broken.unless(!waits, "NOT_REVIEWED", "year");
        if !broken.is_none() {
            return Err(broken);
        }
        let number = |outcome: SourcePoolOutcome| {
            let counted = of_year.iter().filter(|row| {
                let entry = of_pool.iter().find(|entry| entry.id == row.entry_id).unwrap();
                row.outcome == outcome && self.sees_on(entry.official_id, row.reviewed_on)
            });
            i32::try_from(counted.count()).unwrap()
        };
        let id = self.model.fresh();
        let report = source_pool_report::Model {
            id,
            unit_id: unit,
            year,
            reported_on: today,
            authority_unit_id: authority.unwrap_or_else(|| above[0]),
            kept: number(SourcePoolOutcome::Kept),
            added: number(SourcePoolOutcome::Added),
            removed: number(SourcePoolOutcome::Removed),
            remark,
        };
        let mut after = state.clone();
        after.pool_reports.push(report);
        Ok(Done { object: Some(id.0), ..self.done(after) })
    }
}
