//! Values of targets as numbers alone.

use async_graphql::{Context, Object};
use targets::value::Value;

use super::target_value::{TargetGap, display, int};
use super::word::TargetStatus;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;

/// The numbers of a value, without those who make them.
pub struct TargetNumbers(pub(super) Value);

/// The numbers of a target's value, without the members: of a value that was published, or that would be.
#[Object]
impl TargetNumbers {
    /// How many members count.
    async fn numerator(&self) -> Result<i32, ApiError> {
        int(self.0.count.numerator)
    }

    /// How many members there are.
    async fn denominator(&self) -> Result<i32, ApiError> {
        int(self.0.count.denominator)
    }

    /// Members of the denominator whose facts do not decide.
    async fn unknown(&self) -> Result<i32, ApiError> {
        int(self.0.count.unknown)
    }

    /// Per cent, unrounded; null if the denominator is 0.
    async fn percentage(&self) -> Option<f64> {
        self.0.count.percentage()
    }

    /// Per cent with one decimal, half-up on the exact ratio, in the reader's language; a dash where there is no figure.
    async fn display(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        Ok(display(request(ctx)?, Some(&self.0.count)))
    }

    /// How the value stands to its target.
    async fn status(&self) -> TargetStatus {
        self.0.status.into()
    }

    /// Fewest changes that reach the threshold; null where it is reached, where none exists, and without a threshold.
    async fn gap(&self) -> Option<TargetGap> {
        self.0.gap.map(TargetGap)
    }
}
