//! The engine against the oracle, over random worlds and programmes.

use std::collections::HashSet;

use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use targets::evaluate::{breakdown, evaluate};
use targets::explain::{Bucket, members, part_members};
use targets::programme::{Target, TargetKind};
use targets::value::{Count, Gap, Value};
use uuid::Uuid;

use crate::oracle::{self, Aim, Found, Member};
use crate::programme_276::programme;
use crate::world::{OfficialRow, World, day, official_id, unit_id};
use crate::worlds::{comparators, days, programmes, thresholds, worlds};

fn terms(count: &Count) -> (u64, u64, u64) {
    (count.numerator, count.denominator, count.unknown)
}

fn found(value: &Value) -> Found {
    Found {
        count: terms(&value.count),
        status: value.status,
        by_replacement: value.gap.and_then(|gap| gap.by_replacement),
        by_addition: value.gap.and_then(|gap| gap.by_addition),
        slack: value.slack,
        surplus: value.surplus,
        parts: value
            .parts
            .iter()
            .map(|part| (part.code.to_string(), terms(&part.count), part.status))
            .collect(),
        baseline: value.baseline.as_ref().map(terms),
    }
}

/// Every unit of a world.
fn units(world: &World) -> Vec<usize> {
    let mut units: Vec<usize> = world.units.iter().map(|row| row.unit).collect();
    units.dedup();
    units
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn every_value_is_what_the_oracle_finds(world in worlds(), programme in programmes(), on in days()) {
        let facts = world.facts();
        for target in &programme.targets {
            for unit in units(&world) {
                let value = evaluate(&facts, &programme, target, unit_id(unit), on).unwrap();
                let expected = oracle::evaluate(&world, &programme, target, unit, on);
                prop_assert_eq!(found(&value), expected, "{} of unit {} on {}", target.code, unit, on);
            }
        }
    }

    #[test]
    fn a_breakdown_is_what_evaluating_one_by_one_gives(world in worlds(), programme in programmes(), on in days()) {
        let facts = world.facts();
        let targets: Vec<&Target> = programme.targets.iter().collect();
        let units: Vec<Uuid> = units(&world).into_iter().map(unit_id).collect();
        let one_by_one: Vec<Vec<Value>> = units
            .iter()
            .map(|unit| targets.iter().map(|target| evaluate(&facts, &programme, target, *unit, on).unwrap()).collect())
            .collect();
        prop_assert_eq!(breakdown(&facts, &programme, &targets, &units, on).unwrap(), one_by_one);
    }

    #[test]
    fn the_members_are_those_of_the_value_and_of_the_oracle(
        world in worlds(), programme in programmes(), on in days(), unit in 0..10_usize
    ) {
        let facts = world.facts();
        for target in &programme.targets {
            let value = evaluate(&facts, &programme, target, unit_id(unit), on).unwrap();
            let all = members(&facts, &programme, target, unit_id(unit), on, None).unwrap();
            let number = |bucket| {
                let listed = members(&facts, &programme, target, unit_id(unit), on, Some(bucket)).unwrap();
                assert!(listed.iter().eq(all.iter().filter(|member| member.bucket == bucket)));
                listed.len() as u64
            };
            let (counted, unknown) = (number(Bucket::Counted), number(Bucket::Unknown));
            let denominator = counted + number(Bucket::NotCounted) + unknown;
            prop_assert_eq!(terms(&value.count), (counted, denominator, unknown), "{}", target.code);

            for part in &value.parts {
                let listed = part_members(&facts, &programme, target, &part.code, unit_id(unit), on, None);
                let listed = listed.unwrap().unwrap();
                let number = |bucket| listed.iter().filter(|member| member.bucket == bucket).count() as u64;
                let (counted, unknown) = (number(Bucket::Counted), number(Bucket::Unknown));
                let denominator = counted + number(Bucket::NotCounted) + unknown;
                prop_assert_eq!(terms(&part.count), (counted, denominator, unknown), "part {}", part.code);
            }

            let of_persons = value.surplus.is_none();
            let place = |all: usize, id_of: fn(usize) -> Uuid, id| (0..all).find(|place| id_of(*place) == id);
            let mut listed: Vec<Member> = all
                .iter()
                .filter(|member| member.bucket != Bucket::Excluded)
                .map(|member| Member {
                    official: member.official.and_then(|id| place(world.officials.len(), official_id, id)),
                    unit: member
                        .unit
                        .filter(|_| !of_persons || member.official.is_none())
                        .and_then(|id| place(10, unit_id, id)),
                    counts: match member.bucket {
                        Bucket::Counted => Some(true),
                        Bucket::NotCounted => Some(false),
                        Bucket::Unknown | Bucket::Excluded => None,
                    },
                })
                .collect();
            listed.sort();
            prop_assert_eq!(listed, oracle::members(&world, &programme, target, unit, on), "{}", target.code);
        }
    }

    #[test]
    fn a_unit_reaches_what_the_oracle_walks_to(world in worlds(), on in days()) {
        let forest = world.forest();
        for unit in units(&world) {
            let mut expected: Vec<Uuid> = oracle::reach(&world, unit, on).into_iter().map(unit_id).collect();
            expected.sort();
            let reached = forest.reach(unit_id(unit), on);
            prop_assert_eq!(reached.as_slice(), &expected[..], "unit {} on {}", unit, on);
            for other in units(&world) {
                prop_assert_eq!(reached.contains(unit_id(other)), expected.contains(&unit_id(other)));
            }
        }
    }

    #[test]
    fn loading_does_not_depend_on_the_order_of_the_rows(world in worlds(), programme in programmes(), on in days()) {
        let mut reversed = world.clone();
        reversed.posts.reverse();
        reversed.units.reverse();
        reversed.edges.reverse();
        reversed.qualifications.reverse();
        reversed.completions.reverse();
        let targets: Vec<&Target> = programme.targets.iter().collect();
        let units: Vec<Uuid> = units(&world).into_iter().map(unit_id).collect();
        let values = |world: &World| breakdown(&world.facts(), &programme, &targets, &units, on).unwrap();
        prop_assert_eq!(values(&world), values(&reversed));
    }
}

/// Numerators, denominators and unknowns far beyond those of the random worlds.
fn counts() -> impl Strategy<Value = (usize, usize, usize)> {
    (0..120_usize, 0..120_usize, 0..40_usize)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn gap_slack_and_status_are_those_of_trying_every_change(
        (young, old, unknown) in counts(), comparator in comparators(), threshold in thresholds()
    ) {
        let mut world = World::district(1);
        for place in 0..young + old + unknown {
            let birth = match place {
                _ if place < young => Some((day("1999-01-01"), 'D')),
                _ if place < young + old => Some((day("1970-01-01"), 'D')),
                _ => None,
            };
            world.officials.push(OfficialRow { female: false, birth });
            world.appoint(place, 1, "COMMITTEE_VICE_CHAIR", 'P');
        }
        let programme = programme();
        let on = day("2023-12-31");
        let target = Target {
            comparator: Some(comparator),
            threshold: Some(threshold),
            ..programme.target_on("K2", on).unwrap().clone()
        };
        let value = evaluate(&world.facts(), &programme, &target, unit_id(0), on).unwrap();

        let (p, q) = (threshold.numerator(), threshold.denominator());
        let aim = Aim { kind: TargetKind::Aspirational, comparator, p, q };
        let count = (young as u64, (young + old + unknown) as u64, unknown as u64);
        prop_assert_eq!(terms(&value.count), count);
        prop_assert_eq!(value.status, aim.status(count));
        let (by_replacement, by_addition) = (aim.by_replacement(count), aim.by_addition(count));
        let is_any = by_replacement.is_some() || by_addition.is_some();
        prop_assert_eq!(value.gap, is_any.then_some(Gap { by_replacement, by_addition }));
        prop_assert_eq!(value.slack, aim.slack(count));
    }
}

#[test]
fn the_random_worlds_are_rich_enough_to_tell_rules_apart() {
    let mut runner = TestRunner::deterministic();
    let (mut statuses, mut unknown, mut gaps, mut surplus) = (HashSet::new(), 0, 0, 0);
    for _ in 0..150 {
        let (world, programme, on) =
            (worlds(), programmes(), days()).new_tree(&mut runner).unwrap().current();
        let targets: Vec<&Target> = programme.targets.iter().collect();
        let units: Vec<Uuid> = units(&world).into_iter().map(unit_id).collect();
        for value in
            breakdown(&world.facts(), &programme, &targets, &units, on).unwrap().into_iter().flatten()
        {
            statuses.insert(value.status);
            unknown += usize::from(value.count.unknown > 0);
            gaps += usize::from(value.gap.is_some());
            surplus += usize::from(value.surplus.is_some_and(|surplus| surplus > 0));
        }
    }
    assert_eq!(statuses.len(), 9, "every status occurs: {statuses:?}");
    assert!(
        unknown > 500 && gaps > 500 && surplus > 100,
        "{unknown} unknown, {gaps} gaps, {surplus} with surplus"
    );
}
