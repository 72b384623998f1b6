//! Courses, and who may send whom to which.

use api::graphql::id::NodeKind;
use chrono::{Days, NaiveDate};
use entity::course;
use entity::value::CourseStatus as Status;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

const KINDS: [&str; 4] = ["DIGITAL", "DIGITAL", "KNOWLEDGE_UPDATE", "POLITICAL_THEORY"];

/// Codes that are drawn beside new ones.
const CODES: [&str; 2] = ["L-0", "L-mới"];

impl Draw<'_> {
    pub(super) fn of_course(&mut self, mutation: &str) -> Value {
        match mutation {
            "createCourse" => self.created_course(),
            "changeCourse" => self.changed_course(),
            "setNominationRule" => self.nomination_rule(),
            _ => {
                let row = self.course(mutation);
                let (member, is_said) = match mutation {
                    "cancelCourse" => ("reason", true),
                    _ => ("remark", self.percent(40)),
                };
                let said = is_said.then(|| self.text("Theo kế hoạch"));
                self.of_course_version(&row, vec![(member, said)])
            }
        }
    }

    fn of_course_version(&mut self, row: &course::Model, more: Vec<(&str, Option<Value>)>) -> Value {
        let id = if self.percent(2) { Uuid::from_u128(1) } else { row.id.0 };
        let named = vec![
            ("course", Some(name(NodeKind::Course, id))),
            ("expectedVersion", Some(self.version(row.version))),
        ];
        input(named.into_iter().chain(more).collect())
    }

    /// A course, mostly one that the account's office answers for and of which a mutation may be asked.
    pub(super) fn course(&mut self, mutation: &str) -> course::Model {
        let states: &[Status] = match mutation {
            "openCourse" => &[Status::Planned],
            "startCourse" | "nominateForCourse" => &[Status::Open],
            "finishCourse" => &[Status::Running],
            "recordCourseResults" => &[Status::Running, Status::Finished, Status::Finished],
            "changeCourse" => &[Status::Planned, Status::Open],
            _ => &[Status::Planned, Status::Open, Status::Running],
        };
        let (state, today) = (&self.model.state, self.model.today);
        let fits = |row: &&course::Model| {
            let is_due = match mutation {
                "startCourse" => row.starts_on <= today,
                "finishCourse" => row.ends_on <= today,
                "recordCourseResults" => !self.enrolled_in(row.id).is_empty(),
                _ => true,
            };
            let is_own = self.model.organises(self.account, row.organiser_unit_id);
            is_due
                && states.contains(&state.course_status(row.id))
                && (is_own || mutation == "nominateForCourse")
        };
        let fitting: Vec<_> = state.courses.iter().filter(fits).cloned().collect();
        let fitting = self.chance.any(&fitting).filter(|_| self.chance.percent(90));
        fitting.unwrap_or_else(|| self.chance.one(&state.courses).clone())
    }

    /// A first and a last day: over, under way or to come, mostly in this order.
    fn course_days(&mut self) -> (NaiveDate, NaiveDate) {
        let today = self.model.today;
        if self.percent(3) {
            return (today, today - Days::new(1));
        }
        let starts = today - Days::new(12) + Days::new(*self.chance.one(&[0, 5, 12, 12, 12, 20, 30]));
        (starts, starts + Days::new(*self.chance.one(&[0, 0, 0, 4, 11, 15])))
    }

    fn kept_places(&mut self) -> Value {
        let places: Vec<Value> = (0..self.chance.below(3))
            .map(|_| {
                let unit = if self.percent(80) { self.commune() } else { self.unit() };
                let seats = if self.percent(4) { 0 } else { 1 };
                json!({ "unit": name(NodeKind::Unit, unit), "seats": seats })
            })
            .collect();
        json!(places)
    }

    fn course_yield(&mut self) -> Value {
        let (kind, level) = *self.chance.one(&[
            ("INFORMATION_TECHNOLOGY", "BASIC"),
            ("INFORMATION_TECHNOLOGY", "BASIC"),
            ("POLITICAL_THEORY", "INTERMEDIATE"),
        ]);
        let level = if self.percent(3) { "NO_SUCH_LEVEL" } else { level };
        json!({ "kind": kind, "level": level })
    }

    fn places(&mut self) -> Value {
        json!(if self.percent(3) { 0 } else { *self.chance.one(&[1, 2, 2, 3]) })
    }

    fn created_course(&mut self) -> Value {
        let code = match self.percent(6) {
            true => self.word(&CODES),
            false => {
                let number = self.chance.next();
                self.text(&format!("L-{number}"))
            }
        };
        let (starts, ends) = self.course_days();
        let organiser = self.unit();
        input(vec![
            ("code", Some(code)),
            ("title", Some(self.text("Bồi dưỡng Kỹ năng số"))),
            ("kind", Some(self.word(&KINDS))),
            ("organiser", Some(name(NodeKind::Unit, organiser))),
            ("startsOn", Some(json!(starts))),
            ("endsOn", Some(json!(ends))),
            ("periods", Some(json!(if self.percent(2) { 0 } else { 40 }))),
            ("capacity", Some(self.places())),
            ("seats", self.percent(50).then(|| self.kept_places())),
            ("countsAsKnowledgeUpdate", Some(json!(self.percent(70)))),
            ("titleGroup", self.percent(30).then(|| self.text("Cấp phó"))),
            ("yields", self.percent(60).then(|| self.course_yield())),
        ])
    }

    fn changed_course(&mut self) -> Value {
        let row = self.course("changeCourse");
        let (starts, ends) = self.course_days();
        let are_moved = self.percent(40);
        let (group, yielded) = (self.text("Chủ chốt"), self.course_yield());
        let more = vec![
            ("title", self.percent(30).then(|| self.text("Cập nhật kiến thức"))),
            ("startsOn", are_moved.then(|| json!(starts))),
            ("endsOn", are_moved.then(|| json!(ends))),
            ("periods", self.percent(20).then(|| json!(80))),
            ("capacity", self.percent(50).then(|| self.places())),
            ("seats", self.percent(30).then(|| self.kept_places())),
            ("countsAsKnowledgeUpdate", self.percent(20).then_some(json!(true))),
            ("titleGroup", self.or_null(group)),
            ("yields", self.or_null(yielded)),
            ("reason", Some(self.text("Đổi kế hoạch"))),
        ];
        self.of_course_version(&row, more)
    }

    fn nomination_rule(&mut self) -> Value {
        let must_submit = self.percent(50);
        let names_authority = must_submit != self.percent(5);
        let from = if self.percent(50) { self.model.today } else { self.soon() };
        let from = if self.percent(4) { self.past_day() } else { from };
        input(vec![
            ("unitKind", Some(self.word(&["COMMUNE", "COMMUNE", "TOWNSHIP", "AGENCY"]))),
            ("category", Some(self.word(&["CADRE", "CADRE", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE"]))),
            ("courseKind", Some(self.word(&KINDS))),
            ("decision", Some(json!(if must_submit { "MUST_SUBMIT" } else { "SELF_DECIDES" }))),
            ("authority", names_authority.then(|| self.word(&["UNIT_ABOVE", "DISTRICT", "CITY"]))),
            ("legalBasis", Some(self.text("Quyết định 34/QĐ-UBND"))),
            ("validFrom", Some(json!(from))),
        ])
    }
}
