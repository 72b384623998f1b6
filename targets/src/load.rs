//! Loading: rows in any order become [`Facts`].

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::fact::{
    Appointment, Completion, LocalityAssessment, Official, PlannedEntry, Post, Qualification,
    StandingCommittee, StandingMembership, TitleStandard,
};
use crate::facts::Facts;
use crate::reason::FactKind;
use crate::unit::Forest;

/// Takes rows in any order and builds [`Facts`]. Rows may refer to rows that are added later; references are checked
/// by [`FactsBuilder::build`].
#[derive(Debug)]
pub struct FactsBuilder {
    forest: Arc<Forest>,
}

impl FactsBuilder {
    /// A builder without facts. The sections PARTY and SUCCESSION are absent until they are opened.
    #[must_use]
    pub fn new(forest: Arc<Forest>) -> Self {
        Self { forest }
    }

    /// Adds an official.
    pub fn official(&mut self, row: Official) {
        let _ = row;
    }

    /// Adds an appointment.
    pub fn appointment(&mut self, row: Appointment<'_>) {
        let _ = row;
    }

    /// Adds an assessed locality.
    pub fn locality(&mut self, row: LocalityAssessment) {
        let _ = row;
    }

    /// Adds a qualification.
    pub fn qualification(&mut self, row: Qualification<'_>) {
        let _ = row;
    }

    /// Adds a completed course.
    pub fn completion(&mut self, row: Completion) {
        let _ = row;
    }

    /// Adds a post.
    pub fn post(&mut self, row: Post<'_>) {
        let _ = row;
    }

    /// Adds a title standard.
    pub fn title_standard(&mut self, row: TitleStandard<'_>) {
        let _ = row;
    }

    /// Opens the section PARTY: what is not in it from now on does not exist, rather than being left out.
    pub fn open_party(&mut self) {}

    /// Adds a standing committee, and opens the section PARTY.
    pub fn standing_committee(&mut self, row: StandingCommittee) {
        let _ = row;
    }

    /// Adds a membership of a standing committee, and opens the section PARTY.
    pub fn standing_membership(&mut self, row: StandingMembership) {
        let _ = row;
    }

    /// Opens the section SUCCESSION: what is not in it from now on does not exist, rather than being left out.
    pub fn open_succession(&mut self) {}

    /// Adds an approved entry of a succession plan, and opens the section SUCCESSION.
    pub fn planned_entry(&mut self, row: PlannedEntry<'_>) {
        let _ = row;
    }

    /// Builds the facts.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn build(self) -> Result<Facts, LoadError> {
        Ok(Facts { forest: self.forest })
    }
}

/// Why rows are no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// Two rows of one kind have the same id.
    Duplicate {
        /// The kind of row.
        kind: FactKind,
        /// The id.
        id: Uuid,
    },
    /// A row names an official, unit, appointment or committee that is not there.
    Dangling {
        /// The kind of the row that refers.
        kind: FactKind,
        /// Its id.
        id: Uuid,
        /// The id that it names.
        names: Uuid,
    },
    /// More rows or distinct codes than the engine can number.
    TooMany(&'static str),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { kind, id } => write!(f, "two rows of kind {kind:?} have the id {id}"),
            Self::Dangling { kind, id, names } => {
                write!(f, "{kind:?} {id} names {names}, which is not there")
            }
            Self::TooMany(what) => write!(f, "there are too many {what}"),
        }
    }
}

impl std::error::Error for LoadError {}
