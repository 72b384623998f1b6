//! The members of values of targets: who counts, and why.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use chrono::NaiveDate;
use entity::id::UnitId;
use serde::{Deserialize, Serialize};
use targets::explain::Member;
use targets::reason::{FactKind, FactRef};
use uuid::Uuid;

use super::node::Node;
use super::official::Official;
use super::title::Title;
use super::unit::Unit;
use crate::graphql::connection::{Connection, Listed, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id};
use crate::language::Language;
use crate::repo::figures::Figure;
use crate::repo::page::Slice;

/// Where a member of a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "targets::explain::Bucket")]
pub enum MemberBucket {
    /// In the numerator.
    Counted,
    /// In the denominator alone.
    NotCounted,
    /// In the denominator; the facts do not decide.
    Unknown,
    /// Outside: acting holders, holders over the seats, units without a standing committee.
    Excluded,
}

/// A member of a value on a day.
#[derive(Clone)]
pub struct TargetMember {
    on: NaiveDate,
    member: Arc<Member>,
}

/// A member's place in the list of its bucket: unit, title, official, seat, and the fact that decided.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Position(Option<Uuid>, Option<String>, Option<Uuid>, Option<u64>, Option<Uuid>);

impl From<&TargetMember> for Position {
    fn from(TargetMember { member, .. }: &TargetMember) -> Self {
        let fact = member.reason.fact.map(|fact| fact.id);
        Self(member.unit, member.title.as_deref().map(str::to_owned), member.official, member.seat, fact)
    }
}

impl Listed for TargetMember {
    const CONNECTION: &'static str = "TargetMemberConnection";
    const EDGE: &'static str = "TargetMemberEdge";
}

/// What a list of members takes of the values that one request may ask for: it is made whole, whatever its page.
const LIST_OF_MEMBERS: usize = 20;

impl TargetMember {
    /// The member on a day.
    pub(super) const fn new(on: NaiveDate, member: Arc<Member>) -> Self {
        Self { on, member }
    }

    /// A page of the members of a figure in a bucket; none of a suppressed one.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] where the viewer sees the numbers alone; [`ApiError::BadInput`] for a bad page;
    /// [`ApiError::TooMuch`].
    pub async fn page(
        request: &RequestContext,
        figure: &Figure,
        bucket: MemberBucket,
        args: &PageArgs,
    ) -> Result<Option<Connection<Self>>, ApiError> {
        request.spend_values(LIST_OF_MEMBERS)?;
        let (target, unit, on) = (figure.target().0, figure.unit().0, figure.on());
        let cursors = request.cursors(&format!("members of {target} in {unit} on {on}: {bucket:?}"));
        let page = args.page::<Position>(&cursors)?;
        let Some(list) = figure.members(bucket.into())? else { return Ok(None) };
        let members = request.load(list).await?.ok_or(ApiError::Forbidden)?;
        let total = TotalCount::Known(u64::try_from(members.len()).unwrap_or(u64::MAX));
        let members = members.iter().map(|member| Self { on, member: Arc::clone(member) }).collect();
        let slice = Slice::of_list(members, &page, |member: &Self| Position::from(member));
        request.note_members(slice.items.iter().map(|member| member.member.as_ref()));
        let slice = slice.map(|member| {
            let position = Position::from(&member);
            (member, position)
        });
        Connection::new(slice, &cursors, total).map(Some)
    }

    /// The person, if there is one whom the viewer sees on the day.
    async fn person(&self, request: &RequestContext) -> Result<Option<Official>, ApiError> {
        match self.member.official {
            Some(official) => Official::find(request, official.into(), self.on).await,
            None => Ok(None),
        }
    }

    /// The fact that decided, if the viewer sees it and the person whose it is.
    async fn fact(&self, request: &RequestContext) -> Result<Option<Node>, ApiError> {
        let Some(FactRef { kind, id: fact }) = self.member.reason.fact else { return Ok(None) };
        if self.member.official.is_some() && self.person(request).await?.is_none() {
            return Ok(None);
        }
        let Some(kind) = node_kind(kind) else { return Ok(None) };
        match Node::find(request, &id(kind, fact, self.on)).await {
            Ok(node) => Ok(Some(node)),
            Err(ApiError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the viewer may be told what the fact that decided says: what is in the file of a person is for those who
    /// see the person.
    async fn is_open(&self, request: &RequestContext) -> Result<bool, ApiError> {
        match (self.member.official, self.member.reason.fact.map(|fact| fact.kind)) {
            (Some(_), _) => Ok(self.person(request).await?.is_some()),
            (None, Some(FactKind::StandingMembership)) => Ok(self.fact(request).await?.is_some()),
            (None, _) => Ok(true),
        }
    }
}

/// A member of a value: a person, a seat or a unit, as the target counts.
#[Object]
impl TargetMember {
    /// Where the member stands.
    async fn bucket(&self) -> MemberBucket {
        self.member.bucket.into()
    }

    /// The person; null for a vacant seat and for a unit, and for a person whose file the reader does not see on the
    /// day.
    async fn official(&self, ctx: &Context<'_>) -> Result<Option<Official>, ApiError> {
        self.person(request(ctx)?).await
    }

    /// The unit: of the seat, of the person's post or entry (the primary one, or the first), or the unit itself.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.member.unit.and_then(|unit| Unit::shown(request, UnitId(unit), self.on, None)))
    }

    /// The title: of the seat, or of the person's post or entry.
    async fn title(&self, ctx: &Context<'_>) -> Result<Option<Title>, ApiError> {
        let request = request(ctx)?;
        self.member.title.as_deref().map(|title| Title::get(request, title, self.on)).transpose()
    }

    /// The number of the seat among those of its unit and title, from 1; null where no seat is counted.
    async fn seat(&self) -> Result<Option<i32>, ApiError> {
        let seat = self.member.seat.map(i32::try_from).transpose();
        seat.map_err(|_| ApiError::internal("a seat's number is too great for an Int"))
    }

    /// Why.
    async fn reason(&self) -> TargetReason {
        TargetReason(self.clone())
    }
}

/// Why a member stands where it does.
pub struct TargetReason(TargetMember);

/// Why a member stands where it does.
#[Object]
impl TargetReason {
    /// What the reason says, as a code that does not change; FILE_NOT_SHOWN where it is in the file of a person whom the
    /// viewer does not see on the day.
    async fn code(&self, ctx: &Context<'_>) -> Result<&'static str, ApiError> {
        let code = self.0.member.reason.code;
        let is_told = self.0.is_open(request(ctx)?).await? || code.label(Language::English).is_some();
        Ok(if is_told { code.as_str() } else { FILE_NOT_SHOWN })
    }

    /// The reason in the reader's language, with the values of the fact that decided; without them where the viewer does
    /// not see the person's file.
    async fn message(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        let request = request(ctx)?;
        let (reason, language) = (&self.0.member.reason, request.language());
        if self.0.is_open(request).await? {
            return Ok(reason.message(language));
        }
        Ok(reason.code.label(language).unwrap_or(file_not_shown(language)).to_owned())
    }

    /// The fact that decided; null where none did, and where the reader does not see it.
    async fn fact(&self, ctx: &Context<'_>) -> Result<Option<Node>, ApiError> {
        self.0.fact(request(ctx)?).await
    }
}

/// The code of every reason in a file that the viewer does not see: which it is would tell what the file says.
const FILE_NOT_SHOWN: &str = "FILE_NOT_SHOWN";

const fn file_not_shown(language: Language) -> &'static str {
    match language {
        Language::Vietnamese => "Hồ sơ do đơn vị ngoài phạm vi của bạn quản lý",
        Language::English => "The file is kept by a unit outside your scope",
    }
}

/// The kind of node that a fact is; none for a standing committee as a whole, which has no node of its own.
const fn node_kind(kind: FactKind) -> Option<NodeKind> {
    match kind {
        FactKind::Official => Some(NodeKind::Official),
        FactKind::Appointment => Some(NodeKind::Appointment),
        FactKind::LocalityAssessment => Some(NodeKind::LocalityAssessment),
        FactKind::Qualification => Some(NodeKind::Qualification),
        FactKind::Enrolment => Some(NodeKind::Enrolment),
        FactKind::Post => Some(NodeKind::Post),
        FactKind::StandingMembership => Some(NodeKind::StandingCommitteeMembership),
        FactKind::PlannedEntry => Some(NodeKind::SuccessionEntry),
        FactKind::StandingCommittee => None,
    }
}
