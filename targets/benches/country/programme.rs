//! The ten targets.

use targets::fact::QualificationKind;
use targets::fraction::Fraction;
use targets::period::Period;
use targets::programme::{
    Comparator, CompletionPeriod, CountedThing, Evidence, Measure, Programme, Target, TargetKind,
};
use uuid::Uuid;

use crate::rows::{KEY_TITLES, day};

fn target(
    code: &str,
    measure: Measure,
    kind: TargetKind,
    counts: CountedThing,
    aim: Option<(Comparator, u32)>,
) -> Target {
    Target {
        id: Uuid::nil(),
        code: code.to_owned(),
        measure,
        kind,
        counts,
        comparator: aim.map(|(comparator, _)| comparator),
        threshold: aim.map(|(_, percent)| Fraction::percent(percent)),
        age_limit: (measure == Measure::UnderAge).then_some(35),
        period: (measure == Measure::KnowledgeUpdate).then_some(CompletionPeriod::CalendarYear),
        alternative_period: (measure == Measure::KnowledgeUpdate)
            .then_some(CompletionPeriod::SinceProgrammeStart),
        titles: Vec::new(),
        evidence: Vec::new(),
        in_force: Period::since(day("2023-01-01")),
    }
}

pub(crate) fn programme() -> Programme {
    use Comparator::{AtLeast, Equal, GreaterThan};
    use CountedThing::{FilledPosts, Persons, PlannedPersons, Posts, Units};
    use TargetKind::{Aspirational, Directional, Mandatory};
    let evidence = |part: &str, kind, min_rank| Evidence { part: part.to_owned(), kind, min_rank };
    let mut targets = vec![
        target("K1", Measure::PostsFilled, Mandatory, Posts, Some((Equal, 100))),
        target("K2", Measure::UnderAge, Aspirational, Persons, Some((GreaterThan, 5))),
        target("K3", Measure::Female, Aspirational, Persons, Some((GreaterThan, 15))),
        target("K4", Measure::WomanInStandingCommittee, Aspirational, Units, Some((Equal, 100))),
        target("K5", Measure::Qualified, Mandatory, Persons, Some((Equal, 100))),
        target("K6", Measure::KnowledgeUpdate, Mandatory, Persons, Some((Equal, 100))),
        target("K7", Measure::PlannedTrained, Mandatory, PlannedPersons, Some((Equal, 100))),
        target("K8", Measure::Qualified, Mandatory, Persons, Some((Equal, 100))),
        target("K9", Measure::NonLocal, Aspirational, FilledPosts, Some((AtLeast, 50))),
        target("K10", Measure::NonLocalTrend, Directional, FilledPosts, None),
    ];
    targets[4].evidence = vec![
        evidence("EDUCATION", QualificationKind::Education, 3),
        evidence("POLITICAL_THEORY", QualificationKind::PoliticalTheory, 2),
    ];
    targets[7].evidence =
        vec![evidence("INFORMATION_TECHNOLOGY", QualificationKind::InformationTechnology, 1)];
    targets[8].titles = vec!["PARTY_SECRETARY".to_owned(), "COMMITTEE_CHAIR".to_owned()];
    targets[9].titles = vec!["PARTY_STANDING_DEPUTY_SECRETARY".to_owned(), "COMMITTEE_VICE_CHAIR".to_owned()];
    Programme {
        code: "COUNTRY".to_owned(),
        baseline_on: day("2023-12-31"),
        starts_on: day("2024-01-12"),
        key_titles: KEY_TITLES.map(|title| (title.to_owned(), Period::since(day("2000-01-01")))).into(),
        targets,
    }
}
