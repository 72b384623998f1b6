//! Random worlds, small enough for the oracle and crowded enough for coincidences: few days, few people, few titles.

use chrono::{Days as CivilDays, NaiveDate};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use targets::fraction::Fraction;
use targets::period::Period;
use targets::programme::{
    Comparator, CompletionPeriod, CountedThing, Evidence, Measure, Programme, Target, TargetKind,
};

use crate::programme_276::bare;
use crate::world::{
    AppointmentRow, AssessmentRow, CompletionRow, Days, EdgeRow, EntryRow, KINDS, MembershipRow, OfficialRow,
    PostRow, QualificationRow, StandardRow, UnitRow, World, day,
};

const UNITS: usize = 10;
const OFFICIALS: usize = 9;
const APPOINTMENTS: usize = 22;
const COMMITTEES: usize = 6;
const TITLES: [&str; 4] = ["SECRETARY", "CHAIR", "DEPUTY", "CLERK"];

/// One of a few days, so that facts often begin and end together.
pub(crate) fn days() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        6 => (0..16_u64).prop_map(|step| day("2023-01-01").checked_add_days(CivilDays::new(step * 73)).unwrap()),
        1 => Just(day("2023-12-31")),
        1 => Just(day("2024-02-29")),
    ]
}

fn periods() -> impl Strategy<Value = Days> {
    let early = prop_oneof![4 => Just(day("2022-01-01")), 2 => days()];
    (early, weighted(0.4, days())).prop_map(|(from, to)| (from, to.filter(|to| *to > from)))
}

fn title() -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(0_usize), 3 => Just(1), 2 => Just(2), 1 => Just(3)]
        .prop_map(|place| TITLES[place].to_owned())
}

/// A unit's versions: from a first day through changes to an end or none; parents come before their children, and the
/// last two units are none of the commune level but for a while.
fn unit_rows(unit: usize) -> impl Strategy<Value = Vec<UnitRow>> {
    let first =
        if (2..6).contains(&unit) || unit == 0 { Just(day("2022-01-01")).boxed() } else { days().boxed() };
    let parent = move || {
        prop_oneof![3 => Just(0_usize), 2 => Just(1), 1 => 0..UNITS]
            .prop_map(move |above| if above < unit { Some(above) } else { None })
    };
    let commune = move || {
        weighted(if unit < 2 || unit == 9 { 0.1 } else { 0.95 }, Just(())).prop_map(|some| some.is_some())
    };
    (first, vec((days(), parent(), commune(), any::<bool>()), 1..4)).prop_map(move |(first, mut steps)| {
        steps.sort_by_key(|(day, ..)| *day);
        let mut rows: Vec<UnitRow> = Vec::new();
        let mut from = first;
        for (at, parent, commune, is_last) in steps {
            if at > from {
                rows.push(UnitRow { unit, parent, commune, days: (from, Some(at)) });
                from = at;
            }
            if is_last && unit != 1 {
                break;
            }
        }
        if rows.is_empty() || unit % 3 == 1 {
            rows.push(UnitRow {
                unit,
                parent: if unit > 1 { Some(1) } else { None },
                commune: unit > 1,
                days: (from, None),
            });
        }
        rows
    })
}

fn edges() -> impl Strategy<Value = Vec<EdgeRow>> {
    let edge = (0..UNITS - 1, 1..UNITS, any::<bool>(), any::<bool>(), days());
    vec(edge, 0..9).prop_map(|edges| {
        let forward = edges.into_iter().filter(|(from, to, ..)| from < to);
        forward.map(|(from, to, whole, default, on)| EdgeRow { from, to, whole, default, on }).collect()
    })
}

fn officials() -> impl Strategy<Value = Vec<OfficialRow>> {
    let births = prop_oneof![
        4 => (1986..1996_i32, 1..13_u32, 1..29_u32).prop_map(|(year, month, day)| (year, month, day)),
        1 => Just((1992, 2, 29)),
        1 => Just((1988, 12, 31)),
        1 => Just((2025, 6, 1)),
    ];
    let birth = (births, prop_oneof![3 => Just('D'), 1 => Just('M'), 1 => Just('Y')]);
    let row = (any::<bool>(), weighted(0.85, birth)).prop_map(|(female, birth)| OfficialRow {
        female,
        birth: birth
            .map(|((year, month, day), code)| (NaiveDate::from_ymd_opt(year, month, day).unwrap(), code)),
    });
    vec(row, OFFICIALS)
}

fn communes() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 2..6_usize, 2 => 6..9_usize, 1 => 0..UNITS]
}

fn appointments() -> impl Strategy<Value = Vec<AppointmentRow>> {
    let mode = prop_oneof![5 => Just('P'), 3 => Just('C'), 1 => Just('A'), 1 => Just('I')];
    let row = (0..OFFICIALS, communes(), title(), mode, periods());
    let row = row.prop_map(|(official, unit, title, mode, days)| AppointmentRow {
        official,
        unit,
        title,
        mode,
        days,
    });
    vec(row, APPOINTMENTS)
}

fn qualifications() -> impl Strategy<Value = Vec<QualificationRow>> {
    let row = (0..OFFICIALS, 0..KINDS.len(), 1..4_i32, days(), weighted(0.2, days()));
    let row = row.prop_map(|(official, kind, rank, obtained, revoked)| QualificationRow {
        official,
        kind,
        rank,
        obtained,
        revoked,
    });
    vec(row, 0..50)
}

fn people_rows() -> impl Strategy<Value = World> {
    let assessment = (0..APPOINTMENTS, any::<bool>(), days());
    let assessment =
        assessment.prop_map(|(appointment, non_local, on)| AssessmentRow { appointment, non_local, on });
    let completion = (0..OFFICIALS, days(), any::<bool>());
    let completion =
        completion.prop_map(|(official, ended, update)| CompletionRow { official, ended, update });
    (officials(), appointments(), vec(assessment, 20..60), qualifications(), vec(completion, 0..20)).prop_map(
        |(officials, appointments, assessments, qualifications, completions)| World {
            officials,
            appointments,
            assessments,
            qualifications,
            completions,
            ..World::default()
        },
    )
}

fn unit_rows_of_all() -> impl Strategy<Value = World> {
    let units: Vec<_> = (0..UNITS).map(unit_rows).collect();
    (units, edges()).prop_map(|(units, edges)| World {
        units: units.into_iter().flatten().collect(),
        edges,
        ..World::default()
    })
}

fn rules_and_bodies() -> impl Strategy<Value = World> {
    let post = (communes(), title(), 0..4_u32, periods());
    let post = post.prop_map(|(unit, title, seats, days)| PostRow { unit, title, seats, days });
    let standard = (title(), periods(), vec((0..KINDS.len(), 1..4_i32), 0..3), of(25..35_u32));
    let standard =
        standard.prop_map(|(title, days, needs, max_age)| StandardRow { title, days, needs, max_age });
    let membership = (0..COMMITTEES, 0..OFFICIALS, periods());
    let membership =
        membership.prop_map(|(committee, official, days)| MembershipRow { committee, official, days });
    let entry = (0..OFFICIALS, communes(), title(), periods());
    let entry = entry.prop_map(|(official, unit, title, days)| EntryRow { official, unit, title, days });
    let committees = vec((communes(), periods()), COMMITTEES);
    (vec(post, 12..36), vec(standard, 0..5), committees, vec(membership, 0..12), vec(entry, 0..14)).prop_map(
        |(posts, standards, committees, memberships, entries)| World {
            posts,
            standards,
            committees,
            memberships,
            entries,
            ..World::default()
        },
    )
}

pub(crate) fn worlds() -> impl Strategy<Value = World> {
    (unit_rows_of_all(), people_rows(), rules_and_bodies()).prop_map(|(units, people, rules)| World {
        units: units.units,
        edges: units.edges,
        officials: people.officials,
        appointments: people.appointments,
        assessments: people.assessments,
        qualifications: people.qualifications,
        completions: people.completions,
        ..rules
    })
}

pub(crate) fn comparators() -> impl Strategy<Value = Comparator> {
    prop_oneof![Just(Comparator::GreaterThan), Just(Comparator::AtLeast), Just(Comparator::Equal)]
}

/// Thresholds from nothing to a little over everything.
pub(crate) fn thresholds() -> impl Strategy<Value = Fraction> {
    prop_oneof![
        2 => Just(Fraction::ONE),
        3 => (0..13_u64, 1..13_u64).prop_map(|(p, q)| Fraction::new(p, q).unwrap()),
    ]
}

fn completion_periods() -> impl Strategy<Value = CompletionPeriod> {
    prop_oneof![Just(CompletionPeriod::CalendarYear), Just(CompletionPeriod::SinceProgrammeStart)]
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let row = (0..3_usize, 0..KINDS.len(), 1..4_i32);
    let row = row.prop_map(|(part, kind, min_rank)| Evidence {
        part: ["FIRST", "SECOND", "THIRD"][part].to_owned(),
        kind: KINDS[kind],
        min_rank,
    });
    vec(row, 1..5)
}

fn targets(measure: Measure, counts: CountedThing) -> impl Strategy<Value = Target> {
    let kind = prop_oneof![Just(TargetKind::Mandatory), Just(TargetKind::Aspirational)];
    let titles = proptest::sample::subsequence(TITLES.map(str::to_owned).to_vec(), 1..4);
    let periods = (completion_periods(), of(completion_periods()));
    (kind, comparators(), thresholds(), 30..40_u32, periods, titles, evidence()).prop_map(
        move |(kind, comparator, threshold, age_limit, (period, alternative_period), titles, evidence)| {
            let is_trend = measure == Measure::NonLocalTrend;
            Target {
                comparator: (!is_trend).then_some(comparator),
                threshold: (!is_trend).then_some(threshold),
                age_limit: Some(age_limit),
                period: Some(period),
                alternative_period,
                titles,
                evidence,
                ..bare(
                    &format!("{measure:?}"),
                    measure,
                    if is_trend { TargetKind::Directional } else { kind },
                    counts,
                )
            }
        },
    )
}

/// Programmes with every measure, other key titles, thresholds, periods and age limits.
pub(crate) fn programmes() -> impl Strategy<Value = Programme> {
    let all = [
        (Measure::PostsFilled, CountedThing::Posts),
        (Measure::UnderAge, CountedThing::Persons),
        (Measure::Female, CountedThing::Persons),
        (Measure::WomanInStandingCommittee, CountedThing::Units),
        (Measure::Qualified, CountedThing::Persons),
        (Measure::KnowledgeUpdate, CountedThing::Persons),
        (Measure::PlannedTrained, CountedThing::PlannedPersons),
        (Measure::NonLocal, CountedThing::FilledPosts),
        (Measure::NonLocalTrend, CountedThing::FilledPosts),
    ];
    let targets: Vec<_> = all.into_iter().map(|(measure, counts)| targets(measure, counts)).collect();
    let key = vec((title(), periods()), 1..5);
    (targets, key, days(), days()).prop_map(|(targets, key, baseline_on, starts_on)| Programme {
        code: "RANDOM".to_owned(),
        baseline_on,
        starts_on,
        key_titles: key
            .into_iter()
            .map(|(title, (from, to))| (title, Period::new(from, to).unwrap()))
            .collect(),
        targets,
    })
}
