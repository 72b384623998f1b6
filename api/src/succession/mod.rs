//! Succession planning (quy hoạch), as far as it needs no database: which title is higher, which step follows which, and what a
//! plan should be made of. Plain values in, plain values out.

pub mod composition;
pub mod ladder;
pub mod retirement;
pub mod term;
pub mod workflow;
