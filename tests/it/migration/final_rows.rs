//! Rows that are final: the journal, published figures, sealed reports, the steps of workflows, approved ratings and training plans.

use entity::value::{JournalStream, RatingGrade, SuccessionEntryStatus, SuccessionRoundStatus};
use entity::{
    course_step, enrolment_step, journal_entry, journal_head, journal_value, publication, published_part,
    published_value, rating, report, report_part_party, source_pool_report, succession_entry,
    succession_entry_step, succession_round_step, training_plan, training_plan_item, training_plan_step,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, Set,
};

use super::refusal::{broken, insert, named};
use super::rows::*;
use super::scratch::on_each;

const APPEND_ONLY: [(&str, &str, &str); 23] = [
    ("course_step", "status", "course_step_append_only"),
    ("enrolment_step", "status", "enrolment_step_append_only"),
    ("journal_entry", "object_type", "journal_entry_append_only"),
    ("journal_value_account", "sealed", "journal_value_account_append_only"),
    ("journal_value_aggregate", "sealed", "journal_value_aggregate_append_only"),
    ("journal_value_directory", "sealed", "journal_value_directory_append_only"),
    ("journal_value_identity", "sealed", "journal_value_identity_append_only"),
    ("journal_value_party", "sealed", "journal_value_party_append_only"),
    ("journal_value_personnel", "sealed", "journal_value_personnel_append_only"),
    ("journal_value_succession", "sealed", "journal_value_succession_append_only"),
    ("publication", "figures_on", "publication_append_only"),
    ("published_part", "numerator", "published_part_append_only"),
    ("published_value", "numerator", "published_value_append_only"),
    ("source_pool_report", "kept", "source_pool_report_append_only"),
    ("report", "as_of", "report_sealed_is_final"),
    ("report_part_aggregate", "content", "report_part_aggregate_append_only"),
    ("report_part_party", "content", "report_part_party_append_only"),
    ("report_part_personnel", "content", "report_part_personnel_append_only"),
    ("report_part_succession", "content", "report_part_succession_append_only"),
    ("report_step", "status", "report_step_append_only"),
    ("succession_entry_step", "status", "succession_entry_step_append_only"),
    ("succession_round_step", "status", "succession_round_step_append_only"),
    ("training_plan_step", "status", "training_plan_step_append_only"),
];

async fn refuses(db: &DatabaseConnection, rule: &'static str, sql: &str) {
    let error = db.execute_unprepared(sql).await.expect_err(sql);
    broken(db.get_database_backend(), named(rule), &error);
}

#[tokio::test]
async fn given_rows_that_only_grow_when_changed_removed_emptied_or_replaced_then_refused_and_unchanged() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;

        for (table, column, rule) in APPEND_ONLY {
            refuses(db, rule, &format!("UPDATE {table} SET {column} = {column}")).await;
            refuses(db, rule, &format!("DELETE FROM {table}")).await;
            if db.get_database_backend() == DbBackend::Postgres {
                refuses(db, rule, &format!("TRUNCATE {table} CASCADE")).await;
            } else {
                refuses(db, rule, &format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}")).await;
            }
        }

        assert_eq!(journal_entry::Entity::find().all(db).await.unwrap(), [journal_entry(1)]);
        let sealed = journal_value::party::Entity::find().one(db).await.unwrap().unwrap().sealed;
        assert_eq!(sealed, [4]);
        assert_eq!(publication::Entity::find().all(db).await.unwrap(), [publication()]);
        assert_eq!(published_value::Entity::find().all(db).await.unwrap(), [published_value()]);
        assert_eq!(published_part::Entity::find().all(db).await.unwrap(), [published_part()]);
        assert_eq!(report::Entity::find().all(db).await.unwrap(), [report()]);
        assert_eq!(report_part_party::Entity::find().all(db).await.unwrap(), [report_part_party()]);
        assert_eq!(course_step::Entity::find().all(db).await.unwrap(), [course_step()]);
        assert_eq!(enrolment_step::Entity::find().all(db).await.unwrap(), [enrolment_step()]);
        assert_eq!(source_pool_report::Entity::find().all(db).await.unwrap(), [source_pool_report()]);
        assert_eq!(succession_entry_step::Entity::find().all(db).await.unwrap(), [succession_entry_step()]);
        assert_eq!(succession_round_step::Entity::find().all(db).await.unwrap(), [succession_round_step()]);
        assert_eq!(training_plan_step::Entity::find().all(db).await.unwrap(), [training_plan_step()]);
        insert(db, journal_entry(2)).await.unwrap();
        insert(db, course_step::Model { id: id(2000), sequence: 2, ..course_step() }).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn given_the_ends_of_the_journal_then_both_begin_empty_only_move_on_and_never_go_away() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        let empty =
            |stream| journal_head::Model { stream, sequence: 0, directory_sequence: 0, hash: vec![0; 32] };
        let mut heads = journal_head::Entity::find().all(db).await.unwrap();
        heads.sort_by_key(|head| head.stream);
        assert_eq!(heads, [empty(JournalStream::Data), empty(JournalStream::Access)]);

        let moved = journal_head::Model { sequence: 5, hash: vec![5; 32], ..empty(JournalStream::Data) };
        moved.clone().into_active_model().reset_all().update(db).await.unwrap();
        moved.clone().into_active_model().reset_all().update(db).await.unwrap();

        let rule = "journal_head_advances";
        refuses(db, rule, "UPDATE journal_head SET sequence = 4 WHERE stream = 'DATA'").await;
        refuses(
            db,
            rule,
            "UPDATE journal_head SET hash = (SELECT hash FROM journal_head WHERE stream = 'ACCESS')",
        )
        .await;
        let of_directory = "UPDATE journal_head SET directory_sequence = 3 WHERE stream = 'DATA'";
        db.execute_unprepared(of_directory).await.unwrap();
        refuses(
            db,
            "journal_head_directory_advances",
            "UPDATE journal_head SET directory_sequence = 2 WHERE stream = 'DATA'",
        )
        .await;
        refuses(db, rule, "DELETE FROM journal_head").await;
        refuses(db, rule, "INSERT INTO journal_head SELECT * FROM journal_head").await;
        if db.get_database_backend() == DbBackend::Postgres {
            refuses(db, rule, "TRUNCATE journal_head").await;
        }
        let found = journal_head::Entity::find_by_id(JournalStream::Data).one(db).await.unwrap();
        assert_eq!(found, Some(journal_head::Model { directory_sequence: 3, ..moved }));
    })
    .await;
}

#[tokio::test]
async fn given_an_approved_rating_when_edited_or_removed_then_refused_and_superseded_once_accepted() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let approved = rating::Model { id: id(2000), year: 2023, superseded_on: None, ..rating() };
        insert(db, approved.clone()).await.unwrap();
        let rule = "rating_approved_is_final";

        refuses(db, rule, "UPDATE rating SET grade = 'EXCELLENT' WHERE year = 2023").await;
        refuses(db, rule, "UPDATE rating SET approved_on = NULL WHERE year = 2023").await;
        refuses(db, rule, "UPDATE rating SET year = 2024 WHERE year = 2023").await;
        refuses(db, rule, "DELETE FROM rating WHERE year = 2023").await;
        let proposer = "UPDATE rating SET proposed_by = (SELECT id FROM account LIMIT 1) WHERE year = 2023";
        refuses(db, "rating_proposer_is_final", proposer).await;
        if db.get_database_backend() == DbBackend::Sqlite {
            insert(db, rating::Model { id: id(2002), year: 2024, approved_on: None, ..approved.clone() })
                .await
                .unwrap();
            // By its id, by its number, and by the person and year of which one is in force; and by moving another one there.
            let columns = "id, official_id, unit_id, year, grade, proposed_on, approved_on, superseded_on";
            let other =
                "hex(randomblob(16)), official_id, unit_id, year, 'EXCELLENT', proposed_on, approved_on";
            for replaced in [
                format!("INTO rating ({columns}) SELECT id, {} FROM rating", &columns[4..]),
                format!("INTO rating (rowid, {columns}) SELECT rowid, {other}, '2024-01-01' FROM rating"),
                format!("INTO rating ({columns}) SELECT {other}, NULL FROM rating"),
            ] {
                refuses(db, rule, &format!("INSERT OR REPLACE {replaced} WHERE year = 2023")).await;
            }
            for moved in
                ["id = (SELECT id FROM rating WHERE year = 2023)", "year = 2023, approved_on = proposed_on"]
            {
                refuses(db, rule, &format!("UPDATE OR REPLACE rating SET {moved} WHERE year = 2024")).await;
            }
        }
        let mut superseded = approved.clone().into_active_model();
        superseded.superseded_on = Set(optional_day("2024-01-05"));
        superseded.update(db).await.unwrap();
        refuses(db, rule, "UPDATE rating SET superseded_on = NULL WHERE year = 2023").await;

        let found = rating::Entity::find_by_id(id(2000)).one(db).await.unwrap();
        assert_eq!(found, Some(rating::Model { superseded_on: optional_day("2024-01-05"), ..approved }));
    })
    .await;
}

#[tokio::test]
async fn given_a_proposed_rating_when_edited_approved_or_removed_then_accepted() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let proposed =
            rating::Model { id: id(2000), year: 2023, approved_on: None, superseded_on: None, ..rating() };
        insert(db, proposed.clone()).await.unwrap();
        insert(db, rating::Model { id: id(2001), year: 2024, ..proposed.clone() }).await.unwrap();

        let mut approved = proposed.into_active_model();
        approved.grade = Set(RatingGrade::Completed);
        approved.approved_on = Set(optional_day("2023-12-14"));
        approved.update(db).await.unwrap();
        rating::Entity::delete_by_id(id(2001)).exec(db).await.unwrap();

        let kept = rating::Entity::find_by_id(id(2000)).one(db).await.unwrap().unwrap();
        assert_eq!((kept.grade, kept.approved_on), (RatingGrade::Completed, optional_day("2023-12-14")));
    })
    .await;
}

/// Somebody who was registered twice: what is final of the one record goes over to the one that stands for it, or goes out with it.
#[tokio::test]
async fn given_a_record_that_went_into_another_then_its_final_rows_go_over_there_and_nowhere_else() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        insert(db, official(3000)).await.unwrap();
        let in_force = rating::Model { id: id(2000), year: 2023, superseded_on: None, ..rating() };
        insert(db, in_force.clone()).await.unwrap();
        let of = |number: u128, column: &str| match db.get_database_backend() {
            DbBackend::Sqlite => format!("{column} = x'{}'", id(number).simple()),
            _ => format!("{column} = '{}'", id(number)),
        };
        let (to_other, to_third) = (of(OTHER_OFFICIAL, "official_id"), of(3000, "official_id"));
        let final_rows = "rating_approved_is_final";
        let steps = [
            ("enrolment_step", "enrolment_step_append_only"),
            ("succession_entry_step", "succession_entry_step_append_only"),
        ];

        refuses(db, final_rows, &format!("UPDATE rating SET {to_other}")).await;
        let into = of(OTHER_OFFICIAL, "merged_into_id");
        db.execute_unprepared(&format!("UPDATE official SET {into} WHERE {}", of(OFFICIAL, "id")))
            .await
            .unwrap();
        // To nobody but the one that stands for it; and the day on which one was superseded is final all the same, as is the rest.
        refuses(db, final_rows, &format!("UPDATE rating SET {to_third}")).await;
        refuses(db, final_rows, &format!("UPDATE rating SET {to_other}, grade = 'EXCELLENT'")).await;
        refuses(db, final_rows, &format!("UPDATE rating SET {to_other}, superseded_on = NULL")).await;
        refuses(db, final_rows, "DELETE FROM rating WHERE approved_on IS NOT NULL").await;
        for (table, rule) in steps {
            refuses(db, rule, &format!("UPDATE {table} SET status = status")).await;
        }
        db.execute_unprepared(&format!("UPDATE rating SET {to_other}")).await.unwrap();
        refuses(db, final_rows, &format!("UPDATE rating SET {}", of(OFFICIAL, "official_id"))).await;
        for (table, _) in steps {
            db.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }

        let found = rating::Entity::find_by_id(id(2000)).one(db).await.unwrap();
        assert_eq!(found, Some(rating::Model { official_id: id(OTHER_OFFICIAL).into(), ..in_force }));
        assert!(enrolment_step::Entity::find().all(db).await.unwrap().is_empty());
        assert!(succession_entry_step::Entity::find().all(db).await.unwrap().is_empty());
    })
    .await;
}

/// Somebody who is proposed in a round that is a draft or returned is taken back, with the first step; whoever was removed stays, and so does
/// everybody once the round is submitted.
#[tokio::test]
async fn given_somebody_proposed_then_the_step_goes_while_the_round_is_returned_and_no_other_step_ever() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let rule = "succession_entry_step_append_only";
        let proposed = succession_entry::Model {
            id: id(2000).into(),
            official_id: id(OTHER_OFFICIAL).into(),
            ..succession_entry()
        };
        let step = succession_entry_step::Model {
            id: id(2001),
            entry_id: proposed.id,
            status: SuccessionEntryStatus::Planned,
            reason: None,
            ..succession_entry_step()
        };
        insert(db, proposed).await.unwrap();
        insert(db, step.clone()).await.unwrap();
        let planned = "DELETE FROM succession_entry_step WHERE status = 'PLANNED'";

        refuses(db, rule, "DELETE FROM succession_entry_step WHERE status = 'REMOVED'").await;
        refuses(db, rule, "UPDATE succession_entry_step SET status = status").await;
        db.execute_unprepared(planned).await.unwrap();
        insert(db, step).await.unwrap();
        let submitted = succession_round_step::Model {
            id: id(2002),
            sequence: 2,
            status: SuccessionRoundStatus::Submitted,
            ..succession_round_step()
        };
        insert(db, submitted).await.unwrap();
        refuses(db, rule, planned).await;

        assert_eq!(succession_entry_step::Entity::find().all(db).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn given_an_approved_plan_when_edited_or_removed_then_refused_and_so_are_its_items() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        let open = training_plan::Model {
            id: id(2001).into(),
            edition: 2,
            consolidated_into_id: None,
            decision: None,
            ..training_plan()
        };
        insert(db, open.clone()).await.unwrap();

        let plan = "training_plan_approved_is_final";
        refuses(db, plan, "UPDATE training_plan SET signer = 'a'").await;
        refuses(db, plan, "UPDATE training_plan SET decision = NULL WHERE decision IS NOT NULL").await;
        refuses(db, plan, "DELETE FROM training_plan WHERE decision IS NOT NULL").await;
        let item = "training_plan_item_approved_is_final";
        refuses(db, item, "UPDATE training_plan_item SET people = 1").await;
        refuses(db, item, "DELETE FROM training_plan_item").await;
        if db.get_database_backend() == DbBackend::Sqlite {
            refuses(db, plan, "INSERT OR REPLACE INTO training_plan SELECT * FROM training_plan").await;
        }

        assert_eq!(training_plan::Entity::find_by_id(id(51)).one(db).await.unwrap(), Some(training_plan()));
        assert_eq!(
            training_plan_item::Entity::find_by_id(id(52)).one(db).await.unwrap(),
            Some(training_plan_item())
        );
        let approved = training_plan::Model { decision: Some("91/QĐ-UBND".to_owned()), ..open };
        approved.clone().into_active_model().reset_all().update(db).await.unwrap();
        assert_eq!(training_plan::Entity::find_by_id(id(2001)).one(db).await.unwrap(), Some(approved));
    })
    .await;
}
