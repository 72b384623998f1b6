//! Another programme, with other key titles, thresholds, periods and age limit, over the same facts: data alone.

use targets::evaluate::evaluate;
use targets::fact::QualificationKind;
use targets::fraction::Fraction;
use targets::period::Period;
use targets::programme::{
    Comparator, CompletionPeriod, CountedThing, Measure, Programme, Target, TargetKind,
};
use targets::value::{Count, Gap, Status};

use crate::programme_276::{against, bare, evidence, programme};
use crate::world::{IT, World, day, unit_id};

/// Union leaders: at least a third under 40, at least two fifths women, digital skills proved by an IT level or by a
/// foreign language, and an update since the programme began. The women's union chair is key from 2025 on only, and
/// from 2026 on half must be women.
fn union_programme() -> Programme {
    let target = |code, measure| bare(code, measure, TargetKind::Mandatory, CountedThing::Persons);
    let share = |p, q| Some(Fraction::new(p, q).unwrap());
    let young = Target {
        threshold: share(1, 3),
        comparator: Some(Comparator::AtLeast),
        age_limit: Some(40),
        ..target("YOUNG", Measure::UnderAge)
    };
    let women = Target {
        threshold: share(2, 5),
        comparator: Some(Comparator::AtLeast),
        in_force: Period::new(day("2024-01-01"), Some(day("2026-01-01"))).unwrap(),
        ..target("WOMEN", Measure::Female)
    };
    let more_women =
        Target { threshold: share(1, 2), in_force: Period::since(day("2026-01-01")), ..women.clone() };
    let digital = Target {
        evidence: vec![
            evidence("DIGITAL", QualificationKind::InformationTechnology, 2),
            evidence("DIGITAL", QualificationKind::ForeignLanguage, 3),
        ],
        ..against(target("DIGITAL", Measure::Qualified), Comparator::GreaterThan, 50)
    };
    let updated = Target {
        period: Some(CompletionPeriod::SinceProgrammeStart),
        ..against(target("UPDATED", Measure::KnowledgeUpdate), Comparator::Equal, 100)
    };
    let always = Period::since(day("2024-01-01"));
    Programme {
        code: "UNIONS".to_owned(),
        baseline_on: day("2024-06-30"),
        starts_on: day("2024-07-01"),
        key_titles: vec![
            ("YOUTH_UNION_SECRETARY".to_owned(), always),
            ("FARMERS_UNION_CHAIR".to_owned(), always),
            ("WOMENS_UNION_CHAIR".to_owned(), Period::since(day("2025-01-01"))),
        ],
        targets: vec![young, women, more_women, digital, updated],
    }
}

fn unions() -> World {
    let mut world = World::district(1);
    for (title, birth, female) in [
        ("YOUTH_UNION_SECRETARY", "1990-05-01", false),
        ("FARMERS_UNION_CHAIR", "1975-05-01", false),
        ("WOMENS_UNION_CHAIR", "1985-05-01", true),
        ("PARTY_SECRETARY", "1980-05-01", true),
    ] {
        let official = world.holder(1, title);
        world.officials[official].birth = Some((day(birth), 'D'));
        world.officials[official].female = female;
    }
    world
}

#[test]
fn the_same_facts_give_the_second_programme_its_own_values() {
    let mut world = unions();
    let language = 4;
    world.qualify(0, IT, 1);
    world.qualify(0, language, 3);
    world.qualify(1, IT, 1);
    world.qualify(2, IT, 2);
    world.complete(0, "2024-06-30", true);
    world.complete(1, "2024-07-01", true);
    let (facts, unions) = (world.facts(), union_programme());
    let value = |code: &str, on: &str| {
        let on = day(on);
        evaluate(&facts, &unions, unions.target_on(code, on).unwrap(), unit_id(0), on).unwrap()
    };
    let terms = |Count { numerator, denominator, unknown }| (numerator, denominator, unknown);

    let young = value("YOUNG", "2024-12-31");
    assert_eq!((terms(young.count), young.status, young.slack), ((1, 2, 0), Status::Met, Some(0)));
    let young = value("YOUNG", "2025-01-01");
    assert_eq!((terms(young.count), young.status, young.slack), ((2, 3, 0), Status::Met, Some(1)));
    let older = value("YOUNG", "2030-05-01");
    assert_eq!((terms(older.count), older.status), ((0, 3, 0), Status::NotMet));
    assert_eq!(older.gap, Some(Gap { by_replacement: Some(1), by_addition: Some(2) }));

    let women = value("WOMEN", "2024-12-31");
    assert_eq!((terms(women.count), women.status), ((0, 2, 0), Status::NotMet));
    assert_eq!(women.gap, Some(Gap { by_replacement: Some(1), by_addition: Some(2) }));
    let women = value("WOMEN", "2025-12-31");
    assert_eq!(women.gap, Some(Gap { by_replacement: Some(1), by_addition: Some(1) }));
    let women = value("WOMEN", "2026-01-01");
    assert_eq!((terms(women.count), women.status), ((1, 3, 0), Status::NotMet));
    assert_eq!(women.gap, Some(Gap { by_replacement: Some(1), by_addition: Some(1) }));

    let digital = value("DIGITAL", "2025-12-31");
    assert_eq!((terms(digital.count), digital.status), ((2, 3, 1), Status::Met));
    let updated = value("UPDATED", "2025-12-31");
    assert_eq!((terms(updated.count), updated.status), ((1, 3, 0), Status::NotMet));
    assert!(updated.parts.is_empty());

    let first = programme();
    let on = day("2025-12-31");
    let key = evaluate(&facts, &first, first.target_on("K3", on).unwrap(), unit_id(0), on).unwrap();
    assert_eq!((terms(key.count), key.status), ((1, 1, 0), Status::Reached));
}
