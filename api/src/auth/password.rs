//! Pass phrases and their hashes: argon2id, 19 MiB, two passes, one lane (OWASP's least, RFC 9106).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::available_parallelism;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization;

/// Memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// More runs than this at once would only take memory.
const MOST_AT_ONCE: usize = 4;

/// So many wait while they run; others are sent away.
const MOST_WAITING: usize = 32;

/// The fewest characters of a pass phrase that a person sets (NIST SP 800-63B-4, single factor).
pub const LEAST_LENGTH: usize = 15;

/// The most characters of a pass phrase that a person sets.
pub const MOST_LENGTH: usize = 128;

/// Of the same cost as every other, and matched by no pass phrase: checked where an account has none, so that an
/// unknown name takes as long as a known one.
const STAND_IN: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A pass phrase as typed, composed (NFC) and with one kind of space: two keyboards may type one letter in two ways
/// (RFC 8265, OpaqueString).
#[derive(Clone)]
pub struct PassPhrase(String);

impl PassPhrase {
    /// The pass phrase of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let spaced = text.chars().map(|c| if c.is_whitespace() && !c.is_control() { ' ' } else { c });
        Self(spaced.nfc().collect())
    }

    /// It in the clear, for the rules alone.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is as long as one that a person sets must be.
    #[must_use]
    pub fn is_of_allowed_length(&self) -> bool {
        (LEAST_LENGTH..=MOST_LENGTH).contains(&self.0.chars().count())
    }
}

impl fmt::Debug for PassPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassPhrase(…)")
    }
}

/// Why a pass phrase could not be hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// The parameters or the stored hash are not usable.
    #[error("a password hash failed: {0}")]
    Hash(HashError),
    /// As many wait for their turn as may.
    #[error("too many pass phrases wait to be checked")]
    Busy,
    /// The server is stopping.
    #[error("the server stopped before a pass phrase was checked")]
    Stopped,
}

/// Hashes and checks pass phrases, a few at a time; some more may wait. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
    counters: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    runs: AtomicU64,
    running: AtomicUsize,
    most_running: AtomicUsize,
}

/// A place among those whose pass phrase is checked, or waits to be: given back when it is dropped.
#[derive(Debug)]
pub struct Place(#[expect(dead_code, reason = "held, never read")] OwnedSemaphorePermit);

impl Default for Passwords {
    fn default() -> Self {
        let (at_once, waiting) = Self::bounds();
        Self {
            permits: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + waiting)),
            counters: Arc::default(),
        }
    }
}

impl Passwords {
    /// Takes a place, before anything else is done for an attempt.
    ///
    /// # Errors
    /// [`PasswordError::Busy`] if all are taken.
    pub fn enter(&self) -> Result<Place, PasswordError> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => Ok(Place(place)),
            Err(TryAcquireError::NoPermits) => Err(PasswordError::Busy),
            Err(TryAcquireError::Closed) => Err(PasswordError::Stopped),
        }
    }

    /// The hash of a pass phrase in PHC form.
    ///
    /// # Errors
    /// The hash failed, or the server is busy or stopping.
    pub async fn hash(&self, phrase: PassPhrase) -> Result<String, PasswordError> {
        let place = self.enter()?;
        self.hash_at(&place, phrase).await
    }

    /// As [`hash`](Self::hash), for somebody who has a place.
    ///
    /// # Errors
    /// The hash failed, or the server is stopping.
    pub async fn hash_at(&self, _: &Place, phrase: PassPhrase) -> Result<String, PasswordError> {
        self.run(move |argon2| Ok(argon2.hash_password(phrase.0.as_bytes())?.to_string())).await
    }

    /// Whether a pass phrase is the one of a stored hash. Takes exactly one run of the hash in any case; without
    /// a stored hash the answer is no.
    ///
    /// # Errors
    /// The stored hash is malformed, or the server is busy or stopping.
    pub async fn verify(&self, phrase: PassPhrase, stored: Option<String>) -> Result<bool, PasswordError> {
        let place = self.enter()?;
        self.verify_at(&place, phrase, stored).await
    }

    /// As [`verify`](Self::verify), for somebody who has a place.
    ///
    /// # Errors
    /// The stored hash is malformed, or the server is stopping.
    pub async fn verify_at(
        &self,
        _: &Place,
        phrase: PassPhrase,
        stored: Option<String>,
    ) -> Result<bool, PasswordError> {
        self.run(move |argon2| {
            let hash = PasswordHash::new(stored.as_deref().unwrap_or(STAND_IN))?;
            match argon2.verify_password(phrase.0.as_bytes(), &hash) {
                Ok(()) => Ok(stored.is_some()),
                Err(HashError::PasswordInvalid) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// How many times the hash was run.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.counters.runs.load(Ordering::Relaxed)
    }

    /// How many ran at once at most.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.counters.most_running.load(Ordering::Relaxed)
    }

    /// How many may run at once, and how many may wait beside them.
    #[must_use]
    pub fn bounds() -> (usize, usize) {
        (available_parallelism().map_or(1, usize::from).min(MOST_AT_ONCE), MOST_WAITING)
    }

    async fn run<T: Send + 'static>(
        &self,
        hash: impl FnOnce(&Argon2<'_>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| PasswordError::Stopped)?;
        let counters = Arc::clone(&self.counters);
        counters.runs.fetch_add(1, Ordering::Relaxed);
        spawn_blocking(move || {
            // Held by the thread, so that a request that is dropped gives no second one its place.
            let _permit = permit;
            let running = counters.running.fetch_add(1, Ordering::Relaxed) + 1;
            counters.most_running.fetch_max(running, Ordering::Relaxed);
            let outcome = argon2().and_then(|argon2| hash(&argon2));
            counters.running.fetch_sub(1, Ordering::Relaxed);
            outcome
        })
        .await
        .map_err(|_| PasswordError::Stopped)?
        .map_err(PasswordError::Hash)
    }
}

/// Whether a stored hash was made with other parameters than those of today. One that can't be read was not.
#[must_use]
pub(super) fn is_outdated(stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| {
        let of_today = Params::try_from(&hash)
            .is_ok_and(|params| (params.m_cost(), params.t_cost(), params.p_cost()) == COST);
        !(of_today && stored.starts_with("$argon2id$v=19$"))
    })
}

fn argon2() -> Result<Argon2<'static>, HashError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| HashError::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[tokio::test]
    async fn given_a_hash_when_checked_then_only_its_pass_phrase_is_right_in_one_run_each() {
        let passwords = Passwords::default();
        let hash = passwords.hash(PassPhrase::new("chuong-my-demo-28-276")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let right = PassPhrase::new("chuong-my-demo-28-276");
        assert!(passwords.verify(right, Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(PassPhrase::new("chuong-my-demo-28-277"), Some(hash)).await.unwrap());
        assert_eq!(passwords.runs(), 3);
    }

    #[tokio::test]
    async fn given_no_stored_hash_when_checked_then_it_is_wrong_after_one_run_of_the_same_cost() {
        let passwords = Passwords::default();
        assert!(!passwords.verify(PassPhrase::new("anything at all"), None).await.unwrap());
        assert_eq!(passwords.runs(), 1);
        let stand_in = PasswordHash::new(STAND_IN).unwrap();
        let params = Params::try_from(&stand_in).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), COST);
    }

    #[tokio::test]
    async fn au_12_given_more_than_may_wait_then_others_are_sent_away_at_once_without_a_run() {
        let passwords = Passwords::default();
        let (at_once, waiting) = Passwords::bounds();
        assert_eq!(waiting, 32);
        let mut places: Vec<Place> = (0..at_once + waiting).map(|_| passwords.enter().unwrap()).collect();
        let phrase = PassPhrase::new("anything at all");
        let sent_away = passwords.verify(phrase.clone(), None).await;
        assert!(matches!(sent_away, Err(PasswordError::Busy)));
        assert_eq!(passwords.runs(), 0);
        places.pop();
        assert!(!passwords.verify(phrase, None).await.unwrap());
        assert_eq!(passwords.most_at_once(), 1);
    }

    #[test]
    fn au_11_given_hashes_then_only_those_of_other_parameters_are_outdated() {
        assert!(!is_outdated(STAND_IN));
        assert!(!is_outdated("no hash"));
        for other in [
            STAND_IN.replace("t=2", "t=1"),
            STAND_IN.replace("m=19456", "m=8192"),
            STAND_IN.replace("2id", "2i"),
        ] {
            assert!(is_outdated(&other), "{other}");
        }
    }

    #[tokio::test]
    async fn au_13_given_a_phrase_composed_when_set_then_decomposed_it_is_right() {
        let passwords = Passwords::default();
        let typed = "Mật khẩu dài và khó đoán";
        let hash = passwords.hash(PassPhrase::new(typed)).await.unwrap();
        let decomposed: String = typed.nfd().collect();
        assert_ne!(decomposed, typed);
        assert!(passwords.verify(PassPhrase::new(&decomposed), Some(hash)).await.unwrap());
    }

    #[test]
    fn given_lengths_when_measured_then_characters_count() {
        assert!(!PassPhrase::new(&"ă".repeat(14)).is_of_allowed_length());
        assert!(PassPhrase::new(&"ă".repeat(15)).is_of_allowed_length());
        assert!(PassPhrase::new(&"ă".repeat(128)).is_of_allowed_length());
        assert!(!PassPhrase::new(&"ă".repeat(129)).is_of_allowed_length());
        assert!(!format!("{:?}", PassPhrase::new("secret")).contains("secret"));
    }
}
