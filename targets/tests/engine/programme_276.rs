//! The programme 28/276 as its own rows would give it.

use targets::fact::QualificationKind;
use targets::fraction::Fraction;
use targets::period::Period;
use targets::programme::{
    Comparator, CompletionPeriod, CountedThing, Evidence, Measure, Programme, Target, TargetKind,
};
use uuid::Uuid;

use crate::world::day;

/// The seven Party, council and committee titles.
pub(crate) const KEY_TITLES: [&str; 7] = [
    "PARTY_SECRETARY",
    "PARTY_STANDING_DEPUTY_SECRETARY",
    "PARTY_DEPUTY_SECRETARY",
    "COUNCIL_CHAIR",
    "COUNCIL_VICE_CHAIR",
    "COMMITTEE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
];

/// A target with nothing but its code, in force for good.
pub(crate) fn bare(code: &str, measure: Measure, kind: TargetKind, counts: CountedThing) -> Target {
    Target {
        id: Uuid::from_u128(u128::from(code.bytes().map(u32::from).sum::<u32>())),
        code: code.to_owned(),
        measure,
        kind,
        counts,
        comparator: None,
        threshold: None,
        age_limit: None,
        period: None,
        alternative_period: None,
        titles: Vec::new(),
        evidence: Vec::new(),
        in_force: Period::since(day("2000-01-01")),
    }
}

/// The target with a comparator and a threshold in per cent.
pub(crate) fn against(mut target: Target, comparator: Comparator, percent: u32) -> Target {
    target.comparator = Some(comparator);
    target.threshold = Some(Fraction::percent(percent));
    target
}

pub(crate) fn evidence(part: &str, kind: QualificationKind, min_rank: i32) -> Evidence {
    Evidence { part: part.to_owned(), kind, min_rank }
}

pub(crate) fn programme() -> Programme {
    use Comparator::{AtLeast, Equal, GreaterThan};
    use CountedThing::{FilledPosts, Persons, PlannedPersons, Posts, Units};
    use TargetKind::{Aspirational, Directional, Mandatory};

    let mut k2 = against(bare("K2", Measure::UnderAge, Aspirational, Persons), GreaterThan, 5);
    k2.age_limit = Some(35);
    let mut k5 = against(bare("K5", Measure::Qualified, Mandatory, Persons), Equal, 100);
    k5.evidence = vec![
        evidence("EDUCATION", QualificationKind::Education, 3),
        evidence("POLITICAL_THEORY", QualificationKind::PoliticalTheory, 2),
    ];
    let mut k6 = against(bare("K6", Measure::KnowledgeUpdate, Mandatory, Persons), Equal, 100);
    k6.period = Some(CompletionPeriod::CalendarYear);
    k6.alternative_period = Some(CompletionPeriod::SinceProgrammeStart);
    let mut k8 = against(bare("K8", Measure::Qualified, Mandatory, Persons), Equal, 100);
    k8.evidence = vec![evidence("INFORMATION_TECHNOLOGY", QualificationKind::InformationTechnology, 1)];
    let mut k9 = against(bare("K9", Measure::NonLocal, Aspirational, FilledPosts), AtLeast, 50);
    k9.titles = vec!["PARTY_SECRETARY".to_owned(), "COMMITTEE_CHAIR".to_owned()];
    let mut k10 = bare("K10", Measure::NonLocalTrend, Directional, FilledPosts);
    k10.titles = vec!["PARTY_STANDING_DEPUTY_SECRETARY".to_owned(), "COMMITTEE_VICE_CHAIR".to_owned()];

    Programme {
        code: "KH-276".to_owned(),
        baseline_on: day("2023-12-31"),
        starts_on: day("2024-01-12"),
        key_titles: KEY_TITLES.map(|title| (title.to_owned(), Period::since(day("2000-01-01")))).into(),
        targets: vec![
            against(bare("K1", Measure::PostsFilled, Mandatory, Posts), Equal, 100),
            k2,
            against(bare("K3", Measure::Female, Aspirational, Persons), GreaterThan, 15),
            against(bare("K4", Measure::WomanInStandingCommittee, Aspirational, Units), Equal, 100),
            k5,
            k6,
            against(bare("K7", Measure::PlannedTrained, Mandatory, PlannedPersons), Equal, 100),
            k8,
            k9,
            k10,
        ],
    }
}
