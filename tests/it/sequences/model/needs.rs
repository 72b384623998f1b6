//! Plans that follow from what people need (domain §7): an item for each kind of course that key officials of the unit lack what it gives, of
//! those whose files the account sees on the day.

use chrono::NaiveDate;
use entity::id::{OfficialId, TrainingPlanId, UnitId};
use entity::training_plan_item;
use entity::value::{CourseKind, QualificationKind};
use uuid::Uuid;

use super::{Asked, Broken, Outcome, only};

impl Asked<'_> {
    /// `draftTrainingPlanFromNeeds`.
    pub(super) fn draft_plan_from_needs(&self) -> Outcome {
        if self.input.text("programme") != self.model.law.programme.code {
            return Err(only("NOT_FOUND", "programme"));
        }
        let on = self.input.opt_day("asOf").unwrap_or(self.today());
        let items = self.needed(self.input.id("unit"), on);
        let is_nothing = items.is_empty();
        let mut done = self.draft_with(Broken::default(), items)?;
        if is_nothing && !done.is_replay {
            done.warnings.push("NOTHING_NEEDED");
        }
        Ok(done)
    }

    /// What the people of a unit need on a day; nothing of one that the account does not wholly reach then.
    fn needed(&self, unit: UnitId, on: NaiveDate) -> Vec<training_plan_item::Model> {
        let model = self.model;
        if !model.state.stands_for(unit, on).is_subset(&model.scope(self.account, on)) {
            return Vec::new();
        }
        let (all, seen) = (model.key_officials(unit, on), model.seen(self.account, on));
        let people: Vec<OfficialId> = all.intersection(&seen).copied().collect();
        let lack = |has: &dyn Fn(OfficialId) -> bool| people.iter().filter(|person| !has(**person)).count();
        let lack_level = |kind, level| lack(&|person| model.has(person, (kind, level), on) == Some(true));
        let needs = [
            (CourseKind::Degree, lack_level(QualificationKind::Education, "UNIVERSITY"), "K5"),
            (
                CourseKind::PoliticalTheory,
                lack_level(QualificationKind::PoliticalTheory, "INTERMEDIATE"),
                "K5",
            ),
            (CourseKind::KnowledgeUpdate, lack(&|person| model.is_updated(person, on)), "K6"),
            (CourseKind::Digital, lack_level(QualificationKind::InformationTechnology, "BASIC"), "K8"),
        ];
        let needs = needs.into_iter().filter(|(_, people, _)| *people > 0);
        let item = |(course_kind, people, target): (CourseKind, usize, &str)| training_plan_item::Model {
            id: model.fresh(),
            plan_id: TrainingPlanId(Uuid::nil()),
            position: 0,
            course_kind,
            title_group: Some("Cán bộ chủ chốt".to_owned()),
            people: i32::try_from(people).unwrap(),
            reason: Some(format!(
                "Chỉ tiêu {target} của {}, tính đến {}",
                model.law.programme.code,
                on.format("%d/%m/%Y")
            )),
            source_item_id: None,
        };
        needs.map(item).collect()
    }
}
