//! The journal, as a viewer may read it: entries of the classes in its sight, the latest first. Neither the sequence nor
//! the hash of an entry leaves this module, but sealed; nor a count of anything else than what is in sight.

use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, UnitId};
use entity::value::JournalOperation;
use entity::{account, journal_entry};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, QueryFilter, QueryTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::list::{Direction, Keys, Part, Position};
use super::recorded::JournalRead;
use super::{Page, Reader, RepoError, Slice, Visible};
use crate::journal;
use crate::policy::journal::{JournalSight, classes_in_sight, journal_sight};

/// An entry as its viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// The header.
    pub entry: journal_entry::Model,
    /// How much of the entry is seen.
    pub sight: JournalSight,
    /// What was sealed with it; none where that is not seen, and where there is none.
    pub value: Option<Value>,
    /// The account that did it; none for the console and for strangers.
    pub actor: Option<JournalActor>,
}

/// An account as the journal names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalActor {
    /// The account.
    pub id: AccountId,
    /// The name that it logs in with.
    pub username: String,
    /// The name shown.
    pub display_name: String,
}

/// Which entries to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JournalConditions {
    /// By this account.
    pub actor: Option<Uuid>,
    /// About this thing.
    pub object: Option<Uuid>,
    /// About things of one of these kinds.
    pub object_types: Option<Vec<String>>,
    /// One of these operations.
    pub operations: Option<Vec<JournalOperation>>,
    /// About data of one of these classes.
    pub classes: Option<Vec<ConfidentialityClass>>,
    /// About things of this unit itself.
    pub unit: Option<UnitId>,
    /// Recorded at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Recorded before this instant.
    pub to: Option<DateTime<Utc>>,
}

impl JournalConditions {
    /// The conditions as the record of a reading tells them: those that were given.
    fn told(&self) -> Value {
        let operations = self.operations.as_ref().map(|words| words.iter().map(ActiveEnum::to_value));
        let classes = self.classes.as_ref().map(|classes| classes.iter().map(ActiveEnum::to_value));
        let mut told = json!({
            "actor": self.actor,
            "object": self.object,
            "objectTypes": self.object_types,
            "operations": operations.map(Iterator::collect::<Vec<_>>),
            "classes": classes.map(Iterator::collect::<Vec<_>>),
            "unit": self.unit,
            "from": self.from,
            "to": self.to,
        });
        if let Some(members) = told.as_object_mut() {
            members.retain(|_, value| *value != Value::Null);
        }
        told
    }
}

impl Reader {
    /// A page of the entries in sight, the latest first. That they were read is noted.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that reads no journal, and for a condition on a class that it sees nothing
    /// of; [`RepoError::Inconsistent`] if a value does not open; [`RepoError`] when the database fails.
    pub async fn journal(
        &self,
        conditions: &JournalConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<JournalRow>, Position)>, RepoError> {
        use journal_entry::Column;
        let keys = Keys::by(Column::RecordedAt.into_expr(), Direction::Descending)
            .then(Column::Stream.into_expr(), Direction::Descending)
            .then(Column::Sequence.into_expr(), Direction::Descending);
        let position = |entry: &journal_entry::Model| {
            Position::new([
                Part::Instant(entry.recorded_at),
                Part::Text(entry.stream.to_value()),
                Part::Sequence(entry.sequence),
            ])
        };
        let slice = self.page_of(self.journal_list(conditions)?, &keys, page, position).await?;
        self.note_journal_read(read_of(conditions, slice.items.iter().map(|(entry, _)| &**entry)));
        self.with_values_and_actors(slice).await
    }

    /// How many entries are in sight.
    ///
    /// # Errors
    /// As [`journal`](Self::journal).
    pub async fn journal_count(&self, conditions: &JournalConditions) -> Result<u64, RepoError> {
        self.count_of(self.journal_list(conditions)?).await
    }

    fn journal_list(&self, conditions: &JournalConditions) -> Result<SelectStatement, RepoError> {
        use journal_entry::Column;
        let in_sight = classes_in_sight(self.viewer().role);
        let asked = conditions.classes.clone().unwrap_or_else(|| in_sight.clone());
        if in_sight.is_empty() || asked.iter().any(|class| !in_sight.contains(class)) {
            return Err(RepoError::Forbidden);
        }
        let select = self.select::<journal_entry::Entity>()?.filter(Column::Class.is_in(asked)).filter(
            Condition::all()
                .add_option(conditions.actor.map(|actor| Column::ActorId.eq(actor)))
                .add_option(conditions.object.map(|object| Column::ObjectId.eq(object)))
                .add_option(conditions.object_types.clone().map(|types| Column::ObjectType.is_in(types)))
                .add_option(conditions.operations.clone().map(|words| Column::Operation.is_in(words)))
                .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                .add_option(conditions.from.map(|from| Column::RecordedAt.gte(from)))
                .add_option(conditions.to.map(|to| Column::RecordedAt.lt(to))),
        );
        Ok(select.into_query())
    }

    async fn with_values_and_actors(
        &self,
        slice: Slice<(Visible<journal_entry::Model>, Position)>,
    ) -> Result<Slice<(Visible<JournalRow>, Position)>, RepoError> {
        let role = self.viewer().role;
        let entries: Vec<_> = slice.items.iter().map(|(entry, _)| &**entry).collect();
        let whole: Vec<_> = entries
            .iter()
            .copied()
            .filter(|entry| journal_sight(role, entry.class) == JournalSight::Whole)
            .collect();
        let mut values = journal::of_entries(self.database(), self.keys().journal(), &whole)
            .await
            .map_err(|error| RepoError::Inconsistent(format!("a value of the journal: {error}")))?;
        let actors = self.journal_actors(entries.iter().filter_map(|entry| entry.actor_id)).await?;
        Ok(slice.map(|(entry, position)| {
            let entry = entry.into_inner();
            let row = JournalRow {
                sight: journal_sight(role, entry.class),
                value: values.remove(&(entry.stream, entry.sequence)),
                actor: entry.actor_id.and_then(|actor| actors.get(&actor).cloned()),
                entry,
            };
            (Visible::new(row), position)
        }))
    }

    pub(super) async fn journal_actors(
        &self,
        actors: impl Iterator<Item = AccountId>,
    ) -> Result<HashMap<AccountId, JournalActor>, RepoError> {
        let actors: BTreeSet<_> = actors.collect();
        if actors.is_empty() {
            return Ok(HashMap::new());
        }
        let select = self.select::<account::Entity>()?.filter(account::Column::Id.is_in(actors));
        let accounts = select.all(self.database()).await?;
        let named = |row: account::Model| {
            (row.id, JournalActor { id: row.id, username: row.username, display_name: row.display_name })
        };
        Ok(accounts.into_iter().map(named).collect())
    }
}

/// What the record of a reading tells of the entries that were read: how many, and a hash over theirs.
fn read_of<'e>(
    conditions: &JournalConditions,
    entries: impl ExactSizeIterator<Item = &'e journal_entry::Model>,
) -> JournalRead {
    let count = entries.len();
    let mut hashes = Context::new(&SHA256);
    entries.for_each(|entry| hashes.update(&entry.hash));
    JournalRead { filter: conditions.told(), count, hash: URL_SAFE_NO_PAD.encode(hashes.finish()) }
}
