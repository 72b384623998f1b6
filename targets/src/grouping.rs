//! Putting loaded rows in their places: numbering what they name, sorting and grouping them.

use std::collections::HashMap;

use uuid::Uuid;

use crate::facts::{Appointments, Membership, Party, People, Person, Planned, Seats, Succession, Tenure};
use crate::load::LoadError;
use crate::period::Period;
use crate::reason::FactKind;
use crate::table::Grouped;

/// A row of a unit, if it has one, with the id that it names and that is numbered when all rows are there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<T> {
    pub(crate) id: Uuid,
    pub(crate) unit: u32,
    pub(crate) names: Uuid,
    pub(crate) row: T,
}

#[derive(Debug, Default)]
pub(crate) struct PartyRows {
    pub(crate) committees: Vec<(u32, Uuid, Period)>,
    pub(crate) memberships: Vec<MembershipRow>,
}

#[derive(Debug)]
pub(crate) struct MembershipRow {
    pub(crate) id: Uuid,
    pub(crate) committee: Uuid,
    pub(crate) official: Uuid,
    pub(crate) period: Period,
}

/// The numbers of ids, while rows are being put in their places.
pub(crate) struct Numbers {
    pub(crate) of: HashMap<Uuid, u32>,
    pub(crate) count: u32,
}

impl Numbers {
    pub(crate) fn new(kind: FactKind, ids: impl ExactSizeIterator<Item = Uuid>) -> Result<Self, LoadError> {
        let count = u32::try_from(ids.len()).map_err(|_| LoadError::TooMany("rows"))?;
        let mut of = HashMap::with_capacity(ids.len());
        for (number, id) in (0..count).zip(ids) {
            if of.insert(id, number).is_some() {
                return Err(LoadError::Duplicate { kind, id });
            }
        }
        Ok(Self { of, count })
    }

    pub(crate) fn number(&self, kind: FactKind, id: Uuid, names: Uuid) -> Result<u32, LoadError> {
        self.of.get(&names).copied().ok_or(LoadError::Dangling { kind, id, names })
    }

    /// The rows with the number of what they name.
    pub(crate) fn resolve<T>(
        &self,
        kind: FactKind,
        rows: Vec<Row<T>>,
    ) -> Result<Vec<(u32, Row<T>)>, LoadError> {
        rows.into_iter().map(|row| Ok((self.number(kind, row.id, row.names)?, row))).collect()
    }
}

/// Numbers the officials in the order of the appointments, those without one at the end in the order of their ids.
pub(crate) fn number_people(
    mut people: Vec<(Uuid, Person)>,
    appointments: &[Row<Tenure>],
) -> Result<(People, Numbers), LoadError> {
    let mut first: HashMap<Uuid, usize> = HashMap::with_capacity(people.len());
    for (place, appointment) in appointments.iter().enumerate() {
        first.entry(appointment.names).or_insert(place);
    }
    people.sort_by_cached_key(|(id, _)| (first.get(id).copied().unwrap_or(usize::MAX), *id));
    let (ids, rows): (Vec<Uuid>, Vec<Person>) = people.into_iter().unzip();
    let numbers = Numbers::new(FactKind::Official, ids.iter().copied())?;
    Ok((People { ids, rows }, numbers))
}

/// Groups sorted rows by a number, their ids in a column beside them.
pub(crate) fn group<T>(
    groups: u32,
    sorted: Vec<(u32, Row<T>)>,
    what: &'static str,
) -> Result<(Grouped<T>, Vec<Uuid>), LoadError> {
    let ids = sorted.iter().map(|(_, row)| row.id).collect();
    let rows = sorted.into_iter().map(|(group, row)| (group, row.row));
    Ok((Grouped::new(groups, rows).ok_or(LoadError::TooMany(what))?, ids))
}

pub(crate) fn group_appointments(
    sorted: Vec<Row<Tenure>>,
    units: u32,
    officials: &Numbers,
) -> Result<(Appointments, Numbers), LoadError> {
    let places = Numbers::new(FactKind::Appointment, sorted.iter().map(|row| row.id))?;
    let mut tenures = Vec::with_capacity(sorted.len());
    let mut held = Vec::with_capacity(sorted.len());
    for (number, mut row) in (0..places.count).zip(sorted) {
        row.row.official = officials.number(FactKind::Appointment, row.id, row.names)?;
        held.push((row.row.official, number));
        tenures.push((row.unit, row));
    }
    held.sort_unstable();
    let by_official = Grouped::new(officials.count, held).ok_or(LoadError::TooMany("appointments"))?;
    let (by_unit, ids) = group(units, tenures, "appointments")?;
    Ok((Appointments { by_unit, ids, by_official }, places))
}

pub(crate) fn group_posts(
    mut posts: Vec<(u32, Uuid, Seats)>,
    units: u32,
) -> Result<(Grouped<Seats>, Vec<Uuid>), LoadError> {
    posts.sort_unstable_by_key(|(unit, id, seats)| (*unit, seats.title, seats.period.from(), *id));
    let ids = posts.iter().map(|(_, id, _)| *id).collect();
    let rows = posts.into_iter().map(|(unit, _, seats)| (unit, seats));
    Ok((Grouped::new(units, rows).ok_or(LoadError::TooMany("posts"))?, ids))
}

pub(crate) fn group_party(rows: PartyRows, units: u32, officials: &Numbers) -> Result<Party, LoadError> {
    let PartyRows { mut committees, memberships } = rows;
    committees.sort_unstable_by_key(|(unit, id, period)| (*unit, period.from(), *id));
    let committee_ids: Vec<Uuid> = committees.iter().map(|(_, id, _)| *id).collect();
    let numbers = Numbers::new(FactKind::StandingCommittee, committee_ids.iter().copied())?;
    let periods = committees.into_iter().map(|(unit, _, period)| (unit, period));
    let committees_by_unit = Grouped::new(units, periods).ok_or(LoadError::TooMany("committees"))?;

    let mut members = Vec::with_capacity(memberships.len());
    for MembershipRow { id, committee, official, period } in memberships {
        let committee = numbers.number(FactKind::StandingMembership, id, committee)?;
        let official = officials.number(FactKind::StandingMembership, id, official)?;
        members.push((committee, id, Membership { period, official }));
    }
    members.sort_unstable_by_key(|(committee, id, membership)| (*committee, membership.period.from(), *id));
    let membership_ids = members.iter().map(|(_, id, _)| *id).collect();
    let members = members.into_iter().map(|(committee, _, membership)| (committee, membership));
    let members = Grouped::new(numbers.count, members).ok_or(LoadError::TooMany("memberships"))?;
    Ok(Party { committees_by_unit, committee_ids, members, membership_ids })
}

pub(crate) fn group_succession(
    rows: Vec<Row<Planned>>,
    units: u32,
    officials: &Numbers,
) -> Result<Succession, LoadError> {
    let mut entries = Vec::with_capacity(rows.len());
    for mut row in rows {
        row.row.official = officials.number(FactKind::PlannedEntry, row.id, row.names)?;
        entries.push((row.unit, row));
    }
    entries.sort_unstable_by_key(|(unit, row)| (*unit, row.row.title, row.row.approved_on, row.id));
    let (by_unit, ids) = group(units, entries, "entries")?;
    Ok(Succession { by_unit, ids })
}
