//! Nobody who adds and subtracts works out what is withheld.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::UnitId;
use proptest::prelude::*;
use targets::period::Period;
use targets::unit::{Forest, LineageEdge, Share, UnitSet, UnitVersion};
use targets::value::Count;
use uuid::Uuid;

use super::relations::sums;
use super::{Figure, Populations, Shown, Sum, shown, withheld};

impl Populations for Forest {
    fn population(&self, unit: UnitId, on: NaiveDate) -> UnitSet {
        self.commune_reach(unit.0, on)
    }
}

/// The rule of domain §9 for values of persons.
fn is_small(count: &Count) -> bool {
    let rest = count.denominator - count.numerator.min(count.denominator);
    count.denominator < 5 || (1..=4).contains(&count.numerator) || (1..=4).contains(&rest)
}

fn any_small(counts: &[Count]) -> bool {
    counts.iter().any(is_small)
}

fn count(numerator: u64, denominator: u64) -> Count {
    Count { numerator, denominator, unknown: 0 }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, day).unwrap()
}

fn unit(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

/// A district (1) over communes, all from before January.
fn district(communes: std::ops::RangeInclusive<u128>) -> Vec<UnitVersion> {
    let since = Period::since(NaiveDate::from_ymd_opt(2020, 1, 1).unwrap());
    let district = UnitVersion { unit: unit(1).0, parent: None, commune_level: false, period: since };
    let commune = |number| UnitVersion {
        unit: unit(number).0,
        parent: Some(unit(1).0),
        commune_level: true,
        period: since,
    };
    std::iter::once(district).chain(communes.map(commune)).collect()
}

fn figure(on: NaiveDate, number: u128, value: Count) -> Figure {
    Figure { on, unit: unit(number), value, parts: Vec::new() }
}

fn values_shown(forest: &Forest, figures: &[Figure]) -> Vec<bool> {
    shown(forest, figures, is_small, is_small).iter().map(|shown| shown.value).collect()
}

#[test]
fn given_nothing_small_then_all_is_shown() {
    let forest = Forest::new(district(2..=3), Vec::new()).unwrap();
    let figures =
        [figure(day(1), 1, count(11, 30)), figure(day(1), 2, count(6, 15)), figure(day(1), 3, count(5, 15))];
    assert_eq!(values_shown(&forest, &figures), [true, true, true]);
}

#[test]
fn in_07_given_one_small_child_then_the_next_smallest_goes_with_it() {
    let forest = Forest::new(district(2..=5), Vec::new()).unwrap();
    let figures = [
        figure(day(1), 1, count(23, 70)),
        figure(day(1), 2, count(2, 10)),
        figure(day(1), 3, count(7, 20)),
        figure(day(1), 4, count(6, 17)),
        figure(day(1), 5, count(8, 23)),
    ];
    assert_eq!(values_shown(&forest, &figures), [true, false, true, false, true]);
}

#[test]
fn given_two_small_children_whose_sum_is_small_then_a_third_goes_with_them() {
    let forest = Forest::new(district(2..=4), Vec::new()).unwrap();
    let figures = [
        figure(day(1), 1, count(12, 47)),
        figure(day(1), 2, count(2, 10)),
        figure(day(1), 3, count(2, 11)),
        figure(day(1), 4, count(8, 26)),
    ];
    assert_eq!(values_shown(&forest, &figures), [true, false, false, false]);
}

#[test]
fn given_a_child_that_was_not_published_then_it_hides_a_small_one_unless_their_sum_is_small() {
    let forest = Forest::new(district(2..=4), Vec::new()).unwrap();
    let figures =
        [figure(day(1), 1, count(20, 60)), figure(day(1), 2, count(2, 10)), figure(day(1), 3, count(9, 30))];
    assert_eq!(values_shown(&forest, &figures), [true, false, true]);
    let figures =
        [figure(day(1), 1, count(12, 60)), figure(day(1), 2, count(2, 10)), figure(day(1), 3, count(9, 30))];
    assert_eq!(values_shown(&forest, &figures), [true, false, false]);
}

#[test]
fn given_an_only_child_then_the_total_goes_with_it() {
    let forest = Forest::new(district(2..=2), Vec::new()).unwrap();
    let figures = [figure(day(1), 1, count(2, 20)), figure(day(1), 2, count(2, 20))];
    assert_eq!(values_shown(&forest, &figures), [false, false]);
    let figures = [figure(day(1), 1, count(7, 20)), figure(day(1), 2, count(4, 20))];
    assert_eq!(values_shown(&forest, &figures), [false, false], "also where the two do not agree");
}

#[test]
fn given_a_small_total_and_no_small_child_then_a_child_goes_with_it() {
    let forest = Forest::new(district(2..=3), Vec::new()).unwrap();
    let figures =
        [figure(day(1), 1, count(16, 20)), figure(day(1), 2, count(8, 8)), figure(day(1), 3, count(12, 12))];
    assert_eq!(values_shown(&forest, &figures), [false, false, true]);
}

#[test]
fn given_a_small_figure_then_the_same_figure_goes_a_day_before_and_after_and_not_two_days() {
    let forest = Forest::new(district(2..=5), Vec::new()).unwrap();
    let month = |on, small| {
        [
            figure(on, 1, count(24, 74)),
            figure(on, 2, small),
            figure(on, 3, count(7, 20)),
            figure(on, 4, count(6, 17)),
        ]
    };
    let figures =
        [month(day(1), count(5, 10)), month(day(2), count(4, 10)), month(day(9), count(5, 10))].concat();
    let once = [true, false, true, true];
    let free = [true, true, true, true];
    assert_eq!(values_shown(&forest, &figures), [once, once, free].concat());
}

#[test]
fn given_a_merger_overnight_then_the_difference_does_not_give_a_small_figure_away() {
    // 2 and 3 become 6; nothing else changes.
    let night = day(2);
    let mut versions = district(2..=5);
    for version in versions.iter_mut().filter(|version| [unit(2).0, unit(3).0].contains(&version.unit)) {
        version.period = Period::new(version.period.from(), Some(night)).unwrap();
    }
    versions.push(UnitVersion {
        unit: unit(6).0,
        parent: Some(unit(1).0),
        commune_level: true,
        period: Period::since(night),
    });
    let edge = |from| LineageEdge {
        from: unit(from).0,
        to: unit(6).0,
        share: Share::Whole,
        is_default: true,
        effective_on: night,
    };
    let forest = Forest::new(versions, vec![edge(2), edge(3)]).unwrap();
    let figures =
        [figure(day(1), 2, count(4, 12)), figure(day(1), 3, count(9, 30)), figure(night, 6, count(13, 42))];
    let shown = values_shown(&forest, &figures);
    assert!(!shown[0]);
    assert!(!(shown[1] && shown[2]), "{shown:?}");
}

#[test]
fn given_a_small_part_then_the_parts_are_withheld_in_two_units_and_the_values_shown() {
    let forest = Forest::new(district(2..=4), Vec::new()).unwrap();
    let with_parts =
        |number, value, parts: [Count; 2]| Figure { parts: parts.to_vec(), ..figure(day(1), number, value) };
    let figures = [
        with_parts(1, count(34, 100), [count(20, 50), count(14, 50)]),
        with_parts(2, count(10, 20), [count(8, 10), count(2, 10)]),
        with_parts(3, count(12, 40), [count(6, 20), count(6, 20)]),
        with_parts(4, count(12, 40), [count(6, 20), count(6, 20)]),
    ];
    let shown = shown(&forest, &figures, is_small, is_small);
    let parts: Vec<bool> = shown.iter().map(|shown| shown.parts).collect();
    assert!(shown.iter().all(|shown| shown.value));
    assert_eq!(parts, [true, false, false, true]);
}

#[test]
fn given_a_small_value_then_its_parts_are_not_shown_either() {
    let forest = Forest::new(district(2..=2), Vec::new()).unwrap();
    let figures = [Figure { parts: vec![count(20, 40)], ..figure(day(1), 2, count(3, 40)) }];
    let nothing = Shown { value: false, parts: false };
    assert_eq!(shown(&forest, &figures, is_small, is_small), [nothing]);
}

/// What the platform sees of a district and of communes whose denominators it knows from other targets.
fn seen(forest: &Forest, numerators: &[u64], denominators: &[u64]) -> (Vec<Option<u64>>, Option<u64>) {
    let total = count(numerators.iter().sum(), denominators.iter().sum());
    let communes = numerators.iter().zip(denominators).map(|(numerator, all)| count(*numerator, *all));
    let units = (2..).zip(communes).chain(std::iter::once((1, total)));
    let figures: Vec<Figure> = units
        .map(|(number, value)| Figure { on: day(1), unit: unit(number), value, parts: Vec::new() })
        .collect();
    let mut seen: Vec<Option<u64>> = values_shown(forest, &figures)
        .into_iter()
        .zip(&figures)
        .map(|(shown, figure)| shown.then_some(figure.value.numerator))
        .collect();
    let total = seen.pop().flatten();
    (seen, total)
}

#[test]
fn given_every_district_that_looks_the_same_then_a_small_figure_has_more_than_one_value_in_them() {
    for denominators in [vec![6, 7, 8], vec![5, 6, 7, 9], vec![3, 6, 7, 8], vec![3, 4, 11, 12]] {
        let communes = u128::try_from(denominators.len()).unwrap();
        let forest = Forest::new(district(2..=communes + 1), Vec::new()).unwrap();
        let mut worlds: Vec<Vec<u64>> = vec![Vec::new()];
        for all in &denominators {
            let longer = |world: &Vec<u64>| {
                (0..=*all).map(|numerator| [world.clone(), vec![numerator]].concat()).collect::<Vec<_>>()
            };
            worlds = worlds.iter().flat_map(longer).collect();
        }
        let mut alike: HashMap<_, Vec<Vec<u64>>> = HashMap::new();
        for world in worlds {
            alike.entry(seen(&forest, &world, &denominators)).or_default().push(world);
        }
        for ((shown, total), worlds) in alike {
            let hidden = (0..shown.len()).filter(|place| shown[*place].is_none());
            // A total of which nothing, or all, is counted says so itself.
            let says_so = total.is_some_and(|total| total == 0 || total == denominators.iter().sum::<u64>());
            for place in hidden.filter(|_| !says_so) {
                let first = worlds[0][place];
                let is_known = worlds.iter().all(|world| world[place] == first);
                assert!(!is_known, "{denominators:?}: {shown:?} of {total:?} tells {first} at {place}");
            }
        }
    }
}

#[test]
fn given_the_young_of_the_baseline_then_the_communes_with_one_are_not_told_from_those_with_none() {
    // Kế hoạch 276, K2 on 31/12/2023: 6 of 196 in 32 communes, and never two in one.
    let forest = Forest::new(district(2..=33), Vec::new()).unwrap();
    let numerators: Vec<u64> = (0..32).map(|place| u64::from(place % 6 == 3 || place == 31)).collect();
    let denominators: Vec<u64> =
        (0..32).map(|place| 5 + u64::from(place < 4) + u64::from(place % 8 != 0)).collect();
    assert_eq!((numerators.iter().sum::<u64>(), denominators.iter().sum::<u64>()), (6, 192));
    let (shown, total) = seen(&forest, &numerators, &denominators);
    assert_eq!(total, Some(6));
    assert_eq!(shown, vec![None; 32]);
}

#[test]
fn given_two_targets_over_the_same_people_then_the_few_are_withheld_with_the_same_unit() {
    let forest = Forest::new(district(2..=5), Vec::new()).unwrap();
    let denominators = [4, 6, 7, 40];
    for numerators in [[4, 6, 7, 40], [0, 0, 6, 20], [2, 5, 0, 34], [0, 6, 0, 10]] {
        let (shown, _) = seen(&forest, &numerators, &denominators);
        assert_eq!(shown[..2], [None, None], "{numerators:?}");
    }
}

/// A tree of published figures: a country, provinces, communes, over one or two days.
#[derive(Clone, Debug)]
struct Published {
    forest: Forest,
    figures: Vec<Figure>,
}

fn published() -> impl Strategy<Value = Published> {
    let commune = (0_u64..14, 0_u64..14, prop::bool::weighted(0.9));
    let province = (prop::collection::vec(commune, 1..6), prop::bool::weighted(0.9));
    (prop::collection::vec(province, 1..5), prop::bool::weighted(0.9), prop::bool::ANY).prop_map(
        |(provinces, has_root, has_second_day)| {
            let since = Period::since(NaiveDate::from_ymd_opt(2020, 1, 1).unwrap());
            let version = |unit: Uuid, parent, commune_level| UnitVersion {
                unit,
                parent,
                commune_level,
                period: since,
            };
            let root = Uuid::from_u128(1);
            let mut versions = vec![version(root, None, false)];
            let mut values: Vec<(Uuid, Count, bool)> = Vec::new();
            let mut all = Count::default();
            for (p, (communes, is_published)) in (1_u128..).zip(provinces) {
                let province = Uuid::from_u128(p << 16);
                versions.push(version(province, Some(root), false));
                let mut total = Count::default();
                for (c, (numerator, rest, is_published)) in (1_u128..).zip(communes) {
                    let commune = Uuid::from_u128((p << 16) + c);
                    versions.push(version(commune, Some(province), true));
                    let value = count(numerator, numerator + rest);
                    values.push((commune, value, is_published));
                    total = count(total.numerator + value.numerator, total.denominator + value.denominator);
                }
                values.push((province, total, is_published));
                all = count(all.numerator + total.numerator, all.denominator + total.denominator);
            }
            values.push((root, all, has_root));
            let days = if has_second_day { vec![day(1), day(2)] } else { vec![day(1)] };
            let figures = days.into_iter().flat_map(|on| {
                let published = values.iter().filter(|(_, _, is_published)| *is_published);
                published.map(move |(unit, value, _)| Figure {
                    on,
                    unit: UnitId(*unit),
                    value: *value,
                    parts: Vec::new(),
                })
            });
            Published { forest: Forest::new(versions, Vec::new()).unwrap(), figures: figures.collect() }
        },
    )
}

/// What somebody works out who writes each sum as an equation in what is not shown and solves them all: the places of
/// the figures that have one value only. Shares no code with the rule under test.
fn worked_out(shown: &[bool], sums: &[Sum]) -> Vec<usize> {
    let hidden: Vec<usize> = (0..shown.len()).filter(|place| !shown[*place]).collect();
    let column: HashMap<usize, usize> =
        hidden.iter().enumerate().map(|(column, place)| (*place, column)).collect();
    let width = hidden.len() + sums.len();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (number, sum) in sums.iter().enumerate() {
        let mut row = vec![0.0; width];
        for addend in &sum.addends {
            if let Some(column) = column.get(addend) {
                row[*column] += 1.0;
            }
        }
        if let Some(column) = column.get(&sum.total) {
            row[*column] -= 1.0;
        }
        if sum.has_unpublished {
            row[hidden.len() + number] = 1.0;
        }
        rows.push(row);
    }
    let mut pivots = 0;
    for column in 0..width {
        let Some(found) = (pivots..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else { continue };
        rows.swap(pivots, found);
        let pivot: Vec<f64> = rows[pivots].iter().map(|cell| cell / rows[pivots][column]).collect();
        rows[pivots].clone_from(&pivot);
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if number != pivots && factor.abs() > 1e-9 {
                for (cell, own) in row.iter_mut().zip(&pivot) {
                    *cell -= factor * own;
                }
            }
        }
        pivots += 1;
    }
    let single = rows.iter().filter_map(|row| {
        let mut cells = row.iter().enumerate().filter(|(_, cell)| cell.abs() > 1e-9);
        let (column, _) = cells.next()?;
        cells.next().is_none().then_some(column)
    });
    single.filter_map(|column| hidden.get(column).copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn in_07_given_published_figures_then_no_small_one_is_shown_or_worked_out(published in published()) {
        let Published { forest, figures } = &published;
        let shown = values_shown(forest, figures);
        for (figure, shown) in figures.iter().zip(&shown) {
            prop_assert!(!(*shown && is_small(&figure.value)), "{figure:?}");
        }
        let sums = sums(forest, figures);
        prop_assert_eq!(worked_out(&shown, &sums), Vec::<usize>::new());
    }

    #[test]
    fn in_07_given_a_shown_total_then_what_its_withheld_addends_come_to_is_not_small(published in published()) {
        let Published { forest, figures } = &published;
        let shown = values_shown(forest, figures);
        for sum in sums(forest, figures) {
            if shown[sum.total] && sum.addends.iter().any(|addend| !shown[*addend]) {
                let seen = sum.addends.iter().filter(|addend| shown[**addend]).map(|addend| &figures[*addend].value);
                let total = &figures[sum.total].value;
                let (numerator, denominator) = seen.fold((total.numerator, total.denominator), |left, value| {
                    (left.0 - value.numerator, left.1 - value.denominator)
                });
                prop_assert!(!is_small(&count(numerator, denominator)), "{sum:?}");
            }
        }
    }

    #[test]
    fn given_the_same_figures_then_the_same_are_withheld_and_all_that_is_large_alone_is_shown(
        published in published(),
    ) {
        let Published { forest, figures } = &published;
        let once = values_shown(forest, figures);
        prop_assert_eq!(&once, &values_shown(forest, figures));
        if !figures.iter().any(|figure| is_small(&figure.value)) {
            prop_assert!(once.iter().all(|shown| *shown));
        }
    }

    #[test]
    fn given_any_sums_at_all_then_withholding_ends(
        values in prop::collection::vec((0_u64..9, 0_u64..9), 1..8),
        sums in prop::collection::vec((0_usize..8, prop::collection::vec(0_usize..8, 1..4), prop::bool::ANY), 0..6),
    ) {
        let figures: Vec<Vec<Count>> = values.iter().map(|(a, b)| vec![count(*a, a + b)]).collect();
        let last = figures.len() - 1;
        let sums: Vec<Sum> = sums
            .into_iter()
            .map(|(total, addends, has_unpublished)| Sum {
                total: total.min(last),
                addends: addends.into_iter().map(|addend| addend.min(last)).collect(),
                has_unpublished,
            })
            .collect();
        let first: Vec<bool> = figures.iter().map(|counts| any_small(counts)).collect();
        let all = withheld(&figures, &sums, &first, any_small);
        prop_assert!(first.iter().zip(&all).all(|(first, withheld)| !first || *withheld));
    }
}
