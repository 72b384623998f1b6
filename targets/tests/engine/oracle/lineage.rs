//! Which units a unit stands for, by climbing from every unit and following every edge.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::holds;
use crate::world::World;

fn exists(world: &World, unit: usize, on: NaiveDate) -> bool {
    world.units.iter().any(|row| row.unit == unit && holds(row.days, on))
}

fn is_commune(world: &World, unit: usize, on: NaiveDate) -> bool {
    world.units.iter().any(|row| row.unit == unit && holds(row.days, on) && row.commune)
}

fn is_below(world: &World, unit: usize, above: usize, on: NaiveDate) -> bool {
    if unit == above {
        return exists(world, unit, on);
    }
    let row = world.units.iter().find(|row| row.unit == unit && holds(row.days, on));
    row.and_then(|row| row.parent)
        .is_some_and(|parent| exists(world, parent, on) && is_below(world, parent, above, on))
}

fn subtree(world: &World, unit: usize, on: NaiveDate) -> BTreeSet<usize> {
    world.units.iter().map(|row| row.unit).filter(|below| is_below(world, *below, unit, on)).collect()
}

fn later(world: &World, unit: usize, on: NaiveDate) -> BTreeSet<usize> {
    if exists(world, unit, on) {
        return subtree(world, unit, on);
    }
    let steps =
        world.edges.iter().filter(|edge| edge.from == unit && (edge.whole || edge.default) && edge.on <= on);
    steps.flat_map(|edge| later(world, edge.to, on)).collect()
}

fn earlier(world: &World, unit: usize, on: NaiveDate) -> BTreeSet<usize> {
    if exists(world, unit, on) {
        return subtree(world, unit, on);
    }
    let steps =
        world.edges.iter().filter(|edge| edge.to == unit && (edge.whole || edge.default) && edge.on > on);
    steps.flat_map(|edge| earlier(world, edge.from, on)).collect()
}

pub(crate) fn reach(world: &World, unit: usize, on: NaiveDate) -> BTreeSet<usize> {
    if exists(world, unit, on) {
        return subtree(world, unit, on);
    }
    let ends = world.units.iter().filter(|row| row.unit == unit).filter_map(|row| row.days.1);
    match ends.filter(|end| *end <= on).max() {
        Some(end) => {
            let last_day = end.pred_opt().unwrap();
            subtree(world, unit, last_day).into_iter().flat_map(|member| later(world, member, on)).collect()
        }
        None => earlier(world, unit, on),
    }
}

pub(crate) fn communes(world: &World, unit: usize, on: NaiveDate) -> Vec<usize> {
    reach(world, unit, on).into_iter().filter(|unit| is_commune(world, *unit, on)).collect()
}
