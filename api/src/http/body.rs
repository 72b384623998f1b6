//! Bodies, read to a bound and no further.

use std::time::Duration;

use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::problem::Problem;

/// Refuses a body that is announced as longer than allowed, before any of it is read.
pub(super) fn check_announced(headers: &HeaderMap, most: usize) -> Result<(), Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match announced.map(str::parse::<usize>) {
        None => Ok(()),
        Some(Ok(length)) if length <= most => Ok(()),
        Some(_) => Err(Problem::BodyTooLarge { most }),
    }
}

/// The whole body, if it is not longer than allowed and comes in time.
pub(super) async fn read_within(payload: Payload, most: usize, patience: Duration) -> Result<Bytes, Problem> {
    timeout(patience, collect(payload, most)).await.map_err(|_| Problem::BodyTooSlow)?
}

async fn collect(mut payload: Payload, most: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::BodyBroken)?;
        if body.len() + chunk.len() > most {
            return Err(Problem::BodyTooLarge { most });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
