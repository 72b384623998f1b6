//! A sealed report.

use entity::value::{ReportKind, ReportStatus};
use entity::{
    report, report_part_aggregate, report_part_party, report_part_personnel, report_part_succession,
    report_step,
};

use super::{ACCOUNT, COMMUNE, day, id, some};

/// The report.
pub(crate) const REPORT: u128 = 90;

pub(crate) fn report() -> report::Model {
    report::Model {
        id: id(REPORT).into(),
        unit_id: id(COMMUNE).into(),
        programme_id: id(40).into(),
        kind: ReportKind::Yearly,
        period_from: day("2023-01-01"),
        period_to: day("2024-01-01"),
        as_of: day("2023-12-31"),
        head: some("{}"),
        signature: some("AAAA"),
        signing_key: some("AAAA"),
        version: 3,
    }
}

pub(crate) fn report_step() -> report_step::Model {
    report_step::Model {
        id: id(91),
        report_id: id(REPORT).into(),
        sequence: 1,
        status: ReportStatus::Returned,
        effective_on: day("2024-01-10"),
        remark: some("Thiếu số liệu"),
        taken_by: Some(id(ACCOUNT).into()),
    }
}

pub(crate) fn report_part_aggregate() -> report_part_aggregate::Model {
    report_part_aggregate::Model { report_id: id(REPORT).into(), content: "{}".to_owned(), salt: vec![1; 32] }
}

pub(crate) fn report_part_personnel() -> report_part_personnel::Model {
    report_part_personnel::Model { report_id: id(REPORT).into(), content: "{}".to_owned(), salt: vec![2; 32] }
}

pub(crate) fn report_part_party() -> report_part_party::Model {
    report_part_party::Model { report_id: id(REPORT).into(), content: "{}".to_owned(), salt: vec![3; 32] }
}

pub(crate) fn report_part_succession() -> report_part_succession::Model {
    report_part_succession::Model {
        report_id: id(REPORT).into(),
        content: "{}".to_owned(),
        salt: vec![4; 32],
    }
}
