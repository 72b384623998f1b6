//! Reports. One of a unit out of sight is not there in the twin, which has others; of one in sight the head stands with the hash of every part,
//! while the parts of classes that the viewer may not read say something else under another salt (release "hashes-of-sealed-parts").

use std::collections::BTreeSet;

use api::demo::District;
use entity::class::ConfidentialityClass as Class;
use entity::id::ReportId;
use serde_json::json;

use super::{CANARY, Hidden, reads};
use crate::proof::reports::add_report;

/// The number of the first report that only a twin has.
const ADDED: u128 = 70;

impl Hidden {
    pub(super) fn change_reports(&self, rows: &mut District) {
        // An administrator reads in the journal that a part of PERSONNEL was written, and of which unit.
        if !self.keeps_headers {
            let hidden: BTreeSet<ReportId> = rows
                .reports
                .iter()
                .filter(|row| {
                    self.is_hidden_unit(row.unit_id, Class::Aggregate)
                        || self.is_hidden_unit(row.unit_id, Class::Personnel)
                })
                .map(|row| row.id)
                .collect();
            rows.reports.retain(|row| !hidden.contains(&row.id));
            rows.report_steps.retain(|row| !hidden.contains(&row.report_id));
            rows.report_parts_aggregate.retain(|row| !hidden.contains(&row.report_id));
            rows.report_parts_personnel.retain(|row| !hidden.contains(&row.report_id));
            rows.report_parts_party.retain(|row| !hidden.contains(&row.report_id));
            rows.report_parts_succession.retain(|row| !hidden.contains(&row.report_id));
        }
        macro_rules! change {
            ($($parts:ident: $class:ident;)*) => {$(
                if !reads(self.role, Class::$class) {
                    for (number, row) in rows.$parts.iter_mut().enumerate() {
                        row.content = json!({ "members": [], "targets": [], "text": format!("{CANARY} {number}") }).to_string();
                        row.salt = vec![9; 32];
                    }
                }
            )*};
        }
        change! {
            report_parts_aggregate: Aggregate;
            report_parts_personnel: Personnel;
            report_parts_party: Party;
            report_parts_succession: Succession;
        }
        if !self.keeps_headers {
            self.add_reports(rows);
        }
    }

    /// Reports of units out of sight, on years that no other has.
    fn add_reports(&self, rows: &mut District) {
        let units: BTreeSet<_> = rows
            .unit_versions
            .iter()
            .filter(|row| self.is_hidden_unit(row.unit_id, Class::Personnel))
            .map(|row| row.unit_id)
            .collect();
        for (number, unit) in (ADDED..).zip(units.into_iter().take(3)) {
            add_report(rows, number, unit, 2022);
            let added = rows.report_steps.iter_mut().rev().take(4);
            added.filter(|step| step.remark.is_some()).for_each(|step| step.remark = Some(CANARY.to_owned()));
        }
    }
}
