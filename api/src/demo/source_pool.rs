//! Source pools: formed in March 2024 after the ratings of 2023, reviewed and reported each December, and carried over to the
//! successors with the reorganisations. Who leaves the registry leaves the pool that day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::id::{OfficialId, SourcePoolEntryId, UnitId};
use entity::value::{Sex, SourcePoolOrigin, SourcePoolOutcome};
use entity::{rating, source_pool_entry, source_pool_report, source_pool_review};

use super::assessments::{ADDED, CARRIED_OVER, KEPT, REMOVED};
use super::calendar::{BASELINE, FIRST_MERGER, REORGANISATION, day};
use super::chance::Chance;
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;
use super::titles::KEY_TITLES;
use super::units::AGENCY_CODE;

/// The day of the first pools.
const FORMED_ON: NaiveDate = day(2024, 3, 11);
/// The communes whose review of 2025 is not done yet.
const NOT_REVIEWED_IN_2025: [&str; 2] = ["10081", "10096"];

/// The commune that has not reported its pool of 2025, which it has reviewed.
const NOT_REPORTED_IN_2025: &str = "10072";
/// What a unit says beside the numbers of its report.
const ALL_REVIEWED: &str = "Đã rà soát toàn bộ nguồn của đơn vị.";

/// The rows of the pools.
#[derive(Debug, Default)]
pub(super) struct SourcePool {
    pub(super) entries: Vec<source_pool_entry::Model>,
    pub(super) reviews: Vec<source_pool_review::Model>,
    pub(super) reports: Vec<source_pool_report::Model>,
}

/// When a rating of each person and year was first approved.
type Rated = BTreeMap<(OfficialId, i32), NaiveDate>;

/// The pools of all communes and of the agency.
pub(super) fn pools(registry: &Registry, chronicle: &Chronicle, ratings: &[rating::Model]) -> SourcePool {
    let mut pool = SourcePool::default();
    let mut rated = Rated::new();
    for row in ratings {
        if let Some(on) = row.approved_on {
            let first = rated.entry((row.official_id, row.year)).or_insert(on);
            *first = on.min(*first);
        }
    }
    let mut units = registry.units.communes(BASELINE);
    units.push(registry.units.at(AGENCY_CODE, BASELINE));
    for unit in units {
        pool.form(registry, chronicle, unit);
    }
    pool.review(registry, chronicle, &rated, 2024);
    pool.add_after_review(registry, chronicle);
    pool.report(registry, chronicle, 2024);
    pool.carry_over(registry, chronicle, FIRST_MERGER);
    pool.carry_over(registry, chronicle, REORGANISATION);
    pool.review(registry, chronicle, &rated, 2025);
    pool.report(registry, chronicle, 2025);
    pool
}

impl SourcePool {
    /// Forms the pool of a unit: three to five of its own people, and some from another commune or from above.
    fn form(&mut self, registry: &Registry, chronicle: &Chronicle, unit: UnitId) {
        let key = unit.0.to_string();
        let mut chance = Chance::of("pool", &key);
        let on = FORMED_ON + Days::new(u64::from(chance.below(15)));
        let count = chance.between(3, 5);
        for (official, _) in promising(registry, chronicle, unit, on).into_iter().zip(0..count) {
            self.add(official, unit, SourcePoolOrigin::OnSite, on, 2023, chance.pick(&ADDED));
        }
        let is_commune = registry.code(unit, BASELINE) != AGENCY_CODE;
        let further = match chance.below(6) {
            0 | 1 if is_commune => Some((registry.other_commune(&key, unit), SourcePoolOrigin::InterCommune)),
            2 if is_commune => Some((registry.units.at(AGENCY_CODE, on), SourcePoolOrigin::FromAbove)),
            _ => None,
        };
        if let Some((from, origin)) = further
            && let Some(official) = promising(registry, chronicle, from, on).pop()
        {
            self.add(official, unit, origin, on, 2023, chance.pick(&ADDED));
        }
    }

    fn add(
        &mut self,
        official: OfficialId,
        unit: UnitId,
        origin: SourcePoolOrigin,
        on: NaiveDate,
        year: i32,
        assessment: &str,
    ) {
        let entry: SourcePoolEntryId = id("source_pool_entry", &format!("{}/{}@{on}", unit.0, official.0));
        self.entries.push(source_pool_entry::Model {
            id: entry,
            official_id: official,
            unit_id: unit,
            origin,
            added_on: on,
            removed_on: None,
            version: 1,
        });
        self.record(entry, year, SourcePoolOutcome::Added, assessment, None, on);
    }

    fn record(
        &mut self,
        entry: SourcePoolEntryId,
        year: i32,
        outcome: SourcePoolOutcome,
        assessment: &str,
        reason: Option<&str>,
        on: NaiveDate,
    ) {
        self.reviews.push(source_pool_review::Model {
            id: id("source_pool_review", &format!("{}/{year}", entry.0)),
            entry_id: entry,
            year,
            outcome,
            assessment: assessment.to_owned(),
            reason: reason.map(str::to_owned),
            reviewed_on: on,
            version: 1,
        });
    }

    /// Reviews the pools after the ratings of a year: who has risen to a key title goes, and a few others. Who is not rated yet waits.
    fn review(&mut self, registry: &Registry, chronicle: &Chronicle, rated: &Rated, year: i32) {
        let open: Vec<source_pool_entry::Model> =
            self.entries.iter().filter(|entry| entry.removed_on.is_none()).cloned().collect();
        for entry in open {
            let code = registry.code(entry.unit_id, day(year, 12, 15));
            if year == 2025 && NOT_REVIEWED_IN_2025.contains(&code.as_str()) {
                continue;
            }
            let mut chance = Chance::of("pool review", &format!("{}/{year}", entry.id.0));
            let on = day(year, 12, 16) + Days::new(u64::from(chance.below(10)));
            let Some(rated_on) = rated.get(&(entry.official_id, year)) else { continue };
            let on = on.max(*rated_on);
            if chronicle.file_on(entry.official_id, on).is_none() {
                continue;
            }
            let reason = reason_to_remove(chronicle, &entry, on, &mut chance);
            if let Some(reason) = reason {
                self.record(
                    entry.id,
                    year,
                    SourcePoolOutcome::Removed,
                    chance.pick(&REMOVED),
                    Some(reason),
                    on,
                );
                self.close(entry.id, on);
            } else {
                self.record(entry.id, year, SourcePoolOutcome::Kept, chance.pick(&KEPT), None, on);
            }
        }
    }

    fn close(&mut self, entry: SourcePoolEntryId, on: NaiveDate) {
        for row in self.entries.iter_mut().filter(|row| row.id == entry) {
            row.removed_on = Some(on);
            row.version += 1;
        }
    }

    /// Ends the entries of those who left the registry up to a day.
    fn let_go(&mut self, chronicle: &Chronicle, until: NaiveDate) {
        for row in self.entries.iter_mut().filter(|row| row.removed_on.is_none()) {
            let left = chronicle.files(row.official_id).last().and_then(|file| file.valid_to);
            if let Some(on) = left.filter(|on| *on <= until) {
                row.removed_on = Some(on);
                row.version += 1;
            }
        }
    }

    /// Adds one more of their own people to half of the communes after the review of 2024.
    fn add_after_review(&mut self, registry: &Registry, chronicle: &Chronicle) {
        for unit in registry.units.communes(BASELINE) {
            let mut chance = Chance::of("pool addition", &unit.0.to_string());
            let on = day(2024, 12, 27);
            let known = |official: &OfficialId| {
                self.entries.iter().any(|entry| entry.unit_id == unit && entry.official_id == *official)
            };
            let promising =
                promising(registry, chronicle, unit, on).into_iter().find(|official| !known(official));
            if let Some(official) = promising.filter(|_| chance.percent(50)) {
                self.add(official, unit, SourcePoolOrigin::OnSite, on, 2024, chance.pick(&ADDED));
            }
        }
    }

    /// Ends the pools of the units that end on a day; who is still in the registry goes on in the pool of the commune
    /// that keeps the file.
    fn carry_over(&mut self, registry: &Registry, chronicle: &Chronicle, on: NaiveDate) {
        self.let_go(chronicle, on);
        let ending: Vec<source_pool_entry::Model> = self
            .entries
            .iter()
            .filter(|entry| entry.removed_on.is_none() && registry.units.version(entry.unit_id, on).is_none())
            .cloned()
            .collect();
        for entry in ending {
            self.close(entry.id, on);
            let next = chronicle.unit_on(entry.official_id, on);
            let goes_on = next.filter(|next| {
                let carried = |row: &source_pool_entry::Model| {
                    row.unit_id == *next && row.official_id == entry.official_id && row.removed_on.is_none()
                };
                !self.entries.iter().any(carried) && !holds_key_title(chronicle, entry.official_id, on)
            });
            if let Some(next) = goes_on {
                self.add(entry.official_id, next, SourcePoolOrigin::OnSite, on, 2024, CARRIED_OVER);
            }
        }
    }

    /// Reports the pools of a year to the unit above, where everybody was reviewed.
    fn report(&mut self, registry: &Registry, chronicle: &Chronicle, year: i32) {
        let on = day(year, 12, 30);
        self.let_go(chronicle, on);
        let mut units: Vec<UnitId> = self.entries.iter().map(|entry| entry.unit_id).collect();
        units.sort_unstable();
        units.dedup();
        for unit in units {
            let Some(version) = registry.units.version(unit, on) else { continue };
            let Some(authority) = version.parent_id else { continue };
            let is_late = year == 2025 && version.code == NOT_REPORTED_IN_2025;
            if is_late || self.waits(unit, year, on) {
                continue;
            }
            let number = |outcome| self.reviewed(unit, year, outcome);
            let report = source_pool_report::Model {
                id: id("source_pool_report", &format!("{}/{year}", unit.0)),
                unit_id: unit,
                year,
                reported_on: on,
                authority_unit_id: authority,
                kept: number(SourcePoolOutcome::Kept),
                added: number(SourcePoolOutcome::Added),
                removed: number(SourcePoolOutcome::Removed),
                remark: Some(ALL_REVIEWED.to_owned()),
            };
            self.reports.push(report);
        }
    }

    /// Whether somebody in a unit's pool was not reviewed in a year.
    fn waits(&self, unit: UnitId, year: i32, on: NaiveDate) -> bool {
        self.entries.iter().any(|entry| {
            let is_reviewed =
                self.reviews.iter().any(|review| (review.entry_id, review.year) == (entry.id, year));
            entry.unit_id == unit && entry.removed_on.is_none_or(|end| on < end) && !is_reviewed
        })
    }

    /// How many reviews of a unit's pool and a year came out so.
    fn reviewed(&self, unit: UnitId, year: i32, outcome: SourcePoolOutcome) -> i32 {
        let of_unit = |review: &source_pool_review::Model| {
            self.entries.iter().any(|entry| entry.id == review.entry_id && entry.unit_id == unit)
        };
        let found =
            self.reviews.iter().filter(|row| (row.year, row.outcome) == (year, outcome) && of_unit(row));
        i32::try_from(found.count()).unwrap_or(i32::MAX)
    }
}

fn reason_to_remove(
    chronicle: &Chronicle,
    entry: &source_pool_entry::Model,
    on: NaiveDate,
    chance: &mut Chance,
) -> Option<&'static str> {
    let drawn = chance.below(100);
    if holds_key_title(chronicle, entry.official_id, on) {
        Some("Đã được bố trí vào chức danh chủ chốt")
    } else if drawn < 6 {
        Some("Kết quả đánh giá, xếp loại không đạt yêu cầu")
    } else if drawn < 8 {
        Some("Theo nguyện vọng cá nhân")
    } else {
        None
    }
}

fn holds_key_title(chronicle: &Chronicle, official: OfficialId, on: NaiveDate) -> bool {
    chronicle.title_on(official, on).is_some_and(|title| KEY_TITLES.contains(&title))
}

/// The people of a unit without a key title who are under 42, women first, then the young.
fn promising(registry: &Registry, chronicle: &Chronicle, unit: UnitId, on: NaiveDate) -> Vec<OfficialId> {
    let mut promising: Vec<OfficialId> = chronicle
        .people_of(unit, on)
        .into_iter()
        .filter(|official| {
            registry.people.get(*official).age(on) < 42 && !holds_key_title(chronicle, *official, on)
        })
        .collect();
    promising.sort_by_key(|official| {
        let person = registry.people.get(*official);
        (person.sex == Sex::Male, person.age(on) >= 35, *official)
    });
    promising
}
