//! Tests of the engine through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that meets what it does not expect has to fail on the spot"
)]

mod chuong_my;
mod explanations;
mod needs;
mod oracle;
mod programme_276;
mod properties;
mod refusals;
mod second_programme;
mod vectors;
mod world;
mod worlds;
