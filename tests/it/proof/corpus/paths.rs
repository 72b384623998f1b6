//! What a schema's fields are, and the shortest way to each type.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use async_graphql_parser::types::{FieldDefinition, InputValueDefinition, TypeKind};
use canbo_tests::{SchemaTypes, base};

use super::values::Values;

/// Fields that are not asked: sessions are made by the test's own logins, under ids drawn at random.
const APART: [(&str, &str); 2] = [("Viewer", "sessions"), ("Account", "sessions")];

/// The fields of a type that are asked.
pub(in crate::proof) fn asked<'t>(
    types: &'t SchemaTypes,
    owner: &'t str,
) -> impl Iterator<Item = &'t FieldDefinition> {
    types.fields(owner).filter(move |field| !APART.contains(&(owner, field.name.node.as_str())))
}

/// The types that have fields and are reached from the root by what is asked.
pub(in crate::proof) fn reachable(types: &SchemaTypes) -> BTreeSet<String> {
    let mut found = BTreeSet::from(["Query".to_owned()]);
    let mut next = vec!["Query".to_owned()];
    while let Some(owner) = next.pop() {
        let below = asked(types, &owner).map(|field| base(&field.ty.node));
        for name in below.chain(types.implementations(&owner)) {
            if shape(types, name) != Shape::Leaf && found.insert(name.to_owned()) {
                next.push(name.to_owned());
            }
        }
    }
    found
}

/// What a type is to a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Without fields.
    Leaf,
    /// With fields.
    Object,
    /// An interface: what it gives depends on the type of the thing.
    Interface,
}

/// What a type is to a selection.
pub(super) fn shape(types: &SchemaTypes, name: &str) -> Shape {
    match types.get(name).map(|definition| &definition.kind) {
        Some(TypeKind::Object(_)) => Shape::Object,
        Some(TypeKind::Interface(_)) => Shape::Interface,
        Some(TypeKind::Scalar | TypeKind::Enum(_)) | None => Shape::Leaf,
        Some(TypeKind::Union(_) | TypeKind::InputObject(_)) => {
            panic!("the corpus does not know how to select of {name}")
        }
    }
}

/// Whether a type is a connection.
pub(super) fn is_connection(types: &SchemaTypes, name: &str) -> bool {
    name.ends_with("Connection") && types.fields(name).any(|field| field.name.node == "pageInfo")
}

/// Whether an argument must be given.
pub(super) fn is_required(argument: &InputValueDefinition) -> bool {
    !argument.ty.node.nullable && argument.default_value.is_none()
}

/// The leaves of a type.
pub(super) fn leaves<'t>(types: &'t SchemaTypes, name: &'t str) -> Vec<&'t str> {
    let fields = asked(types, name).filter(|field| shape(types, base(&field.ty.node)) == Shape::Leaf);
    fields.map(|field| field.name.node.as_str()).collect()
}

/// What a field is given where nothing is varied: what it requires, in each way that shows other rows; the size of a page;
/// the day; and everything that is left out otherwise.
pub(super) fn usual(
    types: &SchemaTypes,
    values: &Values,
    (owner, field): (&str, &FieldDefinition),
    first: usize,
    on: Option<&str>,
) -> Vec<Vec<String>> {
    let result = base(&field.ty.node);
    let mut ways = vec![Vec::new()];
    for argument in field.arguments.iter().map(|argument| &argument.node) {
        let name = argument.name.node.as_str();
        let given: Vec<String> = match name {
            "first" => vec![first.to_string()],
            "asOf" => on.map(|on| format!("\"{on}\"")).into_iter().collect(),
            // The newest of a journal are of one kind, and others tell of other things.
            "where" if base(&argument.ty.node) == "JournalFilter" => values.of_the_journal(types),
            // Also what has ended or was removed.
            _ if base(&argument.ty.node) == "Boolean" => vec!["true".to_owned()],
            _ if is_required(argument) => values.usual(types, owner, result, argument),
            _ => Vec::new(),
        };
        if given.is_empty() {
            continue;
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                given.iter().map(|value| {
                    let mut way: Vec<String> = way.clone();
                    way.push(format!("{name}: {value}"));
                    way
                })
            })
            .collect();
    }
    ways
}

/// Arguments in parentheses, if there are any.
pub(super) fn in_parentheses(arguments: &[String]) -> String {
    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
}

/// A way from the root to the things of a type: fields with their arguments, each opened.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) open: String,
    pub(super) close: String,
    pub(super) depth: usize,
    /// The names of the fields.
    pub(super) names: Vec<String>,
}

impl Way {
    pub(super) fn then(&self, field: &FieldDefinition, arguments: &[String]) -> Self {
        let name = &field.name.node;
        let mut names = self.names.clone();
        names.push(name.to_string());
        Self {
            open: format!("{}{name}{} {{ __typename ", self.open, in_parentheses(arguments)),
            close: format!(" }}{}", self.close),
            depth: self.depth + 1,
            names,
        }
    }
}

/// The shortest way to each object type from the root, on a day.
pub(super) fn shortest(types: &SchemaTypes, values: &Values, on: Option<&str>) -> BTreeMap<String, Way> {
    let mut ways = BTreeMap::from([("Query".to_owned(), Way::default())]);
    let mut next = VecDeque::from(["Query".to_owned()]);
    while let Some(owner) = next.pop_front() {
        let way = ways[&owner].clone();
        // Single things first: they show one list, not one for each of many.
        let mut fields: Vec<&FieldDefinition> = asked(types, &owner).collect();
        fields.sort_by_key(|field| is_connection(types, base(&field.ty.node)));
        for field in fields {
            let result = base(&field.ty.node).to_owned();
            if shape(types, &result) == Shape::Object && !ways.contains_key(&result) {
                let arguments = usual(types, values, (&owner, field), 3, on).swap_remove(0);
                ways.insert(result.clone(), way.then(field, &arguments));
                next.push_back(result);
            }
        }
    }
    ways
}
