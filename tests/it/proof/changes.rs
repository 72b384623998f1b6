//! Changes that histories tell of: of each person of the base a correction, by values and for a reason that are the person's own,
//! so that they differ where the person does; and one of each unit, which everybody may read. Beside them citizen numbers that were referred:
//! to an office that the proof is for, of somebody whom it sees and of somebody whom it does not; and to another office.

use api::clock::Clock;
use api::demo::District;
use api::journal::Entry;
use api::work::{Actor, Work, WorkError};
use canbo_tests::{NOW, Server, TODAY, day, keys};
use chrono::{DateTime, TimeDelta, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::official;
use entity::value::{JournalOperation, JournalStream, Role};
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::administration::Administration;
use super::sight::{Seen, Sight};
use super::viewer::{Viewer, unit_at};
use super::world;

/// What the journal tells of beside what was written.
pub(super) struct Changes {
    data: Vec<Entry>,
    access: Vec<Entry>,
}

/// What happened in a world with these rows.
pub(super) fn of(rows: &District, administration: Administration) -> Changes {
    Changes { data: of_rows(rows, administration), access: referrals(administration) }
}

fn of_rows(rows: &District, administration: Administration) -> Vec<Entry> {
    let base = world::base();
    let people =
        base.officials.iter().filter_map(|row| rows.officials.iter().find(|other| other.id == row.id));
    let mut entries: Vec<Entry> = people.map(of_person).collect();
    entries.extend(base.units.iter().map(|row| Entry {
        actor: Some(administration.account(0)),
        request: None,
        object_type: "unit",
        object: Some(row.id.0),
        unit: Some(row.id),
        class: ConfidentialityClass::Directory,
        operation: JournalOperation::Correct,
        reason: Some("Sửa tên".to_owned()),
        value: Some(with_role(json!({ "before": { "note": "a" }, "after": { "note": "b" } }))),
    }));
    entries
}

fn of_person(row: &official::Model) -> Entry {
    let before = official::Model { full_name: format!("{} (cũ)", row.full_name), ..row.clone() };
    let mut entry = Entry::corrected(&before, row, None, format!("Sửa tên {}", row.full_name)).unwrap();
    entry.actor = Some(Viewer::WideOffice.account());
    entry.value = entry.value.map(with_role);
    entry
}

/// Of whom the office is told is hidden where it does not see the person, and so is what another office is told: by whom, of whom, and how often.
fn referrals(administration: Administration) -> Vec<Entry> {
    let base = world::base();
    let grants = Viewer::Office.of(&base).grants;
    let sight = Sight::new(&base, &grants);
    let [in_sight, hidden] = [Seen::Still, Seen::Never].map(|wanted| {
        let people = base.officials.iter().map(|row| row.id);
        people.filter(|id| sight.of_official(*id) == wanted).take(2).collect::<Vec<_>>()
    });
    let unit = *sight.scope(day(TODAY)).first().unwrap();
    let other = unit_of_another_office();
    let one_of = |people: &[OfficialId]| administration.of(people[0], people[1]);
    let mut told = vec![
        referral(Some(other), one_of(&hidden), administration.of(Role::Commune, Role::District)),
        referral(Some(unit), in_sight[0], Role::Commune),
        referral(Some(other), one_of(&in_sight), Role::Commune),
        referral(Some(unit), one_of(&hidden), Role::Commune),
    ];
    if administration == Administration::Hidden {
        told.insert(1, referral(Some(other), in_sight[0], Role::Commune));
    }
    told
}

/// A unit whose referrals the office that the proof is for is not told of: another district, which was in the scope of a wider office until it ended.
pub(super) fn unit_of_another_office() -> UnitId {
    unit_at(&world::base(), "275", "2023-12-31")
}

/// The entry of a number that was referred from a unit.
pub(super) fn referral(unit: Option<UnitId>, official: OfficialId, role: Role) -> Entry {
    Entry {
        actor: Some(Viewer::Commune.account()),
        request: None,
        object_type: "official_identity",
        object: Some(official.into()),
        unit,
        class: ConfidentialityClass::Identity,
        operation: JournalOperation::Denied,
        reason: None,
        value: Some(json!({ "column": "citizen_number", "by": { "role": role } })),
    }
}

fn with_role(mut value: Value) -> Value {
    value["by"] = json!({ "role": "DISTRICT", "session": null, "address": null });
    value
}

/// Writes them, after all that was written before.
pub(super) async fn write(server: &Server, changes: Changes) {
    let clock = Clock::fixed(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(1), day(TODAY));
    let work = Work::new(server.database().clone(), keys(), clock);
    let written = work.unit(Actor::CONSOLE, move |unit| {
        for (stream, entries) in
            [(JournalStream::Data, changes.data), (JournalStream::Access, changes.access)]
        {
            entries.into_iter().for_each(|entry| unit.record(stream, entry));
        }
        std::future::ready(Ok::<(), WorkError>(())).boxed()
    });
    written.await.unwrap();
}
