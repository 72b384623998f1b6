//! Officials and what they hold.

use entity::value::{
    AppointmentMode, AppointmentOrigin, DatePrecision, DisciplineKind, Locality, OfficialCategory,
    RatingGrade, Sex, SourcePoolOrigin, SourcePoolOutcome,
};
use entity::{
    affiliation, appointment, discipline, locality_assessment, official, official_identity, post, rating,
    source_pool_entry, source_pool_report, source_pool_review,
};

use super::{COMMUNE, DISTRICT, OFFICIAL, TITLE, day, id, optional_day, some};

pub(crate) fn official(number: u128) -> official::Model {
    official::Model {
        id: id(number).into(),
        full_name: "Nguyễn Văn Đức".to_owned(),
        search_name: "nguyen van duc".to_owned(),
        sort_key: vec![0, 127, 128, 255],
        birth_date: optional_day("1988-12-31"),
        birth_date_precision: Some(DatePrecision::Day),
        sex: Sex::Male,
        ethnicity: some("Kinh"),
        hometown_unit_id: Some(id(COMMUNE).into()),
        hometown_on: optional_day("2023-12-31"),
        version: 1,
        merged_into_id: None,
    }
}

pub(crate) fn official_identity() -> official_identity::Model {
    official_identity::Model {
        official_id: id(OFFICIAL).into(),
        citizen_number_sealed: Some(vec![7; 40]),
        citizen_number_index: Some(vec![8; 40]),
        phone: some("0900000000"),
        address: some("Thôn Đồng Trữ"),
        version: 1,
    }
}

pub(crate) fn affiliation() -> affiliation::Model {
    affiliation::Model {
        id: id(20),
        official_id: id(OFFICIAL).into(),
        unit_id: id(COMMUNE).into(),
        category: OfficialCategory::Cadre,
        valid_from: day("2021-01-01"),
        valid_to: optional_day("2024-01-01"),
    }
}

pub(crate) fn discipline() -> discipline::Model {
    discipline::Model {
        id: id(21),
        official_id: id(OFFICIAL).into(),
        kind: DisciplineKind::Reprimand,
        decided_on: day("2022-03-01"),
        ends_on: optional_day("2023-03-01"),
        decision: some("12/QĐ-UBND"),
        reason: "Chậm giải quyết hồ sơ".to_owned(),
        version: 1,
    }
}

pub(crate) fn post() -> post::Model {
    post::Model {
        id: id(22).into(),
        unit_id: id(COMMUNE).into(),
        title_code: TITLE.to_owned(),
        seats: 1,
        decision: some("34/QĐ-UBND"),
        valid_from: day("2021-01-01"),
        valid_to: optional_day("2024-01-01"),
        version: 1,
        is_transitional: false,
    }
}

pub(crate) fn appointment() -> appointment::Model {
    appointment::Model {
        id: id(23).into(),
        official_id: id(OFFICIAL).into(),
        unit_id: id(COMMUNE).into(),
        title_code: TITLE.to_owned(),
        mode: AppointmentMode::Primary,
        origin: AppointmentOrigin::Election,
        decision: some("56/QĐ-UBND"),
        valid_from: day("2021-01-01"),
        valid_to: optional_day("2024-01-01"),
        version: 1,
    }
}

pub(crate) fn locality_assessment() -> locality_assessment::Model {
    locality_assessment::Model {
        id: id(24),
        appointment_id: id(23).into(),
        locality: Locality::NonLocal,
        criterion: "Quê quán".to_owned(),
        decided_by: "Phòng Nội vụ".to_owned(),
        assessed_on: day("2021-02-01"),
        version: 1,
    }
}

pub(crate) fn rating() -> rating::Model {
    rating::Model {
        id: id(25),
        official_id: id(OFFICIAL).into(),
        unit_id: id(COMMUNE).into(),
        year: 2022,
        grade: RatingGrade::Good,
        proposed_on: day("2022-12-01"),
        approved_on: optional_day("2022-12-14"),
        superseded_on: optional_day("2023-02-01"),
        proposed_by: None,
        version: 3,
    }
}

pub(crate) fn source_pool_entry() -> source_pool_entry::Model {
    source_pool_entry::Model {
        id: id(26).into(),
        official_id: id(OFFICIAL).into(),
        unit_id: id(COMMUNE).into(),
        origin: SourcePoolOrigin::OnSite,
        added_on: day("2021-01-01"),
        removed_on: optional_day("2024-01-01"),
        version: 2,
    }
}

pub(crate) fn source_pool_review() -> source_pool_review::Model {
    source_pool_review::Model {
        id: id(27),
        entry_id: id(26).into(),
        year: 2022,
        outcome: SourcePoolOutcome::Removed,
        assessment: "Hoàn thành tốt nhiệm vụ".to_owned(),
        reason: some("Chuyển công tác"),
        reviewed_on: day("2022-12-20"),
        version: 2,
    }
}

pub(crate) fn source_pool_report() -> source_pool_report::Model {
    source_pool_report::Model {
        id: id(28).into(),
        unit_id: id(COMMUNE).into(),
        year: 2022,
        reported_on: day("2022-12-28"),
        authority_unit_id: id(DISTRICT).into(),
        kept: 3,
        added: 2,
        removed: 1,
        remark: some("Đã rà soát"),
    }
}
