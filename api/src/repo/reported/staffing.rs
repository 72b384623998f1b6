//! Seats, who holds them, and which are vacant (domain §3).

use std::collections::BTreeMap;

use entity::id::UnitId;
use entity::value::OfficialCategory;
use entity::{appointment, post};
use sea_orm::ActiveEnum;
use serde_json::{Map, Value, json};

use super::sheet::{Sheet, count};
use crate::repo::directory::in_force;

/// The posts and the holders of a title in a unit.
#[derive(Default)]
struct Place<'r> {
    posts: Vec<&'r post::Model>,
    held: Vec<&'r appointment::Model>,
}

impl Sheet<'_> {
    /// Of each unit each title that has seats or holders on the day; and how many people of each category the units have.
    pub(super) fn staffing(&self) -> Value {
        let on = self.on();
        let mut places: BTreeMap<(UnitId, &str), Place<'_>> = BTreeMap::new();
        let posts = self.reported.read.posts.iter().filter(|row| self.has(row.unit_id));
        for row in posts.filter(|row| in_force(row.valid_from, row.valid_to, on)) {
            places.entry((row.unit_id, &row.title_code)).or_default().posts.push(row);
        }
        // Of somebody whose file is kept elsewhere nothing is told but that a seat is filled.
        let is_told = |row: &&appointment::Model| row.mode.fills_seat() || self.keeps(row.official_id);
        let held = self.reported.read.appointments.iter().filter(|row| self.has(row.unit_id)).filter(is_told);
        for row in held.filter(|row| in_force(row.valid_from, row.valid_to, on)) {
            places.entry((row.unit_id, &row.title_code)).or_default().held.push(row);
        }
        let units: Vec<Value> =
            self.units().into_iter().map(|unit| self.unit_staffing(unit, &places)).collect();
        let of = |category: OfficialCategory| self.files().filter(move |file| file.category == category);
        let people: Map<String, Value> = OfficialCategory::ALL
            .iter()
            .map(|category| (category.to_value(), count(of(*category))))
            .collect();
        json!({ "people": people, "units": units })
    }

    /// The titles of a unit, in the catalogue's order.
    fn unit_staffing(&self, unit: UnitId, places: &BTreeMap<(UnitId, &str), Place<'_>>) -> Value {
        let titles = self.directory.titles.all().iter();
        let titles = titles.filter_map(|title| Some((title, places.get(&(unit, title.code.as_str()))?)));
        let titles: Vec<Value> =
            titles.map(|(title, place)| self.title_staffing(&title.code, place)).collect();
        json!({ "titles": titles, "unit": self.unit(unit) })
    }

    fn title_staffing(&self, title: &str, place: &Place<'_>) -> Value {
        let seats = place.posts.iter().fold(0_i64, |sum, post| sum.saturating_add(post.seats.into()));
        let filling = place.held.iter().filter(|row| row.mode.fills_seat()).count();
        let filled = i64::try_from(filling).unwrap_or(i64::MAX);
        // A holder whose file is kept elsewhere fills the seat, and no more is told of it (release "seats-filled").
        let mut held: Vec<_> = place.held.iter().filter(|row| self.keeps(row.official_id)).collect();
        held.sort_by_key(|row| (!row.mode.fills_seat(), self.by_name(row.official_id), row.id));
        let holders = held.iter().map(|row| {
            json!({
                "appointment": row.id,
                "mode": row.mode.to_value(),
                "official": self.person(row.official_id),
                "since": row.valid_from,
            })
        });
        json!({
            "filled": filled.min(seats),
            "holders": holders.collect::<Vec<_>>(),
            "seats": seats,
            "surplus": filled.saturating_sub(seats).max(0),
            "title": title,
            "vacant": seats.saturating_sub(filled).max(0),
        })
    }
}
