//! Changes that histories tell of: of each person of the base a correction, by values and for a reason that are the person's own,
//! so that they differ where the person does; and one of a unit, which everybody may read.

use api::demo::District;
use api::journal::Entry;
use api::work::{Actor, WorkError};
use canbo_tests::Server;
use entity::class::ConfidentialityClass;
use entity::official;
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::administration::{Administration, Held};
use super::viewer::Viewer;
use super::world;

/// The changes of a world's rows.
pub(super) fn of(rows: &District, administration: Administration) -> Vec<Entry> {
    let base = world::base();
    let people =
        base.officials.iter().filter_map(|row| rows.officials.iter().find(|other| other.id == row.id));
    let mut entries: Vec<Entry> = people.map(of_person).collect();
    entries.push(Entry {
        actor: Some(administration.account(0)),
        request: None,
        object_type: "unit",
        object: Some(Held::new().units[0].0),
        unit: Some(Held::new().units[0]),
        class: ConfidentialityClass::Directory,
        operation: JournalOperation::Correct,
        reason: Some("Sửa tên".to_owned()),
        value: Some(with_role(json!({ "before": { "note": "a" }, "after": { "note": "b" } }))),
    });
    entries
}

fn of_person(row: &official::Model) -> Entry {
    let before = official::Model { full_name: format!("{} (cũ)", row.full_name), ..row.clone() };
    let mut entry = Entry::corrected(&before, row, None, format!("Sửa tên {}", row.full_name)).unwrap();
    entry.actor = Some(Viewer::WideOffice.account());
    entry.value = entry.value.map(with_role);
    entry
}

fn with_role(mut value: Value) -> Value {
    value["by"] = json!({ "role": "DISTRICT", "session": null, "address": null });
    value
}

/// Writes them.
pub(super) async fn write(server: &Server, entries: Vec<Entry>) {
    let written = server.app().work.unit(Actor::CONSOLE, move |unit| {
        for entry in entries {
            unit.record(JournalStream::Data, entry);
        }
        std::future::ready(Ok::<(), WorkError>(())).boxed()
    });
    written.await.unwrap();
}
