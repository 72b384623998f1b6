//! Explanations: the bucket, the code, the fact and the words for each member.

use chrono::NaiveDate;
use targets::explain::{Bucket, Member, members, part_members};
use targets::language::Language;
use targets::reason::{FactKind, FactRef};

use crate::programme_276::programme;
use crate::world::{
    EDUCATION, EntryRow, IT, MembershipRow, OfficialRow, StandardRow, THEORY, World, appointment_id,
    assessment_id, committee_id, day, enrolment_id, entry_id, membership_id, official_id, post_id,
    qualification_id, since, unit_id,
};

fn on() -> NaiveDate {
    day("2023-12-31")
}

fn listed(world: &World, code: &str, on: NaiveDate) -> Vec<Member> {
    let programme = programme();
    let target = programme.target_on(code, on).unwrap();
    members(&world.facts(), &programme, target, unit_id(0), on, None).unwrap()
}

/// The only member of a target.
fn only(world: &World, code: &str) -> Member {
    let mut listed = listed(world, code, on());
    assert_eq!(listed.len(), 1);
    listed.remove(0)
}

fn said(member: &Member) -> (Bucket, &'static str, Option<FactRef>, String) {
    let reason = &member.reason;
    (member.bucket, reason.code.as_str(), reason.fact, reason.message(Language::Vietnamese))
}

fn fact(kind: FactKind, id: uuid::Uuid) -> Option<FactRef> {
    Some(FactRef { kind, id })
}

fn secretary() -> World {
    let mut world = World::district(1);
    world.holder(1, "PARTY_SECRETARY");
    world
}

#[test]
fn an_age_is_explained_by_the_birthday_that_decides() {
    let mut world = secretary();
    world.officials[0].birth = Some((day("1988-12-31"), 'D'));
    let member = only(&world, "K2");
    let message = "Sinh ngày 31/12/1988, tròn 35 tuổi vào 31/12/2023".to_owned();
    let person = fact(FactKind::Official, official_id(0));
    assert_eq!(said(&member), (Bucket::NotCounted, "AGE_REACHED", person, message));
    assert_eq!(member.reason.message(Language::English), "Born on 1988-12-31, turned 35 on 2023-12-31");
    assert_eq!((member.official, member.unit), (Some(official_id(0)), Some(unit_id(1))));
    assert_eq!(member.title.as_deref(), Some("PARTY_SECRETARY"));

    world.officials[0].birth = Some((day("1989-07-20"), 'Y'));
    let message = "Sinh năm 1989, tính từ ngày 01/01, đến 01/01/2024 mới tròn 35 tuổi".to_owned();
    assert_eq!(said(&only(&world, "K2")), (Bucket::Counted, "UNDER_AGE", person, message));

    world.officials[0].birth = None;
    let message = "Hồ sơ chưa có ngày sinh".to_owned();
    assert_eq!(said(&only(&world, "K2")), (Bucket::Unknown, "BIRTH_DATE_MISSING", person, message));
}

#[test]
fn a_qualification_is_explained_by_its_record_and_each_missing_half_is_named() {
    let mut world = secretary();
    let message = "Tin học: hồ sơ chưa có thông tin".to_owned();
    assert_eq!(said(&only(&world, "K8")), (Bucket::Unknown, "QUALIFICATION_MISSING", None, message));
    world.qualify(0, IT, 1);
    let record = fact(FactKind::Qualification, qualification_id(0));
    let message = "Tin học: cơ bản, có từ 01/01/2015".to_owned();
    assert_eq!(said(&only(&world, "K8")), (Bucket::Counted, "LEVEL_REACHED", record, message));
    world.qualifications[0].revoked = Some(day("2023-06-01"));
    let message = "Tin học: cơ bản, bị thu hồi từ 01/06/2023".to_owned();
    assert_eq!(said(&only(&world, "K8")), (Bucket::NotCounted, "QUALIFICATION_REVOKED", record, message));

    world.qualify(0, EDUCATION, 2);
    world.qualify(0, THEORY, 1);
    let both = only(&world, "K5");
    assert_eq!(both.bucket, Bucket::NotCounted);
    assert_eq!(both.reason.fact, fact(FactKind::Qualification, qualification_id(1)));
    assert_eq!(both.reason.further[0].fact, fact(FactKind::Qualification, qualification_id(2)));
    assert_eq!(
        both.reason.message(Language::Vietnamese),
        "Trình độ chuyên môn: cao nhất là cao đẳng, chưa đạt mức yêu cầu; \
         Lý luận chính trị: cao nhất là sơ cấp, chưa đạt mức yêu cầu"
    );
}

#[test]
fn a_knowledge_update_is_explained_by_the_enrolment_or_by_the_one_that_does_not_fit() {
    let mut world = secretary();
    let message = "Chưa hoàn thành khóa học nào từ 01/01/2023 đến 31/12/2023".to_owned();
    assert_eq!(said(&only(&world, "K6")), (Bucket::NotCounted, "COURSE_MISSING", None, message));
    world.complete(0, "2022-05-31", true);
    let outside = fact(FactKind::Enrolment, enrolment_id(0));
    let message = "Khóa học gần nhất đã hoàn thành kết thúc ngày 31/05/2022, \
                   không được tính cho kỳ từ 01/01/2023 đến 31/12/2023";
    let expected = (Bucket::NotCounted, "COURSE_NOT_COUNTING", outside, message.to_owned());
    assert_eq!(said(&only(&world, "K6")), expected);
    world.complete(0, "2023-05-31", true);
    let message = "Hoàn thành khóa học kết thúc ngày 31/05/2023, ghi nhận ngày 31/05/2023".to_owned();
    let fitting = fact(FactKind::Enrolment, enrolment_id(1));
    assert_eq!(said(&only(&world, "K6")), (Bucket::Counted, "COURSE_COMPLETED", fitting, message));
}

#[test]
fn a_planned_person_is_explained_by_the_entry_or_by_the_course_since() {
    let mut world = World::district(1);
    world.officials.push(OfficialRow { female: true, birth: None });
    let title = "COMMITTEE_CHAIR".to_owned();
    world.entries.push(EntryRow { official: 0, unit: 1, title, days: since("2023-03-01") });
    let message = "Chưa hoàn thành khóa học nào từ khi quy hoạch được phê duyệt ngày 01/03/2023".to_owned();
    let entry = fact(FactKind::PlannedEntry, entry_id(0));
    assert_eq!(said(&only(&world, "K7")), (Bucket::NotCounted, "NOT_TRAINED_SINCE_APPROVAL", entry, message));
    world.complete(0, "2023-09-30", false);
    let message =
        "Hoàn thành khóa học kết thúc ngày 30/09/2023, sau khi quy hoạch được phê duyệt ngày 01/03/2023"
            .to_owned();
    let course = fact(FactKind::Enrolment, enrolment_id(0));
    assert_eq!(said(&only(&world, "K7")), (Bucket::Counted, "TRAINED_SINCE_APPROVAL", course, message));
}

#[test]
fn seats_are_listed_one_by_one_and_those_without_a_seat_stand_outside() {
    let mut world = World::district(1);
    for _ in 0..4 {
        world.officials.push(OfficialRow { female: false, birth: None });
    }
    world.seats(1, "COMMITTEE_VICE_CHAIR", 1);
    world.seats(1, "COMMITTEE_CHAIR", 2);
    world.appoint(0, 1, "COMMITTEE_VICE_CHAIR", 'P');
    let over = world.appoint(1, 1, "COMMITTEE_VICE_CHAIR", 'P');
    world.appointments[over].days = since("2021-06-01");
    world.appoint(2, 1, "COMMITTEE_CHAIR", 'A');
    world.appoint(3, 1, "COMMITTEE_CHAIR", 'I');
    let double = world.appoint(0, 1, "COMMITTEE_VICE_CHAIR", 'C');
    world.appointments[double].days = since("2022-01-01");

    type Line = (Bucket, Option<usize>, &'static str, Option<u64>, Option<FactRef>);
    let lines: Vec<Line> = listed(&world, "K1", on())
        .iter()
        .map(|member| {
            let official = member.official.and_then(|id| (0..4).find(|place| official_id(*place) == id));
            (member.bucket, official, member.reason.code.as_str(), member.seat, member.reason.fact)
        })
        .collect();
    let appointment = |place| fact(FactKind::Appointment, appointment_id(place));
    let post = fact(FactKind::Post, post_id(1));
    assert_eq!(
        lines,
        [
            (Bucket::Counted, Some(0), "SEAT_FILLED", Some(1), appointment(0)),
            (Bucket::NotCounted, None, "SEAT_VACANT", Some(1), post),
            (Bucket::NotCounted, None, "SEAT_VACANT", Some(2), post),
            (Bucket::Excluded, Some(2), "ACTING", None, appointment(2)),
            (Bucket::Excluded, Some(3), "IN_CHARGE", None, appointment(3)),
            (Bucket::Excluded, Some(0), "HOLDS_TWICE", None, appointment(4)),
            (Bucket::Excluded, Some(1), "OVER_SEATS", None, appointment(1)),
        ]
    );
}

#[test]
fn a_person_who_is_only_acting_stands_outside_and_a_key_official_who_also_acts_does_not() {
    let mut world = secretary();
    world.officials.push(OfficialRow { female: true, birth: None });
    world.appoint(1, 1, "COMMITTEE_CHAIR", 'A');
    world.appoint(0, 1, "COUNCIL_CHAIR", 'I');
    let women = listed(&world, "K3", on());
    let lines: Vec<_> =
        women.iter().map(|member| (member.bucket, member.official, member.reason.code.as_str())).collect();
    let expected = [
        (Bucket::NotCounted, Some(official_id(0)), "MALE"),
        (Bucket::Excluded, Some(official_id(1)), "ACTING"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(
        women[1].reason.message(Language::Vietnamese),
        "Giữ quyền chức danh từ 01/01/2020, không tính là đã bố trí"
    );
}

#[test]
fn a_locality_is_explained_by_the_assessment_that_counts() {
    let mut world = secretary();
    let unassessed = only(&world, "K9");
    assert_eq!(
        (unassessed.bucket, unassessed.reason.fact),
        (Bucket::Unknown, fact(FactKind::Appointment, appointment_id(0)))
    );
    world.assess(0, false, "2022-01-01");
    world.assess(0, true, "2023-01-01");
    let message = "Không phải người địa phương, theo đánh giá ngày 01/01/2023".to_owned();
    let assessment = fact(FactKind::LocalityAssessment, assessment_id(1));
    assert_eq!(said(&only(&world, "K9")), (Bucket::Counted, "NON_LOCAL", assessment, message));
}

#[test]
fn a_unit_is_explained_by_its_committee_or_by_the_woman_in_it() {
    let mut world = World::district(3);
    world.officials.push(OfficialRow { female: true, birth: None });
    world.committees = vec![(1, since("2020-06-01")), (2, since("2020-06-01"))];
    world.memberships.push(MembershipRow { committee: 0, official: 0, days: since("2021-01-01") });
    let units = listed(&world, "K4", on());
    let lines: Vec<_> = units.iter().map(|member| (member.unit, said(member))).collect();
    let woman = fact(FactKind::StandingMembership, membership_id(0));
    let committee = fact(FactKind::StandingCommittee, committee_id(1));
    let text = str::to_owned;
    let expected = [
        (Bucket::Counted, "WOMAN_MEMBER", woman, text("Ban Thường vụ có nữ, tham gia từ 01/01/2021")),
        (Bucket::NotCounted, "NO_WOMAN_MEMBER", committee, text("Ban Thường vụ (từ 01/06/2020) chưa có nữ")),
        (Bucket::Excluded, "NO_STANDING_COMMITTEE", None, text("Không có Ban Thường vụ vào ngày tính")),
    ];
    let expected: Vec<_> = (1..4).map(unit_id).map(Some).zip(expected).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_standard_is_met_by_every_requirement_of_every_title_held() {
    let mut world = secretary();
    world.appoint(0, 1, "COUNCIL_CHAIR", 'C');
    let standard = |title: &str, needs, max_age| {
        let title = title.to_owned();
        StandardRow { title, days: since("2020-01-01"), needs, max_age }
    };
    let programme = programme();
    let target = programme.target_on("K1", on()).unwrap().clone();
    let listed = |world: &World| {
        let facts = world.facts();
        part_members(&facts, &programme, &target, "STANDARD", unit_id(0), on(), None)
            .unwrap()
            .unwrap()
            .remove(0)
    };
    assert_eq!(listed(&world).reason.code.as_str(), "NO_REQUIREMENT");
    world.standards.push(standard("PARTY_SECRETARY", vec![(EDUCATION, 3)], Some(49)));
    world.standards.push(standard("COUNCIL_CHAIR", vec![(EDUCATION, 3), (THEORY, 2)], None));
    assert_eq!(listed(&world).bucket, Bucket::Unknown);
    world.qualify(0, EDUCATION, 3);
    world.qualify(0, THEORY, 2);
    let member = listed(&world);
    assert_eq!((member.bucket, member.reason.further.len()), (Bucket::Counted, 2));
    // Born on 15/6/1970, the secretary turned 49 before the first appointment on 1/1/2020.
    world.standards[0].max_age = Some(48);
    let message = "Giữ chức danh lần đầu từ 01/01/2020 khi 49 tuổi, quá 48 tuổi".to_owned();
    let appointment = fact(FactKind::Appointment, appointment_id(0));
    let expected = (Bucket::NotCounted, "FIRST_APPOINTED_OVER_AGE", appointment, message);
    assert_eq!(said(&listed(&world)), expected);
    assert!(
        part_members(&world.facts(), &programme, &target, "OTHER", unit_id(0), on(), None).unwrap().is_none()
    );
}
