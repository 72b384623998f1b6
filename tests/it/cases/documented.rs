//! `docs/security-cases.md` and the tests tell the same: no case is claimed without a test, and no test shows a case that
//! is not claimed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The families of cases, as the beginnings of tests' names.
const FAMILIES: [&str; 14] =
    ["ad", "af", "ar", "au", "cw", "dr", "gq", "in", "iv", "op", "sc", "tk", "tr", "f"];

/// The folders of tests.
const SOURCES: [&str; 3] = ["api/src", "api/tests", "tests/it"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of the tests that show a case, each with its case.
fn shown() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for folder in SOURCES {
        collect(&root().join(folder), &mut names);
    }
    names
}

fn collect(path: &Path, names: &mut BTreeMap<String, String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), names);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        let text = fs::read_to_string(path).unwrap();
        for line in text.lines() {
            let line = line.trim_start();
            let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
            let line = line.strip_prefix("async ").unwrap_or(line);
            let Some(name) = line.strip_prefix("fn ").and_then(|rest| rest.split(['(', '<']).next()) else {
                continue;
            };
            if let Some(case) = case_of(name) {
                names.insert(name.to_owned(), case);
            }
        }
    }
}

/// The case that a test's name begins with: `tk_12_given_…` shows TK-12.
fn case_of(name: &str) -> Option<String> {
    let mut parts = name.split('_');
    let (family, number) = (parts.next()?, parts.next()?);
    let is_case = FAMILIES.contains(&family)
        && number.len() == 2
        && number.chars().all(|digit| digit.is_ascii_digit())
        && parts.next().is_some();
    is_case.then(|| format!("{}-{number}", family.to_ascii_uppercase()))
}

/// The rows of the page: case, its words, and the names of its tests.
fn claimed(page: &str) -> Vec<(String, String, Vec<String>)> {
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
            let (case, words, tests) = (cells.next()?, cells.next()?, cells.next()?);
            let tests = tests.split(", ").map(|test| test.trim_matches('`').to_owned()).collect();
            case_of(&format!("{}_x", case.to_lowercase().replace('-', "_")))?;
            Some((case.to_owned(), words.to_owned(), tests))
        })
        .collect()
}

#[test]
fn given_the_page_of_cases_then_it_and_the_tests_tell_the_same() {
    let page = fs::read_to_string(root().join("docs/security-cases.md")).unwrap();
    let claims = claimed(&page);
    let shown = shown();
    let mut told = BTreeSet::new();
    let mut wrong = Vec::new();
    for (case, words, tests) in &claims {
        if words.chars().count() < 20 {
            wrong.push(format!("{case} is not told in words"));
        }
        for test in tests {
            match shown.get(test) {
                Some(shows) if shows == case => drop(told.insert(test.clone())),
                Some(shows) => wrong.push(format!("{test} shows {shows}, not {case}")),
                None => wrong.push(format!("{case}: there is no test {test}")),
            }
        }
    }
    let cases: BTreeSet<_> = claims.iter().map(|(case, ..)| case).collect();
    if cases.len() != claims.len() {
        wrong.push("a case has more than one row".to_owned());
    }
    wrong
        .extend(shown.keys().filter(|test| !told.contains(*test)).map(|test| format!("{test} is in no row")));
    assert_eq!(wrong, Vec::<String>::new());
    assert!(!claims.is_empty());
}

#[test]
fn given_names_of_tests_then_only_those_of_cases_are_taken() {
    assert_eq!(case_of("tk_12_given_this_then_that"), Some("TK-12".to_owned()));
    assert_eq!(case_of("f_11_given_this"), Some("F-11".to_owned()));
    for name in ["given_this", "tk_1_given", "tk_123_given", "tk_12", "xx_12_given", "in_scope_given"] {
        assert_eq!(case_of(name), None, "{name}");
    }
}
