//! The corpus: everything that can be asked, made from the schema.
//!
//! [`walks`] go along every path of fields from the root, five fields deep, through lists, connections, and every type of
//! an interface, and select every leaf at every place. [`variations`] ask each field that takes arguments with each value
//! of each argument, and each condition of a filter alone and beside each other one. [`nodes`] ask every thing there is by
//! its key and from several days. [`pages`] follow the cursors of every list to both ends. The values come from
//! [`values`], a generator by type that knows the world; what it does not know fails the test by name, so that a new
//! field, argument or condition is asked on the day it is written.

pub(super) mod nodes;
pub(super) mod pages;
pub(super) mod paths;
pub(super) mod values;
pub(super) mod variations;
pub(super) mod walks;

use std::collections::BTreeSet;

use canbo_tests::SchemaTypes;

use values::Values;

use super::told::is_of_the_journal;

/// The days that things are seen from: between two reorganisations and around them, today, and to come.
pub(super) const DAYS: [&str; 4] = ["2024-12-31", "2025-03-31", "2025-12-31", "2030-06-30"];

/// The days that lists and single things are asked from: today, which is where no day is given, and one before the
/// mergers.
pub(super) const BOTH_DAYS: [Option<&str>; 2] = [None, Some(DAYS[0])];

/// The most fields that one document selects. The server's own limit is above.
const MOST_SELECTIONS: usize = 700;
/// The most root fields of one document.
const MOST_CALLS: usize = 8;
/// The most names other than their own that the fields of one document have.
const MOST_NAMES: usize = 18;
/// The most bytes of one document.
const MOST_BYTES: usize = 20_000;

/// A root field with its arguments and selection.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) text: String,
    /// How many fields it selects.
    pub(super) selections: usize,
    /// How many of them have another name than their own.
    pub(super) names: usize,
}

/// All documents that do not depend on an answer, and the fields that they select.
pub(super) struct Corpus {
    pub(super) documents: Vec<String>,
    pub(super) reached: BTreeSet<(String, String)>,
}

impl Corpus {
    /// The corpus with the values of a world, seen from some days.
    pub(super) fn new(types: &SchemaTypes, values: &Values, days: &[Option<&'static str>]) -> Self {
        let (mut calls, reached) = walks::all(types, values, days);
        calls.extend(variations::all(types, values, days));
        calls.extend(nodes::all(types, values));
        Self { documents: documents(calls), reached }
    }

    /// What walks alone ask, and every thing by its id.
    pub(super) fn of_walks(types: &SchemaTypes, values: &Values, days: &[Option<&'static str>]) -> Self {
        let (mut calls, reached) = walks::all(types, values, days);
        calls.extend(nodes::all(types, values));
        Self { documents: documents(calls), reached }
    }
}

/// Calls in as few documents as the limits allow.
pub(super) fn documents(calls: Vec<Call>) -> Vec<String> {
    let mut documents = Vec::new();
    let mut document = String::new();
    let (mut selections, mut names, mut count) = (0, 0, 0);
    for call in calls {
        let is_full = count == MOST_CALLS
            // Readings of the journal are recorded in the order in which they end.
            || is_of_the_journal(&call.text)
            || is_of_the_journal(&document)
            || selections + call.selections >= MOST_SELECTIONS
            || names + call.names >= MOST_NAMES
            || document.len() + call.text.len() > MOST_BYTES;
        if count > 0 && is_full {
            documents.push(format!("{{{document} }}"));
            (document, selections, names, count) = (String::new(), 0, 0, 0);
        }
        document.push_str(&format!(" q{count}: {}", call.text));
        selections += call.selections + 1;
        names += call.names + 1;
        count += 1;
    }
    if count > 0 {
        documents.push(format!("{{{document} }}"));
    }
    documents
}
