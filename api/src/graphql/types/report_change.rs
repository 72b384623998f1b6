//! What changed since a report was sealed.

use std::collections::BTreeSet;

use async_graphql::{Context, Object, SimpleObject};
use chrono::{NaiveDate, Utc};
use entity::id::{OfficialId, UnitId};
use uuid::Uuid;

use super::change::Change;
use super::official::Official;
use super::target_member::MemberBucket;
use super::title::Title;
use super::unit::Unit;
use super::word::{ConfidentialityClass, TargetStatus};
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::repo::history::{History, HistoryOf};
use crate::report::{Figure, MemberChange, Stand, TargetChange};

/// The value of a target as a report has it.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct ReportFigure {
    /// How many members count.
    pub(super) numerator: i32,
    /// How many members there are.
    pub(super) denominator: i32,
    /// Members of the denominator whose facts do not decide.
    pub(super) unknown: i32,
    /// How the value stands to its target.
    pub(super) status: TargetStatus,
}

impl ReportFigure {
    /// The value as the schema has it.
    ///
    /// # Errors
    /// A number is too great, or a word is none of the schema's: the report was not made by this program.
    pub(super) fn of(figure: &Figure) -> Result<Self, ApiError> {
        let int = |number| {
            i32::try_from(number).map_err(|_| ApiError::internal("a number of a report is too great"))
        };
        Ok(Self {
            numerator: int(figure.numerator)?,
            denominator: int(figure.denominator)?,
            unknown: int(figure.unknown)?,
            status: word(&figure.status)?,
        })
    }
}

/// The word of the schema that a report spells.
fn word<E: async_graphql::resolver_utils::EnumType>(text: &str) -> Result<E, ApiError> {
    let found = E::items().iter().find(|item| item.name == text).map(|item| item.value);
    found.ok_or_else(|| ApiError::internal("a word of a report is unknown"))
}

/// A target whose value or members are others than they were when the report was sealed.
pub struct ReportChange {
    change: TargetChange,
    as_of: NaiveDate,
    sealed_at: chrono::DateTime<Utc>,
}

impl ReportChange {
    /// A change of a report that speaks as of a day and was sealed at an instant.
    pub(super) const fn new(
        change: TargetChange,
        as_of: NaiveDate,
        sealed_at: chrono::DateTime<Utc>,
    ) -> Self {
        Self { change, as_of, sealed_at }
    }
}

/// A target whose value or members, computed now for the day as of which the report speaks, are others than they were when it was sealed.
#[Object]
impl ReportChange {
    /// The class that the target rests on: PERSONNEL, PARTY or SUCCESSION.
    async fn class(&self) -> ConfidentialityClass {
        self.change.class.into()
    }

    /// The target's code.
    async fn target(&self) -> &str {
        &self.change.target
    }

    /// The value as it was sealed; null where the target was not in force then.
    async fn reported(&self) -> Result<Option<ReportFigure>, ApiError> {
        self.change.reported.as_ref().map(ReportFigure::of).transpose()
    }

    /// The value now; null where the target is not in force any more.
    async fn restated(&self) -> Result<Option<ReportFigure>, ApiError> {
        self.change.restated.as_ref().map(ReportFigure::of).transpose()
    }

    /// The members that stand elsewhere, or for another reason.
    async fn members(&self) -> Option<Vec<ReportMemberChange>> {
        let member = |change: &MemberChange| ReportMemberChange {
            change: change.clone(),
            as_of: self.as_of,
            sealed_at: self.sealed_at,
            of_committees: self.change.class == entity::class::ConfidentialityClass::Party,
        };
        Some(self.change.members.iter().map(member).collect())
    }
}

/// A member that stands elsewhere than when the report was sealed, or for another reason.
pub struct ReportMemberChange {
    change: MemberChange,
    as_of: NaiveDate,
    sealed_at: chrono::DateTime<Utc>,
    /// Whether the facts that decide are memberships of standing committees.
    of_committees: bool,
}

impl ReportMemberChange {
    /// The histories of the person, and of the memberships that decided.
    fn histories(&self, today: NaiveDate) -> Vec<History> {
        let stands = [&self.change.before, &self.change.after].into_iter().flatten();
        let decisive: BTreeSet<Uuid> = stands.filter_map(|stand| stand.fact).collect();
        let memberships = decisive.into_iter().filter(|_| self.of_committees);
        let memberships = memberships.map(|fact| (fact, HistoryOf::StandingCommitteeMembership));
        let person = self.change.official.map(|official| (official, HistoryOf::Official));
        memberships.chain(person).map(|(parent, filter)| History { parent, on: today, filter }).collect()
    }
}

/// A member of a target that stands elsewhere than when the report was sealed, or for another reason.
#[Object]
impl ReportMemberChange {
    /// The person; null for a seat without a holder and for a unit, and for a person whose file the reader does not see on the day as of
    /// which the report speaks.
    async fn official(&self, ctx: &Context<'_>) -> Result<Option<Official>, ApiError> {
        match self.change.official {
            Some(official) => Official::find(request(ctx)?, OfficialId(official), self.as_of).await,
            None => Ok(None),
        }
    }

    /// The unit.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.change.unit.and_then(|unit| Unit::shown(request, UnitId(unit), self.as_of, None)))
    }

    /// The title; null for a unit.
    async fn title(&self, ctx: &Context<'_>) -> Result<Option<Title>, ApiError> {
        let request = request(ctx)?;
        self.change.title.as_deref().map(|title| Title::get(request, title, self.as_of)).transpose()
    }

    /// Where it stood when the report was sealed; null for one that is new.
    async fn before(&self) -> Result<Option<MemberBucket>, ApiError> {
        self.change.before.as_ref().map(|stand| word(&stand.bucket)).transpose()
    }

    /// Where it stands now; null for one that is gone.
    async fn after(&self) -> Result<Option<MemberBucket>, ApiError> {
        self.change.after.as_ref().map(|stand| word(&stand.bucket)).transpose()
    }

    /// The code of the reason when the report was sealed.
    async fn reason_before(&self) -> Option<&str> {
        self.change.before.as_ref().map(reason)
    }

    /// The code of the reason now.
    async fn reason_after(&self) -> Option<&str> {
        self.change.after.as_ref().map(reason)
    }

    /// The facts that did it: what the journal tells of the person, or of the membership that decided, since the report was sealed, as far
    /// as the viewer reads its class and sees the person today; the latest first.
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<Change>, ApiError> {
        let request = request(ctx)?;
        Change::since(request, self.histories(request.today()), self.sealed_at).await
    }
}

fn reason(stand: &Stand) -> &str {
    &stand.reason
}
