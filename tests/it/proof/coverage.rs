//! What the corpus reaches, and that there is something to be seen there.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use api::demo::District;
use canbo_tests::{Dbms, SchemaTypes, can_run, in_runtime};
use serde_json::Value;

use super::administration::Administration;
use super::corpus::paths::{asked, reachable};
use super::corpus::{BOTH_DAYS, Corpus};
use super::told::Told;
use super::viewer::Viewer;
use super::{served, twin, values, world};

/// Fields of other classes than the directory's that tell the same in both: histories of things of the directory, which everybody
/// reads; what the latest changes say that these walks meet, which are of units; what is owed, which follows from units and deadlines, while how far it
/// has come differs; what a series was asked for; and of what would be published, the day, the role that asks, the targets that it publishes and the roles that would
/// read of them: parts are withheld from machines alone, where numbers are few in both. What changes of people say is compared by the twins.
const ALIKE: [&str; 22] = [
    "ChangeActor.role",
    "ChangedField.before",
    "Course.history",
    "Deadline.history",
    "JournalEntry.class",
    "Obligation.asOf",
    "Obligation.dueOn",
    "Obligation.kind",
    "Obligation.legalBasis",
    "Obligation.year",
    "ObligationConnection.pageInfo",
    "ObligationConnection.totalCount",
    "ObligationEdge.cursor",
    "PreviewedReading.role",
    "PreviewedReading.withheldParts",
    "PreviewedValue.target",
    "Programme.history",
    "PublicationPreview.asOf",
    "PublicationPreview.role",
    "ReportSeriesPoint.asOf",
    "ReportSeriesPoint.year",
    "Target.history",
];

/// Whose answers show that there is something to be seen: everything differs from what they see in the twin of somebody
/// who may see the directory alone.
const READERS: [Viewer; 4] = [Viewer::WideOffice, Viewer::WideParty, Viewer::Platform, Viewer::Administrator];

#[test]
fn ar_01_given_the_schema_then_the_corpus_asks_every_field() {
    let base = world::base();
    let types = SchemaTypes::served();
    let twin = twin::of(&base, Viewer::Office);
    let reached = Corpus::new(&types, &values(&base, &twin, Viewer::Office), &BOTH_DAYS).reached;
    let missed: Vec<String> = fields(&types)
        .into_iter()
        .filter(|field| !reached.contains(field))
        .map(|(name, field)| format!("{name}.{field}"))
        .collect();
    assert_eq!(missed, Vec::<String>::new(), "no document asks these fields");
}

#[test]
fn ar_01_given_the_twins_then_every_field_has_a_value_and_what_is_hidden_differs_on_sqlite() {
    in_runtime(differ(Dbms::Sqlite));
}

#[test]
fn ar_01_given_the_twins_then_every_field_has_a_value_and_what_is_hidden_differs_on_postgresql() {
    in_runtime(differ(Dbms::Postgres));
}

async fn differ(dbms: Dbms) {
    if !can_run(dbms, module_path!()).await {
        return;
    }
    let base = world::base();
    let twin = twin::of_nobody(&base);
    let types = SchemaTypes::served();
    let values = values(&base, &twin, Viewer::Administrator);
    let corpus = Corpus::of_walks(&types, &values, &BOTH_DAYS);
    let seen = async |rows: District, administration: Administration| {
        let server = served(dbms, rows, administration, |app| app).await;
        let mut seen = SeenValues::default();
        for viewer in READERS {
            let client = server.client_of(viewer.username()).await;
            for document in &corpus.documents {
                let (told, body) = Told::ask_and_read(&client, document).await;
                assert_eq!(told.status, 200, "{viewer:?}: {document}: {}", told.text);
                // The root's own fields are called by other names; what they give is told by its types.
                for called in body["data"].as_object().into_iter().flat_map(|data| data.values()) {
                    seen.walk(&types, "", called);
                }
            }
        }
        server.close().await;
        seen
    };
    let (of_base, of_twin) =
        tokio::join!(seen(base, Administration::Known), seen(twin, Administration::Hidden));
    let mut without = Vec::new();
    let mut same = Vec::new();
    for (name, field) in fields(&types).into_iter().filter(|(name, _)| name != "Query") {
        let Some(values) = of_base.of(&name, &field) else {
            without.push(format!("{name}.{field}"));
            continue;
        };
        let is_hidden = types.class(&name, &field).is_some_and(|class| class != "DIRECTORY");
        if is_hidden && Some(values) == of_twin.of(&name, &field) {
            same.push(format!("{name}.{field}"));
        }
    }
    same.retain(|field| !ALIKE.contains(&field.as_str()));
    assert!(
        without.is_empty() && same.is_empty(),
        "these fields have no value for anybody who may read them: {without:?}; these have the same values in both databases: {same:?}"
    );
}

/// Every field of every type that is reached from the root of reads.
fn fields(types: &SchemaTypes) -> Vec<(String, String)> {
    let of = |name: String| {
        asked(types, &name).map(|field| (name.clone(), field.name.node.to_string())).collect::<Vec<_>>()
    };
    reachable(types).into_iter().flat_map(of).collect()
}

/// The values that were seen of each field, hashed, each beside where it was seen: the thing that has a key, and the way from
/// there.
#[derive(Default)]
struct SeenValues(BTreeMap<(String, String), BTreeSet<(String, u64)>>);

impl SeenValues {
    fn of(&self, name: &str, field: &str) -> Option<&BTreeSet<(String, u64)>> {
        self.0.get(&(name.to_owned(), field.to_owned()))
    }

    fn walk(&mut self, types: &SchemaTypes, place: &str, value: &Value) {
        match value {
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.walk(types, &format!("{place}/{number}"), item);
                }
            }
            Value::Object(object) => {
                let name = object.get("__typename").and_then(Value::as_str).unwrap();
                let place = object.get("key").and_then(Value::as_str).unwrap_or(place);
                for (field, value) in object.iter().filter(|(field, _)| *field != "__typename") {
                    self.note(types, name, place, (field, value));
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, types: &SchemaTypes, name: &str, place: &str, (field, value): (&str, &Value)) {
        if value.is_null() {
            return;
        }
        let mut shown = DefaultHasher::new();
        value.to_string().hash(&mut shown);
        // A field that is asked in several ways has a number for each.
        let asked = field.trim_end_matches(|last: char| last.is_ascii_digit()).to_owned();
        self.0.entry((name.to_owned(), asked)).or_default().insert((place.to_owned(), shown.finish()));
        // The interface gives the id, whatever the type.
        if field == "id" && types.implementations("Node").any(|other| other == name) {
            self.0.entry(("Node".to_owned(), "id".to_owned())).or_default().insert(Default::default());
        }
        self.walk(types, &format!("{place}/{field}"), value);
    }
}
