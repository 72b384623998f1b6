//! The tables of the journal, against whoever may send SQL as the server does.

#![expect(clippy::disallowed_methods, reason = "plays somebody who writes SQL")]

use canbo_tests::{Dbms, TestDatabase, alone, can_run, clock, in_runtime, keys};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

const TABLES: [&str; 8] = [
    "journal_entry",
    "journal_value_account",
    "journal_value_aggregate",
    "journal_value_directory",
    "journal_value_identity",
    "journal_value_party",
    "journal_value_personnel",
    "journal_value_succession",
];

#[test]
fn ad_06_given_the_servers_own_connection_when_it_rewrites_the_journal_then_every_way_is_refused_on_sqlite() {
    alone(Dbms::Sqlite, module_path!(), async |server| refused_to_the_server(server).await);
}

#[test]
fn ad_06_given_the_servers_own_connection_when_it_rewrites_the_journal_then_every_way_is_refused_on_postgresql()
 {
    alone(Dbms::Postgres, module_path!(), async |server| refused_to_the_server(server).await);
}

/// Every statement that changes or removes a row of the journal, in a transaction that is taken back.
async fn refused_to_the_server(server: &canbo_tests::Server) {
    let backend = server.database().reader().get_database_backend();
    let before = content(server.database().reader()).await;
    let mut statements = Vec::new();
    for table in TABLES {
        let column = if table == "journal_entry" { "object_type" } else { "sealed" };
        statements.push(format!("UPDATE {table} SET {column} = {column}"));
        statements.push(format!("DELETE FROM {table}"));
        match backend {
            DbBackend::Postgres => {
                statements.push(format!("TRUNCATE {table} CASCADE"));
                statements.push(format!(
                    "INSERT INTO {table} SELECT * FROM {table} LIMIT 1
                     ON CONFLICT (stream, sequence) DO UPDATE SET {column} = EXCLUDED.{column}"
                ));
            }
            _ => {
                statements.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"));
                statements.push(format!("REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"));
                statements.push(format!("UPDATE OR REPLACE {table} SET sequence = sequence + 1"));
                statements.push(by_number(table));
            }
        }
    }
    statements.push("UPDATE journal_head SET sequence = sequence - 1".to_owned());
    statements.push("UPDATE journal_head SET stream = 'ACCESS' WHERE stream = 'DATA'".to_owned());
    statements.push("DELETE FROM journal_head".to_owned());
    if backend == DbBackend::Postgres {
        statements.push("TRUNCATE journal_head".to_owned());
    } else {
        statements.push("REPLACE INTO journal_head SELECT * FROM journal_head".to_owned());
        statements
            .push("REPLACE INTO journal_head (rowid, stream, sequence, hash) SELECT 1, 'X', 0, hash FROM journal_head".to_owned());
    }
    for statement in statements {
        let transaction = server.database().begin_write().await.unwrap();
        let error = transaction.execute_unprepared(&statement).await.err();
        transaction.rollback().await.unwrap();
        let error = error.unwrap_or_else(|| panic!("not refused: {statement}")).to_string();
        let rule = ["append_only", "journal_head_advances"];
        assert!(rule.iter().any(|rule| error.contains(rule)), "{statement}: {error}");
    }
    assert_eq!(content(server.database().reader()).await, before);
}

/// Puts a row with a key of its own in the place of the first row, through the number that SQLite gives to rows.
fn by_number(table: &str) -> String {
    match table {
        "journal_entry" => "INSERT OR REPLACE INTO journal_entry
             (rowid, stream, sequence, recorded_at, object_type, class, operation, previous_hash, hash)
             SELECT rowid, 'DATA', 900000, recorded_at, 'forged', class, operation, previous_hash, hash
             FROM journal_entry LIMIT 1"
            .to_owned(),
        // The rule is asked before the reference to the entry is.
        table => format!(
            "INSERT OR REPLACE INTO {table} (rowid, stream, sequence, sealed)
             SELECT rowid, stream, 900000, sealed FROM {table} LIMIT 1"
        ),
    }
}

/// How many rows each table has, and the heads.
async fn content(connection: &DatabaseConnection) -> Vec<String> {
    let mut content = Vec::new();
    for table in TABLES {
        let count = format!("SELECT CAST(count(*) AS text) AS text FROM {table}");
        content.extend(texts(connection, &count).await);
    }
    content.extend(
        texts(connection, "SELECT stream || CAST(sequence AS text) AS text FROM journal_head ORDER BY 1")
            .await,
    );
    assert!(content.iter().all(|count| count != "0"), "{content:?}");
    content
}

async fn texts(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// A role that may read and write every row of every table, and owns none of them.
#[test]
fn ad_06_given_a_role_that_does_not_own_the_tables_then_it_can_neither_rewrite_the_journal_nor_lift_its_rules()
 {
    in_runtime(async {
        if !can_run(Dbms::Postgres, module_path!()).await {
            return;
        }
        let database = TestDatabase::migrated(Dbms::Postgres).await;
        let opened = database.connect().await;
        let work = api::work::Work::new(opened.clone(), keys(), clock());
        api::work::operations::record_stop(&work, "1").await.unwrap();
        let owner = database.connect_for_migration().await;
        let role = format!("canbo_runtime_{}", std::process::id());
        for statement in [
            format!("CREATE ROLE {role}"),
            format!("GRANT USAGE ON SCHEMA public TO {role}"),
            format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        ] {
            owner.execute_unprepared(&statement).await.unwrap();
        }
        for statement in [
            "UPDATE journal_entry SET reason = 'forged'",
            "DELETE FROM journal_value_account",
            "DELETE FROM journal_entry",
            "UPDATE journal_head SET sequence = 0",
            "TRUNCATE journal_entry CASCADE",
            "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
            "DROP TRIGGER journal_entry_append_only_update ON journal_entry",
            "DROP TABLE journal_value_account",
            "SET session_replication_role = 'replica'",
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        ] {
            let refused = as_role(&owner, &role, statement).await;
            assert!(refused.is_err(), "not refused: {statement}");
        }
        assert_eq!(texts(&owner, "SELECT CAST(count(*) AS text) AS text FROM journal_entry").await, ["1"]);
        owner.execute_unprepared(&format!("DROP OWNED BY {role}")).await.unwrap();
        owner.execute_unprepared(&format!("DROP ROLE {role}")).await.unwrap();
        owner.close().await.unwrap();
        opened.close().await.unwrap();
        database.remove().await;
    });
}

async fn as_role(connection: &DatabaseConnection, role: &str, statement: &str) -> Result<(), DbErr> {
    use sea_orm::TransactionTrait;
    let transaction = connection.begin().await.unwrap();
    transaction.execute_unprepared(&format!("SET LOCAL ROLE {role}")).await.unwrap();
    let outcome = transaction.execute_unprepared(statement).await.map(drop);
    transaction.rollback().await.unwrap();
    outcome
}
