#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::DateTime;
use entity::account;
use entity::value::{AccountStatus, Role};
use futures_util::FutureExt;
use sea_orm::PaginatorTrait;
use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::fixture::{Fixture, now, today};
use crate::work::{Actor, Work};

const ONE: AccountId = AccountId(Uuid::from_u128(1));
const TWO: AccountId = AccountId(Uuid::from_u128(2));

fn an_account(id: AccountId, name: &str) -> account::Model {
    account::Model {
        id,
        username: name.to_owned(),
        display_name: name.to_owned(),
        role: Role::District,
        status: AccountStatus::Active,
        password_hash: None,
        password_changed_at: None,
        must_change_password: false,
        created_at: now(),
        version: 1,
    }
}

async fn with_accounts() -> Fixture {
    let fixture = Fixture::new().await;
    let made: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move { unit.create(vec![an_account(ONE, "one"), an_account(TWO, "two")], |_| None).await }
                .boxed()
        })
        .await;
    made.unwrap();
    fixture
}

/// Claims a key at an instant, for an object with the number of the call.
async fn claim_at(
    fixture: &Fixture,
    at: DateTime<chrono::Utc>,
    account: AccountId,
    key: &str,
    input: Value,
    object: u128,
) -> Result<Claim, IdempotencyError> {
    let keys = fixture.keys.clone();
    let work = Work::new(fixture.database.clone(), keys.clone(), Clock::fixed(at, today()));
    let key = IdempotencyKey::parse(key).unwrap();
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            let request = Request { account, key: &key, operation: "create", input: &input };
            claim(unit, keys.identity_index(), request, Uuid::from_u128(object)).await
        }
        .boxed()
    })
    .await
}

#[tokio::test]
async fn given_a_key_when_used_again_then_replayed_told_apart_or_independent() {
    let fixture = with_accounts().await;
    let (a, b) = (json!({ "name": "a" }), json!({ "name": "b" }));
    let first = claim_at(&fixture, now(), ONE, "k", a.clone(), 10).await.unwrap();
    assert_eq!(first, Claim::First);
    let again = claim_at(&fixture, now(), ONE, "k", a.clone(), 11).await.unwrap();
    assert_eq!(again, Claim::Replay { object: Uuid::from_u128(10) });
    let other_body = claim_at(&fixture, now(), ONE, "k", b, 12).await;
    assert!(matches!(other_body, Err(IdempotencyError::Mismatch)));
    for (account, key) in [(TWO, "k"), (ONE, "K")] {
        assert_eq!(claim_at(&fixture, now(), account, key, a.clone(), 13).await.unwrap(), Claim::First);
    }
    assert_eq!(Entity::find().count(fixture.database.reader()).await.unwrap(), 3);
}

#[tokio::test]
async fn given_a_key_after_24_hours_then_it_is_new_and_the_old_row_is_gone() {
    let fixture = with_accounts().await;
    let a = json!({ "name": "a" });
    claim_at(&fixture, now(), ONE, "k", a.clone(), 10).await.unwrap();
    let nearly = now() + Duration::hours(24) - Duration::microseconds(1);
    let replay = claim_at(&fixture, nearly, ONE, "k", a.clone(), 11).await.unwrap();
    assert_eq!(replay, Claim::Replay { object: Uuid::from_u128(10) });
    let later = now() + Duration::hours(24);
    assert_eq!(claim_at(&fixture, later, ONE, "k", json!({}), 12).await.unwrap(), Claim::First);
    let row = Entity::find().one(fixture.database.reader()).await.unwrap().unwrap();
    assert_eq!((row.object_id, row.recorded_at), (Uuid::from_u128(12), later));
}

#[tokio::test]
async fn given_work_that_fails_after_its_claim_then_the_key_is_free() {
    let fixture = with_accounts().await;
    let keys = fixture.keys.clone();
    let failed: Result<(), IdempotencyError> = fixture
        .work
        .unit(Actor::CONSOLE, move |unit| {
            async move {
                let key = IdempotencyKey::parse("k").unwrap();
                let request = Request { account: ONE, key: &key, operation: "create", input: &1 };
                claim(unit, keys.identity_index(), request, Uuid::nil()).await?;
                Err(WorkError::Stopped.into())
            }
            .boxed()
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(claim_at(&fixture, now(), ONE, "k", json!(2), 10).await.unwrap(), Claim::First);
}

#[test]
fn given_texts_then_keys_have_one_to_sixty_four_visible_characters() {
    assert!(IdempotencyKey::parse(&"đ".repeat(64)).is_some());
    for text in ["", &"k".repeat(65), "a\nb", "a\0"] {
        assert!(IdempotencyKey::parse(text).is_none(), "{text:?}");
    }
}
