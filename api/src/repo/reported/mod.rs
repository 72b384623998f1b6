//! What reports say: computed from rows as one transaction sees them, in parts by confidentiality class.
//!
//! A draft is computed for its reader, of the classes that he reads; what is sealed is computed of all classes, whoever accepts it. Both are
//! this one function of the same rows, so that what was read before is what is sealed.

#![expect(
    clippy::disallowed_methods,
    reason = "`repo` is the one reader, and a report counts people of all units"
)]

mod figures;
mod pool;
mod ratings;
mod sheet;
mod staffing;
mod training;

use chrono::NaiveDate;
use entity::id::{ProgrammeId, UnitId};
use entity::{
    affiliation, rating, report, source_pool_entry, source_pool_review, training_plan, training_plan_item,
    training_plan_step,
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use serde_json::{Value, json};
use targets::facts::Facts;

use self::sheet::Sheet;
use super::RepoError;
use super::directory::Directory;
use super::facts::{Read, Sections};
use crate::report::PartClass;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The unit.
    pub unit: UnitId,
    /// The programme whose targets it has.
    pub programme: ProgrammeId,
    /// First day of the period.
    pub from: NaiveDate,
    /// The day as of which it speaks.
    pub as_of: NaiveDate,
}

impl From<&report::Model> for Subject {
    fn from(row: &report::Model) -> Self {
        let report::Model { unit_id, programme_id, period_from, as_of, .. } = *row;
        Self { unit: unit_id, programme: programme_id, from: period_from, as_of }
    }
}

/// What a report says of a class.
pub type Content = (PartClass, Value);

/// The rows that reports are made of, with the engine's facts.
pub(crate) struct Reported {
    facts: Facts,
    read: Read,
    further: Further,
}

/// What reports tell beside the engine's facts.
struct Further {
    affiliations: Vec<affiliation::Model>,
    ratings: Vec<rating::Model>,
    pool: Vec<source_pool_entry::Model>,
    reviews: Vec<source_pool_review::Model>,
    plans: Vec<training_plan::Model>,
    plan_items: Vec<training_plan_item::Model>,
    plan_steps: Vec<training_plan_step::Model>,
}

impl Further {
    async fn all(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        Ok(Self {
            affiliations: affiliation::Entity::find().all(db).await?,
            ratings: rating::Entity::find().all(db).await?,
            pool: source_pool_entry::Entity::find().all(db).await?,
            reviews: source_pool_review::Entity::find().all(db).await?,
            plans: training_plan::Entity::find().all(db).await?,
            plan_items: training_plan_item::Entity::find().all(db).await?,
            plan_steps: training_plan_step::Entity::find().all(db).await?,
        })
    }
}

impl Reported {
    /// Everything, of all classes, as a transaction sees it: for what is sealed in it.
    ///
    /// # Errors
    /// The database does not answer, or holds rows that cannot be.
    pub(crate) async fn whole(transaction: &DatabaseTransaction) -> Result<Self, RepoError> {
        Self::of(transaction, Sections::ALL).await
    }

    /// Everything of some classes, as a transaction sees it.
    pub(super) async fn of(transaction: &DatabaseTransaction, sections: Sections) -> Result<Self, RepoError> {
        let read = Read::all(transaction, sections).await?;
        let further = Further::all(transaction).await?;
        let made = tokio::task::spawn_blocking(move || read.facts().map(|facts| (facts, read)));
        let (facts, read) = made.await??;
        Ok(Self { facts, read, further })
    }

    /// What the report says of classes, in the order given.
    ///
    /// # Errors
    /// The unit or the programme is not in the directory of its day, or the facts lack a class.
    pub(crate) fn contents(
        &self,
        directory: &Directory,
        subject: Subject,
        classes: &[PartClass],
    ) -> Result<Vec<Content>, RepoError> {
        let sheet = Sheet::new(self, directory, subject)?;
        classes.iter().map(|class| Ok((*class, sheet.content(*class)?))).collect()
    }
}

impl Sheet<'_> {
    fn content(&self, class: PartClass) -> Result<Value, RepoError> {
        let (own, people) = (self.targets(class)?, self.members(class)?);
        Ok(match class {
            // Numbers without people: the members of these targets are PERSONNEL.
            PartClass::Aggregate => json!({ "targets": own }),
            PartClass::Personnel => json!({
                "members": people,
                "ratings": self.ratings(),
                "sourcePool": self.source_pool(),
                "staffing": self.staffing(),
                "training": self.training(),
            }),
            PartClass::Party | PartClass::Succession => json!({ "targets": own, "members": people }),
        })
    }
}
