//! The yearly review after the ratings: who stays in a unit's pool, and who leaves it.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{SourcePoolEntryId, UnitId};
use entity::value::SourcePoolOutcome;
use entity::{source_pool_entry, source_pool_review};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use super::{ASSESSMENT, CLASSES, Record, SourcePoolRule, ended, hold, is_in, is_kept, rated_by};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::{all_found, keep_new_rows, one_to_most, settled};
use crate::work::registry::input::{REASON, line, past_day};
use crate::work::registry::person::{NOBODY, Person};
use crate::work::registry::{
    Advice, Asked, Bulk, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule,
};
use crate::work::{Asker, UnitOfWork, Work};

/// What the review of a unit and year decided.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewSourcePool {
    /// The unit that keeps the pool.
    pub unit: UnitId,
    /// The year, by whose ratings it is.
    pub year: i32,
    /// The day of the review.
    pub reviewed_on: NaiveDate,
    /// Each person.
    pub rows: Vec<ReviewedEntry>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// What was decided about a person.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedEntry {
    /// The entry.
    pub entry: SourcePoolEntryId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Whether the person stays.
    pub decision: PoolDecision,
    /// The head's written assessment.
    pub assessment: String,
    /// Why the person leaves; none of who stays.
    pub reason: Option<String>,
}

/// What a review decides about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PoolDecision {
    /// Stays in the pool.
    Kept,
    /// Leaves it.
    Removed,
}

impl From<PoolDecision> for SourcePoolOutcome {
    fn from(decision: PoolDecision) -> Self {
        match decision {
            PoolDecision::Kept => Self::Kept,
            PoolDecision::Removed => Self::Removed,
        }
    }
}

/// Writes what a review decided about people of one pool. Who is removed leaves the pool on the day of the review.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn review(
    work: &Work,
    asker: Asker,
    input: ReviewSourcePool,
    key: Option<IdempotencyKey>,
) -> Result<Bulk<SourcePoolEntryId>, RegistryError> {
    one_to_most(input.rows.len())?;
    let asked = Asked { operation: "reviewSourcePool", key, input };
    keep_new_rows(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        review_in(unit, keeper, claim, input).boxed()
    })
    .await
}

/// As [`review`], in a transaction that keeps the registry.
pub(in crate::work) async fn review_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    input: ReviewSourcePool,
) -> Result<Bulk<SourcePoolEntryId>, RegistryError> {
    is_kept(keeper, input.unit)?;
    let sheet = Sheet::hold(unit, keeper, &input).await?;
    all_found(input.rows.iter().map(|row| sheet.entries.contains_key(&row.entry)), "entry")?;
    if let Claim::Replay { .. } = claim {
        let rows = input.rows.iter().map(|row| sheet.what_came_of(row)).collect();
        return Ok(Bulk { rows, replayed: true });
    }
    let on = past_day(input.reviewed_on, unit.today(), "reviewedOn")?;
    rated_by(input.year, on, unit.today())?;
    let mut seen = BTreeSet::new();
    let judge = |row: &ReviewedEntry| match seen.insert(row.entry) {
        true => sheet.judge(unit, row, (input.year, on)),
        false => Err(Rule::Twice.at("entry")),
    };
    let judged = input.rows.iter().map(judge).collect();
    let (written, rows) = settled(judged, input.policy, |reviewed: &Reviewed| reviewed.review.entry_id)?;
    let (reviews, removed): (Vec<_>, Vec<_>) =
        written.into_iter().map(|Reviewed { review, removed }| (review, removed)).unzip();
    let removed: Vec<_> = removed.into_iter().flatten().collect();
    unit.create(reviews, |_| Some(input.unit)).await?;
    unit.change_all(&removed, |row| Some(row.unit_id), None).await?;
    Ok(Bulk { rows, replayed: false })
}

/// A review, and the entry that it ends, before and after.
struct Reviewed {
    review: source_pool_review::Model,
    removed: Option<(source_pool_entry::Model, source_pool_entry::Model)>,
}

/// The entries of a pool that are named and whose people are held, with the reviews of the year and what bears on it.
struct Sheet {
    entries: BTreeMap<SourcePoolEntryId, source_pool_entry::Model>,
    reviewed: BTreeSet<SourcePoolEntryId>,
    record: Record,
}

impl Sheet {
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        input: &ReviewSourcePool,
    ) -> Result<Self, RegistryError> {
        let ids: BTreeSet<SourcePoolEntryId> = input.rows.iter().map(|row| row.entry).collect();
        let of_pool = || {
            source_pool_entry::Entity::find()
                .filter(source_pool_entry::Column::Id.is_in(ids.iter().copied()))
                .filter(source_pool_entry::Column::UnitId.eq(input.unit))
                .all(unit.transaction())
        };
        let named = of_pool().await?.into_iter().map(|row| row.official_id).chain([NOBODY]).collect();
        let people = Person::hold_all(unit, keeper, &named).await?;
        hold(unit, input.unit).await?;
        // Read again: until the people were held they may have been changed.
        let mut entries = of_pool().await?;
        entries.retain(|row| people.contains_key(&row.official_id));
        let reviews = source_pool_review::Entity::find()
            .filter(source_pool_review::Column::EntryId.is_in(ids.iter().copied()))
            .filter(source_pool_review::Column::Year.eq(input.year))
            .all(unit.transaction())
            .await?;
        let record = Record::of(unit, &named, input.year).await?;
        Ok(Self {
            entries: entries.into_iter().map(|row| (row.id, row)).collect(),
            reviewed: reviews.into_iter().map(|row| row.entry_id).collect(),
            record,
        })
    }

    /// What is written of a row: a review after the rating, at most one a year, of somebody who is in the pool.
    fn judge(
        &self,
        unit: &UnitOfWork,
        row: &ReviewedEntry,
        (year, on): (i32, NaiveDate),
    ) -> Result<(Reviewed, Vec<Advice>), Refusal> {
        let before = self.entries.get(&row.entry).ok_or_else(|| Rule::NotFound.at("entry"))?;
        if before.version != row.expected_version {
            return Err(Rule::Conflict { current: before.version }.at("expectedVersion"));
        }
        if self.reviewed.contains(&before.id) {
            return Err(Rule::Closed { legal: &["correctSourcePoolReview"] }.at("entry"));
        }
        if !is_in(before, unit.today()) {
            return Err(Rule::Closed { legal: &["correctSourcePoolReview", "addToSourcePool"] }.at("entry"));
        }
        if on <= before.added_on {
            return Err(Rule::Order.at("entry"));
        }
        if self.record.grade(before.official_id, on).is_none() {
            return Err(SourcePoolRule::NotRated { year }.at("entry"));
        }
        let review = source_pool_review::Model {
            id: unit.id(),
            entry_id: before.id,
            year,
            outcome: row.decision.into(),
            assessment: line(&row.assessment, ASSESSMENT, "assessment")?,
            reason: reason(row)?,
            reviewed_on: on,
            version: 1,
        };
        Ok(match row.decision {
            PoolDecision::Kept => {
                (Reviewed { review, removed: None }, self.record.against(before.official_id, year, on))
            }
            PoolDecision::Removed => {
                let removed = Some((before.clone(), ended(before, on)));
                (Reviewed { review, removed }, Vec::new())
            }
        })
    }

    /// What became of a person who was reviewed before.
    fn what_came_of(&self, row: &ReviewedEntry) -> RowOutcome<SourcePoolEntryId> {
        match self.reviewed.contains(&row.entry) {
            true => RowOutcome::Done { object: row.entry, advice: Vec::new() },
            false => RowOutcome::NotDone,
        }
    }
}

/// Why somebody leaves; who stays does so for no reason but the assessment.
fn reason(row: &ReviewedEntry) -> Result<Option<String>, Refusal> {
    match (row.decision, &row.reason) {
        (PoolDecision::Kept, None) => Ok(None),
        (PoolDecision::Kept, Some(_)) => Err(Rule::Incomplete.at("reason")),
        (PoolDecision::Removed, reason) => {
            line(reason.as_deref().unwrap_or_default(), REASON, "reason").map(Some)
        }
    }
}
