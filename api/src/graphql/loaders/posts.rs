//! Posts of units, their holders, and how many seats are held.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::{PostId, UnitId};

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::posts::{Holder, PostView, Seats};

/// The posts of a unit on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PostsOf(pub UnitId, pub NaiveDate);

impl Loader<PostsOf> for Batches {
    type Value = Arc<[Visible<PostView>]>;

    async fn load(&self, keys: &[PostsOf]) -> Result<HashMap<PostsOf, Self::Value>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|PostsOf(unit, on)| (*unit, *on)).collect();
        let views = self.0.posts_of(&wanted).await?;
        let groups = grouped(views.into_iter().map(|view| (PostsOf(view.post.unit_id, view.on), view)));
        Ok(groups.into_iter().map(|(key, views)| (key, views.into())).collect())
    }
}

/// A post on a day, if it is authorised then and its unit is in the viewer's scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PostOn(pub PostId, pub NaiveDate);

impl Loader<PostOn> for Batches {
    type Value = Visible<PostView>;

    async fn load(&self, keys: &[PostOn]) -> Result<HashMap<PostOn, Self::Value>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|PostOn(id, on)| (*id, *on)).collect();
        let views = self.0.posts_on(&wanted).await?;
        Ok(views.into_iter().map(|view| (PostOn(view.post.id, view.on), view)).collect())
    }
}

/// How many seats of a post have a PRIMARY or CONCURRENT holder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatsHeld(pub Visible<Seats>);

impl Loader<SeatsHeld> for Batches {
    type Value = u32;

    async fn load(&self, keys: &[SeatsHeld]) -> Result<HashMap<SeatsHeld, u32>, ApiError> {
        let seats: Vec<_> = keys.iter().map(|SeatsHeld(seats)| seats.clone()).collect();
        let held = self.0.seats_held(&seats).await?;
        Ok(keys.iter().map(|key| (key.clone(), held.get(&*key.0).copied().unwrap_or_default())).collect())
    }
}

/// The holders of a post whom the viewer sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HoldersOf(pub Visible<Seats>);

impl Loader<HoldersOf> for Batches {
    type Value = Arc<[Holder]>;

    async fn load(&self, keys: &[HoldersOf]) -> Result<HashMap<HoldersOf, Self::Value>, ApiError> {
        let seats: Vec<_> = keys.iter().map(|HoldersOf(seats)| seats.clone()).collect();
        let mut holders = self.0.holders_of(&seats).await?;
        Ok(keys.iter().map(|key| (key.clone(), holders.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
