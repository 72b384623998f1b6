//! The demo as it lives: what the use cases of the registry make of the district, day by day, is what its rows say.

#![expect(clippy::disallowed_methods, reason = "the tests look at the tables themselves")]

use std::collections::{BTreeMap, BTreeSet};

use api::auth::Passwords;
use api::citizen_number::CitizenNumber;
use api::clock::{Clock, begin_of};
use api::database::Database;
use api::demo::{PASS_PHRASE, district};
use api::journal::verify;
use api::work::{Work, demo};
use canbo_tests::{Dbms, TODAY, TestDatabase, can_run, clock, day, in_runtime, keys};
use chrono::{NaiveDate, TimeDelta};
use entity::value::{JournalOperation, JournalStream, ReportStatus};
use entity::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

/// The day on which the registry opened.
const OPENING: &str = "2022-11-01";

#[test]
fn given_the_demo_when_it_has_lived_then_its_rows_are_the_districts_and_the_journal_tells_each_on_its_day() {
    for dbms in [Dbms::Sqlite, Dbms::Postgres] {
        in_runtime(async {
            if can_run(dbms, module_path!()).await {
                lived(dbms).await;
            }
        });
    }
}

async fn lived(dbms: Dbms) {
    let (by_rows, by_life) = (TestDatabase::demo(dbms).await, TestDatabase::migrated(dbms).await);
    let (rows, life) = (by_rows.connect().await, by_life.connect().await);
    let work = Work::new(life.clone(), keys(), clock());
    demo::live(&work, &Passwords::default(), district(), PASS_PHRASE).await.unwrap();

    let (expected, told) = (tables(&rows).await, tables(&life).await);
    assert_eq!(expected.keys().collect::<Vec<_>>(), told.keys().collect::<Vec<_>>());
    for (table, expected) in &expected {
        let told = &told[table];
        let missing: Vec<_> = expected.difference(told).take(3).collect();
        let added: Vec<_> = told.difference(expected).take(3).collect();
        assert!(missing.is_empty() && added.is_empty(), "{dbms:?} {table}: {missing:#?} {added:#?}");
        assert_eq!(expected.len(), told.len(), "{dbms:?} {table}");
    }

    let entries = entries(&life).await;
    let whole = verify(life.reader(), keys().journal(), JournalStream::Data).await.unwrap();
    assert_eq!(usize::try_from(whole.entries).unwrap(), entries.len());
    assert!(entries.is_sorted_by_key(|entry| entry.recorded_at), "{dbms:?}");
    for table in REGISTRY {
        tells_every_change(&entries, table, &told[table]);
    }
    let mornings = entries.iter().filter(|entry| REGISTRY.contains(&entry.object_type.as_str()));
    for entry in mornings {
        let morning = begin_of(day_of(entry)).unwrap() + TimeDelta::hours(9);
        assert_eq!(entry.recorded_at, morning, "{entry:?}");
        assert!((day(OPENING)..=day(TODAY)).contains(&day_of(entry)), "{entry:?}");
    }
    tells_on_the_day(&entries, &told);
    reported_each_year(&life).await;

    for database in [rows, life] {
        database.close().await.unwrap();
    }
    by_rows.remove().await;
    by_life.remove().await;
}

#[test]
fn given_an_earlier_day_when_the_demo_has_lived_until_then_nothing_later_is_known() {
    in_runtime(async {
        let rows = TestDatabase::demo(Dbms::Sqlite).await;
        let all = rows.connect().await;
        let whole = tables(&all).await;
        // Whatever was entered when the registry opened is there on an earlier day, too.
        for (today, until) in
            [("2020-01-01", OPENING), ("2024-10-15", "2024-10-15"), ("2025-06-24", "2025-06-24")]
        {
            lived_until(day(today), day(until), &whole).await;
        }
        all.close().await.unwrap();
        rows.remove().await;
    });
}

async fn lived_until(today: NaiveDate, until: NaiveDate, whole: &BTreeMap<&str, Rows>) {
    let database = TestDatabase::migrated(Dbms::Sqlite).await;
    let life = database.connect().await;
    let morning = begin_of(until).unwrap() + TimeDelta::hours(9);
    let work = Work::new(life.clone(), keys(), Clock::fixed(morning, today));
    demo::live(&work, &Passwords::default(), district(), PASS_PHRASE).await.unwrap();
    let told = tables(&life).await;
    for (table, column) in DAYS {
        let ids = |rows: &Rows, is_known: fn(NaiveDate, NaiveDate) -> bool| -> BTreeSet<String> {
            let rows = rows.iter().map(|row| serde_json::from_str::<Value>(row).unwrap());
            let known =
                rows.filter(|row| is_known(day(row[column].as_str().unwrap()).max(day(OPENING)), until));
            known.map(|row| row["id"].to_string()).collect()
        };
        assert_eq!(
            ids(&told[table], |_, _| true),
            ids(&whole[table], |on, until| on <= until),
            "{until} {table}"
        );
    }
    let of = |table: &str, column: &str| -> Vec<Value> {
        told[table].iter().map(|row| serde_json::from_str::<Value>(row).unwrap()[column].clone()).collect()
    };
    assert!(
        of("publication", "published_at").iter().all(|at| at.as_str().unwrap() < until.to_string().as_str())
    );
    assert_eq!(of("account_grant", "carries_over_confirmed_at"), vec![Value::Null; 5], "{until}");
    assert_eq!(of("account", "username").len(), 6);
    assert!(entries(&life).await.iter().all(|entry| day_of(entry) <= until), "{until}");
    life.close().await.unwrap();
    database.remove().await;
}

/// The tables that the use cases of the registry write.
const REGISTRY: [&str; 35] = [
    "unit",
    "unit_version",
    "unit_lineage",
    "official",
    "official_identity",
    "affiliation",
    "post",
    "appointment",
    "locality_assessment",
    "qualification",
    "rating",
    "course",
    "course_step",
    "course_seat",
    "enrolment",
    "enrolment_step",
    "training_plan",
    "training_plan_item",
    "training_plan_step",
    "discipline",
    "party_record",
    "party_discipline",
    "standing_committee",
    "standing_committee_membership",
    "source_pool_entry",
    "source_pool_review",
    "source_pool_report",
    "obligation_rule",
    "succession_round",
    "succession_round_step",
    "succession_entry",
    "succession_entry_step",
    "publication",
    "published_value",
    "published_part",
];

type Rows = BTreeSet<String>;

/// Every row of every table of the district, with all columns, but for what is drawn anew each time it is written: the seal of
/// a citizen number, in whose place the number stands, the hash of the accounts' pass phrase, and the id of a secret.
async fn tables(database: &Database) -> BTreeMap<&'static str, Rows> {
    let mut tables = BTreeMap::new();
    macro_rules! read {
        ($($table:ident),* $(,)?) => {$(
            let rows = $table::Entity::find().all(database.reader()).await.unwrap();
            tables.insert(stringify!($table), rows.iter().map(|row| plain(json!(row))).collect());
        )*};
    }
    read!(
        unit,
        unit_version,
        unit_lineage,
        title,
        qualification_level,
        title_standard,
        title_requirement,
        programme,
        programme_basis,
        programme_key_title,
        programme_reporting_date,
        target,
        target_version,
        target_evidence,
        target_title,
        official,
        official_identity,
        affiliation,
        post,
        appointment,
        locality_assessment,
        nomination_rule,
        course,
        course_step,
        course_seat,
        enrolment,
        enrolment_step,
        qualification,
        rating,
        discipline,
        party_record,
        party_discipline,
        standing_committee,
        standing_committee_membership,
        source_pool_entry,
        source_pool_review,
        source_pool_report,
        obligation_rule,
        succession_round,
        succession_round_step,
        succession_entry,
        succession_entry_step,
        training_plan,
        training_plan_item,
        training_plan_step,
        account,
        account_grant,
        service_class,
        service_secret,
        publication,
        published_value,
        published_part,
    );
    tables
}

fn plain(mut row: Value) -> String {
    if let Some(Value::Array(sealed)) = row.get("citizen_number_sealed") {
        let sealed: Vec<u8> = sealed.iter().map(|byte| byte.as_u64().unwrap().try_into().unwrap()).collect();
        let official = row["official_id"].as_str().unwrap().parse::<Uuid>().unwrap();
        let number = CitizenNumber::open(keys().identity(), official.into(), &sealed).unwrap();
        row["citizen_number_sealed"] = json!(number.digits());
    }
    if row.get("password_hash").is_some() {
        row["password_hash"] = Value::Null;
    }
    if row.get("secret_hash").is_some() {
        row["id"] = Value::Null;
    }
    row.to_string()
}

/// The states of a report, each with the day on which it was taken.
type States = Vec<(ReportStatus, String)>;

/// The reports of the district and its communes on each year that it saw the end of were submitted in time, and are sealed.
async fn reported_each_year(database: &Database) {
    let mut last: BTreeMap<Uuid, States> = BTreeMap::new();
    let steps = report_step::Entity::find().order_by_asc(report_step::Column::Sequence);
    for step in steps.all(database.reader()).await.unwrap() {
        last.entry(step.report_id.into()).or_default().push((step.status, step.effective_on.to_string()));
    }
    let mut reports: BTreeMap<(String, bool), BTreeMap<States, usize>> = BTreeMap::new();
    for row in report::Entity::find().all(database.reader()).await.unwrap() {
        let of_year = reports.entry((row.as_of.to_string(), row.head.is_some())).or_default();
        *of_year.entry(last[&row.id.into()].clone()).or_default() += 1;
    }
    let sealed = |as_of: &str, days: [&str; 3]| {
        let states = [ReportStatus::Draft, ReportStatus::Submitted, ReportStatus::Accepted];
        let steps = states.into_iter().zip(days.map(str::to_owned)).collect();
        ((as_of.to_owned(), true), BTreeMap::from([(steps, 33)]))
    };
    let begun = (vec![(ReportStatus::Draft, "2025-12-22".to_owned())], 1);
    let expected = [
        sealed("2023-12-31", ["2024-01-03", "2024-01-08", "2024-01-12"]),
        sealed("2024-12-31", ["2025-01-06", "2025-01-10", "2025-01-14"]),
        (("2025-12-31".to_owned(), false), BTreeMap::from([begun])),
    ];
    assert_eq!(reports, BTreeMap::from(expected));
}

async fn entries(database: &Database) -> Vec<journal_entry::Model> {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .order_by_asc(journal_entry::Column::Sequence)
        .all(database.reader())
        .await
        .unwrap()
}

/// Of each row one entry that it was made, and one of each change since: a version counts them.
fn tells_every_change(entries: &[journal_entry::Model], table: &str, rows: &Rows) {
    let of = |operations: &[JournalOperation]| {
        let told = entries.iter().filter(|entry| entry.object_type == table);
        told.filter(|entry| operations.contains(&entry.operation)).count()
    };
    let rows: Vec<Value> = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(of(&[JournalOperation::Create]), rows.len(), "{table}");
    if rows[0].get("version").is_some() {
        let changes: u64 = rows.iter().map(|row| row["version"].as_u64().unwrap() - 1).sum();
        let told = of(&[JournalOperation::Change, JournalOperation::Correct]);
        assert_eq!(u64::try_from(told).unwrap(), changes, "{table}");
    }
}

/// The civil day of an entry.
fn day_of(entry: &journal_entry::Model) -> NaiveDate {
    (entry.recorded_at + TimeDelta::hours(7)).date_naive()
}

/// The tables whose rows say when they were told of, each with that column: their first day, or the day of what happened.
const DAYS: [(&str, &str); 19] = [
    ("unit_version", "valid_from"),
    ("affiliation", "valid_from"),
    ("post", "valid_from"),
    ("appointment", "valid_from"),
    ("locality_assessment", "assessed_on"),
    ("qualification", "recorded_on"),
    ("rating", "proposed_on"),
    ("course", "announced_on"),
    ("course_step", "effective_on"),
    ("enrolment_step", "effective_on"),
    ("training_plan_step", "effective_on"),
    ("standing_committee", "valid_from"),
    ("standing_committee_membership", "valid_from"),
    ("source_pool_entry", "added_on"),
    ("source_pool_review", "reviewed_on"),
    ("source_pool_report", "reported_on"),
    ("obligation_rule", "valid_from"),
    ("succession_round_step", "effective_on"),
    ("succession_entry_step", "effective_on"),
];

/// What begins is told on its first day, or when the registry opened; and so is what is recorded, proposed and approved.
fn tells_on_the_day(entries: &[journal_entry::Model], tables: &BTreeMap<&'static str, Rows>) {
    let mut told: BTreeMap<Uuid, Vec<(JournalOperation, NaiveDate)>> = BTreeMap::new();
    for entry in entries {
        told.entry(entry.object_id.unwrap_or_default()).or_default().push((entry.operation, day_of(entry)));
    }
    for (table, column) in DAYS {
        for row in &tables[table] {
            let row: Value = serde_json::from_str(row).unwrap();
            let told = &told[&row["id"].as_str().unwrap().parse::<Uuid>().unwrap()];
            let on = day(row[column].as_str().unwrap()).max(day(OPENING));
            assert_eq!(told[0], (JournalOperation::Create, on), "{table} {row}");
            if let Some(approved_on) = row.get("approved_on").and_then(Value::as_str) {
                assert_eq!(told[1], (JournalOperation::Change, day(approved_on)), "{row}");
            }
        }
    }
}
