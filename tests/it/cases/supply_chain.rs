//! What the program is built from. These hold of the files in the repository, whatever is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What must not be in the tree, each with its reason in `deny.toml`.
const BANNED: [&str; 7] =
    ["h2", "rsa", "openssl-sys", "native-tls", "async-graphql-actix-web", "actix-web-actors", "serde_cbor"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn today() -> chrono::NaiveDate {
    api::clock::Clock::system().today()
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A package of the lock file: its lines `key = "value"`.
struct Package<'l>(&'l str);

impl<'l> Package<'l> {
    fn all(lock: &'l str) -> Vec<Self> {
        lock.split("[[package]]").skip(1).map(Package).collect()
    }

    fn value(&self, key: &str) -> Option<&'l str> {
        let value = self.0.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
        Some(value.trim_matches('"'))
    }

    fn name(&self) -> &'l str {
        self.value("name").unwrap()
    }
}

#[test]
fn sc_01_given_the_lock_file_then_every_dependency_is_one_version_of_the_registry_with_its_checksum() {
    let lock = file("Cargo.lock");
    let packages = Package::all(&lock);
    let ours: Vec<_> = packages.iter().filter(|package| package.value("source").is_none()).collect();
    let names: Vec<_> = ours.iter().map(|package| package.name()).collect();
    assert_eq!(names, ["api", "canbo-tests", "entity", "migration", "targets"]);
    assert!(packages.len() > 200, "{}", packages.len());
    for package in packages.iter().filter(|package| package.value("source").is_some()) {
        assert_eq!(package.value("source"), Some(CRATES_IO), "{}", package.name());
        assert_eq!(package.value("checksum").map(str::len), Some(64), "{}", package.name());
    }
    let run = file(".ci/run");
    assert!(run.contains("cargo fetch --locked") && run.contains("export CARGO_NET_OFFLINE=true"));
}

#[test]
fn sc_02_given_the_rules_for_dependencies_then_advisories_are_checked_and_an_ignored_one_has_reason_and_end()
{
    let run = file(".ci/run");
    assert!(run.contains("cargo deny check bans licenses sources"));
    assert!(run.contains("cargo deny check --disable-fetch advisories"));
    let rules = file("deny.toml");
    assert!(rules.contains("yanked = \"deny\""));
    for notice in ignored(&rules) {
        check_notice(notice).unwrap_or_else(|wrong| panic!("{notice}: {wrong}"));
    }
}

/// The notices that `deny.toml` tells to ignore.
fn ignored(rules: &str) -> Vec<&str> {
    let list =
        rules.split_once("\nignore = [").and_then(|(_, rest)| rest.split_once(']')).map(|(list, _)| list);
    list.unwrap().lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// An ignored notice is told with who owns it, and until when, in its reason: `owner, until 2026-12-31: why`.
fn check_notice(notice: &str) -> Result<(), &'static str> {
    let reason = notice.split_once("reason = \"").ok_or("it has no reason")?.1;
    let (owner, rest) = reason.split_once(", until ").ok_or("it has no owner and end")?;
    let until =
        rest.get(..10).and_then(|day| day.parse::<chrono::NaiveDate>().ok()).ok_or("it has no end")?;
    let lasts = until - today();
    match (owner.is_empty(), lasts.num_days()) {
        (true, _) => Err("it has no owner"),
        (false, 0..=90) => Ok(()),
        (false, _) => Err("its end is past, or more than 90 days away"),
    }
}

#[test]
fn sc_02_given_a_notice_without_reason_owner_or_near_end_then_it_is_refused() {
    let near = (today() + chrono::Days::new(80)).to_string();
    let far = (today() + chrono::Days::new(91)).to_string();
    let notice = |reason: &str| format!("{{ id = \"RUSTSEC-2026-0001\", reason = \"{reason}\" }},");
    assert_eq!(check_notice(&notice(&format!("maintainers, until {near}: not reached"))), Ok(()));
    assert!(check_notice(&notice(&format!("maintainers, until {far}: not reached"))).is_err());
    assert!(check_notice(&notice(&format!(", until {near}: not reached"))).is_err());
    assert!(check_notice(&notice("not reached")).is_err());
    assert!(check_notice("\"RUSTSEC-2026-0001\",").is_err());
    assert_eq!(ignored("[advisories]\nignore = [\n  \"A\",\n]\n"), ["\"A\","]);
}

#[test]
fn sc_03_given_the_lock_file_then_nothing_banned_is_in_it_and_each_ban_is_a_rule() {
    let lock = file("Cargo.lock");
    let rules = file("deny.toml");
    let packages = Package::all(&lock);
    for banned in BANNED {
        assert!(packages.iter().all(|package| package.name() != banned), "{banned}");
        assert!(rules.contains(&format!("{{ crate = \"{banned}\", reason = ")), "{banned}");
    }
    assert!(rules.contains("unknown-registry = \"deny\"") && rules.contains("unknown-git = \"deny\""));
}

#[test]
fn sc_06_given_our_own_code_then_it_is_without_unsafe_and_every_crate_takes_the_workspace_s_lints() {
    let workspace = file("Cargo.toml");
    for lint in [
        "unsafe_code = \"forbid\"",
        "unwrap_used = \"warn\"",
        "expect_used = \"warn\"",
        "panic = \"warn\"",
        "indexing_slicing = \"warn\"",
        "as_conversions = \"warn\"",
        "allow_attributes = \"warn\"",
        "allow_attributes_without_reason = \"warn\"",
    ] {
        assert!(workspace.contains(lint), "{lint}");
    }
    for member in ["api", "entity", "migration", "targets", "tests"] {
        assert!(file(&format!("{member}/Cargo.toml")).ends_with("[lints]\nworkspace = true\n"), "{member}");
    }
    assert!(file(".ci/run").contains("cargo clippy --workspace --all-targets --locked -- -D warnings"));
}

#[test]
fn sc_08_given_the_program_without_its_tests_then_no_playground_upload_or_test_hook_is_a_feature_of_it() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "-p", "api", "-e", "normal", "--prefix", "none"])
        .args(["-f", "{p} [{f}]"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let features = |package: &str| {
        let line = tree.lines().find(|line| line.starts_with(&format!("{package} v"))).unwrap();
        let list = line.rsplit_once('[').unwrap().1.trim_end_matches(['(', '*', ')', ' ', ']']);
        list.split(',').filter(|feature| !feature.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(features("async-graphql"), ["chrono", "custom-error-conversion", "uuid"]);
    assert_eq!(features("api"), Vec::<String>::new());
    for feature in
        ["http2", "cookies", "compress-gzip", "compress-brotli", "compress-zstd", "openssl", "rustls"]
    {
        assert!(!features("actix-web").contains(&feature.to_owned()), "{feature}");
    }
}
