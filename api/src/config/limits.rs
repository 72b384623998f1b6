//! How much one request may ask for, and how many are served at once.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Every limit of the door, each with a safe default and a range outside of which the server does not start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// The longest body of a GraphQL request, in bytes. Default 131,072.
    pub body_bytes: usize,
    /// The longest body of a request about logins, in bytes. Default 4,096.
    pub auth_body_bytes: usize,
    /// The longest document, in bytes. Default 32,768.
    pub document_bytes: usize,
    /// The deepest document, in open brackets of any kind. Default 32.
    pub nesting: usize,
    /// The most words, numbers, texts and signs of a document. Default 4,000.
    pub tokens: usize,
    /// The deepest field, counted from the root, fragments followed. Default 10.
    pub depth: usize,
    /// The deepest field below `__schema` and `__type`. Default 20, enough for the usual tools.
    pub introspection_depth: usize,
    /// The most selections of an operation, those of a fragment counted wherever it is spread. Default 1,000.
    pub selections: usize,
    /// The most aliases of an operation, counted likewise. Default 20.
    pub aliases: usize,
    /// The most root fields of a query. Default 10.
    pub query_fields: usize,
    /// The most root fields of a mutation. Default 5.
    pub mutation_fields: usize,
    /// The most directives at one place. Default 5.
    pub directives_per_field: usize,
    /// The most directives of a document. Default 30.
    pub directives: usize,
    /// The most rows that an operation could give. Default 5,000.
    pub rows: u64,
    /// The most errors of parsing and validation that an answer tells. Default 10.
    pub errors: usize,
    /// The longest answer, in bytes. Default 5,242,880.
    pub answer_bytes: usize,
    /// GraphQL requests that run at once. Default 64.
    pub running: usize,
    /// GraphQL requests of one account that run at once. Default 8.
    pub running_per_user: usize,
    /// GraphQL requests that wait until they may run. Default 128.
    pub queue: usize,
    /// How long one waits, in milliseconds. Default 2,000.
    pub queue_ms: u64,
    /// How long a request may be worked on, its wait for a place included, in milliseconds. Default 10,000.
    pub request_ms: u64,
    /// How long the head of a request may take to come, in milliseconds. Default 5,000.
    pub header_ms: u64,
    /// How long a body may take to come, in milliseconds. Default 10,000.
    pub body_ms: u64,
    /// How long a connection may be idle between two requests, in milliseconds. Default 15,000.
    pub keep_alive_ms: u64,
    /// Sessions of one account at once; of more the oldest ends. Default 5.
    pub sessions: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            body_bytes: 128 * 1024,
            auth_body_bytes: 4 * 1024,
            document_bytes: 32 * 1024,
            nesting: 32,
            tokens: 4_000,
            depth: 10,
            introspection_depth: 20,
            selections: 1_000,
            aliases: 20,
            query_fields: 10,
            mutation_fields: 5,
            directives_per_field: 5,
            directives: 30,
            rows: 5_000,
            errors: 10,
            answer_bytes: 5 * 1024 * 1024,
            running: 64,
            running_per_user: 8,
            queue: 128,
            queue_ms: 2_000,
            request_ms: 10_000,
            header_ms: 5_000,
            body_ms: 10_000,
            keep_alive_ms: 15_000,
            sessions: 5,
        }
    }
}

impl LimitsConfig {
    /// How long a request may be worked on, its wait for a place included.
    #[must_use]
    pub const fn request(&self) -> Duration {
        Duration::from_millis(self.request_ms)
    }

    /// How long a request may wait until it may run.
    #[must_use]
    pub const fn wait(&self) -> Duration {
        Duration::from_millis(self.queue_ms)
    }

    /// How long the head of a request may take to come.
    #[must_use]
    pub const fn header(&self) -> Duration {
        Duration::from_millis(self.header_ms)
    }

    /// How long a body may take to come.
    #[must_use]
    pub const fn body(&self) -> Duration {
        Duration::from_millis(self.body_ms)
    }

    /// How long a connection may be idle between two requests.
    #[must_use]
    pub const fn keep_alive(&self) -> Duration {
        Duration::from_millis(self.keep_alive_ms)
    }

    /// Refuses what is outside its safe range, by the key's name.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let counts: [(&'static str, usize, RangeInclusive<usize>, &'static str); 17] = [
            ("limits.body_bytes", self.body_bytes, 1_024..=1_048_576, "from 1024 to 1048576"),
            ("limits.auth_body_bytes", self.auth_body_bytes, 1_024..=65_536, "from 1024 to 65536"),
            ("limits.document_bytes", self.document_bytes, 1_024..=131_072, "from 1024 to 131072"),
            // The parser works by recursion: beyond this its stack was not measured.
            ("limits.nesting", self.nesting, 4..=64, "from 4 to 64"),
            ("limits.tokens", self.tokens, 50..=20_000, "from 50 to 20000"),
            ("limits.depth", self.depth, 2..=30, "from 2 to 30"),
            ("limits.introspection_depth", self.introspection_depth, 2..=30, "from 2 to 30"),
            ("limits.selections", self.selections, 10..=10_000, "from 10 to 10000"),
            ("limits.aliases", self.aliases, 1..=200, "from 1 to 200"),
            ("limits.query_fields", self.query_fields, 1..=100, "from 1 to 100"),
            ("limits.mutation_fields", self.mutation_fields, 1..=50, "from 1 to 50"),
            ("limits.directives_per_field", self.directives_per_field, 1..=20, "from 1 to 20"),
            ("limits.directives", self.directives, 1..=500, "from 1 to 500"),
            ("limits.errors", self.errors, 1..=100, "from 1 to 100"),
            ("limits.answer_bytes", self.answer_bytes, 4_096..=67_108_864, "from 4096 to 67108864"),
            ("limits.running", self.running, 1..=1_024, "from 1 to 1024"),
            ("limits.queue", self.queue, 0..=10_000, "from 0 to 10000"),
        ];
        let times: [(&'static str, u64, RangeInclusive<u64>, &'static str); 7] = [
            ("limits.rows", self.rows, 100..=1_000_000, "from 100 to 1000000"),
            ("limits.queue_ms", self.queue_ms, 10..=10_000, "from 10 to 10000"),
            ("limits.request_ms", self.request_ms, 100..=60_000, "from 100 to 60000"),
            ("limits.header_ms", self.header_ms, 100..=60_000, "from 100 to 60000"),
            ("limits.body_ms", self.body_ms, 100..=60_000, "from 100 to 60000"),
            ("limits.keep_alive_ms", self.keep_alive_ms, 100..=120_000, "from 100 to 120000"),
            ("limits.sessions", self.sessions, 1..=1_000, "from 1 to 1000"),
        ];
        let broken = counts.iter().find(|(_, value, range, _)| !range.contains(value));
        let broken = broken.map(|(key, _, _, bound)| (*key, *bound));
        let broken = broken.or_else(|| {
            let broken = times.iter().find(|(_, value, range, _)| !range.contains(value));
            broken.map(|(key, _, _, bound)| (*key, *bound))
        });
        let broken = broken.or_else(|| {
            (!(1..=self.running).contains(&self.running_per_user))
                .then_some(("limits.running_per_user", "from 1 to limits.running"))
        });
        match broken {
            Some((key, bound)) => Err(ConfigError::OutOfRange { key, bound }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::super::Config;

    /// The keys, with a value below and one above what is safe.
    const OUTSIDE: [(&str, u64, u64); 25] = [
        ("body_bytes", 1_023, 1_048_577),
        ("auth_body_bytes", 1_023, 65_537),
        ("document_bytes", 1_023, 131_073),
        ("nesting", 3, 65),
        ("tokens", 49, 20_001),
        ("depth", 1, 31),
        ("introspection_depth", 1, 31),
        ("selections", 9, 10_001),
        ("aliases", 0, 201),
        ("query_fields", 0, 101),
        ("mutation_fields", 0, 51),
        ("directives_per_field", 0, 21),
        ("directives", 0, 501),
        ("rows", 99, 1_000_001),
        ("errors", 0, 101),
        ("answer_bytes", 4_095, 67_108_865),
        ("running", 0, 1_025),
        ("running_per_user", 0, 65),
        ("queue", u64::MAX, 10_001),
        ("queue_ms", 9, 10_001),
        ("request_ms", 99, 60_001),
        ("header_ms", 99, 60_001),
        ("body_ms", 99, 60_001),
        ("keep_alive_ms", 99, 120_001),
        ("sessions", 0, 1_001),
    ];

    #[test]
    fn given_a_limit_outside_its_safe_range_then_it_is_refused_by_name() {
        for (key, below, above) in OUTSIDE {
            for value in [below, above] {
                let variable = format!("CANBO_LIMITS__{}", key.to_uppercase());
                let error = Config::read(None, [(variable, value.to_string())]).unwrap_err().to_string();
                assert!(
                    error.starts_with(&format!("the configuration key `limits.{key}` must be from ")),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn given_a_limit_inside_its_safe_range_then_it_is_taken() {
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let environment =
            [variable("CANBO_LIMITS__ROWS", "20000"), variable("CANBO_LIMITS__REQUEST_MS", "5000")];
        let limits = Config::read(None, environment).unwrap().limits;
        assert_eq!((limits.rows, limits.request().as_secs()), (20_000, 5));
    }
}
