//! What the gate knows of the schema: which fields are lists, and of what.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition};

use crate::graphql::{Introspection, schema};

/// How many rows a list without pages is taken to hold, where it usually holds more or fewer than
/// [`USUAL_OF_OTHERS`].
const USUAL: [(&str, &str, u64); 29] = [
    ("ConsolidateTrainingPlansPayload", "leftOut", 30),
    ("PreviewedValue", "readings", 4),
    ("Programme", "keyTitles", 20),
    ("PublicationPreview", "values", 200),
    ("Query", "deadlines", 10),
    ("Query", "titles", 30),
    ("Query", "targets", 10),
    ("Query", "nominationRules", 100),
    // One of each row that the input names: these are counted above.
    ("EnrolmentsPayload", "results", 1),
    ("RatingsPayload", "results", 1),
    ("ReaffiliateOfficialsPayload", "results", 1),
    ("Rehearsal", "doubleHolders", 50),
    ("Rehearsal", "endedUnits", 30),
    ("Rehearsal", "orphanedPosts", 200),
    ("Rehearsal", "targets", 10),
    ("Rehearsal", "units", 10),
    ("Rehearsal", "withoutAppointment", 200),
    ("ReviewSourcePoolPayload", "results", 1),
    ("SuccessionComposition", "findings", 20),
    ("TargetValue", "byUnit", 30),
    ("TargetValue", "published", 2),
    ("TrainingPlan", "items", 20),
    ("TrainingStatistics", "byKind", 11),
    ("Unit", "children", 10),
    ("Unit", "posts", 20),
    ("Unit", "targets", 10),
    ("UnitEvent", "endedUnits", 30),
    ("UnitEvent", "units", 10),
    ("UnitEvent", "withoutAppointment", 200),
];

/// How many rows any other list without pages is taken to hold.
const USUAL_OF_OTHERS: u64 = 5;

/// What tells of the request itself, and is no row.
const NO_ROWS: [&str; 2] = ["UserError", "Warning"];

/// The argument of a change.
pub(super) const INPUT: &str = "input";

/// The member of an input that names many rows.
pub(super) const ROWS: &str = "rows";

/// The fields of a schema that lead to objects.
#[derive(Debug)]
pub struct Shape {
    types: HashMap<String, TypeShape>,
}

/// The fields of a type that lead to objects.
#[derive(Debug, Default)]
pub(super) struct TypeShape {
    fields: HashMap<String, FieldShape>,
}

/// A field that leads to objects.
#[derive(Debug)]
pub(super) struct FieldShape {
    /// The type of the objects.
    pub(super) of: String,
    /// How many there are.
    pub(super) rows: Rows,
}

/// How many objects a field leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// One, or those that were counted above: the nodes of a connection.
    One,
    /// As many as `first` or `last` says.
    Page,
    /// As many as the list of an argument has items.
    Each {
        /// The argument.
        argument: String,
    },
    /// One that tells of as many rows as its input names under [`ROWS`].
    EachRow,
    /// About so many.
    Usual(u64),
}

static SERVED: LazyLock<Arc<Shape>> =
    LazyLock::new(|| Arc::new(Shape::of(&schema(Introspection::Off).sdl())));

impl Shape {
    /// The shape of the schema that is served.
    #[must_use]
    pub fn served() -> Arc<Self> {
        Arc::clone(&SERVED)
    }

    /// The shape of a schema in its own language; empty where that does not parse.
    #[must_use]
    pub fn of(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        let mut types = HashMap::new();
        let mut of_rows = HashSet::new();
        for definition in definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::InputObject(input) => {
                    if input.fields.iter().any(|field| field.node.name.node == ROWS) {
                        of_rows.insert(name);
                    }
                    continue;
                }
                _ => continue,
            };
            types.insert(name, fields.into_iter().map(|field| field.node).collect::<Vec<_>>());
        }
        let is_object = |name: &str| types.contains_key(name);
        let shape = |(name, fields): (&String, &Vec<FieldDefinition>)| {
            let is_connection = fields.iter().any(|field| field.name.node == "pageInfo");
            let fields = fields.iter().filter_map(|field| {
                let of = base(&field.ty.node).to_owned();
                let names_rows =
                    field.arguments.iter().any(|argument| of_rows.contains(base(&argument.node.ty.node)));
                let rows = match () {
                    () if is_connection => Rows::One,
                    () if names_rows => Rows::EachRow,
                    () => rows(name, field),
                };
                is_object(&of).then(|| (field.name.node.to_string(), FieldShape { of, rows }))
            });
            (name.clone(), TypeShape { fields: fields.collect() })
        };
        Self { types: types.iter().map(shape).collect() }
    }

    /// A type that has fields.
    pub(super) fn get(&self, name: &str) -> Option<&TypeShape> {
        self.types.get(name)
    }
}

impl TypeShape {
    /// A field that leads to objects.
    pub(super) fn field(&self, name: &str) -> Option<&FieldShape> {
        self.fields.get(name)
    }
}

fn rows(type_name: &str, field: &FieldDefinition) -> Rows {
    let mut arguments = field.arguments.iter().map(|argument| &argument.node);
    if arguments.clone().any(|argument| argument.name.node == "first") {
        return Rows::Page;
    }
    if !is_list(&field.ty.node) {
        return Rows::One;
    }
    if let Some(each) = arguments.find(|argument| is_list(&argument.ty.node) && !argument.ty.node.nullable) {
        return Rows::Each { argument: each.name.node.to_string() };
    }
    if NO_ROWS.contains(&base(&field.ty.node)) {
        return Rows::Usual(0);
    }
    let name = field.name.node.as_str();
    let declared = USUAL.iter().find(|(of, field, _)| (*of, *field) == (type_name, name));
    Rows::Usual(declared.map_or(USUAL_OF_OTHERS, |(_, _, rows)| *rows))
}

fn is_list(ty: &Type) -> bool {
    matches!(ty.base, BaseType::List(_))
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(type_name: &str, field: &str) -> Option<(String, Rows)> {
        let shape = Shape::served();
        let field = shape.get(type_name)?.field(field)?;
        Some((field.of.clone(), field.rows.clone()))
    }

    #[test]
    fn given_the_schema_then_each_kind_of_field_is_known() {
        for (type_name, field, of_type, rows) in [
            ("Query", "officials", "OfficialConnection", Rows::Page),
            ("Query", "nodes", "Node", Rows::Each { argument: "ids".to_owned() }),
            ("Query", "unit", "Unit", Rows::One),
            ("Mutation", "reaffiliateOfficials", "ReaffiliateOfficialsPayload", Rows::EachRow),
            ("Mutation", "affiliateOfficial", "AffiliationPayload", Rows::One),
            ("OfficialConnection", "nodes", "Official", Rows::One),
            ("OfficialConnection", "edges", "OfficialEdge", Rows::One),
            ("TargetValue", "members", "TargetMemberConnection", Rows::Page),
            ("TargetValue", "series", "TargetValue", Rows::Each { argument: "dates".to_owned() }),
            ("Official", "qualifications", "Qualification", Rows::Usual(USUAL_OF_OTHERS)),
        ] {
            assert_eq!(of(type_name, field), Some((of_type.to_owned(), rows)), "{type_name}.{field}");
        }
        assert_eq!(of("Official", "fullName"), None, "text leads to no objects");
        assert_eq!(of("Programme", "legalBasis"), None, "nor does a list of texts");
    }

    #[test]
    fn given_the_lists_whose_usual_length_is_declared_then_each_is_a_list_without_pages() {
        for (type_name, field, rows) in USUAL {
            let found = of(type_name, field).map(|(_, rows)| rows);
            assert_eq!(found, Some(Rows::Usual(rows)), "{type_name}.{field}");
        }
    }
}
