//! Who may send whom to courses.

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use entity::nomination_rule;
use uuid::Uuid;

use super::word::{CourseKind, NominationAuthority, NominationDecision, OfficialCategory, UnitKind};
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;

/// Who decides of sending people to courses, over a period: for a kind of unit, a category of people and a kind of course. Where there is no such
/// rule, the unit submits to the office above it.
#[derive(Clone, Debug, SimpleObject)]
pub struct NominationRule {
    /// The kind of the unit that keeps the person's file.
    unit_kind: UnitKind,
    /// The category of the person.
    category: OfficialCategory,
    /// The kind of course.
    course_kind: CourseKind,
    /// Whether the unit decides by itself.
    decision: NominationDecision,
    /// To whom it submits; null where it decides by itself.
    authority: Option<NominationAuthority>,
    /// The law or decision, or that it is a convention.
    legal_basis: String,
    /// First day.
    valid_from: Date,
    /// First day no longer in force; null while it is open.
    valid_to: Option<Date>,
}

impl NominationRule {
    /// The rules in force on a day, by kind of unit, category and kind of course.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all(request: &RequestContext, on: NaiveDate) -> Result<Vec<Self>, ApiError> {
        let rows = request.nomination_rules(on).await?;
        Ok(rows.iter().map(Into::into).collect())
    }

    /// A rule by its id.
    ///
    /// # Errors
    /// The database fails.
    pub async fn get(request: &RequestContext, id: Uuid) -> Result<Option<Self>, ApiError> {
        Ok(request.nomination_rule(id).await?.as_ref().map(Into::into))
    }
}

impl From<&nomination_rule::Model> for NominationRule {
    fn from(row: &nomination_rule::Model) -> Self {
        Self {
            unit_kind: row.unit_kind.into(),
            category: row.category.into(),
            course_kind: row.course_kind.into(),
            decision: row.decision.into(),
            authority: row.authority.map(Into::into),
            legal_basis: row.legal_basis.clone(),
            valid_from: row.valid_from.into(),
            valid_to: row.valid_to.map(Into::into),
        }
    }
}
