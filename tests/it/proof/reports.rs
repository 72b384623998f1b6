//! Reports of the world: sealed ones of two communes and of a neighbouring district, and one that is still being written.

use api::demo::District;
use api::report::{
    Acceptance, Form, Head, HeadPart, HeadUnit, Part, PartClass, Programme, Salt, Sealed, Span,
};
use canbo_tests::{day, keys};
use chrono::Datelike;
use entity::id::{ReportId, UnitId};
use entity::value::{ReportKind, ReportStatus};
use entity::{
    report, report_part_aggregate, report_part_party, report_part_personnel, report_part_succession,
    report_step,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::viewer::unit_at;

/// The codes of the units whose reports on 2023 are sealed.
pub(super) const SEALED: [&str; 3] = ["10033", "10063", "275"];
/// The code of the unit whose report on 2024 is not.
const OPEN: &str = "10033";

/// The id of a row of a report's table.
fn id(table: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x4E90_0000_0000_0000_0000_0000_0000_0000 | table << 32 | number)
}

/// Adds them.
pub(super) fn add(rows: &mut District) {
    for (number, code) in (1..).zip(SEALED) {
        let unit = unit_at(rows, code, "2023-12-31");
        add_report(rows, number, unit, 2023);
        seal(rows, number);
    }
    let open = unit_at(rows, OPEN, "2024-12-31");
    add_report(rows, 9, open, 2024);
}

/// Adds a report that was returned once and submitted again.
pub(super) fn add_report(rows: &mut District, number: u128, unit: UnitId, year: i32) {
    let first = |year: i32| day(&format!("{year}-01-01"));
    let report = report::Model {
        id: ReportId(id(1, number)),
        unit_id: unit,
        programme_id: rows.programmes[0].id,
        kind: ReportKind::Yearly,
        period_from: first(year),
        period_to: first(year + 1),
        as_of: first(year + 1).pred_opt().unwrap(),
        head: None,
        signature: None,
        signing_key: None,
        version: 4,
    };
    let states =
        [ReportStatus::Draft, ReportStatus::Submitted, ReportStatus::Returned, ReportStatus::Submitted];
    let steps = (1..).zip(states).map(|(sequence, status)| report_step::Model {
        id: id(2, number << 8 | u128::try_from(sequence).unwrap()),
        report_id: report.id,
        sequence,
        status,
        effective_on: day(&format!("{}-01-{:02}", year + 1, 2 * sequence)),
        remark: (status == ReportStatus::Returned).then(|| "Thiếu số liệu đào tạo".to_owned()),
        taken_by: None,
    });
    rows.report_steps.extend(steps);
    rows.reports.push(report);
}

/// What a part says: one target, with one member who counts by nobody's fact.
fn content(rows: &District, report: &report::Model, class: PartClass) -> Value {
    let key_person = rows.appointments.iter().find(|row| row.unit_id == report.unit_id).unwrap();
    let member = json!({
        "bucket": "EXCLUDED", "entries": [], "official": { "key": key_person.official_id, "name": "Người được tính" },
        "reason": { "code": "ACTING", "fact": { "key": key_person.id, "kind": "APPOINTMENT" }, "further": [] },
        "seat": null, "title": key_person.title_code, "unit": { "key": report.unit_id, "code": "0", "name": "Xã" },
    });
    let target = |code: &str| {
        json!({
            "code": code, "count": { "denominator": 97, "numerator": 31, "unknown": 2 }, "status": "NOT_REACHED",
        })
    };
    let members = |code: &str| json!([{ "target": code, "members": [member.clone()] }]);
    match class {
        PartClass::Aggregate => json!({ "targets": [target("K3"), target("K5")] }),
        PartClass::Personnel => json!({ "members": members("K3") }),
        PartClass::Party => json!({ "members": members("K4"), "targets": [target("K4")] }),
        PartClass::Succession => json!({ "members": members("K7"), "targets": [target("K7")] }),
    }
}

fn seal(rows: &mut District, number: u128) {
    let place = rows.reports.iter().position(|row| row.id.0 == id(1, number)).unwrap();
    let report = rows.reports[place].clone();
    let parts = PartClass::ALL
        .map(|class| Part::new(class, Salt::of([7; 32]), &content(rows, &report, class)).unwrap())
        .to_vec();
    let key = keys().report().current();
    let sealed = Sealed::new(&head(&report, &parts, key.id()), parts, &key).unwrap();
    for part in &sealed.parts {
        add_part(rows, report.id, part);
    }
    let last = rows.report_steps.iter().rfind(|step| step.report_id == report.id).unwrap().clone();
    rows.report_steps.push(report_step::Model {
        id: id(2, number << 8 | 9),
        sequence: last.sequence + 1,
        status: ReportStatus::Accepted,
        effective_on: day("2024-01-12"),
        ..last
    });
    let row = &mut rows.reports[place];
    row.head = Some(String::from_utf8(sealed.head.clone()).unwrap());
    row.signature = Some(sealed.signature_text());
    row.signing_key = Some(key.id().to_owned());
}

fn head(report: &report::Model, parts: &[Part], key: &str) -> Head {
    Head {
        format: Form::First,
        report: report.id.0,
        kind: "YEARLY".to_owned(),
        unit: HeadUnit { key: report.unit_id.0, code: "0".to_owned(), name: "Xã".to_owned() },
        period: Span { from: report.period_from, to: report.period_to },
        as_of: report.as_of,
        programme: Programme { code: "KH-276".to_owned(), name: format!("{}", report.as_of.year()) },
        accepted: Acceptance {
            account: None,
            role: None,
            unit: None,
            at: "2024-01-12T02:00:00Z".parse().unwrap(),
        },
        key: key.to_owned(),
        parts: parts.iter().map(|part| HeadPart { class: part.class(), hash: part.hash() }).collect(),
    }
}

fn add_part(rows: &mut District, report_id: ReportId, part: &Part) {
    let (content, salt) = (String::from_utf8(part.bytes().to_vec()).unwrap(), part.salt().bytes().to_vec());
    match part.class() {
        PartClass::Aggregate => {
            rows.report_parts_aggregate.push(report_part_aggregate::Model { report_id, content, salt });
        }
        PartClass::Personnel => {
            rows.report_parts_personnel.push(report_part_personnel::Model { report_id, content, salt });
        }
        PartClass::Party => {
            rows.report_parts_party.push(report_part_party::Model { report_id, content, salt });
        }
        PartClass::Succession => {
            rows.report_parts_succession.push(report_part_succession::Model { report_id, content, salt });
        }
    }
}
