use std::collections::BTreeMap;

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::world::Closed;

/// Is a template with the files it reads.
pub struct Page {
    template: String,
    files: BTreeMap<String, Vec<u8>>,
    creator: String,
}

/// Says which standards the PDF must meet; the writer refuses a document that does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// PDF/A-3a (ISO 19005-3, level A) and PDF/UA-1 (ISO 14289-1) at once: kept for long, read aloud.
    Archive,
    /// PDF 1.7, tagged.
    Plain,
}

/// Is the date that stands in the file, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year, 1–9999.
    pub year: i32,
    /// The month, 1–12.
    pub month: u8,
    /// The day, 1–31.
    pub day: u8,
    /// The hour, 0–23.
    pub hour: u8,
    /// The minute, 0–59.
    pub minute: u8,
}

/// Says why no PDF was made. It names places in the template, never the words that were to be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// The date does not exist.
    #[error("no such date")]
    Date,
    /// The template could not be set; zero-based bytes in the template where the faults are, where known.
    #[error("the page could not be set ({} faults, first at byte {:?})", .0.len(), .0.first().copied().flatten())]
    Layout(Vec<Option<usize>>),
    /// The document does not meet the standard; places as above.
    #[error("the page does not meet the standard ({} faults, first at byte {:?})", .0.len(), .0.first().copied().flatten())]
    Standard(Vec<Option<usize>>),
}

impl Page {
    /// Starts a page from a Typst template.
    pub fn new(template: &str) -> Self {
        Self { template: template.into(), files: BTreeMap::new(), creator: "Témoin".into() }
    }

    /// Adds a file that the template can read under that name.
    #[must_use]
    pub fn file(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.files.insert(name.into(), bytes);
        self
    }

    /// Names the program that stands in the file as its creator.
    #[must_use]
    pub fn creator(mut self, creator: &str) -> Self {
        self.creator = creator.into();
        self
    }

    /// Sets the page and writes it. The same page, standard and date give the same bytes.
    ///
    /// # Errors
    /// [`PdfError`], with places in the template.
    pub fn pdf(&self, standard: Standard, date: Date) -> Result<Vec<u8>, PdfError> {
        let world = Closed::new(&self.template, &self.files);
        let made = self.set(&world, standard, date).map_err(|fault| match fault {
            Fault::Date => PdfError::Date,
            Fault::Layout(faults) => PdfError::Layout(places(&world, &faults)),
            Fault::Standard(faults) => PdfError::Standard(places(&world, &faults)),
        });
        // The compiler keeps what it computed for a next run; the words of one page shall not outlive it.
        typst::comemo::evict(0);
        made
    }

    /// Returns what the compiler says about the page, warnings too. The sentences may quote what was to be set: they
    /// are for whoever writes a template, not for a log.
    pub fn diagnose(&self, standard: Standard, date: Date) -> Vec<String> {
        let world = Closed::new(&self.template, &self.files);
        let warnings = typst::compile::<PagedDocument>(&world).warnings;
        let faults = match self.set(&world, standard, date) {
            Err(Fault::Layout(faults) | Fault::Standard(faults)) => faults,
            Ok(_) | Err(Fault::Date) => Vec::new(),
        };
        let told = warnings.iter().chain(&faults);
        told.map(|one| format!("{:?}: {} {:?}", world.range(one.span), one.message, one.hints)).collect()
    }

    fn set(&self, world: &dyn World, standard: Standard, date: Date) -> Result<Vec<u8>, Fault> {
        let Date { year, month, day, hour, minute } = date;
        let date = Datetime::from_ymd_hms(year, month, day, hour, minute, 0).ok_or(Fault::Date)?;
        let document =
            typst::compile::<PagedDocument>(world).output.map_err(|faults| Fault::Layout(faults.to_vec()))?;
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some(self.creator.clone())),
            timestamp: Some(Timestamp::new_utc(date)),
            standards: standard.list(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|faults| Fault::Standard(faults.to_vec()))
    }
}

enum Fault {
    Date,
    Layout(Vec<SourceDiagnostic>),
    Standard(Vec<SourceDiagnostic>),
}

impl Standard {
    fn list(self) -> PdfStandards {
        let list: &[PdfStandard] = match self {
            Self::Archive => &[PdfStandard::A_3a, PdfStandard::Ua_1],
            Self::Plain => &[PdfStandard::V_1_7],
        };
        PdfStandards::new(list).expect("PDF/A-3a and PDF/UA-1 both stand on PDF 1.7")
    }
}

fn places(world: &Closed, faults: &[SourceDiagnostic]) -> Vec<Option<usize>> {
    faults.iter().map(|fault| world.range(fault.span).map(|range| range.start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: Date = Date { year: 2026, month: 11, day: 23, hour: 9, minute: 0 };
    const HEAD: &str = "#set document(title: \"T\")\n#set text(lang: \"fr\")\n";

    fn check(body: &str, expected: Result<(), PdfError>) {
        let page = Page::new(&format!("{HEAD}{body}"));
        assert_eq!(
            page.pdf(Standard::Archive, DATE).map(|_| ()),
            expected,
            "{:?}",
            page.diagnose(Standard::Archive, DATE)
        );
    }

    #[test]
    fn says_where_a_template_is_wrong() {
        check("Bonjour", Ok(()));
        check("#nothing", Err(PdfError::Layout(vec![Some(HEAD.len() + 1)])));
    }

    #[test]
    fn refuses_a_page_that_misses_the_standard() {
        check("#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>\"))", {
            Err(PdfError::Standard(vec![Some(HEAD.len() + 1)]))
        });
    }

    #[test]
    fn sees_no_file_that_was_not_given() {
        let page = Page::new("#read(\"/etc/hostname\")");
        assert!(matches!(page.pdf(Standard::Plain, DATE), Err(PdfError::Layout(_))));
    }

    #[test]
    fn the_same_page_gives_the_same_bytes() {
        let page = Page::new(&format!("{HEAD}= Un\n#read(\"a.txt\")")).file("a.txt", "مرحبا ☃".into());
        assert_eq!(page.pdf(Standard::Archive, DATE), page.pdf(Standard::Archive, DATE));
        assert_eq!(page.pdf(Standard::Archive, Date { month: 13, ..DATE }), Err(PdfError::Date));
    }
}
