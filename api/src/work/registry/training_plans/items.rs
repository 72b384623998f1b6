//! The items of a plan: what each says, and what becomes of them where the plan is edited.

use std::collections::BTreeSet;

use entity::id::TrainingPlanId;
use entity::training_plan_item;
use entity::value::CourseKind;
use serde::Serialize;
use uuid::Uuid;

use super::super::input::{LINE, REASON, line};
use super::super::{Advice, Place, Refusal, RegistryError, Rule};
use super::rule::{TrainingPlanAdvice, TrainingPlanRule};

/// How many items a plan has at most: those of all units of a district.
const MOST_ITEMS: usize = 500;
/// How many people an item sends at most.
const MOST_PEOPLE: i32 = 10_000;

/// What an item says: people who are to be sent to a kind of course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedTraining {
    /// The kind of course.
    pub course_kind: CourseKind,
    /// The group of titles that it is for; none where it is for all.
    pub title_group: Option<String>,
    /// How many people.
    pub people: i32,
    /// Why.
    pub reason: Option<String>,
}

/// An item as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditedItem {
    /// The item that is changed; none where it is new.
    pub item: Option<Uuid>,
    /// What it says.
    pub says: PlannedTraining,
}

/// What becomes of the items of a plan.
#[derive(Debug, Default)]
pub(super) struct Edit {
    pub(super) new: Vec<training_plan_item::Model>,
    /// Each before and after.
    pub(super) changed: Vec<(training_plan_item::Model, training_plan_item::Model)>,
    pub(super) removed: Vec<training_plan_item::Model>,
}

/// The place of a member of an item.
fn place(number: usize, member: &str) -> Place {
    vec!["items".to_owned(), number.to_string(), member.to_owned()]
}

/// New items of a plan, after those that it has.
pub(super) fn new_items(
    id: impl Fn() -> Uuid,
    plan: TrainingPlanId,
    after: i32,
    items: Vec<PlannedTraining>,
) -> Result<Vec<training_plan_item::Model>, RegistryError> {
    few_enough(items.len())?;
    let says: Vec<_> = items.into_iter().enumerate().map(|(number, says)| usable(number, says)).collect();
    let says = all_usable(says)?;
    Ok(numbered(after).zip(says).map(|(position, says)| item(id(), plan, position, says)).collect())
}

/// What becomes of the items of a plan whose list is to be another one: an item that is named changes, one that is not named any more goes
/// away, what names none comes after the others.
pub(super) fn edited(
    id: impl Fn() -> Uuid,
    plan: TrainingPlanId,
    before: &[training_plan_item::Model],
    list: Vec<EditedItem>,
) -> Result<Edit, RegistryError> {
    few_enough(list.len())?;
    let mut named = BTreeSet::new();
    let judged: Vec<_> = list
        .into_iter()
        .enumerate()
        .map(|(number, EditedItem { item, says })| {
            let says = usable(number, says);
            let known = match item {
                None => None,
                Some(item) => {
                    let row = before.iter().find(|row| row.id == item);
                    let row = row.ok_or_else(|| vec![Rule::NotFound.broken_at(place(number, "item"))])?;
                    if !named.insert(item) {
                        let rule = Rule::TrainingPlan(TrainingPlanRule::ItemTwice);
                        return Err(vec![rule.broken_at(place(number, "item"))]);
                    }
                    Some(row)
                }
            };
            says.map(|says| (known, says))
        })
        .collect();
    let mut edit = Edit::default();
    let mut positions = numbered(last_position(before));
    for (known, says) in all_usable(judged)? {
        match known {
            Some(row) => {
                let after = training_plan_item::Model {
                    course_kind: says.course_kind,
                    title_group: says.title_group,
                    people: says.people,
                    reason: says.reason,
                    ..row.clone()
                };
                if *row != after {
                    edit.changed.push((row.clone(), after));
                }
            }
            None => edit.new.extend(positions.next().map(|position| item(id(), plan, position, says))),
        }
    }
    edit.removed = before.iter().filter(|row| !named.contains(&row.id)).cloned().collect();
    Ok(edit)
}

/// The position of the last of some items; 0 where there is none.
pub(super) fn last_position(items: &[training_plan_item::Model]) -> i32 {
    items.iter().map(|row| row.position).max().unwrap_or(0)
}

/// The positions after one.
pub(super) fn numbered(after: i32) -> impl Iterator<Item = i32> {
    after.saturating_add(1)..
}

/// What advises against a plan with some items.
pub(super) fn advice<'r>(items: impl IntoIterator<Item = &'r training_plan_item::Model>) -> Vec<Advice> {
    let silent = items.into_iter().filter(|row| row.reason.is_none()).count();
    let advice = Advice::TrainingPlan(TrainingPlanAdvice::NoReason { items: silent });
    (silent > 0).then_some(advice).into_iter().collect()
}

fn item(id: Uuid, plan: TrainingPlanId, position: i32, says: PlannedTraining) -> training_plan_item::Model {
    let PlannedTraining { course_kind, title_group, people, reason } = says;
    training_plan_item::Model {
        id,
        plan_id: plan,
        position,
        course_kind,
        title_group,
        people,
        reason,
        source_item_id: None,
    }
}

/// Refuses a plan of more items than one has.
pub(super) fn few_enough(items: usize) -> Result<(), Refusal> {
    let rule = Rule::TrainingPlan(TrainingPlanRule::Items { most: MOST_ITEMS });
    if items <= MOST_ITEMS { Ok(()) } else { Err(rule.at("items")) }
}

/// What an item says, in the form in which it is kept.
fn usable(number: usize, says: PlannedTraining) -> Result<PlannedTraining, Vec<Refusal>> {
    let mut broken = Vec::new();
    let mut text = |text: Option<String>, most: usize, member: &str| {
        let kept = text.map(|text| line(&text, most, member)).transpose();
        kept.unwrap_or_else(|refusal| {
            broken.push(refusal.rule.broken_at(place(number, member)));
            None
        })
    };
    let title_group = text(says.title_group, LINE, "titleGroup");
    let reason = text(says.reason, REASON, "reason");
    if !(1..=MOST_PEOPLE).contains(&says.people) {
        let rule = Rule::TrainingPlan(TrainingPlanRule::People { most: MOST_PEOPLE });
        broken.push(rule.broken_at(place(number, "people")));
    }
    if broken.is_empty() { Ok(PlannedTraining { title_group, reason, ..says }) } else { Err(broken) }
}

/// All of the items, or everything that is wrong with any.
fn all_usable<T>(items: Vec<Result<T, Vec<Refusal>>>) -> Result<Vec<T>, RegistryError> {
    let (mut usable, mut broken) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Ok(item) => usable.push(item),
            Err(refusals) => broken.extend(refusals),
        }
    }
    if broken.is_empty() { Ok(usable) } else { Err(RegistryError::Refused(broken)) }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test stops at the first surprise"
    )]
    use super::*;

    const PLAN: TrainingPlanId = TrainingPlanId(Uuid::from_u128(9));

    fn says(people: i32) -> PlannedTraining {
        PlannedTraining { course_kind: CourseKind::Digital, title_group: None, people, reason: None }
    }

    fn rows() -> Vec<training_plan_item::Model> {
        (1_i32..=3)
            .map(|number| {
                item(Uuid::from_u128(u128::from(number.unsigned_abs())), PLAN, number, says(number))
            })
            .collect()
    }

    fn named(item: u128, people: i32) -> EditedItem {
        EditedItem { item: Some(Uuid::from_u128(item)), says: says(people) }
    }

    #[test]
    fn given_another_list_then_what_is_named_changes_what_is_not_goes_and_the_new_comes_last() {
        let list = vec![named(3, 3), EditedItem { item: None, says: says(7) }, named(1, 5)];
        let edit = edited(|| Uuid::from_u128(4), PLAN, &rows(), list).unwrap();
        let changed: Vec<_> =
            edit.changed.iter().map(|(before, after)| (before.people, after.people)).collect();
        assert_eq!(changed, [(1, 5)], "what stays as it is does not change");
        assert_eq!(edit.removed, rows()[1..2]);
        assert_eq!(edit.new, [item(Uuid::from_u128(4), PLAN, 4, says(7))]);
    }

    #[test]
    fn given_items_that_cannot_be_then_everything_that_is_wrong_is_named_at_its_place() {
        let unusable = PlannedTraining { reason: Some(" ".to_owned()), ..says(0) };
        let list = vec![named(1, 1), named(8, 1), named(1, 2), EditedItem { item: None, says: unusable }];
        let Err(RegistryError::Refused(refusals)) = edited(Uuid::nil, PLAN, &rows(), list) else { panic!() };
        let told: Vec<_> = refusals.iter().map(|refusal| refusal.place.join(".")).collect();
        assert_eq!(told, ["items.1.item", "items.2.item", "items.3.reason", "items.3.people"]);
    }
}
