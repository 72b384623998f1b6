//! The schema as front ends rely on it.

use std::fs;
use std::path::Path;

use async_graphql_parser::types::{FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind};
use canbo_tests::{SchemaTypes, schema_text};

/// The core of the contract: names that clients already rely on.
const CONTRACT: &str = include_str!("contract.graphql");

#[test]
fn given_the_schema_when_printed_then_it_is_the_text_that_is_committed() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    let committed = fs::read_to_string(committed).unwrap();
    assert!(
        committed == schema_text(),
        "schema.graphql is not what the code says; after a change that is meant, write it anew with \
         `cargo run -p api -- schema > schema.graphql`"
    );
}

#[test]
fn given_the_contract_then_the_schema_has_every_name_of_it_with_the_same_type() {
    let (contract, served) = (SchemaTypes::parse(CONTRACT), SchemaTypes::served());
    let mut missing = Vec::new();
    for (name, wanted) in contract.iter() {
        match served.get(name) {
            Some(found) => missing.extend(differences(wanted, found).map(|what| format!("{name}.{what}"))),
            None => missing.push(name.to_owned()),
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// What of a type of the contract is not in the schema.
fn differences<'a>(
    wanted: &'a TypeDefinition,
    found: &'a TypeDefinition,
) -> Box<dyn Iterator<Item = String> + 'a> {
    match (&wanted.kind, &found.kind) {
        (TypeKind::Scalar, TypeKind::Scalar) => Box::new(std::iter::empty()),
        (TypeKind::Enum(wanted), TypeKind::Enum(found)) => {
            let has = |name: &str| found.values.iter().any(|value| value.node.value.node == name);
            let names = wanted.values.iter().map(|value| value.node.value.node.to_string());
            Box::new(names.filter(move |name| !has(name)))
        }
        (TypeKind::Object(wanted), TypeKind::Object(found)) => {
            let interfaces = wanted.implements.iter().filter(|name| !found.implements.contains(name));
            let interfaces = interfaces.map(|name| format!("implements {}", name.node));
            let fields = wanted.fields.iter().flat_map(|field| {
                field_differences(&field.node, found.fields.iter().map(|field| &field.node))
            });
            Box::new(interfaces.chain(fields))
        }
        (TypeKind::Interface(wanted), TypeKind::Interface(found)) => {
            Box::new(wanted.fields.iter().flat_map(|field| {
                field_differences(&field.node, found.fields.iter().map(|field| &field.node))
            }))
        }
        (TypeKind::InputObject(wanted), TypeKind::InputObject(found)) => Box::new(input_differences(
            wanted.fields.iter().map(|field| &field.node),
            found.fields.iter().map(|field| &field.node),
        )),
        _ => Box::new(std::iter::once("is of another kind".to_owned())),
    }
}

fn field_differences<'a>(
    wanted: &'a FieldDefinition,
    mut found: impl Iterator<Item = &'a FieldDefinition>,
) -> Vec<String> {
    let name = &wanted.name.node;
    let Some(found) = found.find(|field| field.name.node == *name) else {
        return vec![name.to_string()];
    };
    if found.ty.node != wanted.ty.node {
        return vec![format!("{name}: {}, not {}", found.ty.node, wanted.ty.node)];
    }
    let arguments = input_differences(
        wanted.arguments.iter().map(|argument| &argument.node),
        found.arguments.iter().map(|argument| &argument.node),
    );
    arguments.map(|what| format!("{name}({what})")).collect()
}

/// Arguments or input fields that are missing or of another type; also new ones that a client would have to give.
fn input_differences<'a>(
    wanted: impl Iterator<Item = &'a InputValueDefinition>,
    found: impl Iterator<Item = &'a InputValueDefinition>,
) -> impl Iterator<Item = String> {
    let (wanted, found): (Vec<_>, Vec<_>) = (wanted.collect(), found.collect());
    let same = |a: &InputValueDefinition, b: &InputValueDefinition| {
        a.name.node == b.name.node && a.ty.node == b.ty.node
    };
    let lost = wanted.iter().filter(|input| !found.iter().any(|other| same(input, other)));
    let lost: Vec<String> = lost.map(|input| format!("{}: {}", input.name.node, input.ty.node)).collect();
    let demanded = found.iter().filter(|input| {
        let is_new = !wanted.iter().any(|other| other.name.node == input.name.node);
        is_new && !input.ty.node.nullable && input.default_value.is_none()
    });
    let demanded: Vec<String> = demanded.map(|input| format!("{} is demanded", input.name.node)).collect();
    lost.into_iter().chain(demanded)
}
