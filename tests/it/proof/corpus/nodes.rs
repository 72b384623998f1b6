//! Every thing there is, and some that are not, by its global id.

use canbo_tests::SchemaTypes;

use super::paths::leaves;
use super::values::Values;
use super::{Call, DAYS};

/// Ids in one call.
const IDS: usize = 50;

pub(in crate::proof) fn all(types: &SchemaTypes, values: &Values) -> Vec<Call> {
    let mut calls = Vec::new();
    for name in types.implementations("Node") {
        let leaves = leaves(types, name);
        let fields = leaves.join(" ");
        for on in [None, Some(DAYS[0]), Some(DAYS[1])] {
            for ids in values.ids_of(name, on).chunks(IDS) {
                let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
                calls.push(Call {
                    text: format!(
                        "nodes(ids: [{}]) {{ __typename id ... on {name} {{ {fields} }} }}",
                        ids.join(", ")
                    ),
                    selections: leaves.len() + 3,
                    names: 0,
                });
            }
        }
    }
    calls
}
