//! Source pools: people are added, reviewed and reported. Entries that end with a file or a unit end with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{SourcePoolEntryId, UnitId};
use entity::value::SourcePoolOutcome;
use entity::{source_pool_entry, source_pool_review};

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::ErrorPolicy;
use crate::work::registry::source_pool::{
    AddToSourcePool, PoolDecision, ReportSourcePool, ReviewSourcePool, ReviewedEntry,
};

/// The reviews of a unit and a year that are told on one day.
type Sheet = (NaiveDate, UnitId, i32);

impl Life {
    pub(super) fn tell_pools(&mut self, district: &District) {
        let entries: BTreeMap<SourcePoolEntryId, &source_pool_entry::Model> =
            district.source_pool_entries.iter().map(|row| (row.id, row)).collect();
        let mut reviewed: BTreeMap<Sheet, Vec<&source_pool_review::Model>> = BTreeMap::new();
        for row in &district.source_pool_reviews {
            let Some(entry) = entries.get(&row.entry_id) else { continue };
            if row.outcome == SourcePoolOutcome::Added {
                self.tell(
                    row.reviewed_on,
                    Turn::PoolAdditions,
                    Step::AddToPool(entry.id, row.id, add(entry, row)),
                );
            } else {
                reviewed.entry((row.reviewed_on, entry.unit_id, row.year)).or_default().push(row);
            }
        }
        for ((on, unit, year), rows) in reviewed {
            let ids = rows.iter().map(|row| row.id).collect();
            let rows = rows.into_iter().map(review).collect();
            let input =
                ReviewSourcePool { unit, year, reviewed_on: on, rows, policy: ErrorPolicy::RejectAll };
            self.tell(on, Turn::PoolReviews, Step::ReviewPool(ids, input));
        }
        for row in &district.source_pool_reports {
            let input = ReportSourcePool {
                unit: row.unit_id,
                year: row.year,
                authority: Some(row.authority_unit_id),
                remark: row.remark.clone(),
            };
            self.tell(row.reported_on, Turn::PoolReports, Step::ReportPool(row.id, input));
        }
    }
}

fn add(entry: &source_pool_entry::Model, row: &source_pool_review::Model) -> AddToSourcePool {
    AddToSourcePool {
        official: entry.official_id,
        unit: entry.unit_id,
        origin: entry.origin,
        added_on: entry.added_on,
        year: row.year,
        assessment: row.assessment.clone(),
    }
}

fn review(row: &source_pool_review::Model) -> ReviewedEntry {
    let decision = match row.outcome {
        SourcePoolOutcome::Removed => PoolDecision::Removed,
        SourcePoolOutcome::Kept | SourcePoolOutcome::Added => PoolDecision::Kept,
    };
    ReviewedEntry {
        entry: row.entry_id,
        expected_version: 1,
        decision,
        assessment: row.assessment.clone(),
        reason: row.reason.clone(),
    }
}
