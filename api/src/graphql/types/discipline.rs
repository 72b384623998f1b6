//! Disciplinary measures, of the state and of the Party: two types, because two classes of readers see them.

use async_graphql::{ComplexObject, ID, OutputType, SimpleObject};
use entity::{discipline, party_discipline};
use uuid::Uuid;

use super::history::{History, HistoryOf};
use super::word::DisciplineKind;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::scalar::Date;

/// A disciplinary measure of the state.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Discipline {
    #[graphql(skip)]
    id: Uuid,
    /// The measure itself: the same on every day.
    key: ID,
    /// Counts the changes: what a correction must name.
    version: i32,
    /// The measure.
    kind: DisciplineKind,
    /// The day of the decision.
    decided_on: Date,
    /// First day on which it no longer bears on source pool and succession plan; null while no end is set.
    ends_on: Option<Date>,
    /// The decision's number.
    decision: Option<String>,
    /// What for.
    reason: String,
}

#[ComplexObject]
impl Discipline {
    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Discipline, self.id)
    }
}

impl From<discipline::Model> for Discipline {
    fn from(row: discipline::Model) -> Self {
        Self {
            id: row.id,
            key: key(NodeKind::Discipline, row.id),
            version: row.version,
            kind: row.kind.into(),
            decided_on: row.decided_on.into(),
            ends_on: row.ends_on.map(Into::into),
            decision: row.decision,
            reason: row.reason,
        }
    }
}

/// A disciplinary measure of the Party.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PartyDiscipline {
    #[graphql(skip)]
    id: Uuid,
    /// The measure.
    kind: DisciplineKind,
    /// The day of the decision.
    decided_on: Date,
    /// First day on which it no longer bears on source pool and succession plan; null while no end is set.
    ends_on: Option<Date>,
    /// The decision's number.
    decision: Option<String>,
    /// What for.
    reason: String,
}

#[ComplexObject]
impl PartyDiscipline {
    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::PartyDiscipline, self.id)
    }
}

impl From<party_discipline::Model> for PartyDiscipline {
    fn from(row: party_discipline::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind.into(),
            decided_on: row.decided_on.into(),
            ends_on: row.ends_on.map(Into::into),
            decision: row.decision,
            reason: row.reason,
        }
    }
}
