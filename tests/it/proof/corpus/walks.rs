//! Along every path of fields from the root.

use std::collections::BTreeSet;

use async_graphql_parser::types::FieldDefinition;
use canbo_tests::{SchemaTypes, base};

use super::paths::{Shape, Way, asked, in_parentheses, is_connection, shape, usual};
use super::values::Values;
use super::{Call, MOST_NAMES, MOST_SELECTIONS};

/// How many fields deep.
const DEPTH: usize = 5;
/// The first so many of a list at the root, and of a list below it.
const FIRST: [usize; 2] = [12, 3];

/// The calls, and every field that they select.
pub(in crate::proof) fn all(
    types: &SchemaTypes,
    values: &Values,
    days: &[Option<&'static str>],
) -> (Vec<Call>, BTreeSet<(String, String)>) {
    let mut walker =
        Walker { types, values, on: None, is_first: true, calls: Vec::new(), reached: BTreeSet::new() };
    // On the first day by the edges of lists and by their nodes; then by the nodes alone, which are the same.
    for (number, on) in days.iter().enumerate() {
        (walker.on, walker.is_first) = (*on, number == 0);
        walker.visit(&Way::default(), "Query", 1);
    }
    let mut calls = Vec::new();
    let mut known = BTreeSet::new();
    for call in walker.calls {
        if known.insert(call.text.clone()) {
            calls.push(call);
        }
    }
    (calls, walker.reached)
}

struct Walker<'a> {
    types: &'a SchemaTypes,
    values: &'a Values,
    on: Option<&'a str>,
    is_first: bool,
    calls: Vec<Call>,
    reached: BTreeSet<(String, String)>,
}

impl Walker<'_> {
    /// Asks everything below a place: in one call if it is not too much, else part by part.
    fn visit(&mut self, way: &Way, type_name: &str, cost: usize) {
        if way.depth > 0
            && let Some(tree) = self.tree(type_name, DEPTH - way.depth)
            && cost + tree.selections <= MOST_SELECTIONS
        {
            self.push(way, &tree, cost);
            return;
        }
        let mut leaves = Tree::default();
        for field in &self.fields(type_name) {
            self.reach(type_name, field);
            let result = base(&field.ty.node);
            match shape(self.types, result) {
                Shape::Leaf => leaves.add_leaf(field, &self.usual(type_name, field, way.depth)[0]),
                Shape::Interface => self.visit_interface(way, field, cost),
                Shape::Object => {
                    for arguments in self.usual(type_name, field, way.depth) {
                        let inside = way.then(field, &arguments);
                        if inside.depth == DEPTH {
                            let stub = self.stub(result);
                            self.push(&inside, &stub, cost + 1);
                        } else {
                            self.visit(&inside, result, cost + 1);
                        }
                    }
                }
            }
        }
        if way.depth > 0 {
            self.push(way, &leaves, cost);
        }
    }

    /// Asks what an interface gives by itself, and everything below a thing of each of its types, each by ids of its own.
    fn visit_interface(&mut self, way: &Way, field: &FieldDefinition, cost: usize) {
        let interface = base(&field.ty.node);
        let own: Vec<FieldDefinition> = self.types.fields(interface).cloned().collect();
        own.iter().for_each(|field| self.reach(interface, field));
        let implementations: Vec<&str> = self.types.implementations(interface).collect();
        for name in implementations {
            let arguments: Vec<String> = field
                .arguments
                .iter()
                .map(|argument| self.values.of_type(argument.node.name.node.as_str(), name))
                .collect();
            let inside = way.then(field, &arguments);
            if inside.depth == DEPTH {
                let stub = self.stub(interface);
                self.push(&inside, &stub, cost + 1);
                return;
            }
            let inside = Way {
                open: format!("{}__typename id ... on {name} {{ ", inside.open),
                close: format!(" }}{}", inside.close),
                ..inside
            };
            self.visit(&inside, name, cost + 4);
        }
    }

    /// Everything below a thing, so many fields deep; none where it does not go into one call: a field that is asked in
    /// several ways has a name for each, and of names a document takes so many.
    fn tree(&mut self, type_name: &str, depth: usize) -> Option<Tree> {
        let mut tree = Tree::default();
        for field in &self.fields(type_name) {
            self.reach(type_name, field);
            let result = base(&field.ty.node);
            let ways = self.usual(type_name, field, DEPTH - depth);
            let kind = shape(self.types, result);
            match kind {
                Shape::Leaf => tree.add_leaf(field, &ways[0]),
                _ if depth == 1 => tree.add(field, None, &ways[0], self.stub(result)),
                // What an interface gives of each type is asked where it is met nearer to the root.
                Shape::Interface => tree.add(field, None, &ways[0], self.stub(result)),
                Shape::Object => {
                    let below = self.tree(result, depth - 1)?;
                    for (number, way) in ways.iter().enumerate() {
                        tree.add(field, (number > 0).then_some(number), way, below.clone());
                    }
                }
            }
            if tree.selections > MOST_SELECTIONS || tree.names > MOST_NAMES {
                return None;
            }
        }
        Some(tree)
    }

    /// What is asked of a thing at the end of the longest paths.
    fn stub(&self, type_name: &str) -> Tree {
        let mut stub = Tree::default();
        if let Some(id) = self.types.fields(type_name).find(|field| field.name.node == "id") {
            stub.add_leaf(id, &[]);
        }
        stub
    }

    /// The fields that are asked.
    fn fields(&self, type_name: &str) -> Vec<FieldDefinition> {
        let is_asked = |field: &&FieldDefinition| {
            self.is_first || !is_connection(self.types, type_name) || field.name.node != "edges"
        };
        asked(self.types, type_name).filter(is_asked).cloned().collect()
    }

    fn usual(&self, owner: &str, field: &FieldDefinition, depth: usize) -> Vec<Vec<String>> {
        let first = FIRST[usize::from(depth > 0)];
        usual(self.types, self.values, (owner, field), first, self.on)
    }

    fn reach(&mut self, type_name: &str, field: &FieldDefinition) {
        self.reached.insert((type_name.to_owned(), field.name.node.to_string()));
    }

    fn push(&mut self, way: &Way, tree: &Tree, cost: usize) {
        self.calls.push(Call {
            text: format!("{}{}{}", way.open, tree.text, way.close),
            selections: cost + tree.selections,
            names: tree.names,
        });
    }
}

/// What is selected of a thing.
#[derive(Clone)]
struct Tree {
    text: String,
    selections: usize,
    /// How many fields have another name than their own.
    names: usize,
}

impl Default for Tree {
    fn default() -> Self {
        Self { text: "__typename".to_owned(), selections: 1, names: 0 }
    }
}

impl Tree {
    fn add_leaf(&mut self, field: &FieldDefinition, arguments: &[String]) {
        self.text.push_str(&format!(" {}{}", field.name.node, in_parentheses(arguments)));
        self.selections += 1;
    }

    fn add(&mut self, field: &FieldDefinition, number: Option<usize>, arguments: &[String], below: Self) {
        let name = &field.name.node;
        let alias = number.map(|number| format!("{name}{number}: ")).unwrap_or_default();
        self.text.push_str(&format!(" {alias}{name}{} {{ {} }}", in_parentheses(arguments), below.text));
        self.selections += below.selections + 1;
        self.names += below.names + usize::from(number.is_some());
    }
}
