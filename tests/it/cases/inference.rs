//! What can be concluded: filters, orders, searches, cursors, counts, small numbers, times, suggestions (security cases IN).

use std::collections::{BTreeMap, BTreeSet};

use api::clock::Clock;
use api::graphql::id::{NodeKind, id};
use async_graphql_parser::types::TypeKind;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use canbo_tests::{Account, Client, NOW, SchemaTypes, Server, TODAY, base, day, on_both_databases};
use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(
    in_03_given_texts_that_a_role_may_not_read_when_searched_then_nobody,
    in_04_given_a_cursor_then_it_is_not_readable_and_fits_its_own_list_alone,
    in_05_given_any_size_of_pages_then_their_sum_is_the_count_under_the_same_scope,
    in_06_given_hidden_rows_between_visible_ones_then_every_page_but_the_last_is_full,
    in_07_given_published_figures_when_the_platform_reads_them_then_no_small_number_and_no_way_to_compute_one,
    in_11_given_a_mistyped_field_then_no_suggestion_and_to_strangers_no_type,
);
// They count the statements of a server, which nobody else may ask meanwhile.
on_both_databases!(alone:
    in_01_given_a_list_that_a_role_may_not_read_when_filtered_by_anything_then_forbidden_and_not_run,
    in_02_given_a_list_that_a_role_may_not_read_when_ordered_by_anything_then_forbidden_and_not_run,
    in_10_given_ids_that_are_hidden_or_missing_then_the_same_statements_and_bytes,
);

/// The lists whose class some role may not read.
const LISTS: [&str; 4] = ["officials", "trainingPlans", "sourcePool", "successionRounds"];

/// The conditions of a list's filter that take no value of the world: each with one value.
fn conditions(types: &SchemaTypes, list: &str) -> Vec<String> {
    let field = types.fields("Query").find(|field| field.name.node == list).unwrap();
    let filter = field.arguments.iter().find(|argument| argument.node.name.node == "where").unwrap();
    let filter = base(&filter.node.ty.node);
    let Some(TypeKind::InputObject(input)) = types.get(filter).map(|definition| &definition.kind) else {
        panic!("{filter} is no input");
    };
    let value = |name: &str, ty: &str, is_list: bool| {
        let single = match (types.get(ty).map(|definition| &definition.kind), ty) {
            (Some(TypeKind::Enum(words)), _) => words.values[0].node.value.node.to_string(),
            (_, "ID" | "String") => "\"x\"".to_owned(),
            (_, "Int") => "35".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "QualificationFilter") => "{ kind: EDUCATION, atLeast: \"MASTER\" }".to_owned(),
            (_, ty) => panic!("{filter}.{name}: {ty}"),
        };
        if is_list { format!("[{single}]") } else { single }
    };
    let written = input.fields.iter().map(|field| {
        let (name, ty) = (field.node.name.node.as_str(), &field.node.ty.node);
        format!("{{ {name}: {} }}", value(name, base(ty), ty.to_string().starts_with('[')))
    });
    written.collect()
}

/// The statements by which a denial is told in the journal: the head held, header and value written, the head moved on.
const OF_A_DENIAL: u64 = 4;

/// Asks a denied list, and demands that it is refused before anything is read.
async fn refused(server: &Server, client: &Client, list: &str, given: &str) {
    // The first request fills what is kept in memory.
    drop(client.query("{ me { username } }").await);
    let before = server.statements();
    drop(client.query("{ me { username } }").await);
    let bare = server.statements() - before;
    let before = server.statements();
    drop(client.query(&format!("{{ {list}(first: 1) {{ totalCount nodes {{ id }} }} }}")).await);
    let usual = server.statements() - before;
    assert_eq!(usual, bare + OF_A_DENIAL, "{list}");
    let document = format!("{{ {list}({given}, first: 1) {{ totalCount nodes {{ id }} }} }}");
    let before = server.statements();
    let answer = client.query(&document).await;
    assert_eq!(server.statements() - before, usual, "{document}");
    assert_eq!(answer.codes(), ["FORBIDDEN"], "{document}: {}", answer.text);
    assert_eq!(answer.partial_data(), &json!({ list: null }), "{document}");
}

async fn in_01_given_a_list_that_a_role_may_not_read_when_filtered_by_anything_then_forbidden_and_not_run(
    server: &Server,
) {
    let types = SchemaTypes::served();
    let mut asked = 0;
    for account in Account::ALL {
        let client = server.client(account).await;
        for list in LISTS {
            let is_denied = client.query(&format!("{{ {list}(first: 1) {{ totalCount }} }}")).await;
            if is_denied.codes().is_empty() {
                continue;
            }
            for condition in conditions(&types, list) {
                refused(server, &client, list, &format!("where: {condition}")).await;
                asked += 1;
            }
        }
    }
    assert!(asked > 50, "{asked}");
    // What is of another class than the list is no condition of it, under whatever name.
    let office = server.client(Account::HomeAffairs).await;
    for condition in [
        "citizenNumber: \"001\"",
        "phone: \"09\"",
        "partyRecord: { admittedOn: \"2010-01-01\" }",
        "party: true",
        "plannedFor: [\"PARTY_SECRETARY\"]",
        "OR: [{ sex: FEMALE }]",
        "NOT: { sex: FEMALE }",
        "AND: [{ sex: FEMALE }]",
    ] {
        let answer = office
            .query(&format!("{{ officials(where: {{ {condition} }}, first: 1) {{ totalCount }} }}"))
            .await;
        assert_eq!(answer.codes(), ["GRAPHQL_VALIDATION_FAILED"], "{condition}: {}", answer.text);
        assert_eq!(answer.body.get("data"), None, "{condition}");
    }
    let secret: BTreeSet<&str> = ["OfficialIdentity", "PartyRecord", "PartyDiscipline", "SuccessionEntry"]
        .iter()
        .flat_map(|name| types.fields(name).map(|field| field.name.node.as_str()))
        .filter(|field| {
            !["id", "key", "asOf", "official", "title", "status", "kind", "reason", "decision"]
                .contains(field)
        })
        .collect();
    for (name, definition) in
        types.iter().filter(|(name, _)| name.ends_with("Filter") && !name.starts_with("Succession"))
    {
        let TypeKind::InputObject(input) = &definition.kind else { continue };
        for field in &input.fields {
            assert!(!secret.contains(field.node.name.node.as_str()), "{name}.{}", field.node.name.node);
        }
    }
}

async fn in_02_given_a_list_that_a_role_may_not_read_when_ordered_by_anything_then_forbidden_and_not_run(
    server: &Server,
) {
    let types = SchemaTypes::served();
    let Some(TypeKind::Enum(fields)) = types.get("OfficialOrderField").map(|definition| &definition.kind)
    else {
        panic!("no order of officials");
    };
    let fields: Vec<String> = fields.values.iter().map(|word| word.node.value.node.to_string()).collect();
    assert_eq!(fields, ["NAME", "BIRTH_DATE"]);
    for account in [Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        for field in &fields {
            for direction in ["ASCENDING", "DESCENDING"] {
                let order = format!("orderBy: {{ field: {field}, direction: {direction} }}");
                refused(server, &client, "officials", &order).await;
            }
        }
    }
    let office = server.client(Account::HomeAffairs).await;
    for field in ["CITIZEN_NUMBER", "ADMITTED_ON", "PLANNED", "PHONE"] {
        let answer = office
            .query(&format!("{{ officials(orderBy: {{ field: {field} }}, first: 1) {{ totalCount }} }}"))
            .await;
        assert_eq!(answer.codes(), ["GRAPHQL_VALIDATION_FAILED"], "{field}");
    }
}

async fn in_03_given_texts_that_a_role_may_not_read_when_searched_then_nobody(server: &Server) {
    let rows = api::demo::district();
    let mut secrets: Vec<String> = Vec::new();
    for identity in rows.identities.iter().take(5) {
        secrets.push(identity.citizen_number.clone());
        secrets.extend(identity.phone.clone());
        secrets.extend(identity.address.clone());
    }
    secrets.extend(rows.party_disciplines.iter().take(3).map(|row| row.reason.clone()));
    secrets.extend(rows.disciplines.iter().take(3).map(|row| row.reason.clone()));
    secrets.extend(rows.succession_rounds.iter().take(3).map(|row| row.term.clone()));
    secrets.extend(rows.qualifications.iter().filter_map(|row| row.certificate.clone()).take(3));
    assert!(secrets.len() > 20, "{}", secrets.len());
    let document = "query ($text: String, $on: Date) {
        officials(asOf: $on, where: { search: $text }, first: 5) { totalCount nodes { fullName } }
        units(asOf: $on, where: { search: $text }, first: 5) { totalCount }
        courses(asOf: $on, where: { search: $text }, first: 5) { totalCount } }";
    for account in [Account::HomeAffairs, Account::PhuNghia, Account::PartyCommittee] {
        let client = server.client(account).await;
        for text in &secrets {
            let answer = client.ask(document, json!({ "text": text, "on": "2024-12-31" })).await;
            for list in ["officials", "units", "courses"] {
                assert_eq!(answer.at(&format!("/{list}/totalCount")), 0, "{account:?} {text}");
            }
        }
    }
    // A name is found by those in whose scope its person is, and by nobody else.
    let commune = server.client(Account::PhuNghia).await;
    let office = server.client(Account::HomeAffairs).await;
    let own: BTreeSet<String> = names(&commune, "").await.into_iter().collect();
    let mut hidden = 0;
    for name in names(&office, "").await.into_iter().filter(|name| !own.contains(name)).take(20) {
        assert!(!names(&office, &name).await.is_empty(), "{name}");
        assert!(names(&commune, &name).await.iter().all(|found| own.contains(found)), "{name}");
        hidden += 1;
    }
    assert_eq!(hidden, 20);
}

async fn names(client: &Client, text: &str) -> Vec<String> {
    let document = "query ($text: String) {
        officials(asOf: \"2024-12-31\", where: { search: $text }, first: 100) { nodes { fullName } } }";
    let answer = client.ask(document, json!({ "text": text })).await;
    let nodes = answer.list("/officials/nodes").iter();
    nodes.map(|node| node["fullName"].as_str().unwrap().to_owned()).collect()
}

async fn in_04_given_a_cursor_then_it_is_not_readable_and_fits_its_own_list_alone(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let page = office
        .query(
            r#"{ officials(asOf: "2024-12-31", orderBy: { field: BIRTH_DATE }, first: 5) {
                edges { cursor node { key fullName birthDate } } } }"#,
        )
        .await;
    let edges = page.list("/officials/edges");
    for edge in edges {
        let cursor = URL_SAFE_NO_PAD.decode(edge["cursor"].as_str().unwrap()).unwrap();
        let text = String::from_utf8_lossy(&cursor).into_owned();
        for shown in [&edge["node"]["fullName"], &edge["node"]["birthDate"], &edge["node"]["key"]] {
            let shown = shown.as_str().unwrap();
            assert!(!text.contains(shown), "{text}");
            let year = shown.get(..4).unwrap_or(shown);
            assert!(!text.contains(year), "{text}");
        }
        assert!(!text.contains('{') || !text.contains("birth"), "{text}");
    }
    let cursor = edges[1]["cursor"].as_str().unwrap();
    let edited = format!("{}{}", if cursor.starts_with('A') { "B" } else { "A" }, &cursor[1..]);
    let cut = &cursor[..cursor.len() - 2];
    let list = |rest: &str, cursor: &str| {
        format!("{{ officials({rest}, first: 2, after: \"{cursor}\") {{ nodes {{ key }} }} }}")
    };
    let own = "asOf: \"2024-12-31\", orderBy: { field: BIRTH_DATE }";
    assert_eq!(office.query(&list(own, cursor)).await.codes(), Vec::<String>::new());
    for (rest, cursor) in [
        (own, edited.as_str()),
        (own, cut),
        (own, "eyJiaXJ0aERhdGUiOiIxOTgwLTAxLTAxIn0"),
        ("asOf: \"2024-12-31\", orderBy: { field: BIRTH_DATE, direction: DESCENDING }", cursor),
        ("asOf: \"2024-12-31\", orderBy: { field: NAME }", cursor),
        ("asOf: \"2024-12-31\", orderBy: { field: BIRTH_DATE }, where: { sex: FEMALE }", cursor),
        ("asOf: \"2024-06-30\", orderBy: { field: BIRTH_DATE }", cursor),
    ] {
        let answer = office.query(&list(rest, cursor)).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{rest} {cursor}");
    }
    // Another user's cursor, also of a user who sees the very same rows.
    for account in [Account::PhuNghia, Account::PartyCommittee] {
        let answer = server.client(account).await.query(&list(own, cursor)).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{account:?}");
    }
    // It is good for a day.
    let now: DateTime<Utc> = NOW.parse().unwrap();
    for (days, codes) in [(1, Vec::new()), (2, vec!["BAD_USER_INPUT".to_owned()])] {
        let clock = Clock::fixed(now + Days::new(days), day(TODAY) + Days::new(days));
        let later = server.beside(clock).await;
        let client = later.client(Account::HomeAffairs).await;
        assert_eq!(client.query(&list(own, cursor)).await.codes(), codes, "{days}");
        later.close().await;
    }
}

async fn in_05_given_any_size_of_pages_then_their_sum_is_the_count_under_the_same_scope(server: &Server) {
    for (account, least) in [(Account::PhuNghia, 15), (Account::PhuNghiaParty, 15)] {
        let client = server.client(account).await;
        let total = client.query(r#"{ officials(asOf: "2024-12-31", first: 1) { totalCount } }"#).await;
        let total = usize::try_from(total.at("/officials/totalCount").as_u64().unwrap()).unwrap();
        assert!(total > least, "{total}");
        for size in [1, 2, 3, 7, total - 1, total, total + 1, 100] {
            let (mut keys, mut after, mut pages) = (Vec::new(), Value::Null, 0);
            loop {
                let document = "query ($size: Int, $after: String) {
                    officials(asOf: \"2024-12-31\", first: $size, after: $after) { totalCount
                        pageInfo { hasNextPage endCursor } nodes { key } } }";
                let answer = client.ask(document, json!({ "size": size, "after": after })).await;
                let officials = answer.at("/officials");
                assert_eq!(officials["totalCount"], total, "{account:?} {size}");
                let nodes = officials["nodes"].as_array().unwrap();
                keys.extend(nodes.iter().map(|node| node["key"].as_str().unwrap().to_owned()));
                pages += 1;
                let goes_on = keys.len() < total;
                assert_eq!(officials["pageInfo"]["hasNextPage"], goes_on, "{account:?} {size}");
                if !goes_on {
                    break;
                }
                assert_eq!(nodes.len(), size, "{account:?}");
                after = officials["pageInfo"]["endCursor"].clone();
            }
            assert_eq!(keys.len(), total, "{account:?} {size}");
            assert_eq!(pages, total.div_ceil(size), "{account:?} {size}");
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), total, "{account:?} {size}");
        }
    }
}

async fn in_06_given_hidden_rows_between_visible_ones_then_every_page_but_the_last_is_full(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let commune = server.client(Account::PhuNghia).await;
    // In the order of the whole list the commune's people stand between those of 31 others.
    let mut order = Vec::new();
    let mut after = Value::Null;
    loop {
        let document = "query ($after: String) { officials(asOf: \"2024-12-31\", first: 100, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { key } } }";
        let answer = office.ask(document, json!({ "after": after })).await;
        order.extend(
            answer.list("/officials/nodes").iter().map(|node| node["key"].as_str().unwrap().to_owned()),
        );
        if answer.at("/officials/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = answer.at("/officials/pageInfo/endCursor").clone();
    }
    let own = commune.query(r#"{ officials(asOf: "2024-12-31", first: 100) { nodes { key } } }"#).await;
    let own: Vec<&str> =
        own.list("/officials/nodes").iter().map(|node| node["key"].as_str().unwrap()).collect();
    let places: Vec<usize> =
        own.iter().map(|key| order.iter().position(|other| other == key).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(places.windows(2).filter(|pair| pair[1] > pair[0] + 1).count() > 10, "{places:?}");
    let (mut sizes, mut after) = (Vec::new(), Value::Null);
    loop {
        let document = "query ($after: String) { officials(asOf: \"2024-12-31\", first: 4, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { key } } }";
        let answer = commune.ask(document, json!({ "after": after })).await;
        sizes.push(answer.list("/officials/nodes").len());
        if answer.at("/officials/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = answer.at("/officials/pageInfo/endCursor").clone();
    }
    let (last, full) = sizes.split_last().unwrap();
    assert!(full.iter().all(|size| *size == 4) && (1..=4).contains(last), "{sizes:?}");
    assert_eq!(sizes.iter().sum::<usize>(), own.len());
}

async fn in_07_given_published_figures_when_the_platform_reads_them_then_no_small_number_and_no_way_to_compute_one(
    server: &Server,
) {
    let platform = server.client(Account::DigitalPlatform).await;
    let document = r#"query ($on: Date) { targets(programme: "KH-276", asOf: $on) {
        target { code counts } ...figure byUnit { unit { code } ...figure } } }
        fragment figure on TargetValue { suppressed numerator denominator unknown percentage status display
            gap { byReplacement } slack surplus bounds { lower } publication { publishedOn } members(bucket: COUNTED, first: 1) { totalCount } }"#;
    let mut shown: BTreeMap<bool, usize> = BTreeMap::new();
    for on in ["2023-12-31", "2024-12-31"] {
        let answer = platform.ask(document, json!({ "on": on })).await;
        for value in answer.partial_data()["targets"].as_array().unwrap() {
            let counts = value["target"]["counts"].as_str().unwrap();
            let of_persons = ["PERSONS", "PLANNED_PERSONS", "FILLED_POSTS"].contains(&counts);
            let below = value["byUnit"].as_array().unwrap();
            for figure in below.iter().chain([value]) {
                assert!(figure["members"].is_null());
                let is_suppressed = figure["suppressed"].as_bool().unwrap();
                *shown.entry(is_suppressed).or_default() += 1;
                if is_suppressed {
                    for field in [
                        "numerator",
                        "denominator",
                        "unknown",
                        "percentage",
                        "status",
                        "gap",
                        "slack",
                        "surplus",
                        "bounds",
                        "publication",
                    ] {
                        assert!(figure[field].is_null(), "{on} {field}: {figure}");
                    }
                } else if of_persons {
                    let (some, all) =
                        (figure["numerator"].as_u64().unwrap(), figure["denominator"].as_u64().unwrap());
                    assert!(all >= 5, "{on}: {figure}");
                    assert!(!(1..=4).contains(&some) && !(1..=4).contains(&(all - some)), "{on}: {figure}");
                }
            }
            // Where the whole is shown, one part alone that is not shown would be the rest.
            let withheld = below.iter().filter(|figure| figure["suppressed"] == true).count();
            let whole = value["suppressed"] == false;
            assert!(!(whole && of_persons && withheld == 1), "{on}: {value}");
        }
    }
    assert!(shown[&true] > 20 && shown[&false] > 20, "{shown:?}");
}

/// Ids of officials of another commune, and as many of nobody.
async fn hidden_and_missing(server: &Server, count: usize) -> (Vec<String>, Vec<String>) {
    let office = server.client(Account::HomeAffairs).await;
    let answer = office
        .query(r#"{ units(asOf: "2024-12-31", where: { codes: ["10030", "10039"] }, first: 2) { nodes { officials(first: 100) { nodes { id } } } } }"#)
        .await;
    let hidden: Vec<String> = answer
        .list("/units/nodes")
        .iter()
        .flat_map(|unit| unit["officials"]["nodes"].as_array().unwrap())
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .take(count)
        .collect();
    let missing = (0..hidden.len()).map(|number| {
        let nobody = Uuid::from_u128(0xFFFF_0000 + u128::try_from(number).unwrap());
        id(NodeKind::Official, nobody, day("2024-12-31")).to_string()
    });
    let missing = missing.collect();
    (hidden, missing)
}

const PERSON: &str = "query ($id: ID!) { official(id: $id) { fullName appointments { title { name } } } }";

async fn in_10_given_ids_that_are_hidden_or_missing_then_the_same_statements_and_bytes(server: &Server) {
    let commune = server.client(Account::PhuNghia).await;
    let (hidden, missing) = hidden_and_missing(server, 30).await;
    assert_eq!(hidden.len(), 30);
    let mut outcomes = BTreeSet::new();
    for ids in [hidden, missing] {
        for id in ids {
            let before = server.statements();
            let answer = commune.ask(PERSON, json!({ "id": id })).await;
            let statements = server.statements() - before;
            let request = answer.header("x-request-id").unwrap_or("no id").to_owned();
            outcomes.insert((statements, answer.status, answer.text.replace(&request, "masked")));
        }
    }
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
}

/// Times of answers, which no test asserts: run by hand, on a machine that does nothing else, in a release build.
mod in_10_timing {
    use std::time::Instant;

    use canbo_tests::{Account, Dbms, alone};
    use serde_json::json;

    use super::{PERSON, hidden_and_missing};

    #[test]
    #[ignore = "times of a busy machine tell nothing: cargo test --release -p canbo-tests -- --ignored in_10"]
    fn in_10_given_ids_that_are_hidden_or_missing_then_their_times_overlap() {
        alone(Dbms::Sqlite, module_path!(), async |server| {
            let commune = server.client(Account::PhuNghia).await;
            let (hidden, missing) = hidden_and_missing(server, 40).await;
            let mut times = Vec::new();
            for round in 0..25 {
                for (hidden, missing) in hidden.iter().zip(&missing) {
                    for (is_hidden, id) in [(true, hidden), (false, missing)] {
                        let begun = Instant::now();
                        drop(commune.ask(PERSON, json!({ "id": id })).await);
                        // The first round fills what is kept in memory.
                        if round > 0 {
                            times.push((begun.elapsed(), is_hidden));
                        }
                    }
                }
            }
            assert!(p_value(times) > 0.01);
        });
    }

    /// The chance that two samples of one distribution differ as much, by the test of Mann and Whitney with its normal
    /// approximation.
    fn p_value(mut times: Vec<(std::time::Duration, bool)>) -> f64 {
        times.sort();
        let count = |wanted: bool| {
            let of_kind = times.iter().filter(|(_, is_hidden)| *is_hidden == wanted).count();
            f64::from(u32::try_from(of_kind).unwrap())
        };
        let (hidden, missing) = (count(true), count(false));
        let ranks: f64 =
            (1..).zip(&times).filter(|(_, (_, is_hidden))| *is_hidden).map(|(rank, _)| f64::from(rank)).sum();
        let u = ranks - hidden * (hidden + 1.0) / 2.0;
        let deviation = (hidden * missing * (hidden + missing + 1.0) / 12.0).sqrt();
        let z = ((u - hidden * missing / 2.0) / deviation).abs();
        // Twice the upper tail of the normal distribution, by the bound of Chernoff's form: never below the true value
        // by more than it matters at 0.01.
        (-0.717 * z - 0.416 * z * z).exp()
    }
}

async fn in_11_given_a_mistyped_field_then_no_suggestion_and_to_strangers_no_type(server: &Server) {
    let documents = [
        "{ offcials(first: 1) { totalCount } }",
        "{ me { usrname } }",
        "{ officials(frst: 1) { totalCount } }",
    ];
    for account in [Account::HomeAffairs, Account::Administrator] {
        let client = server.client(account).await;
        for document in documents {
            let answer = client.query(document).await;
            assert_eq!(answer.codes(), ["GRAPHQL_VALIDATION_FAILED"], "{document}");
            for hint in ["did you mean", "Did you mean", "\"officials\"", "\"username\"", "\"first\""] {
                assert!(!answer.text.contains(hint), "{document}: {}", answer.text);
            }
        }
    }
    let stranger = server.client_with_token("no.token.atall");
    for document in documents.into_iter().chain(["{ __schema { types { name } } }"]) {
        let answer = stranger.query(document).await;
        assert_eq!((answer.status, answer.codes()), (401, vec!["UNAUTHENTICATED".to_owned()]), "{document}");
        for name in ["Query", "Viewer", "offcials", "usrname", "frst", "Official"] {
            assert!(!answer.text.contains(name), "{document}: {}", answer.text);
        }
    }
}
