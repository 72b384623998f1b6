//! The engine's facts: the rows of all units, loaded once for each version of the data and kept in memory.
//!
//! They are kept apart by the classes in them: what a role may not read is not among the facts that its figures are
//! computed from, so that a live figure can't rest on it.

#![expect(
    clippy::disallowed_methods,
    reason = "`repo` is the one reader, and figures count people of all units"
)]

use std::collections::HashMap;
use std::sync::Arc;

use entity::class::ConfidentialityClass as Class;
use entity::value::Role;
use entity::{
    appointment, course, enrolment, enrolment_step, locality_assessment, official, post, qualification,
    qualification_level, standing_committee, standing_committee_membership, succession_entry,
    succession_entry_step, succession_round, succession_round_step, title_requirement, title_standard,
    unit_lineage, unit_version,
};
use sea_orm::{
    AccessMode, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IsolationLevel, QueryFilter, TransactionOptions, TransactionTrait,
};
use targets::facts::Facts;

use super::{Reader, Repo, RepoError};
use crate::facts::{self, Levels, PartyRows, Rows, SuccessionRows};
use crate::journal;
use crate::policy::{Access, Action, Viewer, access};

/// Which classes beside PERSONNEL are among the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sections {
    party: bool,
    succession: bool,
}

impl Sections {
    /// All of them: what is sealed rests on all facts, whoever accepts it.
    pub(super) const ALL: Self = Self { party: true, succession: true };

    pub(super) fn readable_by(viewer: &Viewer) -> Self {
        Self { party: viewer.reads(Class::Party), succession: viewer.reads(Class::Succession) }
    }

    /// Those that a role may read: what is published rests on them, whoever of the role publishes.
    pub(super) fn readable_by_role(role: Role) -> Self {
        let reads = |class| !matches!(access(role, class, Action::Read), Access::Denied);
        Self { party: reads(Class::Party), succession: reads(Class::Succession) }
    }
}

/// The facts in memory, each with the version of the data that they are of.
#[derive(Debug, Default)]
pub(super) struct HeldFacts(HashMap<Sections, (i64, Arc<Facts>)>);

impl HeldFacts {
    /// The facts, if they are as new as asked for.
    fn get(&self, sections: Sections, version: i64) -> Option<Arc<Facts>> {
        let (held, facts) = self.0.get(&sections)?;
        (*held >= version).then(|| Arc::clone(facts))
    }
}

impl Reader {
    /// The facts that the viewer's figures are computed from.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read PERSONNEL; [`RepoError`] when the database fails.
    pub(super) async fn facts(&self) -> Result<Arc<Facts>, RepoError> {
        if !self.viewer().reads(Class::Personnel) {
            return Err(RepoError::Forbidden);
        }
        let sections = Sections::readable_by(self.viewer());
        let version = self.version();
        if let Some(facts) = self.repo.facts.lock().await.get(sections, version) {
            return Ok(facts);
        }
        // In a task of its own: others wait for the facts too, and a request that is given up must not leave a
        // connection in the middle of its transaction.
        let repo = self.repo.clone();
        tokio::spawn(async move { repo.load_facts(sections, version).await }).await?
    }
}

impl Repo {
    async fn load_facts(&self, sections: Sections, version: i64) -> Result<Arc<Facts>, RepoError> {
        let mut held = self.facts.lock().await;
        if let Some(facts) = held.get(sections, version) {
            return Ok(facts);
        }
        let snapshot = snapshot(self.database.reader()).await?;
        let version = journal::head(&snapshot, entity::value::JournalStream::Data).await?;
        let read = Read::all(&snapshot, sections).await?;
        snapshot.commit().await?;
        let facts = Arc::new(tokio::task::spawn_blocking(move || read.facts()).await??);
        held.0.insert(sections, (version, Arc::clone(&facts)));
        Ok(facts)
    }
}

/// A transaction whose statements all see the same data.
pub(super) async fn snapshot(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let isolation_level = match database.get_database_backend() {
        // A transaction of SQLite that only reads sees the data as of its first statement.
        DbBackend::Sqlite => None,
        _ => Some(IsolationLevel::RepeatableRead),
    };
    let access_mode = isolation_level.map(|_| AccessMode::ReadOnly);
    let options = TransactionOptions { isolation_level, access_mode, ..TransactionOptions::default() };
    database.begin_with_options(options).await
}

/// The rows that facts are made of.
pub(super) struct Read {
    units: Vec<unit_version::Model>,
    lineage: Vec<unit_lineage::Model>,
    levels: Vec<qualification_level::Model>,
    pub(super) officials: Vec<official::Model>,
    pub(super) appointments: Vec<appointment::Model>,
    locality_assessments: Vec<locality_assessment::Model>,
    qualifications: Vec<qualification::Model>,
    pub(super) courses: Vec<course::Model>,
    pub(super) enrolments: Vec<enrolment::Model>,
    pub(super) enrolment_steps: Vec<enrolment_step::Model>,
    pub(super) posts: Vec<post::Model>,
    title_standards: Vec<title_standard::Model>,
    title_requirements: Vec<title_requirement::Model>,
    party: Option<PartyRead>,
    succession: Option<SuccessionRead>,
}

struct PartyRead {
    committees: Vec<standing_committee::Model>,
    memberships: Vec<standing_committee_membership::Model>,
}

struct SuccessionRead {
    rounds: Vec<succession_round::Model>,
    round_steps: Vec<succession_round_step::Model>,
    entries: Vec<succession_entry::Model>,
    entry_steps: Vec<succession_entry_step::Model>,
}

impl Read {
    pub(super) async fn all(db: &DatabaseTransaction, sections: Sections) -> Result<Self, DbErr> {
        Ok(Self {
            units: unit_version::Entity::find().all(db).await?,
            lineage: unit_lineage::Entity::find().all(db).await?,
            levels: qualification_level::Entity::find().all(db).await?,
            // A record that went into another one is nobody.
            officials: official::Entity::find()
                .filter(official::Column::MergedIntoId.is_null())
                .all(db)
                .await?,
            appointments: appointment::Entity::find().all(db).await?,
            locality_assessments: locality_assessment::Entity::find().all(db).await?,
            qualifications: qualification::Entity::find().all(db).await?,
            courses: course::Entity::find().all(db).await?,
            enrolments: enrolment::Entity::find().all(db).await?,
            enrolment_steps: enrolment_step::Entity::find().all(db).await?,
            posts: post::Entity::find().all(db).await?,
            title_standards: title_standard::Entity::find().all(db).await?,
            title_requirements: title_requirement::Entity::find().all(db).await?,
            party: if sections.party { Some(PartyRead::all(db).await?) } else { None },
            succession: if sections.succession { Some(SuccessionRead::all(db).await?) } else { None },
        })
    }

    pub(super) fn facts(&self) -> Result<Facts, RepoError> {
        let forest = facts::forest(&self.units, &self.lineage)?;
        let rows = Rows {
            officials: &self.officials,
            appointments: &self.appointments,
            locality_assessments: &self.locality_assessments,
            qualifications: &self.qualifications,
            courses: &self.courses,
            enrolments: &self.enrolments,
            enrolment_steps: &self.enrolment_steps,
            posts: &self.posts,
            title_standards: &self.title_standards,
            title_requirements: &self.title_requirements,
            party: self.party.as_ref().map(PartyRead::rows),
            succession: self.succession.as_ref().map(SuccessionRead::rows),
        };
        Ok(facts::load(forest, &Levels::new(&self.levels), &rows)?)
    }
}

impl PartyRead {
    async fn all(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        Ok(Self {
            committees: standing_committee::Entity::find().all(db).await?,
            memberships: standing_committee_membership::Entity::find().all(db).await?,
        })
    }

    fn rows(&self) -> PartyRows<'_> {
        PartyRows { standing_committees: &self.committees, standing_committee_memberships: &self.memberships }
    }
}

impl SuccessionRead {
    async fn all(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        Ok(Self {
            rounds: succession_round::Entity::find().all(db).await?,
            round_steps: succession_round_step::Entity::find().all(db).await?,
            entries: succession_entry::Entity::find().all(db).await?,
            entry_steps: succession_entry_step::Entity::find().all(db).await?,
        })
    }

    fn rows(&self) -> SuccessionRows<'_> {
        SuccessionRows {
            rounds: &self.rounds,
            round_steps: &self.round_steps,
            entries: &self.entries,
            entry_steps: &self.entry_steps,
        }
    }
}
