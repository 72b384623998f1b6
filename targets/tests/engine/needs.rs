//! Needs: who lacks what, and who comes first.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use targets::explain::{Bucket, members, part_members};
use targets::fact::QualificationKind;
use targets::need::{Lack, Need, needs};
use targets::programme::{Measure, Programme, Target};
use uuid::Uuid;

use crate::programme_276::programme;
use crate::world::{EDUCATION, EntryRow, IT, OfficialRow, THEORY, World, day, official_id, since, unit_id};
use crate::worlds::{days, programmes, worlds};

fn on() -> NaiveDate {
    day("2023-12-31")
}

fn found(world: &World, codes: &[&str]) -> Vec<Need> {
    let programme = programme();
    let targets: Vec<&Target> = codes.iter().map(|code| programme.target_on(code, on()).unwrap()).collect();
    needs(&world.facts(), &programme, &targets, unit_id(0), on()).unwrap()
}

/// The place of the person, the target, the part, and the day since when.
fn told(needs: &[Need]) -> Vec<(usize, &str, Option<&str>, NaiveDate)> {
    let place =
        |need: &Need| (0..100).find(|place| Some(official_id(*place)) == need.member.official).unwrap();
    needs.iter().map(|need| (place(need), need.code.as_str(), need.part.as_deref(), need.since)).collect()
}

/// Somebody with everything that K5, K6 and K8 ask for.
fn trained(world: &mut World, unit: usize, title: &str) -> usize {
    let official = world.holder(unit, title);
    world.qualify(official, EDUCATION, 3);
    world.qualify(official, THEORY, 2);
    world.qualify(official, IT, 1);
    world.complete(official, "2023-05-01", true);
    official
}

#[test]
fn given_somebody_who_lacks_several_things_then_a_need_for_each_with_its_reason() {
    let mut world = World::district(1);
    trained(&mut world, 1, "COUNCIL_CHAIR");
    let lacking = world.holder(1, "PARTY_SECRETARY");
    world.qualify(lacking, EDUCATION, 2);
    let found = found(&world, &["K5", "K6", "K8"]);
    let began = day("2020-01-01");
    assert_eq!(
        told(&found),
        [
            (lacking, "K5", Some("EDUCATION"), began),
            (lacking, "K5", Some("POLITICAL_THEORY"), began),
            (lacking, "K6", None, began),
            (lacking, "K8", Some("INFORMATION_TECHNOLOGY"), began),
        ]
    );
    let said: Vec<_> =
        found.iter().map(|need| (need.lack, need.member.bucket, need.member.reason.code.as_str())).collect();
    assert_eq!(
        said,
        [
            (Lack::Level(QualificationKind::Education), Bucket::NotCounted, "LEVEL_TOO_LOW"),
            (Lack::Level(QualificationKind::PoliticalTheory), Bucket::Unknown, "QUALIFICATION_MISSING"),
            (Lack::KnowledgeUpdate, Bucket::NotCounted, "COURSE_MISSING"),
            (Lack::Level(QualificationKind::InformationTechnology), Bucket::Unknown, "QUALIFICATION_MISSING"),
        ]
    );
    assert_eq!(found[0].days_waited(on()), 1460);
}

#[test]
fn given_people_who_lack_the_same_then_women_then_the_young_then_who_has_waited_longest() {
    let mut world = World::district(1);
    let man = world.holder(1, "PARTY_SECRETARY");
    let patient = world.holder(1, "COUNCIL_CHAIR");
    let young = world.holder(1, "COMMITTEE_CHAIR");
    let woman = world.holder(1, "COUNCIL_VICE_CHAIR");
    let young_woman = world.holder(1, "COMMITTEE_VICE_CHAIR");
    for (official, female, born) in
        [(young, false, "1989-01-01"), (woman, true, "1970-01-01"), (young_woman, true, "1995-01-01")]
    {
        world.officials[official] = OfficialRow { female, birth: Some((day(born), 'D')) };
    }
    // On the day itself thirty-five.
    world.officials[man].birth = Some((day("1988-12-31"), 'D'));
    world.appointments[patient].days = since("2019-12-31");
    let found = found(&world, &["K8"]);
    let order: Vec<usize> = told(&found).into_iter().map(|(place, ..)| place).collect();
    assert_eq!(order, [young_woman, woman, young, patient, man]);
}

#[test]
fn given_posts_one_after_the_other_then_waiting_since_the_first_that_was_left_without_a_break() {
    let mut world = World::district(2);
    let official = world.holder(1, "PARTY_SECRETARY");
    let days = |from: &str, to: &str| (day(from), Some(day(to)));
    let earlier = world.appoint(official, 2, "COUNCIL_CHAIR", 'P');
    world.appointments[earlier].days = days("2018-03-01", "2020-01-01");
    let before_that = world.appoint(official, 2, "COMMITTEE_CHAIR", 'P');
    world.appointments[before_that].days = days("2015-01-01", "2018-02-28");
    let in_charge = world.appoint(official, 2, "COMMITTEE_CHAIR", 'I');
    world.appointments[in_charge].days = days("2018-01-01", "2018-04-01");
    assert_eq!(found(&world, &["K8"])[0].since, day("2018-03-01"));
}

#[test]
fn given_a_level_that_was_revoked_or_an_update_of_another_year_then_waiting_since_then() {
    let mut world = World::district(1);
    let official = world.holder(1, "PARTY_SECRETARY");
    world.qualify(official, IT, 1);
    world.qualifications[0].revoked = Some(day("2022-06-01"));
    world.complete(official, "2022-11-05", true);
    world.complete(official, "2023-02-02", false);
    let found = found(&world, &["K6", "K8"]);
    let dates: Vec<_> = found.iter().map(|need| (need.code.as_str(), need.since)).collect();
    assert_eq!(dates, [("K8", day("2022-06-01")), ("K6", day("2022-11-05"))]);
}

#[test]
fn given_planned_people_then_those_without_a_course_since_the_approval_in_a_list_of_their_own() {
    let mut world = World::district(1);
    let planned = trained(&mut world, 1, "COUNCIL_CHAIR");
    let open = (day("2023-08-01"), None);
    let title = "PARTY_SECRETARY".to_owned();
    world.entries.push(EntryRow { official: planned, unit: 1, title, days: open });
    let listed = found(&world, &["K7"]);
    assert_eq!(told(&listed), [(planned, "K7", None, day("2023-08-01"))]);
    assert_eq!((listed[0].lack, listed[0].member.entries.len()), (Lack::CourseSinceApproval, 1));
    assert_eq!(found(&world, &["K1", "K2", "K3", "K4", "K9", "K10", "K5", "K6", "K8"]), []);
}

/// The targets that a reader without the succession plan asks about.
fn of_everybody(programme: &Programme) -> Vec<&Target> {
    programme.targets.iter().filter(|target| target.measure != Measure::PlannedTrained).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_needs_are_the_members_who_do_not_count_in_a_part_each_once_and_in_order(
        world in worlds(), programme in programmes(), on in days(), unit in 0..10_usize
    ) {
        let facts = world.facts();
        for target in &programme.targets {
            let found = needs(&facts, &programme, &[target], unit_id(unit), on).unwrap();
            prop_assert!(found.windows(2).all(|pair| pair[0].rank() < pair[1].rank()), "{}", target.code);
            prop_assert!(found.iter().all(|need| need.since <= on));
            if !matches!(target.measure, Measure::Qualified | Measure::KnowledgeUpdate | Measure::PlannedTrained) {
                prop_assert_eq!(found, []);
                continue;
            }
            let lacking = |part: Option<&str>| -> BTreeSet<Option<Uuid>> {
                let of_part = part.and_then(|part| {
                    part_members(&facts, &programme, target, part, unit_id(unit), on, None).unwrap()
                });
                let all = of_part
                    .unwrap_or_else(|| members(&facts, &programme, target, unit_id(unit), on, None).unwrap());
                let lacking = |bucket| matches!(bucket, Bucket::NotCounted | Bucket::Unknown);
                all.iter().filter(|member| lacking(member.bucket)).map(|member| member.official).collect()
            };
            let parts: BTreeSet<Option<&str>> = match target.measure {
                Measure::Qualified => target.evidence.iter().map(|row| Some(row.part.as_str())).collect(),
                _ => BTreeSet::from([None]),
            };
            for part in parts {
                let of_part = found.iter().filter(|need| need.part.as_deref() == part);
                let people: Vec<_> = of_part.map(|need| need.member.official).collect();
                let distinct: BTreeSet<_> = people.iter().copied().collect();
                prop_assert_eq!(people.len(), distinct.len());
                prop_assert_eq!(distinct, lacking(part), "{} {:?}", target.code, part);
            }
        }
    }

    #[test]
    fn what_the_succession_plan_holds_bears_on_no_need_of_another_target(
        world in worlds(), programme in programmes(), on in days(), unit in 0..10_usize
    ) {
        let asked = of_everybody(&programme);
        let with_plan = needs(&world.facts(), &programme, &asked, unit_id(unit), on).unwrap();
        let facts = world.builder_without_sections().build().unwrap();
        prop_assert_eq!(needs(&facts, &programme, &asked, unit_id(unit), on).unwrap(), with_plan);
    }
}
