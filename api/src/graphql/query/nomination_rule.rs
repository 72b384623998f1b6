//! Who may send whom to courses.

use async_graphql::{Context, Object};

use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::nomination_rule::NominationRule;

/// Rules of nominations.
#[derive(Default)]
pub struct NominationRuleQuery;

#[Object]
impl NominationRuleQuery {
    /// Who may send whom to courses: the rules in force on a day, by kind of unit, category and kind of course.
    async fn nomination_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
    ) -> Result<Option<Vec<NominationRule>>, ApiError> {
        let request = request(ctx)?;
        NominationRule::all(request, request.day(as_of)).await.map(Some)
    }
}
