//! Attempts that would be counted together, in the order in which they came, in this process: no more of them are
//! checked at once than may still fail.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The lines of all subjects. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<AllLines>>);

#[derive(Default)]
struct AllLines {
    lines: HashMap<Vec<u8>, Line>,
    next: u64,
}

#[derive(Default)]
struct Line {
    places: BTreeSet<u64>,
    moved: Arc<Notify>,
}

/// A place in the line of a subject, given back when it is dropped.
pub(super) struct Turn {
    all: Lines,
    subject: Vec<u8>,
    place: u64,
    moved: Arc<Notify>,
}

impl Lines {
    /// Takes the last place in the line of a subject.
    pub(super) fn enter(&self, subject: &[u8]) -> Turn {
        let mut all = self.all();
        let place = all.next;
        all.next += 1;
        let line = all.lines.entry(subject.to_vec()).or_default();
        line.places.insert(place);
        let moved = Arc::clone(&line.moved);
        Turn { all: self.clone(), subject: subject.to_vec(), place, moved }
    }

    // No code that could panic runs while it is held.
    fn all(&self) -> MutexGuard<'_, AllLines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// How many stand before it.
    pub(super) fn ahead(&self) -> usize {
        let all = self.all.all();
        all.lines.get(&self.subject).map_or(0, |line| line.places.range(..self.place).count())
    }

    /// Ends when somebody leaves the line after this was called.
    pub(super) fn moved(&self) -> impl Future<Output = ()> + Send + use<> {
        Arc::clone(&self.moved).notified_owned()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.all.all();
        if let Some(line) = all.lines.get_mut(&self.subject) {
            line.places.remove(&self.place);
            if line.places.is_empty() {
                all.lines.remove(&self.subject);
            }
        }
        self.moved.notify_waiters();
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lines").field(&self.all().lines.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn given_a_line_when_somebody_leaves_then_those_behind_move_up_and_hear_of_it() {
        let lines = Lines::default();
        let (first, second, third) = (lines.enter(b"a"), lines.enter(b"a"), lines.enter(b"a"));
        assert_eq!([&first, &second, &third].map(Turn::ahead), [0, 1, 2]);
        assert_eq!(lines.enter(b"b").ahead(), 0);
        let moved = third.moved();
        drop(first);
        moved.await;
        assert_eq!([&second, &third].map(Turn::ahead), [0, 1]);
        drop((second, third));
        assert_eq!(lines.all().lines.len(), 0);
    }
}
