//! Rounds, plans, courses, enrolments, ratings and pools: every state occurs, and their rules hold.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{
    CourseStatus, DisciplineKind, EnrolmentStatus, RatingGrade, Sex, SourcePoolOrigin, SourcePoolOutcome,
    SuccessionEntryStatus, SuccessionRemovalReason, SuccessionRoundStatus, TrainingPlanStatus,
};
use targets::age::completed_years;

use super::{demo, holds, overlap};
use crate::demo::calendar::{KNOWN_UNTIL, day};

/// The last state of each object, after checking that its steps are counted from 1 and go forward in time.
fn last_states<K: Eq + Hash + Copy, S: Copy>(
    steps: impl Iterator<Item = (K, i32, S, NaiveDate)>,
) -> HashMap<K, S> {
    let mut by_object: HashMap<K, Vec<(i32, S, NaiveDate)>> = HashMap::new();
    for (object, sequence, state, on) in steps {
        by_object.entry(object).or_default().push((sequence, state, on));
    }
    let mut last = HashMap::new();
    for (object, mut steps) in by_object {
        steps.sort_by_key(|step| step.0);
        for (index, step) in steps.iter().enumerate() {
            assert_eq!(usize::try_from(step.0).unwrap(), index + 1, "steps are counted from 1");
            assert!(step.2 <= KNOWN_UNTIL, "a step on {} is not known yet", step.2);
            assert!(index == 0 || steps[index - 1].2 <= step.2, "a step on {} goes back", step.2);
        }
        last.insert(object, steps.last().unwrap().1);
    }
    last
}

fn every<S: Eq + Hash + std::fmt::Debug + Copy>(states: impl IntoIterator<Item = S>, all: &[S]) {
    let found: HashSet<S> = states.into_iter().collect();
    for state in all {
        assert!(found.contains(state), "nothing is {state:?}");
    }
}

#[test]
fn every_state_of_rounds_and_entries_and_every_reason_occurs() {
    let demo = demo();
    let rounds = demo.succession_round_steps.iter();
    let rounds =
        last_states(rounds.map(|step| (step.round_id, step.sequence, step.status, step.effective_on)));
    assert_eq!(rounds.len(), demo.succession_rounds.len());
    every(rounds.into_values(), SuccessionRoundStatus::ALL);
    let entries = demo.succession_entry_steps.iter();
    let entries =
        last_states(entries.map(|step| (step.entry_id, step.sequence, step.status, step.effective_on)));
    assert_eq!(entries.len(), demo.succession_entries.len());
    every(entries.into_values(), SuccessionEntryStatus::ALL);
    let reasons = demo.succession_entry_steps.iter().filter_map(|step| step.reason);
    every(reasons, SuccessionRemovalReason::ALL);
}

#[test]
fn every_state_of_plans_courses_and_enrolments_occurs() {
    let demo = demo();
    let plans = demo.training_plan_steps.iter();
    let plans = last_states(plans.map(|step| (step.plan_id, step.sequence, step.status, step.effective_on)));
    assert_eq!(plans.len(), demo.training_plans.len());
    every(plans.into_values(), TrainingPlanStatus::ALL);
    let courses = demo.course_steps.iter();
    let courses =
        last_states(courses.map(|step| (step.course_id, step.sequence, step.status, step.effective_on)));
    assert_eq!(courses.len(), demo.courses.len());
    every(courses.into_values(), CourseStatus::ALL);
    let enrolments = demo.enrolment_steps.iter();
    let enrolments = last_states(
        enrolments.map(|step| (step.enrolment_id, step.sequence, step.status, step.effective_on)),
    );
    assert_eq!(enrolments.len(), demo.enrolments.len());
    // Who is approved has a place the same day, or waits for one.
    let mut last = EnrolmentStatus::ALL.to_vec();
    last.retain(|status| *status != EnrolmentStatus::Approved);
    every(enrolments.into_values(), &last);
    every(demo.enrolment_steps.iter().map(|step| step.status), EnrolmentStatus::ALL);
}

#[test]
fn every_grade_measure_origin_and_outcome_occurs() {
    let demo = demo();
    every(demo.ratings.iter().map(|row| row.grade), RatingGrade::ALL);
    every(demo.disciplines.iter().map(|row| row.kind), DisciplineKind::ALL);
    every(demo.source_pool_entries.iter().map(|row| row.origin), SourcePoolOrigin::ALL);
    every(demo.source_pool_reviews.iter().map(|row| row.outcome), SourcePoolOutcome::ALL);
}

#[test]
fn a_round_plans_three_people_for_a_title_and_a_person_for_three_titles_at_most() {
    let demo = demo();
    let units: HashMap<_, _> = demo.succession_rounds.iter().map(|round| (round.id, round.unit_id)).collect();
    let mut of_title: HashMap<_, usize> = HashMap::new();
    let mut of_person: HashMap<_, usize> = HashMap::new();
    for entry in &demo.succession_entries {
        *of_title.entry((entry.round_id, &entry.title_code)).or_default() += 1;
        *of_person.entry((units[&entry.round_id], entry.official_id)).or_default() += 1;
    }
    assert!(of_title.values().all(|count| *count <= 3));
    assert!(of_person.values().all(|count| *count <= 3));
}

#[test]
fn a_person_has_one_rating_in_force_for_a_year() {
    let mut in_force = HashSet::new();
    for row in demo().ratings.iter().filter(|row| row.approved_on.is_some() && row.superseded_on.is_none()) {
        assert!(in_force.insert((row.official_id, row.year)), "{row:?}");
    }
}

#[test]
fn excellent_is_one_in_five_of_the_good_at_most() {
    let mut grades: HashMap<_, (usize, usize)> = HashMap::new();
    for row in &demo().ratings {
        let (excellent, good) = grades.entry((row.unit_id, row.year)).or_default();
        *excellent += usize::from(row.grade == RatingGrade::Excellent);
        *good += usize::from(row.grade == RatingGrade::Good);
    }
    assert!(grades.values().all(|(excellent, good)| excellent * 5 <= *good), "{grades:?}");
    assert!(grades.values().any(|(excellent, _)| *excellent > 0));
}

#[test]
fn everyone_in_a_commune_in_december_2023_was_rated() {
    let demo = demo();
    let on = day(2023, 12, 10);
    let kept = demo.affiliations.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
    let rated: HashSet<_> =
        demo.ratings.iter().filter(|row| row.year == 2023).map(|row| row.official_id).collect();
    assert!(kept.clone().all(|row| rated.contains(&row.official_id)));
    assert_eq!(kept.count(), rated.len());
}

#[test]
fn a_person_is_in_a_pool_once_at_a_time() {
    let rows = &demo().source_pool_entries;
    for (index, row) in rows.iter().enumerate() {
        let same = |other: &&entity::source_pool_entry::Model| {
            other.official_id == row.official_id && other.unit_id == row.unit_id
        };
        for other in rows[index + 1..].iter().filter(same) {
            let periods = ((row.added_on, row.removed_on), (other.added_on, other.removed_on));
            assert!(!overlap(periods.0, periods.1), "{row:?} and {other:?}");
        }
    }
}

#[test]
fn a_review_removes_exactly_those_whose_entry_ends_then_and_gives_a_reason() {
    let demo = demo();
    let entries: HashMap<_, _> = demo.source_pool_entries.iter().map(|entry| (entry.id, entry)).collect();
    for review in &demo.source_pool_reviews {
        let removed = review.outcome == SourcePoolOutcome::Removed;
        assert_eq!(removed, review.reason.is_some(), "{review:?}");
        assert_eq!(removed, entries[&review.entry_id].removed_on == Some(review.reviewed_on), "{review:?}");
        assert!(!review.assessment.is_empty());
    }
}

#[test]
fn the_districts_plans_hold_every_item_of_the_plans_that_they_took_up() {
    let demo = demo();
    let mut traced = 0;
    for plan in demo.training_plans.iter().filter(|plan| plan.consolidated_into_id.is_some()) {
        let into = plan.consolidated_into_id.unwrap();
        for item in demo.training_plan_items.iter().filter(|item| item.plan_id == plan.id) {
            let taken_up: Vec<_> = demo
                .training_plan_items
                .iter()
                .filter(|other| other.plan_id == into && other.source_item_id == Some(item.id))
                .collect();
            assert_eq!(taken_up.len(), 1, "{item:?}");
            assert_eq!(taken_up[0].people, item.people);
            traced += 1;
        }
    }
    assert!(traced > 100, "{traced}");
}

#[test]
fn an_approved_plan_has_its_decision_and_no_other_has() {
    let demo = demo();
    for plan in &demo.training_plans {
        let steps = demo.training_plan_steps.iter().filter(|step| step.plan_id == plan.id);
        let approved =
            steps.filter(|step| step.status == TrainingPlanStatus::Approved).map(|step| step.effective_on);
        let approved = approved.max();
        assert_eq!(plan.decided_on, approved);
        assert_eq!(
            (plan.decision.is_some(), plan.signer.is_some()),
            (approved.is_some(), approved.is_some())
        );
    }
}

/// The last state of each enrolment of a course, by the unit for which its place is kept.
fn shares(course: &entity::course::Model) -> HashMap<Option<UnitId>, Vec<EnrolmentStatus>> {
    let demo = demo();
    let steps = demo.enrolment_steps.iter();
    let last: HashMap<_, _> =
        last_states(steps.map(|step| (step.enrolment_id, step.sequence, step.status, step.effective_on)));
    let mut shares: HashMap<_, Vec<_>> = HashMap::new();
    for row in demo.enrolments.iter().filter(|row| row.course_id == course.id) {
        shares.entry(share(row)).or_default().push(last[&row.id]);
    }
    shares
}

/// The unit of an enrolment, where its course keeps places for it.
fn share(row: &entity::enrolment::Model) -> Option<UnitId> {
    let of = |seat: &&entity::course_seat::Model| (seat.course_id, seat.unit_id);
    let mut seats = demo().course_seats.iter();
    seats.find(|seat| of(seat) == (row.course_id, row.unit_id)).map(|seat| seat.unit_id)
}

#[test]
fn no_share_of_a_course_has_more_people_than_places() {
    use EnrolmentStatus::{Absent, Completed, Enrolled, Failed, Waitlisted};
    let demo = demo();
    let mut waiting = [0, 0];
    for course in &demo.courses {
        let seats: HashMap<_, _> = demo
            .course_seats
            .iter()
            .filter(|seat| seat.course_id == course.id)
            .map(|seat| (Some(seat.unit_id), seat.seats))
            .collect();
        let others = course.capacity - seats.values().sum::<i32>();
        assert!(others >= 0, "{}", course.code);
        for (share, states) in shares(course) {
            let taken = states.iter().filter(|state| [Enrolled, Completed, Failed, Absent].contains(state));
            let places = seats.get(&share).copied().unwrap_or(others);
            assert!(i32::try_from(taken.count()).unwrap() <= places, "{} {share:?}", course.code);
            waiting[usize::from(share.is_some())] +=
                states.iter().filter(|state| **state == Waitlisted).count();
        }
    }
    assert!(waiting[0] > 0 && waiting[1] > 0, "{waiting:?}");
}

#[test]
fn of_those_approved_on_one_day_nobody_waits_who_comes_before_somebody_with_a_place_of_the_same_share() {
    let demo = demo();
    let people: HashMap<_, _> = demo.officials.iter().map(|row| (row.id, row)).collect();
    let enrolments: HashMap<_, _> = demo.enrolments.iter().map(|row| (row.id, row)).collect();
    let first_steps = demo.enrolment_steps.iter().filter(|step| step.sequence == 1);
    let nominations: HashMap<_, _> = first_steps.map(|step| (step.enrolment_id, step.id)).collect();
    let mut approved: HashMap<_, Vec<_>> = HashMap::new();
    for step in demo.enrolment_steps.iter().filter(|step| step.status == EnrolmentStatus::Approved) {
        let row = enrolments[&step.enrolment_id];
        approved.entry((row.course_id, share(row), step.effective_on)).or_default().push(row);
    }
    let mut both = 0;
    for ((.., on), rows) in approved {
        let order = |row: &&entity::enrolment::Model| {
            let person = people[&row.official_id];
            let age = person.birth_date.and_then(|birth| completed_years(birth, on));
            (person.sex == Sex::Male, age.is_none_or(|age| age >= 35), nominations[&row.id])
        };
        let next = |row: &&entity::enrolment::Model, status| {
            demo.enrolment_steps
                .iter()
                .any(|step| step.enrolment_id == row.id && step.status == status && step.effective_on == on)
        };
        let (with_place, waiting): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| next(row, EnrolmentStatus::Enrolled));
        assert!(waiting.iter().all(|row| next(row, EnrolmentStatus::Waitlisted)));
        let (last, first) = (with_place.iter().map(order).max(), waiting.iter().map(order).min());
        if let (Some(last), Some(first)) = (last, first) {
            assert!(last < first);
            both += 1;
        }
    }
    assert!(both > 5, "{both}");
}

#[test]
fn somebody_who_waited_moves_up_when_a_place_comes_free() {
    let demo = demo();
    let mut states: HashMap<_, Vec<_>> = HashMap::new();
    for step in &demo.enrolment_steps {
        states.entry(step.enrolment_id).or_default().push(step.status);
    }
    let moved_up = [
        EnrolmentStatus::Nominated,
        EnrolmentStatus::Approved,
        EnrolmentStatus::Waitlisted,
        EnrolmentStatus::Enrolled,
    ];
    assert!(states.values().any(|states| states.starts_with(&moved_up)));
}

#[test]
fn a_completed_course_that_yields_a_level_wrote_one_qualification() {
    let demo = demo();
    let courses: HashMap<_, _> = demo.courses.iter().map(|course| (course.id, course)).collect();
    let completed: HashSet<_> = demo
        .enrolment_steps
        .iter()
        .filter(|step| step.status == EnrolmentStatus::Completed)
        .map(|step| step.enrolment_id)
        .collect();
    let mut written = 0;
    for enrolment in &demo.enrolments {
        let course = courses[&enrolment.course_id];
        let yields = completed.contains(&enrolment.id) && course.yields_kind.is_some();
        let rows: Vec<_> =
            demo.qualifications.iter().filter(|row| row.enrolment_id == Some(enrolment.id)).collect();
        assert_eq!(rows.len(), usize::from(yields), "{enrolment:?}");
        for row in rows {
            assert_eq!(
                (Some(row.kind), Some(&row.level_code)),
                (course.yields_kind, course.yields_level_code.as_ref())
            );
            assert_eq!((row.official_id, row.obtained_on), (enrolment.official_id, Some(course.ends_on)));
            written += 1;
        }
    }
    assert!(written > 50, "{written}");
}

#[test]
fn one_secretary_leads_two_communes_at_the_end_of_2024() {
    let on = day(2024, 12, 31);
    let held = demo().appointments.iter().filter(|row| holds(row.valid_from, row.valid_to, on));
    let mut units: HashMap<_, BTreeSet<_>> = HashMap::new();
    for row in held.filter(|row| row.title_code == "PARTY_SECRETARY") {
        units.entry(row.official_id).or_default().insert(row.unit_id);
    }
    assert_eq!(units.values().filter(|units| units.len() == 2).count(), 1);
}

#[test]
fn citizen_numbers_are_well_formed_and_differ() {
    let demo = demo();
    let mut numbers = HashSet::new();
    for identity in &demo.identities {
        assert_eq!(identity.citizen_number.len(), 12);
        assert!(identity.citizen_number.chars().all(|digit| digit.is_ascii_digit()));
        assert!(numbers.insert(&identity.citizen_number), "one number is given twice");
    }
    assert_eq!(numbers.len(), demo.officials.len());
}
