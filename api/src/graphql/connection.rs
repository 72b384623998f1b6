//! Relay connections.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use crate::repo::cursor::CursorSeal;
use crate::repo::page::{Page, Slice, size};

/// The arguments of a connection, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageArgs {
    /// The first so many.
    pub first: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// The last so many.
    pub last: Option<i32>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// The page asked for.
    ///
    /// # Errors
    /// [`ApiError::BadInput`] for a size that is missing, doubled or out of range, and for a foreign cursor.
    pub fn page<P: DeserializeOwned>(&self, cursors: &CursorSeal) -> Result<Page<P>, ApiError> {
        let (size, from_end) = size(self.first, self.last)?;
        let open = |cursor: &Option<String>| cursor.as_ref().map(|cursor| cursors.open(cursor)).transpose();
        Ok(Page { size, from_end, after: open(&self.after)?, before: open(&self.before)? })
    }
}

/// A type that is listed in connections.
pub trait Listed: OutputType + Clone {
    /// The name of its connection.
    const CONNECTION: &'static str;
    /// The name of its edge.
    const EDGE: &'static str;
}

type Count = Pin<Box<dyn Future<Output = Result<u64, ApiError>> + Send>>;

/// How many items a list has: known, or asked for when a client selects it.
#[derive(Clone)]
pub enum TotalCount {
    /// Already known.
    Known(u64),
    /// Counted when selected.
    Asked(Arc<dyn Fn() -> Count + Send + Sync>),
}

impl TotalCount {
    /// Counts when selected.
    pub fn ask<F>(count: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<u64, ApiError>> + Send + 'static,
    {
        Self::Asked(Arc::new(move || Box::pin(count())))
    }
}

/// A page of a list.
#[derive(Clone)]
pub struct Connection<T> {
    edges: Vec<Edge<T>>,
    has_next: bool,
    has_previous: bool,
    total: TotalCount,
}

/// A place in a list.
#[derive(Clone)]
pub struct Edge<T> {
    node: T,
    cursor: String,
}

/// What comes before and after a page.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether the list goes on after this page.
    has_next_page: bool,
    /// Whether the list has something before this page.
    has_previous_page: bool,
    /// The cursor of the first item; null on an empty page.
    start_cursor: Option<String>,
    /// The cursor of the last item; null on an empty page.
    end_cursor: Option<String>,
}

impl<T: Listed> Connection<T> {
    /// A connection of a page whose items have positions, which become its cursors.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if a position cannot be sealed.
    pub fn new<P: Serialize>(
        slice: Slice<(T, P)>,
        cursors: &CursorSeal,
        total: TotalCount,
    ) -> Result<Self, ApiError> {
        let edges = slice
            .items
            .into_iter()
            .map(|(node, position)| {
                let cursor =
                    cursors.seal(&position).ok_or_else(|| ApiError::internal("a position was not sealed"))?;
                Ok(Edge { node, cursor })
            })
            .collect::<Result<Vec<_>, ApiError>>()?;
        Ok(Self { edges, has_next: slice.has_next, has_previous: slice.has_previous, total })
    }
}

/// A page of a list: its items in the list's order, with cursors.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The items with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items alone.
    async fn nodes(&self) -> Vec<T> {
        self.edges.iter().map(|edge| edge.node.clone()).collect()
    }

    /// What comes before and after this page.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many items the whole list has; counted only when selected.
    async fn total_count(&self, _ctx: &Context<'_>) -> Result<i32, ApiError> {
        let count = match &self.total {
            TotalCount::Known(count) => *count,
            TotalCount::Asked(count) => count().await?,
        };
        i32::try_from(count).map_err(|_| ApiError::internal("a list is too long to count in an Int"))
    }
}

/// An item of a list and its place in it.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }

    /// The item's place: give it as `after` or `before` of the same list, on the same day or the next.
    async fn cursor(&self) -> &str {
        &self.cursor
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::CONNECTION)
    }
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::EDGE)
    }
}
