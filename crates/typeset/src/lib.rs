//! Pages as PDF: a template and its data go in, a tagged, archivable PDF comes out, the same bytes every time.
//!
//! | you hold … | use |
//! |---|---|
//! | a Typst template and the files it reads | [`Page`], then [`Page::pdf`] |
//! | words of a stranger that shall stand on a page | [`readable`] |
//! | a character, and the question whether a font shows it | [`shows`] |
//!
//! No file system, network, clock or system font is used: the fonts are inside the program.
//!
//! ```
//! use temoin_typeset::{Date, Page, Standard};
//!
//! let template = r#"#set document(title: "Hello")
//! #set text(lang: "en")
//! #json("data.json").word"#;
//! let page = Page::new(template).file("data.json", r#"{"word":"snow ☃"}"#.into());
//! let pdf = page.pdf(Standard::Archive, Date { year: 2026, month: 11, day: 23, hour: 9, minute: 0 }).unwrap();
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! ```

mod fonts;
mod page;
mod readable;
mod world;

pub use fonts::shows;
pub use page::{Date, Page, PdfError, Standard};
pub use readable::{is_hidden, readable};
