//! Training: the plans of the year, and who went through which course (domain §7).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Datelike;
use entity::id::{CourseId, EnrolmentId, OfficialId};
use entity::value::EnrolmentStatus;
use entity::{course, enrolment, enrolment_step, training_plan};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};

use super::sheet::{Sheet, text};

/// An enrolment with the last state that it had taken by the report's day.
type Way<'r> = (&'r enrolment::Model, EnrolmentStatus);

impl Sheet<'_> {
    /// The plans of the year, and the courses that ended in the period with the people of the report's units who were enrolled: persons
    /// (người) and person-times (lượt người).
    pub(super) fn training(&self) -> Value {
        let ways = self.ways();
        let counted = |of: &[EnrolmentStatus]| {
            let these: Vec<_> = ways.values().flatten().filter(|(_, status)| of.contains(status)).collect();
            let persons: BTreeSet<OfficialId> = these.iter().map(|(row, _)| row.official_id).collect();
            json!({ "persons": persons.len(), "personTimes": these.len() })
        };
        let courses: BTreeMap<(&str, CourseId), &course::Model> = self
            .reported
            .read
            .courses
            .iter()
            .filter(|course| ways.contains_key(&course.id))
            .map(|course| ((course.code.as_str(), course.id), course))
            .collect();
        let course = |course: &course::Model| {
            let mut people: Vec<_> = ways.get(&course.id).into_iter().flatten().collect();
            people.sort_by_key(|(row, _)| (self.by_name(row.official_id), row.id));
            let people: Vec<Value> = people
                .into_iter()
                .map(|(row, status)| {
                    json!({ "official": self.person(row.official_id), "status": status.to_value() })
                })
                .collect();
            json!({
                "code": text(&course.code),
                "countsAsKnowledgeUpdate": course.counts_as_knowledge_update,
                "endsOn": course.ends_on,
                "kind": course.kind.to_value(),
                "people": people,
                "title": text(&course.title),
            })
        };
        json!({
            "completed": counted(&[EnrolmentStatus::Completed]),
            "courses": courses.values().map(|row| course(row)).collect::<Vec<_>>(),
            "enrolled": counted(&[
                EnrolmentStatus::Enrolled,
                EnrolmentStatus::Completed,
                EnrolmentStatus::Failed,
                EnrolmentStatus::Absent,
            ]),
            "plans": self.plans(),
        })
    }

    /// The enrolments of the report's people in courses that ended in the period, by the report's day.
    fn ways(&self) -> HashMap<CourseId, Vec<Way<'_>>> {
        let (from, on) = (self.subject.from, self.on());
        let read = &self.reported.read;
        let ended = read.courses.iter().filter(|course| from <= course.ends_on && course.ends_on <= on);
        let ended: BTreeSet<CourseId> = ended.map(|course| course.id).collect();
        let mut last: HashMap<EnrolmentId, &enrolment_step::Model> = HashMap::new();
        for step in read.enrolment_steps.iter().filter(|step| step.effective_on <= on) {
            let known = last.entry(step.enrolment_id).or_insert(step);
            if known.sequence < step.sequence {
                *known = step;
            }
        }
        let mut ways: HashMap<CourseId, Vec<Way<'_>>> = HashMap::new();
        for row in &read.enrolments {
            if let Some(step) = last.get(&row.id)
                && ended.contains(&row.course_id)
                && self.keeps(row.official_id)
            {
                ways.entry(row.course_id).or_default().push((row, step.status));
            }
        }
        ways
    }

    /// The plans of the report's units for the year, each in the state that it had reached by the report's day.
    fn plans(&self) -> Vec<Value> {
        let (year, on, further) = (self.subject.from.year(), self.on(), &self.reported.further);
        let own = |plan: &&training_plan::Model| plan.year == year && self.has(plan.unit_id);
        let mut plans: Vec<&training_plan::Model> = further.plans.iter().filter(own).collect();
        plans.sort_by_key(|plan| (plan.unit_id, plan.edition, plan.id));
        let plan = |plan: &&training_plan::Model| {
            let steps = further.plan_steps.iter().filter(|step| step.plan_id == plan.id);
            let last = steps.filter(|step| step.effective_on <= on).max_by_key(|step| step.sequence)?;
            let mut items: Vec<_> =
                further.plan_items.iter().filter(|item| item.plan_id == plan.id).collect();
            items.sort_by_key(|item| (item.position, item.id));
            let items: Vec<Value> = items
                .into_iter()
                .map(|item| {
                    json!({
                        "courseKind": item.course_kind.to_value(),
                        "people": item.people,
                        "titleGroup": item.title_group.as_deref().map(text),
                    })
                })
                .collect();
            Some(json!({
                "edition": plan.edition,
                "items": items,
                "status": last.status.to_value(),
                "unit": self.unit(plan.unit_id),
            }))
        };
        plans.iter().filter_map(plan).collect()
    }
}
