//! Units, titles and levels.

use entity::value::{LineageShare, OfficialCategory, QualificationKind, TitleBody, UnitClass, UnitKind};
use entity::{
    qualification_level, title, title_requirement, title_standard, unit, unit_lineage, unit_version,
};

use super::{COMMUNE, DISTRICT, SUCCESSOR, day, id, optional_day, some};

pub(crate) const TITLE: &str = "COMMITTEE_CHAIR";

pub(crate) fn unit(number: u128) -> unit::Model {
    unit::Model { id: id(number).into() }
}

pub(crate) fn unit_version() -> unit_version::Model {
    unit_version::Model {
        id: id(10),
        unit_id: id(COMMUNE).into(),
        code: "10033".to_owned(),
        name: "Xã Phú Nghĩa".to_owned(),
        search_name: "xa phu nghia".to_owned(),
        kind: UnitKind::Commune,
        class: Some(UnitClass::II),
        parent_id: Some(id(DISTRICT).into()),
        valid_from: day("2020-01-01"),
        valid_to: optional_day("2025-07-01"),
        legal_basis: some("NQ 895/NQ-UBTVQH14"),
    }
}

pub(crate) fn unit_lineage() -> unit_lineage::Model {
    unit_lineage::Model {
        id: id(11),
        from_unit_id: id(COMMUNE).into(),
        to_unit_id: id(SUCCESSOR).into(),
        share: LineageShare::Whole,
        is_default: true,
        effective_on: day("2025-07-01"),
        legal_basis: some("NQ 1656/NQ-UBTVQH15"),
    }
}

pub(crate) fn title() -> title::Model {
    title::Model {
        code: TITLE.to_owned(),
        name: "Chủ tịch Ủy ban nhân dân".to_owned(),
        name_en: "Chair of the People's Committee".to_owned(),
        body: TitleBody::Committee,
        category: OfficialCategory::Cadre,
        position: 6,
    }
}

pub(crate) fn qualification_level() -> qualification_level::Model {
    qualification_level::Model {
        id: id(12),
        kind: QualificationKind::Education,
        code: "UNIVERSITY".to_owned(),
        name: "Đại học".to_owned(),
        name_en: "University".to_owned(),
        rank: 3,
    }
}

pub(crate) fn title_standard() -> title_standard::Model {
    title_standard::Model {
        id: id(13),
        title_code: TITLE.to_owned(),
        max_age_at_first_appointment: Some(50),
        legal_basis: some("Nghị định 33/2023/NĐ-CP"),
        valid_from: day("2023-08-01"),
        valid_to: optional_day("2026-01-01"),
    }
}

pub(crate) fn title_requirement() -> title_requirement::Model {
    title_requirement::Model {
        id: id(14),
        standard_id: id(13),
        kind: QualificationKind::Education,
        level_code: "UNIVERSITY".to_owned(),
    }
}
