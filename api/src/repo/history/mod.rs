//! What happened to a thing: the changes of it, and of what belongs to it, of the classes that the viewer reads.
//!
//! A history is of what the viewer sees today: of a person whose file has gone elsewhere it tells nothing, and of what is not in the
//! file yet neither. Places in it are made of what is shown: the instant, the thing, and how many changes of it that instant has
//! seen; neither the sequence nor the hash of an entry is part of one.
//!
//! It is read in three steps, each for all histories that are asked for at once: which things belong to them, a union of small
//! selects; where their changes stand, found by the index of things over the entries; and the entries of those that are shown. Why not in
//! one statement: decision 0011.

mod things;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::class::{Classified, ConfidentialityClass as Class};
use entity::value::JournalStream;
use entity::{
    journal_entry, succession_entry, succession_entry_step, succession_round, succession_round_step,
};
use sea_orm::{ColumnTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::journal::JournalRow;
use super::list::{Part as Value, Position};
use super::nested::{ListOf, PARENT, PART, Part, grouped};
use super::{Reader, RepoError, Visible};
use crate::journal;
use crate::policy::journal::{JournalSight, history_sight};
use things::THING;

/// What a history is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryOf {
    /// A unit, with its versions and what it became or came from.
    Unit,
    /// A person, with all that belongs to the person.
    Official,
    /// An affiliation.
    Affiliation,
    /// An appointment.
    Appointment,
    /// An assessment of locality.
    LocalityAssessment,
    /// A qualification.
    Qualification,
    /// A rating.
    Rating,
    /// A disciplinary measure of the state.
    Discipline,
    /// A disciplinary measure of the Party.
    PartyDiscipline,
    /// An authorisation of seats.
    Post,
    /// An enrolment, with its steps.
    Enrolment,
    /// An entry of a source pool, with its reviews.
    SourcePoolEntry,
    /// A review of an entry of a source pool.
    SourcePoolReview,
    /// A report of a source pool.
    SourcePoolReport,
    /// A Party standing committee.
    StandingCommittee,
    /// A membership of a Party standing committee.
    StandingCommitteeMembership,
    /// A succession round, with its steps.
    SuccessionRound,
    /// An entry of a succession round, with its steps.
    SuccessionEntry,
    /// A course, with its steps and the places that it keeps for units.
    Course,
    /// A training plan, with its items and steps.
    TrainingPlan,
    /// A deadline of what units owe.
    Deadline,
    /// A programme, with what it rests on, its key titles and reporting dates.
    Programme,
    /// A target, with its versions.
    Target,
    /// An account, with its grants, its holder, proposals about it, and what a machine has.
    Account,
    /// A grant of an account.
    AccountGrant,
    /// A proposal about an account.
    AccountProposal,
    /// A secret or a key of a machine.
    ServiceProof,
}

/// The history of a thing, as read today.
pub type History = ListOf<Uuid, HistoryOf>;

/// Where a change stands in the histories that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangePlace {
    at: DateTime<Utc>,
    thing: Thing,
    /// How many changes of the thing the instant had seen with this one.
    nth: i64,
    sequence: i64,
}

impl ChangePlace {
    /// When.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The place as cursors hold it.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::new([
            Value::Instant(self.at),
            Value::Text(self.thing.table.to_owned()),
            Value::Id(self.thing.id),
            Value::Sequence(self.nth),
        ])
    }
}

/// A row that the journal tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Thing {
    table: &'static str,
    id: Uuid,
}

impl Reader {
    /// The places of the changes in histories, the earliest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn histories(
        &self,
        asked: &[History],
    ) -> Result<HashMap<History, Arc<[Visible<ChangePlace>]>>, RepoError> {
        let things = self.things_of(asked).await?;
        self.note_asked(asked);
        let all: BTreeSet<Thing> = things.values().flatten().copied().collect();
        let all: Vec<Thing> = all.into_iter().collect();
        let places = self.places_of(&all).await?;
        let history = |list: &History| {
            let things: HashSet<Thing> = things.get(list).into_iter().flatten().copied().collect();
            let mut places: Vec<_> =
                things.iter().filter_map(|thing| places.get(thing)).flatten().cloned().collect();
            places.sort_unstable();
            (*list, places.into_iter().map(Visible::new).collect())
        };
        Ok(asked.iter().map(history).collect())
    }

    /// The entries of changes, with their values and, for whoever reads accounts, the accounts that made them.
    ///
    /// # Errors
    /// [`RepoError::Inconsistent`] if a value does not open; [`RepoError`] when the database fails.
    pub async fn changes(
        &self,
        places: &[Visible<ChangePlace>],
    ) -> Result<HashMap<Visible<ChangePlace>, Visible<JournalRow>>, RepoError> {
        use journal_entry::Column;
        let (mut entries, mut values) = (HashMap::with_capacity(places.len()), BTreeMap::new());
        for places in places.chunks(self.most_keys()) {
            let select = self
                .select::<journal_entry::Entity>()?
                .filter(Column::Stream.eq(JournalStream::Data))
                .filter(Column::Class.is_in(self.classes_of_histories()))
                .filter(Column::Sequence.is_in(places.iter().map(|place| place.sequence)));
            let found = select.all(self.database()).await?;
            let is_whole =
                |entry: &&journal_entry::Model| self.history_sight(entry.class) == JournalSight::Whole;
            let whole: Vec<_> = found.iter().filter(is_whole).collect();
            let opened = journal::of_entries(self.database(), self.keys().journal(), &whole).await;
            values.extend(
                opened
                    .map_err(|error| RepoError::Inconsistent(format!("a value of the journal: {error}")))?,
            );
            entries.extend(found.into_iter().map(|entry| (entry.sequence, entry)));
        }
        self.note_planned(entries.values());
        let actors = match self.viewer().reads(Class::Account) {
            true => self.journal_actors(entries.values().filter_map(|entry| entry.actor_id)).await?,
            false => HashMap::new(),
        };
        let row = |place: &Visible<ChangePlace>| {
            let entry = entries.get(&place.sequence)?.clone();
            let row = JournalRow {
                sight: self.history_sight(entry.class),
                value: values.get(&(entry.stream, entry.sequence)).cloned(),
                actor: entry.actor_id.and_then(|actor| actors.get(&actor).cloned()),
                entry,
            };
            Some((place.clone(), Visible::new(row)))
        };
        Ok(places.iter().filter_map(row).collect())
    }

    fn history_sight(&self, class: Class) -> JournalSight {
        history_sight(self.viewer(), class)
    }

    fn classes_of_histories(&self) -> impl Iterator<Item = Class> + '_ {
        Class::ALL.into_iter().filter(|class| self.history_sight(*class) != JournalSight::Nothing)
    }

    /// The things whose changes belong to histories.
    async fn things_of<'a>(
        &self,
        asked: &'a [History],
    ) -> Result<HashMap<&'a History, Vec<Thing>>, RepoError> {
        let (mut tables, mut parts) = (Vec::new(), Vec::new());
        for ((on, of), group) in grouped(asked, |list| (list.on, list.filter)) {
            for group in group.chunks(self.most_keys()) {
                let named: Vec<Uuid> = group.iter().map(|list| list.parent).collect();
                for (table, statement) in self.tables_of(on, of, &named)? {
                    tables.push(table);
                    parts.push(Part { keys: group.to_vec(), statement });
                }
            }
        }
        let read = |row: &QueryResult| {
            let table = usize::try_from(row.try_get::<i32>("", PART)?).ok();
            let table = table.and_then(|part| tables.get(part).copied());
            let table =
                table.ok_or_else(|| RepoError::Inconsistent("a part was not asked for".to_owned()))?;
            Ok(Thing { table, id: row.try_get("", THING)? })
        };
        self.read_parts(parts, |list: &History| list.parent, read).await
    }

    /// Where the changes of things stand, the earliest first: by what an index holds, which is all that is asked here.
    async fn places_of<'a>(
        &self,
        things: &'a [Thing],
    ) -> Result<HashMap<&'a Thing, Vec<ChangePlace>>, RepoError> {
        use journal_entry::Column;
        let mut of_tables: BTreeMap<&'static str, Vec<&Thing>> = BTreeMap::new();
        for thing in things {
            of_tables.entry(thing.table).or_default().push(thing);
        }
        let mut parts = Vec::new();
        for (table, things) in of_tables {
            for things in things.chunks(self.most_keys()) {
                let statement = self
                    .select::<journal_entry::Entity>()?
                    .select_only()
                    .columns([Column::RecordedAt, Column::Sequence])
                    .expr_as(Column::ObjectId.into_expr(), PARENT)
                    .filter(Column::ObjectType.eq(table))
                    .filter(Column::ObjectId.is_in(things.iter().map(|thing| thing.id)))
                    .filter(Column::Stream.eq(JournalStream::Data))
                    .into_query();
                parts.push(Part { keys: things.to_vec(), statement });
            }
        }
        let read = |row: &QueryResult| Ok((row.try_get("", "recorded_at")?, row.try_get("", "sequence")?));
        let found = self.read_parts(parts, |thing: &Thing| thing.id, read).await?;
        Ok(found.into_iter().map(|(thing, rows)| (thing, numbered(*thing, rows))).collect())
    }

    /// Notes that it was asked what was planned.
    fn note_asked(&self, asked: &[History]) {
        if self.history_sight(Class::Succession) == JournalSight::Nothing {
            return;
        }
        let is_asked = |wanted: &[HistoryOf]| asked.iter().any(|list| wanted.contains(&list.filter));
        if is_asked(&[HistoryOf::Official, HistoryOf::SuccessionEntry]) {
            self.note_read::<succession_entry::Entity>([]);
        }
        if is_asked(&[HistoryOf::SuccessionRound]) {
            self.note_read::<succession_round::Entity>([]);
        }
    }

    /// Notes what was read of plans.
    fn note_planned<'a>(&self, entries: impl Iterator<Item = &'a journal_entry::Model> + Clone) {
        self.note_changes_of::<succession_entry::Entity>(entries.clone());
        self.note_changes_of::<succession_entry_step::Entity>(entries.clone());
        self.note_changes_of::<succession_round::Entity>(entries.clone());
        self.note_changes_of::<succession_round_step::Entity>(entries);
    }

    fn note_changes_of<'a, E: Classified>(&self, entries: impl Iterator<Item = &'a journal_entry::Model>) {
        let of_table = entries.filter(|entry| entry.object_type == E::default().table_name());
        let mut rows = of_table.filter_map(|entry| entry.object_id).peekable();
        if rows.peek().is_some() {
            self.note_read::<E>(rows);
        }
    }
}

/// The places of a thing's changes: at each instant the first one, the second one, and so on.
fn numbered(thing: Thing, mut rows: Vec<(DateTime<Utc>, i64)>) -> Vec<ChangePlace> {
    rows.sort_unstable();
    let mut places: Vec<ChangePlace> = Vec::with_capacity(rows.len());
    for (at, sequence) in rows {
        let before = places.last().filter(|place| place.at == at).map_or(0, |place| place.nth);
        places.push(ChangePlace { at, thing, nth: before.saturating_add(1), sequence });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_changes_of_a_thing_then_numbered_within_each_instant_in_the_order_of_the_journal() {
        let thing = Thing { table: "post", id: Uuid::from_u128(1) };
        let [early, late] = [0, 1].map(|second| DateTime::UNIX_EPOCH + chrono::Duration::seconds(second));
        let places = numbered(thing, vec![(late, 7), (early, 4), (late, 5), (early, 2)]);
        let told: Vec<_> = places.iter().map(|place| (place.at, place.nth, place.sequence)).collect();
        assert_eq!(told, [(early, 1, 2), (early, 2, 4), (late, 1, 5), (late, 2, 7)]);
    }

    #[test]
    fn given_places_then_ordered_as_their_positions_and_no_sequence_in_these() {
        let thing = |table, id| Thing { table, id: Uuid::from_u128(id) };
        let at = DateTime::UNIX_EPOCH;
        let place = |thing, nth, sequence| ChangePlace { at, thing, nth, sequence };
        let places =
            [place(thing("post", 2), 1, 9), place(thing("post", 2), 2, 3), place(thing("unit", 1), 1, 1)];
        assert!(places.is_sorted() && places.iter().map(ChangePlace::position).is_sorted());
        assert_eq!(place(thing("post", 2), 1, 10).position(), places[0].position());
    }
}
