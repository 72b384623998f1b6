//! How deep and how wide a document is once its fragments are followed, without following any of them twice.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};

use super::refusal::{Limit, Refusal};
use crate::config::LimitsConfig;

/// The most selection sets inside each other, as the library bounds them.
const MOST_LEVELS: usize = 32;

/// Refuses a document that is deeper or wider than allowed in any of its operations, or in a fragment that none uses.
pub(super) fn check(document: &ExecutableDocument, limits: &LimitsConfig) -> Result<(), Refusal> {
    let mut walk = Walk { document, limits, fragments: HashMap::new(), directives: 0 };
    // In the order in which they stand: of several things that are too much, the same one is told each time.
    // Places alone would not do: where lines end with carriage returns, several things may stand at one place.
    let mut operations: Vec<_> = document.operations.iter().collect();
    operations.sort_by_key(|(name, operation)| (operation.pos, *name));
    let mut selections = 0_usize;
    for (_, operation) in operations {
        selections = selections.saturating_add(walk.operation(&operation.node)?);
    }
    // Validation follows the fragments of every operation, whichever is run.
    within(selections, Limit::Selections, limits.tokens)?;
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_by_key(|(name, fragment)| (fragment.pos, *name));
    for (name, _) in fragments {
        let measure = walk.fragment(name, 0)?;
        within(measure.selections, Limit::Selections, limits.selections)?;
    }
    Ok(())
}

fn within(found: usize, limit: Limit, most: usize) -> Result<(), Refusal> {
    if found > most { Err(Refusal::TooMuch { limit, most }) } else { Ok(()) }
}

/// What a selection set holds.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    /// Selection sets inside each other, itself not counted.
    levels: usize,
    /// Fields inside each other.
    depth: usize,
    /// Fields inside each other below a field about the schema.
    introspection_depth: usize,
    /// Fields at its top.
    fields: usize,
    selections: usize,
    aliases: usize,
}

impl Measure {
    fn add(&mut self, other: Self) {
        self.levels = self.levels.max(other.levels);
        self.depth = self.depth.max(other.depth);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
        self.fields = self.fields.saturating_add(other.fields);
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
    }

    /// The measure of a field that selects this.
    fn below(self, field: &Field) -> Self {
        let is_about_the_schema = matches!(field.name.node.as_str(), "__schema" | "__type");
        let (depth, introspection_depth) = match is_about_the_schema {
            true => (1, self.depth.max(self.introspection_depth).saturating_add(1)),
            false => (self.depth.saturating_add(1), self.introspection_depth),
        };
        let aliases = self.aliases.saturating_add(usize::from(field.alias.is_some()));
        Self { depth, introspection_depth, aliases, fields: 1, ..self.inside() }
    }

    /// The measure of a selection that holds this.
    fn inside(self) -> Self {
        let levels = self.levels.saturating_add(1);
        Self { levels, selections: self.selections.saturating_add(1), ..self }
    }
}

struct Walk<'d> {
    document: &'d ExecutableDocument,
    limits: &'d LimitsConfig,
    /// The measures of the fragments that were seen; none while one is being measured.
    fragments: HashMap<&'d str, Option<Measure>>,
    directives: usize,
}

impl<'d> Walk<'d> {
    /// Refuses an operation, or gives how much it selects.
    fn operation(&mut self, operation: &'d OperationDefinition) -> Result<usize, Refusal> {
        self.directives(operation.directives.len())?;
        for variable in &operation.variable_definitions {
            self.directives(variable.node.directives.len())?;
        }
        let measure = self.set(&operation.selection_set.node, 0)?;
        let root_fields = match operation.ty {
            OperationType::Mutation => self.limits.mutation_fields,
            OperationType::Query | OperationType::Subscription => self.limits.query_fields,
        };
        within(measure.depth, Limit::Depth, self.limits.depth)?;
        within(measure.introspection_depth, Limit::IntrospectionDepth, self.limits.introspection_depth)?;
        within(measure.fields, Limit::RootFields, root_fields)?;
        within(measure.aliases, Limit::Aliases, self.limits.aliases)?;
        within(measure.selections, Limit::Selections, self.limits.selections)?;
        Ok(measure.selections)
    }

    fn set(&mut self, set: &'d SelectionSet, level: usize) -> Result<Measure, Refusal> {
        if level > MOST_LEVELS {
            return Err(Refusal::TooMuch { limit: Limit::Depth, most: self.limits.depth });
        }
        let mut all = Measure::default();
        for selection in &set.items {
            self.directives(selection.node.directives().len())?;
            all.add(match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    match field.selection_set.node.items.is_empty() {
                        true => Measure::default().below(field),
                        false => self.set(&field.selection_set.node, level + 1)?.below(field),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node, level + 1)?.inside()
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?.inside()
                }
            });
        }
        Ok(all)
    }

    /// The measure of a fragment; of one that does not exist, which validation refuses, nothing.
    fn fragment(&mut self, name: &str, level: usize) -> Result<Measure, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Measure::default());
        };
        let measure = match self.fragments.get(name.as_str()) {
            Some(Some(measure)) => *measure,
            Some(None) => return Err(Refusal::Cycle),
            None => {
                self.fragments.insert(name, None);
                self.directives(fragment.node.directives.len())?;
                let measure = self.set(&fragment.node.selection_set.node, level)?;
                self.fragments.insert(name, Some(measure));
                measure
            }
        };
        within(level.saturating_add(measure.levels), Limit::Depth, MOST_LEVELS)
            .map_err(|_| Refusal::TooMuch { limit: Limit::Depth, most: self.limits.depth })?;
        Ok(measure)
    }

    /// Counts the directives of one place.
    fn directives(&mut self, found: usize) -> Result<(), Refusal> {
        within(found, Limit::DirectivesPerField, self.limits.directives_per_field)?;
        self.directives += found;
        within(self.directives, Limit::Directives, self.limits.directives)
    }
}
