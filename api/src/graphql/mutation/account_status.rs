//! Whether accounts may log in, and what is known of them beside their rights.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::id::AccountId;

use super::refusal::told;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::account::Account;
use crate::graphql::types::user_error::UserError;
use crate::work::accounts::{self, ChangeError};

/// Status, names and holders.
#[derive(Default)]
pub struct AccountStatusMutation;

#[Object]
impl AccountStatusMutation {
    /// Keeps an account from logging in, ends its sessions at once, and rejects what was proposed for it. The last active
    /// administrator stays.
    async fn disable_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: DisableAccountInput,
    ) -> Result<Option<AccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome =
            accounts::disable(request.work(), request.asker(), account, version, &input.reason).await;
        AccountPayload::of(request, outcome).await.map(Some)
    }

    /// Lets an account log in again with the pass phrase that it had. Asks for a fresh check of the pass phrase of whoever
    /// asks.
    async fn enable_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: EnableAccountInput,
    ) -> Result<Option<AccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome =
            accounts::enable(request.work(), request.asker(), account, version, &input.reason).await;
        AccountPayload::of(request, outcome).await.map(Some)
    }

    /// Lifts the lock of too many failures in a row. An account that is not locked stays as it is.
    async fn unlock_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: UnlockAccountInput,
    ) -> Result<Option<AccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let reason = input.reason.as_deref();
        let outcome = accounts::unlock(request.work(), request.asker(), account, reason).await;
        AccountPayload::of(request, outcome).await.map(Some)
    }

    /// Changes the name that is shown.
    async fn rename_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and its name.")] input: RenameAccountInput,
    ) -> Result<Option<AccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let version = Some(input.expected_version);
        let outcome =
            accounts::rename(request.work(), request.asker(), account, version, &input.display_name).await;
        AccountPayload::of(request, outcome).await.map(Some)
    }

    /// Says which official holds an account, so that it is found when that person leaves office.
    async fn set_account_holder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which official.")] input: SetAccountHolderInput,
    ) -> Result<Option<AccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let official = match &input.official {
            MaybeUndefined::Undefined => return AccountPayload::of(request, Ok(account)).await.map(Some),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(id) => Some(GlobalId::of_kind(id, NodeKind::Official)?.0),
        };
        let version = Some(input.expected_version);
        let outcome =
            accounts::link_holder(request.work(), request.asker(), account, version, official).await;
        AccountPayload::of(request, outcome).await.map(Some)
    }
}

/// Which account is kept from logging in, and why.
#[derive(Clone, Debug, InputObject)]
pub struct DisableAccountInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// Which account may log in again, and why.
#[derive(Clone, Debug, InputObject)]
pub struct EnableAccountInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// Which account is unlocked.
#[derive(Clone, Debug, InputObject)]
pub struct UnlockAccountInput {
    /// The account.
    pub account: ID,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// Which account gets which name.
#[derive(Clone, Debug, InputObject)]
pub struct RenameAccountInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The name that is shown: 1 to 200 characters.
    pub display_name: String,
}

/// Which account is held by which official.
#[derive(Clone, Debug, InputObject)]
pub struct SetAccountHolderInput {
    /// The account.
    pub account: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The official's `key` or `id`; null for nobody, unchanged if absent.
    pub official: MaybeUndefined<ID>,
}

/// What came of a change of an account.
#[derive(Clone, SimpleObject)]
pub struct AccountPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl AccountPayload {
    pub(super) async fn of(
        request: &RequestContext,
        outcome: Result<AccountId, ChangeError>,
    ) -> Result<Self, ApiError> {
        Ok(match told(request, outcome)? {
            Ok(account) => {
                let account = Account::find(request, account).await?.ok_or(ApiError::NotFound)?;
                Self { account: Some(account), user_errors: Vec::new() }
            }
            Err(user_errors) => Self { account: None, user_errors },
        })
    }
}
