//! Things that go through states: each state is a step with the day from which it holds. On a day a thing is in the
//! state of its last step up to that day; before the first step it does not exist.

#![expect(clippy::disallowed_methods, reason = "a subquery of a query that has the scope")]

use chrono::NaiveDate;
use entity::{course_step, enrolment_step, succession_entry_step, succession_round_step, training_plan_step};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

/// A table of steps.
pub(super) trait Steps: EntityTrait {
    /// The thing that takes the step.
    const OWNER: Self::Column;
    /// The order of a thing's steps.
    const SEQUENCE: Self::Column;
    /// The state that the step leads to.
    const STATUS: Self::Column;
    /// The first day of the state.
    const EFFECTIVE_ON: Self::Column;
}

macro_rules! steps {
    ($($table:ident by $owner:ident;)*) => {$(
        impl Steps for $table::Entity {
            const OWNER: Self::Column = $table::Column::$owner;
            const SEQUENCE: Self::Column = $table::Column::Sequence;
            const STATUS: Self::Column = $table::Column::Status;
            const EFFECTIVE_ON: Self::Column = $table::Column::EffectiveOn;
        }
    )*};
}

steps! {
    course_step by CourseId;
    enrolment_step by EnrolmentId;
    succession_entry_step by EntryId;
    succession_round_step by RoundId;
    training_plan_step by PlanId;
}

/// A column of the last step that a thing had taken on a day; null before the first.
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
