//! What the engine refuses, and says instead of guessing.

use targets::evaluate::{EvaluateError, Section, evaluate};
use targets::explain::members;
use targets::fact::{Official, Sex, StandingCommittee};
use targets::load::LoadError;
use targets::period::Period;
use targets::programme::{Comparator, CountedThing, Target, TargetKind};
use targets::reason::FactKind;
use targets::unit::{Forest, ForestError, LineageEdge, Share, UnitVersion};
use uuid::Uuid;

use crate::programme_276::programme;
use crate::world::{World, appointment_id, committee_id, day, official_id, unit_id};

#[test]
fn a_target_over_facts_that_were_left_out_is_an_error_and_over_none_is_not_applicable() {
    let mut world = World::district(1);
    world.holder(1, "PARTY_SECRETARY");
    let (programme, on) = (programme(), day("2023-12-31"));
    let without = world.builder_without_sections().build().unwrap();
    for (code, section) in [("K4", Section::Party), ("K7", Section::Succession)] {
        let target = programme.target_on(code, on).unwrap();
        let error = EvaluateError::MissingSection(section);
        assert_eq!(evaluate(&without, &programme, target, unit_id(0), on), Err(error.clone()));
        assert_eq!(members(&without, &programme, target, unit_id(0), on, None), Err(error));
        assert!(evaluate(&world.facts(), &programme, target, unit_id(0), on).is_ok());
    }
    let target = programme.target_on("K3", on).unwrap();
    assert_eq!(evaluate(&without, &programme, target, unit_id(0), on).unwrap().count.denominator, 1);
    let unknown = Uuid::from_u128(7);
    assert_eq!(evaluate(&without, &programme, target, unknown, on), Err(EvaluateError::UnknownUnit(unknown)));
}

#[test]
fn a_target_row_that_does_not_fit_its_measure_is_refused_by_the_field() {
    let (programme, on) = (programme(), day("2023-12-31"));
    let facts = World::district(1).facts();
    let refused = |code: &str, change: fn(&mut Target)| {
        let mut target = programme.target_on(code, on).unwrap().clone();
        change(&mut target);
        match evaluate(&facts, &programme, &target, unit_id(0), on) {
            Err(EvaluateError::InvalidTarget { code: named, field }) if named == code => field,
            other => unreachable!("{code} gave {other:?}"),
        }
    };
    assert_eq!(refused("K2", |target| target.age_limit = None), "age_limit");
    assert_eq!(refused("K2", |target| target.threshold = None), "threshold");
    assert_eq!(refused("K2", |target| target.comparator = None), "comparator");
    assert_eq!(refused("K2", |target| target.kind = TargetKind::Directional), "kind");
    assert_eq!(refused("K2", |target| target.counts = CountedThing::Posts), "counts");
    assert_eq!(refused("K5", |target| target.evidence.clear()), "evidence");
    assert_eq!(refused("K6", |target| target.period = None), "period");
    assert_eq!(refused("K9", |target| target.titles.clear()), "titles");
    assert_eq!(refused("K10", |target| target.kind = TargetKind::Mandatory), "kind");
    assert_eq!(refused("K10", |target| target.comparator = Some(Comparator::AtLeast)), "comparator");
}

#[test]
fn rows_that_name_what_is_not_there_are_no_facts() {
    let mut world = World::district(1);
    world.holder(1, "PARTY_SECRETARY");
    world.appointments[0].official = 5;
    let kind = FactKind::Appointment;
    let dangling = LoadError::Dangling { kind, id: appointment_id(0), names: official_id(5) };
    assert_eq!(world.builder().build().unwrap_err(), dangling);
    world.appointments[0].official = 0;
    world.appointments[0].unit = 9;
    let dangling = LoadError::Dangling { kind, id: appointment_id(0), names: unit_id(9) };
    assert_eq!(world.builder().build().unwrap_err(), dangling);
    world.appointments[0].unit = 1;

    let mut builder = world.builder();
    builder.official(Official { id: official_id(0), sex: Sex::Male, birth: None });
    let duplicate = LoadError::Duplicate { kind: FactKind::Official, id: official_id(0) };
    assert_eq!(builder.build().unwrap_err(), duplicate);

    let mut builder = world.builder();
    for _ in 0..2 {
        let period = Period::since(day("2020-01-01"));
        builder.standing_committee(StandingCommittee { id: committee_id(0), unit: unit_id(1), period });
    }
    let duplicate = LoadError::Duplicate { kind: FactKind::StandingCommittee, id: committee_id(0) };
    assert_eq!(builder.build().unwrap_err(), duplicate);
}

#[test]
fn versions_and_edges_that_contradict_themselves_make_no_forest() {
    let version = |unit, parent: Option<usize>, from: &str, to: Option<&str>| UnitVersion {
        unit: unit_id(unit),
        parent: parent.map(unit_id),
        commune_level: true,
        period: Period::new(day(from), to.map(day)).unwrap(),
    };
    let edge = |from, to, share| LineageEdge {
        from: unit_id(from),
        to: unit_id(to),
        share,
        is_default: false,
        effective_on: day("2025-01-01"),
    };
    let refused = |versions, edges| Forest::new(versions, edges).unwrap_err();
    let both = || vec![version(0, None, "2020-01-01", None), version(1, None, "2020-01-01", None)];

    let overlapping = vec![version(0, None, "2020-01-01", None), version(0, None, "2021-01-01", None)];
    assert_eq!(refused(overlapping, vec![]), ForestError::OverlappingVersions(unit_id(0)));
    let orphan = vec![version(0, Some(3), "2020-01-01", None)];
    assert_eq!(refused(orphan, vec![]), ForestError::UnknownUnit(unit_id(3)));
    assert_eq!(refused(both(), vec![edge(0, 4, Share::Whole)]), ForestError::UnknownUnit(unit_id(4)));
    let circle = vec![edge(0, 1, Share::Whole), edge(1, 0, Share::Whole)];
    assert_eq!(refused(both(), circle), ForestError::LineageCycle(unit_id(0)));
    let exchange = vec![edge(0, 1, Share::Part), edge(1, 0, Share::Part)];
    assert!(Forest::new(both(), exchange).is_ok(), "parts that nobody follows may be exchanged");

    // From 2022 on each is below the other; before, only one is.
    let turning = vec![
        version(0, None, "2020-01-01", Some("2022-01-01")),
        version(0, Some(1), "2022-01-01", None),
        version(1, Some(0), "2021-01-01", None),
    ];
    assert!(matches!(refused(turning, vec![]), ForestError::ParentCycle(_)));
    let swapping = vec![
        version(0, None, "2020-01-01", Some("2022-01-01")),
        version(0, Some(1), "2022-01-01", None),
        version(1, Some(0), "2020-01-01", Some("2022-01-01")),
        version(1, None, "2022-01-01", None),
    ];
    assert!(Forest::new(swapping, vec![]).is_ok(), "who is above whom may change");
}

#[test]
fn a_period_has_a_day() {
    assert!(Period::new(day("2024-01-01"), Some(day("2024-01-01"))).is_err());
    assert!(Period::new(day("2024-01-01"), Some(day("2024-01-02"))).is_ok());
}
