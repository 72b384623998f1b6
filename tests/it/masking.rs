//! Fields by class: what a role reads is exactly what the marks in the schema say, wherever the field stands.

use std::collections::BTreeSet;

use async_graphql_parser::types::TypeKind;
use canbo_tests::{Account, SchemaTypes, Server, base, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(given_every_field_when_asked_by_each_account_then_null_and_forbidden_exactly_by_its_class,);

#[test]
fn given_a_field_of_another_class_than_its_type_then_it_is_nullable() {
    let types = SchemaTypes::served();
    for (type_name, _) in types.iter() {
        for field in types.fields(type_name) {
            let own = types.class(type_name, &field.name.node);
            // Who holds a value of the type may read the type's class, and everybody may read the directory.
            let is_granted = own == types.class(type_name, "") || own.as_deref() == Some("DIRECTORY");
            let may_be_denied = own.is_some() && !is_granted;
            assert!(!may_be_denied || field.ty.node.nullable, "{type_name}.{}", field.name.node);
        }
    }
}

#[test]
fn given_every_type_with_data_then_its_class_is_printed() {
    let types = SchemaTypes::served();
    for (type_name, definition) in types.iter() {
        let has_no_data =
            ["Query", "Mutation", "PageInfo", "UserError", "Warning", "EndSessionPayload", "Viewer"];
        // A session is read by whoever holds one: it is his own, or he reads accounts.
        let has_no_data = has_no_data.contains(&type_name) || type_name.starts_with("Session");
        if matches!(definition.kind, TypeKind::Object(_)) && !has_no_data {
            assert!(types.class(type_name, "").is_some(), "{type_name}");
        }
    }
    for field in types.fields("Query") {
        let has_no_data = ["me", "node", "nodes"].contains(&field.name.node.as_str());
        assert_eq!(types.class("Query", &field.name.node).is_none(), has_no_data, "{}", field.name.node);
    }
}

async fn given_every_field_when_asked_by_each_account_then_null_and_forbidden_exactly_by_its_class(
    server: &Server,
) {
    let types = SchemaTypes::served();
    for account in Account::ALL {
        let client = server.client(account).await;
        let me = client.query("{ me { classes } }").await;
        let readable: BTreeSet<String> =
            me.list("/me/classes").iter().map(|class| class.as_str().unwrap().to_owned()).collect();
        let mut denials = 0;
        for on in ["2023-12-31", "2025-12-31"] {
            for root in [
                "units",
                "officials",
                "courses",
                "trainingPlans",
                "sourcePool",
                "successionRounds",
                "targets",
            ] {
                let document = document(&types, root, on);
                let answer = client.query(&document).await;
                let mut denied = BTreeSet::new();
                let walk = Walk { types: &types, readable: &readable };
                walk.object("Query", answer.partial_data(), "", &mut denied);
                let (forbidden, others): (Vec<_>, Vec<_>) =
                    answer.faults().into_iter().partition(|fault| fault.code == "FORBIDDEN");
                // Above its own unit a commune reads figures without members, whatever their class.
                let forbidden: BTreeSet<String> = forbidden
                    .into_iter()
                    .map(|fault| fault.path)
                    .filter(|path| denied.contains(path) || !path.ends_with(".members"))
                    .collect();
                assert_eq!(forbidden, denied, "{account:?} {root} {on}");
                // Figures of units outside the scope are as if the units did not exist.
                let is_figures = |path: &str| path.ends_with(".targets") || path == "targets";
                assert!(
                    others.iter().all(|fault| fault.code == "NOT_FOUND" && is_figures(&fault.path)),
                    "{account:?} {root} {on}: {others:?}"
                );
                denials += denied.len();
            }
        }
        assert!(denials > 5, "{account:?}: {denials}");
    }
}

/// Everything that hangs on a root field, two objects deep.
fn document(types: &SchemaTypes, root: &str, on: &str) -> String {
    let field = types.fields("Query").find(|field| field.name.node == root).unwrap();
    let target = base(&field.ty.node);
    let selection = match target.strip_suffix("Connection") {
        Some(item) => {
            format!("(asOf: \"{on}\", first: 2) {{ __typename nodes {} }}", types.selection(item, 2))
        }
        None => format!("(programme: \"KH-276\", asOf: \"{on}\") {}", types.selection(target, 2)),
    };
    format!("{{ __typename {root}{selection} }}")
}

/// Walks an answer beside the schema.
struct Walk<'a> {
    types: &'a SchemaTypes,
    readable: &'a BTreeSet<String>,
}

impl Walk<'_> {
    fn value(&self, value: &Value, path: &str, denied: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                let type_name = object.get("__typename").and_then(Value::as_str);
                self.object(type_name.unwrap_or_else(|| unnamed(path)), value, path, denied);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &format!("{path}.{index}"), denied);
                }
            }
            _ => {}
        }
    }

    fn object(&self, type_name: &str, object: &Value, path: &str, denied: &mut BTreeSet<String>) {
        for (name, value) in object.as_object().unwrap() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match self.types.class(type_name, name) {
                Some(class) if !self.readable.contains(&class) && name != "__typename" => {
                    assert_eq!(value, &json!(null), "{path} is of class {class}");
                    denied.insert(path);
                }
                _ => self.value(value, &path, denied),
            }
        }
    }
}

fn unnamed(path: &str) -> &str {
    // Connections are asked for their nodes; the connection itself is named by the root's selection.
    assert!(path.is_empty(), "an object without a type's name at {path}");
    "Query"
}
