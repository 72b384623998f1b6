#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::{ProptestConfig, any, prop, proptest};
use proptest::strategy::Strategy;
use uuid::Uuid;

use super::*;

const TITLE: &str = "COMMITTEE_CHAIR";

fn on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()
}

fn official(number: u128) -> OfficialId {
    OfficialId(Uuid::from_u128(number))
}

fn unit(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

/// Somebody of an age on the day, against whom nothing speaks.
fn person(sex: Sex, age: i32) -> Person {
    Person {
        sex: Some(sex),
        birth: NaiveDate::from_ymd_opt(2025 - age, 6, 15),
        held: vec!["COMMITTEE_VICE_CHAIR".to_owned()],
        planned_for: BTreeSet::from([(unit(1), TITLE.to_owned())]),
        grade: Some(RatingGrade::Good),
        is_disciplined: false,
    }
}

/// A plan of people for one title.
fn plan(people: &[Person]) -> Plan {
    let people: BTreeMap<_, _> = (1..).map(official).zip(people.iter().cloned()).collect();
    Plan {
        on: on(),
        term: "2026-2031".parse().ok(),
        titles: vec![TITLE.to_owned()],
        planned: people.keys().map(|official| (TITLE.to_owned(), *official)).collect(),
        of_title: BTreeMap::from([(TITLE.to_owned(), people.keys().copied().collect())]),
        people,
    }
}

/// A woman of the youngest band, a man of the middle one, a man of the oldest.
fn sound() -> [Person; 3] {
    [person(Sex::Female, 30), person(Sex::Male, 40), person(Sex::Male, 50)]
}

fn found(plan: &Plan) -> Vec<Found> {
    plan.findings().into_iter().map(|finding| finding.found).collect()
}

#[test]
fn given_a_plan_that_keeps_every_rule_then_nothing_is_found() {
    let plan = plan(&sound());
    assert_eq!(plan.findings(), []);
    assert_eq!(plan.numbers(), Numbers { people: 3, women: 1, bands: [1, 1, 1], age_unknown: 0 });
}

#[test]
fn given_somebody_against_whom_one_rule_speaks_then_that_rule_and_that_person_are_named() {
    let with = |change: fn(&mut Person)| {
        let mut people = sound();
        change(people.get_mut(1).unwrap());
        plan(&people).findings()
    };
    let one = |found| Finding { found, title: None, people: vec![official(2)], is_certain: true };
    assert_eq!(with(|person| person.grade = Some(RatingGrade::NotCompleted)), [one(Found::RatedLow)]);
    assert_eq!(with(|person| person.grade = Some(RatingGrade::NotRated)), [one(Found::NotRated)]);
    assert_eq!(with(|person| person.grade = None), [one(Found::NotRated)]);
    assert_eq!(with(|person| person.is_disciplined = true), [one(Found::Disciplined)]);
    assert_eq!(
        with(|person| {
            let titles = ["A", "B", "C", "D"].map(|title| (unit(1), title.to_owned()));
            person.planned_for = titles.into();
        }),
        [one(Found::TooManyTitles(4))]
    );
    assert_eq!(
        with(|person| {
            let titles = ["A", "B", "C"].map(|title| (unit(1), title.to_owned()));
            person.planned_for = titles.into();
        }),
        []
    );
    assert_eq!(
        with(|person| person.held.push("COUNCIL_CHAIR".to_owned())),
        [Finding { title: Some(TITLE.to_owned()), ..one(Found::NotHigher) }]
    );
    assert_eq!(with(|person| person.held = vec!["AGENCY_HEAD".to_owned()]), []);
}

#[test]
fn given_somebody_who_retires_before_a_term_is_served_then_over_age_and_a_day_later_not() {
    // Whoever retires on 1 January 2031 has served five years from 1 January 2026.
    for (birth, is_over) in [((1968, 11, 30), true), ((1968, 12, 1), false)] {
        let mut people = sound();
        let (year, month, day) = birth;
        people.get_mut(2).unwrap().birth = NaiveDate::from_ymd_opt(year, month, day);
        let expected: &[Found] = if is_over { &[Found::OverAge] } else { &[] };
        assert_eq!(found(&plan(&people)), expected, "{birth:?}");
    }
    let mut people = sound();
    people.get_mut(2).unwrap().birth = NaiveDate::from_ymd_opt(1968, 11, 30);
    let without_term = Plan { term: None, ..plan(&people) };
    assert_eq!(found(&without_term), []);
}

#[test]
fn given_shares_then_compared_as_exact_fractions_and_reached_by_equality() {
    let share = |counted, of| Share { counted, of };
    let people = |women: usize, young: usize, of: usize| -> Plan {
        let people: Vec<_> = (0..of)
            .map(|number| {
                let sex = if number < women { Sex::Female } else { Sex::Male };
                let age = match of.saturating_sub(number) {
                    1 => 50,
                    2 => 40,
                    _ if number < young => 30,
                    _ => 40,
                };
                person(sex, age)
            })
            .collect();
        let mut plan = plan(&people);
        // How many there are for a title is not what is asked here.
        plan.titles.clear();
        plan
    };
    assert_eq!(found(&people(5, 3, 20)), []);
    assert_eq!(found(&people(4, 3, 20)), [Found::FewWomen(share(4, 20))]);
    assert_eq!(found(&people(5, 2, 20)), [Found::FewYoung(share(2, 20))]);
    assert_eq!(found(&people(5, 3, 21)), [Found::FewWomen(share(5, 21)), Found::FewYoung(share(3, 21))]);
}

#[test]
fn given_what_is_not_known_then_an_aim_that_it_could_reach_is_uncertain_and_nobody_is_named_for_it() {
    let mut people = sound();
    *people.get_mut(0).unwrap() = Person::default();
    let plan = plan(&people);
    let whole = |found, is_certain| Finding { found, title: None, people: Vec::new(), is_certain };
    let share = Share { counted: 0, of: 3 };
    assert_eq!(
        plan.findings(),
        [
            whole(Found::AgeBandMissing(AgeBand::Young), false),
            whole(Found::FewWomen(share), false),
            whole(Found::FewYoung(share), false),
        ]
    );
    assert_eq!(plan.numbers().age_unknown, 1);
}

#[test]
fn given_titles_then_nobody_and_more_than_three_are_found_over_all_rounds_for_them() {
    let mut plan = plan(&sound());
    plan.titles.push("COMMITTEE_VICE_CHAIR".to_owned());
    plan.of_title.entry(TITLE.to_owned()).or_default().insert(official(9));
    let named = [1, 2, 3, 9].map(official).to_vec();
    assert_eq!(
        plan.findings(),
        [
            Finding {
                found: Found::TooManyPeople(4),
                title: Some(TITLE.to_owned()),
                people: named,
                is_certain: true
            },
            Finding {
                found: Found::NobodyPlanned,
                title: Some("COMMITTEE_VICE_CHAIR".to_owned()),
                people: Vec::new(),
                is_certain: true
            },
        ]
    );
}

#[test]
fn given_a_plan_without_people_then_only_its_titles_are_told_of() {
    assert_eq!(found(&plan(&[])), [Found::NobodyPlanned]);
}

fn anybody() -> impl Strategy<Value = Person> {
    let sex = prop::option::weighted(0.9, prop::sample::select(Sex::ALL.to_vec()));
    let grade = prop::option::of(prop::sample::select(RatingGrade::ALL.to_vec()));
    (sex, prop::option::weighted(0.9, 20..65_i32), grade, any::<bool>()).prop_map(
        |(sex, age, grade, is_disciplined)| Person {
            birth: age.filter(|_| sex.is_some()).and_then(|age| NaiveDate::from_ymd_opt(2025 - age, 6, 15)),
            sex,
            grade,
            is_disciplined,
            ..person(Sex::Male, 40)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Nobody is named who is not planned; numbers add up; and what is certain stays found whatever becomes known of the others.
    #[test]
    fn given_any_plan_then_people_are_those_planned_and_what_is_certain_holds_when_more_is_known(
        people in prop::collection::vec(anybody(), 0..12),
        known in (prop::sample::select(Sex::ALL.to_vec()), 20..65_i32),
    ) {
        let before = plan(&people);
        let numbers = before.numbers();
        assert_eq!(numbers.people, people.len());
        assert_eq!(numbers.bands.iter().sum::<usize>() + numbers.age_unknown, people.len());
        let findings = before.findings();
        assert!(findings.iter().flat_map(|finding| &finding.people).all(|one| before.people.contains_key(one)));

        let (sex, age) = known;
        let learnt = |one: &Person| Person {
            sex: one.sex.or(Some(sex)),
            birth: one.birth.or(person(sex, age).birth),
            ..one.clone()
        };
        let after = plan(&people.iter().map(learnt).collect::<Vec<_>>());
        let kind = |found: Found| match found {
            Found::FewWomen(_) => Found::FewWomen(Share { counted: 0, of: 0 }),
            Found::FewYoung(_) => Found::FewYoung(Share { counted: 0, of: 0 }),
            found => found,
        };
        let later: BTreeSet<_> = after.findings().into_iter().map(|finding| kind(finding.found)).collect();
        for finding in findings.iter().filter(|finding| finding.is_certain) {
            assert!(later.contains(&kind(finding.found)), "{finding:?}");
        }
        assert!(after.findings().iter().all(|finding| finding.is_certain));
    }
}
