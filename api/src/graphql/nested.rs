//! Connections that hang on a thing, loaded for all things of a list at once.

use std::fmt::Debug;
use std::hash::Hash;

use super::connection::{Connection, Listed, PageArgs, TotalCount};
use super::context::RequestContext;
use super::error::ApiError;
use super::loaders::{Batches, Loader};
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf};
use crate::repo::{Slice, Visible};

/// A page of a list that hangs on a thing. The name tells it from other lists that hang on the same thing.
///
/// # Errors
/// A page that cannot be given, or the database fails.
pub async fn nested<P, F, R, T>(
    request: &RequestContext,
    list: ListOf<P, F>,
    name: &str,
    args: &PageArgs,
    item: impl Fn(Visible<R>) -> T,
) -> Result<Connection<T>, ApiError>
where
    P: Copy + Debug + Eq + Hash + Send + Sync + 'static,
    F: Clone + Debug + Eq + Hash + Send + Sync + 'static,
    T: Listed,
    Batches: Loader<PageOf<P, F>, Value = Slice<(Visible<R>, Position)>> + Loader<ListOf<P, F>, Value = u64>,
{
    let cursors = request.cursors(&format!("{name} {list:?}"));
    let page = PageOf { list: list.clone(), page: args.page(&cursors)? };
    let slice = request.load(page).await?.unwrap_or_else(Slice::empty);
    let slice = slice.map(|(row, position)| (item(row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, list) = (request.clone(), list.clone());
        async move { Ok(request.load(list).await?.unwrap_or(0)) }
    });
    Connection::new(slice, &cursors, total)
}
