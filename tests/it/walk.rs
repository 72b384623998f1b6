//! README's walk through one year, as it stands there: its commands are done through HTTP by the demo accounts, day by day, over a
//! district that has lived until the first of these days; what it shows of the answers is compared.

mod answers;
mod shell;

use std::collections::BTreeMap;
use std::fs;

use api::auth::{PassPhrase, Passwords};
use api::clock::{Clock, begin_of};
use api::demo::{PASS_PHRASE, district};
use api::report::{Fault, PartClass, Verified, verify};
use api::work::accounts::create_first_administrator;
use api::work::{Work, demo};
use canbo_tests::{Answer, Dbms, Server, TestDatabase, can_run, day, in_runtime, keys};
use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use answers::{is_shown, shown, taken};
use shell::{Kept, Line, lines, words};

#[test]
fn given_readmes_walk_when_its_commands_are_done_then_each_answer_is_what_is_shown_and_the_seal_holds() {
    for dbms in [Dbms::Sqlite, Dbms::Postgres] {
        in_runtime(async {
            if can_run(dbms, module_path!()).await {
                let mut walk = Walk::on(dbms);
                walk.through(&section()).await;
                moves_k6(&walk);
                is_approved_with_the_district(&walk);
                stays_sealed(&mut walk).await;
                walk.end().await;
            }
        });
    }
}

/// The walk in README.
fn section() -> String {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let (_, walk) = readme.split_once("\n## A walk through one year\n").unwrap();
    walk.split("\n## ").next().unwrap().to_owned()
}

/// The blocks of shell in a text, without the first, which says what the commands are.
fn blocks(text: &str) -> Vec<&str> {
    let blocks: Vec<&str> =
        text.split("```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
    let (first, others) = blocks.split_first().unwrap();
    for command in ["day()", "ask()", "the()", "activate()"] {
        assert!(first.contains(&format!("\n{command} {{")), "{command}");
    }
    others.to_vec()
}

/// Somebody who walks: the server of the day, and what came of the commands so far.
struct Walk {
    dbms: Dbms,
    /// Has the database.
    first: Option<Server>,
    today: Option<Server>,
    variables: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    /// Every answer, with who asked.
    answers: Vec<(String, Value)>,
    proofs: Vec<Result<Verified, Fault>>,
    /// What the last command said, to be shown by a remark.
    said: Option<Said>,
}

enum Said {
    Data(Value),
    Lines(Vec<String>),
}

impl Walk {
    const fn on(dbms: Dbms) -> Self {
        Self {
            dbms,
            first: None,
            today: None,
            variables: BTreeMap::new(),
            files: BTreeMap::new(),
            answers: Vec::new(),
            proofs: Vec::new(),
            said: None,
        }
    }

    async fn through(&mut self, text: &str) {
        for block in blocks(text) {
            for line in lines(block) {
                match line {
                    Line::Command(command) => Box::pin(self.do_as_told(&command)).await,
                    Line::Remark(remark) => self.compare(&remark),
                }
            }
        }
    }

    async fn do_as_told(&mut self, command: &str) {
        let (words, kept) = words(command, &self.variables);
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let phrase = words.first().and_then(|word| word.strip_prefix("CANBO_PASSPHRASE="));
        drop(words.drain(..usize::from(phrase.is_some())));
        let phrase = phrase.unwrap_or(PASS_PHRASE);
        let output = match words.as_slice() {
            ["day", on] => return self.wake(on).await,
            ["ask", account, document, variables @ ..] => {
                self.ask(account, phrase, document, variables).await
            }
            ["the", filter] => match taken(filter, self.answer()) {
                Value::String(text) => text,
                value => value.to_string(),
            },
            ["activate", code] => return self.activate(code, phrase).await,
            ["canbo", "account", "create", "--username", name] => return self.create_account(name).await,
            ["canbo", "keys", "public", "report", "|", "cut", "-d ", "-f2"] => {
                keys().report().public()[0].text()
            }
            ["canbo", "report", "verify", file, "--key", key] => return self.prove(file, key),
            ["sed", change, file] => substituted(change, &self.files[*file]),
            _ => panic!("what is this? {command}"),
        };
        match kept {
            Kept::Nowhere => {}
            Kept::Variable(name) => drop(self.variables.insert(name, output)),
            Kept::File(name) => drop(self.files.insert(name, output)),
        }
    }

    fn compare(&self, remark: &str) {
        match (shown(remark), &self.said) {
            (Some(shown), Some(Said::Data(answer))) => {
                assert!(is_shown(&shown, answer), "{shown:#} is not {answer:#}");
            }
            (None, Some(Said::Lines(said))) => {
                assert!(said.iter().all(|line| remark.contains(line)), "{said:#?} is not {remark}");
            }
            _ => panic!("nothing was said of {remark}"),
        }
    }

    fn answer(&self) -> &Value {
        &self.answers.last().unwrap().1
    }

    fn server(&self) -> &Server {
        self.today.as_ref().unwrap()
    }

    /// Another day begins, and on the first one the district has lived until then.
    async fn wake(&mut self, on: &str) {
        let morning = Clock::fixed(begin_of(day(on)).unwrap() + TimeDelta::hours(10), day(on));
        if self.first.is_none() {
            let database = TestDatabase::migrated(self.dbms).await;
            let loading = database.connect().await;
            let work = Work::new(loading.clone(), keys(), morning.clone());
            demo::live(&work, &Passwords::default(), district(), PASS_PHRASE).await.unwrap();
            loading.close().await.unwrap();
            self.first = Some(Server::over(database).await);
        }
        let server = self.first.as_ref().unwrap().beside(morning).await;
        if let Some(before) = self.today.replace(server) {
            before.close().await;
        }
    }

    async fn ask(&mut self, account: &str, phrase: &str, document: &str, variables: &[&str]) -> String {
        let variables = variables.chunks(3).map(|variable| match variable {
            ["--arg", name, text] => ((*name).to_owned(), json!(text)),
            ["--argjson", name, value] => ((*name).to_owned(), serde_json::from_str(value).unwrap()),
            _ => panic!("{variable:?}"),
        });
        let variables = Value::Object(variables.collect::<Map<_, _>>());
        let server = self.server();
        let login = server.log_in(account, phrase).await;
        let client = server.client_with_token(login.body["accessToken"].as_str().unwrap());
        let answer = client.ask(document, variables).await;
        let data = done(&answer).clone();
        self.answers.push((account.to_owned(), data.clone()));
        let text = data.to_string();
        self.said = Some(Said::Data(data));
        text
    }

    async fn activate(&self, code: &str, phrase: &str) {
        let body = json!({ "code": code, "password": phrase });
        let request = self.server().request(Method::POST, "/auth/activate");
        let request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        assert_eq!(self.server().send(request).await.status, 204);
    }

    async fn create_account(&self, name: &str) {
        let (work, phrase) = (&self.server().app().work, PassPhrase::new(PASS_PHRASE));
        create_first_administrator(work, &Passwords::default(), name, name, phrase).await.unwrap();
    }

    fn prove(&mut self, file: &str, key: &str) {
        let public = keys().report().public();
        assert_eq!(public[0].text(), key);
        let proof = verify(&self.files[file], &public);
        let said = match &proof {
            Ok(verified) => PartClass::ALL
                .map(|class| {
                    let is_open = verified.open.contains(&class);
                    format!("{class}: {}", if is_open { "whole" } else { "its hash alone" })
                })
                .to_vec(),
            Err(fault) => vec![format!("{file}: {fault}")],
        };
        self.said = Some(Said::Lines(said));
        self.proofs.push(proof);
    }

    async fn end(self) {
        for server in [self.today, self.first].into_iter().flatten() {
            server.close().await;
        }
    }
}

/// The data of an answer, in which nothing went wrong.
fn done(answer: &Answer) -> &Value {
    for (_, change) in answer.data().as_object().unwrap() {
        if let Some(errors) = change.get("userErrors") {
            assert_eq!(errors, &json!([]), "{}", answer.text);
        }
    }
    answer.data()
}

/// What `sed` makes of a file with `s/…/…/`.
fn substituted(change: &str, file: &str) -> String {
    let change: Vec<&str> = change.split('/').collect();
    let ["s", from, to, ""] = change.as_slice() else { panic!("{change:?}") };
    file.split_inclusive('\n').map(|line| line.replacen(from, to, 1)).collect()
}

/// What was answered to a field of the root, each time.
fn answers_of<'a>(walk: &'a Walk, field: &str) -> Vec<&'a Value> {
    walk.answers.iter().filter_map(|(_, answer)| answer.get(field)).collect()
}

fn moves_k6(walk: &Walk) {
    let k6 = |targets: &Value| {
        let mut targets = targets.as_array().unwrap().iter();
        targets.find(|value| value["target"]["code"] == "K6").unwrap().clone()
    };
    let [before, after] = answers_of(walk, "targets")[..] else { panic!("K6 is asked before and after") };
    let expected = json!({ "target": { "code": "K6" }, "display": "0,0 %", "status": "NOT_MET", "gap": { "byReplacement": 7 } });
    assert_eq!(k6(before), expected);
    let expected = json!({
        "target": { "code": "K6" }, "numerator": 7, "denominator": 7, "display": "100,0 %", "status": "MET", "gap": null
    });
    assert_eq!(k6(after), expected);
    let results = answers_of(walk, "recordCourseResults")[0]["results"].as_array().unwrap();
    assert!(results.iter().all(|result| result["enrolment"]["status"] == "COMPLETED"));
    assert_eq!(results.len(), 7);
}

fn is_approved_with_the_district(walk: &Walk) {
    let drafted = &answers_of(walk, "draftTrainingPlanFromNeeds")[0]["trainingPlan"]["items"];
    let taken_up = &answers_of(walk, "consolidateTrainingPlans")[0]["trainingPlan"]["items"];
    let asked = |items: &Value| -> Vec<_> {
        let items = items.as_array().unwrap().iter();
        items.map(|item| (item["courseKind"].clone(), item["people"].clone())).collect()
    };
    assert!(asked(drafted).contains(&(json!("KNOWLEDGE_UPDATE"), json!(7))));
    assert_eq!(asked(taken_up), asked(drafted));
    let expected = json!({
        "status": "APPROVED", "decision": "18/KH-UBND", "decidedOn": "2024-12-16", "signer": "Chủ tịch UBND huyện Chương Mỹ"
    });
    assert_eq!(answers_of(walk, "trainingPlan"), [&expected]);
}

/// The seal holds for the file as it was given alone; and what is put right afterwards changes no byte of it.
async fn stays_sealed(walk: &mut Walk) {
    let [whole, forged] = &walk.proofs[..] else { panic!("the file is proved, and the forged one") };
    assert_eq!(whole.as_ref().unwrap().open, [PartClass::Aggregate, PartClass::Personnel]);
    assert_eq!(forged, &Err(Fault::Part(PartClass::Aggregate)));

    walk.wake("2026-01-09").await;
    let results: Value = serde_json::from_str(&walk.variables["RESULTS"]).unwrap();
    let document = "mutation ($enrolment: ID!) {
        correctCourseResult(input: {enrolment: $enrolment, expectedVersion: 2, result: FAILED, reason: \"Nhập nhầm\"}) {
            enrolment { status } userErrors { message }
        }
    }";
    walk.ask(
        "noi-vu",
        PASS_PHRASE,
        document,
        &["--arg", "enrolment", results[0]["enrolment"].as_str().unwrap()],
    )
    .await;
    let document = "query ($report: ID!) { report(id: $report) {
        file changesSince { target reported { numerator denominator } restated { numerator denominator } members { before after } }
    } }";
    let report = walk.variables["REPORT"].clone();
    walk.ask("phu-nghia", PASS_PHRASE, document, &["--arg", "report", &report]).await;
    let since = &walk.answer()["report"];
    assert_eq!(since["file"], walk.files["report.json"]);
    let expected = json!([{
        "target": "K6", "reported": { "numerator": 7, "denominator": 7 }, "restated": { "numerator": 6, "denominator": 7 },
        "members": [{ "before": "COUNTED", "after": "NOT_COUNTED" }],
    }]);
    assert_eq!(since["changesSince"], expected);
}
