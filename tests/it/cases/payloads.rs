//! What a change answers with (security case AF-12).

use canbo_tests::{Account, Client, Fault, SchemaTypes, Server, TODAY, on_both_databases};
use serde_json::{Value, json};

use crate::administration::{administrators, clerk, commune};

on_both_databases!(
    alone: af_12_given_a_change_then_its_payload_shows_what_a_query_would_and_no_more,
);

async fn af_12_given_a_change_then_its_payload_shows_what_a_query_would_and_no_more(server: &Server) {
    let person = Payload {
        mutation: "revealCitizenNumber",
        input: "RevealCitizenNumberInput",
        field: "official",
        type_name: "Official",
        depth: 2,
    };
    for account in [Account::PhuNghia, Account::HomeAffairs] {
        let client = server.client(account).await;
        let people = client.query("{ officials(first: 1) { nodes { key } } }").await;
        let input = json!({
            "officialId": people.at("/officials/nodes/0/key"), "reason": "Đối chiếu hồ sơ", "idempotencyKey": "x",
        });
        let denied = person.is_read_as_by_a_query(&client, input).await;
        assert!(denied.contains(&forbidden("partyRecord")), "{account:?}: {denied:?}");
        assert!(denied.contains(&forbidden("successionEntries")), "{account:?}: {denied:?}");
    }
    let office = server.client(Account::HomeAffairs).await;
    let people = office.query("{ officials(first: 1) { nodes { key unit { code } } } units(where: { inScope: true, kinds: [COMMUNE] }, first: 2) { nodes { key code } } }").await;
    let from = people.at("/officials/nodes/0/unit/code");
    let to = people.list("/units/nodes").iter().find(|unit| unit["code"] != *from).unwrap();
    let file = Payload { mutation: "affiliateOfficial", input: "AffiliateOfficialInput", ..person };
    let input = json!({
        "official": people.at("/officials/nodes/0/key"), "unit": to["key"], "validFrom": TODAY, "idempotencyKey": "y",
    });
    let denied = file.is_read_as_by_a_query(&office, input).await;
    assert!(denied.contains(&forbidden("partyRecord")), "{denied:?}");
    let record = Payload { mutation: "mergeOfficials", input: "MergeOfficialsInput", ..person };
    let two = office.query("{ officials(first: 2) { nodes { key version birthDate } } }").await;
    let mut two = two.list("/officials/nodes").to_vec();
    two.sort_by_key(|person| person["birthDate"].as_str().map(str::to_owned));
    let number =
        json!({ "input": { "official": two[1]["key"], "expectedVersion": 1, "citizenNumber": null } });
    let clear =
        "mutation ($input: RecordIdentityInput!) { recordIdentity(input: $input) { userErrors { code } } }";
    assert_eq!(office.ask(clear, number).await.at("/recordIdentity/userErrors"), &json!([]));
    let input = json!({
        "official": two[0]["key"], "expectedVersion": two[0]["version"], "duplicate": two[1]["key"],
        "duplicateVersion": two[1]["version"], "reason": "Nhập trùng hồ sơ",
    });
    let denied = record.is_read_as_by_a_query(&office, input).await;
    assert!(denied.contains(&forbidden("successionEntries")), "{denied:?}");
    let round = Payload {
        mutation: "openSuccessionRound",
        input: "OpenSuccessionRoundInput",
        field: "successionRound",
        type_name: "SuccessionRound",
        depth: 2,
    };
    let party = server.client(Account::PhuNghiaParty).await;
    let own = party.query("{ officials(first: 1) { nodes { unit { key } } } }").await;
    let input = json!({
        "unit": own.at("/officials/nodes/0/unit/key"), "body": "PARTY", "term": "2030-2035", "idempotencyKey": "z",
    });
    let denied = round.is_read_as_by_a_query(&party, input).await;
    assert!(denied.contains(&forbidden("history.nodes.0.actor.username")), "{denied:?}");
    let (administrator, _) = administrators(server).await;
    let account = Payload {
        mutation: "inviteAccount",
        input: "InviteAccountInput",
        field: "account",
        type_name: "Account",
        depth: 3,
    };
    let unit = commune(&administrator).await;
    let denied = account.is_read_as_by_a_query(&administrator, clerk("can-bo-moi", &unit)).await;
    assert!(denied.contains(&forbidden("grants.0.unit.officials")), "{denied:?}");
    assert!(denied.contains(&forbidden("grants.0.unit.posts")), "{denied:?}");
}

fn forbidden(path: &str) -> Fault {
    Fault::new("FORBIDDEN", &format!("thing.{path}"))
}

/// A mutation whose payload gives the thing that was changed.
struct Payload {
    mutation: &'static str,
    input: &'static str,
    /// The field of the payload, which is also the query by its id.
    field: &'static str,
    type_name: &'static str,
    /// How many fields deep it is asked.
    depth: usize,
}

impl Payload {
    /// Makes the change, shows that its payload is what a query gives then, and tells what was denied of it.
    async fn is_read_as_by_a_query(&self, client: &Client, input: Value) -> Vec<Fault> {
        let Self { mutation, input: input_type, field, type_name, depth } = self;
        let selection = SchemaTypes::served().selection(type_name, *depth);
        let document = format!(
            "mutation ($input: {input_type}!) {{
                done: {mutation}(input: $input) {{ thing: {field} {selection} userErrors {{ code }} }}
            }}"
        );
        let changed = client.ask(&document, json!({ "input": input })).await;
        let payload = &changed.partial_data()["done"];
        assert_eq!(payload["userErrors"], json!([]), "{}", changed.text);
        let thing = &payload["thing"];
        let document = format!("query ($id: ID!) {{ thing: {field}(id: $id) {selection} }}");
        let asked = client.ask(&document, json!({ "id": thing["key"] })).await;
        assert!(thing["key"].is_string(), "{}", changed.text);
        assert_eq!(thing, &asked.partial_data()["thing"], "{mutation}");
        let in_payload = |fault: Fault| Fault { path: format!("done.{}", fault.path), ..fault };
        assert_eq!(changed.faults(), asked.faults().into_iter().map(in_payload).collect::<Vec<_>>());
        asked.faults()
    }
}
