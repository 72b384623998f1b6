//! The two languages that people read figures and reasons in.

/// A language of the texts that end users see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Tiếng Việt, the default of the product.
    Vietnamese,
    /// English.
    English,
}
