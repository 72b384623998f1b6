//! Accounts and what hangs on them.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{AccountId, AccountProposalId};
use entity::{account_grant, account_proposal, account_proposal_unit, activation, session};
use uuid::Uuid;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::accounts::{AccountRow, Holder};
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf};
use crate::repo::service_accounts::ServiceAccount;
use crate::repo::sessions::AliveAt;
use crate::repo::{Slice, Visible};

impl Loader<AccountId> for Batches {
    type Value = Visible<AccountRow>;

    async fn load(&self, keys: &[AccountId]) -> Result<HashMap<AccountId, Self::Value>, ApiError> {
        Ok(self.0.accounts_by_id(keys).await?)
    }
}

/// The grants of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GrantsOf(pub Visible<AccountId>);

impl Loader<GrantsOf> for Batches {
    type Value = Arc<[account_grant::Model]>;

    async fn load(&self, keys: &[GrantsOf]) -> Result<HashMap<GrantsOf, Self::Value>, ApiError> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.account_grants(&accounts).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.account_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}

/// One grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GrantOf(pub Uuid);

impl Loader<GrantOf> for Batches {
    type Value = account_grant::Model;

    async fn load(&self, keys: &[GrantOf]) -> Result<HashMap<GrantOf, Self::Value>, ApiError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.grants_by_id(&ids).await?;
        Ok(rows.into_iter().map(|(id, row)| (GrantOf(id), row)).collect())
    }
}

/// The code of an account that was neither used nor taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActivationOf(pub Visible<AccountId>);

impl Loader<ActivationOf> for Batches {
    type Value = activation::Model;

    async fn load(&self, keys: &[ActivationOf]) -> Result<HashMap<ActivationOf, Self::Value>, ApiError> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut rows = self.0.activations(&accounts).await?;
        rows.sort_by_key(|row| row.issued_at);
        let mut last: HashMap<AccountId, activation::Model> =
            rows.into_iter().map(|row| (row.account_id, row)).collect();
        Ok(keys.iter().filter_map(|key| Some((*key, last.remove(&*key.0)?))).collect())
    }
}

/// Who holds an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HolderOf(pub Visible<AccountId>);

impl Loader<HolderOf> for Batches {
    type Value = Holder;

    async fn load(&self, keys: &[HolderOf]) -> Result<HashMap<HolderOf, Self::Value>, ApiError> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found = self.0.account_holders(&accounts).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, found.remove(&*key.0)?))).collect())
    }
}

/// The proposals about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProposalsOf(pub Visible<AccountId>);

impl Loader<ProposalsOf> for Batches {
    type Value = Arc<[Visible<account_proposal::Model>]>;

    async fn load(&self, keys: &[ProposalsOf]) -> Result<HashMap<ProposalsOf, Self::Value>, ApiError> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.proposals_about(&accounts).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.account_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}

/// What a machine proves itself with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServiceAccountOf(pub AccountId);

impl Loader<ServiceAccountOf> for Batches {
    type Value = ServiceAccount;

    async fn load(
        &self,
        keys: &[ServiceAccountOf],
    ) -> Result<HashMap<ServiceAccountOf, ServiceAccount>, ApiError> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.service_accounts_of(&accounts).await?;
        Ok(found.into_iter().map(|(account, found)| (ServiceAccountOf(account), found)).collect())
    }
}

/// The units of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnitsOfProposal(pub Visible<AccountProposalId>);

impl Loader<UnitsOfProposal> for Batches {
    type Value = Arc<[account_proposal_unit::Model]>;

    async fn load(
        &self,
        keys: &[UnitsOfProposal],
    ) -> Result<HashMap<UnitsOfProposal, Self::Value>, ApiError> {
        let proposals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.proposal_units(&proposals).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.proposal_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}

impl Loader<PageOf<AccountId, AliveAt>> for Batches {
    type Value = Slice<(Visible<session::Model>, Position)>;

    async fn load(
        &self,
        keys: &[PageOf<AccountId, AliveAt>],
    ) -> Result<HashMap<PageOf<AccountId, AliveAt>, Self::Value>, ApiError> {
        Ok(self.0.sessions_of_accounts(keys).await?)
    }
}

impl Loader<ListOf<AccountId, AliveAt>> for Batches {
    type Value = u64;

    async fn load(
        &self,
        keys: &[ListOf<AccountId, AliveAt>],
    ) -> Result<HashMap<ListOf<AccountId, AliveAt>, u64>, ApiError> {
        Ok(self.0.session_counts_of_accounts(keys).await?)
    }
}
