//! Plans, courses, enrolments and what they yield.

use entity::value::{
    CourseKind, CourseStatus, EnrolmentStatus, NominationAuthority, NominationDecision, OfficialCategory,
    QualificationKind, TrainingPlanStatus, UnitKind,
};
use entity::{
    course, course_seat, course_step, enrolment, enrolment_step, nomination_rule, qualification,
    training_plan, training_plan_item, training_plan_step,
};

use super::{COMMUNE, DISTRICT, OFFICIAL, day, id, optional_day, some};

/// The district's plan, which nothing has taken up.
pub(crate) fn district_plan() -> training_plan::Model {
    training_plan::Model {
        id: id(50).into(),
        unit_id: id(DISTRICT).into(),
        year: 2024,
        edition: 1,
        consolidated_into_id: None,
        decision: some("90/QĐ-UBND"),
        decided_on: optional_day("2024-02-01"),
        signer: some("Chủ tịch huyện"),
        submitted_by: None,
        version: 1,
    }
}

/// The commune's plan, which the district's has taken up.
pub(crate) fn training_plan() -> training_plan::Model {
    training_plan::Model {
        id: id(51).into(),
        unit_id: id(COMMUNE).into(),
        consolidated_into_id: Some(id(50).into()),
        ..district_plan()
    }
}

pub(crate) fn training_plan_item() -> training_plan_item::Model {
    training_plan_item::Model {
        id: id(52),
        plan_id: id(51).into(),
        position: 1,
        course_kind: CourseKind::KnowledgeUpdate,
        title_group: some("Cán bộ chủ chốt"),
        people: 7,
        reason: some("Cập nhật kiến thức"),
        source_item_id: None,
    }
}

pub(crate) fn consolidated_item() -> training_plan_item::Model {
    training_plan_item::Model {
        id: id(53),
        plan_id: id(50).into(),
        source_item_id: Some(id(52)),
        ..training_plan_item()
    }
}

pub(crate) fn training_plan_step() -> training_plan_step::Model {
    training_plan_step::Model {
        id: id(54),
        plan_id: id(51).into(),
        sequence: 1,
        status: TrainingPlanStatus::Returned,
        effective_on: day("2024-01-15"),
        remark: some("Bổ sung cán bộ trẻ"),
    }
}

pub(crate) fn course() -> course::Model {
    course::Model {
        id: id(55).into(),
        code: "CN-2024-01".to_owned(),
        title: "Bồi dưỡng cập nhật kiến thức".to_owned(),
        search_title: "boi duong cap nhat kien thuc".to_owned(),
        kind: CourseKind::KnowledgeUpdate,
        organiser_unit_id: id(DISTRICT).into(),
        starts_on: day("2024-05-06"),
        ends_on: day("2024-05-10"),
        periods: 40,
        capacity: 60,
        counts_as_knowledge_update: true,
        title_group: some("Cán bộ chủ chốt"),
        yields_kind: Some(QualificationKind::Education),
        yields_level_code: some("UNIVERSITY"),
        announced_on: day("2024-03-01"),
        version: 1,
    }
}

pub(crate) fn course_seat() -> course_seat::Model {
    course_seat::Model { id: id(56), course_id: id(55).into(), unit_id: id(COMMUNE).into(), seats: 3 }
}

pub(crate) fn course_step() -> course_step::Model {
    course_step::Model {
        id: id(57),
        course_id: id(55).into(),
        sequence: 1,
        status: CourseStatus::Cancelled,
        effective_on: day("2024-03-01"),
        remark: some("Hoãn"),
    }
}

pub(crate) fn nomination_rule() -> nomination_rule::Model {
    nomination_rule::Model {
        id: id(61),
        unit_kind: UnitKind::Commune,
        category: OfficialCategory::Cadre,
        course_kind: CourseKind::KnowledgeUpdate,
        decision: NominationDecision::MustSubmit,
        authority: Some(NominationAuthority::District),
        legal_basis: "Quy ước".to_owned(),
        valid_from: day("2023-01-01"),
        valid_to: optional_day("2025-07-01"),
    }
}

pub(crate) fn enrolment() -> enrolment::Model {
    enrolment::Model {
        id: id(58).into(),
        course_id: id(55).into(),
        official_id: id(OFFICIAL).into(),
        unit_id: id(COMMUNE).into(),
        version: 1,
        nominated_by: None,
        authority: Some(NominationAuthority::UnitAbove),
    }
}

pub(crate) fn enrolment_step() -> enrolment_step::Model {
    enrolment_step::Model {
        id: id(59),
        enrolment_id: id(58).into(),
        sequence: 1,
        status: EnrolmentStatus::Rejected,
        effective_on: day("2024-04-01"),
        remark: some("Chưa đủ điều kiện"),
    }
}

pub(crate) fn qualification() -> qualification::Model {
    qualification::Model {
        id: id(60).into(),
        official_id: id(OFFICIAL).into(),
        kind: QualificationKind::Education,
        level_code: "UNIVERSITY".to_owned(),
        obtained_on: optional_day("2010-06-01"),
        recorded_on: day("2021-01-01"),
        issuer: some("Đại học Luật Hà Nội"),
        certificate: some("A 123"),
        revoked_on: optional_day("2024-06-01"),
        enrolment_id: Some(id(58).into()),
        version: 1,
    }
}
