//! The schema as text, with the class of each field printed from the policy that enforces it.

use sea_orm::ActiveEnum;

use super::Schema;
use crate::policy::field::{FieldClass, class_of, class_of_type};

const DIRECTIVE: &str = r#""""
Who may read: the roles that may read data of the class. A field without its own mark has its type's class.
"""
directive @access(class: ConfidentialityClass!) on FIELD_DEFINITION | OBJECT
"#;

/// The SDL of the schema.
#[must_use]
pub fn sdl(schema: &Schema) -> String {
    let mut out = String::from(DIRECTIVE);
    out.push('\n');
    let mut type_name: Option<String> = None;
    let mut open_field: Option<String> = None;
    let mut in_description = false;
    for line in schema.sdl().lines() {
        let quotes = line.matches("\"\"\"").count();
        let is_text = in_description || quotes > 0;
        if quotes % 2 == 1 {
            in_description = !in_description;
        }
        if is_text {
            out.push_str(line);
        } else if let Some(name) = declared_type(line) {
            out.push_str(&with_mark(line, class_of_type(&name)));
            type_name = Some(name);
        } else if line == "}" {
            out.push_str(line);
            type_name = None;
        } else if let Some(field) = line.strip_prefix('\t').filter(|field| !field.starts_with('\t')) {
            // A field whose arguments have lines of their own ends, with its type, on the line that closes them.
            let name = match field.starts_with(')') {
                true => open_field.take(),
                false => Some(field.split(['(', ':']).next().unwrap_or_default().to_owned()),
            };
            out.push_str(line);
            if field.ends_with('(') {
                open_field = name;
            } else if let Some(mark) = own_mark(type_name.as_deref(), name.as_deref()) {
                out.push_str(&format!(" {mark}"));
            }
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// The name of the object type that a line opens.
fn declared_type(line: &str) -> Option<String> {
    let rest = line.strip_prefix("type ")?;
    Some(rest.split([' ', '{']).next()?.to_owned())
}

/// The mark before the opening brace.
fn with_mark(line: &str, class: Option<FieldClass>) -> String {
    match (mark(class), line.strip_suffix('{')) {
        (Some(mark), Some(head)) => format!("{head}{mark} {{"),
        _ => line.to_owned(),
    }
}

/// The mark of a field whose class is not its type's.
fn own_mark(type_name: Option<&str>, field: Option<&str>) -> Option<String> {
    let class = class_of(type_name?, field?);
    mark(class).filter(|_| class != class_of_type(type_name.unwrap_or_default()))
}

fn mark(class: Option<FieldClass>) -> Option<String> {
    class?.data().map(|class| format!("@access(class: {})", class.to_value()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
    use std::collections::BTreeSet;

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};

    use super::*;
    use crate::graphql::{Introspection, schema};
    use crate::policy::field::TYPES;

    /// Every field of every object type and interface: type, field, definition.
    fn fields() -> Vec<(String, String, FieldDefinition)> {
        let document = parse_schema(schema(Introspection::Off).sdl()).unwrap();
        let mut found = Vec::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            found.extend(
                fields.into_iter().map(|field| (name.clone(), field.node.name.node.to_string(), field.node)),
            );
        }
        found
    }

    #[test]
    fn af_05_given_the_schema_then_every_field_has_a_class_and_every_class_a_field() {
        let in_schema: BTreeSet<_> = fields().into_iter().map(|(name, field, _)| (name, field)).collect();
        let in_policy: BTreeSet<_> = TYPES
            .iter()
            .copied()
            .flatten()
            .flat_map(|policy| {
                let own = policy.fields.iter().copied();
                let other = policy.other.iter().map(|(field, _)| *field);
                own.chain(other).map(|field| (policy.name.to_owned(), field.to_owned()))
            })
            .collect();
        let only = |a: &BTreeSet<(String, String)>, b| a.difference(b).cloned().collect::<Vec<_>>();
        assert_eq!(only(&in_schema, &in_policy), Vec::new(), "fields without a policy");
        assert_eq!(only(&in_policy, &in_schema), Vec::new(), "policies without a field");
    }

    #[test]
    fn af_06_given_the_schema_then_every_field_that_may_be_denied_on_its_own_is_nullable() {
        let everybody = FieldClass::Class(entity::class::ConfidentialityClass::Directory);
        for (name, field, definition) in fields() {
            let class = class_of(&name, &field);
            if class != class_of_type(&name) && class != Some(everybody) && class != Some(FieldClass::Viewer)
            {
                assert!(definition.ty.node.nullable, "{name}.{field}");
            }
        }
    }

    #[test]
    fn given_the_schema_then_every_element_is_described() {
        let text = sdl(&schema(Introspection::Off));
        let document = parse_schema(schema(Introspection::Off).sdl()).unwrap();
        let mut bare = Vec::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let definition = definition.node;
            let name = definition.name.node.to_string();
            if definition.description.is_none() {
                bare.push(name.clone());
            }
            let inputs = |of: String,
                          values: &[async_graphql::Positioned<
                async_graphql::parser::types::InputValueDefinition,
            >],
                          bare: &mut Vec<String>| {
                for value in values {
                    if value.node.description.is_none() {
                        bare.push(format!("{of}.{}", value.node.name.node));
                    }
                }
            };
            match definition.kind {
                TypeKind::Object(async_graphql::parser::types::ObjectType { fields, .. })
                | TypeKind::Interface(async_graphql::parser::types::InterfaceType { fields, .. }) => {
                    for field in fields {
                        if field.node.description.is_none() {
                            bare.push(format!("{name}.{}", field.node.name.node));
                        }
                        inputs(format!("{name}.{}", field.node.name.node), &field.node.arguments, &mut bare);
                    }
                }
                TypeKind::Enum(words) => {
                    for value in words.values {
                        if value.node.description.is_none() {
                            bare.push(format!("{name}.{}", value.node.value.node));
                        }
                    }
                }
                TypeKind::InputObject(input) => inputs(name.clone(), &input.fields, &mut bare),
                TypeKind::Scalar | TypeKind::Union(_) => {}
            }
        }
        bare.retain(|name| !["Boolean", "Float", "Int", "String", "ID"].contains(&name.as_str()));
        assert_eq!(bare, Vec::<String>::new());
        assert!(text.contains("@access(class: DIRECTORY)"));
    }

    #[test]
    fn given_the_printed_sdl_then_it_is_a_schema_with_the_marks() {
        let text = sdl(&schema(Introspection::Off));
        parse_schema(&text).unwrap();
        assert!(text.contains("): Unit @access(class: DIRECTORY)\n"), "{text}");
        assert!(text.contains("type Unit implements Node @access(class: DIRECTORY) {\n"), "{text}");
    }
}
