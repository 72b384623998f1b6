//! Rules of who may send whom to courses.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::nomination_rule::NominationRule;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::word::{
    CourseKind, NominationAuthority, NominationDecision, OfficialCategory, UnitKind,
};
use crate::work::registry::enrolments::rules::{self, Manager, SetNominationRule};
use crate::work::registry::{Done, RegistryError};

/// Rules of who may send whom.
#[derive(Default)]
pub struct NominationRuleMutation;

#[Object]
impl NominationRuleMutation {
    /// Sets who decides of sending people to courses from a day on, which is today or later: for a kind of unit that keeps the file, a category and
    /// a kind of course. The rule that applies until then ends on that day; what was nominated before stays with its authority.
    async fn set_nomination_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For whom and what, who decides, and from when.")] input: SetNominationRuleInput,
    ) -> Result<Option<NominationRulePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(NominationRulePayload::refused(user_errors))),
        };
        let rule = SetNominationRule {
            manager: Manager {
                unit_kind: input.unit_kind.into(),
                category: input.category.into(),
                course_kind: input.course_kind.into(),
            },
            decision: input.decision.into(),
            authority: input.authority.map(Into::into),
            legal_basis: input.legal_basis,
            valid_from: input.valid_from.0,
        };
        let outcome = rules::set(request.work(), request.asker(), rule, key).await;
        NominationRulePayload::of(request, outcome).await.map(Some)
    }
}

/// Who decides from a day on.
#[derive(Clone, Debug, InputObject)]
pub struct SetNominationRuleInput {
    /// The kind of the unit that keeps the person's file.
    pub unit_kind: UnitKind,
    /// The category of the person.
    pub category: OfficialCategory,
    /// The kind of course.
    pub course_kind: CourseKind,
    /// Whether the unit decides by itself.
    pub decision: NominationDecision,
    /// To whom it submits; given exactly where it must submit.
    pub authority: Option<NominationAuthority>,
    /// The law or decision: 1 to 200 characters.
    pub legal_basis: String,
    /// First day: today or later, and after the first day of every rule for the same that there is.
    pub valid_from: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of a change of a rule.
#[derive(Clone, SimpleObject)]
pub struct NominationRulePayload {
    /// The rule. Null when there are errors.
    rule: Option<NominationRule>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl NominationRulePayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { rule: None, replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Uuid>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, replayed, .. }) => {
                let rule = NominationRule::get(request, id).await?;
                Ok(Self { rule, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
