//! What of a report that was sealed the model cannot know beforehand: salts, the signature, the name of the key. That they are as they should
//! be is looked at when the report is accepted; from then on the model remembers them, and nothing may change them.

use api::report::{Acceptance, Form, Head, HeadUnit, Part, PartClass, Programme, Sealed, Span, verify};
use canbo_tests::{Server, keys};
use chrono::NaiveDate;
use entity::id::{ReportId, UnitId};
use serde_json::Value;

use super::compare::agree;
use super::figures::{self, Question};
use super::found;
use super::model::{Account, Model, State};
use super::world::clock_on;

/// Verifies a report that was sealed just now, compares what it says, and lets the model know its bytes.
pub(super) async fn take_over(
    server: &Server,
    model: &Model,
    account: &Account,
    (after, found): (&mut State, &State),
    report: ReportId,
) -> Result<(), String> {
    let parts = found::parts_of(server, report).await;
    let row = found.report(report).cloned().unwrap();
    let (Some(head), Some(signature)) = (&row.head, &row.signature) else {
        return Err(format!("{report:?} was accepted and is not sealed"));
    };
    let sealed = Sealed::kept(head, signature, parts.clone()).ok_or("the signature is none")?;
    let verified = verify(&sealed.file(), &keys().report().public());
    let verified = verified.map_err(|fault| format!("{report:?}: {fault}"))?;
    agree("the parts of a sealed report", &verified.open, &PartClass::ALL.to_vec())?;
    let parts_in_head = verified.head.parts.clone();
    let expected = Head { parts: parts_in_head, ..expected(model, account, after, report) };
    agree("the head of a sealed report", &verified.head, &expected)?;
    agree("the key of a sealed report", &row.signing_key.as_ref(), &Some(&expected.key))?;
    let question = Question { account, unit: row.unit_id, on: row.as_of };
    figures::compare_sealed(&targets(&parts), model, found, &question)?;

    let own = after.reports.iter_mut().find(|own| own.id == report).unwrap();
    (own.head, own.signature, own.signing_key) = (row.head, row.signature, row.signing_key);
    for (class, own) in PartClass::ALL.into_iter().zip(after.sealed_parts()) {
        let own = own.iter_mut().find(|part| part.report_id == report).unwrap();
        own.hash = verified.head.hash_of(class).map(|hash| hash.text().to_owned());
    }
    Ok(())
}

/// The head as it has to be, but for its hashes.
fn expected(model: &Model, account: &Account, after: &State, report: ReportId) -> Head {
    let row = after.report(report).unwrap();
    let programme = &model.law.programme;
    Head {
        format: Form::First,
        report: report.0,
        kind: "YEARLY".to_owned(),
        unit: named(after, row.unit_id, row.as_of),
        period: Span { from: row.period_from, to: row.period_to },
        as_of: row.as_of,
        programme: Programme { code: programme.code.clone(), name: programme.name.clone() },
        accepted: Acceptance {
            account: Some(account.id.0),
            role: Some("DISTRICT".to_owned()),
            unit: account.grants.first().map(|grant| named(after, grant.unit, model.today)),
            at: clock_on(model.today).now(),
        },
        key: keys().report().current().id().to_owned(),
        parts: Vec::new(),
    }
}

/// A unit by its name of a day, or by the last that it had before.
fn named(state: &State, unit: UnitId, on: NaiveDate) -> HeadUnit {
    let versions = state.versions_of(unit);
    let version = versions.iter().rev().find(|row| row.valid_from <= on).unwrap_or(&versions[0]);
    HeadUnit { key: unit.0, code: version.code.clone(), name: version.name.clone() }
}

/// The values of targets in all parts.
fn targets(parts: &[Part]) -> Vec<Value> {
    let contents = parts.iter().map(|part| part.content().unwrap());
    contents.flat_map(|content| content["targets"].as_array().cloned().unwrap_or_default()).collect()
}
