//! Yearly ratings: proposed by the unit, approved by the office above it, superseded where one was wrong.
//!
//! A proposal is open until it is approved: its grade may change. An approved rating is final; another one that is proposed in
//! its place supersedes it on the day of its own approval.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::RatingGrade;
use entity::{account_holder, affiliation, rating};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::Serialize;
use uuid::Uuid;

use super::bulk::settled;
use super::input::{REASON, line};
use super::person::{NOBODY, Person};
use super::{
    Advice, Asked, Bulk, Done, ErrorPolicy, Keeper, Place, Refusal, RegistryError, RowOutcome, Rule, keep,
};
use crate::ids;
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// How many ratings one change proposes or approves.
const MOST_ROWS: usize = 500;
/// The first year that may be rated.
const FIRST_YEAR: i32 = 2000;
/// Of those rated GOOD in a unit at most 20 %, one for five, are rated EXCELLENT. Source: domain §5.
const GOOD_FOR_EACH_EXCELLENT: usize = 5;

/// What is proposed for a year.
#[derive(Clone, Debug, Serialize)]
pub struct ProposeRatings {
    /// The year.
    pub year: i32,
    /// The grade of each person.
    pub rows: Vec<ProposedGrade>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// What is proposed for a person.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedGrade {
    /// The person.
    pub official: OfficialId,
    /// The grade.
    pub grade: RatingGrade,
}

/// Which ratings are approved.
#[derive(Clone, Debug, Serialize)]
pub struct ApproveRatings {
    /// Each of them.
    pub rows: Vec<ApprovedRating>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// A rating that is approved.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovedRating {
    /// The rating.
    pub rating: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What stands in the place of an approved rating.
#[derive(Clone, Debug, Serialize)]
pub struct SupersedeRating {
    /// The rating that was wrong.
    pub rating: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The grade that is right.
    pub grade: RatingGrade,
    /// Why.
    pub reason: String,
    /// Whether it is approved at once, by whoever approves the unit's ratings.
    pub at_once: bool,
}

/// What became of many ratings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Of each row the rating.
    pub ratings: Bulk<Uuid>,
    /// The rules that advise against what now stands for their units and years.
    pub advice: Vec<Advice>,
}

/// Proposes the ratings of a year. The grade of one that is proposed already changes, and it is proposed anew: whoever did so
/// does not approve it.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn propose(
    work: &Work,
    asker: Asker,
    input: ProposeRatings,
    key: Option<IdempotencyKey>,
) -> Result<Rated, RegistryError> {
    one_to_most(input.rows.len())?;
    let keys = work.keys().clone();
    let asked = Asked { operation: "proposeRatings", key, input };
    let outcome = keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let claim = asked.claim(unit, &keys, &keeper, Uuid::nil()).await?;
            let ProposeRatings { year, rows, policy } = asked.input;
            let on = rated_on(year, unit.today())?;
            let named = rows.iter().map(|row| row.official).collect();
            let sheet = Sheet::hold(unit, &keeper, &named, &BTreeSet::from([year])).await?;
            all_found(rows.iter().map(|row| sheet.people.contains_key(&row.official)), "official")?;
            if let Claim::Replay { .. } = claim {
                return Ok(before(rows.iter().map(|row| sheet.what_became_of(row, year)).collect()));
            }
            let mut seen = BTreeSet::new();
            let judge = |row: &ProposedGrade| match seen.insert(row.official) {
                true => sheet.proposal(unit, &keeper, row, (year, on)).map(|proposal| (proposal, Vec::new())),
                false => Err(Rule::Twice.at("official")),
            };
            let judged = rows.iter().map(judge).collect();
            let (proposals, rows) = settled(judged, policy, |proposal: &Proposal| proposal.after.id)?;
            let units = proposals.iter().map(|proposal| (proposal.after.unit_id, year)).collect();
            write(unit, proposals).await?;
            let advice = too_many_excellent(unit, &keeper, &units).await?;
            Ok(Rated { ratings: Bulk { rows, replayed: false }, advice })
        }
        .boxed()
    });
    told(outcome.await)
}

/// Approves ratings that are proposed. One that is in force for the same person and year is superseded by it.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn approve(
    work: &Work,
    asker: Asker,
    input: ApproveRatings,
    key: Option<IdempotencyKey>,
) -> Result<Rated, RegistryError> {
    one_to_most(input.rows.len())?;
    let keys = work.keys().clone();
    let asked = Asked { operation: "approveRatings", key, input };
    let outcome = keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            if !keeper.approves_ratings() {
                return Err(RegistryError::Forbidden);
            }
            let claim = asked.claim(unit, &keys, &keeper, Uuid::nil()).await?;
            let ApproveRatings { rows, policy } = asked.input;
            let sheet = Sheet::with(unit, &keeper, rows.iter().map(|row| row.rating)).await?;
            let holder = held_by(unit, &keeper).await?;
            all_found(rows.iter().map(|row| sheet.rating(row.rating).is_some()), "rating")?;
            if let Claim::Replay { .. } = claim {
                return Ok(before(rows.iter().map(|row| sheet.what_came_of(row)).collect()));
            }
            let mut seen = BTreeSet::new();
            let judge = |row: &ApprovedRating| match seen.insert(row.rating) {
                true => sheet.approval(unit, &keeper, holder, row).map(|approval| (approval, Vec::new())),
                false => Err(Rule::Twice.at("rating")),
            };
            let judged = rows.iter().map(judge).collect();
            let (approvals, rows) = settled(judged, policy, |approval: &Approval| approval.after.id)?;
            let units =
                approvals.iter().map(|approval| (approval.after.unit_id, approval.after.year)).collect();
            // What is superseded first: one rating is in force at a time.
            let superseded: Vec<_> =
                approvals.iter().filter_map(|approval| approval.supersedes.clone()).collect();
            let approved: Vec<_> =
                approvals.into_iter().map(|approval| (approval.before, approval.after)).collect();
            unit.change_all(&superseded, of_unit, None).await?;
            unit.change_all(&approved, of_unit, None).await?;
            let advice = too_many_excellent(unit, &keeper, &units).await?;
            Ok(Rated { ratings: Bulk { rows, replayed: false }, advice })
        }
        .boxed()
    });
    told(outcome.await)
}

/// Proposes another rating in the place of an approved one, or puts it there at once.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn supersede(
    work: &Work,
    asker: Asker,
    input: SupersedeRating,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "supersedeRating", key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let claim = asked.claim(unit, &keys, &keeper, asked.input.rating).await?;
            let input = asked.input;
            let sheet = Sheet::with(unit, &keeper, std::iter::once(input.rating)).await?;
            let holder = held_by(unit, &keeper).await?;
            let wrong = sheet.rating(input.rating).ok_or_else(|| Rule::NotFound.at("rating"))?;
            if let Claim::Replay { .. } = claim {
                let latest = sheet.latest(wrong.official_id, wrong.year).unwrap_or(wrong);
                return Ok(Done::before(latest.id));
            }
            let reason = line(&input.reason, REASON, "reason")?;
            may_be_superseded(wrong, input.expected_version)?;
            is_in_reach(unit, &keeper, wrong, "rating")?;
            if input.at_once {
                is_above(unit, &keeper, holder, wrong, "atOnce")?;
            }
            let right = sheet.in_place_of(unit, &keeper, wrong, &input);
            let id = right.after.id;
            if input.at_once {
                unit.change(wrong, superseded(wrong, unit.today()), of_unit(wrong), Some(reason.clone()))
                    .await?;
            }
            let of = of_unit(wrong);
            match right.before {
                Some(open) => unit.change(&open, right.after, of, Some(reason)).await?,
                None => unit.create_because(right.after, of, reason).await?,
            }
            let units = BTreeSet::from([(wrong.unit_id, wrong.year)]);
            Ok(Done::now(id, too_many_excellent(unit, &keeper, &units).await?))
        }
        .boxed()
    })
    .await
}

fn one_to_most(rows: usize) -> Result<(), Refusal> {
    if (1..=MOST_ROWS).contains(&rows) { Ok(()) } else { Err(Rule::Rows { most: MOST_ROWS }.at("rows")) }
}

/// What came of many ratings, also where all were rejected.
fn told(outcome: Result<Rated, RegistryError>) -> Result<Rated, RegistryError> {
    match outcome {
        Err(RegistryError::Rows(rows)) => Ok(Rated { ratings: Bulk::refused(rows), advice: Vec::new() }),
        outcome => outcome,
    }
}

/// What was done before.
const fn before(rows: Vec<RowOutcome<Uuid>>) -> Rated {
    Rated { ratings: Bulk { rows, replayed: true }, advice: Vec::new() }
}

/// The day by which a year is rated: whoever keeps the file at its end rates; of the year that runs, today.
fn rated_on(year: i32, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let last = today.year();
    let end = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| (FIRST_YEAR..=last).contains(&year));
    Ok(end.ok_or_else(|| Rule::Year { first: FIRST_YEAR, last }.at("year"))?.min(today))
}

/// Refuses all where something that a row names lies out of the scope, or does not exist.
fn all_found(rows: impl Iterator<Item = bool>, member: &str) -> Result<(), RegistryError> {
    let place = |number: usize| -> Place { vec!["rows".to_owned(), number.to_string(), member.to_owned()] };
    let missing = rows.enumerate().filter(|(_, is_found)| !is_found);
    let missing: Vec<Refusal> = missing.map(|(number, _)| Rule::NotFound.broken_at(place(number))).collect();
    if missing.is_empty() { Ok(()) } else { Err(RegistryError::Refused(missing)) }
}

#[expect(clippy::unnecessary_wraps, reason = "the journal asks for the unit of any row")]
const fn of_unit(row: &rating::Model) -> Option<UnitId> {
    Some(row.unit_id)
}

fn superseded(row: &rating::Model, today: NaiveDate) -> rating::Model {
    rating::Model { superseded_on: Some(today), version: row.version.saturating_add(1), ..row.clone() }
}

/// A rating that is proposed, or proposed with another grade.
struct Proposal {
    before: Option<rating::Model>,
    after: rating::Model,
}

/// A rating that is approved, and the one in whose place it stands, each before and after.
struct Approval {
    before: rating::Model,
    after: rating::Model,
    supersedes: Option<(rating::Model, rating::Model)>,
}

/// People who are held, with their ratings of some years.
struct Sheet {
    people: BTreeMap<OfficialId, Person>,
    ratings: BTreeMap<(OfficialId, i32), Vec<rating::Model>>,
}

impl Sheet {
    /// Holds those of the people who are in the scope today, and reads their ratings of the years.
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        named: &BTreeSet<OfficialId>,
        years: &BTreeSet<i32>,
    ) -> Result<Self, RegistryError> {
        let people = Person::hold_all(unit, keeper, named).await?;
        let rows = rating::Entity::find()
            .filter(rating::Column::OfficialId.is_in(named.iter().copied()))
            .filter(rating::Column::Year.is_in(years.iter().copied()))
            .all(unit.transaction())
            .await?;
        let mut ratings: BTreeMap<_, Vec<rating::Model>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| people.contains_key(&row.official_id)) {
            ratings.entry((row.official_id, row.year)).or_default().push(row);
        }
        Ok(Self { people, ratings })
    }

    /// Holds the people of ratings. Of one that does not exist nobody is held, at the same cost.
    async fn with(
        unit: &UnitOfWork,
        keeper: &Keeper,
        ratings: impl Iterator<Item = Uuid> + Send,
    ) -> Result<Self, RegistryError> {
        let ids: BTreeSet<Uuid> = ratings.collect();
        let named =
            rating::Entity::find().filter(rating::Column::Id.is_in(ids)).all(unit.transaction()).await?;
        let years = named.iter().map(|row| row.year).collect();
        let people = named.iter().map(|row| row.official_id).chain([NOBODY]).collect();
        // Read again: until the people were held they may have been changed.
        Self::hold(unit, keeper, &people, &years).await
    }

    fn of(&self, official: OfficialId, year: i32) -> &[rating::Model] {
        self.ratings.get(&(official, year)).map(Vec::as_slice).unwrap_or_default()
    }

    fn rating(&self, id: Uuid) -> Option<&rating::Model> {
        self.ratings.values().flatten().find(|row| row.id == id)
    }

    fn open(&self, official: OfficialId, year: i32) -> Option<&rating::Model> {
        self.of(official, year).iter().find(|row| row.approved_on.is_none())
    }

    fn in_force(&self, official: OfficialId, year: i32) -> Option<&rating::Model> {
        self.of(official, year).iter().find(|row| row.approved_on.is_some() && row.superseded_on.is_none())
    }

    fn latest(&self, official: OfficialId, year: i32) -> Option<&rating::Model> {
        self.of(official, year).iter().max_by_key(|row| (row.proposed_on, row.id))
    }

    /// The rating that is proposed for a person.
    fn proposal(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        row: &ProposedGrade,
        (year, on): (i32, NaiveDate),
    ) -> Result<Proposal, Refusal> {
        let official = row.official;
        let files = self.people.get(&official).map(Person::affiliations).unwrap_or_default();
        let kept = files.iter().find(|file| in_force(file.valid_from, file.valid_to, on));
        let kept = kept.ok_or_else(|| Rule::NotKept { on }.at("official"))?;
        if !keeper.keeps_on(kept.unit_id, unit.today(), on) {
            return Err(Rule::RatedElsewhere.at("official"));
        }
        if self.in_force(official, year).is_some() {
            return Err(Rule::Closed { legal: &["supersedeRating"] }.at("official"));
        }
        let new = rating::Model {
            id: ids::next(),
            official_id: official,
            unit_id: kept.unit_id,
            year,
            grade: row.grade,
            proposed_on: unit.today(),
            approved_on: None,
            superseded_on: None,
            proposed_by: keeper.account(),
            version: 1,
        };
        Ok(proposed(self.open(official, year), new))
    }

    /// What stands in the place of a rating that was wrong.
    fn in_place_of(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        wrong: &rating::Model,
        input: &SupersedeRating,
    ) -> Proposal {
        let new = rating::Model {
            id: ids::next(),
            grade: input.grade,
            proposed_on: unit.today(),
            approved_on: input.at_once.then_some(unit.today()),
            proposed_by: keeper.account(),
            version: 1,
            ..wrong.clone()
        };
        proposed(self.open(wrong.official_id, wrong.year), new)
    }

    /// The rating of a row, approved.
    fn approval(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        holder: Option<OfficialId>,
        row: &ApprovedRating,
    ) -> Result<Approval, Refusal> {
        let before = self.rating(row.rating).ok_or_else(|| Rule::NotFound.at("rating"))?;
        is_current(before, row.expected_version)?;
        if before.approved_on.is_some() {
            let legal: &[_] = if before.superseded_on.is_none() { &["supersedeRating"] } else { &[] };
            return Err(Rule::Closed { legal }.at("rating"));
        }
        is_in_reach(unit, keeper, before, "rating")?;
        is_above(unit, keeper, holder, before, "rating")?;
        if keeper.account().is_some() && before.proposed_by == keeper.account() {
            return Err(Rule::OwnProposal.at("rating"));
        }
        let after = rating::Model {
            approved_on: Some(unit.today()),
            version: before.version.saturating_add(1),
            ..before.clone()
        };
        let wrong = self.in_force(before.official_id, before.year);
        let supersedes = wrong.map(|wrong| (wrong.clone(), superseded(wrong, unit.today())));
        Ok(Approval { before: before.clone(), after, supersedes })
    }

    /// What became of a grade that was proposed before.
    fn what_became_of(&self, row: &ProposedGrade, year: i32) -> RowOutcome<Uuid> {
        let latest = self.latest(row.official, year).filter(|latest| latest.grade == row.grade);
        latest.map_or(RowOutcome::NotDone, |latest| done(latest.id))
    }

    /// What became of a rating that was approved before.
    fn what_came_of(&self, row: &ApprovedRating) -> RowOutcome<Uuid> {
        let approved = self.rating(row.rating).filter(|found| found.approved_on.is_some());
        approved.map_or(RowOutcome::NotDone, |found| done(found.id))
    }
}

const fn done(object: Uuid) -> RowOutcome<Uuid> {
    RowOutcome::Done { object, advice: Vec::new() }
}

/// A new rating, or the one that is open with what is new in it.
fn proposed(open: Option<&rating::Model>, new: rating::Model) -> Proposal {
    match open {
        Some(open) => {
            let after = rating::Model { id: open.id, version: open.version.saturating_add(1), ..new };
            Proposal { before: Some(open.clone()), after }
        }
        None => Proposal { before: None, after: new },
    }
}

fn is_current(row: &rating::Model, expected_version: i32) -> Result<(), Refusal> {
    match row.version == expected_version {
        true => Ok(()),
        false => Err(Rule::Conflict { current: row.version }.at("expectedVersion")),
    }
}

fn may_be_superseded(row: &rating::Model, expected_version: i32) -> Result<(), Refusal> {
    is_current(row, expected_version)?;
    if row.approved_on.is_none() {
        return Err(Rule::NotApproved { legal: &["proposeRatings", "approveRatings"] }.at("rating"));
    }
    if row.superseded_on.is_some() { Err(Rule::Closed { legal: &[] }.at("rating")) } else { Ok(()) }
}

/// Whether the unit that rated lies in the keeper's reach on the day by which the year is rated.
fn is_in_reach(unit: &UnitOfWork, keeper: &Keeper, row: &rating::Model, member: &str) -> Result<(), Refusal> {
    let on = rated_on(row.year, unit.today())?;
    match keeper.keeps_on(row.unit_id, unit.today(), on) {
        true => Ok(()),
        false => Err(Rule::RatedElsewhere.at(member)),
    }
}

/// Whether the keeper is the office above the unit that rated, and not the one who is rated.
fn is_above(
    unit: &UnitOfWork,
    keeper: &Keeper,
    holder: Option<OfficialId>,
    row: &rating::Model,
    member: &str,
) -> Result<(), Refusal> {
    if holder == Some(row.official_id) {
        return Err(Rule::OwnRating.at(member));
    }
    match keeper.approves_ratings() && !keeper.is_of(row.unit_id, unit.today()) {
        true => Ok(()),
        false => Err(Rule::NotAbove.at(member)),
    }
}

/// The person whom the keeper's account stands for.
async fn held_by(unit: &UnitOfWork, keeper: &Keeper) -> Result<Option<OfficialId>, RegistryError> {
    let Some(account) = keeper.account() else { return Ok(None) };
    let holder = account_holder::Entity::find_by_id(account).one(unit.transaction()).await?;
    Ok(holder.and_then(|holder| holder.official_id))
}

async fn write(unit: &mut UnitOfWork, proposals: Vec<Proposal>) -> Result<(), RegistryError> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for Proposal { before, after } in proposals {
        match before {
            Some(before) => changed.push((before, after)),
            None => new.push(after),
        }
    }
    unit.create(new, of_unit).await?;
    Ok(unit.change_all(&changed, of_unit, None).await?)
}

/// Where EXCELLENT is rated too often among the people whom the keeper keeps, in the units and years given, by what stands or is
/// proposed.
async fn too_many_excellent(
    unit: &UnitOfWork,
    keeper: &Keeper,
    units: &BTreeSet<(UnitId, i32)>,
) -> Result<Vec<Advice>, RegistryError> {
    let standing = standing_in(unit, keeper, units).await?;
    let count = |of: UnitId, year: i32, grade: RatingGrade| {
        let rows = standing.iter().filter(|row| (row.unit_id, row.year, row.grade) == (of, year, grade));
        rows.count()
    };
    let over = units.iter().filter_map(|(of, year)| {
        let (excellent, good) =
            (count(*of, *year, RatingGrade::Excellent), count(*of, *year, RatingGrade::Good));
        let on = rated_on(*year, unit.today()).ok()?;
        let view = keeper.directory().units.shown(*of, on, None)?;
        let unit = view.version.name.clone();
        (excellent.saturating_mul(GOOD_FOR_EACH_EXCELLENT) > good).then_some(Advice::ExcellentOverLimit {
            unit,
            year: *year,
            excellent,
            good,
        })
    });
    Ok(over.collect())
}

/// The last word on each person whom the keeper keeps: what is proposed, or else what is in force.
async fn standing_in(
    unit: &UnitOfWork,
    keeper: &Keeper,
    units: &BTreeSet<(UnitId, i32)>,
) -> Result<Vec<rating::Model>, RegistryError> {
    use affiliation::Column as File;
    let kept = keeper.scope().map(|scope| {
        let today = Condition::any().add(File::ValidTo.is_null()).add(File::ValidTo.gt(unit.today()));
        let people = affiliation::Entity::find()
            .select_only()
            .column(File::OfficialId)
            .filter(File::UnitId.is_in(scope.iter()))
            .filter(File::ValidFrom.lte(unit.today()))
            .filter(today)
            .into_query();
        rating::Column::OfficialId.in_subquery(people)
    });
    let rows = rating::Entity::find()
        .filter(rating::Column::UnitId.is_in(units.iter().map(|(of, _)| *of)))
        .filter(rating::Column::Year.is_in(units.iter().map(|(_, year)| *year)))
        .filter(rating::Column::SupersededOn.is_null())
        .filter(Condition::all().add_option(kept))
        .all(unit.transaction())
        .await?;
    let mut last: BTreeMap<(OfficialId, i32), rating::Model> = BTreeMap::new();
    for row in rows {
        let known = last.get(&(row.official_id, row.year));
        if known.is_none_or(|known| known.approved_on.is_some()) {
            last.insert((row.official_id, row.year), row);
        }
    }
    Ok(last.into_values().collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_a_year_then_the_day_by_which_it_is_rated_and_none_outside_of_2000_to_this_year() {
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let today = on(2025, 11, 20);
        assert_eq!(rated_on(2024, today), Ok(on(2024, 12, 31)));
        assert_eq!(rated_on(2025, today), Ok(today));
        assert_eq!(rated_on(2000, today), Ok(on(2000, 12, 31)));
        for year in [1999, 2026, i32::MAX, i32::MIN] {
            assert_eq!(rated_on(year, today), Err(Rule::Year { first: 2000, last: 2025 }.at("year")));
        }
    }
}
