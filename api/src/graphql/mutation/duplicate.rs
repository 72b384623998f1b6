//! People who were registered twice.

use async_graphql::{Context, ID, InputObject, Object};

use super::official::OfficialPayload;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::work::registry::duplicates::{self, MergeOfficials};

/// People who were registered twice.
#[derive(Default)]
pub struct DuplicateMutation;

#[Object]
impl DuplicateMutation {
    /// Makes one of two records of a person: all that hangs on the duplicate goes over to the one that stays, on every day at once. What both
    /// say was recorded twice, and is kept as the one that stays has it; what was set aside is told where it said something else. The journal keeps
    /// both histories whole. Both records must be in the scope today. From then on the duplicate stands for the other wherever it is
    /// read, and no change names it. It cannot be undone.
    async fn merge_officials(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record stays, which one goes into it, and why.")] input: MergeOfficialsInput,
    ) -> Result<Option<OfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let merged = MergeOfficials {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            expected_version: input.expected_version,
            duplicate: GlobalId::of_kind(&input.duplicate, NodeKind::Official)?.0,
            duplicate_version: input.duplicate_version,
            reason: input.reason,
        };
        let outcome = duplicates::merge(request.work(), request.asker(), merged).await;
        OfficialPayload::of(request, outcome, |id| (*id, request.today())).await.map(Some)
    }
}

/// Who was registered twice.
#[derive(Clone, Debug, InputObject)]
pub struct MergeOfficialsInput {
    /// The `key` or `id` of the record that stays.
    pub official: ID,
    /// Its version that the client knows.
    pub expected_version: i32,
    /// The `key` or `id` of the record that goes into it.
    pub duplicate: ID,
    /// Its version that the client knows.
    pub duplicate_version: i32,
    /// Why the two are one person: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}
