//! Who asks: pass phrases, tokens, sessions, and the rights in force.

mod activation_code;
mod checked_tokens;
pub(crate) mod client_assertion;
mod client_secret;
mod clients;
mod lines;
mod login;
mod password;
mod public_jwk;
mod refresh;
mod refresh_token;
pub mod rules;
pub mod service_limits;
pub mod session;
mod set_pass_phrase;
pub mod throttle;
mod token;

pub use activation_code::ActivationCode;
pub use client_secret::ClientSecret;
pub use clients::{ClientError, ClientProof, Clients, Granted, TOKEN_ENDPOINT};
pub use login::{LoggedIn, Login, LoginError, Tokens};
pub use password::{LEAST_LENGTH, MOST_LENGTH, PassPhrase, PasswordError, Passwords, Place};
pub use public_jwk::PublicJwk;
pub use refresh_token::RefreshToken;
pub use token::{ACCESS_TOKEN_LENGTH, AccessTokens, Claims, InvalidToken};

use unicode_normalization::UnicodeNormalization;

/// A login name in the one form in which it is stored and looked for: composed, lower case, without space around.
#[must_use]
pub fn login_name(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase().nfc().collect()
}
