//! The schema as a document, and selections made from it, so that a test reaches every field without naming it.

use std::collections::BTreeMap;
use std::fmt::Write;

use api::graphql::{Introspection, sdl};
use async_graphql_parser::Positioned;
use async_graphql_parser::types::{
    BaseType, ConstDirective, FieldDefinition, ServiceDocument, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};

/// The text of the schema, as `canbo schema` prints it.
#[must_use]
pub fn schema_text() -> String {
    let text = sdl::sdl(&api::graphql::schema(Introspection::On));
    format!("{}\n", text.trim_end())
}

/// The types of a schema, by name.
#[derive(Debug)]
pub struct SchemaTypes(BTreeMap<String, TypeDefinition>);

impl SchemaTypes {
    /// The types of the schema that is served.
    #[must_use]
    pub fn served() -> Self {
        Self::parse(&schema_text())
    }

    /// The types of a schema in its own language.
    ///
    /// # Panics
    /// If it does not parse.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let document: ServiceDocument =
            async_graphql_parser::parse_schema(text).unwrap_or_else(|error| panic!("{error}"));
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            _ => None,
        });
        Self(types.map(|definition| (definition.name.node.to_string(), definition)).collect())
    }

    /// Every type, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &TypeDefinition)> {
        self.0.iter().map(|(name, definition)| (name.as_str(), definition))
    }

    /// The type of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&TypeDefinition> {
        self.0.get(name)
    }

    /// The fields of an object type or interface; none of another type.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = &FieldDefinition> {
        let fields = match self.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Object(object)) => object.fields.as_slice(),
            Some(TypeKind::Interface(interface)) => interface.fields.as_slice(),
            _ => &[],
        };
        fields.iter().map(|field| &field.node)
    }

    /// The object types that implement an interface.
    pub fn implementations<'a>(&'a self, interface: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter_map(move |(name, definition)| match &definition.kind {
            TypeKind::Object(object) => {
                object.implements.iter().any(|other| other.node == interface).then_some(name)
            }
            _ => None,
        })
    }

    /// A selection of every field of a type, so many objects deep; of connections the first two nodes and the count.
    #[must_use]
    pub fn selection(&self, type_name: &str, depth: usize) -> String {
        let mut out = String::from("{ __typename");
        for field in self.fields(type_name) {
            if let Some(selected) = self.selected(field, depth) {
                let _ = write!(out, " {selected}");
            }
        }
        for name in self.implementations(type_name) {
            let _ = write!(out, " ... on {name} {}", self.selection(name, depth));
        }
        out.push_str(" }");
        out
    }

    /// The class of a field, as the mark of the field or of its type says; none for what carries no data.
    #[must_use]
    pub fn class(&self, type_name: &str, field: &str) -> Option<String> {
        let own = self.fields(type_name).find(|other| other.name.node == field);
        let own = own.and_then(|field| marked(&field.directives));
        own.or_else(|| marked(&self.get(type_name)?.directives))
    }

    /// A field with its arguments and selection; none where it would go too deep.
    fn selected(&self, field: &FieldDefinition, depth: usize) -> Option<String> {
        let (name, target) = (&field.name.node, base(&field.ty.node));
        let arguments = arguments(field);
        if self.is_leaf(target) {
            return Some(format!("{name}{arguments}"));
        }
        if target.ends_with("Connection") && depth > 0 {
            let item = target.trim_end_matches("Connection");
            return Some(format!(
                "{name}{arguments} {{ __typename totalCount nodes {} }}",
                self.selection(item, depth - 1)
            ));
        }
        (depth > 0).then(|| format!("{name}{arguments} {}", self.selection(target, depth - 1)))
    }

    fn is_leaf(&self, name: &str) -> bool {
        match self.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Scalar | TypeKind::Enum(_)) => true,
            Some(_) => false,
            None => matches!(name, "Int" | "Float" | "String" | "Boolean" | "ID"),
        }
    }
}

/// The class that a directive marks.
fn marked(directives: &[Positioned<ConstDirective>]) -> Option<String> {
    let access = directives.iter().find(|directive| directive.node.name.node == "access")?;
    access.node.get_argument("class").map(|class| class.node.to_string())
}

/// The name of the type inside lists and marks of nullability.
#[must_use]
pub fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

/// What a field's arguments are given: two items of lists, and whatever is required.
fn arguments(field: &FieldDefinition) -> String {
    let given: Vec<String> = needed(field, "").map(|(name, value)| format!("{name}: {value}")).collect();
    if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
}

/// The arguments that a field is asked with, each with its value: two items of lists, and whatever is required, of which
/// ids are the one that is given.
///
/// # Panics
/// If it needs something of which nothing is known here.
pub fn needed<'f>(field: &'f FieldDefinition, id: &'f str) -> impl Iterator<Item = (&'f str, String)> {
    field.arguments.iter().filter_map(move |argument| {
        let name = argument.node.name.node.as_str();
        let is_required = !argument.node.ty.node.nullable && argument.node.default_value.is_none();
        let value = match name {
            "first" => "2".to_owned(),
            "programme" => "\"KH-276\"".to_owned(),
            "bucket" => "COUNTED".to_owned(),
            "dates" => "[\"2024-12-31\"]".to_owned(),
            _ if !is_required => return None,
            "target" => "\"K1\"".to_owned(),
            "year" => "2024".to_owned(),
            "years" => "[2024]".to_owned(),
            "id" | "unit" => format!("\"{id}\""),
            "ids" => format!("[\"{id}\"]"),
            "code" => "\"KH-276\"".to_owned(),
            _ => panic!("the test does not know what to give for {name} of {}", field.name.node),
        };
        Some((name, value))
    })
}
