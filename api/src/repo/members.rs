//! The members of values of targets: who counts, and why.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{ProgrammeId, TargetId};
use entity::succession_entry;
use targets::explain::{Bucket, Member, members};
use targets::programme::{Programme, Target};
use uuid::Uuid;

use super::figures::{Place, engine};
use super::{Reader, RepoError};
use crate::policy::figures::{Sight, sight};

/// The members of a value in one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberList {
    pub(super) programme: ProgrammeId,
    pub(super) target: TargetId,
    pub(super) place: Place,
    pub(super) bucket: Bucket,
}

/// Members in the engine's order.
pub type Members = Arc<[Arc<Member>]>;

impl Reader {
    /// Lists of members. Those that the viewer may not see are absent.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn members(&self, lists: &[MemberList]) -> Result<HashMap<MemberList, Members>, RepoError> {
        let questions: Vec<Question> = lists.iter().filter_map(|list| self.question(list)).collect();
        if questions.is_empty() {
            return Ok(HashMap::new());
        }
        let facts = self.facts().await?;
        let listed = tokio::task::spawn_blocking(move || {
            let list_of = |Question { list, rules, target }: &Question| {
                let ((unit, on), bucket) = (list.place, Some(list.bucket));
                let members = members(&facts, rules, target, unit.0, on, bucket).map_err(engine)?;
                Ok((*list, members.into_iter().map(Arc::new).collect()))
            };
            questions.iter().map(list_of).collect()
        });
        listed.await?
    }

    /// Notes that members were shown who are members by entries of the succession plan.
    pub fn note_members<'m>(&self, members: impl IntoIterator<Item = &'m Member>) {
        let entries: Vec<Uuid> =
            members.into_iter().flat_map(|member| member.entries.iter().copied()).collect();
        if !entries.is_empty() {
            self.note_read::<succession_entry::Entity>(entries);
        }
    }

    /// What the engine is asked for a list; none if the viewer may not see it.
    fn question(&self, list: &MemberList) -> Option<Question> {
        let (unit, on) = list.place;
        let programme = self.directory().programmes.get(list.programme)?;
        let record = programme.targets_on(on).find(|record| record.target.id == list.target)?;
        let kind = self.directory().units.kind(unit, on)?;
        let seen = sight(self.viewer().role, record.version.measure, kind, self.standing(unit, on));
        let target = programme.rule_on(list.target, on)?.clone();
        let is_listed = seen == Sight::Live { with_members: true };
        is_listed.then(|| Question { list: *list, rules: Arc::clone(&programme.rules), target })
    }
}

/// A list with what the engine needs to make it.
struct Question {
    list: MemberList,
    rules: Arc<Programme>,
    target: Target,
}
