//! The program as its operator meets it: processes, exit codes, and what they say.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_canbo");
const PHRASE: &str = "một cụm từ đủ dài để nhớ";

/// A folder with a configuration that keeps everything in it.
struct Installation {
    folder: TempDir,
}

impl Installation {
    fn new() -> Self {
        let installation = Self { folder: TempDir::new().unwrap() };
        let (database, keys) = (installation.path("canbo.db"), installation.path("keys"));
        let text = format!(
            "listen = '127.0.0.1:0'\n[database]\nurl = 'sqlite:{}'\n[keys]\ndirectory = '{}'\n",
            database.display(),
            keys.display()
        );
        fs::write(installation.path("canbo.toml"), text).unwrap();
        installation
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.folder.path()).args(arguments).env_clear().stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command with the configuration; it must succeed.
    fn configured(&self, arguments: &[&str]) -> String {
        let output = self.run(&[arguments, &["--config", "canbo.toml"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command with the configuration; it must fail. What it says.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(&[arguments, &["--config", "canbo.toml"]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
        errors(&output)
    }

    async fn execute(&self, sql: &str) {
        let url = format!("sqlite:{}", self.path("canbo.db").display());
        let database = Database::connect(url).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "plays a newer program's migration")]
        database.execute_unprepared(sql).await.unwrap();
        database.close().await.unwrap();
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A text of an answer's JSON.
fn member(answer: &str, name: &str) -> String {
    let (_, value) = answer.split_once(&format!("\"{name}\":\"")).unwrap_or_else(|| panic!("{answer}"));
    value.split('"').next().unwrap().to_owned()
}

/// A server that runs until it is dropped.
struct Serving {
    process: Child,
    lines: Vec<String>,
}

impl Serving {
    /// Starts it and reads what it says up to a line that begins so.
    fn start(mut command: Command, until: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().unwrap().starts_with(until) {
                return Self { process, lines };
            }
        }
        panic!("{:?} ended after {lines:?}", process.wait());
    }

    /// The host and port of the first line that tells a URL.
    fn address(&self) -> &str {
        let line = self.lines.iter().find_map(|line| line.split_once("http://")).unwrap();
        line.1.split('/').next().unwrap()
    }

    /// Sends a request and reads the whole answer.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
    }

    /// Sends JSON, with a token if there is one.
    fn post(&self, path: &str, token: &str, body: &str) -> String {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    fn log_in(&self, phrase: &str) -> String {
        self.post("/auth/login", "", &format!(r#"{{"username":"quan-tri","password":"{phrase}"}}"#))
    }

    /// Ends it as nothing in it can notice (SIGKILL).
    fn kill(mut self) {
        self.process.kill().unwrap();
        assert!(!self.process.wait().unwrap().success());
    }

    /// Asks it to end, as a supervisor does, and waits.
    fn stop(mut self) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.process.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn given_the_schema_command_then_it_prints_what_is_committed() {
    let installation = Installation::new();
    let output = installation.run(&["schema"]);
    assert!(output.status.success());
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    assert!(output.stdout == fs::read(committed).unwrap(), "see CONTRIBUTING.md on how to print it anew");
}

#[test]
fn given_an_address_that_others_reach_then_the_demo_refuses_it() {
    let installation = Installation::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let output = installation.run(&["demo", "--listen", address]);
        assert_eq!(output.status.code(), Some(1), "{address}");
        assert!(errors(&output).contains("this machine alone"), "{address}: {}", errors(&output));
        assert_eq!(output.stdout, b"", "{address}");
    }
}

#[test]
fn given_the_demo_when_started_then_it_says_how_to_log_in_serves_and_ends_in_order() {
    let installation = Installation::new();
    let data = installation.path("data");
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    // One that is killed while the district lives leaves none that lived half its life.
    let mut killed = installation.command(&arguments).stdout(Stdio::null()).spawn().unwrap();
    let is_loading = || {
        let folders = fs::read_dir(&data).into_iter().flatten().flatten();
        folders.map(|folder| folder.path().join("canbo.db")).any(|database| database.exists())
    };
    let begin = Instant::now();
    while !is_loading() && begin.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(is_loading());
    for run in ["the first that is loaded", "on the same data"] {
        let demo = Serving::start(installation.command(&arguments), "Stop");
        let said = demo.lines.join("\n");
        for account in ["quan-tri", "noi-vu", "phu-nghia", "to-chuc", "dang-uy-phu-nghia", "nen-tang-so"] {
            assert!(said.contains(account), "{run}: {said}");
        }
        assert!(said.contains("chuong-my-demo-28-276") && said.contains("2025-12-31"), "{run}: {said}");
        assert!(demo.get("/health/ready").starts_with("HTTP/1.1 204"), "{run}");
        let playground = demo.get("/");
        assert!(playground.starts_with("HTTP/1.1 200") && playground.contains("text/html"), "{run}");
        let body = r#"{"username":"noi-vu","password":"chuong-my-demo-28-276"}"#;
        let login = demo.send(&format!(
            "POST /auth/login HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        ));
        assert!(login.starts_with("HTTP/1.1 200") && login.contains("accessToken"), "{run}: {login}");
        demo.stop();
    }
    assert_eq!(fs::metadata(data.join("canbo.db")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn given_migrations_that_are_pending_or_unknown_then_serve_refuses() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    assert!(installation.refused(&["serve"]).contains("canbo migrate up"));

    installation.configured(&["migrate", "up"]);
    installation.configured(&["migrate", "down", "1"]);
    let pending = installation.refused(&["serve"]);
    assert!(pending.contains("lacks the changes m0034_reports"), "{pending}");

    installation.configured(&["migrate"]);
    installation.execute("INSERT INTO seaql_migrations VALUES ('m9999_later', 0)").await;
    let unknown = installation.refused(&["serve"]);
    assert!(unknown.contains("m9999_later"), "{unknown}");
    let unknown = installation.refused(&["migrate", "up"]);
    assert!(unknown.contains("m9999_later"), "{unknown}");
}

#[test]
fn given_a_database_that_is_current_then_serve_serves_without_a_playground() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    let status = installation.configured(&["migrate"]);
    assert!(status.contains("applied: m0001_foundation"), "{status}");
    let server = Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    assert!(server.get("/health/ready").starts_with("HTTP/1.1 204"));
    assert!(server.get("/").starts_with("HTTP/1.1 404"));
    server.stop();
}

#[test]
fn tr_11_given_an_address_that_others_reach_then_serve_refuses_it_without_a_proxy_that_ends_tls() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let serve = |listen: &str, behind_proxy: &str| {
        let mut command = installation.command(&["serve", "--config", "canbo.toml"]);
        command.env("CANBO_LISTEN", listen).env("CANBO_HTTP__BEHIND_PROXY", behind_proxy);
        command
    };
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let output = serve(address, "false").output().unwrap();
        assert!(!output.status.success(), "{address}");
        assert!(errors(&output).contains("http.behind_proxy"), "{address}: {}", errors(&output));
    }
    let server = Serving::start(serve("127.0.0.1:0", "true"), "Serving");
    let live = server.get("/health/live");
    assert!(live.to_lowercase().contains("strict-transport-security: max-age=31536000"), "{live}");
    server.stop();
}

#[test]
fn dr_05_given_keys_that_are_missing_or_open_to_others_then_serve_refuses() {
    let installation = Installation::new();
    installation.configured(&["migrate"]);
    assert!(installation.refused(&["serve"]).contains("canbo keys create"));
    installation.configured(&["keys", "create"]);
    assert!(installation.refused(&["keys", "create"]).contains("never overwritten"));
    let key = installation.path("keys/token.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(installation.refused(&["serve"]).contains("open to others"));
}

#[test]
fn given_a_key_of_the_configuration_that_does_not_exist_then_it_is_named() {
    let installation = Installation::new();
    let output =
        installation.command(&["migrate", "status"]).env("CANBO_DATABSE__URL", "sqlite:x.db").output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).to_lowercase().contains("databse"), "{}", errors(&output));
    fs::write(installation.path("canbo.toml"), "[database]\nconections = 4\n").unwrap();
    assert!(installation.refused(&["serve"]).contains("conections"));
}

#[test]
fn au_16_given_an_empty_installation_then_the_console_makes_two_administrators_and_no_third() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let create = |username: &str, phrase: &str| {
        let arguments = ["account", "create", "--username", username, "--config", "canbo.toml"];
        installation.command(&arguments).env("CANBO_PASSPHRASE", phrase).output().unwrap()
    };
    assert_eq!(create("quan-tri", "too short").status.code(), Some(1));
    let first = create("quan-tri", PHRASE);
    assert!(first.status.success(), "{}", errors(&first));
    let second = create("nguoi-khac", PHRASE);
    assert!(second.status.success(), "{}", errors(&second));
    let third = create("nguoi-thu-ba", PHRASE);
    assert_eq!(third.status.code(), Some(1));
    assert!(!errors(&third).contains(PHRASE), "{}", errors(&third));
    let journal = installation.configured(&["journal", "verify"]);
    assert!(journal.contains("DATA: whole; 2 entries"), "{journal}");
}

#[test]
fn given_an_installation_that_is_locked_out_then_the_console_lets_people_in_again() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let arguments = ["account", "create", "--username", "quan-tri", "--config", "canbo.toml"];
    let first = installation.command(&arguments).env("CANBO_PASSPHRASE", PHRASE).output().unwrap();
    assert!(first.status.success(), "{}", errors(&first));
    let account = |arguments: &[&str]| installation.configured(&[&["account"], arguments].concat());
    let refused = |arguments: &[&str]| installation.refused(&[&["account"], arguments].concat());

    // The last active administrator stays, whoever asks.
    assert!(refused(&["disable", "--username", "quan-tri"]).contains("the last active administrator stays"));
    assert!(refused(&["reset", "--username", "quan-tri"]).contains("the last active administrator stays"));
    let invited = ["invite", "--username", "quan-tri-2", "--display-name", "Quản trị 2", "--role", "ADMIN"];
    let said = account(&invited);
    let code = said.trim().rsplit(' ').next().unwrap();
    assert_eq!(code.len(), 34, "{said}");
    assert!(refused(&invited).contains("the name is taken"));
    let list = account(&["list"]);
    assert_eq!(list, "quan-tri  ADMIN  ACTIVE  quan-tri\nquan-tri-2  ADMIN  INVITED  Quản trị 2\n");
    assert!(refused(&["enable", "--username", "quan-tri"]).contains("state does not allow"));
    assert!(refused(&["unlock", "--username", "nobody"]).contains("there is no account nobody"));
    assert_eq!(account(&["unlock", "--username", "quan-tri"]), "quan-tri is not locked.\n");
    assert_eq!(account(&["end-sessions", "--username", "quan-tri"]), "0 sessions of quan-tri ended.\n");
    let nothing = "00000000-0000-0000-0000-000000000000";
    assert!(refused(&["approve", nothing]).contains("there is no such proposal"));
}

#[test]
fn given_a_fresh_installation_then_the_console_establishes_its_first_units_and_tells_what_forbids_others() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    fn establish<'a>(of: &[&'a str]) -> Vec<&'a str> {
        let basis = ["--from", "2008-08-01", "--legal-basis", "Nghị quyết số 15/2008/QH12"];
        [&["unit", "establish"], of, &basis].concat()
    }
    let city = ["--code", "01", "--name", "Thành phố Hà Nội", "--kind", "city"];

    let said = installation.configured(&establish(&city));
    let id = said.trim().trim_start_matches("The unit ").trim_end_matches(" is established.");
    assert_eq!(id.len(), 36, "{said}");
    let invited = ["account", "invite", "--username", "noi-vu", "--display-name", "Sở Nội vụ", "--unit", id];
    let code = installation.configured(&[&invited[..], &["--role", "DISTRICT"]].concat());
    assert!(code.starts_with("Activation code"), "{code}");
    let district = ["--code", "277", "--name", "Huyện Chương Mỹ", "--kind", "DISTRICT"];
    installation.configured(&establish(&[&district[..], &["--parent", "01"]].concat()));

    let again = installation.refused(&establish(&city));
    assert_eq!(again, "canbo: code: Another unit bears the code on that day or later.\n");
    let nowhere = ["--code", "278", "--name", "Huyện Thanh Oai", "--kind", "DISTRICT", "--parent", "02"];
    assert_eq!(installation.refused(&establish(&nowhere)), "canbo: parent: There is no such thing.\n");
    let kind = installation.run(&establish(&["--code", "1", "--name", "Xã", "--kind", "HAMLET"]));
    assert!(errors(&kind).contains("no kind of units has this name"), "{}", errors(&kind));
    let journal = installation.configured(&["journal", "verify"]);
    assert!(journal.contains("DATA: whole; 6 entries"), "{journal}");
}

/// An installation with one administrator.
fn administered() -> Installation {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let create = ["account", "create", "--username", "quan-tri", "--config", "canbo.toml"];
    assert!(installation.command(&create).env("CANBO_PASSPHRASE", PHRASE).output().unwrap().status.success());
    installation
}

#[test]
fn au_07_given_a_name_that_waits_when_the_server_is_killed_and_started_again_then_it_still_waits() {
    let installation = administered();
    let serve = || Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    let server = serve();
    for _ in 0..5 {
        assert!(server.log_in("một cụm từ nào đó khác hẳn").starts_with("HTTP/1.1 401"));
    }
    let _ = server.log_in("một cụm từ nào đó khác hẳn");
    let _ = server.log_in("một cụm từ nào đó khác hẳn");
    assert!(server.log_in(PHRASE).starts_with("HTTP/1.1 429"));
    server.kill();
    let server = serve();
    assert!(server.log_in(PHRASE).starts_with("HTTP/1.1 429"));
    server.stop();
}

#[test]
fn tk_15_given_a_used_token_when_the_server_is_killed_and_started_again_then_it_is_still_refused() {
    let installation = administered();
    let serve = || Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    let refresh = |server: &Serving, token: &str| {
        server.post("/auth/refresh", "", &format!(r#"{{"refreshToken":"{token}"}}"#))
    };
    let server = serve();
    let first = member(&server.log_in(PHRASE), "refreshToken");
    let second = member(&refresh(&server, &first), "refreshToken");
    // Its successor is used, so that no retry is forgiven.
    let third = member(&refresh(&server, &second), "refreshToken");
    server.kill();
    let server = serve();
    assert!(refresh(&server, &first).starts_with("HTTP/1.1 401"));
    assert!(refresh(&server, &third).starts_with("HTTP/1.1 401"), "the session ended with the reuse");
    server.stop();
}

#[test]
fn tk_18_given_open_sessions_when_the_console_ends_all_then_it_tells_how_many() {
    let installation = administered();
    let server = Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    let mut token = String::new();
    for _ in 0..2 {
        token = member(&server.log_in(PHRASE), "accessToken");
    }
    let query = r#"{"query":"{ me { username } }"}"#;
    assert!(server.post("/graphql", &token, query).starts_with("HTTP/1.1 200"));
    assert_eq!(installation.configured(&["session", "end-all"]), "2 sessions ended.\n");
    assert!(server.post("/graphql", &token, query).starts_with("HTTP/1.1 401"));
    assert_eq!(installation.configured(&["session", "end-all"]), "0 sessions ended.\n");
    server.stop();
}

#[test]
fn dr_05_given_a_key_that_is_no_secret_then_serve_refuses_by_its_name_alone() {
    let installation = Installation::new();
    installation.configured(&["migrate"]);
    installation.configured(&["keys", "create"]);
    let key = installation.path("keys/journal.key");
    for (bytes, why) in [
        (b"change-me-change-me-change-me-32".to_vec(), "copied or typed"),
        (vec![0; 32], "copied or typed"),
        (b"short-secret".to_vec(), "does not hold a whole key"),
        (fs::read(installation.path("keys/identity.key")).unwrap(), "another file holds too"),
    ] {
        fs::write(&key, &bytes).unwrap();
        let said = installation.refused(&["serve"]);
        assert!(said.contains("journal.key") && said.contains(why), "{said}");
        assert!(!said.contains("change-me") && !said.contains("short-secret"), "{said}");
    }
}

#[test]
fn dr_05_given_credentials_of_systemd_then_their_modes_are_accepted_and_only_theirs() {
    let installation = Installation::new();
    installation.configured(&["migrate"]);
    installation.configured(&["keys", "create"]);
    let directory = installation.path("keys");
    let set = |directory_mode: u32, file_mode: u32| {
        for file in fs::read_dir(&directory).unwrap() {
            fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(file_mode)).unwrap();
        }
        fs::set_permissions(&directory, fs::Permissions::from_mode(directory_mode)).unwrap();
    };
    let list = |credentials: Option<&str>| {
        let mut command = installation.command(&["keys", "list", "--config", "canbo.toml"]);
        command.envs(credentials.map(|path| ("CREDENTIALS_DIRECTORY", path)));
        command.output().unwrap().status.success()
    };
    let path = directory.to_str().unwrap().to_owned();
    set(0o500, 0o400);
    assert!(list(None));
    // Granted by an access control list, whose mask shows as the group's bits.
    set(0o550, 0o440);
    assert!(list(Some(&path)));
    assert!(!list(None));
    assert!(!list(Some("/run/credentials/other")));
    set(0o555, 0o444);
    assert!(!list(Some(&path)));
    set(0o700, 0o600);
}

#[test]
fn dr_07_given_an_installation_with_an_open_umask_then_what_it_makes_is_closed_to_others() {
    let installation = Installation::new();
    let program = format!(
        "umask 000; {PROGRAM} keys create --config canbo.toml && {PROGRAM} migrate --config canbo.toml && \
         exec {PROGRAM} demo --listen 127.0.0.1:0 --data demo"
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &program]).current_dir(installation.folder.path()).env_clear().stdin(Stdio::null());
    let demo = Serving::start(shell, "Stop");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut files = 0;
    for folder in ["keys", "demo", "demo/keys"] {
        let folder = installation.path(folder);
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
    }
    // Twice the keys, and a database with what SQLite puts beside it.
    assert_eq!(files, 7 + 7 + 3);
    assert_eq!(mode(&installation.path("canbo.db")), 0o600);
    demo.stop();
}

#[test]
fn tk_10_given_a_server_that_runs_when_keys_are_rotated_then_it_notices_and_nobody_logs_in_anew() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let server = Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    let shows = |wanted: usize| {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(30) {
            if server.get("/.well-known/jwks.json").matches("\"kid\"").count() == wanted {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the server does not show {wanted} keys");
    };
    shows(1);
    let token_lines = || -> Vec<String> {
        let listed = installation.configured(&["keys", "list"]);
        assert!(!listed.contains("PRIVATE"), "{listed}");
        listed.lines().filter(|line| line.starts_with("token ")).map(str::to_owned).collect()
    };
    let id = |line: &str| line.split_whitespace().nth_back(1).unwrap().to_owned();
    let first = id(&token_lines()[0]);
    assert!(installation.configured(&["keys", "rotate", "token"]).contains("published"));
    shows(2);
    assert!(installation.configured(&["keys", "rotate", "token"]).contains("in use"));
    let lines = token_lines();
    assert!(lines[0].contains(" in use ") && lines[1].contains(" understood "), "{lines:?}");
    assert!(installation.refused(&["keys", "retire", "token", &id(&lines[0])]).contains("is in use"));
    assert!(installation.refused(&["keys", "retire", "token", "nothing"]).contains("there is no token key"));
    // What the journal holds is sealed with the key that would go.
    installation.configured(&["keys", "rotate", "journal"]);
    installation.configured(&["keys", "rotate", "journal"]);
    let listed = installation.configured(&["keys", "list"]);
    let old = listed.lines().find(|line| line.starts_with("journal") && line.contains("understood")).unwrap();
    assert!(installation.refused(&["keys", "retire", "journal", &id(old)]).contains("need the journal key"));
    installation.configured(&["keys", "retire", "token", &first]);
    shows(1);
    let journal = installation.configured(&["journal", "verify"]);
    assert!(journal.contains("ACCESS: whole"), "{journal}");
    server.stop();
}

#[tokio::test]
async fn ad_07_given_checkpoints_of_a_server_when_the_journal_is_cut_off_later_then_verify_names_the_first_missing()
 {
    let installation = Installation::new();
    let kept = installation.path("elsewhere");
    fs::create_dir(&kept).unwrap();
    let text = fs::read_to_string(installation.path("canbo.toml")).unwrap();
    let configured = format!("{text}[journal]\ncheckpoints = '{}'\n", kept.display());
    fs::write(installation.path("canbo.toml"), &configured).unwrap();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    for workers in ["2", "3"] {
        let mut command = installation.command(&["serve", "--config", "canbo.toml"]);
        command.env("CANBO_WORKERS", workers);
        Serving::start(command, "Serving").stop();
    }
    // Start, stop; another configuration, start, stop.
    let whole = installation.configured(&["journal", "verify"]);
    assert!(
        whole.contains("ACCESS: whole; 5 entries") && whole.contains("2 checkpoints compared"),
        "{whole}"
    );

    // A checkpoint in a file that the owner of the machine does not find, and the public key beside it.
    let file = installation.path("far-away");
    let told = installation.configured(&["journal", "checkpoint", "--to", file.to_str().unwrap()]);
    let public = told.lines().find_map(|line| line.strip_prefix("Public key, to be kept with it: ")).unwrap();
    fs::remove_dir_all(&kept).unwrap();
    for statement in [
        "DROP TRIGGER journal_entry_append_only_delete",
        "DROP TRIGGER journal_value_account_append_only_delete",
        "DROP TRIGGER journal_head_advances_update",
        "DELETE FROM journal_value_account WHERE sequence > 3",
        "DELETE FROM journal_entry WHERE sequence > 3",
        "UPDATE journal_head SET sequence = 3, hash = (SELECT hash FROM journal_entry WHERE sequence = 3)
         WHERE stream = 'ACCESS'",
    ] {
        installation.execute(statement).await;
    }
    let arguments = ["journal", "verify", "--checkpoint", file.to_str().unwrap(), "--public-key", public];
    let output = installation.run(&[&arguments[..], &["--config", "canbo.toml"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("entry 4 is missing: the stream had 6 entries"), "{}", errors(&output));

    // Without a checkpoint the cut is not seen: this is what checkpoints are for.
    let cut = installation.configured(&["journal", "verify"]);
    assert!(cut.contains("ACCESS: whole; 4 entries") && cut.contains("0 checkpoints compared"), "{cut}");
    let other = ["journal", "verify", "--checkpoint", file.to_str().unwrap(), "--public-key", "AAAA"];
    assert!(installation.run(&[&other[..], &["--config", "canbo.toml"]].concat()).status.code() == Some(1));
}

#[tokio::test]
async fn ad_04_given_a_server_that_starts_and_stops_then_each_is_told_once() {
    let installation = Installation::new();
    installation.configured(&["keys", "create"]);
    installation.configured(&["migrate"]);
    let told = async || {
        let url = format!("sqlite:{}", installation.path("canbo.db").display());
        let database = Database::connect(url).await.unwrap();
        let sql = "SELECT object_type || ' ' || operation AS told FROM journal_entry ORDER BY sequence";
        #[expect(clippy::disallowed_methods, reason = "looks at the table itself")]
        let rows = database
            .query_all_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql))
            .await
            .unwrap();
        let told = rows.iter().map(|row| row.try_get::<String>("", "told").unwrap()).collect::<Vec<_>>();
        database.close().await.unwrap();
        told
    };
    let server = Serving::start(installation.command(&["serve", "--config", "canbo.toml"]), "Serving");
    assert_eq!(told().await, ["server CREATE"]);
    server.stop();
    assert_eq!(told().await, ["server CREATE", "server REMOVE"]);
    let mut command = installation.command(&["serve", "--config", "canbo.toml"]);
    command.env("CANBO_LOG__LEVEL", "warn");
    Serving::start(command, "Serving").stop();
    let expected =
        ["server CREATE", "server REMOVE", "configuration CHANGE", "server CREATE", "server REMOVE"];
    assert_eq!(told().await, expected);
    installation.configured(&["journal", "verify"]);
    assert_eq!(told().await.last().map(String::as_str), Some("journal READ"));
}
