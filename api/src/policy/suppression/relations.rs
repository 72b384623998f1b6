//! How the published figures of one target are bound to each other, over units, parts and days.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::id::UnitId;
use targets::unit::UnitSet;
use targets::value::Count;
use uuid::Uuid;

use super::{Sum, withheld};

/// What has to be known of units to tell whose figures add up to whose.
pub trait Populations {
    /// The units of the commune level that stand for a unit on a day: those whose people its figures count.
    fn population(&self, unit: UnitId, on: NaiveDate) -> UnitSet;
}

/// A published figure of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The day of the figure.
    pub on: NaiveDate,
    /// The unit.
    pub unit: UnitId,
    /// The count of the value.
    pub value: Count,
    /// The counts of its parts.
    pub parts: Vec<Count>,
}

/// What is shown of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// Whether its value is.
    pub value: bool,
    /// Whether its parts are, all together; never without the value.
    pub parts: bool,
}

/// What is shown of the published figures of one target, for each in the order given.
///
/// The figures are all that were published for the day asked for and, without a gap, for the days before and after:
/// a figure withheld on one day is then withheld on all of them.
#[must_use]
pub fn shown(
    units: &impl Populations,
    figures: &[Figure],
    is_value_small: impl Fn(&Count) -> bool,
    is_part_small: impl Fn(&Count) -> bool,
) -> Vec<Shown> {
    let sums = sums(units, figures);
    let small = |counts: &[Count]| counts.iter().any(&is_value_small);
    // Several targets count over the same people. So what is withheld for being few, and what has to go with it, follows
    // from the denominators alone and is the same in each of them: no two can be set against each other.
    let people: Vec<Vec<Count>> = figures.iter().map(|figure| vec![everybody(&figure.value)]).collect();
    let few: Vec<bool> = people.iter().map(|counts| small(counts)).collect();
    let few = withheld(&people, &sums, &few, small);

    let values: Vec<Vec<Count>> = figures.iter().map(|figure| vec![figure.value]).collect();
    let first: Vec<bool> = values.iter().zip(&few).map(|(counts, few)| *few || small(counts)).collect();
    let values = withheld(&values, &sums, &first, small);

    // Parts add up over units and days as their values do.
    let small = |counts: &[Count]| counts.iter().any(&is_part_small);
    let parts: Vec<Vec<Count>> = figures.iter().map(|figure| figure.parts.clone()).collect();
    let first: Vec<bool> = parts.iter().zip(&values).map(|(counts, value)| *value || small(counts)).collect();
    let parts = withheld(&parts, &sums, &first, small);
    values.into_iter().zip(parts).map(|(value, parts)| Shown { value: !value, parts: !parts }).collect()
}

/// The count of all that a count is over.
const fn everybody(count: &Count) -> Count {
    Count { numerator: count.denominator, denominator: count.denominator, unknown: 0 }
}

/// The sums that anybody can write down who knows the units: over the units of each day, and from each day to the next.
pub(super) fn sums(units: &impl Populations, figures: &[Figure]) -> Vec<Sum> {
    let mut days: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (place, figure) in figures.iter().enumerate() {
        days.entry(figure.on).or_default().push(place);
    }
    let days: Vec<Day> = days.into_iter().map(|(on, places)| Day::new(units, on, figures, &places)).collect();
    let mut sums: Vec<Sum> = days.iter().flat_map(Day::sums).collect();
    for pair in days.windows(2) {
        if let [earlier, later] = pair
            && earlier.on.succ_opt() == Some(later.on)
        {
            let unit = |place: usize| figures.get(place).map(|figure| figure.unit);
            let later = later.figures.iter().filter_map(|figure| Some((figure.place, unit(figure.place)?)));
            sums.extend(later.filter_map(|(place, unit)| {
                earlier.sum_for(place, &Population::of(units, unit, earlier.on))
            }));
        }
    }
    sums
}

/// Units of the commune level, sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Population(Vec<Uuid>);

impl Population {
    fn of(units: &impl Populations, unit: UnitId, on: NaiveDate) -> Self {
        Self(units.population(unit, on).as_slice().to_vec())
    }

    fn is_within(&self, other: &Self) -> bool {
        self.0.len() <= other.0.len() && self.0.iter().all(|unit| other.0.binary_search(unit).is_ok())
    }
}

/// A figure of a day among the others of the day.
struct Placed {
    place: usize,
    population: Population,
    /// The number of the figure, among those of the day, of the next greater population that holds this one.
    above: Option<usize>,
}

/// The figures of one day, each population once.
struct Day {
    on: NaiveDate,
    figures: Vec<Placed>,
    by_population: HashMap<Population, usize>,
    /// Figures of the same population as one in the list: both places.
    doubles: Vec<(usize, usize)>,
}

impl Day {
    fn new(units: &impl Populations, on: NaiveDate, figures: &[Figure], places: &[usize]) -> Self {
        let mut day = Self { on, figures: Vec::new(), by_population: HashMap::new(), doubles: Vec::new() };
        for place in places {
            let Some(figure) = figures.get(*place) else { continue };
            let population = Population::of(units, figure.unit, on);
            let known = day.by_population.get(&population).and_then(|number| day.figures.get(*number));
            if let Some(same) = known {
                day.doubles.push((same.place, *place));
            } else if !population.0.is_empty() {
                day.by_population.insert(population.clone(), day.figures.len());
                day.figures.push(Placed { place: *place, population, above: None });
            }
        }
        day.find_above();
        day
    }

    fn find_above(&mut self) {
        let mut holding: HashMap<Uuid, Vec<usize>> = HashMap::new();
        for (number, figure) in self.figures.iter().enumerate() {
            for commune in &figure.population.0 {
                holding.entry(*commune).or_default().push(number);
            }
        }
        let above: Vec<Option<usize>> = self
            .figures
            .iter()
            .map(|figure| {
                let candidates = holding.get(figure.population.0.first()?)?.iter().copied();
                let greater = candidates.filter_map(|number| {
                    let other = &self.figures.get(number)?.population;
                    let holds =
                        other.0.len() > figure.population.0.len() && figure.population.is_within(other);
                    holds.then_some((other.0.len(), number))
                });
                greater.min().map(|(_, number)| number)
            })
            .collect();
        for (figure, above) in self.figures.iter_mut().zip(above) {
            figure.above = above;
        }
    }

    /// Each figure as the sum of those right below it, and the figures that are the same.
    fn sums(&self) -> Vec<Sum> {
        let mut below: BTreeMap<usize, Vec<&Placed>> = BTreeMap::new();
        for figure in &self.figures {
            if let Some(above) = figure.above {
                below.entry(above).or_default().push(figure);
            }
        }
        let sums = below.into_iter().filter_map(|(above, addends)| {
            let total = self.figures.get(above)?;
            Some(sum(total.place, &total.population, &addends))
        });
        let doubles = self.doubles.iter();
        let doubles =
            doubles.map(|(total, same)| Sum { total: *total, addends: vec![*same], has_unpublished: false });
        sums.chain(doubles).collect()
    }

    /// The sum of figures of this day that a figure of another day comes to, whose unit has this population here.
    fn sum_for(&self, total: usize, population: &Population) -> Option<Sum> {
        if let Some(same) = self.by_population.get(population).and_then(|number| self.figures.get(*number)) {
            return Some(Sum { total, addends: vec![same.place], has_unpublished: false });
        }
        let is_inside = |figure: &Placed| figure.population.is_within(population);
        let is_greatest = |figure: &&Placed| {
            let above = figure.above.and_then(|above| self.figures.get(above));
            is_inside(figure) && !above.is_some_and(is_inside)
        };
        let addends: Vec<&Placed> = self.figures.iter().filter(is_greatest).collect();
        (!addends.is_empty()).then(|| sum(total, population, &addends))
    }
}

fn sum(total: usize, population: &Population, addends: &[&Placed]) -> Sum {
    let covered: usize = addends.iter().map(|addend| addend.population.0.len()).sum();
    Sum {
        total,
        addends: addends.iter().map(|addend| addend.place).collect(),
        has_unpublished: covered != population.0.len(),
    }
}
