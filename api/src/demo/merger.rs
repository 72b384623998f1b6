//! What a merger does to the people of the units that end: their posts end with the unit, their files go to the
//! successor, and its seats are given anew.

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::AppointmentOrigin;

use super::calendar::FIRST_MERGER;
use super::registry::Registry;
use super::titles::{STAFF_TITLES, UNION_TITLES};
use super::vacancies;

/// Those who come over to a successor, each with the main post that ended.
#[derive(Debug)]
pub(super) struct ComingOver {
    /// The successor.
    pub(super) unit: UnitId,
    people: Vec<(OfficialId, Option<&'static str>)>,
}

impl ComingOver {
    /// Ends the posts of the units that go into a successor on a day, and moves the files there.
    pub(super) fn gather(registry: &mut Registry, from: &[UnitId], unit: UnitId, on: NaiveDate) -> Self {
        let mut people = Vec::new();
        for ending in from {
            for official in registry.ledger.people_of(*ending) {
                let post = registry.ledger.main_post(official).filter(|post| post.unit == *ending);
                people.push((official, post.map(|post| post.title)));
            }
        }
        registry.ledger.take(on, |held| from.contains(&held.unit));
        for (official, _) in &people {
            if let Some(file) = registry.ledger.file(*official) {
                registry.ledger.affiliate(*official, unit, file.category, on);
            }
        }
        Self { unit, people }
    }

    /// Those who held one of the titles: the title named first before the others, and within a title by lot.
    pub(super) fn holders_of(&self, registry: &Registry, titles: &[&str]) -> Vec<OfficialId> {
        let mut holders = Vec::new();
        for title in titles {
            let mut held: Vec<OfficialId> = self
                .people
                .iter()
                .filter(|(_, post)| *post == Some(*title))
                .map(|(official, _)| *official)
                .collect();
            held.sort_by_key(|official| {
                (std::cmp::Reverse(registry.people.get(*official).retires_on()), *official)
            });
            holders.extend(held);
        }
        holders
    }

    /// Takes somebody out of those who come over.
    pub(super) fn remove(&mut self, official: OfficialId) {
        self.people.retain(|(other, _)| *other != official);
    }

    /// Gives a seat of a title to one of those who come over.
    pub(super) fn seat(
        &mut self,
        registry: &mut Registry,
        official: OfficialId,
        title: &'static str,
        on: NaiveDate,
    ) {
        registry.move_into(official, self.unit, title, AppointmentOrigin::Transfer, on);
        self.remove(official);
    }

    /// Fills the free seats of a title with holders of the titles below, in their order.
    pub(super) fn seat_from(
        &mut self,
        registry: &mut Registry,
        title: &'static str,
        from: &[&str],
        on: NaiveDate,
    ) {
        for official in self.holders_of(registry, from) {
            if registry.free_seats(self.unit, title, on) == 0 {
                return;
            }
            if vacancies::fits(registry, official, title, on) {
                self.seat(registry, official, title, on);
            }
        }
    }

    /// Lets civil servants and heads of unions go on in the successor, as far as its seats reach.
    pub(super) fn seat_the_others(&mut self, registry: &mut Registry, on: NaiveDate) {
        for title in UNION_TITLES {
            self.seat_from(registry, title, &[title], on);
        }
        for title in STAFF_TITLES {
            for official in self.holders_of(registry, &[title]) {
                if registry.free_seats(self.unit, title, on) > 0 {
                    self.seat(registry, official, title, on);
                }
            }
        }
    }

    /// Those who have come over and have no post yet, with the post that ended.
    pub(super) fn without_post(&self) -> &[(OfficialId, Option<&'static str>)] {
        &self.people
    }
}

/// The first reorganisation: of two leaderships each new commune makes one, and the rest wait.
pub(super) fn merge_first(registry: &mut Registry) {
    let on = FIRST_MERGER;
    for (ended, code) in [(["10096", "10093"], "10096"), (["10108", "10111"], "10108")] {
        let from: Vec<UnitId> =
            ended.iter().filter_map(|code| on.pred_opt().map(|eve| registry.units.at(code, eve))).collect();
        let unit = registry.units.at(code, on);
        let mut coming = ComingOver::gather(registry, &from, unit, on);
        coming.seat_from(registry, "PARTY_SECRETARY", &["PARTY_SECRETARY"], on);
        coming.seat_from(registry, "COMMITTEE_CHAIR", &["COMMITTEE_CHAIR"], on);
        coming.seat_from(
            registry,
            "PARTY_STANDING_DEPUTY_SECRETARY",
            &["PARTY_SECRETARY", "PARTY_STANDING_DEPUTY_SECRETARY"],
            on,
        );
        coming.seat_from(
            registry,
            "COUNCIL_VICE_CHAIR",
            &["COUNCIL_VICE_CHAIR", "COUNCIL_CHAIR", "PARTY_STANDING_DEPUTY_SECRETARY"],
            on,
        );
        coming.seat_from(registry, "COMMITTEE_VICE_CHAIR", &["COMMITTEE_VICE_CHAIR", "COMMITTEE_CHAIR"], on);
        coming.seat_the_others(registry, on);
        vacancies::fill_beside(registry, unit, on);
    }
}
