//! `canbo permissions`.

use super::{CommandError, say};
use crate::graphql::{Introspection, permissions, schema};

/// Prints who may read what: each role, each type and each field, as the policy has it.
pub(super) fn run() -> Result<(), CommandError> {
    say(permissions::permissions(&schema(Introspection::On)).trim_end())
}
