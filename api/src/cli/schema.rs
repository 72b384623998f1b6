//! `canbo schema`.

use super::{CommandError, say};
use crate::graphql::{Introspection, schema, sdl};

/// Prints the SDL of the schema, with the class of each field.
pub(super) fn run() -> Result<(), CommandError> {
    say(sdl::sdl(&schema(Introspection::On)).trim_end())
}
