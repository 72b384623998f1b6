//! What the tests of accounts begin with: two administrators, and the mutations in short.

use api::auth::{PassPhrase, Passwords};
use api::journal::head;
use api::work::accounts::create_first_administrator;
use canbo_tests::{Account, Answer, Client, Server};
use entity::value::JournalStream;
use serde_json::{Value, json};

/// A pass phrase that breaks no rule.
pub(crate) const PHRASE: &str = "một cụm từ đủ dài để nhớ";

/// The login name of the second administrator.
pub(crate) const SECOND: &str = "quan-tri-2";

/// The demo's administrator and a second one, whom the console made.
pub(crate) async fn administrators(server: &Server) -> (Client, Client) {
    let (work, passwords) = (&server.app().work, Passwords::default());
    let phrase = PassPhrase::new(PHRASE);
    create_first_administrator(work, &passwords, SECOND, "Quản trị 2", phrase).await.unwrap();
    (server.client(Account::Administrator).await, second(server).await)
}

/// A client of the second administrator, who logs in anew.
pub(crate) async fn second(server: &Server) -> Client {
    let login = server.log_in(SECOND, PHRASE).await;
    server.client_with_token(login.body["accessToken"].as_str().unwrap())
}

/// What every payload is asked for.
const ERRORS: &str = "userErrors { code field message }";

/// The selection of an account.
pub(crate) const ACCOUNT: &str = "account { id version username displayName role status grants { id unit { name } validFrom validTo isHeld } }";

/// Asks for a change; `more` is selected beside account and errors.
pub(crate) async fn change(client: &Client, mutation: &str, input: Value, more: &str) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{ {ACCOUNT} {more} {ERRORS} }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// Asks for a change that must be made.
pub(crate) async fn changed(client: &Client, mutation: &str, input: Value, more: &str) -> Value {
    let answer = change(client, mutation, input, more).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{mutation}");
    assert!(answer.at("/done/account/id").is_string(), "{}", answer.text);
    answer.at("/done").clone()
}

/// Asks for a change that must be refused, and tells the codes and fields.
pub(crate) async fn refused(client: &Client, mutation: &str, input: Value) -> Vec<(String, String)> {
    let answer = change(client, mutation, input, "").await;
    assert_eq!(answer.at("/done/account"), &Value::Null, "{mutation}");
    let errors = answer.list("/done/userErrors");
    assert!(!errors.is_empty(), "{mutation}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let field = |error: &Value| {
        let parts = error["field"].as_array().unwrap().iter().map(text);
        parts.collect::<Vec<_>>().join(".")
    };
    errors.iter().map(|error| (text(&error["code"]), field(error))).collect()
}

/// One refusal of a code at a field.
pub(crate) fn one(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

/// An account by its login name: id, version and the rest.
pub(crate) async fn account(client: &Client, username: &str) -> Value {
    let document = "query ($name: String) { accounts(where: { search: $name }, first: 100) { nodes {
        id version username displayName role status lockedAt findings
        grants { id unit { name } validFrom validTo isHeld carriesOverSince }
    } } }";
    let answer = client.ask(document, json!({ "name": username })).await;
    let found = answer.list("/accounts/nodes").iter().find(|node| node["username"] == username);
    found.unwrap_or_else(|| panic!("no account {username}: {}", answer.text)).clone()
}

/// An update's input: the account at its version, and more.
pub(crate) fn at_version(account: &Value, more: Value) -> Value {
    let mut input = json!({ "account": account["id"], "expectedVersion": account["version"] });
    let own = input.as_object_mut().unwrap();
    own.extend(more.as_object().unwrap().clone());
    input
}

/// All communes of today, as the units of an input.
pub(crate) async fn communes(client: &Client) -> Value {
    let document = "{ units(where: { kinds: [COMMUNE, WARD, TOWNSHIP] }, first: 100) { nodes { key } } }";
    let answer = client.query(document).await;
    answer.list("/units/nodes").iter().map(|node| json!({ "unit": node["key"] })).collect()
}

/// The key of some commune of today.
pub(crate) async fn commune(client: &Client) -> String {
    let document = "{ units(where: { kinds: [COMMUNE] }, first: 1) { nodes { key } } }";
    client.query(document).await.string("/units/nodes/0/key").to_owned()
}

/// An invitation of a clerk of a unit.
pub(crate) fn clerk(username: &str, unit: &str) -> Value {
    json!({
        "username": username, "displayName": "Cán bộ văn phòng", "role": "COMMUNE", "units": [{ "unit": unit }],
        "idempotencyKey": format!("invite {username}"),
    })
}

/// How many changes of data there were.
pub(crate) async fn version(server: &Server) -> i64 {
    head(server.database().reader(), JournalStream::Data).await.unwrap()
}
