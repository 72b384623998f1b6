//! A run of migrations on both databases.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::rows::fill;
use super::scratch::on_each;

/// Everything that a migration can leave behind: tables, indexes, triggers, functions and types.
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
async fn given_a_database_full_of_rows_when_all_is_taken_back_then_nothing_is_left_and_it_can_be_filled_again()
 {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        let objects_before = objects(db).await;
        fill(db).await;

        let undone = migration::down(db, u32::MAX).await.unwrap();

        assert_eq!(undone.len(), 15);
        assert_eq!(objects(db).await, Vec::<String>::new());
        assert_eq!(migration::up(db).await.unwrap().len(), 15);
        assert_eq!(objects(db).await, objects_before);
        fill(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_all_migrations_when_some_are_taken_back_and_applied_again_then_the_schema_is_the_same() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        let all = objects(db).await;
        let mut left = all.len();
        for steps in 1..=15 {
            assert_eq!(migration::down(db, steps).await.unwrap().len(), usize::try_from(steps).unwrap());
            let fewer = objects(db).await.len();
            assert!(fewer <= left, "{steps} steps back leave {fewer}");
            left = fewer;
            migration::up(db).await.unwrap();
            assert_eq!(objects(db).await, all, "{steps} steps back and forth");
        }
        assert_eq!(left, 0);
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
        assert_eq!(applied, [0, 0, 15]);
    })
    .await;
}

#[tokio::test]
async fn given_a_database_when_its_status_is_read_then_nothing_is_written() {
    on_each(async |scratch| {
        let db = &scratch.connect().await;

        let status = migration::status(db).await.unwrap();

        assert_eq!((status.applied.len(), status.pending.len(), status.unknown.len()), (0, 15, 0));
        assert_eq!(objects(db).await, Vec::<String>::new());
        migration::up(db).await.unwrap();
        assert!(migration::status(db).await.unwrap().is_current());
    })
    .await;
}
