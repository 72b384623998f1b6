//! A plan that follows from what its unit needs on a day.

use chrono::NaiveDate;
use entity::id::{TrainingPlanId, UnitId};
use entity::value::CourseKind;
use futures_util::FutureExt;
use serde::Serialize;

use super::CLASSES;
use super::draft::{DraftTrainingPlan, draft_in};
use super::items::PlannedTraining;
use super::rule::TrainingPlanAdvice;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::{Advice, Asked, Done, RegistryError, keep_new};
use crate::work::{Asker, Work};

/// The group of titles whose holders a programme counts.
const KEY_OFFICIALS: &str = "Cán bộ chủ chốt";

/// Whose plan, for which year, by the needs of which programme and day.
#[derive(Clone, Debug, Serialize)]
pub struct DraftFromNeeds {
    /// The unit.
    pub unit: UnitId,
    /// The year planned: this one or the next.
    pub year: i32,
    /// The programme's code.
    pub programme: String,
    /// The day.
    pub on: NaiveDate,
}

/// How many people need a kind of course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseNeed {
    /// The kind of course.
    pub course_kind: CourseKind,
    /// How many people, each once.
    pub people: usize,
    /// The codes of the targets that it would serve.
    pub targets: Vec<String>,
}

/// Begins the plan of a unit for a year with an item for each kind of course that its people need. What they need was read before, of the data of
/// that moment: a draft is what its unit goes on with, and whoever drafts it says of which day it is.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn draft_from_needs(
    work: &Work,
    asker: Asker,
    input: DraftFromNeeds,
    needs: Vec<CourseNeed>,
    key: Option<IdempotencyKey>,
) -> Result<Done<TrainingPlanId>, RegistryError> {
    let asked = Asked { operation: "draftTrainingPlanFromNeeds", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        move |unit, keeper, id, input| {
            let items = needs.iter().map(|need| item(need, &input)).collect();
            async move {
                let DraftFromNeeds { unit: of, year, on, .. } = input;
                let input = DraftTrainingPlan { unit: of, year, items };
                let is_empty = input.items.is_empty();
                let mut done = draft_in(unit, keeper, id.into(), input).await?;
                if is_empty {
                    done.advice.push(Advice::TrainingPlan(TrainingPlanAdvice::NothingNeeded { on }));
                }
                Ok(done)
            }
            .boxed()
        },
    )
    .await
}

/// What a plan asks for where people need a kind of course.
fn item(need: &CourseNeed, DraftFromNeeds { programme, on, .. }: &DraftFromNeeds) -> PlannedTraining {
    let targets = need.targets.join(", ");
    PlannedTraining {
        course_kind: need.course_kind,
        title_group: Some(KEY_OFFICIALS.to_owned()),
        people: i32::try_from(need.people).unwrap_or(i32::MAX),
        reason: Some(format!("Chỉ tiêu {targets} của {programme}, tính đến {}", on.format("%d/%m/%Y"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_people_who_need_a_course_then_an_item_that_names_the_targets_and_the_day() {
        let need = CourseNeed {
            course_kind: CourseKind::Digital,
            people: 3,
            targets: vec!["K5".to_owned(), "K8".to_owned()],
        };
        let asked = DraftFromNeeds {
            unit: UnitId(uuid::Uuid::nil()),
            year: 2024,
            programme: "KH-276".to_owned(),
            on: NaiveDate::from_ymd_opt(2023, 12, 31).unwrap_or_default(),
        };
        assert_eq!(
            item(&need, &asked),
            PlannedTraining {
                course_kind: CourseKind::Digital,
                title_group: Some("Cán bộ chủ chốt".to_owned()),
                people: 3,
                reason: Some("Chỉ tiêu K5, K8 của KH-276, tính đến 31/12/2023".to_owned()),
            }
        );
    }
}
