//! The vectors of the programme's rules, each with its exact expected values.

use chrono::NaiveDate;
use targets::evaluate::evaluate;
use targets::language::Language;
use targets::value::{Count, Gap, Status, Value};

use crate::programme_276::programme;
use crate::world::{EDUCATION, EntryRow, IT, MembershipRow, OfficialRow, THEORY, World, day, since, unit_id};

fn value(world: &World, code: &str, unit: usize, on: NaiveDate) -> Value {
    let programme = programme();
    let target = programme.target_on(code, on).unwrap();
    evaluate(&world.facts(), &programme, target, unit_id(unit), on).unwrap()
}

fn count(numerator: u64, denominator: u64, unknown: u64) -> Count {
    Count { numerator, denominator, unknown }
}

fn baseline_day() -> NaiveDate {
    day("2023-12-31")
}

/// A district whose only key official was born on the day given.
fn born(date: &str, precision: char) -> World {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.officials[official].birth = Some((day(date), precision));
    world
}

#[test]
fn whoever_turns_35_on_the_day_is_not_under_35() {
    assert_eq!(value(&born("1988-12-31", 'D'), "K2", 0, baseline_day()).count, count(0, 1, 0));
    assert_eq!(value(&born("1989-01-01", 'D'), "K2", 0, baseline_day()).count, count(1, 1, 0));
}

#[test]
fn a_birthday_on_29_february_counts_as_the_28th_in_common_years() {
    assert_eq!(value(&born("1992-02-29", 'D'), "K2", 0, day("2027-02-28")).count, count(0, 1, 0));
    assert_eq!(value(&born("1992-02-29", 'D'), "K2", 0, day("2027-02-27")).count, count(1, 1, 0));
}

#[test]
fn a_birth_known_to_the_year_or_month_counts_from_its_first_day() {
    assert_eq!(value(&born("1989-07-20", 'Y'), "K2", 0, baseline_day()).count, count(1, 1, 0));
    assert_eq!(value(&born("1988-07-20", 'Y'), "K2", 0, baseline_day()).count, count(0, 1, 0));
    assert_eq!(value(&born("1989-01-20", 'M'), "K2", 0, day("2023-12-31")).count, count(1, 1, 0));
    assert_eq!(value(&born("1989-01-20", 'M'), "K2", 0, day("2024-01-01")).count, count(0, 1, 0));
}

#[test]
fn one_person_with_two_titles_is_one_person_and_fills_two_seats() {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.appoint(official, 1, "COUNCIL_CHAIR", 'C');
    world.seats(1, "COUNCIL_CHAIR", 1);
    for code in ["K2", "K3", "K5"] {
        assert_eq!(value(&world, code, 0, baseline_day()).count.denominator, 1, "{code}");
    }
    let filled = value(&world, "K1", 0, baseline_day());
    assert_eq!(filled.count, count(2, 2, 0));
    assert_eq!(filled.status, Status::Met);
    assert_eq!(filled.surplus, Some(0));
}

/// A commune of so many key officials, of whom so many are young, and so many women.
fn people(all: usize, young: usize, women: usize) -> World {
    let mut world = World::district(1);
    for place in 0..all {
        let official = world.holder(1, "COMMITTEE_VICE_CHAIR");
        world.officials[official] = OfficialRow {
            female: place < women,
            birth: Some((if place < young { day("1995-01-01") } else { day("1975-01-01") }, 'D')),
        };
    }
    world
}

#[test]
fn a_share_of_exactly_the_threshold_does_not_exceed_it() {
    let world = people(100, 5, 15);
    assert_eq!(value(&world, "K2", 0, baseline_day()).status, Status::NotReached);
    assert_eq!(value(&world, "K3", 0, baseline_day()).status, Status::NotReached);
    let world = people(100, 6, 16);
    assert_eq!(value(&world, "K2", 0, baseline_day()).status, Status::Reached);
    assert_eq!(value(&world, "K3", 0, baseline_day()).status, Status::Reached);
}

#[test]
fn the_baseline_has_its_gap_and_its_slack() {
    let mut world = people(196, 6, 30);
    for official in 0..196 {
        world.qualify(official, EDUCATION, if official < 18 { 4 } else { 3 });
        world.qualify(official, THEORY, if official < 31 { 3 } else { 2 });
    }
    let young = value(&world, "K2", 0, baseline_day());
    assert_eq!(young.count, count(6, 196, 0));
    assert_eq!(young.status, Status::NotReached);
    assert_eq!(young.gap, Some(Gap { by_replacement: Some(4), by_addition: Some(5) }));
    assert_eq!(young.slack, None);
    assert_eq!(young.count.display(Language::Vietnamese), "3,1 %");
    assert_eq!(young.count.display(Language::English), "3.1%");

    let women = value(&world, "K3", 0, baseline_day());
    assert_eq!(women.count, count(30, 196, 0));
    assert_eq!((women.status, women.gap, women.slack), (Status::Reached, None, Some(0)));
    assert_eq!(women.count.display(Language::Vietnamese), "15,3 %");

    let qualified = value(&world, "K5", 0, baseline_day());
    assert_eq!(
        (qualified.count, qualified.status, qualified.slack),
        (count(196, 196, 0), Status::Met, Some(0))
    );
    assert_eq!(qualified.count.display(Language::Vietnamese), "100,0 %");
}

#[test]
fn the_baselines_printed_shares_are_rounded_half_up_on_the_exact_ratio() {
    for (numerator, printed) in
        [(6, "3,1 %"), (30, "15,3 %"), (18, "9,2 %"), (31, "15,8 %"), (196, "100,0 %")]
    {
        assert_eq!(count(numerator, 196, 0).display(Language::Vietnamese), printed);
    }
    assert_eq!(count(1, 2000, 0).display(Language::Vietnamese), "0,1 %");
    assert_eq!(count(0, 0, 0).display(Language::Vietnamese), "–");
}

/// Communes, each with a Party secretary, of whom so many are assessed as not local and the rest as local.
fn secretaries(all: usize, non_local: usize) -> World {
    let mut world = World::district(all);
    for unit in 1..=all {
        world.holder(unit, "PARTY_SECRETARY");
        world.assess(unit - 1, unit <= non_local, "2021-01-01");
    }
    world
}

#[test]
fn half_of_the_filled_seats_reaches_at_least_half() {
    let half = value(&secretaries(64, 32), "K9", 0, baseline_day());
    assert_eq!((half.count, half.status), (count(32, 64, 0), Status::Reached));
    assert_eq!(half.count.display(Language::Vietnamese), "50,0 %");
    let less = value(&secretaries(65, 32), "K9", 0, baseline_day());
    assert_eq!((less.count, less.status), (count(32, 65, 0), Status::NotReached));
    assert_eq!(less.count.display(Language::Vietnamese), "49,2 %");
}

#[test]
fn k9_gives_each_title_apart_and_the_vacant_seat_nowhere() {
    let mut world = secretaries(2, 1);
    world.holder(1, "COMMITTEE_CHAIR");
    world.seats(2, "COMMITTEE_CHAIR", 1);
    let value = value(&world, "K9", 0, baseline_day());
    assert_eq!(value.count, count(1, 3, 1));
    assert_eq!(value.status, Status::Unknown);
    let parts: Vec<(&str, Count)> = value.parts.iter().map(|part| (&*part.code, part.count)).collect();
    assert_eq!(parts, [("PARTY_SECRETARY", count(1, 2, 0)), ("COMMITTEE_CHAIR", count(0, 1, 1))]);
}

#[test]
fn the_latest_assessment_by_the_day_counts() {
    let mut world = secretaries(1, 1);
    world.assess(0, false, "2024-06-01");
    assert_eq!(value(&world, "K9", 0, day("2020-12-31")).count, count(0, 1, 1));
    assert_eq!(value(&world, "K9", 0, day("2024-05-31")).count, count(1, 1, 0));
    assert_eq!(value(&world, "K9", 0, day("2024-06-01")).count, count(0, 1, 0));
}

#[test]
fn acting_holders_and_those_in_charge_fill_no_seat_and_are_no_key_officials() {
    let mut world = World::district(1);
    for mode in ['A', 'I'] {
        world.officials.push(OfficialRow { female: true, birth: None });
        world.appoint(world.officials.len() - 1, 1, "COMMITTEE_CHAIR", mode);
    }
    world.seats(1, "COMMITTEE_CHAIR", 1);
    let filled = value(&world, "K1", 0, baseline_day());
    assert_eq!((filled.count, filled.status), (count(0, 1, 0), Status::NotMet));
    assert_eq!(filled.gap, Some(Gap { by_replacement: Some(1), by_addition: None }));
    let women = value(&world, "K3", 0, baseline_day());
    assert_eq!((women.count, women.status), (count(0, 0, 0), Status::NotApplicable));
}

#[test]
fn holders_over_the_seats_are_surplus_and_do_not_hide_a_vacancy_elsewhere() {
    let mut world = World::district(2);
    world.holder(1, "COMMITTEE_CHAIR");
    world.officials.push(OfficialRow { female: false, birth: None });
    world.appoint(1, 1, "COMMITTEE_CHAIR", 'P');
    world.seats(2, "COMMITTEE_CHAIR", 1);
    let filled = value(&world, "K1", 0, baseline_day());
    assert_eq!((filled.count, filled.surplus), (count(1, 2, 0), Some(1)));
    assert_eq!(value(&world, "K9", 0, baseline_day()).count.denominator, 1);
    assert_eq!(value(&world, "K3", 0, baseline_day()).count.denominator, 2);
}

#[test]
fn a_person_with_key_titles_in_two_communes_counts_once_in_the_total_and_once_in_each() {
    let mut world = World::district(2);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.appoint(official, 2, "COUNCIL_CHAIR", 'C');
    for unit in [0, 1, 2] {
        assert_eq!(value(&world, "K3", unit, baseline_day()).count, count(0, 1, 0), "unit {unit}");
    }
}

#[test]
fn units_above_the_commune_level_are_not_counted() {
    let mut world = World::district(1);
    world.holder(0, "PARTY_SECRETARY");
    world.holder(1, "PARTY_SECRETARY");
    assert_eq!(value(&world, "K3", 0, baseline_day()).count.denominator, 1);
    assert_eq!(value(&world, "K1", 0, baseline_day()).count, count(1, 1, 0));
}

#[test]
fn a_missing_record_is_unknown_and_a_lower_or_revoked_one_is_no() {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    assert_eq!(value(&world, "K8", 0, baseline_day()).count, count(0, 1, 1));
    assert_eq!(value(&world, "K8", 0, baseline_day()).status, Status::Unknown);
    world.qualify(official, IT, 1);
    assert_eq!(value(&world, "K8", 0, baseline_day()).count, count(1, 1, 0));
    world.qualifications[0].revoked = Some(baseline_day());
    assert_eq!(value(&world, "K8", 0, baseline_day()).count, count(0, 1, 0));
    assert_eq!(value(&world, "K8", 0, day("2023-12-30")).count, count(1, 1, 0));
    assert_eq!(value(&world, "K8", 0, day("2014-12-31")).count, count(0, 0, 0));
}

#[test]
fn one_half_that_is_surely_missing_decides_even_where_the_other_is_unknown() {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.qualify(official, EDUCATION, 2);
    let both = value(&world, "K5", 0, baseline_day());
    assert_eq!((both.count, both.status), (count(0, 1, 0), Status::NotMet));
    let parts: Vec<(&str, Count, Status)> =
        both.parts.iter().map(|part| (&*part.code, part.count, part.status)).collect();
    let expected = [
        ("EDUCATION", count(0, 1, 0), Status::NotMet),
        ("POLITICAL_THEORY", count(0, 1, 1), Status::Unknown),
    ];
    assert_eq!(parts, expected);
    world.qualify(official, EDUCATION, 3);
    assert_eq!(value(&world, "K5", 0, baseline_day()).count, count(0, 1, 1));
    world.qualify(official, THEORY, 2);
    assert_eq!(value(&world, "K5", 0, baseline_day()).count, count(1, 1, 0));
}

#[test]
fn a_knowledge_update_must_end_in_the_year_and_by_the_day() {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.complete(official, "2024-06-30", true);
    world.complete(official, "2025-03-01", false);
    assert_eq!(value(&world, "K6", 0, day("2024-06-29")).count, count(0, 1, 0));
    assert_eq!(value(&world, "K6", 0, day("2024-06-30")).count, count(1, 1, 0));
    let next_year = value(&world, "K6", 0, day("2025-12-31"));
    assert_eq!((next_year.count, next_year.status), (count(0, 1, 0), Status::NotMet));
    let parts: Vec<(&str, Count, Status)> =
        next_year.parts.iter().map(|part| (&*part.code, part.count, part.status)).collect();
    assert_eq!(parts, [("SINCE_PROGRAMME_START", count(1, 1, 0), Status::Met)]);
}

#[test]
fn a_planned_person_must_have_completed_a_course_since_the_approval() {
    let mut world = World::district(2);
    world.officials.push(OfficialRow { female: false, birth: None });
    let mut plan = |unit, title: &str, days| {
        world.entries.push(EntryRow { official: 0, unit, title: title.to_owned(), days });
    };
    plan(1, "PARTY_SECRETARY", since("2024-03-01"));
    plan(2, "COMMITTEE_CHAIR", since("2024-09-01"));
    plan(1, "JUSTICE_CIVIL_STATUS", since("2020-01-01"));
    world.complete(0, "2024-02-29", true);
    assert_eq!(value(&world, "K7", 0, day("2024-02-29")).count, count(0, 0, 0));
    assert_eq!(value(&world, "K7", 0, day("2024-12-31")).count, count(0, 1, 0));
    world.complete(0, "2024-03-01", false);
    assert_eq!(value(&world, "K7", 0, day("2024-12-31")).count, count(1, 1, 0));
    assert_eq!(value(&world, "K7", 1, day("2024-12-31")).count, count(1, 1, 0));
    assert_eq!(value(&world, "K7", 2, day("2024-12-31")).count, count(0, 1, 0));
}

#[test]
fn a_unit_without_a_standing_committee_is_not_counted_and_one_without_a_woman_does_not_count() {
    let mut world = World::district(3);
    for female in [true, false, true] {
        world.officials.push(OfficialRow { female, birth: None });
    }
    world.committees = vec![(1, since("2020-06-01")), (2, since("2020-06-01"))];
    for (committee, official, days) in [
        (0, 0, since("2020-06-01")),
        (1, 1, since("2020-06-01")),
        (1, 2, (day("2020-06-01"), Some(day("2023-12-31")))),
    ] {
        world.memberships.push(MembershipRow { committee, official, days });
    }
    let value_on = |on| value(&world, "K4", 0, day(on));
    assert_eq!(
        (value_on("2023-12-30").count, value_on("2023-12-30").status),
        (count(2, 2, 0), Status::Reached)
    );
    assert_eq!(
        (value_on("2023-12-31").count, value_on("2023-12-31").status),
        (count(1, 2, 0), Status::NotReached)
    );
    assert_eq!(value_on("2020-05-31").status, Status::NotApplicable);
}

#[test]
fn k10_compares_exact_shares_with_the_baseline_and_is_flat_on_the_date_itself() {
    let mut world = World::district(3);
    for unit in 1..=3 {
        world.holder(unit, "COMMITTEE_VICE_CHAIR");
        world.assess(unit - 1, unit == 1, "2021-01-01");
    }
    let status_on = |world: &World, on| value(world, "K10", 0, day(on)).status;
    assert_eq!(status_on(&world, "2023-12-31"), Status::Flat);
    assert_eq!(status_on(&world, "2024-12-31"), Status::Flat);
    world.assess(1, true, "2024-01-01");
    assert_eq!(status_on(&world, "2023-12-31"), Status::Flat);
    let improving = value(&world, "K10", 0, day("2024-12-31"));
    assert_eq!((improving.status, improving.count), (Status::Improving, count(2, 3, 0)));
    assert_eq!((improving.baseline, improving.gap, improving.slack), (Some(count(1, 3, 0)), None, None));
    world.assess(0, false, "2024-02-01");
    world.assess(1, false, "2024-02-01");
    assert_eq!(status_on(&world, "2024-12-31"), Status::Worsening);
    world.holder(3, "COMMITTEE_VICE_CHAIR");
    assert_eq!(status_on(&world, "2023-12-31"), Status::Flat);
    assert_eq!(status_on(&world, "2024-12-31"), Status::Unknown);
    assert_eq!(status_on(&world, "2019-12-31"), Status::NotApplicable);
}

#[test]
fn before_any_fact_there_is_nothing_to_count() {
    let world = people(10, 5, 5);
    for target in programme().targets {
        let value = evaluate(&world.facts(), &programme(), &target, unit_id(0), day("1990-01-01")).unwrap();
        assert_eq!((value.count, value.status), (count(0, 0, 0), Status::NotApplicable), "{}", target.code);
    }
}
