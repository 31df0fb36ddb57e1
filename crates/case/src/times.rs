use rusqlite::OptionalExtension;
use temoin_seal::cosignature;
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::sha256;
use temoin_seal::note::VerifierKey;

use crate::batch::Batch;
use crate::error::Part;
use crate::{Case, CaseError};

/// Is a time stamp to be kept. The caller has verified it.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// The size of the stamped checkpoint.
    pub size: u64,
    /// The RFC 3161 response, whole.
    pub response: &'a [u8],
    /// The certificates up to the root as far as they are at hand, in PEM; empty if none.
    pub chain_pem: &'a str,
    /// When, as the authority says.
    pub time: &'a str,
    /// Who says so.
    pub authority: &'a str,
}

/// Is a kept time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The size of the stamped checkpoint.
    pub size: u64,
    /// The RFC 3161 response, whole.
    pub response: Vec<u8>,
    /// The certificates up to the root as far as they are at hand, in PEM; empty if none.
    pub chain_pem: String,
    /// When, as the authority says.
    pub time: String,
    /// Who says so.
    pub authority: String,
    /// The index of the `time` leaf.
    pub leaf: u64,
}

/// Is a kept cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// The size of the checkpoint.
    pub size: u64,
    /// The witness's key.
    pub witness: VerifierKey,
    /// The witness file.
    pub file: Vec<u8>,
}

impl Case {
    /// Lists the time stamps, by size of the checkpoint and then in the order in which they came.
    ///
    /// # Errors
    /// Those of the database.
    pub fn tokens(&self) -> Result<Vec<Token>, CaseError> {
        let mut statement = self
            .database
            .prepare_cached("SELECT size, response, chain, time, authority, leaf FROM token ORDER BY size, number")?;
        let tokens = statement.query_map([], |row| {
            Ok(Token {
                size: row.get(0)?,
                response: row.get(1)?,
                chain_pem: row.get(2)?,
                time: row.get(3)?,
                authority: row.get(4)?,
                leaf: row.get(5)?,
            })
        })?;
        Ok(tokens.collect::<Result<_, _>>()?)
    }

    /// Lists the cosignatures, by size of the checkpoint and then in the order in which they came.
    ///
    /// # Errors
    /// Those of the database.
    pub fn cosignatures(&self) -> Result<Vec<Cosignature>, CaseError> {
        let mut statement =
            self.database.prepare_cached("SELECT size, witness, note FROM cosignature ORDER BY size, number")?;
        let mut rows = statement.query([])?;
        let mut cosignatures = Vec::new();
        while let Some(row) = rows.next()? {
            let witness: String = row.get(1)?;
            let witness = witness.parse().map_err(|_| CaseError::Damaged(Part::Row("cosignature")))?;
            cosignatures.push(Cosignature { size: row.get(0)?, witness, file: row.get(2)? });
        }
        Ok(cosignatures)
    }
}

pub(crate) fn keep_token(batch: &mut Batch<'_>, new: &NewToken<'_>) -> Result<u64, CaseError> {
    batch.checkpoint_at(new.size)?.ok_or(CaseError::NotInLog(new.size))?;
    let known: Option<u64> = batch
        .database
        .prepare_cached("SELECT leaf FROM token WHERE size = ?1 AND response = ?2")?
        .query_row((new.size, new.response), |row| row.get(0))
        .optional()?;
    if let Some(leaf) = known {
        return Ok(leaf);
    }
    let fields = vec![
        ("size".into(), new.size.into()),
        ("token".into(), sha256(new.response).to_string().into()),
        ("time".into(), new.time.into()),
        ("authority".into(), new.authority.into()),
    ];
    let leaf = batch.leaf(LeafKind::Time, None, fields)?;
    batch
        .database
        .prepare_cached(
            "INSERT INTO token (size, response, chain, time, authority, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((new.size, new.response, new.chain_pem, new.time, new.authority, leaf))?;
    Ok(leaf)
}

pub(crate) fn keep_cosignature(batch: &mut Batch<'_>, witness: &VerifierKey, file: &[u8]) -> Result<u64, CaseError> {
    let witnessed =
        cosignature::open(file, &batch.verifier_key(), witness).map_err(|_| CaseError::Canonical)?.checkpoint;
    let known = batch.checkpoint_at(witnessed.size)?.filter(|head| head.checkpoint == witnessed);
    known.ok_or(CaseError::NotInLog(witnessed.size))?;
    batch
        .database
        .prepare_cached("INSERT INTO cosignature (size, witness, note) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute((witnessed.size, witness.to_string(), file))?;
    Ok(witnessed.size)
}
