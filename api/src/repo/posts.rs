//! Posts of units, and who holds them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{OfficialId, PostId, UnitId};
use entity::value::AppointmentMode;
use entity::{appointment, post};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};

use super::directory::in_force;
#[cfg(feature = "planted-leaks")]
use super::leak::Leak;
use super::officials::OfficialView;
use super::period::Span;
use super::{Reader, RepoError, Visible};

/// A post as on a day on which it is authorised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// The day.
    pub on: NaiveDate,
    /// The authorisation by which the post is seen.
    pub post: post::Model,
    /// All that authorise seats of the title in the unit on the day: the base number, then what lies beside it for a time.
    pub authorisations: Vec<post::Model>,
}

/// What tells posts of one day apart: the title in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seats {
    /// The day.
    pub on: NaiveDate,
    /// The unit.
    pub unit: UnitId,
    /// The title's code.
    pub title: String,
}

impl PostView {
    /// How many seats are authorised.
    #[must_use]
    pub fn authorised(&self) -> i32 {
        self.authorisations.iter().fold(0, |sum, row| sum.saturating_add(row.seats))
    }

    /// What its seats are.
    #[must_use]
    pub fn seats(&self) -> Seats {
        Seats { on: self.on, unit: self.post.unit_id, title: self.post.title_code.clone() }
    }
}

/// A holder of a post: the person and the appointment.
pub type Holder = (Visible<OfficialView>, Visible<appointment::Model>);

impl Reader {
    /// The posts of units on days, each seen by the first of its authorisations. A unit outside the scope of its day has none.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn posts_of(
        &self,
        wanted: &[(UnitId, NaiveDate)],
    ) -> Result<Vec<Visible<PostView>>, RepoError> {
        let mut days: BTreeMap<UnitId, BTreeSet<NaiveDate>> = BTreeMap::new();
        for (unit, on) in wanted.iter().filter(|(unit, on)| self.scope(*on).contains(*unit)) {
            days.entry(*unit).or_default().insert(*on);
        }
        let units: Vec<UnitId> = days.keys().copied().collect();
        let mut views = Vec::new();
        for units in units.chunks(self.most_keys()) {
            let of_units = post::Column::UnitId.is_in(units.iter().copied());
            let rows = self.posts_where(of_units, days.values().flatten().copied()).await?;
            for on in days.values().flatten().collect::<BTreeSet<_>>() {
                let posts = self.authorised_on(&rows, *on).into_iter();
                let posts = posts.filter_map(|rows| Some((rows.first()?.clone(), rows)));
                let wanted =
                    posts.filter(|(post, _)| days.get(&post.unit_id).is_some_and(|days| days.contains(on)));
                views.extend(wanted.map(|(post, rows)| view(*on, post, rows)));
            }
        }
        Ok(views)
    }

    /// Posts by the ids of their authorisations, each on a day on which that one is in force and the unit is in the scope.
    ///
    /// # Errors
    /// As [`posts_of`](Self::posts_of).
    pub async fn posts_on(
        &self,
        wanted: &[(PostId, NaiveDate)],
    ) -> Result<Vec<Visible<PostView>>, RepoError> {
        #[cfg(feature = "planted-leaks")]
        if self.leaks(Leak::Node) {
            return self.posts_anywhere(wanted).await;
        }
        let units: BTreeSet<UnitId> =
            wanted.iter().flat_map(|(_, on)| self.scope(*on).iter().collect::<Vec<_>>()).collect();
        let mut views = Vec::new();
        for wanted in wanted.chunks(self.most_keys()) {
            let named = self
                .select::<post::Entity>()?
                .select_only()
                .column(post::Column::UnitId)
                .filter(post::Column::Id.is_in(wanted.iter().map(|(id, _)| *id)))
                .into_query();
            let of_scope = post::Column::UnitId
                .is_in(units.iter().copied())
                .and(post::Column::UnitId.in_subquery(named));
            let rows = self.posts_where(of_scope, wanted.iter().map(|(_, on)| *on)).await?;
            for on in wanted.iter().map(|(_, on)| *on).collect::<BTreeSet<_>>() {
                for rows in self.authorised_on(&rows, on) {
                    let named = rows.iter().filter(|row| wanted.contains(&(row.id, on)));
                    views.extend(named.map(|row| view(on, row.clone(), rows.clone())));
                }
            }
        }
        Ok(views)
    }

    /// How many seats of posts have a PRIMARY or CONCURRENT holder, also where the holder's file is kept by a unit
    /// outside the scope (release "seats-filled"), and not capped at the seats authorised.
    ///
    /// # Errors
    /// As [`posts_of`](Self::posts_of).
    pub async fn seats_held(&self, seats: &[Visible<Seats>]) -> Result<HashMap<Seats, u32>, RepoError> {
        let mut held = HashMap::new();
        for batch in seats.chunks(self.most_keys()) {
            let places = by_place(batch);
            for (unit, title, from, to) in self.seat_periods(batch).await? {
                let seats = places.get(&(unit, title.as_str())).into_iter().flatten();
                for seats in seats.filter(|seats| in_force(from, to, seats.on)) {
                    *held.entry((*seats).clone()).or_default() += 1;
                }
            }
        }
        Ok(held)
    }

    /// The holders of posts, in whatever mode, whom the viewer sees on the day.
    ///
    /// # Errors
    /// As [`posts_of`](Self::posts_of).
    pub async fn holders_of(
        &self,
        seats: &[Visible<Seats>],
    ) -> Result<HashMap<Seats, Vec<Holder>>, RepoError> {
        let held = self.appointments_in_sight(seats).await?;
        let people: BTreeSet<(OfficialId, NaiveDate)> =
            held.iter().map(|(seats, row)| (row.official_id, seats.on)).collect();
        let people: Vec<_> = people.into_iter().collect();
        let people: HashMap<(OfficialId, NaiveDate), Visible<OfficialView>> =
            self.officials_on(&people).await?.into_iter().map(|(id, view)| ((id, view.on), view)).collect();
        let mut holders: HashMap<Seats, Vec<Holder>> = HashMap::new();
        for (seats, row) in held {
            if let Some(official) = people.get(&(row.official_id, seats.on)) {
                holders.entry(seats).or_default().push((official.clone(), Visible::new(row)));
            }
        }
        Ok(holders)
    }

    /// Posts authorised on one of the days.
    async fn posts_where(
        &self,
        condition: Expr,
        days: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Vec<post::Model>, RepoError> {
        let Some(span) = Span::of(days) else { return Ok(Vec::new()) };
        let select = self
            .select::<post::Entity>()?
            .filter(condition)
            .filter(span.meets(post::Column::ValidFrom, post::Column::ValidTo));
        Ok(select.all(self.database()).await?)
    }

    /// What is authorised on a day in its scope, by unit and title: the base number first.
    fn authorised_on(&self, rows: &[post::Model], on: NaiveDate) -> Vec<Vec<post::Model>> {
        let scope = self.scope(on);
        let mut titles: BTreeMap<(UnitId, &str), Vec<post::Model>> = BTreeMap::new();
        let authorised = rows.iter().filter(|row| in_force(row.valid_from, row.valid_to, on));
        for row in authorised.filter(|row| scope.contains(row.unit_id)) {
            titles.entry((row.unit_id, &row.title_code)).or_default().push(row.clone());
        }
        let mut titles: Vec<_> = titles.into_values().collect();
        for rows in &mut titles {
            rows.sort_by_key(|row| (row.is_transitional, row.valid_from, row.id));
        }
        titles
    }

    /// Unit, title and period of appointments that fill the seats of one batch.
    async fn seat_periods(&self, seats: &[Visible<Seats>]) -> Result<Vec<SeatPeriod>, RepoError> {
        let select = self
            .select::<appointment::Entity>()?
            .select_only()
            .columns([
                appointment::Column::UnitId,
                appointment::Column::TitleCode,
                appointment::Column::ValidFrom,
                appointment::Column::ValidTo,
            ])
            .filter(
                appointment::Column::Mode
                    .is_in(AppointmentMode::ALL.iter().copied().filter(|mode| mode.fills_seat())),
            )
            .filter(held_in(seats));
        Ok(select.into_tuple::<SeatPeriod>().all(self.database()).await?)
    }

    /// Appointments to the seats of people whom the viewer sees on one of the days.
    async fn appointments_in_sight(
        &self,
        seats: &[Visible<Seats>],
    ) -> Result<Vec<(Seats, appointment::Model)>, RepoError> {
        let days: BTreeSet<NaiveDate> = seats.iter().map(|seats| seats.on).collect();
        let mut held = Vec::new();
        for batch in seats.chunks(self.most_keys()) {
            let select = self
                .select::<appointment::Entity>()?
                .filter(held_in(batch))
                .filter(appointment::Column::OfficialId.in_subquery(self.people_in_sight(&days)?));
            let places = by_place(batch);
            for row in select.all(self.database()).await? {
                let seats = places.get(&(row.unit_id, row.title_code.as_str())).into_iter().flatten();
                let seats = seats.filter(|seats| in_force(row.valid_from, row.valid_to, seats.on));
                held.extend(seats.map(|seats| ((*seats).clone(), row.clone())));
            }
        }
        Ok(held)
    }
}

fn view(on: NaiveDate, post: post::Model, authorisations: Vec<post::Model>) -> Visible<PostView> {
    Visible::new(PostView { on, post, authorisations })
}

type SeatPeriod = (UnitId, String, NaiveDate, Option<NaiveDate>);

/// Seats by unit and title.
fn by_place(seats: &[Visible<Seats>]) -> HashMap<(UnitId, &str), Vec<&Seats>> {
    let mut places: HashMap<(UnitId, &str), Vec<&Seats>> = HashMap::new();
    for seats in seats {
        places.entry((seats.unit, seats.title.as_str())).or_default().push(seats);
    }
    places
}

/// Appointments in the units of some seats, in force on one of their days.
fn held_in(seats: &[Visible<Seats>]) -> Condition {
    let units: BTreeSet<UnitId> = seats.iter().map(|seats| seats.unit).collect();
    let in_units = appointment::Column::UnitId.is_in(units);
    let meets = Span::of(seats.iter().map(|seats| seats.on))
        .map(|span| span.meets(appointment::Column::ValidFrom, appointment::Column::ValidTo));
    Condition::all().add(in_units).add_option(meets)
}
