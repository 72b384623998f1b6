//! Party data and succession planning.

use entity::value::{
    DisciplineKind, SuccessionEntryStatus, SuccessionRemovalReason, SuccessionRoundStatus, TitleBody,
};
use entity::{
    party_discipline, party_record, standing_committee, standing_committee_membership, succession_entry,
    succession_entry_step, succession_round, succession_round_step,
};

use super::{COMMUNE, OFFICIAL, TITLE, day, id, optional_day, some};

pub(crate) fn party_record() -> party_record::Model {
    party_record::Model {
        official_id: id(OFFICIAL).into(),
        admitted_on: optional_day("2010-09-02"),
        full_member_on: optional_day("2011-09-02"),
        version: 1,
    }
}

pub(crate) fn party_discipline() -> party_discipline::Model {
    party_discipline::Model {
        id: id(30),
        official_id: id(OFFICIAL).into(),
        kind: DisciplineKind::Warning,
        decided_on: day("2022-03-01"),
        ends_on: optional_day("2023-03-01"),
        decision: some("78-QĐ/HU"),
        reason: "Vi phạm nguyên tắc".to_owned(),
    }
}

pub(crate) fn standing_committee() -> standing_committee::Model {
    standing_committee::Model {
        id: id(31),
        unit_id: id(COMMUNE).into(),
        term: "2020-2025".to_owned(),
        valid_from: day("2021-01-01"),
        valid_to: optional_day("2024-01-01"),
    }
}

pub(crate) fn standing_committee_membership() -> standing_committee_membership::Model {
    standing_committee_membership::Model {
        id: id(32),
        committee_id: id(31),
        official_id: id(OFFICIAL).into(),
        valid_from: day("2021-01-01"),
        valid_to: optional_day("2024-01-01"),
        version: 1,
    }
}

pub(crate) fn succession_round() -> succession_round::Model {
    succession_round::Model {
        id: id(33).into(),
        unit_id: id(COMMUNE).into(),
        body: TitleBody::Party,
        term: "2025-2030".to_owned(),
        submitted_by: None,
        version: 2,
    }
}

pub(crate) fn succession_round_step() -> succession_round_step::Model {
    succession_round_step::Model {
        id: id(34),
        round_id: id(33).into(),
        sequence: 1,
        status: SuccessionRoundStatus::Returned,
        effective_on: day("2023-05-01"),
        remark: some("Thiếu cán bộ nữ"),
    }
}

pub(crate) fn succession_entry() -> succession_entry::Model {
    succession_entry::Model {
        id: id(35).into(),
        round_id: id(33).into(),
        official_id: id(OFFICIAL).into(),
        title_code: TITLE.to_owned(),
        proposed_by: None,
        version: 1,
    }
}

pub(crate) fn succession_entry_step() -> succession_entry_step::Model {
    succession_entry_step::Model {
        id: id(36),
        entry_id: id(35).into(),
        sequence: 1,
        status: SuccessionEntryStatus::Removed,
        effective_on: day("2023-06-01"),
        reason: Some(SuccessionRemovalReason::OverAge),
    }
}
