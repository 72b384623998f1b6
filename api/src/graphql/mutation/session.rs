//! Sessions that are ended before their time.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::refusal::told;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind, key};
use crate::graphql::types::account::Account;
use crate::graphql::types::user_error::UserError;
use crate::work::accounts;

/// Sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends a session: one's own, or for an administrator anybody's. Its tokens open nothing from the next request on.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: EndSessionInput,
    ) -> Result<Option<EndSessionPayload>, ApiError> {
        let request = request(ctx)?;
        let (session, _) = GlobalId::of_kind(&input.session, NodeKind::Session)?;
        let outcome = accounts::end_session(request.work(), request.asker(), session).await;
        Ok(Some(match told(request, outcome)? {
            Ok(_) => {
                EndSessionPayload { session: Some(key(NodeKind::Session, session)), user_errors: Vec::new() }
            }
            Err(user_errors) => EndSessionPayload { session: None, user_errors },
        }))
    }

    /// Ends every session of an account.
    async fn end_account_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: EndAccountSessionsInput,
    ) -> Result<Option<EndAccountSessionsPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let outcome = accounts::end_all_sessions(request.work(), request.asker(), account).await;
        Ok(Some(match told(request, outcome)? {
            Ok((account, ended)) => EndAccountSessionsPayload {
                account: Some(Account::changed(request, account).await?),
                ended: i32::try_from(ended).ok(),
                user_errors: Vec::new(),
            },
            Err(user_errors) => EndAccountSessionsPayload { account: None, ended: None, user_errors },
        }))
    }
}

/// Which session ends.
#[derive(Clone, Debug, InputObject)]
pub struct EndSessionInput {
    /// The session.
    pub session: ID,
}

/// Whose sessions end.
#[derive(Clone, Debug, InputObject)]
pub struct EndAccountSessionsInput {
    /// The account.
    pub account: ID,
}

/// What came of it.
#[derive(Clone, SimpleObject)]
pub struct EndSessionPayload {
    /// The id of the session that ended; null exactly when there are errors.
    session: Option<ID>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

/// What came of it.
#[derive(Clone, SimpleObject)]
pub struct EndAccountSessionsPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// How many sessions ended.
    ended: Option<i32>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}
