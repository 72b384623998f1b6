//! What is done to the installation rather than to its data: starting and stopping, another configuration, looking
//! into the journal; keys have a file of their own. Told in the ACCESS stream, in the class of accounts, which administrators read.

#![expect(clippy::disallowed_methods, reason = "the last start is looked up to compare with this one")]

use std::collections::{BTreeMap, BTreeSet};

use entity::class::ConfidentialityClass;
use entity::journal_entry::{self, Column};
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{Actor, UnitOfWork, Work, WorkError};
use crate::journal::{self, Entry};

/// The kinds of things that entries about the installation tell of, beside tables.
const SERVER: &str = "server";
const CONFIGURATION: &str = "configuration";
const JOURNAL: &str = "journal";

/// The configuration as the journal tells it: the text of each key that is no secret.
pub type Configuration = BTreeMap<String, String>;

/// Tells that a server of a version starts with a configuration; and if the last start was with another one, which of its
/// keys changed.
///
/// # Errors
/// The entries could not be written: a server whose start can't be told must not start.
pub async fn record_start(
    work: &Work,
    version: &'static str,
    configuration: Configuration,
) -> Result<(), WorkError> {
    let keys = work.keys().clone();
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            let before = last_configuration(unit, &keys).await?;
            if let Some(changed) = before.and_then(|before| change(&before, &configuration)) {
                tell(unit, CONFIGURATION, JournalOperation::Change, changed);
            }
            let started = json!({ "version": version, "configuration": configuration });
            tell(unit, SERVER, JournalOperation::Create, started);
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Tells that a server stops.
///
/// # Errors
/// The entry could not be written.
pub async fn record_stop(work: &Work, version: &'static str) -> Result<(), WorkError> {
    record(work, SERVER, JournalOperation::Remove, json!({ "version": version })).await
}

/// Tells that somebody at the console verified the journal, and what came of it.
///
/// # Errors
/// The entry could not be written.
pub async fn record_verification(work: &Work, outcome: &str) -> Result<(), WorkError> {
    let value = json!({ "purpose": "verification", "outcome": outcome });
    record(work, JOURNAL, JournalOperation::Read, value).await
}

async fn record(
    work: &Work,
    object_type: &'static str,
    operation: JournalOperation,
    value: Value,
) -> Result<(), WorkError> {
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            tell(unit, object_type, operation, value);
            Ok(())
        }
        .boxed()
    })
    .await
}

fn tell(unit: &mut UnitOfWork, object_type: &'static str, operation: JournalOperation, value: Value) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type,
        object: None,
        unit: None,
        class: ConfidentialityClass::Account,
        operation,
        reason: None,
        value: Some(value),
    };
    unit.record(JournalStream::Access, entry);
}

/// The configuration of the last start; none before the first, and where its value was erased.
async fn last_configuration(
    unit: &UnitOfWork,
    keys: &crate::keys::Keys,
) -> Result<Option<Configuration>, WorkError> {
    let last = journal_entry::Entity::find()
        .filter(Column::Stream.eq(JournalStream::Access))
        .filter(Column::ObjectType.eq(SERVER))
        .filter(Column::Operation.eq(JournalOperation::Create))
        .order_by_desc(Column::Sequence)
        .one(unit.transaction())
        .await?;
    let Some(last) = last else { return Ok(None) };
    let mut values = journal::of_entries(unit.transaction(), keys.journal(), &[&last]).await?;
    let value = values.remove(&(last.stream, last.sequence));
    let configuration = value.and_then(|value| value.get("configuration").cloned());
    Ok(configuration.and_then(|configuration| serde_json::from_value(configuration).ok()))
}

/// What changed from one configuration to another, in the form of a change of a row; none where nothing did.
fn change(before: &Configuration, after: &Configuration) -> Option<Value> {
    let keys = before.keys().chain(after.keys()).collect::<BTreeSet<_>>();
    let changed: Vec<_> = keys.into_iter().filter(|key| before.get(*key) != after.get(*key)).collect();
    let side = |configuration: &Configuration| {
        let texts = changed.iter().map(|key| ((*key).clone(), json!(configuration.get(*key))));
        texts.collect::<serde_json::Map<_, _>>()
    };
    (!changed.is_empty()).then(|| json!({ "before": side(before), "after": side(after), "changed": changed }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::fixture::Fixture;

    fn configuration(pairs: &[(&str, &str)]) -> Configuration {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    /// What the ACCESS stream tells: kind, operation and value of each entry.
    async fn told(fixture: &Fixture) -> Vec<(String, JournalOperation, Value)> {
        let entries = journal_entry::Entity::find()
            .filter(Column::Stream.eq(JournalStream::Access))
            .order_by_asc(Column::Sequence)
            .all(fixture.database.reader())
            .await
            .unwrap();
        let all: Vec<_> = entries.iter().collect();
        let keys = fixture.keys.journal();
        let mut values = journal::of_entries(fixture.database.reader(), keys, &all).await.unwrap();
        entries
            .into_iter()
            .map(|entry| {
                assert_eq!(entry.class, ConfidentialityClass::Account);
                assert_eq!((entry.actor_id, entry.request_id), (None, None));
                let value = values.remove(&(entry.stream, entry.sequence)).unwrap();
                (entry.object_type, entry.operation, value)
            })
            .collect()
    }

    #[tokio::test]
    async fn ad_04_given_a_server_when_it_starts_with_another_configuration_and_stops_then_one_event_each() {
        let fixture = Fixture::new().await;
        let first = configuration(&[("listen", "127.0.0.1:1"), ("workers", "2")]);
        let second = configuration(&[("listen", "127.0.0.1:1"), ("workers", "3")]);
        record_start(&fixture.work, "1.0", first.clone()).await.unwrap();
        record_stop(&fixture.work, "1.0").await.unwrap();
        record_start(&fixture.work, "1.0", first.clone()).await.unwrap();
        record_start(&fixture.work, "1.1", second.clone()).await.unwrap();
        use JournalOperation::{Change, Create, Remove};
        let start = |version: &str, configuration: &Configuration| {
            let value = json!({ "version": version, "configuration": configuration });
            ("server".to_owned(), Create, value)
        };
        let changed =
            json!({ "before": { "workers": "2" }, "after": { "workers": "3" }, "changed": ["workers"] });
        assert_eq!(
            told(&fixture).await,
            [
                start("1.0", &first),
                ("server".to_owned(), Remove, json!({ "version": "1.0" })),
                start("1.0", &first),
                ("configuration".to_owned(), Change, changed),
                start("1.1", &second),
            ]
        );
    }

    #[tokio::test]
    async fn ad_04_given_a_verification_then_one_event() {
        let fixture = Fixture::new().await;
        record_verification(&fixture.work, "whole").await.unwrap();
        let value = json!({ "purpose": "verification", "outcome": "whole" });
        assert_eq!(told(&fixture).await, [("journal".to_owned(), JournalOperation::Read, value)]);
    }

    #[test]
    fn given_a_key_of_the_configuration_that_came_or_went_then_it_is_a_change() {
        let (one, none) = (configuration(&[("a", "1")]), configuration(&[]));
        let came = change(&none, &one).unwrap();
        assert_eq!(came, json!({ "before": { "a": null }, "after": { "a": "1" }, "changed": ["a"] }));
        assert_eq!(change(&one, &one), None);
    }
}
