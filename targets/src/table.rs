//! Tables in memory: rows grouped by a dense number, and texts numbered once.
//!
//! Every access is total: a number that is not there gives no row, so nothing here can panic.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of groups `0..n`, each group's rows in a row.
#[derive(Clone, Debug)]
pub(crate) struct Grouped<T> {
    /// Where each group begins, and at last where the rows end.
    starts: Vec<u32>,
    rows: Vec<T>,
}

impl<T> Grouped<T> {
    /// Groups rows that are sorted by their group; none if there are more than can be numbered.
    pub(crate) fn new(groups: u32, sorted: impl IntoIterator<Item = (u32, T)>) -> Option<Self> {
        let mut starts = Vec::with_capacity(place(groups).saturating_add(1));
        let mut rows = Vec::new();
        for (group, row) in sorted {
            let here = u32::try_from(rows.len()).ok()?;
            while starts.len() <= place(group) {
                starts.push(here);
            }
            rows.push(row);
        }
        let end = u32::try_from(rows.len()).ok()?;
        while starts.len() <= place(groups) {
            starts.push(end);
        }
        rows.shrink_to_fit();
        Some(Self { starts, rows })
    }

    /// The numbers of a group's rows.
    pub(crate) fn numbers(&self, group: u32) -> Range<u32> {
        let group = place(group);
        match (self.starts.get(group), self.starts.get(group.saturating_add(1))) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        }
    }

    /// A group's rows.
    pub(crate) fn of(&self, group: u32) -> &[T] {
        let numbers = self.numbers(group);
        self.rows.get(place(numbers.start)..place(numbers.end)).unwrap_or_default()
    }

    /// A group's rows with their numbers.
    pub(crate) fn numbered(&self, group: u32) -> impl DoubleEndedIterator<Item = (u32, &T)> {
        self.numbers(group).zip(self.of(group))
    }

    /// The row of a number.
    pub(crate) fn row(&self, number: u32) -> Option<&T> {
        self.rows.get(place(number))
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes held on the heap, without what the rows themselves point to.
    pub(crate) fn heap_bytes(&self) -> usize {
        column_bytes(&self.starts) + column_bytes(&self.rows)
    }
}

/// Texts, each numbered once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u16>,
}

impl Names {
    /// The text's number, a new one if it has none; none if there are more than can be numbered.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u16::try_from(self.texts.len()).ok()?;
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Some(number)
    }

    /// The number of a text that was interned.
    pub(crate) fn number(&self, text: &str) -> Option<u16> {
        self.numbers.get(text).copied()
    }

    /// The text of a number.
    pub(crate) fn text(&self, number: u16) -> Option<&Arc<str>> {
        self.texts.get(usize::from(number))
    }

    /// How many texts.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Bytes held on the heap, as far as capacities tell.
    pub(crate) fn heap_bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|text| text.len() + 2 * size_of::<usize>()).sum();
        column_bytes(&self.texts) + self.numbers.capacity() * size_of::<(Arc<str>, u16)>() + texts
    }
}

/// A row's number as a position.
pub(crate) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Bytes that a column holds on the heap.
pub(crate) fn column_bytes<T>(column: &Vec<T>) -> usize {
    column.capacity() * size_of::<T>()
}
