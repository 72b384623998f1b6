//! The source pools of the report's units, with those people whose files are kept in them (domain §6).

use std::collections::HashMap;

use chrono::Datelike;
use entity::id::SourcePoolEntryId;
use entity::source_pool_review;
use entity::value::SourcePoolOutcome;
use sea_orm::ActiveEnum;
use serde_json::{Map, Value, json};

use super::sheet::{Sheet, count};

impl Sheet<'_> {
    /// Who is in the pools on the day, and what the year's review decided.
    pub(super) fn source_pool(&self) -> Value {
        let (year, on) = (self.subject.from.year(), self.on());
        let own = self.reported.further.pool.iter();
        let own = own.filter(|entry| self.has(entry.unit_id) && self.keeps(entry.official_id));
        let mut own: Vec<_> = own.filter(|entry| entry.added_on <= on).collect();
        own.sort_by_key(|entry| (self.by_name(entry.official_id), entry.id));
        let reviews: HashMap<SourcePoolEntryId, &source_pool_review::Model> = self
            .reported
            .further
            .reviews
            .iter()
            .filter(|review| review.year == year && review.reviewed_on <= on)
            .map(|review| (review.entry_id, review))
            .collect();
        let review = |entry: SourcePoolEntryId| reviews.get(&entry).copied();
        let decided = |outcome: SourcePoolOutcome| {
            own.iter().filter(move |entry| review(entry.id).is_some_and(|review| review.outcome == outcome))
        };
        let outcomes: Map<String, Value> = SourcePoolOutcome::ALL
            .iter()
            .map(|outcome| (outcome.to_value(), count(decided(*outcome))))
            .collect();
        let entries: Vec<Value> = own
            .iter()
            .filter(|entry| entry.removed_on.is_none_or(|removed| on < removed))
            .map(|entry| {
                let review = review(entry.id);
                json!({
                    "addedOn": entry.added_on,
                    "official": self.person(entry.official_id),
                    "origin": entry.origin.to_value(),
                    "outcome": review.map(|review| review.outcome.to_value()),
                    "unit": self.unit(entry.unit_id),
                })
            })
            .collect();
        json!({ "entries": entries, "outcomes": outcomes, "people": entries.len() })
    }
}
