//! What happened to a thing: the changes of it, and of what belongs to it, of the classes that the viewer reads.
//!
//! A history is of what the viewer sees today: of a person whose file has gone elsewhere it tells nothing, and of what is not in the
//! file yet neither. Places in it are made of what is shown: the instant, the thing, and how many changes of it that instant has
//! seen; neither the sequence nor the hash of an entry is part of one.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::class::{Classified, ConfidentialityClass as Class};
use entity::value::JournalStream;
use entity::{
    affiliation, appointment, discipline, enrolment, enrolment_step, journal_entry, locality_assessment,
    official, official_identity, party_discipline, party_record, post, qualification, rating,
    source_pool_entry, standing_committee_membership, succession_entry, succession_entry_step,
    succession_round, unit, unit_version,
};
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait, Func, OverStatement, SelectStatement, UnionType, WindowStatement,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, Order, QueryFilter, QuerySelect,
    QueryTrait, RelationDef, Select,
};
use uuid::Uuid;

use super::file::FileEntry;
use super::journal::JournalRow;
use super::list::{Direction, Keys, Part, Position};
use super::nested::{ListOf, PageOf, Pages};
use super::{Reader, RepoError, Slice, Visible, steps};
use crate::journal;
use crate::policy::journal::{JournalSight, history_sight};

/// What a history is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryOf {
    /// A unit, with its versions.
    Unit,
    /// A person, with all that belongs to the person.
    Official,
    /// An appointment.
    Appointment,
    /// An assessment of locality.
    LocalityAssessment,
    /// A qualification.
    Qualification,
    /// A rating.
    Rating,
    /// A post.
    Post,
    /// An enrolment.
    Enrolment,
    /// An entry of a source pool.
    SourcePoolEntry,
    /// A membership of a Party standing committee.
    StandingCommitteeMembership,
}

/// The history of a thing, as read today.
pub type History = ListOf<Uuid, HistoryOf>;

/// Pages of histories, by what was asked for.
pub type HistoryPages = HashMap<PageOf<Uuid, HistoryOf>, Slice<(Visible<JournalRow>, Position)>>;

/// An entry, and how many entries of the same thing and instant there are up to it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct ChangeRow {
    #[sea_orm(nested)]
    entry: journal_entry::Model,
    nth: i64,
}

/// The entries, with what each history is of.
const CHANGES: &str = "changes";
const THINGS: &str = "things";
const OWNER: &str = "owner";
const KIND: &str = "kind";
const THING: &str = "thing";
const NTH: &str = "nth";

/// The most tables that one history is put together from.
const MOST_TABLES: usize = 17;

impl Reader {
    /// Pages of the histories of things, the latest change first.
    ///
    /// # Errors
    /// [`RepoError::Inconsistent`] if a value does not open; [`RepoError`] when the database fails.
    pub async fn histories(&self, asked: &[PageOf<Uuid, HistoryOf>]) -> Result<HistoryPages, RepoError> {
        let keys = Keys::by(of_change("recorded_at"), Direction::Descending)
            .then(of_change("object_type"), Direction::Ascending)
            .then(of_change("object_id"), Direction::Ascending)
            .then(of_change(NTH), Direction::Descending);
        let position = |row: &ChangeRow| {
            Position::new([
                Part::Instant(row.entry.recorded_at),
                Part::Text(row.entry.object_type.clone()),
                Part::Id(row.entry.object_id.unwrap_or_default()),
                Part::Sequence(row.nth),
            ])
        };
        if self.reads_no_history() {
            return Ok(asked.iter().map(|page| (page.clone(), Slice::empty())).collect());
        }
        let mut pages = HashMap::new();
        for asked in asked.chunks(self.most_histories()) {
            let named: Vec<Uuid> = asked.iter().map(|page| page.list.parent).collect();
            let list = |on, of: &HistoryOf| self.change_list(on, *of, &named);
            pages.extend(self.pages_of_each(asked, &keys, of_change(OWNER), list, position).await?);
        }
        self.note_planned(pages.keys().map(|page| &page.list), pages.values().flat_map(|page| &page.items));
        self.with_values(pages).await
    }

    /// How many changes the histories of things have.
    ///
    /// # Errors
    /// As [`histories`](Self::histories).
    pub async fn history_counts(&self, asked: &[History]) -> Result<HashMap<History, u64>, RepoError> {
        if self.reads_no_history() {
            return Ok(asked.iter().map(|list| (*list, 0)).collect());
        }
        let mut counts = HashMap::new();
        for asked in asked.chunks(self.most_histories()) {
            let named: Vec<Uuid> = asked.iter().map(|list| list.parent).collect();
            let list = |on, of: &HistoryOf| self.change_list(on, *of, &named);
            counts.extend(self.counts_of_each(asked, of_change(OWNER), list).await?);
        }
        self.note_planned(asked.iter(), []);
        Ok(counts)
    }

    /// How many histories one statement reads.
    fn most_histories(&self) -> usize {
        (self.most_keys() / MOST_TABLES).max(1)
    }

    fn reads_no_history(&self) -> bool {
        Class::ALL.into_iter().all(|class| self.history_sight(class) == JournalSight::Nothing)
    }

    fn history_sight(&self, class: Class) -> JournalSight {
        history_sight(self.viewer(), class)
    }

    /// The entries of the histories of some things, as one table.
    fn change_list(
        &self,
        on: NaiveDate,
        of: HistoryOf,
        named: &[Uuid],
    ) -> Result<SelectStatement, RepoError> {
        use journal_entry::Column;
        let classes =
            Class::ALL.into_iter().filter(|class| self.history_sight(*class) != JournalSight::Nothing);
        let mut entries = self
            .select::<journal_entry::Entity>()?
            .filter(Column::Stream.eq(JournalStream::Data))
            .filter(Column::Class.is_in(classes))
            .into_query();
        let things = |column: &'static str| Expr::col((Alias::new(THINGS), Alias::new(column)));
        let is_of = Condition::all()
            .add(Column::ObjectType.into_expr().eq(things(KIND)))
            .add(Column::ObjectId.into_expr().eq(things(THING)));
        let mut window = WindowStatement::new();
        for same in [things(OWNER), Column::RecordedAt.into_expr(), things(KIND), things(THING)] {
            window.add_partition_by(same);
        }
        window.order_by_expr(Column::Sequence.into_expr(), Order::Asc);
        entries
            .join_subquery(JoinType::InnerJoin, self.things(on, of, named)?, Alias::new(THINGS), is_of)
            .expr_as(things(OWNER), Alias::new(OWNER))
            .expr_window_as(Func::cust(Alias::new("row_number")), window, Alias::new(NTH));
        Ok(SelectStatement::new()
            .column((Alias::new(CHANGES), Asterisk))
            .from_subquery(entries, Alias::new(CHANGES))
            .take())
    }

    /// The things whose changes belong to the histories of what is named: in sight today, and of classes whose changes the viewer
    /// reads.
    fn things(&self, on: NaiveDate, of: HistoryOf, named: &[Uuid]) -> Result<SelectStatement, RepoError> {
        use HistoryOf::{
            Appointment, Enrolment, LocalityAssessment, Official, Post, Qualification, Rating,
            SourcePoolEntry, StandingCommitteeMembership, Unit,
        };
        let asked = Asked { reader: self, on, of, named };
        let tables = [
            asked.table::<unit::Entity>(unit::Column::Id, &[(Unit, unit::Column::Id.into_expr())], Ok)?,
            asked.table::<unit_version::Entity>(
                unit_version::Column::Id,
                &[(Unit, unit_version::Column::UnitId.into_expr())],
                Ok,
            )?,
            asked.table::<post::Entity>(
                post::Column::Id,
                &[(Post, post::Column::Id.into_expr())],
                |posts| {
                    let units: Vec<_> = self.scope(on).iter().collect();
                    Ok(posts
                        .filter(post::Column::UnitId.is_in(units))
                        .filter(post::Column::ValidFrom.lte(on)))
                },
            )?,
            asked.person::<official::Entity>(official::Column::Id)?,
            asked.person::<official_identity::Entity>(official_identity::Column::OfficialId)?,
            asked.person::<party_record::Entity>(party_record::Column::OfficialId)?,
            asked.file::<affiliation::Entity>(Official, affiliation::Column::ValidFrom.lte(on))?,
            asked.file::<appointment::Entity>(Appointment, appointment::Column::ValidFrom.lte(on))?,
            asked.file::<discipline::Entity>(Official, discipline::Column::DecidedOn.lte(on))?,
            asked.file::<party_discipline::Entity>(Official, party_discipline::Column::DecidedOn.lte(on))?,
            asked.file::<qualification::Entity>(Qualification, obtained_by(on))?,
            asked.file::<rating::Entity>(Rating, rating::Column::ProposedOn.lte(on))?,
            asked.file::<standing_committee_membership::Entity>(
                StandingCommitteeMembership,
                standing_committee_membership::Column::ValidFrom.lte(on),
            )?,
            asked.table::<locality_assessment::Entity>(
                locality_assessment::Column::Id,
                &[
                    (Official, appointment::Column::OfficialId.into_expr()),
                    (LocalityAssessment, locality_assessment::Column::Id.into_expr()),
                ],
                |assessments| {
                    let of_appointment = assessments.join(JoinType::InnerJoin, appointment_of_assessment());
                    let made = of_appointment.filter(locality_assessment::Column::AssessedOn.lte(on));
                    asked.in_sight(made, appointment::Column::OfficialId)
                },
            )?,
            asked.table::<enrolment::Entity>(
                enrolment::Column::Id,
                &[
                    (Official, enrolment::Column::OfficialId.into_expr()),
                    (Enrolment, enrolment::Column::Id.into_expr()),
                ],
                |enrolments| {
                    let status = steps::status::<enrolment_step::Entity>(enrolment::Column::Id, on);
                    asked.in_sight(enrolments.filter(status.is_not_null()), enrolment::Column::OfficialId)
                },
            )?,
            asked.table::<source_pool_entry::Entity>(
                source_pool_entry::Column::Id,
                &[
                    (Official, source_pool_entry::Column::OfficialId.into_expr()),
                    (SourcePoolEntry, source_pool_entry::Column::Id.into_expr()),
                ],
                |entries| {
                    let added = entries.filter(source_pool_entry::Column::AddedOn.lte(on));
                    asked.in_sight(added, source_pool_entry::Column::OfficialId)
                },
            )?,
            asked.table::<succession_entry::Entity>(
                succession_entry::Column::Id,
                &[(Official, succession_entry::Column::OfficialId.into_expr())],
                |entries| {
                    let status =
                        steps::status::<succession_entry_step::Entity>(succession_entry::Column::Id, on);
                    let planned = entries
                        .join(JoinType::InnerJoin, round_of_entry())
                        .filter(self.round_in_sight(on, None))
                        .filter(status.is_not_null());
                    asked.in_sight(planned, succession_entry::Column::OfficialId)
                },
            )?,
        ];
        let united = tables.into_iter().flatten().reduce(|mut all, table| {
            all.union(UnionType::All, table);
            all
        });
        united.ok_or(RepoError::Forbidden)
    }

    /// Notes that it was read who is planned: a person's history tells of it to whoever may read it.
    fn note_planned<'a>(
        &self,
        asked: impl IntoIterator<Item = &'a History>,
        rows: impl IntoIterator<Item = &'a (Visible<ChangeRow>, Position)>,
    ) {
        let of_people = asked.into_iter().any(|list| list.filter == HistoryOf::Official);
        if of_people && self.history_sight(Class::Succession) != JournalSight::Nothing {
            let planned = rows.into_iter().map(|(row, _)| &row.entry);
            let planned = planned.filter(|entry| entry.class == Class::Succession);
            self.note_read::<succession_entry::Entity>(planned.filter_map(|entry| entry.object_id));
        }
    }

    /// The entries of pages with their values and, for whoever reads accounts, the accounts that made them.
    async fn with_values(&self, pages: Pages<Uuid, HistoryOf, ChangeRow>) -> Result<HistoryPages, RepoError> {
        let entries: Vec<_> =
            pages.values().flat_map(|page| &page.items).map(|(row, _)| &row.entry).collect();
        let whole: Vec<_> = entries
            .iter()
            .copied()
            .filter(|entry| self.history_sight(entry.class) == JournalSight::Whole)
            .collect();
        let values = journal::of_entries(self.database(), self.keys().journal(), &whole)
            .await
            .map_err(|error| RepoError::Inconsistent(format!("a value of the journal: {error}")))?;
        let actors = match self.viewer().reads(Class::Account) {
            true => self.journal_actors(entries.iter().filter_map(|entry| entry.actor_id)).await?,
            false => HashMap::new(),
        };
        let row = |(row, position): (Visible<ChangeRow>, Position)| {
            let row = row.map(|row| JournalRow {
                sight: self.history_sight(row.entry.class),
                value: values.get(&(row.entry.stream, row.entry.sequence)).cloned(),
                actor: row.entry.actor_id.and_then(|actor| actors.get(&actor).cloned()),
                entry: row.entry.clone(),
            });
            (row, position)
        };
        Ok(pages.into_iter().map(|(asked, page)| (asked, page.map(row))).collect())
    }
}

/// Histories that are asked for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    reader: &'a Reader,
    on: NaiveDate,
    of: HistoryOf,
    named: &'a [Uuid],
}

impl Asked<'_> {
    /// The things of a table that belong to the histories: `owners` gives, by what a history is of, whose a thing is, and `shown`
    /// leaves those that the viewer sees. None where none belongs to them, or the viewer reads no changes of the class.
    fn table<E: Classified>(
        &self,
        thing: E::Column,
        owners: &[(HistoryOf, Expr)],
        shown: impl FnOnce(Select<E>) -> Result<Select<E>, RepoError>,
    ) -> Result<Option<SelectStatement>, RepoError> {
        let owner = owners.iter().find(|(of, _)| *of == self.of).map(|(_, owner)| owner);
        let is_read = self.reader.history_sight(E::CLASS) != JournalSight::Nothing;
        let Some(owner) = owner.filter(|_| is_read) else { return Ok(None) };
        let things = self
            .reader
            .select::<E>()?
            .select_only()
            .expr_as(Expr::val(E::default().table_name()), KIND)
            .expr_as(thing.into_expr(), THING)
            .expr_as(owner.clone(), OWNER)
            .filter(owner.clone().is_in(self.named.iter().copied()));
        Ok(Some(shown(things)?.into_query()))
    }

    /// Of a table, the one row of a person that has the person's id.
    fn person<E: Classified>(&self, person: E::Column) -> Result<Option<SelectStatement>, RepoError> {
        let owners = [(HistoryOf::Official, person.into_expr())];
        self.table::<E>(person, &owners, |rows| self.in_sight(rows, person))
    }

    /// The facts of people in a table that are filed by now, whose own history is of the kind given.
    fn file<E: FileEntry>(&self, own: HistoryOf, filed: Expr) -> Result<Option<SelectStatement>, RepoError> {
        let owners = [(HistoryOf::Official, E::OFFICIAL.into_expr()), (own, E::ID.into_expr())];
        self.table::<E>(E::ID, &owners, |facts| self.in_sight(facts.filter(filed), E::OFFICIAL))
    }

    /// Rows whose person the viewer sees.
    fn in_sight<E: EntityTrait>(
        &self,
        rows: Select<E>,
        person: impl ColumnTrait,
    ) -> Result<Select<E>, RepoError> {
        let people = self.reader.people_in_sight(&BTreeSet::from([self.on]))?;
        Ok(rows.filter(person.in_subquery(people)))
    }
}

fn of_change(column: &'static str) -> Expr {
    Expr::col((Alias::new(CHANGES), Alias::new(column)))
}

/// Qualifications obtained by a day, or recorded by it where that is not known.
fn obtained_by(on: NaiveDate) -> Expr {
    use qualification::Column::{ObtainedOn, RecordedOn};
    Expr::expr(Func::coalesce([ObtainedOn.into_expr(), RecordedOn.into_expr()])).lte(on)
}

fn appointment_of_assessment() -> RelationDef {
    locality_assessment::Entity::belongs_to(appointment::Entity)
        .from(locality_assessment::Column::AppointmentId)
        .to(appointment::Column::Id)
        .into()
}

fn round_of_entry() -> RelationDef {
    succession_entry::Entity::belongs_to(succession_round::Entity)
        .from(succession_entry::Column::RoundId)
        .to(succession_round::Column::Id)
        .into()
}
