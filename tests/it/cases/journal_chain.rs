//! The chain of the journal, against whoever owns the database: the rules of the tables are lifted first.

#![expect(clippy::disallowed_methods, reason = "plays an owner who writes SQL")]

use api::database::Database;
use api::journal::{Break, Checkpoint, Verified, verify_against};
use api::work::{Work, operations};
use canbo_tests::{Dbms, TestDatabase, can_run, clock, in_runtime, keys};
use entity::value::JournalStream;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

#[test]
fn ad_07_given_an_owner_who_tampers_then_the_first_bad_entry_is_named() {
    for dbms in [Dbms::Sqlite, Dbms::Postgres] {
        in_runtime(async {
            if can_run(dbms, module_path!()).await {
                for tampering in TAMPERINGS {
                    tampered(dbms, &tampering).await;
                }
            }
        });
    }
}

/// What an owner does to a stream of six entries, and what comes of it.
struct Tampering {
    what: &'static str,
    statements: &'static [&'static str],
    /// The first bad entry, as the chain alone tells; none where the chain is whole.
    by_chain: Option<i64>,
    /// The first bad entry, as the chain and the last checkpoint tell.
    by_checkpoint: Option<i64>,
}

const SWAP: &[&str] = &[
    "UPDATE journal_value_account SET sequence = 100 WHERE sequence = 3",
    "UPDATE journal_value_account SET sequence = 3 WHERE sequence = 4",
    "UPDATE journal_value_account SET sequence = 4 WHERE sequence = 100",
    "UPDATE journal_entry SET sequence = 100 WHERE sequence = 3",
    "UPDATE journal_entry SET sequence = 3 WHERE sequence = 4",
    "UPDATE journal_entry SET sequence = 4 WHERE sequence = 100",
];

const INSERT: &[&str] = &[
    "UPDATE journal_value_account SET sequence = sequence + 100 WHERE sequence >= 4",
    "UPDATE journal_value_account SET sequence = sequence - 99 WHERE sequence >= 100",
    "UPDATE journal_entry SET sequence = sequence + 100 WHERE sequence >= 4",
    "UPDATE journal_entry SET sequence = sequence - 99 WHERE sequence >= 100",
    "INSERT INTO journal_entry (stream, sequence, recorded_at, object_type, class, operation, previous_hash, hash)
     SELECT stream, 4, recorded_at, object_type, class, operation, hash, hash FROM journal_entry WHERE sequence = 3",
    "UPDATE journal_head SET sequence = 7 WHERE stream = 'ACCESS'",
];

const CUT: &[&str] =
    &["DELETE FROM journal_value_account WHERE sequence > 4", "DELETE FROM journal_entry WHERE sequence > 4"];

const CUT_WITH_HEAD: &[&str] = &[
    "DELETE FROM journal_value_account WHERE sequence > 4",
    "DELETE FROM journal_entry WHERE sequence > 4",
    "UPDATE journal_head SET sequence = 4,
     hash = (SELECT hash FROM journal_entry WHERE sequence = 4) WHERE stream = 'ACCESS'",
];

const TAMPERINGS: [Tampering; 9] = [
    Tampering { what: "nothing", statements: &[], by_chain: None, by_checkpoint: None },
    Tampering {
        what: "edits a header",
        statements: &["UPDATE journal_entry SET operation = 'CREATE' WHERE sequence = 3"],
        by_chain: Some(3),
        by_checkpoint: Some(3),
    },
    Tampering {
        what: "edits a value",
        statements: &["UPDATE journal_value_account SET sealed =
            (SELECT sealed FROM journal_value_account WHERE sequence = 1) WHERE sequence = 4"],
        by_chain: Some(4),
        by_checkpoint: Some(4),
    },
    Tampering {
        what: "deletes",
        statements: &[
            "DELETE FROM journal_value_account WHERE sequence = 2",
            "DELETE FROM journal_entry WHERE sequence = 2",
        ],
        by_chain: Some(2),
        by_checkpoint: Some(2),
    },
    Tampering { what: "inserts", statements: INSERT, by_chain: Some(4), by_checkpoint: Some(4) },
    Tampering {
        what: "inserts at the end",
        statements: &[
            "INSERT INTO journal_entry (stream, sequence, recorded_at, object_type, class, operation, previous_hash, hash)
             SELECT stream, 7, recorded_at, object_type, class, operation, hash, hash FROM journal_entry WHERE sequence = 6",
        ],
        by_chain: Some(7),
        by_checkpoint: Some(7),
    },
    Tampering { what: "swaps", statements: SWAP, by_chain: Some(3), by_checkpoint: Some(3) },
    Tampering { what: "cuts the end", statements: CUT, by_chain: Some(5), by_checkpoint: Some(5) },
    // This is what a checkpoint is for.
    Tampering {
        what: "cuts the end and the head",
        statements: CUT_WITH_HEAD,
        by_chain: None,
        by_checkpoint: Some(5),
    },
];

async fn tampered(dbms: Dbms, tampering: &Tampering) {
    let what = tampering.what;
    let database = TestDatabase::migrated(dbms).await;
    let opened = database.connect().await;
    let work = Work::new(opened.clone(), keys(), clock());
    for _ in 0..6 {
        operations::record_stop(&work, "1").await.unwrap();
    }
    let key = keys().checkpoint().current();
    let checkpoint = Checkpoint::take(opened.reader(), &key, clock().now()).await.unwrap();
    assert_eq!(checkpoint.reach(JournalStream::Access).unwrap().size, 6);

    let owner = database.connect_for_migration().await;
    lift_the_rules(&owner).await;
    for statement in tampering.statements {
        let done = owner.execute_unprepared(statement).await.unwrap();
        assert!(done.rows_affected() > 0, "{what}: {statement}");
    }
    owner.close().await.unwrap();

    assert_eq!(first_bad(&opened, &[]).await, tampering.by_chain, "{dbms:?}: {what}, by the chain");
    assert_eq!(
        first_bad(&opened, &[checkpoint]).await,
        tampering.by_checkpoint,
        "{dbms:?}: {what}, by the checkpoint"
    );
    opened.close().await.unwrap();
    database.remove().await;
}

async fn first_bad(database: &Database, checkpoints: &[Checkpoint]) -> Option<i64> {
    let keys = keys();
    match verify_against(database.reader(), keys.journal(), JournalStream::Access, checkpoints).await {
        Ok(Verified { erased, .. }) => {
            assert_eq!(erased, 0);
            None
        }
        Err(Break::Database(error)) => panic!("{error}"),
        Err(broken) => Some(broken.first_bad().unwrap()),
    }
}

/// Takes the triggers and references away that an owner of the database can take away.
async fn lift_the_rules(owner: &DatabaseConnection) {
    let tables = ["journal_entry", "journal_head", "journal_value_account"];
    if owner.get_database_backend() == DbBackend::Postgres {
        for table in tables {
            owner.execute_unprepared(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await.unwrap();
        }
        let reference =
            "ALTER TABLE journal_value_account DROP CONSTRAINT journal_value_account_stream_sequence_fkey";
        owner.execute_unprepared(reference).await.unwrap();
        return;
    }
    owner.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
    let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'journal_%'";
    let query = Statement::from_string(DbBackend::Sqlite, triggers);
    for row in owner.query_all_raw(query).await.unwrap() {
        let name: String = row.try_get("", "name").unwrap();
        owner.execute_unprepared(&format!("DROP TRIGGER {name}")).await.unwrap();
    }
}
