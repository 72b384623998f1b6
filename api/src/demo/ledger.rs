//! Who is affiliated where and holds what, kept day by day so that the rules of both hold by construction: one
//! affiliation and one main post at a time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin, OfficialCategory, TitleBody};
use entity::{affiliation, appointment};

use super::calendar::{REORGANISATION, end_told_on, version};
use super::chance::Chance;
use super::identifier::id;
use super::titles::body_of;

/// A title to be given to a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Giving {
    pub(super) official: OfficialId,
    pub(super) unit: UnitId,
    pub(super) title: &'static str,
    pub(super) mode: AppointmentMode,
    pub(super) origin: AppointmentOrigin,
    pub(super) from: NaiveDate,
}

/// A title that a person holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holding {
    pub(super) official: OfficialId,
    pub(super) unit: UnitId,
    pub(super) title: &'static str,
    pub(super) mode: AppointmentMode,
    pub(super) origin: AppointmentOrigin,
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
}

/// A file that a unit keeps.
#[derive(Clone, Copy, Debug)]
pub(super) struct File {
    pub(super) unit: UnitId,
    pub(super) category: OfficialCategory,
    pub(super) from: NaiveDate,
}

/// The ledger: what is open now, and what has been.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    files: BTreeMap<OfficialId, File>,
    holdings: BTreeMap<UnitId, Vec<Holding>>,
    past_files: Vec<(OfficialId, File, NaiveDate)>,
    past_holdings: Vec<Holding>,
}

impl Ledger {
    /// The file of a person, while one is kept.
    pub(super) fn file(&self, official: OfficialId) -> Option<File> {
        self.files.get(&official).copied()
    }

    /// The people whose files a unit keeps.
    pub(super) fn people_of(&self, unit: UnitId) -> Vec<OfficialId> {
        self.files.iter().filter(|(_, file)| file.unit == unit).map(|(official, _)| *official).collect()
    }

    /// What is held in a unit.
    pub(super) fn held_in(&self, unit: UnitId) -> &[Holding] {
        self.holdings.get(&unit).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who fills the seats of a title in a unit.
    pub(super) fn holders(&self, unit: UnitId, title: &str) -> Vec<OfficialId> {
        self.held_in(unit)
            .iter()
            .filter(|holding| holding.title == title && holding.mode.fills_seat())
            .map(|holding| holding.official)
            .collect()
    }

    /// The main post of a person.
    pub(super) fn main_post(&self, official: OfficialId) -> Option<Holding> {
        self.holdings
            .values()
            .flatten()
            .find(|holding| holding.official == official && holding.mode == AppointmentMode::Primary)
            .copied()
    }

    /// The titles that a person held and holds no more.
    pub(super) fn past_titles(&self, official: OfficialId) -> Vec<&'static str> {
        self.past_holdings.iter().filter(|held| held.official == official).map(|held| held.title).collect()
    }

    /// Moves a person's file to a unit, or to another category in it.
    pub(super) fn affiliate(
        &mut self,
        official: OfficialId,
        unit: UnitId,
        category: OfficialCategory,
        from: NaiveDate,
    ) {
        if self.files.get(&official).is_some_and(|file| file.unit == unit && file.category == category) {
            return;
        }
        self.close_file(official, from);
        self.files.insert(official, File { unit, category, from });
    }

    /// Gives a title to a person.
    pub(super) fn give(&mut self, giving: Giving) {
        self.holdings.entry(giving.unit).or_default().push(Holding {
            official: giving.official,
            unit: giving.unit,
            title: giving.title,
            mode: giving.mode,
            origin: giving.origin,
            from: giving.from,
            to: None,
        });
    }

    /// Says on which day what a person holds in a unit will end, as the decision sets it.
    pub(super) fn foresee_end(&mut self, official: OfficialId, unit: UnitId, to: NaiveDate) {
        let held = self.holdings.entry(unit).or_default();
        for holding in held.iter_mut().filter(|holding| holding.official == official) {
            holding.to = Some(to);
        }
    }

    /// Takes the holdings that match from their holders.
    pub(super) fn take(&mut self, on: NaiveDate, matches: impl Fn(&Holding) -> bool) {
        for held in self.holdings.values_mut() {
            let (mut taken, kept): (Vec<Holding>, Vec<Holding>) =
                held.iter().partition(|holding| matches(holding));
            for holding in &mut taken {
                holding.to = Some(on);
            }
            self.past_holdings.extend(taken.into_iter().filter(|holding| holding.from < on));
            *held = kept;
        }
    }

    /// Takes everything that a person holds.
    pub(super) fn relieve(&mut self, official: OfficialId, on: NaiveDate) {
        self.take(on, |holding| holding.official == official);
    }

    /// Lets a person go: no file and no title from that day.
    pub(super) fn leave(&mut self, official: OfficialId, on: NaiveDate) {
        self.relieve(official, on);
        self.close_file(official, on);
    }

    /// Says that the open file of a person has been kept since an earlier day.
    pub(super) fn backdate_file(&mut self, official: OfficialId, from: NaiveDate) {
        if let Some(file) = self.files.get_mut(&official) {
            file.from = file.from.min(from);
        }
    }

    /// Enters a file that a unit kept before.
    pub(super) fn enter_past_file(&mut self, official: OfficialId, file: File, to: NaiveDate) {
        if file.from < to {
            self.past_files.push((official, file, to));
        }
    }

    /// Enters a title held before, unless the seats were taken: then the file says nothing of it.
    pub(super) fn enter_past_holding(&mut self, past: Holding, seats: usize) -> bool {
        let to = past.to.unwrap_or(NaiveDate::MAX);
        let same_seat = |other: &&Holding| {
            other.unit == past.unit
                && other.title == past.title
                && other.mode.fills_seat()
                && other.from < to
                && other.to.is_none_or(|end| past.from < end)
        };
        let taken = self.past_holdings.iter().filter(same_seat).count()
            + self.held_in(past.unit).iter().filter(same_seat).count();
        let entered = past.from < to && taken < seats;
        if entered {
            self.past_holdings.push(past);
        }
        entered
    }

    fn close_file(&mut self, official: OfficialId, on: NaiveDate) {
        if let Some(file) = self.files.remove(&official) {
            self.enter_past_file(official, file, on);
        }
    }

    /// The rows of the affiliations, by their first days.
    pub(super) fn affiliations(&self) -> Vec<affiliation::Model> {
        let past = self.past_files.iter().map(|(official, file, to)| (*official, *file, Some(*to)));
        let open = self.files.iter().map(|(official, file)| (*official, *file, None));
        let mut rows: Vec<affiliation::Model> = past
            .chain(open)
            .map(|(official, file, to)| affiliation::Model {
                id: id("affiliation", &format!("{}@{}", official.0, file.from)),
                official_id: official,
                unit_id: file.unit,
                category: file.category,
                valid_from: file.from,
                valid_to: to,
            })
            .collect();
        rows.sort_by_key(|row| (row.valid_from, row.id));
        rows
    }

    /// The rows of the appointments, by their first days.
    pub(super) fn appointments(&self) -> Vec<appointment::Model> {
        let mut rows: Vec<appointment::Model> =
            self.past_holdings.iter().chain(self.holdings.values().flatten()).map(appointment_row).collect();
        rows.sort_by_key(|row| (row.valid_from, row.id));
        rows
    }
}

/// The day on which the registry was told that somebody holds a title no more, as [`end_told_on`]. A secondment is told with its end.
pub(crate) fn title_end_told_on(row: &appointment::Model) -> Option<NaiveDate> {
    end_told_on(row.valid_from, row.valid_to).filter(|_| row.origin != AppointmentOrigin::Secondment)
}

fn appointment_row(holding: &Holding) -> appointment::Model {
    let key = format!("{}/{}@{}/{:?}", holding.official.0, holding.title, holding.from, holding.mode);
    let row = appointment::Model {
        id: id("appointment", &key),
        official_id: holding.official,
        unit_id: holding.unit,
        title_code: holding.title.to_owned(),
        mode: holding.mode,
        origin: holding.origin,
        decision: Some(decision(holding, &key)),
        valid_from: holding.from,
        valid_to: holding.to,
        version: 1,
    };
    appointment::Model { version: version(title_end_told_on(&row)), ..row }
}

/// The number of the decision: of the Party committee above, of the council that elected, or of the committee above.
fn decision(holding: &Holding, key: &str) -> String {
    let number = Chance::of("decision", key).between(11, 2890);
    let elected = holding.origin == AppointmentOrigin::Election;
    match body_of(holding.title) {
        TitleBody::Party if holding.from < REORGANISATION => format!("{number}-QĐ/HU"),
        TitleBody::Party => format!("{number}-QĐ/TU"),
        TitleBody::Council | TitleBody::Committee if elected => format!("{:02}/NQ-HĐND", number % 60 + 1),
        TitleBody::Front | TitleBody::Union => format!("{:02}-QĐ/MTTQ", number % 90 + 1),
        _ => format!("{number}/QĐ-UBND"),
    }
}
