//! One row for each table, with every column set that may be, all about one invented official of one invented commune.

mod directory;
mod party;
mod people;
mod programme;
mod published;
mod reports;
mod system;
mod training;

use chrono::{DateTime, NaiveDate, Utc};
use entity::journal_value;
use entity::value::JournalStream;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait};
use uuid::Uuid;

pub(super) use self::{
    directory::*, party::*, people::*, programme::*, published::*, reports::*, system::*, training::*,
};
use super::refusal::insert;
use super::scratch::on_each;

/// The district.
pub(super) const DISTRICT: u128 = 1;
/// The commune, the district's child.
pub(super) const COMMUNE: u128 = 2;
/// The commune's successor.
pub(super) const SUCCESSOR: u128 = 3;
/// The official.
pub(super) const OFFICIAL: u128 = 4;
/// An official about whom nothing more is said.
pub(super) const OTHER_OFFICIAL: u128 = 5;
/// The account.
pub(super) const ACCOUNT: u128 = 70;

pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn optional_day(text: &str) -> Option<NaiveDate> {
    Some(day(text))
}

pub(super) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Inserts a row and reads it back as it was.
async fn round_trip<M>(db: &DatabaseConnection, row: M)
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + PartialEq + std::fmt::Debug,
    M::Entity: EntityTrait<Model = M>,
{
    insert(db, row.clone()).await.unwrap();
    let found = M::Entity::find().all(db).await.unwrap();
    assert!(found.contains(&row), "{row:?} came back as {found:?}");
}

macro_rules! round_trips {
    ($db:expr; $($row:expr,)*) => { $(round_trip($db, $row).await;)* };
}

/// Inserts every row, and asserts on the way that each comes back as it was.
pub(super) async fn fill(db: &DatabaseConnection) {
    round_trips! { db;
        unit(DISTRICT), unit(COMMUNE), unit(SUCCESSOR), unit_version(), unit_lineage(),
        title(), qualification_level(), title_standard(), title_requirement(),
        programme(), programme_basis(), programme_key_title(), programme_reporting_date(),
        obligation_rule(),
        target(YOUNG, "K2"), target(UPDATED, "K6"), young(), updated(), target_title(), target_evidence(),
        official(OFFICIAL), official(OTHER_OFFICIAL), affiliation(), discipline(), official_identity(),
        party_record(), party_discipline(), standing_committee(), standing_committee_membership(),
        post(), appointment(), locality_assessment(), rating(), source_pool_entry(), source_pool_review(),
        source_pool_report(),
        succession_round(), succession_round_step(), succession_entry(), succession_entry_step(),
        district_plan(), training_plan(), training_plan_item(), consolidated_item(), training_plan_step(),
        nomination_rule(), course(), course_seat(), course_step(), enrolment(), enrolment_step(), qualification(),
        account(), account_grant(), session(), refresh_token(73, None), refresh_token(74, Some(73)),
        account_login(), login_throttle(), activation(76),
        service_secret(), service_key(), service_address(), service_class(), client_assertion(), idempotency(),
        account_holder(), account_proposal(), account_proposal_unit(),
        publication(), published_value(), published_part(),
        report(), report_step(), report_part_aggregate(), report_part_personnel(), report_part_party(),
        report_part_succession(),
        journal_entry(1),
        journal_value::directory::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![1] },
        journal_value::personnel::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![2] },
        journal_value::identity::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![3] },
        journal_value::party::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![4] },
        journal_value::succession::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![5] },
        journal_value::aggregate::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![6] },
        journal_value::account::Model { stream: JournalStream::Data, sequence: 1, sealed: vec![7] },
    }
}

#[tokio::test]
async fn given_a_row_of_each_table_when_written_then_it_is_read_back_as_it_was() {
    on_each(async |scratch| {
        let db = scratch.migrated().await;
        fill(&db).await;
    })
    .await;
}
