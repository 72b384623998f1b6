//! Random questions about people, against a model that filters, sorts and cuts plain lists of the same people.

use api::demo::District;
use api::graphql::id::{NodeKind, key};
use api::vietnamese::{fold, name_sort_key};
use canbo_tests::{Client, Dbms, Server, TestDatabase, can_run, in_runtime};
use chrono::{Datelike, NaiveDate};
use entity::value::{DatePrecision, OfficialCategory, Sex};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::oracle::Oracle;
use super::rows;
use super::world::{self, World, person_id, unit_id};

/// Countries on each kind of database, each with a viewer of a role and grants of its own.
const WORLDS: usize = 10;
/// Questions in one document.
const AT_ONCE: usize = 10;
/// Documents for each country, each with another one that asks for pages.
const DOCUMENTS: usize = 26;

/// Given names in their order.
const NAMES: [&str; 9] = ["An", "Binh", "Chi", "Giang", "Hoa", "Khanh", "Minh", "Phuc", "Son"];

#[test]
fn ar_04_given_5000_random_questions_then_rows_order_and_counts_are_those_of_a_model_on_sqlite() {
    ask(Dbms::Sqlite);
}

#[test]
fn ar_04_given_5000_random_questions_then_rows_order_and_counts_are_those_of_a_model_on_postgresql() {
    ask(Dbms::Postgres);
}

fn ask(dbms: Dbms) {
    if !in_runtime(can_run(dbms, module_path!())) {
        return;
    }
    // A fixed seed: the same questions in every run.
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let mut draw = Draw(0x2545_F491_4F6C_DD1D);
    let (mut questions, mut rows) = (0, 0);
    for _ in 0..WORLDS {
        let world = world::with_people(25..60).new_tree(&mut runner).unwrap().current();
        let (asked, found) = in_runtime(check(dbms, &world, &mut draw));
        questions += asked;
        rows += found;
    }
    assert!(questions >= 5_000, "{questions}");
    assert!(rows > 5_000, "{rows} rows in {questions} answers tell little");
}

/// Numbers that look random and are the same in every run (xorshift).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) == 0).then(|| value(self))
    }
}

/// Asks random questions of a country, and gives how many, and how many rows came.
async fn check(dbms: Dbms, world: &World, draw: &mut Draw) -> (usize, usize) {
    let server = Server::over(TestDatabase::with(dbms, decorated(world)).await).await;
    let client = server.client_of(world::VIEWER).await;
    let (mut asked, mut rows) = (0, 0);
    for _ in 0..DOCUMENTS {
        let questions: Vec<Question> = (0..AT_ONCE).map(|_| Question::any(world, draw)).collect();
        let whole = answers(&client, questions.iter().map(|question| question.call("first: 100"))).await;
        let mut calls = Vec::new();
        let mut wanted = Vec::new();
        for (question, answer) in questions.iter().zip(&whole) {
            let expected = question.of_model(world);
            let found = keys(answer);
            let context = format!("{question:?} in {world:#?}");
            assert_eq!(found, keys_of(&expected), "{context}");
            assert_eq!(answer["totalCount"], expected.len(), "{context}");
            assert_eq!(
                answer["pageInfo"],
                json!({ "hasNextPage": false, "hasPreviousPage": false }),
                "{context}"
            );
            rows += found.len();
            let page = Page::any(&found, answer, draw);
            calls.push(question.call(&page.arguments));
            wanted.push((page, expected, context));
        }
        let pages = answers(&client, calls.into_iter()).await;
        for (answer, (page, expected, context)) in pages.iter().zip(wanted) {
            assert_eq!(
                keys(answer),
                keys_of(expected.get(page.from..page.to).unwrap()),
                "{page:?} of {context}"
            );
            assert_eq!(answer["totalCount"], expected.len(), "{page:?} of {context}");
            assert_eq!(answer["pageInfo"]["hasNextPage"], page.has_next, "{page:?} of {context}");
            assert_eq!(answer["pageInfo"]["hasPreviousPage"], page.has_previous, "{page:?} of {context}");
        }
        asked += 2 * questions.len();
    }
    server.close().await;
    (asked, rows)
}

async fn answers(client: &Client, calls: impl Iterator<Item = String>) -> Vec<Value> {
    let calls: Vec<String> = calls.enumerate().map(|(number, call)| format!("q{number}: {call}")).collect();
    let answer = client.query(&format!("{{ {} }}", calls.join(" "))).await;
    (0..calls.len()).map(|number| answer.at(&format!("/q{number}")).clone()).collect()
}

fn keys(answer: &Value) -> Vec<String> {
    let edges = answer["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"]["key"].as_str().unwrap().to_owned()).collect()
}

fn keys_of(people: &[usize]) -> Vec<String> {
    people.iter().map(|person| key(NodeKind::Official, person_id(*person)).to_string()).collect()
}

/// The rows of a country whose people differ in what can be asked for.
fn decorated(world: &World) -> District {
    let mut district = rows::of(world);
    for (person, row) in district.officials.iter_mut().enumerate() {
        row.full_name = format!("Tran Van {}", name(person));
        row.search_name = fold(&row.full_name);
        row.sort_key = name_sort_key(&row.full_name);
        row.sex = if is_woman(person) { Sex::Female } else { Sex::Male };
        row.birth_date = born(person);
        row.birth_date_precision = born(person).map(|_| DatePrecision::Day);
    }
    for row in &mut district.affiliations {
        let person = district.officials.iter().position(|other| other.id == row.official_id).unwrap();
        row.category = category(person);
    }
    district
}

fn name(person: usize) -> &'static str {
    NAMES[(person * 7) % NAMES.len()]
}

fn is_woman(person: usize) -> bool {
    person.is_multiple_of(3)
}

fn born(person: usize) -> Option<NaiveDate> {
    let year = i32::try_from(1965 + (person * 5) % 35).unwrap();
    // Some share a birthday, some were born on a leap day, of some it is not known.
    match person % 8 {
        0 => None,
        1 => NaiveDate::from_ymd_opt(1988, 2, 29),
        2 => NaiveDate::from_ymd_opt(year, 7, 1),
        _ => NaiveDate::from_ymd_opt(year, 1, 1),
    }
}

fn category(person: usize) -> OfficialCategory {
    OfficialCategory::ALL[person % OfficialCategory::ALL.len()]
}

const CATEGORIES: [&str; 3] = ["CADRE", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE"];

/// A question about people.
#[derive(Debug)]
struct Question {
    on: NaiveDate,
    within: Option<usize>,
    woman: Option<bool>,
    categories: Option<Vec<usize>>,
    under_age: Option<i32>,
    search: Option<&'static str>,
    by_birth: bool,
    descending: bool,
}

impl Question {
    fn any(world: &World, draw: &mut Draw) -> Self {
        let days: Vec<NaiveDate> = world.days().collect();
        Self {
            on: days[draw.below(days.len())],
            within: draw.maybe(|draw| draw.below(world.units.len())),
            woman: draw.maybe(|draw| draw.below(2) == 0),
            categories: draw
                .maybe(|draw| (0..=draw.below(2)).map(|_| draw.below(CATEGORIES.len())).collect()),
            under_age: draw.maybe(|draw| i32::try_from(25 + draw.below(35)).unwrap()),
            search: draw.maybe(|draw| ["an", "VĂN", "Hoà", "tran van s", "x"][draw.below(5)]),
            by_birth: draw.below(2) == 0,
            descending: draw.below(2) == 0,
        }
    }

    fn call(&self, page: &str) -> String {
        let unit = |unit: usize| format!("within: \"{}\"", key(NodeKind::Unit, unit_id(unit)).as_str());
        let sex = |woman| format!("sex: {}", if woman { "FEMALE" } else { "MALE" });
        let words = |words: &Vec<usize>| {
            let words: Vec<&str> = words.iter().map(|word| CATEGORIES[*word]).collect();
            format!("categories: [{}]", words.join(", "))
        };
        let conditions: Vec<String> = [
            self.within.map(unit),
            self.woman.map(sex),
            self.categories.as_ref().map(words),
            self.under_age.map(|age| format!("underAge: {age}")),
            self.search.map(|text| format!("search: \"{text}\"")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let field = if self.by_birth { "BIRTH_DATE" } else { "NAME" };
        let direction = if self.descending { "DESCENDING" } else { "ASCENDING" };
        format!(
            "officials(asOf: \"{}\", where: {{ {} }}, orderBy: {{ field: {field}, direction: {direction} }}, {page}) {{ \
             totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor node {{ key }} }} }}",
            self.on,
            conditions.join(", ")
        )
    }

    /// The people that the answer must have, in its order.
    fn of_model(&self, world: &World) -> Vec<usize> {
        let oracle = Oracle::new(world);
        let mut people: Vec<usize> = oracle.visible_people(self.on).into_iter().collect();
        if let Some(unit) = self.within {
            let below = oracle.people_below(unit, self.on);
            people.retain(|person| below.contains(person));
        }
        people.retain(|person| {
            let folded = |text: &str| text.to_lowercase().replace(['ă', 'à'], "a");
            let full_name = format!("tran van {}", name(*person).to_lowercase());
            self.woman.is_none_or(|woman| is_woman(*person) == woman)
                && self.categories.as_ref().is_none_or(|words| words.contains(&(person % CATEGORIES.len())))
                && self
                    .under_age
                    .is_none_or(|age| born(*person).is_some_and(|born| is_under(born, self.on, age)))
                && self.search.is_none_or(|text| full_name.contains(&folded(text)))
        });
        people.sort_by_key(|person| {
            let born = if self.by_birth { born(*person).unwrap_or(NaiveDate::MAX) } else { NaiveDate::MIN };
            (born, name(*person), person_id(*person))
        });
        if self.descending {
            people.reverse();
        }
        people
    }
}

/// Whether somebody is younger than an age on a day on which the person is born.
fn is_under(born: NaiveDate, on: NaiveDate, age: i32) -> bool {
    // Who was born on 29 February completes a common year on 28 February.
    let on_leap_day = (born.month(), born.day()) == (2, 29) && !on.leap_year();
    let birthday = if on_leap_day { (2, 28) } else { (born.month(), born.day()) };
    let had_birthday = (on.month(), on.day()) >= birthday;
    born <= on && on.year() - born.year() - i32::from(!had_birthday) < age
}

/// A page of a list that is known: what to ask, and what to expect.
#[derive(Debug)]
struct Page {
    arguments: String,
    from: usize,
    to: usize,
    has_next: bool,
    has_previous: bool,
}

impl Page {
    fn any(found: &[String], whole: &Value, draw: &mut Draw) -> Self {
        let size = 1 + draw.below(12);
        let cursor = |place: usize| whole["edges"][place]["cursor"].as_str().unwrap().to_owned();
        let place = if found.is_empty() { None } else { draw.maybe(|draw| draw.below(found.len())) };
        if draw.below(2) == 0 {
            let from = place.map_or(0, |place| place + 1);
            let to = (from + size).min(found.len());
            let after = place.map(|place| format!(", after: \"{}\"", cursor(place))).unwrap_or_default();
            let (has_next, has_previous) = (to < found.len(), place.is_some());
            Self { arguments: format!("first: {size}{after}"), from, to, has_next, has_previous }
        } else {
            let to = place.unwrap_or(found.len());
            let from = to.saturating_sub(size);
            let before = place.map(|place| format!(", before: \"{}\"", cursor(place))).unwrap_or_default();
            let (has_next, has_previous) = (place.is_some(), from > 0);
            Self { arguments: format!("last: {size}{before}"), from, to, has_next, has_previous }
        }
    }
}
