//! A programme's rows as the engine's programme.

use entity::value::{Comparator, CompletionPeriod, CountedThing, TargetKind, TargetMeasure};
use entity::{programme, programme_key_title, target, target_evidence, target_title, target_version};
use targets::fraction::Fraction;
use targets::period::Period;
use targets::programme::{self as engine, Evidence, Measure, Programme, Target};

use super::mapping::qualification_kind;
use super::{FactError, Levels};

/// The rows of one programme: each list holds that programme's rows alone.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each list is named after its table, which says what it holds")]
pub struct ProgrammeRows<'a> {
    pub programme: &'a programme::Model,
    pub key_titles: &'a [programme_key_title::Model],
    pub targets: &'a [target::Model],
    pub target_versions: &'a [target_version::Model],
    pub target_evidences: &'a [target_evidence::Model],
    pub target_titles: &'a [target_title::Model],
}

/// The engine's programme, with its targets in the order of their positions. The id of each of its targets is that of
/// the target, not of the version.
///
/// # Errors
/// See [`FactError`].
pub fn programme(rows: &ProgrammeRows<'_>, levels: &Levels) -> Result<Programme, FactError> {
    let key_titles = rows
        .key_titles
        .iter()
        .map(|row| Ok((row.title_code.clone(), Period::new(row.valid_from, row.valid_to)?)))
        .collect::<Result<Vec<_>, FactError>>()?;
    let mut ordered: Vec<&target::Model> = rows.targets.iter().collect();
    ordered.sort_by_key(|row| row.position);
    let mut targets = Vec::new();
    for row in ordered {
        for version in rows.target_versions.iter().filter(|version| version.target_id == row.id) {
            targets.push(target(row, version, rows, levels)?);
        }
    }
    Ok(Programme {
        code: rows.programme.code.clone(),
        baseline_on: rows.programme.baseline_on,
        starts_on: rows.programme.starts_on,
        key_titles,
        targets,
    })
}

fn target(
    row: &target::Model,
    version: &target_version::Model,
    rows: &ProgrammeRows<'_>,
    levels: &Levels,
) -> Result<Target, FactError> {
    let evidence = rows
        .target_evidences
        .iter()
        .filter(|evidence| evidence.target_version_id == version.id)
        .map(|evidence| {
            Ok(Evidence {
                part: evidence.part_code.clone(),
                kind: qualification_kind(evidence.kind),
                min_rank: levels.rank(evidence.kind, &evidence.level_code)?,
            })
        })
        .collect::<Result<Vec<_>, FactError>>()?;
    let titles = rows
        .target_titles
        .iter()
        .filter(|title| title.target_version_id == version.id)
        .map(|title| title.title_code.clone())
        .collect();
    Ok(Target {
        id: row.id.into(),
        code: row.code.clone(),
        measure: measure(version.measure),
        kind: kind(version.kind),
        counts: counts(version.counts),
        comparator: version.comparator.map(comparator),
        threshold: threshold(version)?,
        age_limit: version
            .age_limit
            .map(|age| {
                u32::try_from(age).map_err(|_| FactError::OutOfRange { what: "an age", number: age.into() })
            })
            .transpose()?,
        period: version.completion_period.map(period),
        alternative_period: version.alternative_period.map(period),
        titles,
        evidence,
        in_force: Period::new(version.valid_from, version.valid_to)?,
    })
}

fn threshold(version: &target_version::Model) -> Result<Option<Fraction>, FactError> {
    let Some((numerator, denominator)) = version.threshold_numerator.zip(version.threshold_denominator)
    else {
        return Ok(None);
    };
    let term = |number: i64| {
        u64::try_from(number).map_err(|_| FactError::OutOfRange { what: "a threshold", number })
    };
    let fraction = Fraction::new(term(numerator)?, term(denominator)?);
    fraction.map(Some).ok_or(FactError::OutOfRange { what: "a threshold", number: denominator })
}

const fn measure(measure: TargetMeasure) -> Measure {
    match measure {
        TargetMeasure::PostsFilled => Measure::PostsFilled,
        TargetMeasure::UnderAge => Measure::UnderAge,
        TargetMeasure::Female => Measure::Female,
        TargetMeasure::WomanInStandingCommittee => Measure::WomanInStandingCommittee,
        TargetMeasure::Qualified => Measure::Qualified,
        TargetMeasure::KnowledgeUpdate => Measure::KnowledgeUpdate,
        TargetMeasure::PlannedTrained => Measure::PlannedTrained,
        TargetMeasure::NonLocal => Measure::NonLocal,
        TargetMeasure::NonLocalTrend => Measure::NonLocalTrend,
    }
}

const fn kind(kind: TargetKind) -> engine::TargetKind {
    match kind {
        TargetKind::Mandatory => engine::TargetKind::Mandatory,
        TargetKind::Aspirational => engine::TargetKind::Aspirational,
        TargetKind::Directional => engine::TargetKind::Directional,
    }
}

const fn counts(counts: CountedThing) -> engine::CountedThing {
    match counts {
        CountedThing::Persons => engine::CountedThing::Persons,
        CountedThing::Posts => engine::CountedThing::Posts,
        CountedThing::FilledPosts => engine::CountedThing::FilledPosts,
        CountedThing::Units => engine::CountedThing::Units,
        CountedThing::PlannedPersons => engine::CountedThing::PlannedPersons,
    }
}

const fn comparator(comparator: Comparator) -> engine::Comparator {
    match comparator {
        Comparator::GreaterThan => engine::Comparator::GreaterThan,
        Comparator::AtLeast => engine::Comparator::AtLeast,
        Comparator::Equal => engine::Comparator::Equal,
    }
}

const fn period(period: CompletionPeriod) -> engine::CompletionPeriod {
    match period {
        CompletionPeriod::CalendarYear => engine::CompletionPeriod::CalendarYear,
        CompletionPeriod::SinceProgrammeStart => engine::CompletionPeriod::SinceProgrammeStart,
    }
}
