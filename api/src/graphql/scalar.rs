//! Scalars.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime as Instant, Datelike, NaiveDate, SecondsFormat, Utc};

/// The extension by which a scalar says which form a value should have had; `execute` makes the text of it.
pub(super) const MALFORMED: &str = "malformed";

fn malformed<T>(scalar: &str) -> InputValueError<T>
where
    T: async_graphql::InputType,
{
    InputValueError::custom("the value has another form").with_extension(MALFORMED, scalar)
}

/// Whether a day has a year of four digits, which every database and every client takes.
pub(super) fn is_civil(day: &NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

/// A civil date in the form `2023-12-31`, in Vietnam's calendar and without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

/// A civil date in the form `2023-12-31`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(malformed("Date")) };
        let has_form = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = has_form.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        date.filter(is_civil).map(Self).ok_or_else(|| malformed("Date"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// An instant in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(pub Instant<Utc>);

/// An instant in UTC in the form `2024-01-05T02:00:00Z`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(malformed("DateTime")) };
        let instant = Instant::parse_from_rfc3339(text).map_err(|_| malformed("DateTime"))?;
        Ok(Self(instant.with_timezone(&Utc)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}
