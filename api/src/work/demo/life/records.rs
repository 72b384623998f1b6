//! What is recorded of people: qualifications, localities, ratings, measures of the state.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::{discipline, party_discipline, rating};

use super::people::files;
use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::ErrorPolicy;
use crate::work::registry::discipline::RecordDiscipline;
use crate::work::registry::localities::AssessLocality;
use crate::work::registry::qualifications::{RecordQualification, RevokeQualification};
use crate::work::registry::ratings::{
    ApproveRatings, ApprovedRating, ProposeRatings, ProposedGrade, SupersedeRating,
};

const REVOKED_BECAUSE: &str = "Cơ sở cấp không đủ thẩm quyền";
const RATED_WRONGLY: &str = "Xếp loại lại theo kết quả kiểm tra";

/// The ratings of a unit and a year that are told on one day.
type Sheet = (NaiveDate, UnitId, i32);

impl Life {
    pub(super) fn tell_records(&mut self, district: &District) {
        self.tell_qualifications(district);
        for row in &district.locality_assessments {
            let input = AssessLocality {
                appointment: row.appointment_id,
                locality: row.locality,
                criterion: row.criterion.clone(),
                decided_by: row.decided_by.clone(),
                assessed_on: row.assessed_on,
            };
            self.tell(row.assessed_on, Turn::Records, Step::Assess(row.id, input));
        }
        self.tell_ratings(&district.ratings);
        let files = files(district);
        let entered_on = |official: OfficialId| files.get(&official)?.first().map(|file| file.valid_from);
        for row in &district.disciplines {
            let told_on = entered_on(row.official_id).unwrap_or(row.decided_on).max(row.decided_on);
            self.tell(told_on, Turn::Records, Step::Discipline(row.id, measure(row)));
        }
        for row in &district.party_disciplines {
            let told_on = entered_on(row.official_id).unwrap_or(row.decided_on).max(row.decided_on);
            self.tell(told_on, Turn::Records, Step::DisciplineInParty(row.id, measure_of_party(row)));
        }
    }

    /// Qualifications, without those that a course yielded: they come with their enrolments.
    fn tell_qualifications(&mut self, district: &District) {
        for row in district.qualifications.iter().filter(|row| row.enrolment_id.is_none()) {
            let input = RecordQualification {
                official: row.official_id,
                kind: row.kind,
                level: row.level_code.clone(),
                obtained_on: row.obtained_on,
                issuer: row.issuer.clone(),
                certificate: row.certificate.clone(),
            };
            self.tell(row.recorded_on, Turn::Records, Step::Qualify(row.id, input));
            if let Some(revoked_on) = row.revoked_on {
                let input = RevokeQualification {
                    qualification: row.id,
                    expected_version: 1,
                    revoked_on,
                    reason: REVOKED_BECAUSE.to_owned(),
                };
                self.tell(revoked_on.max(row.recorded_on), Turn::Revocations, Step::Revoke(input));
            }
        }
    }

    /// Ratings, of each unit and year at once; what stands in the place of a wrong one by itself.
    fn tell_ratings(&mut self, ratings: &[rating::Model]) {
        let wrong: BTreeMap<(OfficialId, i32), &rating::Model> = ratings
            .iter()
            .filter(|row| row.superseded_on.is_some())
            .map(|row| ((row.official_id, row.year), row))
            .collect();
        let mut proposed: BTreeMap<Sheet, Vec<&rating::Model>> = BTreeMap::new();
        let mut approved: BTreeMap<Sheet, Vec<&rating::Model>> = BTreeMap::new();
        for row in ratings {
            if let Some(on) = row.approved_on {
                approved.entry((on, row.unit_id, row.year)).or_default().push(row);
            }
            match wrong.get(&(row.official_id, row.year)).filter(|wrong| wrong.id != row.id) {
                Some(wrong) => self.tell(row.proposed_on, Turn::Proposals, supersede(wrong, row)),
                None => proposed.entry((row.proposed_on, row.unit_id, row.year)).or_default().push(row),
            }
        }
        for ((on, _, year), rows) in proposed {
            let grades = rows.iter().map(|row| ProposedGrade { official: row.official_id, grade: row.grade });
            let input = ProposeRatings { year, rows: grades.collect(), policy: ErrorPolicy::RejectAll };
            let ids = rows.iter().map(|row| row.id).collect();
            self.tell(on, Turn::Proposals, Step::Propose(ids, input));
        }
        for ((on, ..), rows) in approved {
            let rows = rows.iter().map(|row| ApprovedRating { rating: row.id, expected_version: 1 });
            let input = ApproveRatings { rows: rows.collect(), policy: ErrorPolicy::RejectAll };
            self.tell(on, Turn::Approvals, Step::Approve(input));
        }
    }
}

fn supersede(wrong: &rating::Model, right: &rating::Model) -> Step {
    let input = SupersedeRating {
        rating: wrong.id,
        expected_version: 2,
        grade: right.grade,
        reason: RATED_WRONGLY.to_owned(),
        at_once: false,
    };
    Step::Supersede(right.id, input)
}

fn measure(row: &discipline::Model) -> RecordDiscipline {
    RecordDiscipline {
        official: row.official_id,
        kind: row.kind,
        decided_on: row.decided_on,
        ends_on: row.ends_on,
        decision: row.decision.clone(),
        grounds: row.reason.clone(),
    }
}

fn measure_of_party(row: &party_discipline::Model) -> RecordDiscipline {
    RecordDiscipline {
        official: row.official_id,
        kind: row.kind,
        decided_on: row.decided_on,
        ends_on: row.ends_on,
        decision: row.decision.clone(),
        grounds: row.reason.clone(),
    }
}
