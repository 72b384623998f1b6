//! The reports of the years that are over: each commune's, and the district's, whose acceptance seals them all; and those that are being written.

use chrono::Datelike;
use entity::id::ReportId;

use super::step::Step;
use super::{Life, Turn};
use crate::demo::{District, SealedReports, sealed_reports};
use crate::work::registry::reports::{AcceptReport, DraftReport, SubmitReport};

impl Life {
    pub(super) fn tell_reports(&mut self, district: &District) {
        for reports in sealed_reports(district) {
            self.tell_reports_of(&reports);
        }
        self.tell_reports_begun(district);
    }

    fn tell_reports_of(&mut self, reports: &SealedReports) {
        let SealedReports { year, programme, drafted_on, submitted_on, accepted_on, units } = reports;
        for (report, unit) in units {
            let input = DraftReport { unit: *unit, year: *year, programme: programme.clone() };
            self.tell(*drafted_on, Turn::Reports, Step::DraftReport(*report, None, input));
            let input = SubmitReport { report: *report, expected_version: 1 };
            self.tell(*submitted_on, Turn::Reports, Step::SubmitReport(input));
        }
        if let Some((top, _)) = units.first() {
            self.tell(*accepted_on, Turn::Reports, accept(*top));
        }
    }

    /// Reports that are drafted, and no more than that.
    fn tell_reports_begun(&mut self, district: &District) {
        for row in &district.reports {
            let programme = district.programmes.iter().find(|programme| programme.id == row.programme_id);
            let step = district.report_steps.iter().find(|step| step.report_id == row.id);
            let (Some(programme), Some(step)) = (programme, step) else { continue };
            let input = DraftReport {
                unit: row.unit_id,
                year: row.period_from.year(),
                programme: programme.code.clone(),
            };
            self.tell(step.effective_on, Turn::Reports, Step::DraftReport(row.id, Some(step.id), input));
        }
    }
}

fn accept(report: ReportId) -> Step {
    Step::AcceptReport(AcceptReport { report, expected_version: 2 })
}
