//! What a unit reports of its pool to the authority above it, once the year's review is done.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, SourcePoolEntryId, SourcePoolReportId, UnitId};
use entity::value::SourcePoolOutcome;
use entity::{affiliation, source_pool_entry, source_pool_report, source_pool_review};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use serde::Serialize;

use super::{CLASSES, SourcePoolRule, hold, is_in, is_kept, rated_by};
use crate::repo::directory::in_force;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{REASON, optional_line};
use crate::work::registry::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep_new};
use crate::work::{Asker, UnitOfWork, Work};

/// What is reported.
#[derive(Clone, Debug, Serialize)]
pub struct ReportSourcePool {
    /// The unit that keeps the pool.
    pub unit: UnitId,
    /// The year of the review.
    pub year: i32,
    /// To whom: a unit above; none for the one directly above.
    pub authority: Option<UnitId>,
    /// What is said beside the numbers.
    pub remark: Option<String>,
}

/// Reports the pool of a year as it is today. A report that was wrong stays beside the one that sets it right.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn report(
    work: &Work,
    asker: Asker,
    input: ReportSourcePool,
    key: Option<IdempotencyKey>,
) -> Result<Done<SourcePoolReportId>, RegistryError> {
    let asked = Asked { operation: "reportSourcePool", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| report_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`report`], in a transaction that keeps the registry.
pub(in crate::work) async fn report_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: SourcePoolReportId,
    input: ReportSourcePool,
) -> Result<Done<SourcePoolReportId>, RegistryError> {
    is_kept(keeper, input.unit)?;
    rated_by(input.year, unit.today(), unit.today())?;
    if keeper.directory().units.on(input.unit, unit.today()).is_none() {
        return Err(Rule::UnitAbsent.at("unit").into());
    }
    let authority_unit_id = authority(keeper, unit.today(), &input)?;
    let remark = optional_line(input.remark.as_deref(), REASON, "remark")?;
    hold(unit, input.unit).await?;
    let pool = Pool::of(unit, input.unit).await?;
    let people = pool.not_reviewed(unit, keeper, input.year);
    if people > 0 {
        return Err(SourcePoolRule::NotReviewed { people }.at("year").into());
    }
    let number = |outcome| pool.reviewed(unit, keeper, input.year, outcome);
    let report = source_pool_report::Model {
        id,
        unit_id: input.unit,
        year: input.year,
        reported_on: unit.today(),
        authority_unit_id,
        kept: number(SourcePoolOutcome::Kept),
        added: number(SourcePoolOutcome::Added),
        removed: number(SourcePoolOutcome::Removed),
        remark,
    };
    unit.create(vec![report], |row| Some(row.unit_id)).await?;
    Ok(Done::now(id, Vec::new()))
}

/// To whom a unit reports.
fn authority(keeper: &Keeper, on: NaiveDate, input: &ReportSourcePool) -> Result<UnitId, Refusal> {
    let units = &keeper.directory().units;
    let above = units.ancestors(input.unit, on);
    let named = match input.authority {
        None => above.first(),
        Some(unit) if units.begin_of(unit).is_none() => return Err(Rule::NotFound.at("authority")),
        Some(unit) => above.iter().find(|other| **other == unit),
    };
    named.copied().ok_or_else(|| SourcePoolRule::NoAuthority.at("authority"))
}

/// The pool of a unit at all times, with the units that kept the files of its people.
struct Pool {
    entries: BTreeMap<SourcePoolEntryId, source_pool_entry::Model>,
    reviews: Vec<source_pool_review::Model>,
    files: BTreeMap<OfficialId, Vec<affiliation::Model>>,
}

impl Pool {
    async fn of(unit: &UnitOfWork, of: UnitId) -> Result<Self, RegistryError> {
        let pooled = || source_pool_entry::Entity::find().filter(source_pool_entry::Column::UnitId.eq(of));
        let only = |column| pooled_ids(pooled(), column);
        let entries = pooled().all(unit.transaction()).await?;
        let reviews = source_pool_review::Entity::find()
            .filter(source_pool_review::Column::EntryId.in_subquery(only(source_pool_entry::Column::Id)))
            .all(unit.transaction())
            .await?;
        let kept = affiliation::Entity::find()
            .filter(affiliation::Column::OfficialId.in_subquery(only(source_pool_entry::Column::OfficialId)))
            .all(unit.transaction())
            .await?;
        let mut files: BTreeMap<OfficialId, Vec<affiliation::Model>> = BTreeMap::new();
        for file in kept {
            files.entry(file.official_id).or_default().push(file);
        }
        Ok(Self { entries: entries.into_iter().map(|row| (row.id, row)).collect(), reviews, files })
    }

    /// Whether the keeper sees a person on a day: what it does not see is neither counted nor waited for.
    fn sees(&self, unit: &UnitOfWork, keeper: &Keeper, official: OfficialId, on: NaiveDate) -> bool {
        let mut files = self.files.get(&official).into_iter().flatten();
        keeper.is_console()
            || files.any(|file| {
                in_force(file.valid_from, file.valid_to, on)
                    && keeper.keeps_on(file.unit_id, unit.today(), on)
            })
    }

    /// How many people were in the pool by the end of a year, are in it still, and were not reviewed in that year.
    fn not_reviewed(&self, unit: &UnitOfWork, keeper: &Keeper, year: i32) -> usize {
        let today = unit.today();
        let reviewed: BTreeSet<SourcePoolEntryId> =
            self.reviews.iter().filter(|row| row.year == year).map(|row| row.entry_id).collect();
        let waits = |entry: &&source_pool_entry::Model| {
            is_in(entry, today)
                && entry.added_on.year() <= year
                && !reviewed.contains(&entry.id)
                && self.sees(unit, keeper, entry.official_id, today)
        };
        self.entries.values().filter(waits).count()
    }

    /// How many reviews of a year came out so.
    fn reviewed(&self, unit: &UnitOfWork, keeper: &Keeper, year: i32, outcome: SourcePoolOutcome) -> i32 {
        let counts = |review: &&source_pool_review::Model| {
            let sees = |entry: &source_pool_entry::Model| {
                self.sees(unit, keeper, entry.official_id, review.reviewed_on)
            };
            (review.year, review.outcome) == (year, outcome)
                && self.entries.get(&review.entry_id).is_some_and(sees)
        };
        i32::try_from(self.reviews.iter().filter(counts).count()).unwrap_or(i32::MAX)
    }
}

fn pooled_ids(
    pooled: Select<source_pool_entry::Entity>,
    column: source_pool_entry::Column,
) -> sea_orm::sea_query::SelectStatement {
    pooled.select_only().column(column).into_query()
}
