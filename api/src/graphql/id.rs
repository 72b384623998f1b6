//! Global ids: opaque, typed, and for dated things bound to the day of the view.
//!
//! An `id` holds type, thing and day, so that a client's cache never mixes two days; a `key` holds no day and is
//! the same on every day. Arguments take either. Neither holds anything but a random surrogate.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::error::{ApiError, BadInput};
use super::scalar::is_civil;

/// The types of things with a global id. The numbers are part of ids that clients keep: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A unit.
    Unit,
    /// An official.
    Official,
    /// An appointment.
    Appointment,
    /// A qualification.
    Qualification,
    /// A programme.
    Programme,
    /// A target.
    Target,
    /// A course.
    Course,
    /// An enrolment.
    Enrolment,
    /// A training plan.
    TrainingPlan,
    /// An entry of a source pool.
    SourcePoolEntry,
    /// A succession round.
    SuccessionRound,
    /// A succession entry.
    SuccessionEntry,
    /// An assessment of locality.
    LocalityAssessment,
    /// A membership of a Party standing committee.
    StandingCommitteeMembership,
    /// A post.
    Post,
    /// A rating.
    Rating,
    /// An account.
    Account,
    /// A grant of an account.
    AccountGrant,
    /// A proposal about an account.
    AccountProposal,
    /// A session.
    Session,
    /// A secret of a machine.
    ServiceSecret,
    /// A key of a machine.
    ServiceKey,
    /// A disciplinary measure of the state.
    Discipline,
    /// A review of an entry of a source pool.
    SourcePoolReview,
    /// A report of a source pool.
    SourcePoolReport,
    /// A deadline of what units owe.
    Deadline,
    /// An item of a training plan.
    TrainingPlanItem,
    /// A report.
    Report,
}

const KINDS: [(NodeKind, u8); 28] = [
    (NodeKind::Unit, 1),
    (NodeKind::Official, 2),
    (NodeKind::Appointment, 3),
    (NodeKind::Qualification, 4),
    (NodeKind::Programme, 5),
    (NodeKind::Target, 6),
    (NodeKind::Course, 7),
    (NodeKind::Enrolment, 8),
    (NodeKind::TrainingPlan, 9),
    (NodeKind::SourcePoolEntry, 10),
    (NodeKind::SuccessionRound, 11),
    (NodeKind::SuccessionEntry, 12),
    (NodeKind::LocalityAssessment, 13),
    (NodeKind::StandingCommitteeMembership, 14),
    (NodeKind::Post, 15),
    (NodeKind::Rating, 16),
    (NodeKind::Account, 17),
    (NodeKind::AccountGrant, 18),
    (NodeKind::AccountProposal, 19),
    (NodeKind::Session, 20),
    (NodeKind::ServiceSecret, 21),
    (NodeKind::ServiceKey, 22),
    (NodeKind::Discipline, 30),
    (NodeKind::SourcePoolReview, 40),
    (NodeKind::SourcePoolReport, 41),
    (NodeKind::Deadline, 42),
    (NodeKind::TrainingPlanItem, 32),
    (NodeKind::Report, 35),
];

/// A global id, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// The type.
    pub kind: NodeKind,
    /// The thing.
    pub uuid: Uuid,
    /// The day of the view; none in a key.
    pub day: Option<NaiveDate>,
}

/// The id of a view on a thing on a day.
#[must_use]
pub fn id(kind: NodeKind, thing: impl Into<Uuid>, day: NaiveDate) -> ID {
    GlobalId { kind, uuid: thing.into(), day: Some(day) }.encode()
}

/// The key of a thing: the same on every day.
#[must_use]
pub fn key(kind: NodeKind, thing: impl Into<Uuid>) -> ID {
    GlobalId { kind, uuid: thing.into(), day: None }.encode()
}

impl GlobalId {
    fn encode(self) -> ID {
        let tag = KINDS.iter().find(|(kind, _)| *kind == self.kind).map_or(0, |(_, tag)| *tag);
        let mut bytes = vec![tag];
        bytes.extend_from_slice(self.uuid.as_bytes());
        if let Some(day) = self.day {
            bytes.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
        }
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Takes an id or a key apart.
    ///
    /// # Errors
    /// [`BadInput::MalformedId`] for text that no id of this API has.
    pub fn decode(id: &ID) -> Result<Self, BadInput> {
        let bytes = URL_SAFE_NO_PAD.decode(id.as_bytes()).map_err(|_| BadInput::MalformedId)?;
        let (tag, rest) = bytes.split_first().ok_or(BadInput::MalformedId)?;
        let (kind, _) = KINDS.iter().find(|(_, known)| known == tag).copied().ok_or(BadInput::MalformedId)?;
        let (uuid, day) = rest.split_at_checked(16).ok_or(BadInput::MalformedId)?;
        let uuid = Uuid::from_slice(uuid).map_err(|_| BadInput::MalformedId)?;
        let day = match day {
            [] => None,
            day => {
                let days = <[u8; 4]>::try_from(day).map_err(|_| BadInput::MalformedId)?;
                let day = NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(days));
                Some(day.filter(is_civil).ok_or(BadInput::MalformedId)?)
            }
        };
        Ok(Self { kind, uuid, day })
    }

    /// Takes an argument that must be of one type apart: the thing, and the day of its view.
    ///
    /// # Errors
    /// [`ApiError::BadInput`] for text that is no id, or an id of another type.
    pub fn of_kind<T: From<Uuid>>(id: &ID, kind: NodeKind) -> Result<(T, Option<NaiveDate>), ApiError> {
        let decoded = Self::decode(id)?;
        if decoded.kind == kind {
            Ok((T::from(decoded.uuid), decoded.day))
        } else {
            Err(BadInput::IdOfAnotherType.into())
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use super::*;

    #[test]
    fn given_an_id_when_decoded_then_type_thing_and_day() {
        let uuid = Uuid::from_u128(42);
        let day = NaiveDate::from_ymd_opt(2023, 12, 31).unwrap();
        for (kind, _) in KINDS {
            let view = GlobalId { kind, uuid, day: Some(day) };
            assert_eq!(GlobalId::decode(&id(kind, uuid, day)), Ok(view));
            assert_eq!(GlobalId::decode(&key(kind, uuid)), Ok(GlobalId { day: None, ..view }));
        }
    }

    #[test]
    fn given_other_text_when_decoded_then_malformed() {
        for text in ["", "1", "' OR 1=1", "AAAA", &"A".repeat(1024), "AP__________________________"] {
            assert_eq!(GlobalId::decode(&ID(text.to_owned())), Err(BadInput::MalformedId), "{text}");
        }
    }

    #[test]
    fn given_an_id_of_another_type_then_said_so() {
        let id = key(NodeKind::Official, Uuid::from_u128(1));
        let error = GlobalId::of_kind::<Uuid>(&id, NodeKind::Unit).unwrap_err();
        assert!(matches!(error, ApiError::BadInput(BadInput::IdOfAnotherType)));
    }
}
