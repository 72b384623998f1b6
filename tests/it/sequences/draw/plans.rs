//! Training plans.

use api::graphql::id::NodeKind;
use chrono::Datelike;
use entity::training_plan;
use entity::value::TrainingPlanStatus as Status;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

const COURSES: [&str; 4] = ["KNOWLEDGE_UPDATE", "DIGITAL", "POLITICAL_THEORY", "CANDIDATE"];

impl Draw<'_> {
    pub(super) fn of_training_plan(&mut self, mutation: &str) -> Value {
        match mutation {
            "draftTrainingPlan" => self.drafted_plan(),
            "draftTrainingPlanFromNeeds" => self.plan_from_needs(),
            "editTrainingPlan" => self.edited_plan(),
            "approveTrainingPlan" => self.approved_plan(),
            _ => {
                let plan = self.plan(mutation);
                let remark = (mutation == "returnTrainingPlan").then(|| self.text("Chưa nêu lý do"));
                self.of_version(plan, vec![("remark", remark)])
            }
        }
    }

    /// A plan, mostly one of the account's to which the mutation may be done; none where there is no plan yet.
    fn plan(&mut self, mutation: &str) -> Option<training_plan::Model> {
        let states: &[Status] = match mutation {
            "editTrainingPlan" | "submitTrainingPlan" | "consolidateTrainingPlans" => {
                &[Status::Draft, Status::Returned]
            }
            "amendTrainingPlan" => &[Status::Approved],
            _ => &[Status::Submitted],
        };
        let state = &self.model.state;
        let scope = self.model.scope(self.account, self.model.today);
        let own = state.training_plans.iter().filter(|row| scope.contains(&row.unit_id));
        let fitting: Vec<_> =
            own.filter(|row| states.contains(&state.plan_status(row.id))).cloned().collect();
        let fitting = self.chance.any(&fitting).filter(|_| self.chance.percent(85));
        fitting.or_else(|| self.chance.any(&state.training_plans))
    }

    fn of_version(&mut self, plan: Option<training_plan::Model>, more: Vec<(&str, Option<Value>)>) -> Value {
        let (id, version) = plan.map_or((Uuid::from_u128(1), 1), |plan| (plan.id.0, plan.version));
        let named = vec![
            ("trainingPlan", Some(name(NodeKind::TrainingPlan, id))),
            ("expectedVersion", Some(self.version(version))),
        ];
        input(named.into_iter().chain(more).collect())
    }

    fn item(&mut self, known: Option<Uuid>) -> Value {
        let people = if self.percent(3) {
            *self.chance.one(&[0, -1, 10_001])
        } else {
            *self.chance.one(&[1, 2, 5, 9])
        };
        let group = self.percent(50).then(|| self.text("Cán bộ chủ chốt"));
        let reason = self.percent(80).then(|| self.text("Chỉ tiêu K6"));
        input(vec![
            ("item", known.map(|id| name(NodeKind::TrainingPlanItem, id))),
            ("courseKind", Some(self.word(&COURSES))),
            ("titleGroup", group),
            ("people", Some(json!(people))),
            ("reason", reason),
        ])
    }

    fn drafted_plan(&mut self) -> Value {
        let unit = if self.percent(70) { self.commune() } else { self.unit() };
        let year = self.model.today.year() + if self.percent(4) { 2 } else { i32::from(self.percent(50)) };
        let items: Vec<Value> = (0..self.chance.below(4)).map(|_| self.item(None)).collect();
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("year", Some(json!(year))),
            ("items", Some(json!(items))),
        ])
    }

    fn plan_from_needs(&mut self) -> Value {
        let unit = if self.percent(70) { self.commune() } else { self.unit() };
        let year = self.model.today.year() + if self.percent(4) { -1 } else { i32::from(self.percent(50)) };
        let programme = self.programme();
        let on = self.chance.one(&["2023-12-31", "2024-07-01", "2025-12-31", "2026-07-01"]).to_owned();
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("year", Some(json!(year))),
            ("programme", Some(programme)),
            ("asOf", self.percent(50).then(|| json!(on))),
        ])
    }

    fn edited_plan(&mut self) -> Value {
        let plan = self.plan("editTrainingPlan");
        let state = &self.model.state;
        let known: Vec<Uuid> = plan
            .as_ref()
            .map(|plan| state.plan_items(plan.id).iter().map(|item| item.id).collect())
            .unwrap_or_default();
        let foreign: Vec<Uuid> = state.training_plan_items.iter().map(|item| item.id).collect();
        let mut items = Vec::new();
        for item in known {
            if self.percent(75) {
                items.push(self.item(Some(item)));
            }
        }
        if self.percent(60) {
            items.push(self.item(None));
        }
        if let Some(other) = self.chance.any(&foreign).filter(|_| self.chance.percent(6)) {
            items.push(self.item(Some(other)));
        }
        self.of_version(plan, vec![("items", Some(json!(items)))])
    }

    fn approved_plan(&mut self) -> Value {
        let plan = self.plan("approveTrainingPlan");
        let on = if self.percent(85) { self.model.today } else { self.day() };
        let decision = vec![
            ("decision", Some(self.text("12/KH-UBND"))),
            ("decidedOn", Some(json!(on))),
            ("signer", Some(self.text("Chủ tịch UBND"))),
        ];
        self.of_version(plan, decision)
    }
}
