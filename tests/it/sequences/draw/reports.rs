//! Reports.

use api::graphql::id::NodeKind;
use chrono::Datelike;
use entity::report;
use entity::value::ReportStatus;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

impl Draw<'_> {
    pub(super) fn of_report(&mut self, mutation: &str) -> Value {
        if mutation == "draftReport" {
            return self.drafted_report();
        }
        let states: &[_] = match mutation {
            "submitReport" => &[ReportStatus::Draft, ReportStatus::Returned],
            _ => &[ReportStatus::Submitted],
        };
        let report = self.report(states);
        let remark = (mutation == "returnReport").then(|| self.text("Thiếu số liệu"));
        let id = if self.percent(2) { Uuid::from_u128(1) } else { report.id.0 };
        input(vec![
            ("report", Some(name(NodeKind::Report, id))),
            ("expectedVersion", Some(self.version(report.version))),
            ("remark", remark),
        ])
    }

    fn drafted_report(&mut self) -> Value {
        let unit = if self.percent(60) { self.commune() } else { self.unit() };
        let this_year = self.model.today.year();
        let year = match self.percent(95) {
            true => this_year - i32::try_from(self.chance.below(4)).unwrap(),
            false => *self.chance.one(&[1999, this_year + 1]),
        };
        let programme = self.programme();
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("year", Some(json!(year))),
            ("programme", Some(programme)),
        ])
    }

    /// A report that is in one of some states, mostly, and of a unit that the account reaches on its day.
    fn report(&mut self, states: &[ReportStatus]) -> report::Model {
        let state = &self.model.state;
        let is_own = |row: &&report::Model| self.model.scope(self.account, row.as_of).contains(&row.unit_id);
        let fits = |row: &&report::Model| states.contains(&state.report_status(row.id));
        let fitting: Vec<_> = state.reports.iter().filter(is_own).filter(fits).cloned().collect();
        let fitting = self.chance.any(&fitting).filter(|_| self.chance.percent(90));
        fitting.unwrap_or_else(|| self.chance.one(&state.reports).clone())
    }
}
