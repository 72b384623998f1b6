//! What the Party keeps on its members: class PARTY.

use std::collections::HashMap;

use entity::id::OfficialId;
use entity::{party_discipline, party_record, standing_committee, standing_committee_membership};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Reader, RepoError, Visible};

/// What the Party keeps on one person, over all time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyFile {
    /// Membership of the Party.
    pub record: Option<party_record::Model>,
    /// Seats in standing committees, with the committees.
    pub memberships: Vec<(standing_committee_membership::Model, standing_committee::Model)>,
    /// Measures of the Party.
    pub disciplines: Vec<party_discipline::Model>,
}

impl Reader {
    /// The Party's files on people whom the viewer sees. Of whom it keeps none is absent.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn party_files_of(
        &self,
        officials: &[Visible<OfficialId>],
    ) -> Result<HashMap<OfficialId, Visible<PartyFile>>, RepoError> {
        let mut files: HashMap<OfficialId, PartyFile> = HashMap::new();
        let records = party_record::Column::OfficialId;
        for row in self.hanging_on::<party_record::Entity, _>(records, officials).await? {
            let official = row.official_id;
            files.entry(official).or_default().record = Some(row);
        }
        for (membership, committee) in self.memberships_of(officials).await? {
            files.entry(membership.official_id).or_default().memberships.push((membership, committee));
        }
        for row in self.file_entries_of::<party_discipline::Entity>(officials).await? {
            files.entry(row.official_id).or_default().disciplines.push(row.into_inner());
        }
        Ok(files.into_iter().map(|(official, file)| (official, Visible::new(file))).collect())
    }

    async fn memberships_of(
        &self,
        officials: &[Visible<OfficialId>],
    ) -> Result<Vec<(standing_committee_membership::Model, standing_committee::Model)>, RepoError> {
        let mut rows = Vec::new();
        for officials in officials.chunks(self.most_keys()) {
            let ids = officials.iter().map(|official| **official);
            let committee = standing_committee_membership::Entity::belongs_to(standing_committee::Entity)
                .from(standing_committee_membership::Column::CommitteeId)
                .to(standing_committee::Column::Id);
            let select = self
                .select::<standing_committee_membership::Entity>()?
                .join(JoinType::InnerJoin, committee.into())
                .filter(standing_committee_membership::Column::OfficialId.is_in(ids))
                .select_also(standing_committee::Entity);
            let found = select.all(self.database()).await?;
            rows.extend(
                found.into_iter().filter_map(|(membership, committee)| Some((membership, committee?))),
            );
        }
        Ok(rows)
    }
}
