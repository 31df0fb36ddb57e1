use std::io::{self, Read, Seek, SeekFrom};

use temoin_case::{Case, CaseError};
use temoin_dossier::Bytes;
use temoin_evidence::{ItemId, Span};

/// Gives the bytes of the exhibits out of the case.
pub(crate) struct CaseBytes<'c> {
    pub(crate) case: &'c Case,
    /// The items, in the order of the exhibits.
    pub(crate) items: Vec<ItemId>,
}

impl CaseBytes<'_> {
    fn item(&self, number: usize) -> io::Result<ItemId> {
        number.checked_sub(1).and_then(|at| self.items.get(at)).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Bytes for CaseBytes<'_> {
    fn original(&self, number: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.case.blob(self.item(number)?).map_err(failed)?))
    }

    fn range(&self, number: usize, start: u64, len: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut blob = self.case.blob(self.item(number)?).map_err(failed)?;
        blob.seek(SeekFrom::Start(start))?;
        Ok(Box::new(blob.take(len)))
    }

    fn secret(&self, number: usize) -> io::Result<[u8; 32]> {
        Ok(self.case.item_secret(self.item(number)?).map_err(failed)?.0)
    }

    fn cuts(&self, number: usize) -> io::Result<Vec<u64>> {
        let mut cuts = Vec::new();
        let each = &mut |_, span: Span| {
            cuts.push(span.len);
            Ok(())
        };
        self.case.spans(self.item(number)?, each).map_err(failed)?;
        Ok(cuts)
    }
}

fn failed(error: CaseError) -> io::Error {
    io::Error::other(error)
}
