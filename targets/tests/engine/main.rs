//! Tests of the engine through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that meets what it does not expect has to fail on the spot"
)]

mod programme_276;
mod vectors;
mod world;
