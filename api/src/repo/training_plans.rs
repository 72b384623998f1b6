//! Yearly training plans. A plan is visible on a day if its unit is in the viewer's scope on that day.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{TrainingPlanId, UnitId};
use entity::value::TrainingPlanStatus;
use entity::{training_plan, training_plan_item, training_plan_step};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::list::{Direction, Keys, Part, Position};
use super::nested::Seen;
use super::{Page, Reader, RepoError, Slice, Visible, steps};

/// A training plan as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct TrainingPlanRow {
    /// The plan.
    #[sea_orm(nested)]
    pub plan: training_plan::Model,
    /// Its state on the day.
    pub status_on_day: TrainingPlanStatus,
}

/// Which plans to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TrainingPlanConditions {
    /// Of this unit itself.
    pub unit: Option<UnitId>,
    /// Of what stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// For one of these years.
    pub years: Option<Vec<i32>>,
    /// In one of these states on the day.
    pub statuses: Option<Vec<TrainingPlanStatus>>,
}

impl Reader {
    /// A page of the visible plans of a day: the latest year first, then by unit, the latest edition first.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn training_plans(
        &self,
        on: NaiveDate,
        conditions: &TrainingPlanConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<TrainingPlanRow>, Position)>, RepoError> {
        use training_plan::Column;
        let keys = Keys::by(Column::Year.into_expr(), Direction::Descending)
            .then(Column::UnitId.into_expr(), Direction::Ascending)
            .then(Column::Edition.into_expr(), Direction::Descending)
            .then(Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &TrainingPlanRow| {
            Position::new([
                Part::Number(row.plan.year),
                Part::Id(row.plan.unit_id.0),
                Part::Number(row.plan.edition),
                Part::Id(row.plan.id.0),
            ])
        };
        self.page_of(self.plan_list(on, conditions)?, &keys, page, position).await
    }

    /// How many visible plans there are on a day.
    ///
    /// # Errors
    /// As [`training_plans`](Self::training_plans).
    pub async fn training_plan_count(
        &self,
        on: NaiveDate,
        conditions: &TrainingPlanConditions,
    ) -> Result<u64, RepoError> {
        self.count_of(self.plan_list(on, conditions)?).await
    }

    /// Visible plans by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`training_plans`](Self::training_plans).
    pub async fn training_plans_by_id(
        &self,
        asked: &[Seen<TrainingPlanId>],
    ) -> Result<HashMap<Seen<TrainingPlanId>, Visible<TrainingPlanRow>>, RepoError> {
        let all = TrainingPlanConditions::default();
        self.each_by_id(asked, training_plan::Column::Id.into_expr(), |on| self.plan_list(on, &all)).await
    }

    /// The items of plans, in the plan's order.
    ///
    /// # Errors
    /// As [`training_plans`](Self::training_plans).
    pub async fn training_plan_items(
        &self,
        plans: &[Visible<TrainingPlanId>],
    ) -> Result<Vec<Visible<training_plan_item::Model>>, RepoError> {
        let column = training_plan_item::Column::PlanId;
        let mut items = self.hanging_on::<training_plan_item::Entity, _>(column, plans).await?;
        items.sort_by_key(|item| (item.position, item.id));
        Ok(items.into_iter().map(Visible::new).collect())
    }

    /// Items by their ids, each of a plan that is visible on a day.
    ///
    /// # Errors
    /// As [`training_plans`](Self::training_plans).
    pub async fn training_plan_items_by_id(
        &self,
        asked: &[Seen<Uuid>],
    ) -> Result<HashMap<Seen<Uuid>, Visible<training_plan_item::Model>>, RepoError> {
        let id = training_plan_item::Column::Id.into_expr();
        self.each_by_id(asked, id, |on| self.item_list(on)).await
    }

    /// The plans of a day whose units are in the viewer's scope.
    fn plan_list(
        &self,
        on: NaiveDate,
        conditions: &TrainingPlanConditions,
    ) -> Result<SelectStatement, RepoError> {
        use training_plan::Column;
        let status = steps::status::<training_plan_step::Entity>(Column::Id, on);
        let select = self
            .select::<training_plan::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .filter(self.plan_in_sight(on, conditions.within))
            .filter(
                Condition::all()
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(conditions.years.clone().map(|years| Column::Year.is_in(years)))
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses))),
            );
        Ok(select.into_query())
    }

    /// The items of the plans of a day whose units are in the viewer's scope.
    fn item_list(&self, on: NaiveDate) -> Result<SelectStatement, RepoError> {
        use training_plan::Column;
        let plan =
            Expr::col(Column::Id.as_column_ref()).equals(training_plan_item::Column::PlanId.as_column_ref());
        let items = self.select::<training_plan_item::Entity>()?.filter(self.plan_in_sight(on, None));
        let mut list = items.into_query();
        list.join(JoinType::InnerJoin, training_plan::Entity, plan);
        Ok(list)
    }

    /// The plans that exist on a day and whose units are in the viewer's scope.
    pub(super) fn plan_in_sight(&self, on: NaiveDate, within: Option<UnitId>) -> Condition {
        use training_plan::Column;
        let status = steps::status::<training_plan_step::Entity>(Column::Id, on);
        Condition::all().add(Column::UnitId.is_in(self.units_within(on, within))).add(status.is_not_null())
    }
}
