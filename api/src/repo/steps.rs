//! Things that go through states: each state is a step with the day from which it holds. On a day a thing is in the
//! state of its last step up to that day; before the first step it does not exist.

use chrono::NaiveDate;
use entity::class::Classified;
use entity::id::{CourseId, EnrolmentId, ReportId, SuccessionEntryId, SuccessionRoundId, TrainingPlanId};
use entity::{
    course_step, enrolment_step, report_step, succession_entry_step, succession_round_step,
    training_plan_step,
};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value};

use super::{Reader, RepoError, Visible};

/// A table of steps.
pub trait Steps: Classified + EntityTrait<Model: Sync> {
    /// The id of the thing that takes the steps.
    type Owner: Copy + Eq + std::hash::Hash + Send + Sync + Into<Value> + 'static;

    /// The thing that takes the step.
    const OWNER: Self::Column;
    /// The order of a thing's steps.
    const SEQUENCE: Self::Column;
    /// The state that the step leads to.
    const STATUS: Self::Column;
    /// The first day of the state.
    const EFFECTIVE_ON: Self::Column;

    /// The thing that takes the step.
    fn owner(row: &Self::Model) -> Self::Owner;

    /// The order among the thing's steps.
    fn sequence(row: &Self::Model) -> i32;

    /// The first day of the state.
    fn effective_on(row: &Self::Model) -> NaiveDate;
}

macro_rules! steps {
    ($($table:ident of $owner:ident by $column:ident, $field:ident;)*) => {$(
        impl Steps for $table::Entity {
            type Owner = $owner;

            const OWNER: $table::Column = $table::Column::$column;
            const SEQUENCE: $table::Column = $table::Column::Sequence;
            const STATUS: $table::Column = $table::Column::Status;
            const EFFECTIVE_ON: $table::Column = $table::Column::EffectiveOn;

            fn owner(row: &$table::Model) -> $owner {
                row.$field
            }

            fn sequence(row: &$table::Model) -> i32 {
                row.sequence
            }

            fn effective_on(row: &$table::Model) -> NaiveDate {
                row.effective_on
            }
        }
    )*};
}

steps! {
    course_step of CourseId by CourseId, course_id;
    enrolment_step of EnrolmentId by EnrolmentId, enrolment_id;
    report_step of ReportId by ReportId, report_id;
    succession_entry_step of SuccessionEntryId by EntryId, entry_id;
    succession_round_step of SuccessionRoundId by RoundId, round_id;
    training_plan_step of TrainingPlanId by PlanId, plan_id;
}

impl Reader {
    /// The steps of things that the viewer sees, on whatever day they were taken, in their order.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn steps_of<S: Steps>(&self, owners: &[Visible<S::Owner>]) -> Result<Vec<S::Model>, RepoError> {
        let mut rows = self.hanging_on::<S, _>(S::OWNER, owners).await?;
        rows.sort_by_key(S::sequence);
        Ok(rows)
    }
}

/// A column of the last step that a thing had taken on a day; null before the first.
#[expect(clippy::disallowed_methods, reason = "a subquery of a query that has the scope")]
pub(super) fn last_step<S: Steps>(column: S::Column, owner: impl ColumnTrait, on: NaiveDate) -> Expr {
    let select: SelectStatement = S::find()
        .select_only()
        .column(column)
        .filter(Expr::col(S::OWNER.as_column_ref()).equals(owner.as_column_ref()))
        .filter(S::EFFECTIVE_ON.lte(on))
        .order_by(S::SEQUENCE, Order::Desc)
        .limit(1)
        .into_query();
    Expr::SubQuery(None, Box::new(select.into()))
}

/// The state of a thing on a day; null before it exists.
pub(super) fn status<S: Steps>(owner: impl ColumnTrait, on: NaiveDate) -> Expr {
    last_step::<S>(S::STATUS, owner, on)
}
