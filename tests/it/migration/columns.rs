//! Whether tables and columns are exactly those of the entities.

use std::collections::BTreeSet;

use entity::journal_value;
use sea_orm::sea_query::ColumnType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Iterable, Statement,
};

use super::scratch::on_each;

/// A column: its table, its name, the database's word for its type, whether it may be null, and whether it is part
/// of the primary key.
type Column = (String, String, String, bool, bool);

macro_rules! columns_of {
    ($backend:expr; $($module:path,)*) => {{
        let mut all = BTreeSet::new();
        $({ use $module as table; all.extend(columns::<table::Entity>($backend)); })*
        all
    }};
}

fn of_entities(backend: DbBackend) -> BTreeSet<Column> {
    columns_of! { backend;
    entity::account, entity::account_grant, entity::account_holder, entity::account_login, entity::account_proposal, entity::account_proposal_unit, entity::activation, entity::affiliation, entity::appointment, entity::client_assertion, entity::course, entity::course_seat, entity::course_step, entity::discipline, entity::enrolment, entity::enrolment_step, entity::idempotency, entity::journal_entry, entity::journal_head, entity::locality_assessment, entity::login_throttle, entity::nomination_rule, entity::obligation_rule, entity::official,
        entity::official_identity, entity::party_discipline, entity::party_record, entity::post,
        entity::programme, entity::programme_basis, entity::programme_key_title,
        entity::programme_reporting_date, entity::publication, entity::published_part, entity::published_value,
        entity::qualification, entity::qualification_level, entity::rating, entity::refresh_token,
        entity::report, entity::report_part_aggregate, entity::report_part_party, entity::report_part_personnel,
        entity::report_part_succession, entity::report_step,
        entity::service_address, entity::service_class, entity::service_key, entity::service_secret,
        entity::session, entity::source_pool_entry, entity::source_pool_report, entity::source_pool_review,
        entity::standing_committee,
        entity::standing_committee_membership, entity::succession_entry, entity::succession_entry_step,
        entity::succession_round, entity::succession_round_step, entity::target, entity::target_evidence,
        entity::target_title, entity::target_version, entity::title, entity::title_requirement,
        entity::title_standard, entity::training_plan, entity::training_plan_item, entity::training_plan_step,
        entity::unit, entity::unit_lineage, entity::unit_version,
        journal_value::directory, journal_value::personnel, journal_value::identity, journal_value::party,
        journal_value::succession, journal_value::aggregate, journal_value::account,
    }
}

fn columns<E: EntityTrait>(backend: DbBackend) -> Vec<Column> {
    let table = E::default().table_name().to_owned();
    let key: Vec<String> = E::PrimaryKey::iter().map(|key| sea_orm::Iden::to_string(&key)).collect();
    E::Column::iter()
        .map(|column| {
            let (name, definition) = (sea_orm::IdenStatic::as_str(&column).to_owned(), column.def());
            let word = word(backend, definition.get_column_type());
            let is_key = key.contains(&name);
            (table.clone(), name, word.to_owned(), definition.is_null(), is_key)
        })
        .collect()
}

fn word(backend: DbBackend, column_type: &ColumnType) -> &'static str {
    let (sqlite, postgres) = match column_type {
        ColumnType::Uuid => ("blob", "uuid"),
        ColumnType::String(_) | ColumnType::Text => ("text", "text"),
        ColumnType::Date => ("date", "date"),
        ColumnType::TimestampWithTimeZone => ("datetime", "timestamptz"),
        ColumnType::VarBinary(_) | ColumnType::Binary(_) | ColumnType::Blob => ("blob", "bytea"),
        ColumnType::Integer => ("integer", "int4"),
        ColumnType::BigInteger => ("bigint", "int8"),
        ColumnType::Boolean => ("boolean", "bool"),
        other => panic!("no table has a column of {other:?}"),
    };
    if backend == DbBackend::Postgres { postgres } else { sqlite }
}

const IN_SQLITE: &str = "SELECT m.name AS \"table\", c.name AS name, lower(c.type) AS type,
        c.\"notnull\" = 0 AS is_null, c.pk > 0 AS is_key
    FROM sqlite_master AS m, pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND m.name <> 'seaql_migrations' AND m.name NOT LIKE 'sqlite_%'";

const IN_POSTGRES: &str = "SELECT c.table_name::text AS \"table\", c.column_name::text AS name, c.udt_name::text AS type,
        c.is_nullable = 'YES' AS is_null,
        EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indisprimary AND i.indrelid = c.table_name::regclass AND a.attname = c.column_name) AS is_key
    FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.table_name <> 'seaql_migrations'";

async fn of_database(db: &DatabaseConnection) -> BTreeSet<Column> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres { IN_POSTGRES } else { IN_SQLITE };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter()
        .map(|row| {
            let text = |column| row.try_get::<String>("", column).unwrap();
            let flag = |column| row.try_get::<bool>("", column).unwrap();
            (text("table"), text("name"), text("type"), flag("is_null"), flag("is_key"))
        })
        .collect()
}

#[tokio::test]
async fn given_all_migrations_then_tables_and_columns_are_exactly_those_of_the_entities() {
    on_each(async |scratch| {
        let db = scratch.migrated().await;

        let (wanted, found) = (of_entities(db.get_database_backend()), of_database(&db).await);

        assert_eq!(wanted.difference(&found).collect::<Vec<_>>(), Vec::<&Column>::new(), "missing");
        assert_eq!(found.difference(&wanted).collect::<Vec<_>>(), Vec::<&Column>::new(), "too much");
    })
    .await;
}

#[tokio::test]
async fn given_postgresql_then_every_text_column_is_ordered_by_bytes_as_in_sqlite() {
    on_each(async |scratch| {
        let db = scratch.migrated().await;
        if db.get_database_backend() != DbBackend::Postgres {
            return;
        }
        let sql = "SELECT c.table_name::text || '.' || c.column_name::text AS name FROM information_schema.columns c
            WHERE c.table_schema = 'public' AND c.data_type = 'text' AND c.collation_name IS DISTINCT FROM 'C'";
        let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        let others = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect::<Vec<String>>();
        assert_eq!(others, Vec::<String>::new());
    })
    .await;
}
