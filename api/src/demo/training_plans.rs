//! Yearly training plans of 2024 to 2026: of each commune, consolidated by the district until it ended.

use chrono::NaiveDate;
use entity::id::{TrainingPlanId, UnitId};
use entity::value::{CourseKind, TrainingPlanStatus};
use entity::{training_plan, training_plan_item, training_plan_step};
use uuid::Uuid;

use super::calendar::{BASELINE, FIRST_MERGER, REORGANISATION};
use super::chance::{Chance, lot};
use super::identifier::id;
use super::plan_paths::{
    AMENDED_2024, APPROVED_2024, APPROVED_2024_AFTER_RETURN, APPROVED_2025, CONSOLIDATED_2025, DISTRICT_2024,
    DISTRICT_2025, DISTRICT_2025_AMENDED, DRAFT_2025, DRAFT_2026, LATE_2025, Path, RETURNED_2025,
    RETURNED_2026, SUBMITTED_2025, SUBMITTED_2026,
};
use super::registry::Registry;
use super::units::DISTRICT_CODE;

/// The rows of the plans.
#[derive(Debug, Default)]
pub(super) struct TrainingPlans {
    pub(super) plans: Vec<training_plan::Model>,
    pub(super) items: Vec<training_plan_item::Model>,
    pub(super) steps: Vec<training_plan_step::Model>,
}

/// One plan to be written.
#[derive(Clone, Copy)]
struct Plan<'a> {
    unit: UnitId,
    year: i32,
    edition: i32,
    path: Path,
    into: Option<TrainingPlanId>,
    items: Items<'a>,
}

/// Where the items of a plan come from.
#[derive(Clone, Copy)]
enum Items<'a> {
    /// The unit writes them.
    Own,
    /// Those of the edition before, of which it changes one and adds one.
    Amended(&'a [training_plan_item::Model]),
    /// Those of the edition before, if there is one, and those of the plans that it takes up.
    TakenUp(&'a [training_plan_item::Model], &'a [training_plan_item::Model]),
}

impl Items<'_> {
    /// How often the plan is changed by them after its first day's draft.
    const fn changes(self) -> usize {
        match self {
            Self::Own => 0,
            Self::Amended(_) | Self::TakenUp(..) => 1,
        }
    }
}

/// What a plan asks for: the kind of course, the group of titles, the most people, and why.
type Asked = (CourseKind, &'static str, u32, &'static str);

const ASKED: [Asked; 7] = [
    (
        CourseKind::KnowledgeUpdate,
        "Cán bộ chủ chốt",
        6,
        "Cập nhật kiến thức hằng năm theo Kế hoạch 276/KH-UBND",
    ),
    (
        CourseKind::Digital,
        "Cán bộ, công chức cấp xã",
        8,
        "Chưa đạt chuẩn kỹ năng sử dụng công nghệ thông tin",
    ),
    (CourseKind::PoliticalTheory, "Nguồn cán bộ", 3, "Chuẩn hóa trung cấp lý luận chính trị"),
    (CourseKind::StateManagement, "Công chức chuyên môn", 3, "Chuẩn hóa quản lý nhà nước ngạch chuyên viên"),
    (CourseKind::LeadershipSkill, "Cấp phó của HĐND, UBND", 2, "Kỹ năng lãnh đạo cho người mới giữ chức vụ"),
    (CourseKind::JobPosition, "Tài chính, địa chính, tư pháp", 4, "Bồi dưỡng theo vị trí việc làm"),
    (CourseKind::Candidate, "Nguồn cán bộ", 4, "Bồi dưỡng nguồn cán bộ cho nhiệm kỳ tới"),
];

/// The plans.
pub(super) fn plans(registry: &Registry) -> TrainingPlans {
    let mut plans = TrainingPlans::default();
    let district = registry.units.at(DISTRICT_CODE, BASELINE);
    plans.write_2024(registry, district);
    plans.write_2025(registry, district);
    plans.write_2026(registry);
    plans
}

fn plan_id(unit: UnitId, year: i32, edition: i32) -> TrainingPlanId {
    id("training_plan", &format!("{}/{year}/{edition}", unit.0))
}

impl TrainingPlans {
    /// 2024: every commune's plan was taken up and approved; one amended its plan in summer.
    fn write_2024(&mut self, registry: &Registry, district: UnitId) {
        let communes = registry.units.communes(BASELINE);
        let keys: Vec<String> = communes.iter().map(|unit| unit.0.to_string()).collect();
        let returned = lot("plan returned", &keys, 4);
        let into = Some(plan_id(district, 2024, 1));
        for unit in &communes {
            let was_returned = returned.contains(&unit.0.to_string());
            let path = if was_returned { APPROVED_2024_AFTER_RETURN } else { APPROVED_2024 };
            self.write(Plan { unit: *unit, year: 2024, edition: 1, path, into, items: Items::Own });
        }
        self.consolidate(district, 2024, 1, DISTRICT_2024);
        let amended = registry.units.at("10033", BASELINE);
        let before = self.items_of(&[plan_id(amended, 2024, 1)]);
        let items = Items::Amended(&before);
        self.write(Plan { unit: amended, year: 2024, edition: 2, path: AMENDED_2024, into: None, items });
    }

    /// 2025: some plans came too late or went back; the two communes of the first merger planned anew, and the
    /// district took their plans up, with those that had come too late, in an amendment that its end overtook.
    fn write_2025(&mut self, registry: &Registry, district: UnitId) {
        let communes = registry.units.communes(BASELINE);
        let go_on = registry.units.communes(FIRST_MERGER);
        let keys: Vec<String> = communes.iter().map(|unit| unit.0.to_string()).collect();
        let unusual = lot("plan of 2025", &keys, 6).into_iter();
        let paths = [DRAFT_2025, DRAFT_2025, SUBMITTED_2025, SUBMITTED_2025, RETURNED_2025, RETURNED_2025];
        let late = paths.map(|path| path.ends_as(TrainingPlanStatus::Submitted));
        let unusual: Vec<(String, (Path, bool))> = unusual.zip(paths.into_iter().zip(late)).collect();
        let amendment = Some(plan_id(district, 2025, 2));
        for unit in communes {
            let path = unusual.iter().find(|(key, _)| *key == unit.0.to_string()).map(|(_, path)| *path);
            let (path, into) = match path {
                None => (APPROVED_2025, Some(plan_id(district, 2025, 1))),
                Some((_, true)) if go_on.contains(&unit) => (LATE_2025, amendment),
                Some((path, _)) => (path, None),
            };
            self.write(Plan { unit, year: 2025, edition: 1, path, into, items: Items::Own });
        }
        self.consolidate(district, 2025, 1, DISTRICT_2025);
        for code in ["10096", "10108"] {
            let unit = registry.units.at(code, FIRST_MERGER);
            let path = CONSOLIDATED_2025;
            self.write(Plan { unit, year: 2025, edition: 1, path, into: amendment, items: Items::Own });
        }
        self.consolidate(district, 2025, 2, DISTRICT_2025_AMENDED);
    }

    /// 2026: the six communes plan for themselves.
    fn write_2026(&mut self, registry: &Registry) {
        let paths = [SUBMITTED_2026, SUBMITTED_2026, DRAFT_2026, RETURNED_2026, DRAFT_2026, RETURNED_2026];
        for (unit, path) in registry.units.communes(REORGANISATION).into_iter().zip(paths) {
            self.write(Plan { unit, year: 2026, edition: 1, path, into: None, items: Items::Own });
        }
    }

    /// Writes a plan of the district that takes up every item of the plans consolidated into it, after those of its edition before.
    fn consolidate(&mut self, unit: UnitId, year: i32, edition: i32, path: Path) {
        let plan = plan_id(unit, year, edition);
        let taken_up: Vec<TrainingPlanId> = self
            .plans
            .iter()
            .filter(|other| other.consolidated_into_id == Some(plan))
            .map(|other| other.id)
            .collect();
        let before = self.items_of(&[plan_id(unit, year, edition - 1)]);
        let items = self.items_of(&taken_up);
        let items = Items::TakenUp(&before, &items);
        self.write(Plan { unit, year, edition, path, into: None, items });
    }

    /// The items of plans, in the order of the plans and of their own.
    fn items_of(&self, plans: &[TrainingPlanId]) -> Vec<training_plan_item::Model> {
        let of = self.items.iter().filter(|item| plans.contains(&item.plan_id));
        let mut items: Vec<_> = of.cloned().collect();
        items.sort_by_key(|item| (item.plan_id, item.position));
        items
    }

    fn write(&mut self, plan: Plan<'_>) {
        let id = plan_id(plan.unit, plan.year, plan.edition);
        let key = format!("{}/{}/{}", plan.unit.0, plan.year, plan.edition);
        let approved_on =
            plan.path.steps.iter().find(|step| step.0 == TrainingPlanStatus::Approved).map(|step| step.1);
        let changes = plan.path.steps.len() + plan.items.changes();
        self.plans.push(training_plan::Model {
            id,
            unit_id: plan.unit,
            year: plan.year,
            edition: plan.edition,
            consolidated_into_id: plan.into,
            decision: approved_on.map(|_| plan.path.decision.to_owned()),
            decided_on: approved_on,
            signer: approved_on.map(|_| plan.path.signer.to_owned()),
            submitted_by: None,
            version: i32::try_from(changes).unwrap_or(i32::MAX),
        });
        match plan.items {
            Items::Own => self.add_own_items(id, &key),
            Items::Amended(before) => self.amend_items(id, &key, before),
            Items::TakenUp(before, items) => self.take_up_items(id, &key, before, items),
        }
        self.add_steps(id, &key, plan.path.steps);
    }

    fn add_own_items(&mut self, plan: TrainingPlanId, key: &str) {
        let mut chance = Chance::of("plan items", key);
        let asked = ASKED.into_iter().filter(|_| chance.percent(55)).collect::<Vec<_>>();
        // Every plan asks for the yearly update.
        let update = ASKED.into_iter().take(1).filter(|update| asked.first() != Some(update));
        for (asked, position) in update.chain(asked.iter().copied()).zip(1..) {
            let people = i32::try_from(chance.between(1, asked.2)).unwrap_or(1);
            self.items.push(own_item(plan, key, position, asked, people));
        }
    }

    /// One of the people more is sent to the first course, and some to one that was not asked for before.
    fn amend_items(&mut self, plan: TrainingPlanId, key: &str, before: &[training_plan_item::Model]) {
        for item in before {
            let id = item_id(key, item.position);
            let more = i32::from(item.position == 1);
            let people = item.people + more;
            self.items.push(training_plan_item::Model { id, plan_id: plan, people, ..item.clone() });
        }
        let is_new = |asked: &Asked| before.iter().all(|item| item.course_kind != asked.0);
        let position = before.iter().map(|item| item.position).max().unwrap_or(0) + 1;
        let added = ASKED.into_iter().find(is_new);
        self.items.extend(added.map(|asked| own_item(plan, key, position, asked, 1)));
    }

    fn take_up_items(
        &mut self,
        plan: TrainingPlanId,
        key: &str,
        before: &[training_plan_item::Model],
        items: &[training_plan_item::Model],
    ) {
        let copied = before.iter().map(|item| (item.position, item.source_item_id, item));
        let last = before.iter().map(|item| item.position).max().unwrap_or(0);
        let taken_up = (last + 1..).zip(items).map(|(position, item)| (position, Some(item.id), item));
        for (position, source_item_id, item) in copied.chain(taken_up) {
            let id = item_id(key, position);
            let row =
                training_plan_item::Model { id, plan_id: plan, position, source_item_id, ..item.clone() };
            self.items.push(row);
        }
    }

    fn add_steps(
        &mut self,
        plan: TrainingPlanId,
        key: &str,
        steps: &[(TrainingPlanStatus, NaiveDate, Option<&str>)],
    ) {
        for ((status, effective_on, remark), sequence) in steps.iter().zip(1..) {
            self.steps.push(training_plan_step::Model {
                id: id("training_plan_step", &format!("{key}/{sequence}")),
                plan_id: plan,
                sequence,
                status: *status,
                effective_on: *effective_on,
                remark: remark.map(str::to_owned),
            });
        }
    }
}

fn own_item(
    plan: TrainingPlanId,
    key: &str,
    position: i32,
    (kind, group, _, reason): Asked,
    people: i32,
) -> training_plan_item::Model {
    training_plan_item::Model {
        id: item_id(key, position),
        plan_id: plan,
        position,
        course_kind: kind,
        title_group: Some(group.to_owned()),
        people,
        reason: Some(reason.to_owned()),
        source_item_id: None,
    }
}

fn item_id(key: &str, position: i32) -> Uuid {
    id("training_plan_item", &format!("{key}/{position}"))
}
