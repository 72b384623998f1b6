//! Source pools (tạo nguồn): communes and agencies add people, review them each year after the ratings, and report.
//!
//! An entry hangs on its person: it is written by whoever keeps both the person's file and the unit of the pool in the scope of
//! today. It ends with a review that removes the person, with the person's file, and with the unit.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod additions;
mod corrections;
mod endings;
mod reports;
mod reviews;
mod rule;

pub use additions::{AddToSourcePool, WithdrawSourcePoolEntry, add, withdraw};
pub use corrections::{CorrectSourcePoolReview, correct};
pub use reports::{ReportSourcePool, report};
pub use reviews::{PoolDecision, ReviewSourcePool, ReviewedEntry, review};
pub use rule::{SourcePoolAdvice, SourcePoolRule};

pub(in crate::work) use additions::add_in;
pub(super) use endings::{end_with_file, of_units_beyond};
pub(in crate::work) use reports::report_in;
pub(in crate::work) use reviews::review_in;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::RatingGrade;
use entity::{discipline, rating, source_pool_entry};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::ratings::rated_on;
use super::{Advice, Keeper, Refusal, Rule, locks};
use crate::repo::directory::in_force;
use crate::work::UnitOfWork;

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// The most characters of what the head of a unit writes about a person.
const ASSESSMENT: usize = 1000;

/// What a unit's pool is held by, as the seats of a title are.
const POOL: &str = "SOURCE_POOL";

/// Holds the pool of a unit: who adds, reviews or reports waits for the other.
async fn hold(unit: &UnitOfWork, of: UnitId) -> Result<(), DbErr> {
    locks::seats(unit, &BTreeSet::from([(of, POOL)])).await
}

/// A unit whose pool the keeper keeps. What lies out of the scope is told as what does not exist.
fn is_kept(keeper: &Keeper, of: UnitId) -> Result<(), Refusal> {
    if keeper.keeps(of) { Ok(()) } else { Err(Rule::NotFound.at("unit")) }
}

/// The year of the ratings that something rests on which is done on a day.
fn rated_by(year: i32, on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    rated_on(year, today)?;
    if year <= on.year() { Ok(()) } else { Err(Rule::Order.at("year")) }
}

/// Whether a person is in the pool on a day.
fn is_in(entry: &source_pool_entry::Model, on: NaiveDate) -> bool {
    in_force(entry.added_on, entry.removed_on, on)
}

/// An entry that ends on a day.
pub(super) fn ended(entry: &source_pool_entry::Model, on: NaiveDate) -> source_pool_entry::Model {
    source_pool_entry::Model {
        removed_on: Some(on),
        version: entry.version.saturating_add(1),
        ..entry.clone()
    }
}

/// What bears on whether somebody belongs in a pool: the ratings of a year, and measures of the state.
struct Record {
    ratings: Vec<rating::Model>,
    disciplines: Vec<discipline::Model>,
}

impl Record {
    /// The record of people, who are held, in two statements.
    async fn of(unit: &UnitOfWork, people: &BTreeSet<OfficialId>, year: i32) -> Result<Self, DbErr> {
        let ratings = rating::Entity::find()
            .filter(rating::Column::OfficialId.is_in(people.iter().copied()))
            .filter(rating::Column::Year.eq(year))
            .all(unit.transaction())
            .await?;
        let disciplines = discipline::Entity::find()
            .filter(discipline::Column::OfficialId.is_in(people.iter().copied()))
            .order_by_asc(discipline::Column::DecidedOn)
            .all(unit.transaction())
            .await?;
        Ok(Self { ratings, disciplines })
    }

    /// The grade of a person that was approved by a day, and stood then.
    fn grade(&self, official: OfficialId, on: NaiveDate) -> Option<RatingGrade> {
        let stands = |row: &&rating::Model| {
            row.official_id == official
                && row.approved_on.is_some_and(|approved| in_force(approved, row.superseded_on, on))
        };
        self.ratings.iter().find(stands).map(|row| row.grade)
    }

    /// What speaks against somebody who is in a pool from a day on, or stays.
    fn against(&self, official: OfficialId, year: i32, on: NaiveDate) -> Vec<Advice> {
        let low = (self.grade(official, on) == Some(RatingGrade::NotCompleted))
            .then_some(SourcePoolAdvice::LowRating { year });
        let measures = self
            .disciplines
            .iter()
            .filter(|row| row.official_id == official && in_force(row.decided_on, row.ends_on, on));
        let measures = measures.map(|row| SourcePoolAdvice::Disciplined { decided_on: row.decided_on });
        low.into_iter().chain(measures).map(Advice::SourcePool).collect()
    }
}
