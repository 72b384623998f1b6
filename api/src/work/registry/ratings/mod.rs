//! Yearly ratings: proposed by the unit, approved by the office above it, superseded where one was wrong.
//!
//! A proposal is open until it is approved: its grade may change. An approved rating is final; another one that is proposed in
//! its place supersedes it on the day of its own approval.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod approvals;
mod proposals;

pub use approvals::{ApproveRatings, ApprovedRating, SupersedeRating, approve, supersede};
pub use proposals::{ProposeRatings, ProposedGrade, WithdrawRatingProposal, propose, withdraw};

pub(super) use approvals::held_by;
pub(in crate::work) use approvals::{approve_in, supersede_in};
pub(in crate::work) use proposals::propose_in;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::RatingGrade;
use entity::{affiliation, rating};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::bulk::{all_found, one_to_most};
use super::person::{NOBODY, Person};
use super::{Advice, Bulk, Keeper, Refusal, RegistryError, RowOutcome, Rule};
use crate::work::UnitOfWork;

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// The first year that may be rated.
const FIRST_YEAR: i32 = 2000;
/// Of those rated GOOD in a unit at most 20 %, one for five, are rated EXCELLENT. Source: domain §5.
const GOOD_FOR_EACH_EXCELLENT: usize = 5;

/// What became of many ratings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Of each row the rating.
    pub ratings: Bulk<Uuid>,
    /// The rules that advise against what now stands for their units and years.
    pub advice: Vec<Advice>,
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
pub(super) fn rated_on(year: i32, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let last = today.year();
    let end = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| (FIRST_YEAR..=last).contains(&year));
    Ok(end.ok_or_else(|| Rule::Year { first: FIRST_YEAR, last }.at("year"))?.min(today))
}

#[expect(clippy::unnecessary_wraps, reason = "the journal asks for the unit of any row")]
const fn of_unit(row: &rating::Model) -> Option<UnitId> {
    Some(row.unit_id)
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
}

const fn done(object: Uuid) -> RowOutcome<Uuid> {
    RowOutcome::Done { object, advice: Vec::new() }
}

fn is_current(row: &rating::Model, expected_version: i32) -> Result<(), Refusal> {
    match row.version == expected_version {
        true => Ok(()),
        false => Err(Rule::Conflict { current: row.version }.at("expectedVersion")),
    }
}

/// Whether a rating is proposed and not approved yet.
fn is_open(row: &rating::Model) -> Result<(), Refusal> {
    if row.approved_on.is_none() {
        return Ok(());
    }
    let legal: &[_] = if row.superseded_on.is_none() { &["supersedeRating"] } else { &[] };
    Err(Rule::Closed { legal }.at("rating"))
}

/// Whether the unit that rated lies in the keeper's reach on the day by which the year is rated.
fn is_in_reach(unit: &UnitOfWork, keeper: &Keeper, row: &rating::Model, member: &str) -> Result<(), Refusal> {
    let on = rated_on(row.year, unit.today())?;
    match keeper.keeps_on(row.unit_id, unit.today(), on) {
        true => Ok(()),
        false => Err(Rule::RatedElsewhere.at(member)),
    }
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
