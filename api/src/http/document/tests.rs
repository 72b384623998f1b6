//! The gate on documents that attack it, and on those that tools and clients send.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::json;

use super::*;
use crate::language::Language;

fn gate() -> Gate {
    Gate::new(Shape::served(), LimitsConfig::default())
}

fn judge(document: &str) -> Result<Judged, Refusal> {
    gate().judge(document, &Map::new(), None)
}

fn refusal(document: &str) -> Option<Refusal> {
    judge(document).err()
}

fn cost(document: &str, variables: Value) -> u64 {
    judge_with(document, variables).unwrap().cost.requested
}

fn judge_with(document: &str, variables: Value) -> Result<Judged, Refusal> {
    gate().judge(document, variables.as_object().unwrap(), None)
}

fn too_much(limit: Limit, most: usize) -> Option<Refusal> {
    Some(Refusal::TooMuch { limit, most })
}

/// A document in which each of `levels` fragments spreads the next `times` times.
fn bomb(times: usize, levels: u32) -> String {
    let mut document = "{ me { ...f0 } }".to_owned();
    for level in 0..levels {
        let spread = format!(" ...f{}", level + 1).repeat(times);
        document.push_str(&format!(" fragment f{level} on Viewer {{{spread} }}"));
    }
    document.push_str(&format!(" fragment f{levels} on Viewer {{ role }}"));
    document
}

#[test]
fn gq_01_given_nesting_of_any_kind_then_thirty_two_brackets_pass_and_no_more() {
    for (kind, open, close, around) in [
        ("lists", "[", "]", ("{ a(b: ", ") }")),
        ("objects", "{c:", "}", ("{ a(b: ", ") }")),
        ("defaults", "[", "]", ("query ($a: Int = ", ") { a }")),
        ("directives", "[", "]", ("{ a @skip(if: ", ") }")),
        ("types", "[", "]", ("query ($a: ", ") { a }")),
        ("selections", "{a", "}", ("", "")),
    ] {
        for levels in [33, 1_400, 5_000, 10_000] {
            let inner = if matches!(kind, "types") { "Int" } else { "1" };
            let document =
                format!("{}{}{inner}{}{}", around.0, open.repeat(levels), close.repeat(levels), around.1);
            let expected = if document.len() > 32_768 {
                too_much(Limit::Bytes, 32_768)
            } else {
                too_much(Limit::Nesting, 32)
            };
            assert_eq!(refusal(&document), expected, "{kind} {levels}");
        }
    }
    let list = |levels: usize| format!("{{ a(b: {}{}) }}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(refusal(&list(30)), None);
    assert_eq!(refusal(&list(31)), too_much(Limit::Nesting, 32));
}

#[test]
fn gq_02_given_fragment_bombs_then_each_is_refused_after_each_fragment_was_seen_once() {
    for times in 2..=10_usize {
        for levels in 2..=30_u32 {
            let spreads = (1..=levels).map(|level| times.saturating_pow(level));
            let leaves = times.saturating_pow(levels);
            let selections = spreads.fold(2_usize, usize::saturating_add).saturating_add(leaves);
            let document = bomb(times, levels);
            let refused = refusal(&document);
            assert_eq!(refused.is_some(), selections > 1_000, "{times}^{levels}: {refused:?}");
            assert!(refused.is_none_or(|refused| refused.code() == "QUERY_LIMIT_EXCEEDED"));
        }
    }
}

#[test]
fn gq_02_given_a_bomb_that_no_operation_uses_then_it_is_refused_too() {
    let document = bomb(10, 10).replace("{ me { ...f0 } }", "{ me { role } }");
    assert_eq!(refusal(&document), too_much(Limit::Selections, 1_000));
    let others: String = (0..60).map(|n| format!("query q{n} {{ me {{ ...f0 }} }} ")).collect();
    let document = bomb(5, 3).replace("{ me { ...f0 } }", &others);
    let named = gate().judge(&document, &Map::new(), Some("q0"));
    assert_eq!(
        named.err(),
        too_much(Limit::Selections, 4_000),
        "each may be run, together they are too many"
    );
}

#[test]
fn gq_02_given_cycles_then_they_are_refused() {
    for document in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B me { role } } fragment B on Query { ...A ...A }",
        "{ me { role } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }",
    ] {
        assert_eq!(refusal(document), Some(Refusal::Cycle), "{document}");
    }
    let chain: String = (0..200).map(|n| format!(" fragment f{n} on Query {{ ...f{} }}", n + 1)).collect();
    assert_eq!(
        refusal(&format!("{{ ...f0 }}{chain} fragment f200 on Query {{ me {{ role }} }}")),
        too_much(Limit::Depth, 10)
    );
}

#[test]
fn gq_02_given_hundreds_of_unused_fragments_then_they_are_judged_once_each() {
    let unused: String = (0..400).map(|n| format!("fragment f{n} on A{{b}}")).collect();
    assert_eq!(refusal(&format!("{{me{{role}}}}{unused}")), None, "validation refuses them");
    let unused: String = (0..5_000).map(|n| format!("fragment f{n} on A{{b}}")).collect();
    assert_eq!(refusal(&format!("{{me{{role}}}}{unused}")), too_much(Limit::Bytes, 32_768));
}

#[test]
fn gq_03_given_fields_ten_deep_then_they_pass_and_no_deeper_by_whatever_way() {
    let nested = |depth: usize| format!("{}{}{}", "{ a ".repeat(depth - 1), "{ a }", " }".repeat(depth - 1));
    assert_eq!(refusal(&nested(10)), None);
    assert_eq!(refusal(&nested(11)), too_much(Limit::Depth, 10));
    let through = "{ a { a { a { a { a { ...F } } } } } } fragment F on A { ... on A { a { a { a { a { a";
    assert_eq!(refusal(&format!("{through} }} }} }} }} }} }}")), None);
    assert_eq!(refusal(&format!("{through} {{ a }} }} }} }} }} }} }}")), too_much(Limit::Depth, 10));
}

#[test]
fn gq_03_given_introspection_then_it_has_a_depth_of_its_own() {
    let of = |levels: usize| {
        format!(
            "{{ __type(name: \"A\") {}{} }}",
            "{ ofType ".repeat(levels),
            "{ name }".to_owned() + &"}".repeat(levels)
        )
    };
    assert_eq!(refusal(&of(18)), None);
    assert_eq!(refusal(&of(19)), too_much(Limit::IntrospectionDepth, 20));
}

#[test]
fn gq_03_given_pages_then_rows_are_multiplied_along_the_path() {
    for (document, rows) in [
        ("{ me { role } }", 0),
        ("{ officials(first: 20) { totalCount } }", 20),
        ("{ officials(first: 20) { nodes { fullName } edges { node { fullName } cursor } } }", 20),
        ("{ officials(last: 7) { nodes { qualifications { id } } } }", 7 * (1 + 5)),
        ("{ units(first: 10) { nodes { officials(first: 20) { nodes { id } } } } }", 10 * (1 + 20)),
        ("{ a: officials(first: 20) { totalCount } b: officials(first: 30) { totalCount } }", 50),
        ("{ nodes(ids: [\"a\", \"b\"]) { ... on Unit { children { id } } } }", 2 * (1 + 10)),
        (
            "{ ...F } fragment F on Query { units(first: 3) { ...G ...G } } fragment G on UnitConnection { nodes { posts { id } } }",
            3 * (1 + 40),
        ),
        ("{ officials(first: 2147483647) { totalCount } }", 100),
        ("{ officials(first: -1) { totalCount } }", 0),
        ("{ __schema { types { name fields { name } } } }", 0),
        ("{ nothing { nodes { a } } }", 0),
    ] {
        assert_eq!(judge(document).unwrap().cost, Cost { requested: rows, maximum: 5_000 }, "{document}");
    }
}

#[test]
fn gq_03_given_pages_in_variables_and_their_defaults_then_they_count_as_in_place() {
    let document = "query ($n: Int = 30, $ids: [ID!]! = [\"a\"]) { officials(first: $n) { totalCount } nodes(ids: $ids) { id } }";
    assert_eq!(cost(document, json!({})), 31);
    assert_eq!(cost(document, json!({ "n": 50 })), 51);
    assert_eq!(cost(document, json!({ "n": null, "ids": ["a", "b", "c"] })), 3);
    assert_eq!(cost(document, json!({ "n": "x", "ids": "a" })), 1);
    let deep = "query ($n: Int) { units(first: $n) { nodes { officials(first: $n) { nodes { id } } } } }";
    assert_eq!(cost(deep, json!({ "n": 70 })), 70 * 71);
    let refused = judge_with(deep, json!({ "n": 71 })).unwrap_err();
    assert_eq!(refused, Refusal::TooManyRows(Cost { requested: 71 * 72, maximum: 5_000 }));
    let cubed = "{ units(first: 100) { nodes { officials(first: 100) { nodes { unit { officials(first: 100) { totalCount } } } } } } }";
    assert_eq!(refusal(cubed).unwrap().code(), "QUERY_LIMIT_EXCEEDED");
}

#[test]
fn gq_03_given_a_change_of_many_rows_then_what_it_tells_counts_for_each() {
    let document = "mutation ($input: I!, $rows: [R!]!) { a: reaffiliateOfficials(input: $input) { ...F } \
         b: reaffiliateOfficials(input: { rows: $rows }) { ...F } \
         c: reaffiliateOfficials(input: { rows: [{ unit: \"a\" }, { unit: \"b\" }] }) { ...F } } \
         fragment F on ReaffiliateOfficialsPayload { results { official { qualifications { id } } userErrors { code } } userErrors { code } }";
    let each = 1 + 1 + 5;
    assert_eq!(cost(document, json!({})), 2 * each);
    let named = |count: usize| json!(vec!["r"; count]);
    assert_eq!(
        cost(document, json!({ "input": { "rows": named(30) }, "rows": named(4) })),
        (30 + 4 + 2) * each
    );
    let much = judge_with(document, json!({ "input": { "rows": named(5_000) } })).unwrap_err();
    assert_eq!(much.code(), "QUERY_LIMIT_EXCEEDED");
}

#[test]
fn gq_04_given_aliases_root_fields_and_directives_then_each_has_its_bound() {
    let fields = |count: usize, each: &str| format!("{{ {} }}", each.repeat(count));
    let aliases = |count: usize| {
        let all: String = (0..count).map(|n| format!("a{n}: role ")).collect();
        format!("{{ me {{ {all} }} }}")
    };
    assert_eq!(refusal(&aliases(20)), None);
    assert_eq!(refusal(&aliases(21)), too_much(Limit::Aliases, 20));
    let spread = "{ a: me { ...F } b: me { ...F } c: me { ...F } } fragment F on Viewer { d: role e: role f: role g: role h: role i: role }";
    assert_eq!(
        refusal(spread),
        too_much(Limit::Aliases, 20),
        "those of a fragment count wherever it is spread"
    );
    assert_eq!(refusal(&fields(10, "me { role } ")), None);
    assert_eq!(refusal(&fields(11, "me { role } ")), too_much(Limit::RootFields, 10));
    assert_eq!(refusal(&fields(900, "me{role}")), too_much(Limit::RootFields, 10));
    let by_fragment = "{ ...F ...F } fragment F on Query { me { role } me { role } me { role } me { role } me { role } me { role } }";
    assert_eq!(refusal(by_fragment), too_much(Limit::RootFields, 10));
    assert_eq!(
        refusal(&fields(1_000, "role ").replacen('{', "{ me {", 1).replace(" }", "}}")),
        too_much(Limit::Selections, 1_000)
    );
    assert_eq!(refusal(&format!("mutation {}", fields(5, "me "))), None);
    assert_eq!(refusal(&format!("mutation {}", fields(6, "me "))), too_much(Limit::RootFields, 5));
    let directives = |count: usize| format!("me {} {{ role }} ", "@include(if: true) ".repeat(count));
    assert_eq!(refusal(&fields(6, &directives(5))), None);
    assert_eq!(refusal(&fields(1, &directives(6))), too_much(Limit::DirectivesPerField, 5));
    assert_eq!(refusal(&fields(7, &directives(5))), too_much(Limit::Directives, 30));
}

#[test]
fn gq_07_given_operations_then_the_one_that_is_named_is_chosen_or_none() {
    let several = "query A { me { role } } query B($n: Int) { officials(first: $n) { totalCount } }";
    let judged = |document: &str, name: Option<&str>, variables: Value| {
        gate().judge(document, variables.as_object().unwrap(), name).map(|judged| judged.cost.requested)
    };
    assert_eq!(judged(several, Some("A"), json!({})), Ok(0));
    assert_eq!(judged(several, Some("B"), json!({ "n": 7 })), Ok(7));
    assert_eq!(judged(several, None, json!({})), Err(Refusal::NoOperationName));
    assert_eq!(judged(several, Some("C"), json!({})), Err(Refusal::NoSuchOperation));
    assert_eq!(judged("{ me { role } }", Some("A"), json!({})), Err(Refusal::NoSuchOperation));
    assert_eq!(judged("query A { me { role } }", None, json!({})), Ok(0));
}

#[test]
fn iv_02_given_a_variable_that_the_operation_does_not_declare_then_it_is_refused_by_name() {
    let refused = |variables| judge_with("query ($a: Int) { me { role } }", variables).err();
    assert_eq!(refused(json!({ "a": 1 })), None);
    assert_eq!(refused(json!({ "a": 1, "b": 1 })), Some(Refusal::UnknownVariable { name: "b".to_owned() }));
    let of_another = "query A { me { role } } query B($a: Int) { officials(first: $a) { totalCount } }";
    let variables = json!({ "a": 1 });
    assert!(gate().judge(of_another, variables.as_object().unwrap(), Some("A")).is_ok());
}

#[test]
fn given_no_document_then_where_and_what_was_expected() {
    let Some(Refusal::Syntax { expected, at }) = refusal("{ me { role }") else { unreachable!("it is none") };
    assert_eq!((expected, at.line, at.column), (Expected::Sign('}'), 1, 14));
    let refusal_of_it = Refusal::Syntax { expected, at };
    assert_eq!(
        [Language::Vietnamese, Language::English].map(|language| refusal_of_it.message(language)),
        [
            "Cú pháp GraphQL sai ở dòng 1, cột 14: cần `}`.",
            "The syntax of the document is wrong in line 1, column 14: expected `}`."
        ]
    );
    for document in
        ["", "#", "fragment A on B { c }", "{ a } { b }", "query A { a } query A { b }", "\u{202e}"]
    {
        assert_eq!(refusal(document).unwrap().code(), "GRAPHQL_PARSE_FAILED", "{document}");
    }
}

#[test]
fn gq_03_given_the_introspection_of_the_usual_tools_then_it_passes() {
    let reference = "kind name ofType { ".repeat(9) + "kind name" + &" }".repeat(9);
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
        subscriptionType {{ name kind }} types {{ ...FullType }} directives {{ name description isRepeatable locations
        args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
            type {{ ...TypeRef }} isDeprecated deprecationReason }}
          inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
          enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
          possibleTypes {{ ...TypeRef }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated
          deprecationReason }}
        fragment TypeRef on __Type {{ {reference} }}"
    );
    assert_eq!(judge(&document).unwrap().cost.requested, 0);
}

#[test]
fn gq_16_given_several_things_that_are_too_much_then_the_first_is_told_each_time() {
    let operations: String =
        (0..12).map(|n| format!("query q{n} {{ {} }} ", "me { role } ".repeat(11))).collect();
    let deep = format!("query first {{ {} a {} }} ", "a {".repeat(12), "}".repeat(12));
    for _ in 0..20 {
        let judged = gate().judge(&format!("{deep}{operations}"), &Map::new(), Some("q0"));
        assert_eq!(judged.err(), too_much(Limit::Depth, 10));
    }
}
