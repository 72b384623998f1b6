//! Enrolments: people nominated, approved and rejected, places given up and given on, and what came of the courses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId};
use entity::value::{CourseStatus, EnrolmentStatus};
use entity::{enrolment, enrolment_step, qualification};

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::ErrorPolicy;
use crate::work::registry::enrolments::{
    ApproveEnrolments, CourseResult, NamedEnrolment, Nominate, RecordResults, RecordedResult,
    RejectEnrolment, WithdrawEnrolment,
};

impl Life {
    /// The steps of each course tell, in the order in which they were taken, what was asked for: some of them came with others.
    pub(super) fn tell_enrolments(&mut self, district: &District) {
        let enrolments: HashMap<_, _> = district.enrolments.iter().map(|row| (row.id, row)).collect();
        let cancelled = district.course_steps.iter().filter(|step| step.status == CourseStatus::Cancelled);
        let cancelled: HashMap<_, _> = cancelled.map(|step| (step.course_id, step.effective_on)).collect();
        let yielded: HashMap<_, _> =
            district.qualifications.iter().filter_map(|row| Some((row.enrolment_id?, row))).collect();
        let mut asked: BTreeMap<CourseId, Vec<Asked<'_>>> = BTreeMap::new();
        for step in &district.enrolment_steps {
            let Some(enrolment) = enrolments.get(&step.enrolment_id) else { continue };
            let is_over = cancelled.get(&enrolment.course_id).is_some_and(|on| *on <= step.effective_on);
            if !is_over {
                add(asked.entry(enrolment.course_id).or_default(), enrolment, step);
            }
        }
        for (course, asked) in asked {
            let mut versions = HashMap::new();
            for asked in asked {
                if let Some(step) = asked.told(course, &versions, &yielded) {
                    self.tell(asked.on, asked.what.turn(), step);
                }
                asked.count(&mut versions);
            }
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Nominate,
    Approve,
    Reject,
    Withdraw,
    Record,
}

impl What {
    /// What brings a step about; none where it comes with another one.
    const fn of(enrolment: &enrolment::Model, status: EnrolmentStatus) -> Option<Self> {
        match status {
            EnrolmentStatus::Nominated => Some(Self::Nominate),
            EnrolmentStatus::Approved if enrolment.authority.is_some() => Some(Self::Approve),
            EnrolmentStatus::Rejected => Some(Self::Reject),
            EnrolmentStatus::Withdrawn => Some(Self::Withdraw),
            EnrolmentStatus::Completed | EnrolmentStatus::Failed | EnrolmentStatus::Absent => {
                Some(Self::Record)
            }
            EnrolmentStatus::Approved | EnrolmentStatus::Enrolled | EnrolmentStatus::Waitlisted => None,
        }
    }

    /// Whether it is asked for many at once.
    const fn takes_many(self) -> bool {
        matches!(self, Self::Nominate | Self::Approve | Self::Record)
    }

    const fn turn(self) -> Turn {
        match self {
            Self::Nominate => Turn::Nominations,
            Self::Approve | Self::Reject => Turn::EnrolmentApprovals,
            Self::Withdraw => Turn::Withdrawals,
            Self::Record => Turn::Results,
        }
    }
}

/// What is asked for on a day, with all the steps that it brings about.
struct Asked<'d> {
    what: What,
    on: NaiveDate,
    /// Whose enrolments are named, with the step that is asked for.
    named: Vec<(&'d enrolment::Model, &'d enrolment_step::Model)>,
    steps: Vec<&'d enrolment_step::Model>,
}

/// Adds a step to what was asked for last, or begins with it what is asked for next.
fn add<'d>(asked: &mut Vec<Asked<'d>>, enrolment: &'d enrolment::Model, step: &'d enrolment_step::Model) {
    let on = step.effective_on;
    let what = What::of(enrolment, step.status);
    match asked.last_mut() {
        Some(last) if what.is_none_or(|what| what.takes_many() && (last.what, last.on) == (what, on)) => {
            last.named.extend(what.map(|_| (enrolment, step)));
            last.steps.push(step);
        }
        _ => asked.extend(what.map(|what| Asked {
            what,
            on,
            named: vec![(enrolment, step)],
            steps: vec![step],
        })),
    }
}

impl Asked<'_> {
    fn told(
        &self,
        course: CourseId,
        versions: &HashMap<EnrolmentId, i32>,
        yielded: &HashMap<EnrolmentId, &qualification::Model>,
    ) -> Option<Step> {
        let version = |enrolment| versions.get(&enrolment).copied().unwrap_or_default();
        let steps = self.steps.iter().map(|step| step.id);
        let (first, step) = self.named.first()?;
        let remark = step.remark.clone().unwrap_or_default();
        let (enrolment, expected_version) = (first.id, version(first.id));
        let policy = ErrorPolicy::RejectAll;
        Some(match self.what {
            What::Nominate => {
                let ids = self.named.iter().map(|(row, _)| row.id.into()).chain(steps);
                let officials = self.named.iter().map(|(row, _)| row.official_id).collect();
                Step::Nominate(ids.collect(), Nominate { course, officials, policy })
            }
            What::Approve => {
                let named = |row: &enrolment::Model| NamedEnrolment {
                    enrolment: row.id,
                    expected_version: version(row.id),
                };
                let rows = self.named.iter().map(|(row, _)| named(row)).collect();
                Step::ApproveEnrolments(steps.collect(), ApproveEnrolments { rows, policy })
            }
            What::Reject => {
                Step::RejectEnrolment(step.id, RejectEnrolment { enrolment, expected_version, remark })
            }
            What::Withdraw => {
                let input = WithdrawEnrolment { enrolment, expected_version, remark };
                Step::WithdrawEnrolment(steps.collect(), input)
            }
            What::Record => {
                let results = self.named.iter().filter_map(|(row, step)| {
                    let result = result(step.status)?;
                    Some(recorded(result, version(row.id), step, yielded.get(&row.id).copied()))
                });
                let certificates = self.named.iter().filter_map(|(row, _)| yielded.get(&row.id));
                let issuer = certificates.clone().find_map(|row| row.issuer.clone());
                let ids = certificates.map(|row| row.id.into()).chain(steps).collect();
                Step::RecordResults(ids, RecordResults { course, issuer, rows: results.collect(), policy })
            }
        })
    }

    /// Counts a change of each enrolment.
    fn count(&self, versions: &mut HashMap<EnrolmentId, i32>) {
        let changed: BTreeSet<_> = self.steps.iter().map(|step| step.enrolment_id).collect();
        for enrolment in changed {
            *versions.entry(enrolment).or_default() += 1;
        }
    }
}

const fn result(status: EnrolmentStatus) -> Option<CourseResult> {
    match status {
        EnrolmentStatus::Completed => Some(CourseResult::Completed),
        EnrolmentStatus::Failed => Some(CourseResult::Failed),
        EnrolmentStatus::Absent => Some(CourseResult::Absent),
        _ => None,
    }
}

fn recorded(
    result: CourseResult,
    expected_version: i32,
    step: &enrolment_step::Model,
    yielded: Option<&qualification::Model>,
) -> RecordedResult {
    RecordedResult {
        enrolment: step.enrolment_id,
        expected_version,
        result,
        obtained_on: yielded.and_then(|row| row.obtained_on),
        certificate: yielded.and_then(|row| row.certificate.clone()),
        remark: step.remark.clone(),
    }
}
