//! Who holds the titles asked for in the cells of a scope on a day, and how many seats there are for them.

use std::ops::Range;

use chrono::NaiveDate;

use crate::fact::AppointmentMode;
use crate::facts::{Facts, Tenure};

/// A set of titles.
#[derive(Clone, Debug, Default)]
pub(crate) struct TitleSet {
    is_in: Vec<bool>,
}

impl TitleSet {
    /// The titles of these codes, as far as any fact names them.
    pub(crate) fn new<'t>(facts: &Facts, codes: impl IntoIterator<Item = &'t str>) -> Self {
        let mut is_in = vec![false; facts.titles.len()];
        for title in codes.into_iter().filter_map(|code| facts.titles.number(code)) {
            if let Some(slot) = is_in.get_mut(usize::from(title)) {
                *slot = true;
            }
        }
        Self { is_in }
    }

    pub(crate) fn contains(&self, title: u16) -> bool {
        self.is_in.get(usize::from(title)).copied().unwrap_or(false)
    }

    pub(crate) fn union(mut self, other: &Self) -> Self {
        self.is_in.resize(self.is_in.len().max(other.is_in.len()), false);
        for (own, others) in self.is_in.iter_mut().zip(&other.is_in) {
            *own |= others;
        }
        self
    }

    fn iter(&self) -> impl Iterator<Item = u16> {
        (0..).zip(&self.is_in).filter(|(_, is_in)| **is_in).map(|(title, _)| title)
    }
}

/// An appointment that is in force on the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holding {
    /// The appointment's number.
    pub(crate) row: u32,
    pub(crate) official: u32,
    pub(crate) cell: u32,
    pub(crate) title: u16,
}

/// The seats of a title in a cell and who sits on them.
#[derive(Clone, Debug)]
pub(crate) struct SeatGroup {
    pub(crate) cell: u32,
    pub(crate) title: u16,
    /// Authorised seats.
    pub(crate) seats: u64,
    /// The holders' places among the census's holdings, the first appointed first.
    holders: Range<usize>,
}

impl SeatGroup {
    fn seats(&self) -> usize {
        usize::try_from(self.seats).unwrap_or(usize::MAX)
    }
}

/// The titles asked for, as they are held on a day.
#[derive(Debug)]
pub(crate) struct Census {
    /// PRIMARY and CONCURRENT holders by cell, title, first day and id; one person once per cell and title.
    pub(crate) holdings: Vec<Holding>,
    pub(crate) seat_groups: Vec<SeatGroup>,
    /// ACTING and IN_CHARGE ones.
    pub(crate) stand_ins: Vec<Holding>,
    /// Further appointments of a person to a title that the person already holds in the same cell.
    pub(crate) doubles: Vec<Holding>,
}

impl Census {
    pub(crate) fn take(facts: &Facts, on: NaiveDate, cells: &[u32], titles: &TitleSet) -> Self {
        let mut census = Self {
            holdings: Vec::new(),
            seat_groups: Vec::new(),
            stand_ins: Vec::new(),
            doubles: Vec::new(),
        };
        let titles_in_order: Vec<u16> = titles.iter().collect();
        for (cell, unit) in (0..).zip(cells) {
            let first = census.holdings.len();
            for (row, tenure) in facts.appointments.by_unit.numbered(*unit) {
                if titles.contains(tenure.title) && tenure.period.contains(on) {
                    census.enter(row, cell, tenure, first);
                }
            }
            census.seat(facts, on, cell, *unit, first, &titles_in_order);
        }
        census
    }

    /// The holders who fill a seat of the group: of more than there are seats those appointed first.
    pub(crate) fn seated(&self, group: &SeatGroup) -> &[Holding] {
        let holders = self.holders(group);
        holders.get(..group.seats()).unwrap_or(holders)
    }

    /// The holders over the seats of the group: those appointed last (*dôi dư*).
    pub(crate) fn over(&self, group: &SeatGroup) -> &[Holding] {
        self.holders(group).get(group.seats()..).unwrap_or_default()
    }

    fn holders(&self, group: &SeatGroup) -> &[Holding] {
        self.holdings.get(group.holders.clone()).unwrap_or_default()
    }

    /// Enters an appointment of a cell whose holdings begin at `first`.
    fn enter(&mut self, row: u32, cell: u32, tenure: &Tenure, first: usize) {
        let Tenure { official, title, mode, .. } = *tenure;
        let holding = Holding { row, official, cell, title };
        match mode {
            AppointmentMode::Acting | AppointmentMode::InCharge => self.stand_ins.push(holding),
            AppointmentMode::Primary | AppointmentMode::Concurrent => {
                let of_cell = self.holdings.get(first..).unwrap_or_default();
                let of_title = of_cell.iter().rev().take_while(|other| other.title == title);
                if of_title.into_iter().any(|other| other.official == official) {
                    self.doubles.push(holding);
                } else {
                    self.holdings.push(holding);
                }
            }
        }
    }

    /// Groups a cell's holders by title and gives each group its seats. Titles, holders and posts are all in the order
    /// of the titles' numbers.
    fn seat(&mut self, facts: &Facts, on: NaiveDate, cell: u32, unit: u32, first: usize, titles: &[u16]) {
        let mut posts = facts.posts.by_unit.of(unit).iter().peekable();
        let mut start = first;
        for title in titles {
            let rest = self.holdings.get(start..).unwrap_or_default();
            let end = start + rest.iter().take_while(|holding| holding.title == *title).count();
            let mut seats = 0;
            while let Some(post) = posts.next_if(|post| post.title <= *title) {
                if post.title == *title && post.period.contains(on) {
                    seats += u64::from(post.seats);
                }
            }
            if seats > 0 || end > start {
                self.seat_groups.push(SeatGroup { cell, title: *title, seats, holders: start..end });
            }
            start = end;
        }
    }
}
