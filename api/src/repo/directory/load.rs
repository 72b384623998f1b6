//! Reads the directory's tables, whole.

#![expect(
    clippy::disallowed_methods,
    reason = "`repo` is the one reader, and every role may read the directory"
)]

use entity::class::{Classified, ConfidentialityClass};
use entity::{
    obligation_rule, programme, programme_basis, programme_key_title, programme_reporting_date,
    qualification_level, target, target_evidence, target_title, target_version, title, title_requirement,
    title_standard, unit_lineage, unit_version,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::programmes::ProgrammeRows;
use super::{Deadlines, Directory, Programmes, Titles, Units};
use crate::facts::Levels;
use crate::repo::RepoError;

pub(in crate::repo) async fn load<C: ConnectionTrait>(db: &C, version: i64) -> Result<Directory, RepoError> {
    let levels = all::<qualification_level::Entity, C>(db).await?;
    let ranks = Levels::new(&levels);
    Ok(Directory {
        version,
        units: Units::new(
            all::<unit_version::Entity, C>(db).await?,
            all::<unit_lineage::Entity, C>(db).await?,
        )?,
        titles: Titles::new(
            all::<title::Entity, C>(db).await?,
            all::<title_standard::Entity, C>(db).await?,
            all::<title_requirement::Entity, C>(db).await?,
            levels,
        ),
        programmes: Programmes::new(
            &ProgrammeRows {
                programmes: all::<programme::Entity, C>(db).await?,
                basis: all::<programme_basis::Entity, C>(db).await?,
                reporting_dates: all::<programme_reporting_date::Entity, C>(db).await?,
                key_titles: all::<programme_key_title::Entity, C>(db).await?,
                targets: all::<target::Entity, C>(db).await?,
                target_versions: all::<target_version::Entity, C>(db).await?,
                target_titles: all::<target_title::Entity, C>(db).await?,
                target_evidence: all::<target_evidence::Entity, C>(db).await?,
            },
            &ranks,
        )?,
        deadlines: Deadlines::new(all::<obligation_rule::Entity, C>(db).await?),
    })
}

/// Every row of a table. What is loaded into the directory is of its class: no other change makes it anew.
async fn all<E: EntityTrait + Classified, C: ConnectionTrait>(db: &C) -> Result<Vec<E::Model>, DbErr> {
    const { assert!(matches!(E::CLASS, ConfidentialityClass::Directory), "the table is of another class") };
    E::find().all(db).await
}
