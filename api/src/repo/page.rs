//! Pages of Relay connections.

/// The greatest page.
pub const MAX_PAGE: usize = 100;

/// Which part of a list is asked for: the first or last so many between two positions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page<P> {
    /// How many, 1 to [`MAX_PAGE`].
    pub size: usize,
    /// Whether they are counted from the end of the list.
    pub from_end: bool,
    /// Only what comes after this position.
    pub after: Option<P>,
    /// Only what comes before this position.
    pub before: Option<P>,
}

/// Why a page cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Neither `first` nor `last`.
    #[error("neither first nor last is given")]
    NoSize,
    /// Both `first` and `last`.
    #[error("both first and last are given")]
    TwoSizes,
    /// A size outside 1 to [`MAX_PAGE`].
    #[error("the page size is out of range")]
    SizeOutOfRange,
    /// A cursor that this list did not give.
    #[error("the cursor is not of this list")]
    ForeignCursor,
    /// A cursor that was given before yesterday.
    #[error("the cursor is too old")]
    OldCursor,
}

/// The size and the end that it is counted from.
///
/// # Errors
/// [`PageError`] unless exactly one of the two is given, from 1 to [`MAX_PAGE`].
pub fn size(first: Option<i32>, last: Option<i32>) -> Result<(usize, bool), PageError> {
    let (asked, from_end) = match (first, last) {
        (Some(first), None) => (first, false),
        (None, Some(last)) => (last, true),
        (None, None) => return Err(PageError::NoSize),
        (Some(_), Some(_)) => return Err(PageError::TwoSizes),
    };
    let size = usize::try_from(asked).map_err(|_| PageError::SizeOutOfRange)?;
    if (1..=MAX_PAGE).contains(&size) { Ok((size, from_end)) } else { Err(PageError::SizeOutOfRange) }
}

/// A page of a list: its items in the list's order, and whether there is more on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether the list goes on after the last item.
    pub has_next: bool,
    /// Whether the list has something before the first item.
    pub has_previous: bool,
}

impl<T> Default for Slice<T> {
    /// An empty list.
    fn default() -> Self {
        Self { items: Vec::new(), has_next: false, has_previous: false }
    }
}

impl<T> Slice<T> {
    /// The page of an empty list.
    #[must_use]
    pub const fn empty() -> Self {
        Self { items: Vec::new(), has_next: false, has_previous: false }
    }

    /// A page from the rows that a query gave when it was asked for one more than the page's size, counted
    /// from the end that the page asks for.
    #[must_use]
    pub fn of_rows<P>(mut rows: Vec<T>, page: &Page<P>) -> Self {
        let more = rows.len() > page.size;
        rows.truncate(page.size);
        if page.from_end {
            rows.reverse();
            Self { items: rows, has_next: page.before.is_some(), has_previous: more }
        } else {
            Self { items: rows, has_next: more, has_previous: page.after.is_some() }
        }
    }

    /// A page of a list that is wholly in memory and sorted by the position.
    #[must_use]
    pub fn of_list<P: Ord>(list: Vec<T>, page: &Page<P>, position: impl Fn(&T) -> P) -> Self {
        let inside = list.into_iter().filter(|item| {
            let here = position(item);
            page.after.as_ref().is_none_or(|after| here > *after)
                && page.before.as_ref().is_none_or(|before| here < *before)
        });
        let mut rows: Vec<T> = inside.collect();
        if page.from_end {
            rows.reverse();
        }
        Self::of_rows(rows, page)
    }

    /// A page of a list that is wholly in memory, sorted by the position and read from its end.
    #[must_use]
    pub fn of_reversed<P: Ord + Clone>(list: Vec<T>, page: &Page<P>, position: impl Fn(&T) -> P) -> Self {
        use std::cmp::Reverse;
        let page = Page {
            size: page.size,
            from_end: page.from_end,
            after: page.after.clone().map(Reverse),
            before: page.before.clone().map(Reverse),
        };
        Self::of_list(list.into_iter().rev().collect(), &page, |item| Reverse(position(item)))
    }

    /// The page with each item changed.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            items: self.items.into_iter().map(change).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(size: usize, from_end: bool, after: Option<i32>, before: Option<i32>) -> Page<i32> {
        Page { size, from_end, after, before }
    }

    #[test]
    fn given_a_size_out_of_range_or_two_sizes_then_an_error_and_no_clamp() {
        assert_eq!(size(Some(0), None), Err(PageError::SizeOutOfRange));
        assert_eq!(size(Some(101), None), Err(PageError::SizeOutOfRange));
        assert_eq!(size(Some(-1), None), Err(PageError::SizeOutOfRange));
        assert_eq!(size(None, None), Err(PageError::NoSize));
        assert_eq!(size(Some(1), Some(1)), Err(PageError::TwoSizes));
        assert_eq!(size(Some(100), None), Ok((100, false)));
        assert_eq!(size(None, Some(1)), Ok((1, true)));
    }

    #[test]
    fn given_a_list_when_paged_from_either_end_then_in_the_lists_order() {
        let list = vec![1, 2, 3, 4, 5];
        let first = Slice::of_list(list.clone(), &page(2, false, Some(1), None), |item| *item);
        assert_eq!(first, Slice { items: vec![2, 3], has_next: true, has_previous: true });
        let last = Slice::of_list(list.clone(), &page(2, true, None, Some(5)), |item| *item);
        assert_eq!(last, Slice { items: vec![3, 4], has_next: true, has_previous: true });
        let all = Slice::of_list(list, &page(9, false, None, None), |item| *item);
        assert_eq!(all, Slice { items: vec![1, 2, 3, 4, 5], has_next: false, has_previous: false });
    }
}
