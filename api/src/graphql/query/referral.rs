//! Citizen numbers that were referred to the office that settles them.

use async_graphql::{Context, Object};

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::types::referral::Referral;

/// Referrals.
#[derive(Default)]
pub struct ReferralQuery;

#[Object]
impl ReferralQuery {
    /// The citizen numbers that were written in the units of the viewer's scope today and are known out of the scope of whoever wrote
    /// them, the latest first: what the Home Affairs office has to settle.
    async fn referrals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Referral>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let cursors = request.cursors("referrals");
        let slice = request.referrals(&args.page(&cursors)?).await?;
        let slice = slice.map(|(row, position)| (Referral::from(row), position));
        let request = request.clone();
        let total = TotalCount::ask(move || {
            let request = request.clone();
            async move { Ok(request.referral_count().await?) }
        });
        Connection::new(slice, &cursors, total).map(Some)
    }
}
