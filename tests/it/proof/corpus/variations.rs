//! Each argument of each field with each of its values, and each condition of a filter alone and beside each other one.

use async_graphql_parser::types::{FieldDefinition, InputValueDefinition, TypeKind};
use canbo_tests::{SchemaTypes, base};

use super::Call;
use super::paths::{
    Shape, Way, asked, in_parentheses, is_connection, is_required, leaves, shape, shortest, usual,
};
use super::values::Values;

/// What is asked of a list.
const LIST: &str = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor";

/// The size of pages.
const FIRST: usize = 5;

pub(in crate::proof) fn all(
    types: &SchemaTypes,
    values: &Values,
    days: &[Option<&'static str>],
) -> Vec<Call> {
    let mut calls = Vec::new();
    for on in days.iter().copied() {
        for (owner, way) in shortest(types, values, on) {
            for field in asked(types, &owner).filter(|field| !field.arguments.is_empty()) {
                let place = Place { types, values, owner: &owner, field, way: &way, on };
                calls.extend(place.calls());
            }
        }
    }
    let mut known = std::collections::BTreeSet::new();
    calls.retain(|call| known.insert(call.text.clone()));
    calls
}

/// A field that takes arguments, at the shortest way from the root.
struct Place<'a> {
    types: &'a SchemaTypes,
    values: &'a Values,
    owner: &'a str,
    field: &'a FieldDefinition,
    way: &'a Way,
    on: Option<&'a str>,
}

impl Place<'_> {
    fn calls(&self) -> Vec<Call> {
        let usual = usual(self.types, self.values, (self.owner, self.field), FIRST, self.on);
        let usual = usual.into_iter().next().unwrap();
        let mut calls = vec![self.call(&usual)];
        for argument in self.field.arguments.iter().map(|argument| &argument.node) {
            let name = argument.name.node.as_str();
            for value in self.values_of(argument) {
                let prefix = format!("{name}: ");
                let mut given: Vec<String> =
                    usual.iter().filter(|other| !other.starts_with(&prefix)).cloned().collect();
                given.push(format!("{prefix}{value}"));
                calls.push(self.call(&given));
            }
            if !is_required(argument) && name != "asOf" {
                // Both ends at once, and none: errors have a place, too.
                let without: Vec<String> =
                    usual.iter().filter(|other| !other.starts_with(&format!("{name}: "))).cloned().collect();
                calls.push(self.call(&without));
            }
        }
        if self.field.arguments.iter().any(|argument| argument.node.name.node == "last") {
            let from_end: Vec<String> = usual
                .iter()
                .filter(|other| !other.starts_with("first: "))
                .cloned()
                .chain(["last: 3".to_owned()])
                .collect();
            calls.push(self.call(&from_end));
        }
        calls
    }

    /// The values of an argument; of a filter each condition alone, and each pair.
    fn values_of(&self, argument: &InputValueDefinition) -> Vec<String> {
        let result = base(&self.field.ty.node);
        let ty = base(&argument.ty.node);
        match self.types.get(ty).map(|definition| &definition.kind) {
            Some(TypeKind::InputObject(input)) => {
                let fields: Vec<&InputValueDefinition> =
                    input.fields.iter().map(|field| &field.node).collect();
                self.values.input(self.types, ty, result, &fields)
            }
            _ => self.values.all(self.types, self.owner, result, argument),
        }
    }

    fn call(&self, arguments: &[String]) -> Call {
        let result = base(&self.field.ty.node);
        let selection = match shape(self.types, result) {
            Shape::Leaf => String::new(),
            Shape::Interface => " { __typename id }".to_owned(),
            Shape::Object if is_connection(self.types, result) => {
                let item = result.trim_end_matches("Connection");
                let key = self.types.fields(item).any(|field| field.name.node == "key");
                let key = if key { " key" } else { "" };
                format!(" {{ {LIST} node {{ __typename{key} }} }} }}")
            }
            Shape::Object => format!(" {{ __typename {} }}", leaves(self.types, result).join(" ")),
        };
        let text = format!(
            "{}{}{}{selection}{}",
            self.way.open,
            self.field.name.node,
            in_parentheses(arguments),
            self.way.close
        );
        Call { text, selections: 14, names: 0 }
    }
}
