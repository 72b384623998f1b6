//! Every list from its first page to its last and back, and its cursors given to another list.

use canbo_tests::{Client, SchemaTypes, base};
use serde_json::Value;

use super::paths::{Way, asked, in_parentheses, is_connection, shortest, usual};
use super::values::Values;
use crate::proof::told::Told;

/// Pages of one list, at most, in each direction.
const MOST_PAGES: usize = 25;
/// The sizes of pages: forward, and backward.
const SIZES: [usize; 2] = [3, 7];

/// A list: the way to what it hangs on, its name, and what it is given beside the page.
pub(in crate::proof) struct List {
    way: Way,
    name: String,
    given: Vec<String>,
}

/// Every list of the schema, at the shortest way from the root, on some days.
pub(in crate::proof) fn lists(
    types: &SchemaTypes,
    values: &Values,
    days: &[Option<&'static str>],
) -> Vec<List> {
    let mut lists = Vec::new();
    for on in days.iter().copied() {
        for (owner, way) in shortest(types, values, on) {
            for field in asked(types, &owner).filter(|field| is_connection(types, base(&field.ty.node))) {
                for given in usual(types, values, (&owner, field), 1, on) {
                    let given = given.into_iter().filter(|given| !given.starts_with("first: ")).collect();
                    lists.push(List { way: way.clone(), name: field.name.node.to_string(), given });
                }
            }
        }
    }
    lists
}

/// What a client is told page by page. A cursor of the list before is given to this one.
pub(in crate::proof) async fn follow(
    client: &Client,
    list: &List,
    foreign: &mut Option<String>,
) -> Vec<Told> {
    let mut told = Vec::new();
    if let Some(foreign) = foreign.take() {
        told.push(Told::ask(client, &list.page(false, SIZES[0], Some(&foreign))).await);
    }
    for (from_end, size) in [false, true].into_iter().zip(SIZES) {
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let (answer, body) =
                Told::ask_and_read(client, &list.page(from_end, size, cursor.as_deref())).await;
            cursor = list.next(&body, from_end);
            told.push(answer);
            match &cursor {
                Some(cursor) => *foreign = Some(cursor.clone()),
                None => break,
            }
        }
    }
    told
}

impl List {
    fn page(&self, from_end: bool, size: usize, cursor: Option<&str>) -> String {
        let (many, beyond) = if from_end { ("last", "before") } else { ("first", "after") };
        let mut given = self.given.clone();
        given.push(format!("{many}: {size}"));
        given.extend(cursor.map(|cursor| format!("{beyond}: \"{cursor}\"")));
        format!(
            "{{ {}{}{} {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor }} \
             nodes {{ __typename }} }}{} }}",
            self.way.open,
            self.name,
            in_parentheses(&given),
            self.way.close
        )
    }

    /// The cursor from which the list goes on.
    fn next(&self, body: &Value, from_end: bool) -> Option<String> {
        let mut here = body.get("data")?;
        for name in self.way.names.iter().chain([&self.name]) {
            here = here.get(name)?;
            // Of a list of things that each have the list the second: the first one is about posts, not people.
            while let Value::Array(items) = here {
                here = items.get(1).or(items.first())?;
            }
        }
        let info = here.get("pageInfo")?;
        let (goes_on, cursor) = match from_end {
            false => ("hasNextPage", "endCursor"),
            true => ("hasPreviousPage", "startCursor"),
        };
        let goes_on = info.get(goes_on)?.as_bool()?;
        let cursor = info.get(cursor)?.as_str()?;
        goes_on.then(|| cursor.to_owned())
    }
}
