//! The body of an answer, written to a bound and no further.

use std::io::{self, Write};

use serde::Serialize;

/// Why a body was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It is longer than allowed.
    TooLong,
    /// What it is made of is no JSON.
    Unwritable,
}

/// A value as JSON, if that is not longer than allowed.
pub(super) fn written(value: &impl Serialize, most: usize) -> Result<Vec<u8>, BodyFault> {
    let mut body = Bounded { bytes: Vec::new(), most };
    match serde_json::to_writer(&mut body, value) {
        Ok(()) => Ok(body.bytes),
        Err(error) if error.is_io() => Err(BodyFault::TooLong),
        Err(_) => Err(BodyFault::Unwritable),
    }
}

struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.most {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_value_at_the_bound_then_it_is_written_and_one_byte_longer_not() {
        assert_eq!(written(&"abc", 5), Ok(b"\"abc\"".to_vec()));
        assert_eq!(written(&"abcd", 5), Err(BodyFault::TooLong));
        assert_eq!(written(&vec!["x"; 1_000], 64), Err(BodyFault::TooLong));
    }
}
