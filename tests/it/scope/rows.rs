//! A world as rows of the database.

use api::demo::{DemoAccount, District};
use canbo_tests::NOW;
use chrono::NaiveDate;
use entity::id::{AccountId, OfficialId, UnitId};
use entity::value::{LineageShare, OfficialCategory, Sex, UnitKind};
use entity::{account_grant, affiliation, official, unit, unit_lineage, unit_version};
use uuid::Uuid;

use super::world::{File, Person, Unit, VIEWER, World, person_id, unit_id};

/// The rows of a world, with its viewer as an account that has the demo's pass phrase.
pub(super) fn of(world: &World) -> District {
    let mut next = 0x9000_u128;
    let mut fresh = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut district = District::default();
    for (index, of_world) in world.units.iter().enumerate() {
        let unit_id = UnitId(unit_id(index));
        district.units.push(unit::Model { id: unit_id });
        district.unit_versions.extend(versions(index, of_world, &mut fresh));
    }
    for edge in &world.edges {
        district.unit_lineages.push(unit_lineage::Model {
            id: fresh(),
            from_unit_id: UnitId(unit_id(edge.from)),
            to_unit_id: UnitId(unit_id(edge.to)),
            share: if edge.is_whole { LineageShare::Whole } else { LineageShare::Part },
            is_default: edge.is_default,
            effective_on: first_of(edge.year),
            legal_basis: None,
        });
    }
    for (index, person) in world.people.iter().enumerate() {
        district.officials.push(official(index));
        district.affiliations.extend(affiliations(index, person, &mut fresh));
    }
    let account = AccountId(Uuid::from_u128(0x3000));
    let grants = world.grants.iter().map(|grant| account_grant::Model {
        id: fresh(),
        account_id: account,
        unit_id: UnitId(unit_id(grant.unit)),
        valid_from: first_of(grant.from),
        valid_to: grant.to.map(first_of),
        carries_over_confirmed_at: grant.carries_over.then(|| NOW.parse().unwrap()),
        carries_over_confirmed_by: grant.carries_over.then_some(account),
    });
    district.accounts = vec![DemoAccount {
        id: account,
        username: VIEWER.to_owned(),
        display_name: "Người xem".to_owned(),
        role: world.role,
        grants: grants.collect(),
    }];
    district
}

/// The versions of a unit: one for each of its parents.
fn versions(index: usize, of_world: &Unit, fresh: &mut impl FnMut() -> Uuid) -> Vec<unit_version::Model> {
    let ends = of_world.parents.iter().skip(1).map(|(year, _)| Some(*year)).chain([of_world.to]);
    of_world
        .parents
        .iter()
        .zip(ends)
        .map(|((from, parent), to)| unit_version::Model {
            id: fresh(),
            unit_id: UnitId(unit_id(index)),
            code: format!("{index:05}"),
            name: format!("Xã {index}"),
            search_name: format!("xa {index}"),
            kind: if index == 0 { UnitKind::District } else { UnitKind::Commune },
            class: None,
            parent_id: parent.map(|parent| UnitId(unit_id(parent))),
            valid_from: first_of(*from),
            valid_to: to.map(first_of),
            legal_basis: None,
        })
        .collect()
}

fn official(index: usize) -> official::Model {
    official::Model {
        id: OfficialId(person_id(index)),
        full_name: format!("Nguyễn Văn {index}"),
        search_name: format!("nguyen van {index}"),
        sort_key: index.to_be_bytes().to_vec(),
        birth_date: None,
        birth_date_precision: None,
        sex: Sex::Male,
        ethnicity: None,
        hometown_unit_id: None,
        hometown_on: None,
        merged_into_id: None,
        version: 1,
    }
}

fn affiliations(index: usize, person: &Person, fresh: &mut impl FnMut() -> Uuid) -> Vec<affiliation::Model> {
    let row = |file: &File| affiliation::Model {
        id: fresh(),
        official_id: OfficialId(person_id(index)),
        unit_id: UnitId(unit_id(file.unit)),
        category: OfficialCategory::Cadre,
        valid_from: first_of(file.from),
        valid_to: file.to.map(first_of),
    };
    person.files.iter().map(row).collect()
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap()
}
