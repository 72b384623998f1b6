//! What the door and the check of rights cost: `cargo bench -p canbo-tests --bench door`.
//!
//! The same request is asked in turn of the whole server, and of a bare one beside it that executes it for a viewer who was
//! authenticated once: no bounds, no judgement of the document, no token, no rights from the database, no headers. The
//! difference of the medians is what door and rights cost. On SQLite, and on PostgreSQL where it is there.

// The whole of the schema is executed in this crate, in which it nests deeper than the usual limit when it is optimised.
#![recursion_limit = "256"]
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on fails")]

use std::io::{Write, stdout};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use actix_web::web::{self, Bytes, Data};
use actix_web::{HttpResponse, HttpServer};
use api::app::App;
use api::auth::session::authenticate;
use api::graphql::{Asking, RequestContext, execute};
use api::language::Language;
use api::policy::Viewer;
use async_graphql::Request;
use canbo_tests::{Account, Client, Dbms, Server, TestDatabase, can_run, in_measured_runtime};
use uuid::Uuid;

/// How often each of the two is asked, after as many times for warming up as a tenth.
const TIMES: usize = 1_000;

const DOCUMENTS: [(&str, &str); 2] = [
    ("the account itself", "{ me { username role } }"),
    (
        "20 officials",
        r#"{ officials(asOf: "2025-12-31", first: 20) { nodes { fullName sex unit { name } } } }"#,
    ),
];

fn main() {
    in_measured_runtime(async {
        for dbms in [Dbms::Sqlite, Dbms::Postgres] {
            if can_run(dbms, "the benchmark of the door").await {
                let server = Server::over(TestDatabase::demo(dbms).await).await;
                compare(dbms, &server).await;
                server.close().await;
            }
        }
    });
}

async fn compare(dbms: Dbms, server: &Server) {
    let whole = server.client(Account::HomeAffairs).await;
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, whole.token(), None).await;
    let (address, bare) = serve(app.clone(), viewer.expect("the token is in force"));
    let bare_client = whole.at(&format!("http://{address}/graphql"));
    say(&format!("{:<32} {:>10} {:>10} {:>10}", format!("{dbms:?}, p50 in ms"), "whole", "bare", "door"));
    for (name, document) in DOCUMENTS {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for turn in 0..TIMES + TIMES / 10 {
            let pair = (time(&whole, document).await, time(&bare_client, document).await);
            if turn >= TIMES / 10 {
                with.push(pair.0);
                without.push(pair.1);
            }
        }
        let (with, without) = (median(with), median(without));
        let figures = [with, without, with - without].map(|ms| format!("{ms:>10.3}")).join(" ");
        say(&format!("{name:<32} {figures}"));
    }
    bare.stop(false).await;
}

/// A server that executes what comes, for one viewer.
fn serve(app: App, viewer: Viewer) -> (std::net::SocketAddr, actix_web::dev::ServerHandle) {
    let data = Data::new((app, viewer));
    let server = HttpServer::new(move || {
        actix_web::App::new().app_data(data.clone()).route("/graphql", web::post().to(run))
    })
    .workers(1)
    .disable_signals()
    .bind((Ipv4Addr::LOCALHOST, 0))
    .expect("a port is free");
    let address = *server.addrs().first().expect("it listens");
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(server);
    (address, handle)
}

async fn run(data: Data<(App, Viewer)>, body: Bytes) -> HttpResponse {
    let (app, viewer) = data.get_ref().clone();
    let task = async move {
        let request: Request = serde_json::from_slice(&body).expect("it is a request");
        let reader = app.repo.reader(viewer, app.clock.today()).await.expect("the directory is read");
        let asking = Asking { language: Language::Vietnamese, request_id: Uuid::nil(), address: None };
        let context = RequestContext::new(reader, app.work.clone(), asking);
        let outcome = execute(&app.schema, request, context, &app.work).await;
        serde_json::to_string(&outcome.response).expect("it is written")
    };
    let runtime = data.0.runtime.clone();
    let body = runtime.run(Duration::from_secs(10), task).await.expect("it ends");
    HttpResponse::Ok().content_type("application/graphql-response+json").body(body)
}

/// How long it takes until the whole answer is there.
async fn time(client: &Client, document: &str) -> f64 {
    let begin = Instant::now();
    let answer = client.query(document).await;
    let time = begin.elapsed();
    assert!(answer.data().is_object(), "{document}");
    time.as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn say(line: &str) {
    writeln!(stdout(), "{line}").expect("the figures can be written");
}
