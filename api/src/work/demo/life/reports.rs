//! The reports on 2023: each commune's, and the district's, whose acceptance seals them all.

use entity::id::ReportId;

use super::step::Step;
use super::{Life, Turn};
use crate::demo::{District, FirstReports, first_reports};
use crate::work::registry::reports::{AcceptReport, DraftReport, SubmitReport};

impl Life {
    pub(super) fn tell_reports(&mut self, district: &District) {
        let FirstReports { year, programme, drafted_on, submitted_on, accepted_on, units } =
            first_reports(district);
        for (report, unit) in &units {
            let input = DraftReport { unit: *unit, year, programme: programme.clone() };
            self.tell(drafted_on, Turn::Reports, Step::DraftReport(*report, input));
            let input = SubmitReport { report: *report, expected_version: 1 };
            self.tell(submitted_on, Turn::Reports, Step::SubmitReport(input));
        }
        if let Some((top, _)) = units.first() {
            self.tell(accepted_on, Turn::Reports, accept(*top));
        }
    }
}

fn accept(report: ReportId) -> Step {
    Step::AcceptReport(AcceptReport { report, expected_version: 2 })
}
