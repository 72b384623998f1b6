//! Leaks planted to show that the proof of separation finds them: one for each mechanism by which a server can tell what
//! it should not. They are compiled for tests alone (feature `planted-leaks`), and a [`Repo`] has one only where a test
//! asks for it.

#![expect(clippy::disallowed_methods, reason = "what is planted here goes round the scope on purpose")]

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::id::{OfficialId, PostId};
use entity::{affiliation, official, post, succession_entry};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

use super::directory::in_force;
use super::officials::OfficialView;
use super::posts::PostView;
use super::{Reader, Repo, RepoError, Visible};

/// A planted leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leak {
    /// The list of officials is not held to the scope.
    RowScope,
    /// Fields of class PARTY are given to every role.
    Field,
    /// A filter by titles also finds who is planned for them.
    Filter,
    /// Officials who are planned for something come last.
    Order,
    /// The count of officials is not held to the scope.
    Count,
    /// Cursors carry the version of the data, which hidden changes count up.
    Cursor,
    /// Enrolments nested in courses and people are not held to the scope.
    NestedPath,
    /// A post is given by its id whatever its unit.
    Node,
    /// Who exists out of sight is refused by another error than who does not exist.
    ErrorText,
    /// People that were loaded for one viewer are given to the next.
    Loader,
}

impl Repo {
    /// The repository with a leak.
    #[must_use]
    pub fn leaking(mut self, leak: Leak) -> Self {
        self.leak = Some(leak);
        self
    }
}

/// People that were loaded for anybody.
pub(super) type Loaded = HashMap<(OfficialId, NaiveDate), OfficialView>;

impl Reader {
    /// Whether a leak is planted.
    #[must_use]
    pub fn leaks(&self, leak: Leak) -> bool {
        self.repo.leak == Some(leak)
    }

    /// Whether a person exists, in sight or not.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn exists(&self, official: OfficialId) -> Result<bool, RepoError> {
        let rows = official::Entity::find().filter(official::Column::Id.eq(official));
        Ok(rows.count(self.database()).await? > 0)
    }

    /// Posts by their ids, wherever they are.
    pub(super) async fn posts_anywhere(
        &self,
        wanted: &[(PostId, NaiveDate)],
    ) -> Result<Vec<Visible<PostView>>, RepoError> {
        let ids: BTreeSet<PostId> = wanted.iter().map(|(id, _)| *id).collect();
        let posts = post::Entity::find().filter(post::Column::Id.is_in(ids)).all(self.database()).await?;
        let views = wanted.iter().flat_map(|(id, on)| {
            let of_day = posts.iter().filter(|row| row.id == *id);
            of_day
                .filter(|row| in_force(row.valid_from, row.valid_to, *on))
                .map(|row| {
                    let authorisations = vec![row.clone()];
                    Visible::new(PostView { on: *on, post: row.clone(), authorisations })
                })
                .collect::<Vec<_>>()
        });
        Ok(views.collect())
    }

    /// Keeps people for the next viewer, and adds those who were kept for another one.
    pub(super) async fn keep_and_add(
        &self,
        wanted: &[(OfficialId, NaiveDate)],
        mut views: Vec<(OfficialId, Visible<OfficialView>)>,
    ) -> Vec<(OfficialId, Visible<OfficialView>)> {
        let mut loaded = self.repo.loaded.lock().await;
        for (id, view) in &views {
            loaded.insert((*id, view.on), OfficialView::clone(view));
        }
        let found: BTreeSet<_> = views.iter().map(|(id, view)| (*id, view.on)).collect();
        let others = wanted.iter().filter(|key| !found.contains(*key));
        let others = others.filter_map(|key| Some((key.0, Visible::new(loaded.get(key)?.clone()))));
        views.extend(others);
        views
    }
}

/// Everybody.
pub(super) fn everybody() -> SelectStatement {
    affiliation::Entity::find().select_only().column(affiliation::Column::OfficialId).into_query()
}

/// Who is planned for one of the titles.
pub(super) fn planned_for(titles: &[String]) -> SelectStatement {
    succession_entry::Entity::find()
        .select_only()
        .column(succession_entry::Column::OfficialId)
        .filter(succession_entry::Column::TitleCode.is_in(titles))
        .into_query()
}

/// Whether a person is planned for anything.
pub(super) fn is_planned() -> Expr {
    let planned = succession_entry::Entity::find()
        .select_only()
        .column(succession_entry::Column::OfficialId)
        .into_query();
    Expr::case(Expr::col((official::Entity, official::Column::Id)).in_subquery(planned), 1).finally(0).into()
}
