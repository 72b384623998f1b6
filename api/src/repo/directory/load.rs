//! Reads the directory's tables, whole.

#![expect(
    clippy::disallowed_methods,
    reason = "`repo` is the one reader, and every role may read the directory"
)]

use entity::{
    programme, programme_basis, programme_key_title, programme_reporting_date, qualification_level, target,
    target_evidence, target_title, target_version, title, title_requirement, title_standard, unit_lineage,
    unit_version,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::programmes::ProgrammeRows;
use super::{Directory, Programmes, Titles, Units};
use crate::facts::Levels;
use crate::repo::RepoError;

pub(in crate::repo) async fn load<C: ConnectionTrait>(db: &C, version: i64) -> Result<Directory, RepoError> {
    let levels = qualification_level::Entity::find().all(db).await?;
    let ranks = Levels::new(&levels);
    Ok(Directory {
        version,
        units: Units::new(
            unit_version::Entity::find().all(db).await?,
            unit_lineage::Entity::find().all(db).await?,
        )?,
        titles: Titles::new(
            title::Entity::find().all(db).await?,
            title_standard::Entity::find().all(db).await?,
            title_requirement::Entity::find().all(db).await?,
            levels,
        ),
        programmes: Programmes::new(
            &ProgrammeRows {
                programmes: programme::Entity::find().all(db).await?,
                basis: programme_basis::Entity::find().all(db).await?,
                reporting_dates: programme_reporting_date::Entity::find().all(db).await?,
                key_titles: programme_key_title::Entity::find().all(db).await?,
                targets: target::Entity::find().all(db).await?,
                target_versions: target_version::Entity::find().all(db).await?,
                target_titles: target_title::Entity::find().all(db).await?,
                target_evidence: target_evidence::Entity::find().all(db).await?,
            },
            &ranks,
        )?,
    })
}
