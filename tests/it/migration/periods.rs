//! One row per key and day. Every base row is valid in `[from, to)`; a second one of the same key is tried all around it.

use chrono::NaiveDate;
use entity::value::AppointmentMode;
use entity::{
    affiliation, appointment, nomination_rule, obligation_rule, post, programme_key_title, source_pool_entry,
    standing_committee, standing_committee_membership, target_version, title_standard, unit_version,
};
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait, Set,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::refusal::{broken, insert, named, refused};
use super::rows::*;
use super::scratch::on_each;

/// Tries rows of the key of a row that is valid in `[from, to)`. `row` makes one from an id and a period.
async fn keeps_apart<M>(
    db: &DatabaseConnection,
    rule: &'static str,
    (from, to): (NaiveDate, NaiveDate),
    row: impl Fn(u128, NaiveDate, Option<NaiveDate>) -> M,
) where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::Model: Sync,
{
    let (before, after) = (from.pred_opt().unwrap(), to.succ_opt().unwrap());
    let (long_before, last) = (day("1975-04-30"), to.pred_opt().unwrap());
    let overlapping = [
        (from, Some(to)),
        (from, None),
        (before, None),
        (last, None),
        (last, Some(after)),
        (before, Some(from.succ_opt().unwrap())),
        (long_before, Some(after)),
        (from.succ_opt().unwrap(), Some(last)),
    ];
    for (from, to) in overlapping {
        refused(db, named(rule), row(2000, from, to)).await;
    }
    insert(db, row(2001, long_before, Some(from))).await.unwrap();
    insert(db, row(2002, to, None)).await.unwrap();
    refused(db, named(rule), row(2003, after, Some(after.succ_opt().unwrap()))).await;
    refused(db, named(rule), row(2003, day("9999-01-01"), None)).await;
}

#[tokio::test]
async fn given_a_row_in_force_when_another_of_its_key_overlaps_by_a_day_then_refused_and_next_to_it_accepted()
{
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let years = (day("2021-01-01"), day("2024-01-01"));

        keeps_apart(
            db,
            "unit_version_one_per_day",
            (day("2020-01-01"), day("2025-07-01")),
            |number, from, to| {
                let code = format!("code {number}");
                unit_version::Model { id: id(number), code, valid_from: from, valid_to: to, ..unit_version() }
            },
        )
        .await;
        keeps_apart(
            db,
            "title_standard_one_per_day",
            (day("2023-08-01"), day("2026-01-01")),
            |number, from, to| title_standard::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..title_standard()
            },
        )
        .await;
        keeps_apart(
            db,
            "nomination_rule_one_per_day",
            (day("2023-01-01"), day("2025-07-01")),
            |number, from, to| nomination_rule::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..nomination_rule()
            },
        )
        .await;
        keeps_apart(
            db,
            "programme_key_title_one_per_day",
            (day("2024-01-12"), day("2026-01-01")),
            |number, from, to| programme_key_title::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..programme_key_title()
            },
        )
        .await;
        keeps_apart(
            db,
            "target_version_one_per_day",
            (day("2024-01-12"), day("2026-01-01")),
            |number, from, to| target_version::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..young()
            },
        )
        .await;
        keeps_apart(db, "affiliation_one_per_day", years, |number, from, to| affiliation::Model {
            id: id(number),
            unit_id: id(DISTRICT).into(),
            valid_from: from,
            valid_to: to,
            ..affiliation()
        })
        .await;
        keeps_apart(db, "standing_committee_one_per_day", years, |number, from, to| {
            standing_committee::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..standing_committee()
            }
        })
        .await;
        keeps_apart(db, "standing_committee_membership_one_per_day", years, |number, from, to| {
            standing_committee_membership::Model {
                id: id(number),
                valid_from: from,
                valid_to: to,
                ..standing_committee_membership()
            }
        })
        .await;
        keeps_apart(db, "post_one_per_day", years, |number, from, to| post::Model {
            id: id(number).into(),
            valid_from: from,
            valid_to: to,
            ..post()
        })
        .await;
        keeps_apart(db, "appointment_one_primary_per_day", years, |number, from, to| appointment::Model {
            id: id(number).into(),
            unit_id: id(DISTRICT).into(),
            valid_from: from,
            valid_to: to,
            ..appointment()
        })
        .await;
        keeps_apart(
            db,
            "obligation_rule_one_per_day",
            (day("2020-08-20"), day("2026-01-01")),
            |number, from, to| obligation_rule::Model {
                id: id(number).into(),
                valid_from: from,
                valid_to: to,
                ..obligation_rule()
            },
        )
        .await;
        keeps_apart(db, "source_pool_entry_one_per_day", years, |number, from, to| {
            source_pool_entry::Model {
                id: id(number).into(),
                added_on: from,
                removed_on: to,
                ..source_pool_entry()
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn given_a_code_in_use_when_another_unit_takes_it_that_day_then_refused_and_afterwards_accepted() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        for number in 2000..=2003 {
            insert(db, unit(number)).await.unwrap();
        }

        keeps_apart(
            db,
            "unit_version_code_one_per_day",
            (day("2020-01-01"), day("2025-07-01")),
            |number, from, to| unit_version::Model {
                id: id(number),
                unit_id: id(number).into(),
                valid_from: from,
                valid_to: to,
                ..unit_version()
            },
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn given_a_row_in_force_when_another_key_has_the_same_days_then_accepted() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;

        let official_id = id(OTHER_OFFICIAL).into();
        insert(db, affiliation::Model { id: id(2000), official_id, ..affiliation() }).await.unwrap();
        insert(db, appointment::Model { id: id(2000).into(), official_id, ..appointment() }).await.unwrap();
        insert(
            db,
            standing_committee_membership::Model {
                id: id(2000),
                official_id,
                ..standing_committee_membership()
            },
        )
        .await
        .unwrap();
        insert(db, post::Model { id: id(2000).into(), unit_id: id(SUCCESSOR).into(), ..post() })
            .await
            .unwrap();
        for number in [2001, 2002] {
            let beside = post::Model { id: id(number).into(), is_transitional: true, ..post() };
            insert(db, beside).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn given_a_primary_appointment_when_others_are_concurrent_or_acting_then_accepted_until_one_turns_primary()
 {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let unit_id = id(DISTRICT).into();
        let concurrent = appointment::Model {
            id: id(2000).into(),
            unit_id,
            mode: AppointmentMode::Concurrent,
            ..appointment()
        };
        let acting =
            appointment::Model { id: id(2001).into(), mode: AppointmentMode::Acting, ..concurrent.clone() };
        insert(db, concurrent.clone()).await.unwrap();
        insert(db, acting).await.unwrap();

        let mut turned = concurrent.into_active_model();
        turned.mode = Set(AppointmentMode::Primary);
        let error = turned.update(db).await.unwrap_err();

        broken(
            sea_orm::ConnectionTrait::get_database_backend(db),
            named("appointment_one_primary_per_day"),
            &error,
        );
        let kept = appointment::Entity::find_by_id(id(2000)).one(db).await.unwrap().unwrap();
        assert_eq!(kept.mode, AppointmentMode::Concurrent);
    })
    .await;
}

#[tokio::test]
async fn given_two_rows_next_to_each_other_when_the_boundary_moves_then_shortening_comes_before_lengthening()
{
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let (former, latter) = (
            affiliation(),
            affiliation::Model {
                id: id(2000),
                unit_id: id(DISTRICT).into(),
                valid_from: day("2024-01-01"),
                valid_to: None,
                ..affiliation()
            },
        );
        insert(db, latter.clone()).await.unwrap();

        let mut lengthened = former.clone().into_active_model();
        lengthened.valid_to = Set(optional_day("2024-03-01"));
        let error = lengthened.clone().update(db).await.unwrap_err();
        broken(sea_orm::ConnectionTrait::get_database_backend(db), named("affiliation_one_per_day"), &error);

        let mut shortened = latter.into_active_model();
        shortened.valid_from = Set(day("2024-03-01"));
        shortened.update(db).await.unwrap();
        lengthened.update(db).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn given_two_transactions_that_each_see_nothing_when_both_write_the_same_day_then_one_is_refused() {
    on_each(async |scratch| {
        let db = scratch.migrated().await;
        fill(&db).await;
        let other = scratch.connect().await;
        let writing = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let open = |number| affiliation::Model {
            id: id(number),
            valid_from: day("2024-01-01"),
            valid_to: None,
            ..affiliation()
        };

        let first = db.begin_with_options(writing).await.unwrap();
        insert(&first, open(2000)).await.unwrap();
        let second = tokio::spawn(async move {
            let second = other.begin_with_options(writing).await.unwrap();
            insert(&second, open(2001)).await
        });
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        assert!(!second.is_finished());
        first.commit().await.unwrap();

        let error = second.await.unwrap().unwrap_err();
        broken(sea_orm::ConnectionTrait::get_database_backend(&db), named("affiliation_one_per_day"), &error);
    })
    .await;
}
