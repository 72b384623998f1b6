//! What a database says when it refuses a row.

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, Insert, IntoActiveModel, ModelTrait, PaginatorTrait,
    RuntimeErr,
};

/// A rule by the name that each database reports.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    postgres: &'static str,
    sqlite: &'static str,
}

/// A check, a period or a trigger with a name of its own.
pub(super) const fn named(name: &'static str) -> Rule {
    Rule { postgres: name, sqlite: name }
}

/// A check of one column: PostgreSQL names it after the column, SQLite cites it.
pub(super) const fn check(postgres: &'static str, sqlite: &'static str) -> Rule {
    Rule { postgres, sqlite }
}

/// A unique index, which SQLite reports by its columns.
pub(super) const fn unique(index: &'static str, columns: &'static str) -> Rule {
    Rule { postgres: index, sqlite: columns }
}

/// A unique index of a table that only grows, or of rows that are final: on SQLite the table's rule is asked first, because a replacement would
/// go by the index.
pub(super) const fn taken(index: &'static str, rule: &'static str) -> Rule {
    Rule { postgres: index, sqlite: rule }
}

/// A foreign key, which SQLite does not name.
pub(super) const fn foreign_key(name: &'static str) -> Rule {
    Rule { postgres: name, sqlite: "FOREIGN KEY constraint failed" }
}

/// Inserts a row.
pub(super) async fn insert<M>(db: &impl ConnectionTrait, row: M) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    Insert::one(row.into_active_model()).exec_without_returning(db).await.map(drop)
}

/// Asserts that a row is refused by a rule, and that the table stays as long as it was.
pub(super) async fn refused<M>(db: &impl ConnectionTrait, rule: Rule, row: M)
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::Model: Sync,
{
    let before = M::Entity::find().count(db).await.unwrap();
    let error = insert(db, row).await.expect_err(rule.postgres);
    broken(db.get_database_backend(), rule, &error);
    assert_eq!(M::Entity::find().count(db).await.unwrap(), before, "{rule:?}");
}

/// Asserts that an error tells of a rule.
pub(super) fn broken(backend: DbBackend, rule: Rule, error: &DbErr) {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        panic!("{rule:?}: {error:?}");
    };
    let source = source.as_database_error().unwrap();
    if backend == DbBackend::Postgres {
        assert_eq!(source.constraint(), Some(rule.postgres), "{source:?}");
    } else {
        let message = source.message();
        let told = message.split_once(" constraint failed: ").map_or(message, |(_, what)| what);
        assert_eq!(told, rule.sqlite, "{source:?}");
    }
}
