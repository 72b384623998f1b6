//! Sealed reports, as documents: what is hashed, what is signed, and how a file is verified away from the installation (decision 0015).
//!
//! A report is a head and one part for each confidentiality class. Each part is hashed with a salt of its own into the head, and the head is
//! signed. So whoever may read some of the classes gets their parts whole and of the others a hash that tells nothing, and verifies the
//! same signature. Nothing here reads or writes anything.

mod canonical;
mod changes;
mod document;
mod head;
mod part;

pub use canonical::{NotCanonical, canonical};
pub use changes::{Figure, MemberChange, Stand, TargetChange, changes, figure_of};
pub use document::{Fault, NotSealed, Sealed, Verified, verify};
pub use head::{Acceptance, Form, Head, HeadPart, HeadUnit, Programme, Span};
pub use part::{Part, PartClass, PartHash, Salt};

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
