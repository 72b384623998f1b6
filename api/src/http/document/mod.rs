//! The gate of documents: what a document may hold before anything of it is validated or run.
//!
//! A document is judged in three steps, each linear in its length: one pass over its bytes, which bounds what the parser
//! is given; the parser, once (decision 0012 says why it is our own); and one walk over what was parsed, in which each
//! fragment is looked at once however often it is spread. What passes is handed to the library as it was parsed.

mod cost;
mod lexical;
mod measure;
mod parser;
mod refusal;
mod shape;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use serde_json::{Map, Value};

pub use cost::Cost;
pub use refusal::{Expected, Limit, Refusal};
pub use shape::Shape;

use crate::config::LimitsConfig;

/// Judges documents against the schema and the limits. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gate {
    shape: Arc<Shape>,
    limits: LimitsConfig,
}

/// A document that may be run.
#[derive(Debug)]
pub struct Judged {
    /// What was parsed.
    pub document: ExecutableDocument,
    /// What the chosen operation asks for.
    pub cost: Cost,
}

impl Gate {
    /// A gate for a schema.
    #[must_use]
    pub const fn new(shape: Arc<Shape>, limits: LimitsConfig) -> Self {
        Self { shape, limits }
    }

    /// Judges a document with the variables and the operation's name that came with it.
    ///
    /// # Errors
    /// It is longer, deeper or wider than allowed, no document, or does not hold the operation.
    pub fn judge(
        &self,
        text: &str,
        variables: &Map<String, Value>,
        operation_name: Option<&str>,
    ) -> Result<Judged, Refusal> {
        let document = parser::document(&lexical::tokens(text, &self.limits)?)?;
        measure::check(&document, &self.limits)?;
        let operation = chosen(&document, operation_name)?;
        if let Some(name) = unknown(variables, &document.operations) {
            return Err(Refusal::UnknownVariable { name: name.to_owned() });
        }
        let requested = cost::rows(&document, operation, variables, &self.shape);
        let cost = Cost { requested, maximum: self.limits.rows };
        if requested > cost.maximum {
            return Err(Refusal::TooManyRows(cost));
        }
        Ok(Judged { document, cost })
    }
}

/// The operation that a request asks for (GraphQL §6.1, `GetOperation`).
fn chosen<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, Refusal> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err(Refusal::NoSuchOperation),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node).ok_or(Refusal::NoSuchOperation)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(operation), None) => Ok(&operation.node),
                _ => Err(Refusal::NoOperationName),
            }
        }
    }
}

/// A variable that no operation of the document declares: tools send those of all operations with each.
fn unknown<'v>(variables: &'v Map<String, Value>, operations: &DocumentOperations) -> Option<&'v str> {
    let declared = |name: &str| {
        let mut definitions =
            operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
        definitions.any(|definition| definition.node.name.node.as_str() == name)
    };
    variables.keys().map(String::as_str).find(|name| !declared(name))
}
