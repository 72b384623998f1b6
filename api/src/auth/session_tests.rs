#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::Duration;
use entity::id::UnitId;
use entity::unit;
use entity::value::Role;
use futures_util::FutureExt;
use uuid::Uuid;

use super::*;
use crate::fixture::{Fixture, now, today};
use crate::work::{Actor, WorkError};

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const SESSION: SessionId = SessionId(Uuid::from_u128(2));

fn an_account(status: AccountStatus) -> account::Model {
    account::Model {
        id: ACCOUNT,
        username: "noi-vu".to_owned(),
        display_name: "Phòng Nội vụ".to_owned(),
        role: Role::District,
        status,
        password_hash: None,
        password_changed_at: None,
        must_change_password: false,
        created_at: now(),
        version: 1,
    }
}

fn a_session() -> session::Model {
    session::Model {
        id: SESSION,
        account_id: ACCOUNT,
        created_at: now() - Duration::hours(1),
        authenticated_at: now() - Duration::hours(1),
        last_seen_at: now() - Duration::hours(1),
        expires_at: now() + Duration::hours(11),
        ended_at: None,
        end_reason: None,
        address: None,
        client: None,
        last_seen_address: None,
    }
}

/// A grant on a unit of its own, held from and to so many days from today.
fn a_grant(number: u128, from: i64, to: Option<i64>) -> account_grant::Model {
    account_grant::Model {
        id: Uuid::from_u128(number),
        account_id: ACCOUNT,
        unit_id: UnitId(Uuid::from_u128(100 + number)),
        valid_from: today() + Duration::days(from),
        valid_to: to.map(|days| today() + Duration::days(days)),
        carries_over_confirmed_at: (number == 1).then(now),
        carries_over_confirmed_by: None,
    }
}

async fn viewer(
    account: account::Model,
    session: session::Model,
    grants: Vec<account_grant::Model>,
) -> Option<Viewer> {
    let fixture = Fixture::new().await;
    let written: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move {
                let units = grants.iter().map(|grant| unit::Model { id: grant.unit_id }).collect();
                unit.create(units, |row: &unit::Model| Some(row.id)).await?;
                unit.create(vec![account], |_| None).await?;
                unit.create(grants, |row| Some(row.unit_id)).await?;
                unit.create(vec![session], |_| None).await
            }
            .boxed()
        })
        .await;
    written.unwrap();
    let before = fixture.database.statements();
    let found = in_session(fixture.database.reader(), SESSION, ACCOUNT, now(), today()).await.unwrap();
    assert!(fixture.database.statements() - before <= 2);
    found
}

#[tokio::test]
async fn given_a_session_that_goes_on_then_the_viewer_has_the_grants_held_today_in_order() {
    let grants = vec![
        a_grant(1, -10, None),
        a_grant(2, -20, Some(1)),
        a_grant(3, -5, Some(0)),
        a_grant(4, 1, None),
        a_grant(5, 0, None),
    ];
    let viewer = viewer(an_account(AccountStatus::Active), a_session(), grants).await.unwrap();
    assert_eq!((viewer.account, viewer.session, viewer.role), (ACCOUNT, SESSION, Role::District));
    assert_eq!((viewer.username.as_str(), viewer.authenticated_at), ("noi-vu", now() - Duration::hours(1)));
    let units: Vec<u128> = viewer.grants.iter().map(|grant| grant.unit.0.as_u128()).collect();
    assert_eq!(units, [102, 101, 105]);
    let confirmed: Vec<bool> = viewer.grants.iter().map(|grant| grant.carries_over).collect();
    assert_eq!(confirmed, [false, true, false]);
}

#[tokio::test]
async fn given_an_account_that_may_not_log_in_then_nobody() {
    for status in [AccountStatus::Disabled, AccountStatus::Invited] {
        assert!(viewer(an_account(status), a_session(), vec![]).await.is_none(), "{status:?}");
    }
}

#[tokio::test]
async fn given_a_session_that_ended_or_expired_then_nobody() {
    let ended = session::Model { ended_at: Some(now()), ..a_session() };
    assert!(viewer(an_account(AccountStatus::Active), ended, vec![]).await.is_none());
    let expired = session::Model { expires_at: now(), ..a_session() };
    assert!(viewer(an_account(AccountStatus::Active), expired, vec![]).await.is_none());
    let last_moment = session::Model { expires_at: now() + Duration::microseconds(1), ..a_session() };
    assert!(viewer(an_account(AccountStatus::Active), last_moment, vec![]).await.is_some());
}

#[tokio::test]
async fn given_a_session_of_another_account_then_nobody() {
    let fixture = Fixture::new().await;
    let written: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move {
                unit.create(vec![an_account(AccountStatus::Active)], |_| None).await?;
                unit.create(vec![a_session()], |_| None).await
            }
            .boxed()
        })
        .await;
    written.unwrap();
    let other = AccountId(Uuid::from_u128(9));
    let found = in_session(fixture.database.reader(), SESSION, other, now(), today()).await.unwrap();
    assert!(found.is_none());
}
