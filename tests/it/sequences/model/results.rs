//! What came of courses (domain §7): recorded for many, corrected for one. A completed course that yields a level writes the qualification.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId};
use entity::value::{CourseStatus, EnrolmentStatus as Status};
use entity::{course, enrolment, qualification};

use super::input::Input;
use super::{Asked, Broken, Claim, Done, Outcome, only};

/// The most results of a change.
const MOST_RESULTS: usize = 1000;

/// What is said of a certificate.
struct Certificate {
    number: Option<String>,
    obtained_on: Option<NaiveDate>,
    issuer: String,
}

/// A result that is recorded, with what it yields.
struct Judged {
    enrolment: EnrolmentId,
    status: Status,
    remark: Option<String>,
    yielded: Option<qualification::Model>,
}

/// The first day of a qualification.
fn first_day(row: &qualification::Model) -> NaiveDate {
    row.obtained_on.unwrap_or(row.recorded_on)
}

impl Asked<'_> {
    /// The organiser by its last name up to the last day of a course.
    fn organiser_of(&self, course: &course::Model) -> String {
        let versions = self.state().versions_of(course.organiser_unit_id);
        let last_day = course.ends_on.min(self.today());
        let version = versions.iter().rev().find(|row| row.valid_from <= last_day).unwrap_or(&versions[0]);
        version.name.clone()
    }

    /// The qualification that a result yields, if it yields one; what is said of the certificate of one that yields none is wrong.
    fn yields(
        &self,
        broken: &mut Broken,
        (row, status): (&enrolment::Model, Status),
        certificate: Certificate,
        place: &str,
    ) -> Option<qualification::Model> {
        let at = |member: &str| format!("{place}{member}");
        let course = self.state().course(row.course_id).unwrap();
        let level = course.yields_kind.zip(course.yields_level_code.clone());
        let Some((kind, level_code)) = level.filter(|_| status == Status::Completed) else {
            broken.unless(certificate.number.is_none(), "BAD_USER_INPUT", &at("certificate"));
            broken.unless(certificate.obtained_on.is_none(), "BAD_USER_INPUT", &at("obtainedOn"));
            return None;
        };
        let birth = self.state().official(row.official_id).unwrap().birth_date;
        let obtained_on = certificate.obtained_on.unwrap_or(course.ends_on);
        let can_be = self.has_been(obtained_on)
            && course.starts_on <= obtained_on
            && birth.is_none_or(|birth| birth < obtained_on);
        broken.unless(can_be, "BAD_USER_INPUT", &at("obtainedOn"));
        Some(qualification::Model {
            id: self.model.fresh(),
            official_id: row.official_id,
            kind,
            level_code,
            obtained_on: Some(obtained_on),
            recorded_on: self.today(),
            issuer: Some(certificate.issuer),
            certificate: broken.text(certificate.number.as_deref(), 200, &at("certificate")),
            revoked_on: None,
            enrolment_id: Some(row.id),
            version: 1,
        })
    }

    /// `recordCourseResults`.
    pub(super) fn record_results(&self) -> Outcome {
        let rows = self.input.list("rows");
        let mut broken = Broken::default();
        broken.unless((1..=MOST_RESULTS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        let id: CourseId = self.input.id("course");
        let found = self.state().course(id);
        let found = found.filter(|row| self.model.organises(self.account, row.organiser_unit_id));
        broken.unless(found.is_some(), "NOT_FOUND", "course");
        for (number, row) in rows.iter().enumerate() {
            let is_of_course = self.enrolment_named(*row).is_some_and(|found| found.course_id == id);
            broken.unless(is_of_course, "NOT_FOUND", &format!("rows.{number}.enrolment"));
        }
        let Some(course) = found.filter(|_| broken.is_none()) else { return Err(broken) };
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let status = self.state().course_status(id);
        let takes_results = matches!(status, CourseStatus::Running | CourseStatus::Finished);
        broken.unless(takes_results, "INVALID_TRANSITION", "course");
        let issuer = broken.text(self.input.opt_text("issuer"), 200, "issuer");
        if !broken.is_none() {
            return Err(broken);
        }
        let issuer = issuer.unwrap_or_else(|| self.organiser_of(course));
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<Judged, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}.");
            judged.push(match named.insert(row.id::<EnrolmentId>("enrolment")) {
                true => self.result(*row, (status, &issuer), &place),
                false => Err(only("BAD_USER_INPUT", &format!("{place}enrolment"))),
            });
        }
        let mut done = self.settled(judged, |after, result| {
            self.enrolment_step(after, result.enrolment, result.status, result.remark.clone());
            after.qualifications.extend(result.yielded.clone());
        })?;
        done.after = self.counted(done.after);
        Ok(done)
    }

    fn result(
        &self,
        input: Input<'_>,
        (course, issuer): (CourseStatus, &str),
        place: &str,
    ) -> Result<Judged, Broken> {
        let row = self.enrolment_named(input).unwrap();
        let at = |member: &str| format!("{place}{member}");
        let mut broken = Broken::default();
        self.enrolment_allows(&mut broken, (row, input), &[Status::Approved, Status::Enrolled], place);
        broken.unless(!self.is_own(row.official_id), "FORBIDDEN", &at("enrolment"));
        let status: Status = input.word("result");
        let is_known = course == CourseStatus::Finished || status == Status::Absent;
        broken.unless(is_known, "INVALID_TRANSITION", &at("result"));
        let remark = broken.text(input.opt_text("remark"), 200, &at("remark"));
        let certificate = Certificate {
            number: input.opt_text("certificate").map(str::to_owned),
            obtained_on: input.opt_day("obtainedOn"),
            issuer: issuer.to_owned(),
        };
        let yielded = self.yields(&mut broken, (row, status), certificate, place);
        match broken.is_none() {
            true => Ok(Judged { enrolment: row.id, status, remark, yielded }),
            false => Err(broken),
        }
    }

    /// `correctCourseResult`.
    pub(super) fn correct_result(&self) -> Outcome {
        let input = self.input;
        let missing = || only("NOT_FOUND", "enrolment");
        let row = self.enrolment_named(input).ok_or_else(missing)?;
        let course = self.state().course(row.course_id).unwrap();
        if !self.model.organises(self.account, course.organiser_unit_id) {
            return Err(missing());
        }
        let mut broken = Broken::default();
        let ends = [Status::Completed, Status::Failed, Status::Absent];
        self.enrolment_allows(&mut broken, (row, input), &ends, "");
        let is_over = self.state().course_status(course.id) == CourseStatus::Finished;
        broken.unless(is_over, "INVALID_TRANSITION", "enrolment");
        broken.unless(!self.is_own(row.official_id), "FORBIDDEN", "enrolment");
        let reason = broken.text(input.opt_text("reason"), 500, "reason");
        let issuer = broken.text(input.opt_text("issuer"), 200, "issuer");
        let status: Status = input.word("result");
        let was = self.state().qualifications.iter().find(|it| it.enrolment_id == Some(row.id));
        let known = was.filter(|_| status == Status::Completed);
        let certificate = Certificate {
            number: input
                .opt_text("certificate")
                .map(str::to_owned)
                .or_else(|| known.and_then(|it| it.certificate.clone())),
            obtained_on: input.opt_day("obtainedOn").or_else(|| known.and_then(|it| it.obtained_on)),
            issuer: issuer
                .or_else(|| was.and_then(|it| it.issuer.clone()))
                .unwrap_or_else(|| self.organiser_of(course)),
        };
        let earned = self.yields(&mut broken, (row, status), certificate, "");
        let is_now = match (was, earned) {
            (None, earned) => earned,
            (Some(was), None) => {
                Some(qualification::Model { revoked_on: Some(first_day(was)), ..was.clone() })
            }
            (Some(was), Some(earned)) => Some(qualification::Model {
                obtained_on: earned.obtained_on,
                issuer: earned.issuer,
                certificate: earned.certificate,
                // What was revoked for another reason than that it was never earned stays so.
                revoked_on: was.revoked_on.filter(|revoked| *revoked != first_day(was)),
                ..was.clone()
            }),
        };
        let is_other = status != self.state().enrolment_status(row.id) || was != is_now.as_ref();
        broken.unless(is_other, "BAD_USER_INPUT", "result");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        self.enrolment_step_on(&mut after, row.id, (status, self.state().enrolment_since(row.id)), reason);
        let mut corrected = BTreeSet::from([row.id.0]);
        match (was, is_now) {
            (Some(was), Some(is_now)) if *was != is_now => {
                corrected.insert(was.id.0);
                let of = after.qualifications.iter_mut().find(|other| other.id == was.id).unwrap();
                *of = qualification::Model { version: was.version + 1, ..is_now };
            }
            (None, Some(is_now)) => after.qualifications.push(is_now),
            _ => {}
        }
        Ok(Done { corrected, ..self.of_enrolment(after, row) })
    }
}
