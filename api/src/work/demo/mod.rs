//! Loads the demo district into an empty database.
//!
//! [`live`] lets the use cases of the registry write its life, day by day, and adds as rows what is not told by them yet: the
//! catalogue of titles and programmes before, accounts after. [`load`] writes every row with its
//! journal entry in one transaction: for tests, whose districts are changed so that nobody could have lived them.

mod belonging;
mod known;
mod life;

use std::sync::Arc;

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::value::{AccountStatus, JournalStream, Role};
use entity::{account, official_identity, service_class, service_secret};
use futures_util::FutureExt;
use sea_orm::DbErr;
use thiserror::Error;

use super::registry::RegistryError;
use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::{ClientSecret, PassPhrase, PasswordError, Passwords};
use crate::citizen_number::CitizenNumber;
use crate::database::Database;
use crate::demo::{CLIENT_SECRET, DemoAccount, DemoIdentity, District, PLATFORM, REGISTRY_OPENS};
use crate::ids;
use crate::journal::{self, JournalError};
use crate::keys::Keys;
use crate::policy::{Access, Action, access};
use belonging::Belonging;
use known::confirm_until;

/// Why the demo district was not loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The database holds something.
    #[error("the database is not empty; the demo district is loaded into an empty one only")]
    NotEmpty,
    /// The pass phrase could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A row could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The registry refused what happened on a day.
    #[error("what happened on {on} was refused: {source:?}")]
    Refused {
        /// The day.
        on: NaiveDate,
        /// Why.
        source: RegistryError,
    },
}

/// Whether nothing was ever written to a database.
///
/// # Errors
/// The database fails.
pub async fn is_empty(database: &Database) -> Result<bool, DbErr> {
    Ok(journal::head(database.reader(), JournalStream::Data).await? == 0)
}

/// Lets the district live until today, as far as it is known; its accounts all get the pass phrase. Nothing of it is known
/// from before the registry opened.
///
/// # Errors
/// The database is not empty, or refuses something; what was written before that stays.
pub async fn live(
    work: &Work,
    passwords: &Passwords,
    mut district: District,
    pass_phrase: &str,
) -> Result<(), LoadError> {
    let until = work.today().max(REGISTRY_OPENS);
    confirm_until(until, &mut district.accounts);
    let accounts = with_hashes(passwords, &mut district, pass_phrase).await?;
    let district = Arc::new(district);
    let catalogue = Arc::clone(&district);
    let opening = work.by(life::clock(REGISTRY_OPENS));
    let opened = opening.unit(Actor::CONSOLE, move |unit| {
        async move {
            is_to_be_filled(unit).await?;
            write_catalogue(unit, &catalogue).await.map_err(LoadError::from)
        }
        .boxed()
    });
    opened.await?;
    life::live(work, &district, until).await?;
    work.unit(Actor::CONSOLE, move |unit| {
        async move { write_accounts(unit, accounts).await.map_err(LoadError::from) }.boxed()
    })
    .await
}

/// Writes the district as rows; its accounts all get the pass phrase.
///
/// # Errors
/// The database is not empty, or refuses a row; nothing is written then.
pub async fn load(
    work: &Work,
    passwords: &Passwords,
    mut district: District,
    pass_phrase: &str,
) -> Result<(), LoadError> {
    let accounts = with_hashes(passwords, &mut district, pass_phrase).await?;
    let keys = work.keys().clone();
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            is_to_be_filled(unit).await?;
            let of = Belonging::of(&district, unit.today());
            write_units(unit, &district).await?;
            write_catalogue(unit, &district).await?;
            unit.create(district.obligation_rules.clone(), |_| None).await?;
            write_people(unit, &keys, &district, &of).await?;
            write_training(unit, &district, &of).await?;
            write_records(unit, &district, &of).await?;
            write_succession(unit, &district, &of).await?;
            write_pools(unit, &district, &of).await?;
            write_plans(unit, &district, &of).await?;
            write_accounts(unit, accounts).await?;
            write_publications(unit, &district, &of).await?;
            write_reports(unit, &district, &of).await.map_err(LoadError::from)
        }
        .boxed()
    })
    .await
}

/// The accounts of the district, with what proves their pass phrase.
async fn with_hashes(
    passwords: &Passwords,
    district: &mut District,
    pass_phrase: &str,
) -> Result<Vec<(DemoAccount, String)>, PasswordError> {
    let mut accounts = Vec::with_capacity(district.accounts.len());
    for account in std::mem::take(&mut district.accounts) {
        accounts.push((account, passwords.hash(PassPhrase::new(pass_phrase)).await?));
    }
    Ok(accounts)
}

async fn is_to_be_filled(unit: &UnitOfWork) -> Result<(), LoadError> {
    let head = journal::head(unit.transaction(), JournalStream::Data).await.map_err(WorkError::from)?;
    if head > 0 { Err(LoadError::NotEmpty) } else { Ok(()) }
}

async fn write_units(unit: &mut UnitOfWork, district: &District) -> Result<(), WorkError> {
    unit.create(district.units.clone(), |row| Some(row.id)).await?;
    unit.create(district.unit_versions.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.unit_lineages.clone(), |row| Some(row.to_unit_id)).await
}

/// Titles, programmes, and who may send whom to courses.
async fn write_catalogue(unit: &mut UnitOfWork, district: &District) -> Result<(), WorkError> {
    unit.create(district.titles.clone(), |_| None).await?;
    unit.create(district.qualification_levels.clone(), |_| None).await?;
    unit.create(district.title_standards.clone(), |_| None).await?;
    unit.create(district.title_requirements.clone(), |_| None).await?;
    unit.create(district.programmes.clone(), |_| None).await?;
    unit.create(district.programme_bases.clone(), |_| None).await?;
    unit.create(district.programme_key_titles.clone(), |_| None).await?;
    unit.create(district.programme_reporting_dates.clone(), |_| None).await?;
    unit.create(district.targets.clone(), |_| None).await?;
    unit.create(district.target_versions.clone(), |_| None).await?;
    unit.create(district.target_evidences.clone(), |_| None).await?;
    unit.create(district.target_titles.clone(), |_| None).await?;
    unit.create(district.nomination_rules.clone(), |_| None).await
}

async fn write_people(
    unit: &mut UnitOfWork,
    keys: &Keys,
    district: &District,
    of: &Belonging,
) -> Result<(), WorkError> {
    let identities = sealed(keys, district.identities.clone())?;
    unit.create(district.officials.clone(), |row| of.official(row.id)).await?;
    unit.create(identities, |row| of.official(row.official_id)).await?;
    unit.create(district.affiliations.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.posts.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.appointments.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.locality_assessments.clone(), |row| of.appointment(row.appointment_id)).await
}

/// Courses, enrolments, and the qualifications that they yielded.
async fn write_training(unit: &mut UnitOfWork, district: &District, of: &Belonging) -> Result<(), WorkError> {
    let mut yielded = district.qualifications.clone();
    yielded.retain(|row| row.enrolment_id.is_some());
    unit.create(district.courses.clone(), |row| Some(row.organiser_unit_id)).await?;
    unit.create(district.course_steps.clone(), |row| of.course(row.course_id)).await?;
    unit.create(district.course_seats.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.enrolments.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.enrolment_steps.clone(), |row| of.enrolment(row.enrolment_id)).await?;
    unit.create(yielded, |row| of.official(row.official_id)).await
}

/// What is recorded of people, without what courses yielded.
async fn write_records(unit: &mut UnitOfWork, district: &District, of: &Belonging) -> Result<(), WorkError> {
    let mut brought_along = district.qualifications.clone();
    brought_along.retain(|row| row.enrolment_id.is_none());
    unit.create(brought_along, |row| of.official(row.official_id)).await?;
    unit.create(district.ratings.clone(), |row| of.official(row.official_id)).await?;
    unit.create(district.disciplines.clone(), |row| of.official(row.official_id)).await?;
    unit.create(district.party_records.clone(), |row| of.official(row.official_id)).await?;
    unit.create(district.party_disciplines.clone(), |row| of.official(row.official_id)).await?;
    unit.create(district.standing_committees.clone(), |row| Some(row.unit_id)).await?;
    let memberships = district.standing_committee_memberships.clone();
    unit.create(memberships, |row| of.committee(row.committee_id)).await
}

/// Rounds of succession planning, with the people in them.
async fn write_succession(
    unit: &mut UnitOfWork,
    district: &District,
    of: &Belonging,
) -> Result<(), WorkError> {
    unit.create(district.succession_rounds.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.succession_round_steps.clone(), |row| of.round(row.round_id)).await?;
    unit.create(district.succession_entries.clone(), |row| of.round(row.round_id)).await?;
    unit.create(district.succession_entry_steps.clone(), |row| of.succession_entry(row.entry_id)).await
}

/// Source pools, their reviews and reports.
async fn write_pools(unit: &mut UnitOfWork, district: &District, of: &Belonging) -> Result<(), WorkError> {
    unit.create(district.source_pool_entries.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.source_pool_reviews.clone(), |row| of.pool_entry(row.entry_id)).await?;
    unit.create(district.source_pool_reports.clone(), |row| Some(row.unit_id)).await
}

/// Training plans.
async fn write_plans(unit: &mut UnitOfWork, district: &District, of: &Belonging) -> Result<(), WorkError> {
    unit.create(district.training_plans.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.training_plan_items.clone(), |row| of.plan(row.plan_id)).await?;
    unit.create(district.training_plan_steps.clone(), |row| of.plan(row.plan_id)).await
}

/// Publications, with their values.
async fn write_publications(
    unit: &mut UnitOfWork,
    district: &District,
    of: &Belonging,
) -> Result<(), WorkError> {
    unit.create(district.publications.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.published_values.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.published_parts.clone(), |row| of.published_value(row.value_id)).await
}

/// Reports, with their steps and sealed parts.
async fn write_reports(unit: &mut UnitOfWork, district: &District, of: &Belonging) -> Result<(), WorkError> {
    unit.create(district.reports.clone(), |row| Some(row.unit_id)).await?;
    unit.create(district.report_steps.clone(), |row| of.report(row.report_id)).await?;
    unit.create(district.report_parts_aggregate.clone(), |row| of.report(row.report_id)).await?;
    unit.create(district.report_parts_personnel.clone(), |row| of.report(row.report_id)).await?;
    unit.create(district.report_parts_party.clone(), |row| of.report(row.report_id)).await?;
    unit.create(district.report_parts_succession.clone(), |row| of.report(row.report_id)).await
}

fn sealed(keys: &Keys, identities: Vec<DemoIdentity>) -> Result<Vec<official_identity::Model>, WorkError> {
    let seal = |identity: DemoIdentity| {
        let number = CitizenNumber::parse(&identity.citizen_number)
            .ok_or_else(|| DbErr::Custom("a citizen number of the demo has not 12 digits".to_owned()))?;
        let sealed = number.seal(keys.identity(), identity.official_id);
        Ok(official_identity::Model {
            official_id: identity.official_id,
            citizen_number_sealed: Some(sealed.map_err(JournalError::Seal)?),
            citizen_number_index: Some(number.mark(keys.identity_index())),
            phone: identity.phone,
            address: identity.address,
            version: 1,
        })
    };
    identities.into_iter().map(seal).collect()
}

async fn write_accounts(
    unit: &mut UnitOfWork,
    accounts: Vec<(DemoAccount, String)>,
) -> Result<(), WorkError> {
    let now = unit.now();
    let mut rows = Vec::with_capacity(accounts.len());
    let mut grants = Vec::with_capacity(accounts.len());
    let (mut classes, mut secrets) = (Vec::new(), Vec::new());
    for (account, hash) in accounts {
        let is_platform = account.username == PLATFORM;
        rows.push(account::Model {
            id: account.id,
            username: account.username,
            display_name: account.display_name,
            role: account.role,
            status: AccountStatus::Active,
            password_hash: Some(hash),
            password_changed_at: Some(now),
            must_change_password: false,
            created_at: now,
            version: 1,
        });
        if account.role == Role::Integration {
            classes.extend(
                readable(account.role).map(|class| service_class::Model { account_id: account.id, class }),
            );
            secrets.extend(is_platform.then(|| service_secret::Model {
                id: ids::next(),
                account_id: account.id,
                label: "demo".to_owned(),
                secret_hash: ClientSecret::of(*CLIENT_SECRET).hash(),
                created_at: now,
                created_by: None,
                expires_at: None,
                revoked_at: None,
                last_used_at: None,
            }));
        }
        grants.extend(account.grants);
    }
    unit.create(rows, |_| None).await?;
    unit.create(classes, |_| None).await?;
    unit.create(secrets, |_| None).await?;
    unit.create(grants, |row| Some(row.unit_id)).await
}

/// The classes that a role may read.
fn readable(role: Role) -> impl Iterator<Item = ConfidentialityClass> {
    ConfidentialityClass::ALL
        .into_iter()
        .filter(move |class| access(role, *class, Action::Read) != Access::Denied)
}
