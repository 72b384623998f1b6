//! What is in a key file, and whether it can be trusted to be secret.

use aws_lc_rs::rand;

use super::directory::Numbered;
use super::{KeyError, Purpose, TokenKey, file};
use crate::seal::{KEY_LENGTH, key_id};

/// The secret keys of the examples in RFC 8032 §7.1 and RFC 8037 appendix A, which people copy.
const EXAMPLES: [[u8; KEY_LENGTH]; 3] = [
    [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44,
        0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ],
    [
        0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b,
        0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb,
    ],
    [
        0xc5, 0xaa, 0x8d, 0xf4, 0x3f, 0x9f, 0x83, 0x7b, 0xed, 0xb7, 0x44, 0x2f, 0x31, 0xdc, 0xb7, 0xb1, 0x66,
        0xd3, 0x85, 0x35, 0x07, 0x6f, 0x09, 0x4b, 0x85, 0xce, 0x3a, 0x2e, 0x0b, 0x44, 0x58, 0xf7,
    ],
];

/// A new key of a purpose.
pub(super) fn new(purpose: Purpose) -> Result<Vec<u8>, KeyError> {
    if purpose.signs() {
        return TokenKey::generate();
    }
    let mut bytes = vec![0; KEY_LENGTH];
    rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
    Ok(bytes)
}

/// The bytes of a key file, if they are a key of its purpose that somebody drew at random.
pub(super) fn read(key: &Numbered) -> Result<Vec<u8>, KeyError> {
    let bytes = file::read(&key.path)?;
    let secret = match key.purpose {
        purpose if purpose.signs() => TokenKey::seed(&bytes),
        _ => (bytes.len() == KEY_LENGTH).then(|| bytes.clone()),
    };
    let secret = secret.ok_or_else(|| KeyError::Malformed(key.path.clone()))?;
    if is_made_up(&secret) { Err(KeyError::MadeUp(key.path.clone())) } else { Ok(bytes) }
}

/// The name of a key, which tells nothing of it.
pub(super) fn id(key: &Numbered) -> Result<String, KeyError> {
    let bytes = read(key)?;
    if key.purpose.signs() {
        let parsed = TokenKey::from_pkcs8(&bytes).ok_or_else(|| KeyError::Malformed(key.path.clone()))?;
        return Ok(parsed.id().to_owned());
    }
    Ok(name(&bytes))
}

/// The name of the key of these bytes, in hexadecimal digits.
pub(super) fn name(bytes: &[u8]) -> String {
    hexadecimal(&key_id(bytes))
}

/// Bytes as people type them behind a command: no sign at their head is taken for an option.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether bytes were typed or copied: all alike, each one more than the one before, printable throughout, or those
/// of a published example. Of random bytes none of this is ever met.
fn is_made_up(secret: &[u8]) -> bool {
    let steps = |step: u8| secret.windows(2).all(|pair| matches!(pair, [a, b] if *b == a.wrapping_add(step)));
    steps(0)
        || steps(1)
        || secret.iter().all(|byte| (b' '..=b'~').contains(byte))
        || EXAMPLES.iter().any(|example| example == secret)
}
