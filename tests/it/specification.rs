//! Execution as the GraphQL specification (October 2021) asks: the order of keys, errors of nullable and non-null fields,
//! and fields that the policy masks.

use canbo_tests::{Account, Fault, Server, on_both_databases};
use serde_json::json;

on_both_databases!(
    given_fields_in_an_order_when_answered_then_their_keys_are_in_that_order,
    given_fragments_when_answered_then_keys_are_in_the_order_of_first_encounter,
    given_a_nullable_field_that_fails_then_it_alone_is_null,
    given_a_non_null_field_that_fails_then_the_nearest_nullable_parent_is_null,
    given_a_non_null_root_field_that_fails_then_data_is_null,
    given_an_item_of_a_list_that_is_not_found_then_it_alone_is_null,
    given_a_masked_field_when_selected_in_any_way_then_null_and_an_error_at_its_own_path,
    given_a_masked_field_that_is_not_included_then_no_error,
    given_several_errors_then_they_come_in_the_order_of_their_paths,
    given_several_operations_then_the_one_that_is_named_runs,
);

async fn given_fields_in_an_order_when_answered_then_their_keys_are_in_that_order(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    // The first waits for the database, the others do not.
    let answer = office
        .query(
            r#"{
                z: officials(asOf: "2023-12-31", first: 1) { totalCount z: __typename }
                b: __typename
                y: me { role a: username username }
                a: officials(asOf: "2023-12-31", last: 1) { totalCount }
                x: units(asOf: "2023-12-31", where: { codes: ["277"] }, first: 1) { nodes { name code } }
            }"#,
        )
        .await;
    assert_eq!(
        answer.text,
        r#"{"data":{"z":{"totalCount":635,"z":"OfficialConnection"},"b":"Query","#.to_owned()
            + r#""y":{"role":"DISTRICT","a":"noi-vu","username":"noi-vu"},"a":{"totalCount":635},"#
            + r#""x":{"nodes":[{"name":"Huyện Chương Mỹ","code":"277"}]}}}"#
    );
}

async fn given_fragments_when_answered_then_keys_are_in_the_order_of_first_encounter(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(
            "query { ...Late me { username } __typename }
             fragment Late on Query { t: __typename ... on Query { me { role } } }",
        )
        .await;
    assert_eq!(
        answer.text,
        r#"{"data":{"t":"Query","me":{"role":"DISTRICT","username":"noi-vu"},"__typename":"Query"}}"#
    );
}

async fn given_a_nullable_field_that_fails_then_it_alone_is_null(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(r#"{ first: me { role } lost: programme(code: "KH-0") { name } last: me { username } }"#)
        .await;
    assert_eq!(
        answer.partial_data(),
        &json!({ "first": { "role": "DISTRICT" }, "lost": null, "last": { "username": "noi-vu" } })
    );
    assert_eq!(answer.faults(), [Fault::new("NOT_FOUND", "lost")]);
    assert_eq!(answer.status, 200);
}

async fn given_a_non_null_field_that_fails_then_the_nearest_nullable_parent_is_null(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    // Official.enrolments, OfficialConnection.nodes and the items of nodes are non-null; Query.officials is not.
    let answer = office
        .query(
            r#"{
                me { role }
                officials(asOf: "2023-12-31", first: 1) { totalCount nodes { enrolments(first: 0) { totalCount } } }
            }"#,
        )
        .await;
    assert_eq!(answer.partial_data(), &json!({ "me": { "role": "DISTRICT" }, "officials": null }));
    assert_eq!(answer.faults(), [Fault::new("BAD_USER_INPUT", "officials.nodes.0.enrolments")]);
}

async fn given_a_non_null_root_field_that_fails_then_data_is_null(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let ids = vec!["AA"; 101];
    let answer = office
        .ask("query ($ids: [ID!]!) { me { role } nodes(ids: $ids) { id } }", json!({ "ids": ids }))
        .await;
    assert_eq!(answer.partial_data(), &json!(null));
    assert_eq!(answer.faults(), [Fault::new("BAD_USER_INPUT", "nodes")]);
    assert_eq!(answer.status, 200);
}

async fn given_an_item_of_a_list_that_is_not_found_then_it_alone_is_null(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let units = office.query(r#"{ units(asOf: "2023-12-31", first: 2) { nodes { id } } }"#).await;
    let (one, two) = (units.string("/units/nodes/0/id"), units.string("/units/nodes/1/id"));
    let answer = office
        .ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [one, "AA", two] }))
        .await;
    assert_eq!(answer.partial_data(), &json!({ "nodes": [{ "id": one }, null, { "id": two }] }));
    assert_eq!(answer.faults(), [Fault::new("BAD_USER_INPUT", "nodes.1")]);
}

async fn given_a_masked_field_when_selected_in_any_way_then_null_and_an_error_at_its_own_path(
    server: &Server,
) {
    let committee = server.client(Account::PartyCommittee).await;
    let list = r#"{ officials(asOf: "2023-12-31", first: 2) { nodes { id sex identity { phone } } } }"#;
    let answer = committee.query(list).await;
    let nodes = answer.partial_data().pointer("/officials/nodes").unwrap().as_array().unwrap().clone();
    assert_eq!(nodes.len(), 2);
    assert!(nodes.iter().all(|node| node["sex"].is_string() && node["identity"].is_null()), "{nodes:?}");
    assert_eq!(
        answer.faults(),
        [
            Fault::new("FORBIDDEN", "officials.nodes.0.identity"),
            Fault::new("FORBIDDEN", "officials.nodes.1.identity"),
        ]
    );

    let id = nodes[0]["id"].as_str().unwrap();
    for (selection, path, masked) in [
        ("identity { citizenNumber }", "node.identity", json!({ "id": id, "identity": null })),
        ("alias: identity { phone }", "node.alias", json!({ "id": id, "alias": null })),
        ("... { identity { phone } }", "node.identity", json!({ "id": id, "identity": null })),
        ("...Named", "node.deep", json!({ "id": id, "deep": null })),
    ] {
        let document = format!(
            "query ($id: ID!) {{ node(id: $id) {{ id ... on Official {{ {selection} }} }} }}
             fragment Named on Official {{ ... on Node {{ ... on Official {{ deep: identity {{ address }} }} }} }}"
        );
        // A fragment that no operation uses would be refused.
        let document = match selection {
            "...Named" => document,
            _ => document.lines().next().unwrap().to_owned(),
        };
        let answer = committee.ask(&document, json!({ "id": id })).await;
        assert_eq!(answer.partial_data(), &json!({ "node": masked }), "{selection}");
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", path)], "{selection}");
    }
}

async fn given_a_masked_field_that_is_not_included_then_no_error(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let document = r#"query ($with: Boolean!) {
        me { role }
        officials(asOf: "2023-12-31", first: 1) @include(if: $with) { totalCount }
        more: officials(asOf: "2023-12-31", first: 1) @skip(if: true) { totalCount }
    }"#;
    let without = administrator.ask(document, json!({ "with": false })).await;
    assert_eq!(without.data(), &json!({ "me": { "role": "ADMIN" } }));
    let with = administrator.ask(document, json!({ "with": true })).await;
    assert_eq!(with.partial_data(), &json!({ "me": { "role": "ADMIN" }, "officials": null }));
    assert_eq!(with.faults(), [Fault::new("FORBIDDEN", "officials")]);
}

async fn given_several_errors_then_they_come_in_the_order_of_their_paths(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = r#"{
        c: officials(asOf: "2023-12-31", first: 0) { totalCount }
        a: programme(code: "KH-0") { name }
        b: unit(id: "AA") { name }
    }"#;
    let answer = office.query(document).await;
    assert_eq!(
        answer.faults(),
        [Fault::new("NOT_FOUND", "a"), Fault::new("BAD_USER_INPUT", "b"), Fault::new("BAD_USER_INPUT", "c"),]
    );
    assert_eq!(answer.partial_data(), &json!({ "a": null, "b": null, "c": null }));
}

async fn given_several_operations_then_the_one_that_is_named_runs(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let document = "query A { me { role } } query B { me { username } }";
    let named = office.post(&json!({ "query": document, "operationName": "B" })).await;
    assert_eq!(named.data(), &json!({ "me": { "username": "noi-vu" } }));
    for body in [
        json!({ "query": document }),
        json!({ "query": document, "operationName": "C" }),
        json!({ "query": document, "operationName": "" }),
    ] {
        let answer = office.post(&body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.faults().len(), 1, "{body}");
        assert_eq!(answer.body.get("data"), None, "{body}");
    }
}
