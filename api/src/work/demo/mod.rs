//! Loads the demo district into an empty database: every row with its journal entry, all in one transaction.

mod belonging;

use entity::class::ConfidentialityClass;
use entity::value::{AccountStatus, JournalStream, Role};
use entity::{account, official_identity, service_class, service_secret};
use futures_util::FutureExt;
use sea_orm::DbErr;
use thiserror::Error;

use super::{Actor, UnitOfWork, Work, WorkError};
use crate::auth::{ClientSecret, PassPhrase, PasswordError, Passwords};
use crate::citizen_number::CitizenNumber;
use crate::database::Database;
use crate::demo::{CLIENT_SECRET, DemoAccount, DemoIdentity, District, PLATFORM};
use crate::ids;
use crate::journal::{self, JournalError};
use crate::keys::Keys;
use crate::policy::{Access, Action, access};
use belonging::Belonging;

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
}

/// Whether nothing was ever written to a database.
///
/// # Errors
/// The database fails.
pub async fn is_empty(database: &Database) -> Result<bool, DbErr> {
    Ok(journal::head(database.reader(), JournalStream::Data).await? == 0)
}

/// Writes the district; its accounts all get the pass phrase.
///
/// # Errors
/// The database is not empty, or refuses a row; nothing is written then.
pub async fn load(
    work: &Work,
    passwords: &Passwords,
    mut district: District,
    pass_phrase: &str,
) -> Result<(), LoadError> {
    let mut hashes = Vec::with_capacity(district.accounts.len());
    for _ in &district.accounts {
        hashes.push(passwords.hash(PassPhrase::new(pass_phrase)).await?);
    }
    let accounts = std::mem::take(&mut district.accounts).into_iter().zip(hashes).collect();
    let keys = work.keys().clone();
    work.unit(Actor::CONSOLE, move |unit| {
        async move {
            let head = journal::head(unit.transaction(), JournalStream::Data).await;
            if head.map_err(WorkError::from)? > 0 {
                return Err(LoadError::NotEmpty);
            }
            write(unit, &keys, district, accounts).await.map_err(LoadError::from)
        }
        .boxed()
    })
    .await
}

async fn write(
    unit: &mut UnitOfWork,
    keys: &Keys,
    district: District,
    accounts: Vec<(DemoAccount, String)>,
) -> Result<(), WorkError> {
    let belonging = Belonging::of(&district, unit.today());
    let of = &belonging;

    unit.create(district.units, |row| Some(row.id)).await?;
    unit.create(district.unit_versions, |row| Some(row.unit_id)).await?;
    unit.create(district.unit_lineages, |row| Some(row.to_unit_id)).await?;
    unit.create(district.titles, |_| None).await?;
    unit.create(district.qualification_levels, |_| None).await?;
    unit.create(district.title_standards, |_| None).await?;
    unit.create(district.title_requirements, |_| None).await?;
    unit.create(district.programmes, |_| None).await?;
    unit.create(district.programme_bases, |_| None).await?;
    unit.create(district.programme_key_titles, |_| None).await?;
    unit.create(district.programme_reporting_dates, |_| None).await?;
    unit.create(district.targets, |_| None).await?;
    unit.create(district.target_versions, |_| None).await?;
    unit.create(district.target_evidences, |_| None).await?;
    unit.create(district.target_titles, |_| None).await?;

    unit.create(district.officials, |row| of.official(row.id)).await?;
    unit.create(sealed(keys, district.identities)?, |row| of.official(row.official_id)).await?;
    unit.create(district.affiliations, |row| Some(row.unit_id)).await?;
    unit.create(district.posts, |row| Some(row.unit_id)).await?;
    unit.create(district.appointments, |row| Some(row.unit_id)).await?;
    unit.create(district.locality_assessments, |row| of.appointment(row.appointment_id)).await?;

    unit.create(district.courses, |row| Some(row.organiser_unit_id)).await?;
    unit.create(district.course_steps, |row| of.course(row.course_id)).await?;
    unit.create(district.course_seats, |row| Some(row.unit_id)).await?;
    unit.create(district.enrolments, |row| Some(row.unit_id)).await?;
    unit.create(district.enrolment_steps, |row| of.enrolment(row.enrolment_id)).await?;
    unit.create(district.qualifications, |row| of.official(row.official_id)).await?;
    unit.create(district.ratings, |row| of.official(row.official_id)).await?;
    unit.create(district.disciplines, |row| of.official(row.official_id)).await?;

    unit.create(district.party_records, |row| of.official(row.official_id)).await?;
    unit.create(district.party_disciplines, |row| of.official(row.official_id)).await?;
    unit.create(district.standing_committees, |row| Some(row.unit_id)).await?;
    unit.create(district.standing_committee_memberships, |row| of.committee(row.committee_id)).await?;

    unit.create(district.source_pool_entries, |row| Some(row.unit_id)).await?;
    unit.create(district.source_pool_reviews, |row| of.pool_entry(row.entry_id)).await?;
    unit.create(district.succession_rounds, |row| Some(row.unit_id)).await?;
    unit.create(district.succession_round_steps, |row| of.round(row.round_id)).await?;
    unit.create(district.succession_entries, |row| of.round(row.round_id)).await?;
    unit.create(district.succession_entry_steps, |row| of.succession_entry(row.entry_id)).await?;

    unit.create(district.training_plans, |row| Some(row.unit_id)).await?;
    unit.create(district.training_plan_items, |row| of.plan(row.plan_id)).await?;
    unit.create(district.training_plan_steps, |row| of.plan(row.plan_id)).await?;

    write_accounts(unit, accounts).await?;

    unit.create(district.publications, |row| Some(row.unit_id)).await?;
    unit.create(district.published_values, |row| Some(row.unit_id)).await?;
    unit.create(district.published_parts, |row| of.published_value(row.value_id)).await
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
