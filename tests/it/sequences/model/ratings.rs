//! Yearly ratings (domain §5): proposed by the unit, approved by the office above it, superseded where one was wrong.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::rating;
use entity::value::{RatingGrade, Role};
use uuid::Uuid;

use super::files::MOST_ROWS;
use super::input::Input;
use super::state::State;
use super::{Asked, Broken, Claim, Done, Outcome, only};

impl Asked<'_> {
    /// The day by which a year is rated.
    fn rated_on(&self, year: i32) -> Option<NaiveDate> {
        let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
        (2000..=self.today().year()).contains(&year).then(|| end.min(self.today()))
    }

    fn reaches_on(&self, unit: UnitId, on: NaiveDate) -> bool {
        self.model.scope(self.account, on).contains(&unit)
    }

    fn rating_in_force(&self, official: OfficialId, year: i32) -> Option<&rating::Model> {
        self.state().ratings.iter().find(|row| {
            (row.official_id, row.year) == (official, year)
                && row.approved_on.is_some()
                && row.superseded_on.is_none()
        })
    }

    /// Puts a rating that is new in the place of the one that is proposed for the person and year already.
    fn put(state: &mut State, new: rating::Model) -> Uuid {
        let is_open = |row: &&mut rating::Model| {
            (row.official_id, row.year) == (new.official_id, new.year) && row.approved_on.is_none()
        };
        match state.ratings.iter_mut().find(is_open) {
            Some(open) => {
                *open = rating::Model { id: open.id, version: open.version + 1, ..new };
                open.id
            }
            None => {
                let id = new.id;
                state.ratings.push(new);
                id
            }
        }
    }

    /// `proposeRatings`.
    pub(super) fn propose_ratings(&self) -> Outcome {
        let (year, rows) = (self.input.number("year"), self.input.list("rows"));
        let mut broken = Broken::default();
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        let on = self.rated_on(year);
        broken.unless(on.is_some(), "BAD_USER_INPUT", "year");
        for (number, row) in rows.iter().enumerate() {
            let is_kept = self.keeps_person(row.id("official"));
            broken.unless(is_kept, "NOT_FOUND", &format!("rows.{number}.official"));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<rating::Model, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}.official");
            let official: OfficialId = row.id("official");
            judged.push(match named.insert(official) {
                true => self.proposal(official, year, on.unwrap(), row.word("grade"), &place),
                false => Err(only("BAD_USER_INPUT", &place)),
            });
        }
        let mut units = BTreeSet::new();
        let done = self.settled(judged, |after, new| {
            units.insert((new.unit_id, new.year));
            Self::put(after, new.clone());
        })?;
        let warnings = self.too_many_excellent(&done.after, &units);
        Ok(Done { warnings, ..done })
    }

    fn proposal(
        &self,
        official: OfficialId,
        year: i32,
        on: NaiveDate,
        grade: RatingGrade,
        place: &str,
    ) -> Result<rating::Model, Broken> {
        // Whoever kept the file on that day rates, and nobody else.
        let file = self.state().file_on(official, on).ok_or_else(|| only("NOT_AFFILIATED", place))?;
        let mut broken = Broken::default();
        broken.unless(self.reaches_on(file.unit_id, on), "FORBIDDEN", place);
        let is_rated = self.rating_in_force(official, year).is_some();
        broken.unless(!is_rated, "INVALID_TRANSITION", place);
        if !broken.is_none() {
            return Err(broken);
        }
        Ok(rating::Model {
            id: self.model.fresh(),
            official_id: official,
            unit_id: file.unit_id,
            year,
            grade,
            proposed_on: self.today(),
            approved_on: None,
            superseded_on: None,
            proposed_by: Some(self.account.id),
            version: 1,
        })
    }

    fn rating_named(&self, input: Input<'_>) -> Option<&rating::Model> {
        let id: Uuid = input.id("rating");
        let found = self.state().ratings.iter().find(|row| row.id == id);
        found.filter(|row| self.keeps_person(row.official_id))
    }

    /// What forbids that an account approves a rating: it is of another unit's day, one's own, or not of a unit below.
    fn approves(&self, broken: &mut Broken, row: &rating::Model, place: &str) {
        let is_own = self.model.holders.get(self.account.username) == Some(&row.official_id);
        let stands = self.state().stands_for(row.unit_id, self.today());
        let is_of_unit = self.model.scope(self.account, self.today()).is_subset(&stands);
        let is_above = self.account.role == Role::District && !is_of_unit;
        broken.unless(!is_own && is_above, "FORBIDDEN", place);
    }

    /// `approveRatings`.
    pub(super) fn approve_ratings(&self) -> Outcome {
        let rows = self.input.list("rows");
        let mut broken = Broken::default();
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        for (number, row) in rows.iter().enumerate() {
            let is_kept = self.rating_named(*row).is_some();
            broken.unless(is_kept, "NOT_FOUND", &format!("rows.{number}.rating"));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<rating::Model, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}");
            judged.push(match named.insert(row.id::<Uuid>("rating")) {
                true => self.approval(*row, &place),
                false => Err(only("BAD_USER_INPUT", &format!("{place}.rating"))),
            });
        }
        let mut units = BTreeSet::new();
        let today = self.today();
        let done = self.settled(judged, |after, approved| {
            units.insert((approved.unit_id, approved.year));
            let of_year = after.ratings.iter_mut();
            for row in
                of_year.filter(|row| (row.official_id, row.year) == (approved.official_id, approved.year))
            {
                if row.id == approved.id {
                    row.approved_on = Some(today);
                    row.version += 1;
                } else if row.approved_on.is_some() && row.superseded_on.is_none() {
                    row.superseded_on = Some(today);
                    row.version += 1;
                }
            }
        })?;
        let warnings = self.too_many_excellent(&done.after, &units);
        Ok(Done { warnings, ..done })
    }

    fn approval(&self, input: Input<'_>, place: &str) -> Result<rating::Model, Broken> {
        let row = self.rating_named(input).unwrap();
        let at = |member: &str| format!("{place}.{member}");
        let mut broken = Broken::default();
        broken.unless(input.number("expectedVersion") == row.version, "CONFLICT", &at("expectedVersion"));
        broken.unless(row.approved_on.is_none(), "INVALID_TRANSITION", &at("rating"));
        let reaches = self.rated_on(row.year).is_some_and(|on| self.reaches_on(row.unit_id, on));
        broken.unless(reaches, "FORBIDDEN", &at("rating"));
        self.approves(&mut broken, row, &at("rating"));
        broken.unless(row.proposed_by != Some(self.account.id), "FORBIDDEN", &at("rating"));
        if broken.is_none() { Ok(row.clone()) } else { Err(broken) }
    }

    /// `supersedeRating`.
    pub(super) fn supersede_rating(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        let claim = self.claim(&mut broken);
        let Some(wrong) = self.rating_named(input) else {
            broken.add("NOT_FOUND", "rating");
            return Err(broken);
        };
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        broken.text(input.opt_text("reason"), 500, "reason");
        self.version(&mut broken, wrong.version);
        let is_in_force = wrong.approved_on.is_some() && wrong.superseded_on.is_none();
        broken.unless(is_in_force, "INVALID_TRANSITION", "rating");
        let reaches = self.rated_on(wrong.year).is_some_and(|on| self.reaches_on(wrong.unit_id, on));
        broken.unless(reaches, "FORBIDDEN", "rating");
        let at_once = input.flag("atOnce");
        if at_once {
            self.approves(&mut broken, wrong, "atOnce");
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        if at_once {
            let row = after.ratings.iter_mut().find(|row| row.id == wrong.id).unwrap();
            row.superseded_on = Some(self.today());
            row.version += 1;
        }
        let new = rating::Model {
            id: self.model.fresh(),
            grade: input.word("grade"),
            proposed_on: self.today(),
            approved_on: at_once.then_some(self.today()),
            proposed_by: Some(self.account.id),
            version: 1,
            ..wrong.clone()
        };
        let units = BTreeSet::from([(new.unit_id, new.year)]);
        let object = Some(Self::put(&mut after, new));
        let warnings = self.too_many_excellent(&after, &units);
        Ok(Done { warnings, object, ..self.done(after) })
    }

    /// `withdrawRatingProposal`.
    pub(super) fn withdraw_rating(&self) -> Outcome {
        let open = self.rating_named(self.input).ok_or_else(|| only("NOT_FOUND", "rating"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, open.version);
        broken.unless(open.approved_on.is_none(), "INVALID_TRANSITION", "rating");
        let reaches = self.rated_on(open.year).is_some_and(|on| self.reaches_on(open.unit_id, on));
        broken.unless(reaches, "FORBIDDEN", "rating");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.ratings.retain(|row| row.id != open.id);
        let warnings = self.too_many_excellent(&after, &BTreeSet::from([(open.unit_id, open.year)]));
        Ok(Done { warnings, object: Some(open.official_id.0), ..self.done(after) })
    }

    /// A warning for each unit and year in which more are rated EXCELLENT than one for five rated GOOD: of the people whom the
    /// account keeps today, by what is proposed or else in force.
    fn too_many_excellent(&self, after: &State, units: &BTreeSet<(UnitId, i32)>) -> Vec<&'static str> {
        let scope = self.model.scope(self.account, self.today());
        let is_seen = |official: OfficialId| {
            after.file_on(official, self.today()).is_some_and(|file| scope.contains(&file.unit_id))
        };
        let is_last_word = |row: &rating::Model| {
            let has_proposal = after.ratings.iter().any(|other| {
                (other.official_id, other.year) == (row.official_id, row.year) && other.approved_on.is_none()
            });
            row.superseded_on.is_none() && (row.approved_on.is_none() || !has_proposal)
        };
        let count = |unit: UnitId, year: i32, grade: RatingGrade| {
            let rated =
                after.ratings.iter().filter(|row| (row.unit_id, row.year, row.grade) == (unit, year, grade));
            rated.filter(|row| is_last_word(row) && is_seen(row.official_id)).count()
        };
        let is_over = |(unit, year): &&(UnitId, i32)| {
            count(*unit, *year, RatingGrade::Excellent) * 5 > count(*unit, *year, RatingGrade::Good)
        };
        units.iter().filter(is_over).map(|_| "EXCELLENT_OVER_LIMIT").collect()
    }
}
