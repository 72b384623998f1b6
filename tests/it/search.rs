//! Searching without diacritics, and sorting as Vietnamese does.

use canbo_tests::{Account, Client, Server, on_both_databases};
use serde_json::{Value, json};

on_both_databases!(
    given_a_name_without_diacritics_when_searched_then_the_people_who_bear_it,
    given_a_name_in_any_writing_when_searched_then_the_same_people,
    given_officials_when_listed_then_by_given_name_in_vietnamese_order,
    given_units_when_ordered_by_name_then_in_vietnamese_order,
);

const SEARCH: &str = r#"query ($text: String) {
    officials(asOf: "2023-12-31", where: { search: $text }, first: 100) { totalCount nodes { fullName } }
}"#;

async fn found(client: &Client, text: &str) -> Vec<String> {
    let answer = client.ask(SEARCH, json!({ "text": text })).await;
    let name = |person: &Value| person["fullName"].as_str().unwrap().to_owned();
    answer.list("/officials/nodes").iter().map(name).collect()
}

async fn given_a_name_without_diacritics_when_searched_then_the_people_who_bear_it(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let names = found(&office, "nguyen van duc").await;
    assert!(names.iter().any(|name| name == "Nguyễn Văn Đức"), "{names:?}");
    let unit = office
        .query(r#"{ units(asOf: "2023-12-31", where: { search: "dong phuong yen" }, first: 9) { nodes { name } } }"#)
        .await;
    assert_eq!(unit.at("/units/nodes"), &json!([{ "name": "Xã Đông Phương Yên" }]));
}

async fn given_a_name_in_any_writing_when_searched_then_the_same_people(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let names = found(&office, "nguyen van duc").await;
    // The last is in decomposed letters.
    let decomposed = "Nguye\u{302}\u{303}n Va\u{306}n \u{110}u\u{31b}\u{301}c";
    for text in ["Nguyễn Văn Đức", "NGUYỄN VĂN ĐỨC", "nguyễn văn đức", "NguyEn van Duc", decomposed]
    {
        assert_eq!(found(&office, text).await, names, "{text}");
    }
    assert_eq!(found(&office, "duc nguyen").await, Vec::<String>::new());
    assert!(found(&office, "văn đ").await.len() >= names.len());
}

async fn given_officials_when_listed_then_by_given_name_in_vietnamese_order(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let mut names: Vec<String> = Vec::new();
    let mut after = Value::Null;
    loop {
        let document = r#"query ($after: String) { officials(asOf: "2023-12-31", first: 100, after: $after) {
            nodes { fullName } pageInfo { hasNextPage endCursor }
        } }"#;
        let answer = office.ask(document, json!({ "after": after })).await;
        let page = answer.list("/officials/nodes");
        names.extend(page.iter().map(|person| person["fullName"].as_str().unwrap().to_owned()));
        if answer.at("/officials/pageInfo/hasNextPage") == false {
            break;
        }
        after = answer.at("/officials/pageInfo/endCursor").clone();
    }
    assert_eq!(names.len(), 635);
    let given: Vec<Vec<u32>> = names.iter().map(|name| order(name.rsplit(' ').next().unwrap())).collect();
    assert!(given.is_sorted(), "{:?}", names.iter().map(|name| name.rsplit(' ').next()).collect::<Vec<_>>());
    // D before Đ, and a before ă before â: no order of bytes or of plain letters has it.
    let first =
        |letter: char| given.iter().position(|name| name.first() == order(&letter.to_string()).first());
    let letters: Vec<usize> =
        ['A', 'D', 'Đ', 'H', 'N', 'O', 'T', 'V'].into_iter().filter_map(first).collect();
    assert!(letters.len() >= 5 && letters.is_sorted(), "{letters:?}");
}

/// The places of a word's letters in the Vietnamese alphabet; tones are of no account.
fn order(word: &str) -> Vec<u32> {
    const ALPHABET: &str = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
    const MARKED: [(&str, char); 12] = [
        ("àáảãạ", 'a'),
        ("ằắẳẵặ", 'ă'),
        ("ầấẩẫậ", 'â'),
        ("èéẻẽẹ", 'e'),
        ("ềếểễệ", 'ê'),
        ("ìíỉĩị", 'i'),
        ("òóỏõọ", 'o'),
        ("ồốổỗộ", 'ô'),
        ("ờớởỡợ", 'ơ'),
        ("ùúủũụ", 'u'),
        ("ừứửữự", 'ư'),
        ("ỳýỷỹỵ", 'y'),
    ];
    let plain = |letter: char| {
        MARKED.iter().find(|(marked, _)| marked.contains(letter)).map_or(letter, |(_, letter)| *letter)
    };
    let place = |letter: char| ALPHABET.chars().position(|other| other == letter).unwrap_or(usize::MAX);
    word.to_lowercase().chars().map(|letter| u32::try_from(place(plain(letter))).unwrap()).collect()
}

async fn given_units_when_ordered_by_name_then_in_vietnamese_order(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let list = async |direction: &str| {
        let document = format!(
            r#"{{ units(asOf: "2023-12-31", where: {{ kinds: [COMMUNE, TOWNSHIP], inScope: true }},
                orderBy: {{ field: NAME, direction: {direction} }}, first: 100) {{ nodes {{ name }} }} }}"#
        );
        let answer = office.query(&document).await;
        let name = |unit: &Value| unit["name"].as_str().unwrap().to_owned();
        answer.list("/units/nodes").iter().map(name).collect::<Vec<String>>()
    };
    let mut names = list("ASCENDING").await;
    assert_eq!(names.len(), 32);
    let words = |name: &String| name.split(' ').map(order).collect::<Vec<_>>();
    assert!(names.iter().map(words).is_sorted(), "{names:?}");
    let backwards = list("DESCENDING").await;
    names.reverse();
    assert_eq!(backwards, names);
}
