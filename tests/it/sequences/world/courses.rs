//! Courses that are there in the beginning, in each state, with people in each state of an enrolment.

use canbo_tests::day;
use entity::id::{CourseId, EnrolmentId, QualificationId};
use entity::value::{
    CourseKind, CourseStatus, EnrolmentStatus, NominationAuthority, NominationDecision, OfficialCategory,
    QualificationKind, UnitKind,
};
use entity::{course, course_seat, course_step, enrolment, enrolment_step, nomination_rule, qualification};

use super::super::model::{State, folded};
use super::{
    AGENCY, DISTRICT, ELSEWHERE, FIRST, FOURTH, SECOND, THIRD, id, numbered, opt_day, person_id, unit_id,
};

/// The kind, the organiser, the first and the last day, the places, what completing it yields, the steps so far.
type CourseRow = (
    CourseKind,
    usize,
    (&'static str, &'static str),
    i32,
    Option<(QualificationKind, &'static str)>,
    &'static [CourseStatus],
);

const IT: Option<(QualificationKind, &str)> = Some((QualificationKind::InformationTechnology, "BASIC"));
const THEORY: Option<(QualificationKind, &str)> = Some((QualificationKind::PoliticalTheory, "INTERMEDIATE"));

const COURSES: [CourseRow; 8] = {
    use CourseKind::{Digital, KnowledgeUpdate, PoliticalTheory};
    use CourseStatus::{Cancelled, Finished, Open, Planned, Running};
    [
        (Digital, DISTRICT, ("2026-02-02", "2026-02-06"), 3, IT, &[Planned]),
        (Digital, DISTRICT, ("2026-01-12", "2026-02-10"), 2, IT, &[Planned, Open]),
        (KnowledgeUpdate, AGENCY, ("2025-12-22", "2025-12-31"), 4, None, &[Planned, Open]),
        (KnowledgeUpdate, AGENCY, ("2025-12-01", "2025-12-12"), 3, None, &[Planned, Open, Running]),
        (Digital, DISTRICT, ("2025-11-03", "2025-11-07"), 4, IT, &[Planned, Open, Running, Finished]),
        (
            PoliticalTheory,
            DISTRICT,
            ("2025-03-03", "2025-06-30"),
            9,
            THEORY,
            &[Planned, Open, Running, Finished],
        ),
        (Digital, FIRST, ("2025-11-10", "2025-11-14"), 2, None, &[Planned, Cancelled]),
        (Digital, ELSEWHERE, ("2026-01-05", "2026-01-09"), 2, IT, &[Planned, Open]),
    ]
};

/// The course, the unit, the places.
const SEATS: [(usize, usize, i32); 3] = [(1, FIRST, 1), (4, SECOND, 2), (0, THIRD, 1)];

/// The course, the person, the unit, the steps so far.
type EnrolmentRow = (usize, usize, usize, &'static [EnrolmentStatus]);

const ENROLMENTS: [EnrolmentRow; 13] = {
    use EnrolmentStatus::{
        Absent, Approved, Completed, Enrolled, Failed, Nominated, Rejected, Waitlisted, Withdrawn,
    };
    [
        (1, 1, FIRST, &[Nominated, Approved, Enrolled]),
        (1, 2, FIRST, &[Nominated, Approved, Waitlisted]),
        (1, 4, SECOND, &[Nominated]),
        (1, 5, SECOND, &[Nominated]),
        (2, 3, FIRST, &[Nominated, Rejected]),
        (2, 6, SECOND, &[Nominated]),
        (3, 2, FIRST, &[Nominated, Approved, Enrolled]),
        (3, 7, THIRD, &[Nominated, Approved, Enrolled]),
        (3, 0, AGENCY, &[Nominated, Approved, Enrolled]),
        (4, 4, SECOND, &[Nominated, Approved, Enrolled]),
        (4, 9, FOURTH, &[Nominated, Approved, Enrolled, Failed]),
        (5, 7, THIRD, &[Nominated, Approved, Enrolled, Completed]),
        (5, 8, THIRD, &[Nominated, Withdrawn, Nominated, Approved, Enrolled, Absent]),
    ]
};

/// The kind of unit, the category, the kind of course, to whom it submits if it does, the first day, the day after the last.
type RuleRow =
    (UnitKind, OfficialCategory, CourseKind, Option<NominationAuthority>, &'static str, Option<&'static str>);

const RULES: [RuleRow; 4] = {
    use NominationAuthority::{City, District};
    use OfficialCategory::{Cadre, CivilServant};
    use UnitKind::{Commune, Township};
    [
        (Commune, Cadre, CourseKind::Digital, Some(District), "2022-01-01", Some("2025-01-01")),
        (Commune, Cadre, CourseKind::Digital, None, "2025-01-01", None),
        (Township, Cadre, CourseKind::Digital, Some(City), "2025-01-01", None),
        (Commune, CivilServant, CourseKind::KnowledgeUpdate, Some(District), "2025-01-01", None),
    ]
};

pub(super) fn add(state: &mut State) {
    for (number, (kind, organiser, (starts, ends), capacity, yields, steps)) in numbered(&COURSES) {
        let course_id: CourseId = id(0x15, number);
        let title = format!("Lớp số {number}");
        state.courses.push(course::Model {
            id: course_id,
            code: format!("L-{number}"),
            search_title: folded(&title),
            title,
            kind,
            organiser_unit_id: unit_id(organiser),
            starts_on: day(starts),
            ends_on: day(ends),
            periods: 40,
            capacity,
            counts_as_knowledge_update: kind != CourseKind::PoliticalTheory,
            title_group: None,
            yields_kind: yields.map(|(kind, _)| kind),
            yields_level_code: yields.map(|(_, level)| level.to_owned()),
            announced_on: day("2025-02-03"),
            version: i32::try_from(steps.len()).unwrap(),
        });
        for (place, status) in numbered(steps) {
            state.course_steps.push(course_step::Model {
                id: id(0x16, number * 10 + place),
                course_id,
                sequence: i32::try_from(place + 1).unwrap(),
                status,
                effective_on: match status {
                    CourseStatus::Running => day(starts),
                    CourseStatus::Finished => day(ends),
                    _ => day("2025-02-03"),
                },
                remark: None,
            });
        }
    }
    for (number, (course, unit, seats)) in numbered(&SEATS) {
        state.course_seats.push(course_seat::Model {
            id: id(0x17, number),
            course_id: id(0x15, course),
            unit_id: unit_id(unit),
            seats,
        });
    }
    for (number, (unit_kind, category, course_kind, authority, from, to)) in numbered(&RULES) {
        let decides = authority.is_none();
        state.nomination_rules.push(nomination_rule::Model {
            id: id(0x1A, number),
            unit_kind,
            category,
            course_kind,
            decision: if decides { NominationDecision::SelfDecides } else { NominationDecision::MustSubmit },
            authority,
            legal_basis: "Quyết định 1/QĐ-UBND".to_owned(),
            valid_from: day(from),
            valid_to: opt_day(to),
        });
    }
    enrolments(state);
}

fn enrolments(state: &mut State) {
    for (number, (course, person, unit, steps)) in numbered(&ENROLMENTS) {
        let enrolment_id: EnrolmentId = id(0x18, number);
        let course_row = state.courses[course].clone();
        state.enrolments.push(enrolment::Model {
            id: enrolment_id,
            course_id: course_row.id,
            official_id: person_id(person),
            unit_id: unit_id(unit),
            version: i32::try_from(steps.len()).unwrap(),
            nominated_by: None,
            authority: Some(NominationAuthority::UnitAbove),
        });
        for (place, status) in numbered(steps) {
            let is_result = matches!(
                status,
                EnrolmentStatus::Completed | EnrolmentStatus::Failed | EnrolmentStatus::Absent
            );
            state.enrolment_steps.push(enrolment_step::Model {
                id: id(0x19, number * 10 + place),
                enrolment_id,
                sequence: i32::try_from(place + 1).unwrap(),
                status,
                effective_on: if is_result { course_row.ends_on } else { day("2025-02-10") },
                remark: None,
            });
        }
        if let Some((kind, level)) = COURSES[course].4.filter(|_| steps.contains(&EnrolmentStatus::Completed))
        {
            state.qualifications.push(qualification::Model {
                id: id::<QualificationId>(0x6, 100 + number),
                official_id: person_id(person),
                kind,
                level_code: level.to_owned(),
                obtained_on: Some(course_row.ends_on),
                recorded_on: course_row.ends_on,
                issuer: Some("Huyện Chương Mỹ".to_owned()),
                certificate: None,
                revoked_on: None,
                enrolment_id: Some(enrolment_id),
                version: 1,
            });
        }
    }
}
