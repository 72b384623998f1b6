//! What stands in no log: the log of this process, at the finest level of the program and of all its libraries, searched
//! for what the demo knows of people and for every secret.

#![expect(clippy::disallowed_methods, reason = "what is stored is what is looked for")]

use api::citizen_number::CitizenNumber;
use canbo_tests::{Account, Canaries, Client, SchemaTypes, Server, base, keys, logs, on_both_databases};
use entity::{official, official_identity};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use sea_orm::EntityTrait;
use serde_json::json;

on_both_databases!(alone: ad_10_given_all_that_is_asked_at_the_finest_level_then_no_log_holds_a_canary,);

#[test]
fn ad_10_given_a_log_with_any_kind_of_canary_then_the_search_finds_it() {
    let canaries = Canaries::of_the_demo().with("a token", ["3Zt-secret-of-a-run".to_owned()]);
    for what in [
        "a name",
        "a birth date",
        "a citizen number",
        "a telephone number",
        "an address",
        "a Party discipline",
        "a pass phrase",
        "a token",
    ] {
        let canary = canaries.one(what).unwrap_or_else(|| panic!("no canary is {what}"));
        let log = format!("TRACE one line\nTRACE parameters=[{canary:?}]\nTRACE another");
        let hits = canaries.hits(&log);
        assert_eq!(hits.len(), 1, "{what}");
        assert_eq!((hits[0].what, hits[0].line), (what, 2));
        assert!(!hits[0].context.contains(canary), "{what}");
    }
    for secret in ["Authorization: Bearer x", "token=eyJhbGciOi", "hash $argon2id$v=19"] {
        assert_eq!(canaries.hits(secret).len(), 1, "{secret}");
    }
    assert!(canaries.hits("INFO api::http: answered http.status=200").is_empty());
    assert!(canaries.len() > 2_000, "{}", canaries.len());
}

async fn ad_10_given_all_that_is_asked_at_the_finest_level_then_no_log_holds_a_canary(server: &Server) {
    let stored = stored(server).await;
    let types = SchemaTypes::served();
    for account in Account::ALL {
        let client = server.client(account).await;
        everything(&types, &client).await;
        // Canaries in the request itself, where faults are told: names, arguments, variables, bodies.
        for canary in stored.iter().step_by(97) {
            malformed(server, &client, canary).await;
        }
    }
    for canary in stored.iter().take(5) {
        assert_ne!(server.log_in(canary, canary).await.status, 200);
        assert_ne!(server.log_in("noi-vu", &canary.repeat(8)).await.status, 200);
    }
    let log = logs::logged().unwrap();
    // What is searched is there: lines of the door, of the libraries under it, and at every level.
    for heard in ["api::http::access_log", "sqlx", "actix", "TRACE", "DEBUG", "INFO"] {
        assert!(log.contains(heard), "{heard} is not heard");
    }
    let canaries = logs::canaries().with("a stored value", stored);
    let hits: Vec<_> = canaries.hits(&log).iter().map(ToString::to_string).collect();
    assert_eq!(hits, Vec::<String>::new());
}

/// What the database holds of people: names, birth dates, telephones, addresses, and the citizen numbers unsealed.
async fn stored(server: &Server) -> Vec<String> {
    let reader = server.database().reader();
    let mut stored = Vec::new();
    for row in official::Entity::find().all(reader).await.unwrap() {
        stored.push(row.full_name);
        stored.extend(row.birth_date.map(|day| day.to_string()));
    }
    for row in official_identity::Entity::find().all(reader).await.unwrap() {
        stored.extend(row.phone.into_iter().chain(row.address));
        let sealed = row.citizen_number_sealed.unwrap();
        let number = CitizenNumber::open(keys().identity(), row.official_id, &sealed).unwrap();
        stored.push(number.digits().to_owned());
    }
    assert!(stored.len() > 1_000, "{}", stored.len());
    stored
}

/// Every list and thing of the schema with what hangs on it, on two days.
async fn everything(types: &SchemaTypes, client: &Client) {
    for field in types.fields("Query") {
        let (name, target) = (&field.name.node, base(&field.ty.node));
        let arguments: Vec<_> = field.arguments.iter().map(|argument| &argument.node).collect();
        let takes = |name: &str| arguments.iter().any(|argument| argument.name.node == name);
        if takes("id") || takes("ids") || takes("code") {
            continue;
        }
        for day in ["2023-12-31", "2025-12-31"] {
            let mut given = Vec::new();
            given.extend(takes("asOf").then(|| format!("asOf: \"{day}\"")));
            given.extend(takes("first").then(|| "first: 20".to_owned()));
            given.extend(takes("programme").then(|| "programme: \"KH-276\"".to_owned()));
            let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
            let selection = match target.strip_suffix("Connection") {
                Some(item) => format!("{{ totalCount nodes {} }}", types.selection(item, 1)),
                None => types.selection(target, 2),
            };
            client.query(&format!("{{ {name}{given} {selection} }}")).await;
        }
    }
}

/// Requests that fail in every way with a value in them.
async fn malformed(server: &Server, client: &Client, value: &str) {
    let text = serde_json::to_string(value).unwrap();
    for document in [
        format!("{{ officials(first: 1, where: {{ search: {text} }}) {{ nodes {{ fullName }} }} }}"),
        format!("{{ officials(first: 1, where: {{ unheardOf: {text} }}) {{ totalCount }} }}"),
        format!("{{ official(id: {text}) {{ fullName identity {{ citizenNumber }} }} }}"),
        format!("{{ programme(code: {text}) {{ name }} }}"),
        format!("{{ me {{ role }} # {value}\n"),
        format!("mutation {{ unheardOf(input: {{ name: {text} }}) {{ id }} }}"),
        format!("query ($day: Date) {{ officials(first: 1, asOf: {text}) {{ totalCount }} }}"),
    ] {
        client.query(&document).await;
    }
    client
        .ask(
            "query ($day: Date!) { officials(first: 1, asOf: $day) { totalCount } }",
            json!({ "day": value }),
        )
        .await;
    for (path, body) in [
        ("/graphql", format!("{{\"query\": {text}, \"more\": {text}}}")),
        ("/graphql", format!("{{\"query\": {text}")),
        ("/auth/login", format!("{{\"username\": {text}, \"password\": {text}, \"more\": {text}}}")),
        ("/auth/login", format!("{{\"username\": {text}, {text}: 1}}")),
        ("/auth/refresh", format!("{{\"refreshToken\": {text}}}")),
        ("/auth/password", format!("{{\"currentPassword\": {text}, \"newPassword\": {text}}}")),
        ("/oauth/token", format!("grant_type=client_credentials&client_secret={value}")),
    ] {
        let request = server.request(Method::POST, path).bearer_auth(client.token());
        server.send(request.header(CONTENT_TYPE, "application/json").body(body)).await;
    }
    let bad_token =
        server.request(Method::POST, "/graphql").header("authorization", "Bearer eyJub3RhdG9rZW4");
    server.send(bad_token.header(CONTENT_TYPE, "application/json").body("{}")).await;
}
