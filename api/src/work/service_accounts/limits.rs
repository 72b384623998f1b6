//! To what a machine is held: networks and classes.

use std::collections::BTreeSet;

use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::value::{JournalOperation, JournalStream, Role};
use entity::{service_address, service_class};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Administrator, ServiceAccountError, administer, hold};
use crate::journal::Entry;
use crate::network::Network;
use crate::policy::{Access, Action, access};
use crate::work::{UnitOfWork, Work};

/// The most networks of a machine.
pub const MOST_NETWORKS: usize = 50;

/// Sets from where a machine may come; an empty list means from anywhere. It holds from the next request on.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn set_networks(
    work: &Work,
    by: Administrator,
    account: AccountId,
    networks: &[String],
) -> Result<(), ServiceAccountError> {
    let parsed =
        networks.iter().map(|text| text.trim().parse::<Network>().map(|network| network.to_string()));
    let networks = parsed.collect::<Result<BTreeSet<_>, _>>().map_err(|_| ServiceAccountError::Networks)?;
    if networks.len() > MOST_NETWORKS {
        return Err(ServiceAccountError::Networks);
    }
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            use service_address::{Column, Entity, Model};
            let own = Column::AccountId.eq(account);
            let before = Entity::find().filter(own.clone()).all(unit.transaction()).await?;
            let before: BTreeSet<String> = before.into_iter().map(|row| row.network).collect();
            Entity::delete_many().filter(own).exec(unit.transaction()).await?;
            let rows = networks.iter().map(|network| Model { account_id: account, network: network.clone() });
            unit.write(rows.collect()).await?;
            tell(unit, account, "service_address", json!({ "before": before, "after": networks }));
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Sets the classes that a machine may read, of those that machines may. It holds from the next request on.
///
/// # Errors
/// [`ServiceAccountError`].
pub async fn set_classes(
    work: &Work,
    by: Administrator,
    account: AccountId,
    classes: BTreeSet<ConfidentialityClass>,
) -> Result<(), ServiceAccountError> {
    check_classes(&classes)?;
    administer(work, by, move |unit, _, _| {
        async move {
            hold(unit, account).await?;
            replace_classes(unit, account, classes).await
        }
        .boxed()
    })
    .await
}

pub(super) async fn replace_classes(
    unit: &mut UnitOfWork,
    account: AccountId,
    classes: BTreeSet<ConfidentialityClass>,
) -> Result<(), ServiceAccountError> {
    use service_class::{Column, Entity, Model};
    let own = Column::AccountId.eq(account);
    let before = Entity::find().filter(own.clone()).all(unit.transaction()).await?;
    let before: BTreeSet<ConfidentialityClass> = before.into_iter().map(|row| row.class).collect();
    Entity::delete_many().filter(own).exec(unit.transaction()).await?;
    let rows = classes.iter().map(|class| Model { account_id: account, class: *class });
    unit.write(rows.collect()).await?;
    tell(unit, account, "service_class", json!({ "before": before, "after": classes }));
    Ok(())
}

pub(super) fn check_classes(classes: &BTreeSet<ConfidentialityClass>) -> Result<(), ServiceAccountError> {
    let may =
        |class: &ConfidentialityClass| access(Role::Integration, *class, Action::Read) != Access::Denied;
    if classes.iter().all(may) { Ok(()) } else { Err(ServiceAccountError::Class) }
}

/// Tells of a list of an account that was replaced.
fn tell(unit: &mut UnitOfWork, account: AccountId, object_type: &'static str, value: Value) {
    let entry = Entry {
        actor: None,
        request: None,
        object_type,
        object: Some(account.into()),
        unit: None,
        class: ConfidentialityClass::Account,
        operation: JournalOperation::Change,
        reason: None,
        value: Some(value),
    };
    unit.record(JournalStream::Data, entry);
}
