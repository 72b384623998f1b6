#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "the tests look at the tables themselves")]

use std::time::Duration;

use entity::class::ConfidentialityClass;
use entity::id::{SessionId, UnitId};
use entity::value::{JournalOperation, JournalStream, Role};
use entity::{account, journal_entry, official, official_identity, refresh_token, session, unit};
use futures_util::FutureExt;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use uuid::Uuid;

use super::access::{Accesses, TableRead, record};
use super::accounts::{AccountError, create_first_administrator};
use super::demo::{LoadError, is_empty, load};
use super::sessions::{self, Origin};
use super::{Actor, WorkError, logins};
use crate::auth::rules::Rule;
use crate::auth::throttle::Subjects;
use crate::auth::{PassPhrase, Passwords, RefreshToken};
use crate::demo::{self, PASS_PHRASE};
use crate::fixture::{Fixture, now};
use crate::journal::{head, verify};
use crate::policy::Viewer;
use crate::seal::Place;

const PHRASE: &str = "một cụm từ đủ dài để nhớ";

fn a_unit(id: u128) -> unit::Model {
    unit::Model { id: UnitId(Uuid::from_u128(id)) }
}

async fn units(fixture: &Fixture) -> u64 {
    unit::Entity::find().count(fixture.database.reader()).await.unwrap()
}

async fn entries(fixture: &Fixture) -> Vec<journal_entry::Model> {
    let all = journal_entry::Entity::find().order_by_asc(journal_entry::Column::Sequence);
    all.all(fixture.database.reader()).await.unwrap()
}

async fn administrator(fixture: &Fixture) -> account::Model {
    let passwords = Passwords::default();
    let phrase = PassPhrase::new(PHRASE);
    create_first_administrator(&fixture.work, &passwords, " Quan-Tri ", "Quản trị", phrase).await.unwrap();
    account::Entity::find().one(fixture.database.reader()).await.unwrap().unwrap()
}

#[tokio::test]
async fn given_a_row_that_is_changed_then_one_entry_holds_it_before_and_after_and_who_did_it() {
    let fixture = Fixture::new().await;
    let before = administrator(&fixture).await;
    let after =
        account::Model { display_name: "Quản trị viên".to_owned(), version: 2, ..before.clone() };
    let actor = Actor::account(before.id, Uuid::from_u128(9), Some("192.0.2.1".to_owned()));
    let changed = after.clone();
    let outcome: Result<(), WorkError> = fixture
        .work
        .unit(actor, |unit| {
            async move { unit.change(&before, changed, None, Some("Sửa tên".to_owned())).await }.boxed()
        })
        .await;
    outcome.unwrap();
    assert_eq!(account::Entity::find().one(fixture.database.reader()).await.unwrap().unwrap(), after);
    let entry = entries(&fixture).await.pop().unwrap();
    assert_eq!((entry.operation, entry.reason.as_deref()), (JournalOperation::Change, Some("Sửa tên")));
    assert_eq!((entry.object_id, entry.request_id), (Some(after.id.0), Some(Uuid::from_u128(9))));
    verify(fixture.database.reader(), fixture.keys.journal(), JournalStream::Data).await.unwrap();
}

#[tokio::test]
async fn given_a_row_that_is_not_there_when_it_is_changed_then_nothing_is_kept() {
    let fixture = Fixture::new().await;
    let before = administrator(&fixture).await;
    let after = account::Model { id: Uuid::from_u128(1).into(), ..before.clone() };
    let outcome: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| async move { unit.change(&before, after, None, None).await }.boxed())
        .await;
    assert!(matches!(outcome, Err(WorkError::Database(_))));
    assert_eq!(entries(&fixture).await.len(), 1);
}

#[tokio::test]
async fn given_an_error_after_a_write_then_nothing_is_kept() {
    let fixture = Fixture::new().await;
    let outcome: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move {
                unit.create(vec![a_unit(1)], |row| Some(row.id)).await?;
                Err(WorkError::Stopped)
            }
            .boxed()
        })
        .await;
    assert!(matches!(outcome, Err(WorkError::Stopped)));
    assert_eq!(units(&fixture).await, 0);
    assert!(entries(&fixture).await.is_empty());
}

#[tokio::test]
async fn given_a_row_that_the_database_refuses_then_nothing_is_kept() {
    let fixture = Fixture::new().await;
    let outcome: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move {
                unit.create(vec![a_unit(1)], |row| Some(row.id)).await?;
                unit.create(vec![a_unit(1)], |row| Some(row.id)).await
            }
            .boxed()
        })
        .await;
    assert!(matches!(outcome, Err(WorkError::Database(_))));
    assert_eq!(units(&fixture).await, 0);
}

#[tokio::test]
async fn given_a_request_that_is_dropped_then_its_work_goes_on_and_the_next_can_begin() {
    let fixture = Fixture::new().await;
    let dropped = fixture.work.unit(Actor::CONSOLE, |unit| {
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            unit.create(vec![a_unit(1)], |row| Some(row.id)).await
        }
        .boxed()
    });
    assert!(tokio::time::timeout(Duration::from_millis(5), dropped).await.is_err());
    let next: Result<(), WorkError> = fixture
        .work
        .unit(Actor::CONSOLE, |unit| {
            async move { unit.create(vec![a_unit(2)], |row| Some(row.id)).await }.boxed()
        })
        .await;
    next.unwrap();
    assert_eq!(units(&fixture).await, 2);
}

#[tokio::test]
async fn given_an_empty_installation_when_two_administrators_are_made_then_no_third_one_is() {
    let fixture = Fixture::new().await;
    let account = administrator(&fixture).await;
    assert_eq!((account.username.as_str(), account.role), ("quan-tri", Role::Admin));
    assert!(account.password_hash.unwrap().starts_with("$argon2id$"));
    let passwords = Passwords::default();
    let make = async |name| {
        let phrase = PassPhrase::new(PHRASE);
        create_first_administrator(&fixture.work, &passwords, name, "Other", phrase).await
    };
    assert!(matches!(make("quan-tri").await, Err(AccountError::NameTaken)));
    assert_eq!(make("other").await.unwrap(), "other");
    assert!(matches!(make("third").await, Err(AccountError::NotFirst)));
    assert_eq!(account::Entity::find().count(fixture.database.reader()).await.unwrap(), 2);
    assert_eq!(entries(&fixture).await.len(), 2);
}

#[tokio::test]
async fn given_a_name_or_phrase_that_cannot_be_used_then_it_is_refused() {
    let fixture = Fixture::new().await;
    let passwords = Passwords::default();
    for name in ["", "two words", "quản-trị", &"a".repeat(65)] {
        let phrase = PassPhrase::new(PHRASE);
        let outcome = create_first_administrator(&fixture.work, &passwords, name, name, phrase).await;
        assert!(matches!(outcome, Err(AccountError::Name)), "{name}");
    }
    let short = PassPhrase::new("fourteen chars");
    let outcome = create_first_administrator(&fixture.work, &passwords, "a", "A", short);
    assert!(matches!(outcome.await, Err(AccountError::PassPhrase(Rule::Length))));
    assert!(entries(&fixture).await.is_empty());
}

fn verified(fixture: &Fixture, account: account::Model) -> sessions::Verified {
    let subjects = Subjects::of(fixture.work.keys().throttle(), &account.username, None);
    sessions::Verified { account, subjects }
}

#[tokio::test]
async fn given_a_verified_account_when_a_session_opens_then_it_is_told_in_the_access_stream_alone() {
    let fixture = Fixture::new().await;
    let account = administrator(&fixture).await;
    let token = RefreshToken::generate().unwrap();
    let request = Uuid::from_u128(9);
    let origin = Origin { address: Some("127.0.0.1".to_owned()), client: None };
    let actor = Actor::account(account.id, request, origin.address.clone());
    let verified = verified(&fixture, account.clone());
    let opened = sessions::open(&fixture.work, actor, verified, origin, token.hash(), 5).await.unwrap();
    let opened = opened.unwrap().session;

    let stored = session::Entity::find().one(fixture.database.reader()).await.unwrap().unwrap();
    assert_eq!(stored, opened);
    assert_eq!(stored.expires_at, now() + sessions::SESSION_LENGTH);
    let refresh = refresh_token::Entity::find().one(fixture.database.reader()).await.unwrap().unwrap();
    assert_eq!((refresh.session_id, refresh.token_hash), (stored.id, token.hash()));
    assert_eq!(refresh.expires_at, now() + sessions::REFRESH_IDLE);

    assert_eq!(head(fixture.database.reader(), JournalStream::Data).await.unwrap(), 1);
    let entry =
        entries(&fixture).await.into_iter().find(|entry| entry.stream == JournalStream::Access).unwrap();
    assert_eq!(entry.operation, JournalOperation::Login);
    assert_eq!((entry.actor_id, entry.request_id), (Some(account.id), Some(request)));
    assert_eq!(entry.object_id, Some(stored.id.0));
}

#[tokio::test]
async fn given_an_account_that_changed_since_it_was_verified_then_no_session_opens() {
    let fixture = Fixture::new().await;
    let account = administrator(&fixture).await;
    let hash = Some("another".to_owned());
    let changed = [
        account::Model { password_hash: hash.clone(), version: account.version - 1, ..account.clone() },
        account::Model { password_hash: hash, password_changed_at: None, ..account },
    ];
    for account in changed {
        let verified = verified(&fixture, account);
        let hash = RefreshToken::generate().unwrap().hash();
        let opened = sessions::open(&fixture.work, Actor::CONSOLE, verified, Origin::default(), hash, 5);
        assert!(opened.await.unwrap().is_none());
    }
    assert_eq!(session::Entity::find().count(fixture.database.reader()).await.unwrap(), 0);
}

#[tokio::test]
async fn given_a_refused_login_then_one_entry_tells_of_it_and_not_the_name_tried() {
    let fixture = Fixture::new().await;
    let subjects = Subjects::of(fixture.work.keys().throttle(), "mật khẩu của tôi", None);
    let name = "mật khẩu của tôi".to_owned();
    let actor = Actor::anonymous(Uuid::nil(), None);
    logins::fail(&fixture.work, actor, name, subjects, None, Origin::default()).await.unwrap();
    let entry = entries(&fixture).await.pop().unwrap();
    assert_eq!((entry.stream, entry.operation), (JournalStream::Access, JournalOperation::LoginRefused));
    assert_eq!((entry.object_id, entry.actor_id), (None, None));
}

#[tokio::test]
async fn given_a_recorded_read_then_the_access_stream_tells_who_read_which_rows() {
    let fixture = Fixture::new().await;
    let account = administrator(&fixture).await;
    let viewer = Viewer {
        account: account.id,
        session: SessionId(Uuid::from_u128(5)),
        username: account.username,
        role: Role::PartyCommittee,
        grants: Vec::new(),
        authenticated_at: now(),
        held_to: None,
    };
    let class = ConfidentialityClass::Succession;
    for rows in [vec![Uuid::from_u128(1)], vec![Uuid::from_u128(1), Uuid::from_u128(2)]] {
        let actor = Actor::of(&viewer, Uuid::from_u128(9), None);
        let read = TableRead { table: "succession_entry", class, rows };
        let accesses = Accesses { tables: vec![read], ..Accesses::default() };
        record(&fixture.work, actor, accesses).await.unwrap();
    }
    let reads: Vec<_> = entries(&fixture).await;
    let reads: Vec<_> = reads.iter().filter(|entry| entry.stream == JournalStream::Access).collect();
    let objects: Vec<_> = reads.iter().map(|entry| entry.object_id).collect();
    assert_eq!(objects, [Some(Uuid::from_u128(1)), None]);
    for entry in reads {
        assert_eq!((entry.operation, entry.class), (JournalOperation::Read, class));
        assert_eq!((entry.actor_id, entry.object_type.as_str()), (Some(account.id), "succession_entry"));
    }
    assert_eq!(head(fixture.database.reader(), JournalStream::Data).await.unwrap(), 1);
    let whole = verify(fixture.database.reader(), fixture.keys.journal(), JournalStream::Access).await;
    assert_eq!(whole.unwrap().entries, 2);
}

#[tokio::test]
async fn given_an_empty_database_when_the_demo_is_loaded_then_every_row_is_journalled_and_identities_are_sealed()
 {
    let fixture = Fixture::new().await;
    assert!(is_empty(&fixture.database).await.unwrap());
    let district = demo::district();
    let officials = u64::try_from(district.officials.len()).unwrap();
    let identity = district.identities.first().cloned();
    load(&fixture.work, &Passwords::default(), district, PASS_PHRASE).await.unwrap();

    assert!(!is_empty(&fixture.database).await.unwrap());
    assert_eq!(official::Entity::find().count(fixture.database.reader()).await.unwrap(), officials);
    let whole = verify(fixture.database.reader(), fixture.keys.journal(), JournalStream::Data).await.unwrap();
    assert_eq!(whole.entries, head(fixture.database.reader(), JournalStream::Data).await.unwrap());
    if let Some(identity) = identity {
        let found = official_identity::Entity::find_by_id(identity.official_id);
        let sealed =
            found.one(fixture.database.reader()).await.unwrap().unwrap().citizen_number_sealed.unwrap();
        let place = Place::of("official_identity", "citizen_number_sealed", &identity.official_id.0);
        let opened = fixture.keys.identity().open(place, &sealed).unwrap();
        assert_eq!(opened, identity.citizen_number.as_bytes());
    }

    let again = load(&fixture.work, &Passwords::default(), demo::district(), PASS_PHRASE).await;
    assert!(matches!(again, Err(LoadError::NotEmpty)));
    let after = verify(fixture.database.reader(), fixture.keys.journal(), JournalStream::Data).await.unwrap();
    assert_eq!(after, whole);
}
