//! A machine gets an account.

use std::collections::BTreeSet;

use entity::class::ConfidentialityClass;
use entity::id::{AccountId, UnitId};
use entity::value::{AccountStatus, Role};
use entity::{account, account_grant, unit as unit_table};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::limits::{check_classes, replace_classes};
use super::{Administrator, ServiceAccountError, administer, claim, label};
use crate::auth::login_name;
use crate::ids;
use crate::work::accounts::is_usable;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{UnitOfWork, Work};

/// A machine that gets an account.
#[derive(Clone, Debug)]
pub struct NewServiceAccount {
    /// The client's name (`client_id`).
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// The units whose published figures it may read, from today on.
    pub units: Vec<UnitId>,
    /// The classes that it may read.
    pub classes: BTreeSet<ConfidentialityClass>,
    /// The client's name for this request.
    pub key: IdempotencyKey,
}

/// Makes the account of a machine, without a pass phrase: it proves itself with secrets and keys.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn create(
    work: &Work,
    by: Administrator,
    new: NewServiceAccount,
) -> Result<AccountId, ServiceAccountError> {
    let username = login_name(&new.username);
    if !is_usable(&username) {
        return Err(ServiceAccountError::Username);
    }
    let display_name = label(&new.display_name)?;
    check_classes(&new.classes)?;
    administer(work, by, move |unit, keys, by| {
        async move {
            let id = AccountId(ids::next());
            let input = (&username, &display_name, &new.units, &new.classes);
            let claim = claim(unit, &keys, by, &new.key, "createServiceAccount", &input, id.into()).await?;
            if let Claim::Replay { object } = claim {
                return Ok(AccountId(object));
            }
            check_new(unit, &username, &new.units).await?;
            let row = account::Model {
                id,
                username,
                display_name,
                role: Role::Integration,
                status: AccountStatus::Active,
                password_hash: None,
                password_changed_at: None,
                must_change_password: false,
                created_at: unit.now(),
                version: 1,
            };
            unit.create(vec![row], |_| None).await?;
            let grants: Vec<_> = new.units.iter().map(|of| grant(unit, id, *of)).collect();
            unit.create(grants, |row| Some(row.unit_id)).await?;
            replace_classes(unit, id, new.classes).await?;
            Ok(id)
        }
        .boxed()
    })
    .await
}

async fn check_new(unit: &UnitOfWork, username: &str, units: &[UnitId]) -> Result<(), ServiceAccountError> {
    let namesakes = account::Entity::find().filter(account::Column::Username.eq(username));
    if namesakes.count(unit.transaction()).await? > 0 {
        return Err(ServiceAccountError::UsernameTaken);
    }
    let named: BTreeSet<UnitId> = units.iter().copied().collect();
    let there = unit_table::Entity::find().filter(unit_table::Column::Id.is_in(named.iter().copied()));
    let there = there.count(unit.transaction()).await?;
    let is_whole = named.len() == units.len() && u64::try_from(named.len()).is_ok_and(|named| named == there);
    if named.is_empty() || !is_whole { Err(ServiceAccountError::Units) } else { Ok(()) }
}

fn grant(unit: &UnitOfWork, account: AccountId, of: UnitId) -> account_grant::Model {
    account_grant::Model {
        id: ids::next(),
        account_id: account,
        unit_id: of,
        valid_from: unit.today(),
        valid_to: None,
        carries_over_confirmed_at: None,
        carries_over_confirmed_by: None,
    }
}
