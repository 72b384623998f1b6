//! A programme with two targets, one that counts the young, one that counts courses; and a deadline.

use entity::value::{
    Comparator, CompletionPeriod, CountedThing, DeadlineYear, ObligationKind, ObligedUnits,
    QualificationKind, TargetKind, TargetMeasure,
};
use entity::{
    obligation_rule, programme, programme_basis, programme_key_title, programme_reporting_date, target,
    target_evidence, target_title, target_version,
};

use super::{TITLE, day, id, optional_day, some};

pub(crate) const YOUNG: u128 = 44;
pub(crate) const UPDATED: u128 = 45;

pub(crate) fn programme() -> programme::Model {
    programme::Model {
        id: id(40).into(),
        code: "KH-276".to_owned(),
        name: "Kế hoạch 276/KH-UBND".to_owned(),
        name_en: "Plan 276/KH-UBND".to_owned(),
        baseline_on: day("2023-12-31"),
        starts_on: day("2024-01-12"),
        ends_on: optional_day("2025-12-31"),
    }
}

/// By when ratings are approved.
pub(crate) fn obligation_rule() -> obligation_rule::Model {
    obligation_rule::Model {
        id: id(39).into(),
        kind: ObligationKind::Ratings,
        owed_by: ObligedUnits::CommuneLevel,
        month: 12,
        day: 14,
        falls_in: DeadlineYear::SameYear,
        legal_basis: "Nghị định 90/2020/NĐ-CP".to_owned(),
        valid_from: day("2020-08-20"),
        valid_to: optional_day("2026-01-01"),
    }
}

pub(crate) fn programme_basis() -> programme_basis::Model {
    programme_basis::Model {
        id: id(41),
        programme_id: id(40).into(),
        position: 1,
        text: "Đề án 28-ĐA/HU".to_owned(),
    }
}

pub(crate) fn programme_key_title() -> programme_key_title::Model {
    programme_key_title::Model {
        id: id(42),
        programme_id: id(40).into(),
        title_code: TITLE.to_owned(),
        valid_from: day("2024-01-12"),
        valid_to: optional_day("2026-01-01"),
    }
}

pub(crate) fn programme_reporting_date() -> programme_reporting_date::Model {
    programme_reporting_date::Model { id: id(43), programme_id: id(40).into(), due_on: day("2024-12-31") }
}

pub(crate) fn target(number: u128, code: &str) -> target::Model {
    target::Model { id: id(number).into(), programme_id: id(40).into(), code: code.to_owned(), position: 2 }
}

pub(crate) fn young() -> target_version::Model {
    target_version::Model {
        id: id(46),
        target_id: id(YOUNG).into(),
        name: "Cán bộ chủ chốt dưới 35 tuổi".to_owned(),
        name_en: "Key officials under 35".to_owned(),
        measure: TargetMeasure::UnderAge,
        kind: TargetKind::Aspirational,
        counts: CountedThing::Persons,
        comparator: Some(Comparator::GreaterThan),
        threshold_numerator: Some(5),
        threshold_denominator: Some(100),
        age_limit: Some(35),
        completion_period: None,
        alternative_period: None,
        due_on: optional_day("2025-12-31"),
        legal_basis: some("Đề án 28-ĐA/HU, mục III"),
        valid_from: day("2024-01-12"),
        valid_to: optional_day("2026-01-01"),
    }
}

pub(crate) fn updated() -> target_version::Model {
    target_version::Model {
        id: id(47),
        target_id: id(UPDATED).into(),
        measure: TargetMeasure::KnowledgeUpdate,
        kind: TargetKind::Mandatory,
        comparator: Some(Comparator::Equal),
        threshold_numerator: Some(i64::MAX),
        threshold_denominator: Some(i64::MAX),
        age_limit: None,
        completion_period: Some(CompletionPeriod::CalendarYear),
        alternative_period: Some(CompletionPeriod::SinceProgrammeStart),
        ..young()
    }
}

pub(crate) fn target_title() -> target_title::Model {
    target_title::Model { id: id(48), target_version_id: id(46), title_code: TITLE.to_owned() }
}

pub(crate) fn target_evidence() -> target_evidence::Model {
    target_evidence::Model {
        id: id(49),
        target_version_id: id(46),
        part_code: "EDUCATION".to_owned(),
        kind: QualificationKind::Education,
        level_code: "UNIVERSITY".to_owned(),
    }
}
