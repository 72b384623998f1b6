//! The rules once more, as naively as they can be told: walk all rows, enumerate every change one by one. Nothing here
//! comes from the engine but the words in which a programme is written down and a status is named.

mod aim;
mod lineage;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use targets::programme::{CompletionPeriod, Measure, Programme, Target};
use targets::value::Status;

pub(crate) use self::aim::Aim;
use self::aim::trend;
use self::lineage::communes;
pub(crate) use self::lineage::reach;
use crate::world::{Days, KINDS, World};

/// What the naive walk finds.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) count: (u64, u64, u64),
    pub(crate) status: Status,
    pub(crate) by_replacement: Option<u64>,
    pub(crate) by_addition: Option<u64>,
    pub(crate) slack: Option<u64>,
    pub(crate) surplus: Option<u64>,
    pub(crate) parts: Vec<(String, (u64, u64, u64), Status)>,
    pub(crate) baseline: Option<(u64, u64, u64)>,
}

/// A member: the person, or the unit, or the seat, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    pub(crate) official: Option<usize>,
    pub(crate) unit: Option<usize>,
    pub(crate) counts: Option<bool>,
}

fn holds((from, to): Days, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}

struct Asked<'a> {
    world: &'a World,
    programme: &'a Programme,
    target: &'a Target,
    communes: Vec<usize>,
    on: NaiveDate,
}

/// The members, the holders over the seats, and the members of each part.
type All = (Vec<Member>, Option<u64>, Vec<(String, Vec<Member>)>);

fn and(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let all: Vec<Option<bool>> = all.into_iter().collect();
    if all.contains(&Some(false)) {
        Some(false)
    } else if all.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn or(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    and(all.into_iter().map(|one| one.map(|one| !one))).map(|none| !none)
}

/// Birthdays that have come by the day, counted one by one.
fn age((birth, precision): (NaiveDate, char), on: NaiveDate) -> Option<u32> {
    let (month, day) = match precision {
        'D' => (birth.month(), birth.day()),
        'M' => (birth.month(), 1),
        _ => (1, 1),
    };
    let is_leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let has_come = |year: i32| {
        let day = if (month, day) == (2, 29) && !is_leap(year) { 28 } else { day };
        (year, month, day) <= (on.year(), on.month(), on.day())
    };
    if !has_come(birth.year()) {
        return None;
    }
    Some((birth.year() + 1..=on.year()).filter(|year| has_come(*year)).count() as u32)
}

impl Asked<'_> {
    fn is_key(&self, title: &str) -> bool {
        self.programme.key_titles.iter().any(|(key, period)| {
            key == title && period.from() <= self.on && period.to().is_none_or(|to| self.on < to)
        })
    }

    fn holding(&self, modes: &str) -> impl Iterator<Item = (usize, &crate::world::AppointmentRow)> {
        let is_asked = move |row: &crate::world::AppointmentRow, modes: &str| {
            modes.contains(row.mode) && holds(row.days, self.on) && self.communes.contains(&row.unit)
        };
        let modes = modes.to_owned();
        self.world.appointments.iter().enumerate().filter(move |(_, row)| is_asked(row, &modes))
    }

    fn key_officials(&self) -> BTreeSet<usize> {
        self.holding("PC").filter(|(_, row)| self.is_key(&row.title)).map(|(_, row)| row.official).collect()
    }

    fn people(&self, counts: impl Fn(usize) -> Option<bool>) -> Vec<Member> {
        let member = |official| Member { official: Some(official), unit: None, counts: counts(official) };
        self.key_officials().into_iter().map(member).collect()
    }

    fn qualified(&self, official: usize, kind: usize, rank: i32) -> Option<bool> {
        let of_kind: Vec<_> = self
            .world
            .qualifications
            .iter()
            .filter(|row| row.official == official && row.kind == kind && row.obtained <= self.on)
            .collect();
        if of_kind.is_empty() {
            return None;
        }
        Some(
            of_kind.iter().any(|row| row.rank >= rank && row.revoked.is_none_or(|revoked| self.on < revoked)),
        )
    }

    fn has_evidence(&self, official: usize, part: &str) -> Option<bool> {
        let rows = self.target.evidence.iter().filter(|row| row.part == part);
        or(rows.map(|row| {
            let kind = KINDS.iter().position(|kind| *kind == row.kind).unwrap();
            self.qualified(official, kind, row.min_rank)
        }))
    }

    fn evidence_parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for row in &self.target.evidence {
            if !parts.contains(&row.part) {
                parts.push(row.part.clone());
            }
        }
        parts
    }

    fn updated(&self, official: usize, period: CompletionPeriod) -> Option<bool> {
        let from = match period {
            CompletionPeriod::CalendarYear => NaiveDate::from_ymd_opt(self.on.year(), 1, 1).unwrap(),
            CompletionPeriod::SinceProgrammeStart => self.programme.starts_on,
        };
        let mut own = self.world.completions.iter().filter(|row| row.official == official && row.update);
        Some(own.any(|row| from <= row.ended && row.ended <= self.on))
    }

    fn meets_standard(&self, official: usize) -> Option<bool> {
        let mut all = Vec::new();
        for (_, held) in
            self.holding("PC").filter(|(_, row)| row.official == official && self.is_key(&row.title))
        {
            for standard in
                self.world.standards.iter().filter(|row| row.title == held.title && holds(row.days, self.on))
            {
                all.extend(standard.needs.iter().map(|(kind, rank)| self.qualified(official, *kind, *rank)));
                if let Some(limit) = standard.max_age {
                    let own = self.world.appointments.iter().filter(|row| {
                        row.official == official && row.title == held.title && "PC".contains(row.mode)
                    });
                    let first = own.map(|row| row.days.0).min().unwrap();
                    let birth = self.world.officials[official].birth;
                    all.push(birth.and_then(|birth| age(birth, first)).map(|age| age <= limit));
                }
            }
        }
        and(all)
    }

    /// The seats of a title in a commune one by one, and how many holders are over: for each seat its holder's
    /// appointment, or none.
    fn seats(&self, unit: usize, title: &str) -> (Vec<Option<usize>>, u64) {
        let posts = self
            .world
            .posts
            .iter()
            .filter(|row| row.unit == unit && row.title == title && holds(row.days, self.on));
        let seats: u32 = posts.map(|row| row.seats).sum();
        let mut holders: Vec<usize> = self
            .holding("PC")
            .filter(|(_, row)| row.unit == unit && row.title == title)
            .map(|(place, _)| place)
            .collect();
        holders.sort_by_key(|place| (self.world.appointments[*place].days.0, *place));
        let mut met = BTreeSet::new();
        holders.retain(|place| met.insert(self.world.appointments[*place].official));
        let mut waiting = holders.into_iter();
        let filled = (0..seats).map(|_| waiting.next()).collect();
        (filled, waiting.count() as u64)
    }

    fn titles(&self) -> BTreeSet<String> {
        let posts = self.world.posts.iter().map(|row| row.title.clone());
        posts.chain(self.world.appointments.iter().map(|row| row.title.clone())).collect()
    }

    fn key_seats(&self) -> (Vec<Member>, u64) {
        let (mut members, mut surplus) = (Vec::new(), 0);
        for unit in &self.communes {
            for title in self.titles().iter().filter(|title| self.is_key(title)) {
                let (seats, over) = self.seats(*unit, title);
                surplus += over;
                members.extend(seats.into_iter().map(|holder| Member {
                    official: holder.map(|place| self.world.appointments[place].official),
                    unit: Some(*unit),
                    counts: Some(holder.is_some()),
                }));
            }
        }
        (members, surplus)
    }

    fn filled_seats(&self, titles: &[String]) -> (Vec<Member>, u64) {
        let (mut members, mut surplus) = (Vec::new(), 0);
        for unit in &self.communes {
            for title in titles {
                let (seats, over) = self.seats(*unit, title);
                surplus += over;
                for place in seats.into_iter().flatten() {
                    let own = self.world.assessments.iter().enumerate();
                    let latest = own
                        .filter(|(_, row)| row.appointment == place && row.on <= self.on)
                        .max_by_key(|(place, row)| (row.on, *place));
                    members.push(Member {
                        official: Some(self.world.appointments[place].official),
                        unit: Some(*unit),
                        counts: latest.map(|(_, row)| row.non_local),
                    });
                }
            }
        }
        (members, surplus)
    }

    fn committees(&self) -> Vec<Member> {
        let mut members = Vec::new();
        for unit in &self.communes {
            let own = self.world.committees.iter().enumerate();
            let own: Vec<usize> = own
                .filter(|(_, (of, days))| of == unit && holds(*days, self.on))
                .map(|(place, _)| place)
                .collect();
            if own.is_empty() {
                continue;
            }
            let has_woman = self.world.memberships.iter().any(|row| {
                own.contains(&row.committee)
                    && holds(row.days, self.on)
                    && self.world.officials[row.official].female
            });
            members.push(Member { official: None, unit: Some(*unit), counts: Some(has_woman) });
        }
        members
    }

    fn planned(&self) -> Vec<Member> {
        let is_open = |row: &&crate::world::EntryRow| {
            holds(row.days, self.on) && self.communes.contains(&row.unit) && self.is_key(&row.title)
        };
        let people: BTreeSet<usize> =
            self.world.entries.iter().filter(is_open).map(|row| row.official).collect();
        let trained = |official: usize| {
            self.world.entries.iter().filter(is_open).filter(|row| row.official == official).any(|entry| {
                let mut own = self.world.completions.iter().filter(|row| row.official == official);
                own.any(|row| entry.days.0 <= row.ended && row.ended <= self.on)
            })
        };
        people
            .into_iter()
            .map(|official| Member { official: Some(official), unit: None, counts: Some(trained(official)) })
            .collect()
    }

    /// The members, the holders over the seats where posts are counted, and the parts.
    fn all(&self) -> All {
        let target = self.target;
        match target.measure {
            Measure::PostsFilled => {
                let (members, surplus) = self.key_seats();
                let standard = self.people(|official| self.meets_standard(official));
                (members, Some(surplus), vec![("STANDARD".to_owned(), standard)])
            }
            Measure::UnderAge => {
                let limit = target.age_limit.unwrap();
                let young = |official: usize| {
                    let birth = self.world.officials[official].birth;
                    birth.and_then(|birth| age(birth, self.on)).map(|age| age < limit)
                };
                (self.people(young), None, Vec::new())
            }
            Measure::Female => {
                (self.people(|official| Some(self.world.officials[official].female)), None, Vec::new())
            }
            Measure::WomanInStandingCommittee => (self.committees(), None, Vec::new()),
            Measure::Qualified => {
                let parts = self.evidence_parts();
                let whole =
                    self.people(|official| and(parts.iter().map(|part| self.has_evidence(official, part))));
                let apart =
                    |part: &String| (part.clone(), self.people(|official| self.has_evidence(official, part)));
                let apart = if parts.len() > 1 { parts.iter().map(apart).collect() } else { Vec::new() };
                (whole, None, apart)
            }
            Measure::KnowledgeUpdate => {
                let of = |period| self.people(|official| self.updated(official, period));
                let other = target.alternative_period.map(|period| {
                    let code = match period {
                        CompletionPeriod::CalendarYear => "CALENDAR_YEAR",
                        CompletionPeriod::SinceProgrammeStart => "SINCE_PROGRAMME_START",
                    };
                    (code.to_owned(), of(period))
                });
                (of(target.period.unwrap()), None, other.into_iter().collect())
            }
            Measure::PlannedTrained => (self.planned(), None, Vec::new()),
            Measure::NonLocal => {
                let (members, surplus) = self.filled_seats(&target.titles);
                let apart =
                    |title: &String| (title.clone(), self.filled_seats(std::slice::from_ref(title)).0);
                let parts = if target.titles.len() > 1 {
                    target.titles.iter().map(apart).collect()
                } else {
                    Vec::new()
                };
                (members, Some(surplus), parts)
            }
            Measure::NonLocalTrend => {
                let (members, surplus) = self.filled_seats(&target.titles);
                (members, Some(surplus), Vec::new())
            }
        }
    }
}

pub(crate) fn members(
    world: &World,
    programme: &Programme,
    target: &Target,
    unit: usize,
    on: NaiveDate,
) -> Vec<Member> {
    let asked = Asked { world, programme, target, communes: communes(world, unit, on), on };
    let mut members = asked.all().0;
    members.sort();
    members
}

fn count(members: &[Member]) -> (u64, u64, u64) {
    let of = |counts| members.iter().filter(|member| member.counts == counts).count() as u64;
    (of(Some(true)), members.len() as u64, of(None))
}

pub(crate) fn evaluate(
    world: &World,
    programme: &Programme,
    target: &Target,
    unit: usize,
    on: NaiveDate,
) -> Found {
    let asked = |on| Asked { world, programme, target, communes: communes(world, unit, on), on };
    let (members, surplus, parts) = asked(on).all();
    let now = count(&members);
    if target.measure == Measure::NonLocalTrend {
        let then = count(&asked(programme.baseline_on).all().0);
        let is_today = on == programme.baseline_on && now.1 > 0;
        return Found {
            count: now,
            status: if is_today { Status::Flat } else { trend(now, then) },
            by_replacement: None,
            by_addition: None,
            slack: None,
            surplus,
            parts: Vec::new(),
            baseline: Some(then),
        };
    }
    let threshold = target.threshold.unwrap();
    let (p, q) = (threshold.numerator(), threshold.denominator());
    let aim = Aim { kind: target.kind, comparator: target.comparator.unwrap(), p, q };
    let part = |(code, members): (String, Vec<Member>)| (code, count(&members), aim.status(count(&members)));
    Found {
        count: now,
        status: aim.status(now),
        by_replacement: aim.by_replacement(now),
        by_addition: if target.measure == Measure::PostsFilled { None } else { aim.by_addition(now) },
        slack: aim.slack(now),
        surplus,
        parts: parts.into_iter().map(part).collect(),
        baseline: None,
    }
}
