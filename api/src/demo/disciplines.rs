//! Disciplinary measures of the state: those that bore on the succession plan, a few others, and a dismissal.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use entity::discipline;
use entity::id::OfficialId;
use entity::value::{DisciplineKind, SuccessionRemovalReason};

use super::calendar::day;
use super::chance::{Chance, lot};
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;
use super::succession::Succession;
use super::turnover::{DISMISSED, DISMISSED_ON};

const LAND: &str = "Thiếu trách nhiệm trong quản lý đất đai, trật tự xây dựng";

/// Measures that bore on no plan: the measure, the day and what for.
const OTHERS: [(DisciplineKind, NaiveDate, &str); 4] = [
    (DisciplineKind::Reprimand, day(2022, 11, 18), "Vi phạm quy chế làm việc"),
    (DisciplineKind::Reprimand, day(2023, 8, 9), "Chậm giải quyết thủ tục hành chính"),
    (DisciplineKind::Warning, day(2024, 4, 26), LAND),
    (DisciplineKind::Demotion, day(2025, 3, 28), "Vi phạm trong quản lý thu, chi ngân sách"),
];

/// The measures.
pub(super) fn measures(
    registry: &Registry,
    chronicle: &Chronicle,
    succession: &Succession,
) -> Vec<discipline::Model> {
    let mut rows = of_the_plan(succession);
    rows.extend(others(registry, chronicle));
    rows.push(measure(
        registry.people.by_key(DISMISSED),
        DisciplineKind::Dismissal,
        DISMISSED_ON - Days::new(8),
        "Sử dụng văn bằng không hợp pháp",
    ));
    rows
}

/// The measures for which people were removed from a succession plan, once for each person.
fn of_the_plan(succession: &Succession) -> Vec<discipline::Model> {
    let mut disciplined: BTreeSet<OfficialId> = BTreeSet::new();
    let steps = succession.entry_steps.iter();
    let removed = steps.filter(|step| step.reason == Some(SuccessionRemovalReason::Discipline));
    removed
        .filter_map(|step| {
            let entry = succession.entries.iter().find(|entry| entry.id == step.entry_id)?;
            let measure = || {
                measure(entry.official_id, DisciplineKind::Reprimand, step.effective_on - Days::new(20), LAND)
            };
            disciplined.insert(entry.official_id).then(measure)
        })
        .collect()
}

fn others(registry: &Registry, chronicle: &Chronicle) -> Vec<discipline::Model> {
    OTHERS
        .into_iter()
        .filter_map(|(kind, decided_on, reason)| {
            let people = chronicle.people_on(decided_on).into_iter();
            let keys: Vec<String> =
                people.map(|official| registry.people.get(official).key.clone()).collect();
            let key = lot(reason, &keys, 1).into_iter().next()?;
            Some(measure(registry.people.by_key(&key), kind, decided_on, reason))
        })
        .collect()
}

/// A measure; all but a dismissal cease to bear on pool and plan after a year.
fn measure(
    official: OfficialId,
    kind: DisciplineKind,
    decided_on: NaiveDate,
    reason: &str,
) -> discipline::Model {
    let key = format!("{}@{decided_on}", official.0);
    discipline::Model {
        id: id("discipline", &key),
        official_id: official,
        kind,
        decided_on,
        ends_on: (kind != DisciplineKind::Dismissal).then(|| decided_on + Months::new(12)),
        decision: Some(format!("{}/QĐ-UBND", Chance::of("discipline", &key).between(100, 4000))),
        reason: reason.to_owned(),
        version: 1,
    }
}
