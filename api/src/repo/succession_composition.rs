//! What the composition check of a succession round looks at: whom it plans, and what is known of them on a day. Every read leaves
//! a record, as that of rounds and entries does.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, SuccessionRoundId, UnitId};
use entity::value::{RatingGrade, SuccessionEntryStatus, TitleBody};
use entity::{appointment, discipline, party_discipline, rating, succession_entry, succession_round};
use sea_orm::sea_query::{Alias, SelectStatement};
use sea_orm::{ColumnTrait, FromQueryResult};
use uuid::Uuid;

use super::directory::in_force;
use super::nested::Seen;
use super::officials::OfficialView;
use super::ratings::RatingStatus;
use super::succession::{SuccessionEntryConditions, SuccessionRoundRow};
use super::{Reader, RepoError, Visible};
use crate::succession::composition::{Person, Plan};
use crate::succession::ladder::is_same_level;
use crate::succession::term::Term;

/// A plan as it is on a day, with those of its people whom the viewer sees then.
#[derive(Clone, Debug)]
pub struct Composition {
    /// What the check looks at.
    pub plan: Plan,
    /// The people in sight.
    pub people: BTreeMap<OfficialId, Visible<OfficialView>>,
}

/// An entry with what its round plans for.
#[derive(Clone, Debug, FromQueryResult)]
struct PlacedEntry {
    #[sea_orm(nested)]
    entry: succession_entry::Model,
    round_unit: UnitId,
    round_body: TitleBody,
    round_term: String,
    title_position: i32,
}

impl PlacedEntry {
    /// Whether its round plans for the same unit, body and term as another one.
    fn is_beside(&self, round: &succession_round::Model) -> bool {
        (self.round_unit, self.round_body, &self.round_term) == (round.unit_id, round.body, &round.term)
    }
}

type Placed<P> = HashMap<Seen<P>, Vec<Visible<PlacedEntry>>>;

/// The people in sight, and the facts of each.
struct Files {
    people: HashMap<Seen<OfficialId>, Visible<OfficialView>>,
    facts: HashMap<OfficialId, Facts>,
}

/// What is on file of a person, over all time.
#[derive(Default)]
struct Facts {
    appointments: Vec<Visible<appointment::Model>>,
    ratings: Vec<Visible<rating::Model>>,
    /// Measures of the state and of the Party: from when to when each is in force.
    measures: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl Reader {
    /// What the composition check looks at, of visible rounds each as on a day.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn compositions_of_succession_rounds(
        &self,
        asked: &[Seen<SuccessionRoundId>],
    ) -> Result<HashMap<Seen<SuccessionRoundId>, Composition>, RepoError> {
        let rounds = self.succession_rounds_by_id(asked).await?;
        let units = rounds.iter().map(|(seen, row)| Seen::from_day(row.round.unit_id, seen.on));
        let of_units = self.placed_entries(&distinct(units), succession_round::Column::UnitId).await?;
        let people = of_units.iter().flat_map(|(seen, entries)| {
            entries.iter().map(|placed| Seen::from_day(placed.entry.official_id, seen.on))
        });
        let people = distinct(people);
        let of_people = self.placed_entries(&people, succession_entry::Column::OfficialId).await?;
        let files = self.files_of(&people).await?;
        let composition = |(seen, row): (&Seen<SuccessionRoundId>, &Visible<SuccessionRoundRow>)| {
            let beside = of_units.get(&Seen::from_day(row.round.unit_id, seen.on));
            let beside = beside.map(Vec::as_slice).unwrap_or_default();
            (*seen, self.composition(&row.round, seen.on, beside, &of_people, &files))
        };
        Ok(rounds.iter().map(composition).collect())
    }

    /// The entries that plan somebody on a day, of visible rounds, by a column.
    async fn placed_entries<P: Copy + Eq + Hash + Into<Uuid>>(
        &self,
        asked: &[Seen<P>],
        parent: impl ColumnTrait,
    ) -> Result<Placed<P>, RepoError> {
        let planned =
            SuccessionEntryConditions { titles: None, statuses: Some(vec![SuccessionEntryStatus::Planned]) };
        let list = |on: NaiveDate, (): &()| -> Result<SelectStatement, RepoError> {
            use succession_round::Column;
            let mut list = self.entry_list(on, &planned)?;
            list.expr_as(Column::UnitId.into_expr(), Alias::new("round_unit"))
                .expr_as(Column::Body.into_expr(), Alias::new("round_body"))
                .expr_as(Column::Term.into_expr(), Alias::new("round_term"));
            Ok(list)
        };
        let mut found = self.items_of_each(asked, parent.into_expr(), list).await?;
        for entries in found.values_mut() {
            entries.sort_by_key(|placed: &Visible<PlacedEntry>| (placed.title_position, placed.entry.id));
        }
        self.note_read::<succession_entry::Entity>(found.values().flatten().map(|placed| placed.entry.id.0));
        Ok(found)
    }

    /// What is on file of people whom the viewer sees on a day.
    async fn files_of(&self, people: &[Seen<OfficialId>]) -> Result<Files, RepoError> {
        let wanted: Vec<_> = people.iter().map(|seen| (seen.parent, seen.on)).collect();
        let views = self.officials_on(&wanted).await?;
        let people: HashMap<_, _> =
            views.into_iter().map(|(official, view)| (Seen::from_day(official, view.on), view)).collect();
        let ids: BTreeSet<_> = people.values().map(|view| view.map(|view| view.official.id)).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let mut facts: HashMap<OfficialId, Facts> = HashMap::new();
        for row in self.file_entries_of::<appointment::Entity>(&ids).await? {
            facts.entry(row.official_id).or_default().appointments.push(row);
        }
        for row in self.file_entries_of::<rating::Entity>(&ids).await? {
            facts.entry(row.official_id).or_default().ratings.push(row);
        }
        for row in self.file_entries_of::<discipline::Entity>(&ids).await? {
            facts.entry(row.official_id).or_default().measures.push((row.decided_on, row.ends_on));
        }
        for row in self.file_entries_of::<party_discipline::Entity>(&ids).await? {
            facts.entry(row.official_id).or_default().measures.push((row.decided_on, row.ends_on));
        }
        Ok(Files { people, facts })
    }

    fn composition(
        &self,
        round: &succession_round::Model,
        on: NaiveDate,
        of_unit: &[Visible<PlacedEntry>],
        of_people: &Placed<OfficialId>,
        files: &Files,
    ) -> Composition {
        let own = of_unit.iter().filter(|placed| placed.entry.round_id == round.id);
        let planned: Vec<_> =
            own.map(|placed| (placed.entry.title_code.clone(), placed.entry.official_id)).collect();
        let mut of_title: BTreeMap<String, BTreeSet<OfficialId>> = BTreeMap::new();
        for placed in of_unit.iter().filter(|placed| placed.is_beside(round)) {
            of_title.entry(placed.entry.title_code.clone()).or_default().insert(placed.entry.official_id);
        }
        let titles = self.directory().titles.all().iter().filter(|title| title.body == round.body);
        let everybody = of_title.values().flatten().chain(planned.iter().map(|(_, official)| official));
        let everybody: BTreeSet<OfficialId> = everybody.copied().collect();
        let person = |official: &OfficialId| {
            let seen = Seen::from_day(*official, on);
            let entries = of_people.get(&seen).map(Vec::as_slice).unwrap_or_default();
            (*official, Person { planned_for: self.planned_for(round, on, entries), ..files.person(seen) })
        };
        let in_sight = |official: &OfficialId| {
            Some((*official, files.people.get(&Seen::from_day(*official, on))?.clone()))
        };
        Composition {
            people: everybody.iter().filter_map(in_sight).collect(),
            plan: Plan {
                on,
                term: round.term.parse().ok(),
                titles: titles.map(|title| title.code.clone()).collect(),
                people: everybody.iter().map(person).collect(),
                planned,
                of_title,
            },
        }
    }

    /// The titles that somebody is planned for in units of the level of a round's, for terms that are not over.
    fn planned_for(
        &self,
        round: &succession_round::Model,
        on: NaiveDate,
        entries: &[Visible<PlacedEntry>],
    ) -> BTreeSet<(UnitId, String)> {
        let units = &self.directory().units;
        let level = units.kind(round.unit_id, on);
        let is_same =
            |unit: UnitId| level.zip(units.kind(unit, on)).is_some_and(|(one, two)| is_same_level(one, two));
        let is_over = |term: &str| term.parse::<Term>().is_ok_and(|term| term.last_year() < on.year());
        entries
            .iter()
            .filter(|placed| is_same(placed.round_unit) && !is_over(&placed.round_term))
            .map(|placed| (placed.round_unit, placed.entry.title_code.clone()))
            .collect()
    }
}

impl Files {
    /// What is known of a person on a day: nothing where the file is out of sight.
    fn person(&self, seen: Seen<OfficialId>) -> Person {
        let Some(view) = self.people.get(&seen) else { return Person::default() };
        let person =
            Person { sex: Some(view.official.sex), birth: view.official.birth_date, ..Person::default() };
        match self.facts.get(&seen.parent) {
            Some(facts) => Person {
                held: facts.held(seen.on),
                grade: facts.grade(seen.on),
                is_disciplined: facts.measures.iter().any(|(from, to)| in_force(*from, *to, seen.on)),
                ..person
            },
            None => person,
        }
    }
}

impl Facts {
    /// The titles held on a day, by PRIMARY and CONCURRENT appointments.
    fn held(&self, on: NaiveDate) -> Vec<String> {
        let is_held = |row: &&Visible<appointment::Model>| {
            row.mode.fills_seat() && in_force(row.valid_from, row.valid_to, on)
        };
        self.appointments.iter().filter(is_held).map(|row| row.title_code.clone()).collect()
    }

    /// The grade of the latest year: of this one where it is approved, or else of the last one.
    fn grade(&self, on: NaiveDate) -> Option<RatingGrade> {
        let years = on.year().saturating_sub(1)..=on.year();
        let is_approved = |row: &&Visible<rating::Model>| {
            years.contains(&row.year) && RatingStatus::on(row, on) == RatingStatus::Approved
        };
        self.ratings.iter().filter(is_approved).max_by_key(|row| row.year).map(|row| row.grade)
    }
}

fn distinct<P: Copy + Eq + Hash>(seen: impl Iterator<Item = Seen<P>>) -> Vec<Seen<P>> {
    let seen: HashSet<_> = seen.collect();
    seen.into_iter().collect()
}
