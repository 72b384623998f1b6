//! Who has to be trained for the targets of a programme, of the people whose files the viewer sees.
//!
//! A target counts the holders of posts, whoever keeps their files. Who is sent to a course is decided by whoever keeps the file: so a person
//! whose file is kept out of the viewer's scope on the day has no need here, and neither the order nor the length of a list tells
//! anything of somebody out of sight.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::affiliation;
use entity::class::ConfidentialityClass as Class;
use entity::value::{CourseKind, TargetMeasure};
use sea_orm::{IdenStatic, QueryResult};
use targets::fact::QualificationKind;
use targets::need::{Lack, Need, needs};
use targets::programme::Target;
use uuid::Uuid;

use super::directory::ProgrammeRecord;
use super::figures::{Place, engine};
use super::{Reader, RepoError};
use crate::policy::figures::{Sight, class_of, sight};

/// Needs in the order of their priority.
pub type TrainingNeeds = Vec<Arc<Need>>;

/// Which needs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NeedsOf {
    /// Those of the targets that rest on PERSONNEL alone.
    KeyOfficials,
    /// Those of the targets that count planned people (class SUCCESSION).
    PlannedPeople,
}

impl NeedsOf {
    /// Whether the needs of a target that measures this are among them.
    fn includes(self, measure: TargetMeasure) -> bool {
        match self {
            Self::KeyOfficials => class_of(measure) == Class::Personnel,
            Self::PlannedPeople => class_of(measure) == Class::Succession,
        }
    }
}

/// The kind of course that gives what is lacking. Any course will do for somebody who is planned; the one for candidates is meant for it.
#[must_use]
pub const fn course_kind(lack: Lack) -> CourseKind {
    match lack {
        Lack::Level(QualificationKind::Education) => CourseKind::Degree,
        Lack::Level(QualificationKind::PoliticalTheory) => CourseKind::PoliticalTheory,
        Lack::Level(QualificationKind::StateManagement) => CourseKind::StateManagement,
        Lack::Level(QualificationKind::InformationTechnology) => CourseKind::Digital,
        Lack::Level(QualificationKind::ForeignLanguage) => CourseKind::ForeignLanguage,
        Lack::KnowledgeUpdate => CourseKind::KnowledgeUpdate,
        Lack::CourseSinceApproval => CourseKind::Candidate,
    }
}

/// The needs by the kind of course that closes them, in the order of the targets: how many people, each once, and which targets.
#[must_use]
pub fn by_course(needs: &[Arc<Need>]) -> Vec<(CourseKind, usize, Vec<String>)> {
    let mut in_order: Vec<&Need> = needs.iter().map(Arc::as_ref).collect();
    in_order.sort_by(|one, other| (&one.code, &one.part).cmp(&(&other.code, &other.part)));
    let mut courses: Vec<(CourseKind, HashSet<Option<Uuid>>, Vec<String>)> = Vec::new();
    for need in in_order {
        let kind = course_kind(need.lack);
        let place = courses.iter().position(|(known, ..)| *known == kind).unwrap_or_else(|| {
            courses.push((kind, HashSet::new(), Vec::new()));
            courses.len().saturating_sub(1)
        });
        if let Some((_, people, targets)) = courses.get_mut(place) {
            people.insert(need.member.official);
            if !targets.contains(&need.code) {
                targets.push(need.code.clone());
            }
        }
    }
    courses.into_iter().map(|(kind, people, targets)| (kind, people.len(), targets)).collect()
}

impl Reader {
    /// The needs for a programme's targets in force on a day, over what stands for a unit then; none where the unit is not wholly in the
    /// viewer's scope.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read PERSONNEL; [`RepoError`] when the database fails.
    pub async fn training_needs(
        &self,
        programme: &ProgrammeRecord,
        (unit, on): Place,
        of: NeedsOf,
    ) -> Result<Option<TrainingNeeds>, RepoError> {
        let Some(kind) = self.directory().units.kind(unit, on) else { return Ok(None) };
        let (role, standing) = (self.viewer().role, self.standing(unit, on));
        let is_listed = |measure| sight(role, measure, kind, standing) == Sight::Live { with_members: true };
        // By whatever target members are listed, the unit is in the scope.
        if !TargetMeasure::ALL.iter().any(|measure| is_listed(*measure)) {
            return Ok(None);
        }
        let asked = programme
            .targets_on(on)
            .filter(|record| of.includes(record.version.measure) && is_listed(record.version.measure));
        let targets: Vec<Target> =
            asked.filter_map(|record| programme.rule_on(record.target.id, on)).cloned().collect();
        let (facts, rules) = (self.facts().await?, Arc::clone(&programme.rules));
        let found = tokio::task::spawn_blocking(move || {
            let targets: Vec<&Target> = targets.iter().collect();
            needs(&facts, &rules, &targets, unit.0, on).map_err(engine)
        });
        let (found, seen) = (found.await??, self.people_seen(on).await?);
        let is_seen = |need: &Need| need.member.official.is_some_and(|official| seen.contains(&official));
        Ok(Some(found.into_iter().filter(is_seen).map(Arc::new).collect()))
    }

    /// The people whose files the viewer sees on a day.
    async fn people_seen(&self, on: NaiveDate) -> Result<HashSet<Uuid>, RepoError> {
        let people = self.people_in_sight(&BTreeSet::from([on]))?;
        let column = affiliation::Column::OfficialId.as_str();
        let read = |row: &QueryResult| Ok(row.try_get::<Uuid>("", column)?);
        Ok(self.rows(&people, read).await?.into_iter().collect())
    }
}
