//! How many rows an operation could give.
//!
//! A connection counts as its page, `first` or `last`; a list that is asked for by ids or dates as that many; a list
//! without pages as what [`Shape`] says of it; what a change of many rows tells as often as rows are named. Each is multiplied by the rows above it. What is no list of objects costs
//! nothing, and so does the schema.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_value::{ConstValue, Value as Literal};
use serde_json::{Map, Value};

use super::shape::{INPUT, ROWS, Rows, Shape, TypeShape};

/// The longest page. One that is longer is refused where it is asked for, with a text that says so.
const MOST_OF_A_PAGE: u64 = 100;

/// What an operation could give, and what one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The rows that the operation could give.
    pub requested: u64,
    /// The most rows.
    pub maximum: u64,
}

/// The rows that an operation could give.
pub(super) fn rows(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    shape: &Shape,
) -> u64 {
    let root = match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let mut walk = Walk { document, operation, variables, shape, fragments: HashMap::new() };
    walk.set(&operation.selection_set.node, shape.get(root))
}

/// A walk over a document that is known to be shallow and without cycles.
struct Walk<'d> {
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    variables: &'d Map<String, Value>,
    shape: &'d Shape,
    /// The rows of the fragments that were seen, for one object each.
    fragments: HashMap<&'d str, u64>,
}

impl<'d> Walk<'d> {
    /// The rows of a selection of one object.
    fn set(&mut self, set: &'d SelectionSet, of: Option<&'d TypeShape>) -> u64 {
        let rows = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.field(&field.node, of),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let of = condition.map_or(of, |condition| self.shape.get(&condition.node.on.node));
                self.set(&fragment.node.selection_set.node, of)
            }
            Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
        });
        rows.fold(0, u64::saturating_add)
    }

    fn field(&mut self, field: &'d Field, of: Option<&'d TypeShape>) -> u64 {
        // What the schema does not know, validation refuses.
        let Some(known) = of.and_then(|of| of.field(&field.name.node)) else { return 0 };
        let below = self.set(&field.selection_set.node, self.shape.get(&known.of));
        let rows = match &known.rows {
            Rows::One => return below,
            Rows::Page => self.page(field),
            Rows::Each { argument } => self.items(field, argument),
            Rows::EachRow => self.rows_of_input(field),
            Rows::Usual(rows) => *rows,
        };
        rows.saturating_mul(below.saturating_add(1))
    }

    fn fragment(&mut self, name: &str) -> u64 {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return 0 };
        if let Some(rows) = self.fragments.get(name.as_str()) {
            return *rows;
        }
        let of = self.shape.get(&fragment.node.type_condition.node.on.node);
        let rows = self.set(&fragment.node.selection_set.node, of);
        self.fragments.insert(name, rows);
        rows
    }

    /// The rows of a page. Without a size that can be used it is refused where it is asked for, and has none.
    fn page(&self, field: &'d Field) -> u64 {
        let size = |name| self.argument(field, name).and_then(Given::number);
        size("first").max(size("last")).unwrap_or(0).min(MOST_OF_A_PAGE)
    }

    /// The rows of a list that is asked for item by item.
    fn items(&self, field: &'d Field, argument: &str) -> u64 {
        let items = self.argument(field, argument).map_or(0, Given::items);
        u64::try_from(items).unwrap_or(u64::MAX)
    }

    /// How many rows an input names.
    fn rows_of_input(&self, field: &'d Field) -> u64 {
        let rows = self.argument(field, INPUT).and_then(|input| match input {
            Given::Literal(Literal::Object(members)) => self.given(members.get(ROWS)?),
            Given::Json(members) => members.get(ROWS).map(Given::Json),
            Given::Default(ConstValue::Object(members)) => members.get(ROWS).map(Given::Default),
            Given::Literal(_) | Given::Default(_) => None,
        });
        u64::try_from(rows.map_or(0, Given::items)).unwrap_or(u64::MAX)
    }

    /// What an argument is given: in place, by a variable, or by a variable's default.
    fn argument(&self, field: &'d Field, name: &str) -> Option<Given<'d>> {
        self.given(&field.get_argument(name)?.node)
    }

    fn given(&self, value: &'d Literal) -> Option<Given<'d>> {
        let Literal::Variable(variable) = value else { return Some(Given::Literal(value)) };
        if let Some(value) = self.variables.get(variable.as_str()) {
            return Some(Given::Json(value));
        }
        let mut definitions = self.operation.variable_definitions.iter();
        let definition = definitions.find(|definition| definition.node.name.node == *variable)?;
        definition.node.default_value.as_ref().map(|value| Given::Default(&value.node))
    }
}

/// What an argument is given.
enum Given<'d> {
    Literal(&'d Literal),
    Json(&'d Value),
    Default(&'d ConstValue),
}

impl Given<'_> {
    fn number(self) -> Option<u64> {
        match self {
            Self::Literal(Literal::Number(number)) | Self::Default(ConstValue::Number(number)) => {
                number.as_u64()
            }
            Self::Json(value) => value.as_u64(),
            Self::Literal(_) | Self::Default(_) => None,
        }
    }

    /// How many items a list has. One value stands for a list of itself.
    fn items(self) -> usize {
        match self {
            Self::Literal(Literal::List(items)) => items.len(),
            Self::Json(Value::Array(items)) => items.len(),
            Self::Default(ConstValue::List(items)) => items.len(),
            _ => 1,
        }
    }
}
