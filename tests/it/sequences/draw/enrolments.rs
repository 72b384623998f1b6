//! Enrolments, and what came of courses.

use api::graphql::id::NodeKind;
use entity::enrolment;
use entity::id::CourseId;
use entity::value::{CourseStatus, EnrolmentStatus as Status};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

impl Draw<'_> {
    pub(super) fn of_enrolment(&mut self, mutation: &str) -> Value {
        match mutation {
            "nominateForCourse" => self.nominations(),
            "approveEnrolments" => self.approved_enrolments(),
            "recordCourseResults" => self.results(),
            "correctCourseResult" => self.corrected_result(),
            _ => {
                let row = self.enrolment(mutation);
                let remark = self.text("Bận công tác");
                self.of_enrolment_version(&row, vec![("remark", Some(remark))])
            }
        }
    }

    fn of_enrolment_version(&mut self, row: &enrolment::Model, more: Vec<(&str, Option<Value>)>) -> Value {
        let id = if self.percent(1) { Uuid::from_u128(1) } else { row.id.0 };
        let named = vec![
            ("enrolment", Some(name(NodeKind::Enrolment, id))),
            ("expectedVersion", Some(self.version(row.version))),
        ];
        input(named.into_iter().chain(more).collect())
    }

    /// An enrolment, mostly one of the account's of which a mutation may be asked.
    fn enrolment(&mut self, mutation: &str) -> enrolment::Model {
        let states: &[Status] = match mutation {
            "approveEnrolments" | "rejectEnrolment" => &[Status::Nominated],
            "withdrawEnrolment" => &[Status::Nominated, Status::Waitlisted, Status::Enrolled],
            _ => &[Status::Completed, Status::Failed, Status::Absent],
        };
        let state = &self.model.state;
        let fits = |row: &&enrolment::Model| {
            let course = state.course(row.course_id).unwrap();
            let is_in_time = match mutation {
                "approveEnrolments" => state.course_status(course.id) == CourseStatus::Open,
                "correctCourseResult" => {
                    state.course_status(course.id) == CourseStatus::Finished
                        && self.model.organises(self.account, course.organiser_unit_id)
                }
                _ => true,
            };
            let is_anothers = mutation == "withdrawEnrolment" || row.nominated_by != Some(self.account.id);
            is_in_time && is_anothers && states.contains(&state.enrolment_status(row.id))
        };
        let fitting: Vec<_> = state.enrolments.iter().filter(fits).cloned().collect();
        let fitting = self.row(&fitting, |row| row.official_id).filter(|_| self.chance.percent(90));
        fitting.unwrap_or_else(|| self.chance.one(&state.enrolments).clone())
    }

    fn nominations(&mut self) -> Value {
        let course = self.course("nominateForCourse");
        let id = if self.percent(2) { Uuid::from_u128(1) } else { course.id.0 };
        let rows: Vec<Value> = (0..self.rows())
            .map(|_| json!({ "official": name(NodeKind::Official, self.person()) }))
            .collect();
        let policy = self.policy();
        input(vec![
            ("course", Some(name(NodeKind::Course, id))),
            ("rows", Some(json!(rows))),
            ("errorPolicy", policy),
        ])
    }

    fn approved_enrolments(&mut self) -> Value {
        let rows: Vec<Value> = (0..self.rows())
            .map(|_| {
                let row = self.enrolment("approveEnrolments");
                self.of_enrolment_version(&row, Vec::new())
            })
            .collect();
        let policy = self.policy();
        input(vec![("rows", Some(json!(rows))), ("errorPolicy", policy)])
    }

    /// Who has a place in a course and no result yet, of those whom the account sees.
    pub(super) fn enrolled_in(&self, course: CourseId) -> Vec<enrolment::Model> {
        let state = &self.model.state;
        let seen = self.model.seen(self.account, self.model.today);
        let of_course = state.enrolments.iter().filter(|row| row.course_id == course);
        let enrolled = of_course.filter(|row| state.enrolment_status(row.id) == Status::Enrolled);
        enrolled.filter(|row| seen.contains(&row.official_id)).cloned().collect()
    }

    /// A result, with what is said of a certificate, mostly where there is one.
    fn result_of(&mut self, is_over: bool, row: &enrolment::Model) -> Vec<(&'static str, Option<Value>)> {
        let course = self.model.state.course(row.course_id).unwrap().clone();
        let result = match is_over {
            true => self.word(&["COMPLETED", "COMPLETED", "COMPLETED", "FAILED", "ABSENT"]),
            false => self.word(&["ABSENT", "ABSENT", "ABSENT", "COMPLETED"]),
        };
        let yields = course.yields_kind.is_some() && result == "COMPLETED";
        let is_certified = yields != self.percent(4);
        let day = if self.percent(70) { course.ends_on } else { self.past_day() };
        vec![
            ("result", Some(result)),
            ("certificate", (is_certified && self.percent(60)).then(|| self.text("CC-01"))),
            ("obtainedOn", (is_certified && self.percent(50)).then(|| json!(day))),
        ]
    }

    fn results(&mut self) -> Value {
        let course = self.course("recordCourseResults");
        let state = &self.model.state;
        let is_over = state.course_status(course.id) == CourseStatus::Finished;
        let enrolled = self.enrolled_in(course.id);
        let rows: Vec<Value> = (0..self.rows())
            .map(|_| {
                let row = self.row(&enrolled, |row| row.official_id).filter(|_| self.chance.percent(92));
                let row = row.unwrap_or_else(|| self.chance.one(&self.model.state.enrolments).clone());
                let mut more = self.result_of(is_over, &row);
                more.push(("remark", self.percent(20).then(|| self.text("Loại khá"))));
                self.of_enrolment_version(&row, more)
            })
            .collect();
        let id = if self.percent(2) { Uuid::from_u128(1) } else { course.id.0 };
        let policy = self.policy();
        input(vec![
            ("course", Some(name(NodeKind::Course, id))),
            ("issuer", self.percent(30).then(|| self.text("Trường Chính trị"))),
            ("rows", Some(json!(rows))),
            ("errorPolicy", policy),
        ])
    }

    fn corrected_result(&mut self) -> Value {
        let row = self.enrolment("correctCourseResult");
        let mut more = self.result_of(true, &row);
        more.push(("issuer", self.percent(20).then(|| self.text("Học viện"))));
        more.push(("reason", Some(self.text("Ghi nhầm"))));
        self.of_enrolment_version(&row, more)
    }
}
