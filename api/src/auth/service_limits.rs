//! To what a machine is held: the classes that it may read, and the networks from which it may come. Both are read for
//! each request, so that a change works at the next one.

#![expect(clippy::disallowed_methods, reason = "rights are read before there is a viewer to scope by")]

use std::net::IpAddr;

use entity::class::ConfidentialityClass;
use entity::id::AccountId;
use entity::value::Role;
use entity::{service_address, service_class};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::network::Network;

/// The classes that an account is held to: of a machine those that it was given, none unless it was; of a person's
/// account no fewer than its role's.
///
/// # Errors
/// The database does not answer.
pub async fn held_to<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    role: Role,
) -> Result<Option<Vec<ConfidentialityClass>>, DbErr> {
    if role != Role::Integration {
        return Ok(None);
    }
    let rows = service_class::Entity::find()
        .filter(service_class::Column::AccountId.eq(account))
        .order_by_asc(service_class::Column::Class)
        .all(connection)
        .await?;
    Ok(Some(rows.into_iter().map(|row| row.class).collect()))
}

/// Whether an account may come from an address: a machine with a list of networks from these alone, everybody else from
/// anywhere.
///
/// # Errors
/// The database does not answer.
pub async fn may_come_from<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    role: Role,
    address: Option<IpAddr>,
) -> Result<bool, DbErr> {
    if role != Role::Integration {
        return Ok(true);
    }
    let rows = service_address::Entity::find()
        .filter(service_address::Column::AccountId.eq(account))
        .all(connection)
        .await?;
    // What is no network lets nobody in.
    let lies_in = |row: &service_address::Model| {
        let network = row.network.parse::<Network>().ok();
        network.zip(address).is_some_and(|(network, address)| network.contains(address))
    };
    Ok(rows.is_empty() || rows.iter().any(lies_in))
}
