//! Files in which hashes travel: read row by row in constant memory, and written.
//!
//! | you want … | use |
//! |---|---|
//! | the hashes of a list, whatever its form | [`read`], into a [`Sink`] |
//! | what a row holds | [`Row`], [`Signal`] |
//! | to hand hashes on | [`Outgoing`], [`write`](write()) |
//!
//! The form is told by content, never by the name. A row that is not understood is given to the sink with its line and
//! passed over; nothing is guessed. The forms, and what of each is read: `docs/formats/banks.md`.
//!
//! ```
//! use temoin_exchange::{BadRow, Row, Sink, read};
//!
//! #[derive(Default)]
//! struct Counted(u64, Vec<u64>);
//!
//! impl Sink for Counted {
//!     fn row(&mut self, _: Row) {
//!         self.0 += 1;
//!     }
//!
//!     fn bad(&mut self, bad: BadRow) {
//!         self.1.push(bad.line);
//!     }
//! }
//!
//! let list = format!("# from a friend\n{}\nmd5 {}\nnot a hash\n", "0f".repeat(32), "ab".repeat(16));
//! let mut counted = Counted::default();
//! read(&list.as_bytes(), &mut counted).unwrap();
//! assert_eq!((counted.0, counted.1), (2, vec![4]));
//! ```

mod detect;
mod hex;
mod json;
mod kind;
mod lines;
mod ncmec;
mod record;
mod row;
mod table;
mod text;
mod write;

use std::io;

use temoin_syntax::Source;

pub use row::{BadRow, Format, Row, Signal, Sink, Summary, Why};
pub use write::{Form, Outgoing, write};

/// Reads a list of hashes of any form and size.
///
/// # Errors
/// What the medium reports; never for what the list holds.
pub fn read(source: &dyn Source, sink: &mut dyn Sink) -> io::Result<Summary> {
    let (format, separator) = detect::format(source)?;
    let mut rows = row::Rows::new(format, sink);
    match format {
        Format::Text => text::read(source, &mut rows)?,
        Format::Table => table::read(source, separator, &mut rows)?,
        Format::Json => json::read(source, &mut rows)?,
        Format::Ncmec => ncmec::read(source, &mut rows)?,
    }
    Ok(rows.summary())
}
