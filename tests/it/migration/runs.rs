//! A run of migrations as a whole: its order, its lock, its return, and what it leaves behind.

use migration::{MigrateError, Status};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};

use super::rows::fill;
use super::scratch::on_each;

/// Every change, in the order in which they are applied.
const NAMES: [&str; 29] = [
    "m0001_foundation",
    "m0002_units",
    "m0003_titles",
    "m0004_programmes",
    "m0005_officials",
    "m0006_identity",
    "m0007_party",
    "m0008_appointments",
    "m0009_ratings",
    "m0010_source_pool",
    "m0011_succession",
    "m0012_training",
    "m0013_accounts",
    "m0014_publications",
    "m0015_journal",
    "m0016_logins",
    "m0017_service_accounts",
    "m0018_account_proposals",
    "m0019_journal_reading",
    "m0020_citizen_number_index",
    "m0021_idempotency",
    "m0022_qualification_version",
    "m0023_rating_proposals",
    "m0024_people_versions",
    "m0025_post_version",
    "m0026_directory_sequence",
    "m0027_journal_things",
    "m0028_duplicates",
    "m0032_training_plan_work",
];

/// The names of all that a migration can leave behind: tables, indexes, constraints, triggers, functions and types.
async fn objects(db: &DatabaseConnection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
             UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
             UNION ALL SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace
             UNION ALL SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
             ORDER BY name"
        }
        _ => "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

#[tokio::test]
async fn given_an_empty_database_when_its_status_is_read_then_all_is_pending_and_nothing_is_written() {
    on_each(async |scratch| {
        let db = &scratch.connect().await;

        let status = migration::status(db).await.unwrap();

        let pending = NAMES.map(str::to_owned).to_vec();
        assert_eq!(status, Status { applied: vec![], pending, unknown: vec![] });
        assert!(!status.is_current());
        assert_eq!(objects(db).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn given_an_empty_database_when_applied_twice_then_the_second_run_finds_nothing_to_do() {
    on_each(async |scratch| {
        let db = &scratch.connect().await;

        assert_eq!(migration::up(db).await.unwrap(), NAMES);
        assert_eq!(migration::up(db).await.unwrap(), Vec::<String>::new());

        let status = migration::status(db).await.unwrap();
        assert_eq!(status.applied, NAMES);
        assert!(status.is_current());
    })
    .await;
}

#[tokio::test]
async fn given_a_database_full_of_rows_when_all_is_taken_back_then_nothing_is_left_and_it_can_be_filled_again()
 {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        let all = objects(db).await;
        fill(db).await;

        let mut undone = migration::down(db, u32::MAX).await.unwrap();

        undone.reverse();
        assert_eq!(undone, NAMES);
        assert_eq!(objects(db).await, Vec::<String>::new());
        assert_eq!(migration::up(db).await.unwrap(), NAMES);
        assert_eq!(objects(db).await, all);
        fill(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_all_applied_when_some_are_taken_back_and_applied_again_then_the_schema_is_the_same() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        let all = objects(db).await;
        for steps in 1..NAMES.len() {
            let (kept, taken) = NAMES.split_at(NAMES.len() - steps);

            migration::down(db, u32::try_from(steps).unwrap()).await.unwrap();

            let status = migration::status(db).await.unwrap();
            assert_eq!(
                (status.applied.as_slice(), status.pending.as_slice()),
                (&owned(kept)[..], &owned(taken)[..])
            );
            assert_eq!(migration::up(db).await.unwrap(), taken);
            assert_eq!(objects(db).await, all, "{steps} steps back and forth");
        }
    })
    .await;
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[tokio::test]
async fn given_a_change_of_a_newer_program_when_applied_or_taken_back_then_refused_and_untouched() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        migration::down(db, 1).await.unwrap();
        db.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_later', 0)").await.unwrap();
        let before = objects(db).await;

        let up = migration::up(db).await.unwrap_err();
        let down = migration::down(db, 1).await.unwrap_err();

        assert!(matches!(up, MigrateError::Unknown(names) if names == ["m9999_later"]));
        assert!(matches!(down, MigrateError::Unknown(names) if names == ["m9999_later"]));
        assert_eq!(objects(db).await, before);
        let status = migration::status(db).await.unwrap();
        assert_eq!(status.unknown, ["m9999_later"]);
        assert!(!status.is_current());
    })
    .await;
}

#[tokio::test]
async fn given_a_last_change_that_fails_when_applied_then_no_change_of_the_run_stays() {
    on_each(async |scratch| {
        let db = &scratch.connect().await;
        db.execute_unprepared("CREATE TABLE journal_head (stands_in_the_way integer)").await.unwrap();
        let before = objects(db).await;

        let error = migration::up(db).await.unwrap_err();

        assert!(matches!(error, MigrateError::Database(_)), "{error:?}");
        assert_eq!(objects(db).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn given_an_empty_database_when_three_programs_start_at_once_then_one_applies_all_and_the_others_nothing()
 {
    on_each(async |scratch| {
        let (one, two, three) = (scratch.connect().await, scratch.connect().await, scratch.connect().await);

        let (one, two, three) = tokio::join!(migration::up(&one), migration::up(&two), migration::up(&three));

        let mut applied = [one, two, three].map(|run| run.unwrap().len());
        applied.sort_unstable();
        assert_eq!(applied, [0, 0, NAMES.len()]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn given_a_run_under_way_elsewhere_when_applied_then_it_waits_until_that_one_ends() {
    on_each(async |scratch| {
        let (elsewhere, db) = (scratch.connect().await, scratch.connect().await);
        let under_way = elsewhere.begin().await.unwrap();
        let takes_the_lock = match elsewhere.get_database_backend() {
            DbBackend::Postgres => "SELECT pg_advisory_xact_lock(x'63616e626f'::bigint)",
            _ => "CREATE TABLE under_way (id integer)",
        };
        under_way.execute_unprepared(takes_the_lock).await.unwrap();

        let run = tokio::spawn(async move { migration::up(&db).await });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert!(!run.is_finished());
        under_way.rollback().await.unwrap();

        assert_eq!(run.await.unwrap().unwrap(), NAMES);
    })
    .await;
}
