//! Citizen numbers and other secrets at rest: masked, sealed, found by the whole number alone, and revealed one at a time.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look into the tables, and alter what a server never would"
)]

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use api::auth::session::authenticate;
use api::auth::{ActivationCode, ClientSecret};
use api::citizen_number::CitizenNumber;
use api::clock::Clock;
use api::demo::{CLIENT_SECRET, PASS_PHRASE, district};
use api::policy::Viewer;
use api::repo::{Directory, RepoError};
use api::seal::SealError;
use api::work::idempotency::{IdempotencyError, IdempotencyKey};
use api::work::identities::{MOST_REVEALED, Reveal, RevealError, reveal};
use api::work::{Actor, WorkError, activations};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use canbo_tests::{Account, NOW, Server, TODAY, day, keys, on_both_databases};
use chrono::{DateTime, Duration, Utc};
use entity::id::OfficialId;
use entity::value::{JournalOperation, JournalStream};
use entity::{account, journal_entry, official_identity};
use futures_util::FutureExt;
use futures_util::stream::{self, StreamExt};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    Statement, Update,
};
use serde_json::json;
use uuid::Uuid;

on_both_databases!(dr_03_given_a_citizen_number_then_it_is_found_whole_alone_and_within_the_scope,);
on_both_databases!(alone:
    af_07_given_a_reason_when_a_number_is_revealed_then_one_entry_tells_of_it_and_a_repetition_of_none,
    af_07_given_no_right_reason_or_fresh_check_then_no_number_and_no_entry,
    af_07_given_twenty_numbers_within_an_hour_then_the_next_one_waits_also_for_those_that_ask_at_once,
    dr_01_given_secrets_in_use_then_none_of_them_is_in_what_the_database_keeps,
    dr_02_given_a_sealed_number_that_was_swapped_altered_or_lost_its_key_then_an_error_and_never_a_wrong_number,
);

/// Who asks, with what a server knows of it.
struct Asking {
    viewer: Viewer,
    directory: Arc<Directory>,
}

async fn asking(server: &Server, account: Account) -> Asking {
    let token = server.client(account).await.token().to_owned();
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, &token, None::<IpAddr>).await.unwrap();
    let reader = app.repo.reader(viewer.clone(), app.clock.today()).await.unwrap();
    Asking { viewer, directory: Arc::clone(reader.directory()) }
}

fn asked(official: OfficialId, reason: &str, key: &str) -> Reveal {
    Reveal { official, reason: reason.to_owned(), key: IdempotencyKey::parse(key).unwrap() }
}

const REASON: &str = "Đối chiếu hồ sơ đào tạo";

async fn revealed(
    server: &Server,
    asking: &Asking,
    official: OfficialId,
    key: &str,
) -> Result<CitizenNumber, RevealError> {
    let asked = asked(official, REASON, key);
    let directory = Arc::clone(&asking.directory);
    reveal(&server.app().work, directory, &asking.viewer, Uuid::nil(), None, asked).await
}

/// People of the demo with a number, whose affiliation goes on today.
fn people() -> Vec<(OfficialId, String)> {
    let district = district();
    let today = day(TODAY);
    let here: BTreeSet<OfficialId> = district
        .affiliations
        .iter()
        .filter(|row| row.valid_from <= today && row.valid_to.is_none_or(|to| today < to))
        .map(|row| row.official_id)
        .collect();
    let identities = district.identities.into_iter().filter(|identity| here.contains(&identity.official_id));
    identities.map(|identity| (identity.official_id, identity.citizen_number)).collect()
}

async fn reads(server: &Server) -> Vec<journal_entry::Model> {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .filter(journal_entry::Column::Operation.eq(JournalOperation::Read))
        .filter(journal_entry::Column::ObjectType.eq("official_identity"))
        .all(server.database().reader())
        .await
        .unwrap()
}

async fn af_07_given_a_reason_when_a_number_is_revealed_then_one_entry_tells_of_it_and_a_repetition_of_none(
    server: &Server,
) {
    let asking = asking(server, Account::HomeAffairs).await;
    let (official, digits) = people().remove(0);
    let number = revealed(server, &asking, official, "k").await.unwrap();
    assert_eq!(number.digits(), digits);
    let entries = reads(server).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].object_id, Some(official.0));
    assert_eq!(entries[0].actor_id, Some(asking.viewer.account));
    assert_eq!(entries[0].reason.as_deref(), Some(REASON));
    assert!(entries[0].unit_id.is_some() && entries[0].value_hash.is_some());

    assert_eq!(revealed(server, &asking, official, "k").await.unwrap().digits(), digits);
    let other = asked(official, "Một lý do khác hẳn", "k");
    let directory = Arc::clone(&asking.directory);
    let other = reveal(&server.app().work, directory, &asking.viewer, Uuid::nil(), None, other).await;
    assert!(matches!(other, Err(RevealError::Idempotency(IdempotencyError::Mismatch))));
    assert_eq!(reads(server).await.len(), 1);
}

async fn af_07_given_no_right_reason_or_fresh_check_then_no_number_and_no_entry(server: &Server) {
    let clerk = asking(server, Account::PhuNghia).await;
    let office = asking(server, Account::HomeAffairs).await;
    let work = &server.app().work;
    let people = people();
    let mut elsewhere = None;
    for (official, _) in &people {
        if matches!(revealed(server, &clerk, *official, "own").await, Err(RevealError::NotFound)) {
            elsewhere = Some(*official);
            break;
        }
    }
    let elsewhere = elsewhere.unwrap();
    let before = reads(server).await.len();
    let nobody = OfficialId(Uuid::from_u128(7));
    for official in [elsewhere, nobody] {
        let refused = revealed(server, &clerk, official, "x").await;
        assert!(matches!(refused, Err(RevealError::NotFound)), "{refused:?}");
    }
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let asking = asking(server, account).await;
        let refused = revealed(server, &asking, elsewhere, "x").await;
        assert!(matches!(refused, Err(RevealError::Forbidden)), "{account:?} {refused:?}");
    }
    for reason in ["", "ngắn quá", "          a         ", &"a".repeat(501), "dòng một\ndòng hai"] {
        let directory = Arc::clone(&office.directory);
        let refused =
            reveal(work, directory, &office.viewer, Uuid::nil(), None, asked(elsewhere, reason, "x"));
        assert!(matches!(refused.await, Err(RevealError::Reason)), "{reason}");
    }
    let now: DateTime<Utc> = NOW.parse().unwrap();
    for (minutes, is_fresh) in [(15, true), (16, false)] {
        let clock = Clock::fixed(now + Duration::minutes(minutes), day(TODAY));
        let later = server.beside(clock).await;
        let outcome = revealed(&later, &office, elsewhere, "later").await;
        assert_eq!(outcome.is_ok(), is_fresh, "{minutes} {outcome:?}");
        assert!(is_fresh || matches!(outcome, Err(RevealError::Reauthenticate)));
        later.close().await;
    }
    assert_eq!(reads(server).await.len(), before + 1);
}

async fn af_07_given_twenty_numbers_within_an_hour_then_the_next_one_waits_also_for_those_that_ask_at_once(
    server: &Server,
) {
    let asking = asking(server, Account::HomeAffairs).await;
    let people = people();
    let most = usize::try_from(MOST_REVEALED).unwrap();
    let asked: Vec<_> = people.iter().take(most + 5).enumerate().collect();
    let asking_at_once = asked.iter().map(|(number, (official, _))| {
        let (asking, key) = (&asking, format!("k{number}"));
        async move { revealed(server, asking, *official, &key).await }
    });
    // As many at once as the test has connections, so that none is refused for want of one.
    let outcomes: Vec<_> = stream::iter(asking_at_once).buffer_unordered(4).collect().await;
    let (given, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((given.len(), refused.len()), (most, 5));
    let now: DateTime<Utc> = NOW.parse().unwrap();
    for refusal in refused {
        let refusal = refusal.unwrap_err();
        assert!(
            matches!(refusal, RevealError::TooMany { next } if next == now + Duration::hours(1)),
            "{refusal:?}"
        );
    }
    assert_eq!(reads(server).await.len(), most);
    // Another account has its own twenty, and an hour later there are twenty more.
    let clerk = self::asking(server, Account::PhuNghia).await;
    let mut own = 0;
    for (official, _) in &people {
        own += usize::from(revealed(server, &clerk, *official, "own").await.is_ok());
        if own == 1 {
            break;
        }
    }
    assert_eq!(own, 1);
    let later = server.beside(Clock::fixed(now + Duration::hours(1), day(TODAY))).await;
    let asking = self::asking(&later, Account::HomeAffairs).await;
    revealed(&later, &asking, people[0].0, "an hour later").await.unwrap();
    later.close().await;
}

async fn dr_03_given_a_citizen_number_then_it_is_found_whole_alone_and_within_the_scope(server: &Server) {
    let app = server.app();
    let office = asking(server, Account::HomeAffairs).await.viewer;
    let reader = app.repo.reader(office, app.clock.today()).await.unwrap();
    let people = people();
    for (official, digits) in people.iter().take(3) {
        let number = CitizenNumber::parse(digits).unwrap();
        let found = reader.official_of_number(&number).await.unwrap().unwrap();
        assert_eq!(*found, *official);
    }
    let (_, digits) = &people[0];
    let almost = format!("{}{}", &digits[..11], (digits.as_bytes()[11] - b'0' + 1) % 10);
    let known: BTreeSet<_> = district().identities.into_iter().map(|row| row.citizen_number).collect();
    if !known.contains(&almost) {
        let number = CitizenNumber::parse(&almost).unwrap();
        assert_eq!(reader.official_of_number(&number).await.unwrap(), None);
    }
    for part in [&digits[..11], &format!("{}%", &digits[..11]), &format!("{}_", &digits[..11]), "%"] {
        assert!(CitizenNumber::parse(part).is_none(), "{part}");
    }
    // The clerk of a commune finds those of its own alone; who may not read identities finds nobody.
    let clerk = asking(server, Account::PhuNghia).await.viewer;
    let clerk = app.repo.reader(clerk, app.clock.today()).await.unwrap();
    let mut found = 0;
    for (_, digits) in people.iter().take(60) {
        let number = CitizenNumber::parse(digits).unwrap();
        found += usize::from(clerk.official_of_number(&number).await.unwrap().is_some());
    }
    assert!(found < 60, "{found}");
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let viewer = asking(server, account).await.viewer;
        let reader = app.repo.reader(viewer, app.clock.today()).await.unwrap();
        let number = CitizenNumber::parse(digits).unwrap();
        assert!(matches!(reader.official_of_number(&number).await, Err(RepoError::Forbidden)), "{account:?}");
    }
    // What is stored is the mark under the installation's key, and under no other.
    let row = official_identity::Entity::find_by_id(people[0].0).one(server.database().reader()).await;
    let stored = row.unwrap().unwrap().citizen_number_index.unwrap();
    let number = CitizenNumber::parse(digits).unwrap();
    assert_eq!(stored, number.mark(keys().identity_index()));
    assert_ne!(stored, number.mark(api::keys::Keys::ephemeral().unwrap().identity_index()));
}

async fn dr_02_given_a_sealed_number_that_was_swapped_altered_or_lost_its_key_then_an_error_and_never_a_wrong_number(
    server: &Server,
) {
    let asking = asking(server, Account::HomeAffairs).await;
    let people = people();
    let (one, two) = (people[0].0, people[1].0);
    let sealed = async |official: OfficialId| {
        let row = official_identity::Entity::find_by_id(official).one(server.database().reader()).await;
        row.unwrap().unwrap().citizen_number_sealed.unwrap()
    };
    let (first, second) = (sealed(one).await, sealed(two).await);
    let mut flipped = first.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let mut of_other_key = first.clone();
    of_other_key[1..9].copy_from_slice(&[9; 8]);
    for (what, bytes, error) in [
        ("swapped", second, SealError::NotOpened),
        ("flipped", flipped, SealError::NotOpened),
        ("of another key", of_other_key, SealError::OtherKey),
        ("cut", first[..20].to_vec(), SealError::Malformed),
    ] {
        put(server, one, bytes).await;
        let outcome = revealed(server, &asking, one, what).await;
        assert!(
            matches!(&outcome, Err(RevealError::Sealed(found)) if *found == error),
            "{what}: {outcome:?}"
        );
        let client = server.client(Account::HomeAffairs).await;
        let mut internal = 0;
        let mut cursor = None::<String>;
        loop {
            let answer = client
                .ask(
                    "query ($after: String) { officials(first: 100, after: $after) {
                        pageInfo { endCursor hasNextPage } nodes { identity { citizenNumber } } } }",
                    json!({ "after": cursor }),
                )
                .await;
            internal += answer.codes().iter().filter(|code| *code == "INTERNAL").count();
            assert!(answer.codes().iter().all(|code| code == "INTERNAL"), "{what}: {}", answer.text);
            let page = &answer.partial_data()["officials"]["pageInfo"];
            if page["hasNextPage"] != json!(true) {
                break;
            }
            cursor = page["endCursor"].as_str().map(str::to_owned);
        }
        assert!(internal > 0, "{what}");
    }
    assert_eq!(reads(server).await.len(), 0);
    put(server, one, first).await;
    assert_eq!(revealed(server, &asking, one, "again").await.unwrap().digits(), people[0].1);
}

/// Alters a sealed number as only somebody with the database could.
async fn put(server: &Server, official: OfficialId, bytes: Vec<u8>) {
    let row = official_identity::Entity::find_by_id(official).one(server.database().reader()).await;
    let row = row.unwrap().unwrap();
    let altered = official_identity::Model { citizen_number_sealed: Some(bytes), ..row };
    let transaction = server.database().begin_write().await.unwrap();
    let altered = sea_orm::ActiveModelTrait::reset_all(altered.into_active_model());
    Update::one(altered).validate().unwrap().exec(&transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn dr_01_given_secrets_in_use_then_none_of_them_is_in_what_the_database_keeps(server: &Server) {
    let asking = asking(server, Account::HomeAffairs).await;
    let people = people();
    let number = revealed(server, &asking, people[0].0, "k").await.unwrap();
    let refresh =
        server.log_in("noi-vu", PASS_PHRASE).await.body["refreshToken"].as_str().unwrap().to_owned();
    let code = ActivationCode::generate().unwrap();
    let code_text = code.text();
    let written: Result<(), WorkError> = server
        .app()
        .work
        .unit(Actor::CONSOLE, move |unit| {
            async move {
                let holder = account::Entity::find().one(unit.transaction()).await?.unwrap();
                activations::issue(unit, holder.id, None, &code).await
            }
            .boxed()
        })
        .await;
    written.unwrap();
    let secret = ClientSecret::of(*CLIENT_SECRET);
    let mut canaries: Vec<Vec<u8>> = people.iter().map(|(_, digits)| digits.clone().into_bytes()).collect();
    assert!(canaries.contains(&number.digits().as_bytes().to_vec()));
    for text in [PASS_PHRASE, &refresh, &code_text, &secret.text()] {
        canaries.push(text.as_bytes().to_vec());
    }
    canaries.push(URL_SAFE_NO_PAD.decode(&refresh).unwrap());
    canaries.push(CLIENT_SECRET.to_vec());
    for (place, bytes) in kept(server).await {
        assert_eq!(first_of(&canaries, &bytes), None, "{place}");
    }
    // That the search finds what is there.
    let username = [b"dang-uy-phu-nghia".to_vec()];
    let found = kept(server).await.iter().filter(|(_, bytes)| first_of(&username, bytes).is_some()).count();
    assert!(found >= 1);
    assert!(journal_entry::Entity::find().count(server.database().reader()).await.unwrap() > 1_000);
}

/// All that a database keeps: of SQLite its files, of PostgreSQL every row of every table as text.
async fn kept(server: &Server) -> Vec<(String, Vec<u8>)> {
    let reader = server.database().reader();
    if reader.get_database_backend() == DbBackend::Sqlite {
        let url = &server.app().config.database.url;
        let file = url.strip_prefix("sqlite:").unwrap();
        let files = ["", "-wal", "-shm"].map(|end| format!("{file}{end}"));
        let read = files.into_iter().filter_map(|file| Some((file.clone(), std::fs::read(&file).ok()?)));
        let read: Vec<_> = read.collect();
        assert!(read.len() >= 2, "{}", read.len());
        return read;
    }
    let query = |sql: &str| Statement::from_string(DbBackend::Postgres, sql);
    let tables = query("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'");
    let tables = reader.query_all_raw(tables).await.unwrap();
    let mut kept = Vec::new();
    for table in tables {
        let name: String = table.try_get("", "name").unwrap();
        let rows = query(&format!("SELECT t::text AS row FROM \"{name}\" t"));
        let mut bytes = Vec::new();
        for row in reader.query_all_raw(rows).await.unwrap() {
            let text: String = row.try_get("", "row").unwrap();
            bytes.extend_from_slice(text.as_bytes());
            // What a column of bytes holds is written in hexadecimal digits.
            for part in text.split("\\x").skip(1) {
                let digits: Vec<u8> = part.bytes().take_while(u8::is_ascii_hexdigit).collect();
                let pairs = digits.chunks_exact(2);
                bytes.extend(
                    pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()),
                );
                bytes.push(b'\n');
            }
        }
        kept.push((name, bytes));
    }
    assert!(kept.len() > 50, "{}", kept.len());
    kept
}

/// The first canary that is in the bytes.
fn first_of(canaries: &[Vec<u8>], bytes: &[u8]) -> Option<String> {
    let mut by_first = vec![Vec::new(); 256];
    for canary in canaries {
        by_first[usize::from(canary[0])].push(canary);
    }
    (0..bytes.len()).find_map(|at| {
        let here = by_first[usize::from(bytes[at])].iter().find(|canary| bytes[at..].starts_with(canary));
        here.map(|canary| String::from_utf8_lossy(canary).into_owned())
    })
}
