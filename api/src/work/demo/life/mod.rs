//! The life of the demo district, told day by day: its rows, turned into what clerks asked the registry for, so that the use
//! cases write them again under their rules, and the journal tells of each thing on its day.
//!
//! What lies before the [day on which the registry opened](REGISTRY_OPENS) is entered on that day, and so are ends that
//! were known by then.

mod courses;
mod deadlines;
mod enrolments;
mod party;
mod people;
mod plans;
mod pools;
mod publications;
mod records;
mod reports;
mod step;
mod succession;
mod units;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use futures_util::FutureExt;

use self::step::{Event, Step};
use super::LoadError;
use crate::clock::{Clock, begin_of};
use crate::demo::{District, REGISTRY_OPENS};
use crate::work::registry::{RegistryError, keep, restructure};
use crate::work::unit_of_work::Ending;
use crate::work::{Asker, Work};

/// The time of day at which clerks work, after midnight.
const MORNING: TimeDelta = TimeDelta::hours(9);

/// What comes before what on one day: what ends before what begins, units before what is in them, people before what is of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Deadlines,
    Endings,
    Leaving,
    /// Units begin, and go over into each other.
    Units,
    Posts,
    People,
    /// A person's further files, in their order.
    Files(usize),
    /// Units end of which nothing goes over.
    UnitsEnd,
    Titles,
    /// Those left who had left before they were entered.
    Left,
    Committees,
    CommitteeSeats,
    Records,
    Revocations,
    Proposals,
    Approvals,
    /// Succession rounds are opened, before people are proposed in them.
    Rounds,
    Successors,
    RoundSteps,
    SuccessorsEnd,
    PoolAdditions,
    PoolReviews,
    PoolReports,
    Drafts,
    Submissions,
    Consolidations,
    PlanApprovals,
    /// Courses are announced and opened, before anybody is nominated for them.
    Courses,
    Nominations,
    EnrolmentApprovals,
    /// Courses begin, are over, or do not take place.
    CourseMoves,
    Withdrawals,
    Results,
    /// Reports, drafted, then submitted, then accepted.
    Reports,
    /// Figures, of all that was told before.
    Publications,
}

/// Everything that happens, in the order in which it is told.
#[derive(Debug, Default)]
struct Life {
    steps: BTreeMap<(NaiveDate, Turn), Vec<Step>>,
    events: BTreeMap<(NaiveDate, Turn), Vec<Event>>,
}

impl Life {
    fn of(district: &District) -> Self {
        let mut life = Self::default();
        life.tell_deadlines(district);
        life.tell_units(district);
        life.tell_people(district);
        life.tell_records(district);
        life.tell_party(district);
        life.tell_succession(district);
        life.tell_pools(district);
        life.tell_plans(district);
        life.tell_courses(district);
        life.tell_enrolments(district);
        life.tell_reports(district);
        life.tell_publications(district);
        life
    }

    /// Adds what is told on a day, or when the registry opens.
    fn tell(&mut self, on: NaiveDate, turn: Turn, step: Step) {
        self.steps.entry((on.max(REGISTRY_OPENS), turn)).or_default().push(step);
    }

    fn tell_event(&mut self, on: NaiveDate, turn: Turn, event: Event) {
        self.events.entry((on.max(REGISTRY_OPENS), turn)).or_default().push(event);
    }

    /// What is done in one transaction each: an event of units alone, and what else happens on a day between two of them.
    fn chapters(self) -> Vec<(NaiveDate, Chapter)> {
        let steps = self.steps.into_iter().map(|(when, steps)| (when, Chapter::Steps(steps)));
        let events = self.events.into_iter().flat_map(|(when, events)| {
            events.into_iter().map(move |event| (when, Chapter::Event(Box::new(event))))
        });
        let mut told: Vec<_> = steps.chain(events).collect();
        told.sort_by_key(|(when, _)| *when);
        let mut chapters: Vec<(NaiveDate, Chapter)> = Vec::new();
        for ((on, _), chapter) in told {
            match (chapters.last_mut(), chapter) {
                (Some((day, Chapter::Steps(before))), Chapter::Steps(steps)) if *day == on => {
                    before.extend(steps);
                }
                (_, chapter) => chapters.push((on, chapter)),
            }
        }
        chapters
    }
}

/// What is done in one transaction.
#[derive(Debug)]
enum Chapter {
    Steps(Vec<Step>),
    Event(Box<Event>),
}

/// Lets the use cases of the registry write the life of the district up to a day, at the console, each day on its own.
pub(super) async fn live(work: &Work, district: &District, until: NaiveDate) -> Result<(), LoadError> {
    let chapters = Life::of(district).chapters().into_iter();
    for (on, chapter) in chapters.take_while(|(on, _)| *on <= until) {
        let kept = keep_chapter(&work.by(clock(on)), chapter).await;
        kept.map_err(|source| LoadError::Refused { on, source })?;
    }
    Ok(())
}

/// A clock that stands at the morning of a day.
pub(super) fn clock(on: NaiveDate) -> Clock {
    Clock::fixed(begin_of(on).unwrap_or_default() + MORNING, on)
}

async fn keep_chapter(work: &Work, chapter: Chapter) -> Result<(), RegistryError> {
    match chapter {
        Chapter::Event(event) => {
            let event = Arc::new(event);
            restructure(work, Asker::CONSOLE, Ending::Commit, move |unit, keeper| {
                let event = Arc::clone(&event);
                async move { event.carry_out(unit, &keeper).await }.boxed()
            })
            .await
        }
        Chapter::Steps(steps) => {
            let (keys, steps) = (work.keys().clone(), Arc::new(steps));
            keep(work, Asker::CONSOLE, &[], move |unit, keeper| {
                let (keys, steps) = (keys.clone(), Arc::clone(&steps));
                async move {
                    for step in steps.iter().cloned() {
                        step.take(unit, &keeper, &keys).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
        }
    }
}
