//! Countries of a few units with mergers and splits, a few people who move, and one viewer.

use chrono::NaiveDate;
use entity::value::Role;
use proptest::prelude::*;
use uuid::Uuid;

/// The login name of the viewer.
pub(super) const VIEWER: &str = "nguoi-xem";

/// The years on whose first day something may happen. Today is the last day of the last.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 2020..=2025;

/// A country.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) units: Vec<Unit>,
    pub(super) edges: Vec<Edge>,
    pub(super) people: Vec<Person>,
    pub(super) role: Role,
    pub(super) grants: Vec<Grant>,
}

/// A unit, from the first day of a year to the first day of another.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) from: i32,
    pub(super) to: Option<i32>,
    /// The unit above, and from a later year on another one.
    pub(super) parents: Vec<(i32, Option<usize>)>,
}

/// What became of a unit that ended.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) year: i32,
    pub(super) is_whole: bool,
    pub(super) is_default: bool,
}

/// A person and the units that kept the file, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) files: Vec<File>,
}

/// A unit keeps a file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) unit: usize,
    pub(super) from: i32,
    pub(super) to: Option<i32>,
}

/// The viewer holds the role in a unit.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) unit: usize,
    pub(super) from: i32,
    pub(super) to: Option<i32>,
    pub(super) carries_over: bool,
}

impl World {
    /// The days to look at: in each year, and before and after all.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        (YEARS.start() - 1..=YEARS.end() + 1).map(|year| NaiveDate::from_ymd_opt(year, 7, 1).unwrap())
    }
}

/// The surrogate of a unit.
pub(super) fn unit_id(index: usize) -> Uuid {
    Uuid::from_u128(0x1000 + u128::try_from(index).unwrap())
}

/// The surrogate of a person.
pub(super) fn person_id(index: usize) -> Uuid {
    Uuid::from_u128(0x2000 + u128::try_from(index).unwrap())
}

/// A country, drawn step by step: units of the first year, then for each later year what happens to some of them.
pub(super) fn any() -> impl Strategy<Value = World> {
    with_people(3..10)
}

/// As [`any`], with so many people.
pub(super) fn with_people(count: std::ops::Range<usize>) -> impl Strategy<Value = World> {
    let people = prop::collection::vec(prop::collection::vec((0..1000usize, 0..4i32), 1..4), count);
    let grants = prop::collection::vec((0..1000usize, 0..3i32, 0..4i32, prop::bool::ANY), 1..4);
    let role = prop_oneof![Just(Role::District), Just(Role::Commune), Just(Role::PartyCommittee)];
    let events = prop::collection::vec((0..1000usize, 0..1000usize, 0..5u8), 0..3);
    let years = prop::collection::vec(events, YEARS.count() - 1);
    (3..8usize, prop::collection::vec(0..1000usize, 8), years, people, role, grants).prop_map(
        |(count, parents, years, people, role, grants)| {
            let mut world = World {
                units: first_units(count, &parents),
                edges: Vec::new(),
                people: Vec::new(),
                role,
                grants: Vec::new(),
            };
            for (year, events) in (YEARS.start() + 1..).zip(years) {
                for (one, other, what) in events {
                    happen(&mut world, year, one, other, what);
                }
            }
            world.people = people.iter().map(|moves| person(&world.units, moves)).collect();
            world.grants = grants
                .into_iter()
                .map(|(unit, from, length, carries_over)| Grant {
                    unit: unit % world.units.len(),
                    from: YEARS.end() - from,
                    // Most go on; some ended by today.
                    to: (length == 0).then_some(*YEARS.end()),
                    carries_over,
                })
                .filter(|grant| grant.to.is_none_or(|to| grant.from < to))
                .collect();
            world
        },
    )
}

/// A tree: each unit after the first is below an earlier one.
fn first_units(count: usize, parents: &[usize]) -> Vec<Unit> {
    (0..count)
        .map(|index| {
            let parent = (index > 0).then(|| parents[index] % index);
            Unit { from: *YEARS.start(), to: None, parents: vec![(*YEARS.start(), parent)] }
        })
        .collect()
}

/// Something that happens to units on the first day of a year: two merge, one splits, or one gets another parent.
fn happen(world: &mut World, year: i32, one: usize, other: usize, what: u8) {
    // The first unit is the country, which never ends.
    let leaves: Vec<usize> = (1..world.units.len())
        .filter(|index| is_alive_before(&world.units[*index], year) && has_no_children(world, *index, year))
        .collect();
    let alive: Vec<usize> =
        (0..world.units.len()).filter(|index| is_alive_before(&world.units[*index], year)).collect();
    if leaves.is_empty() {
        return;
    }
    let (one, other) = (leaves[one % leaves.len()], leaves[other % leaves.len()]);
    let parent = parent_of(&world.units[one]);
    match what {
        0 | 1 if one != other => {
            let successor = begin(world, year, parent);
            for ended in [one, other] {
                world.units[ended].to = Some(year);
                world.edges.push(Edge { from: ended, to: successor, year, is_whole: true, is_default: true });
            }
        }
        2 | 3 => {
            let (first, second) = (begin(world, year, parent), begin(world, year, parent));
            world.units[one].to = Some(year);
            let part = |to, is_default| Edge { from: one, to, year, is_whole: false, is_default };
            world.edges.extend([part(first, true), part(second, false)]);
        }
        _ => {
            let parent = alive.into_iter().find(|unit| *unit != one && !leaves.contains(unit));
            world.units[one].parents.push((year, parent.or(Some(0))));
        }
    }
}

fn begin(world: &mut World, year: i32, parent: Option<usize>) -> usize {
    world.units.push(Unit { from: year, to: None, parents: vec![(year, parent)] });
    world.units.len() - 1
}

/// Whether a unit began before a year and nothing happened to it in that year yet.
fn is_alive_before(unit: &Unit, year: i32) -> bool {
    unit.from < year && unit.to.is_none() && unit.parents.iter().all(|(from, _)| *from < year)
}

fn has_no_children(world: &World, unit: usize, year: i32) -> bool {
    world.units.iter().all(|other| other.to.is_some_and(|to| to <= year) || parent_of(other) != Some(unit))
}

fn parent_of(unit: &Unit) -> Option<usize> {
    unit.parents.last().and_then(|(_, parent)| *parent)
}

/// A person who goes from unit to unit, each for a while in which the unit exists.
fn person(units: &[Unit], moves: &[(usize, i32)]) -> Person {
    let mut files: Vec<File> = Vec::new();
    let mut year = *YEARS.start();
    for (unit, wait) in moves {
        year += wait;
        let there: Vec<usize> = (0..units.len())
            .filter(|index| units[*index].from <= year && units[*index].to.is_none_or(|to| year < to))
            .collect();
        if year > *YEARS.end() || there.is_empty() {
            break;
        }
        let unit = there[unit % there.len()];
        if let Some(last) = files.last_mut() {
            last.to = Some(last.to.map_or(year, |to| to.min(year)));
        }
        files.retain(|file| file.to.is_none_or(|to| file.from < to));
        files.push(File { unit, from: year, to: units[unit].to });
    }
    Person { files }
}
