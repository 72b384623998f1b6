//! Who may do what: viewer, class and action go in, scope or denial comes out. No I/O, nothing asynchronous.
//!
//! Everything that decides about access stands here and nowhere else: the [matrix](access) of roles and
//! classes, the [scope](scope) of a viewer on a day and where a unit [stands](standing) to it, the class of each [field](field) of the schema, the
//! [figures](figures) that a role may see, the small ones that are [withheld](suppression), the [releases](release) by which a role learns something of
//! data that it may not read, and who writes what of the [registry](registry). Rows are held to it in `repo`, fields by the schema's extension.
//!
//! Source: domain §9.

pub mod access;
pub mod accounts;
pub mod field;
pub mod figures;
pub mod grant;
pub mod journal;
pub mod matrix;
pub mod registry;
pub mod release;
pub mod scope;
pub mod standing;
pub mod suppression;
pub mod viewer;

pub use access::{Access, Action, access};
pub use grant::Grant;
pub use viewer::Viewer;
