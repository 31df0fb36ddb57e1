use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use temoin_evidence::{
    Author, CivilTime, Flags, ItemId, Kind, Moment, Origin, Precision, Record, RecordId, Span, Zone,
};

use crate::error::Part;
use crate::record_writer::{AUTHOR, CLOCK, CONVERSATION, Rest};
use crate::{Case, CaseError, from_pixels, items};

/// Says which records are wanted; what is left empty asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this item only.
    pub item: Option<ItemId>,
    /// Not before this reading of a wall clock; records without a time are then left out.
    pub from: Option<CivilTime>,
    /// Before this reading of a wall clock; records without a time are then left out.
    pub until: Option<CivilTime>,
    /// By someone whose name or platform id is this, whatever the case of letters.
    pub author: Option<String>,
    /// With this in the text, in an attachment's name, or read in the picture that the item is; whatever the case of letters.
    pub find: Option<String>,
}

impl Case {
    /// Gives the records that fit, item by item as they were taken in and in file order, until told to stop.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn records(
        &self,
        filter: &Filter,
        take: &mut dyn FnMut(RecordId, Record) -> ControlFlow<()>,
    ) -> Result<(), CaseError> {
        let wanted = Wanted::of(filter, &self.database)?;
        let item = filter.item.map(|id| items::number(&self.database, id)).transpose()?;
        let mut shared = Shared::new(&self.database);
        let mut statement = self.database.prepare_cached(SELECT)?;
        let bounds = (item, filter.from.map(|t| t.unix_ms_as_utc()), filter.until.map(|t| t.unix_ms_as_utc()));
        let mut rows = statement.query(bounds)?;
        while let Some(row) = rows.next()? {
            let id = items::id_at(row, COLUMNS)?;
            let record = read(row, &mut shared)?;
            if wanted.fits(id, &record) && take(RecordId { item: id, position: record.position }, record).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Returns one record; nothing when there is none of that id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>, CaseError> {
        let Some(number) = items::find_number(&self.database, id.item)? else { return Ok(None) };
        let mut shared = Shared::new(&self.database);
        let mut statement = self.database.prepare_cached(SELECT_ONE)?;
        let found = statement.query_row((number, id.position), |row| Ok(read(row, &mut shared))).optional()?;
        found.transpose()
    }

    /// Returns the authors that the records of an item name, each once, in the order in which they first appear.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn authors(&self, item: ItemId) -> Result<Vec<Author>, CaseError> {
        let number = items::number(&self.database, item)?;
        let mut statement =
            self.database.prepare_cached("SELECT value FROM shared WHERE item = ?1 AND role = ?2 ORDER BY number")?;
        let mut rows = statement.query((number, AUTHOR))?;
        let (mut authors, mut seen) = (Vec::new(), std::collections::HashSet::new());
        while let Some(row) = rows.next()? {
            let author: Author = parse(row.get_ref(0)?.as_str().map_err(|_| damaged())?)?;
            if seen.insert(author.clone()) {
                authors.push(author);
            }
        }
        Ok(authors)
    }
}

/// Holds a filter's texts in lower case.
struct Wanted {
    author: Option<String>,
    find: Option<String>,
    /// Items in which the text to be found was read.
    showing: HashSet<ItemId>,
}

impl Wanted {
    fn of(filter: &Filter, database: &Connection) -> Result<Self, CaseError> {
        let showing = filter.find.as_ref().map(|text| from_pixels::showing(database, text)).transpose()?;
        Ok(Self {
            author: filter.author.as_ref().map(|text| text.to_lowercase()),
            find: filter.find.as_ref().map(|text| text.to_lowercase()),
            showing: showing.unwrap_or_default(),
        })
    }

    fn fits(&self, item: ItemId, record: &Record) -> bool {
        let by = |wanted: &String| {
            record.author.as_ref().is_some_and(|author| {
                author.name.to_lowercase() == *wanted
                    || author.platform_id.as_ref().is_some_and(|id| id.to_lowercase() == *wanted)
            })
        };
        let holds = |wanted: &String| {
            self.showing.contains(&item)
                || record.text.to_lowercase().contains(wanted.as_str())
                || record.attachments.iter().any(|it| it.name.to_lowercase().contains(wanted.as_str()))
        };
        self.author.as_ref().is_none_or(by) && self.find.as_ref().is_none_or(holds)
    }
}

/// Remembers the values that records of one item have in common, a bounded number of them.
struct Shared<'d> {
    database: &'d Connection,
    item: i64,
    authors: HashMap<i64, Rc<Author>>,
    conversations: HashMap<i64, Rc<String>>,
    clocks: HashMap<i64, (Precision, Zone, Origin)>,
}

impl<'d> Shared<'d> {
    fn new(database: &'d Connection) -> Self {
        let (authors, conversations, clocks) = Default::default();
        Self { database, item: -1, authors, conversations, clocks }
    }

    fn turn_to(&mut self, item: i64) {
        let full = self.authors.len().max(self.conversations.len()).max(self.clocks.len()) >= REMEMBERED;
        if self.item != item || full {
            self.item = item;
            self.authors.clear();
            self.conversations.clear();
            self.clocks.clear();
        }
    }

    fn value<T: for<'a> Deserialize<'a>>(&self, role: &str, number: i64) -> Result<T, CaseError> {
        let mut statement =
            self.database.prepare_cached("SELECT value FROM shared WHERE item = ?1 AND number = ?2 AND role = ?3")?;
        let value: Option<String> = statement.query_row((self.item, number, role), |row| row.get(0)).optional()?;
        parse(&value.ok_or_else(damaged)?)
    }

    fn author(&mut self, number: i64) -> Result<Rc<Author>, CaseError> {
        if let Some(known) = self.authors.get(&number) {
            return Ok(known.clone());
        }
        let found: Rc<Author> = Rc::new(self.value(AUTHOR, number)?);
        self.authors.insert(number, found.clone());
        Ok(found)
    }

    fn conversation(&mut self, number: i64) -> Result<Rc<String>, CaseError> {
        if let Some(known) = self.conversations.get(&number) {
            return Ok(known.clone());
        }
        let found: Rc<String> = Rc::new(self.value(CONVERSATION, number)?);
        self.conversations.insert(number, found.clone());
        Ok(found)
    }

    fn clock(&mut self, number: i64) -> Result<(Precision, Zone, Origin), CaseError> {
        if let Some(&known) = self.clocks.get(&number) {
            return Ok(known);
        }
        let found = self.value(CLOCK, number)?;
        self.clocks.insert(number, found);
        Ok(found)
    }
}

fn read(row: &Row<'_>, shared: &mut Shared<'_>) -> Result<Record, CaseError> {
    shared.turn_to(row.get(0)?);
    let rest: Rest = match row.get_ref(12)?.as_str_or_null().map_err(|_| damaged())? {
        Some(json) => parse(json)?,
        None => Rest::default(),
    };
    let author = row.get::<_, Option<i64>>(6)?.map(|number| shared.author(number)).transpose()?;
    let conversation = row.get::<_, Option<i64>>(5)?.map(|number| shared.conversation(number)).transpose()?;
    Ok(Record {
        position: row.get(1)?,
        span: Span { start: row.get(2)?, len: row.get(3)? },
        kind: kind(row.get_ref(4)?.as_str().map_err(|_| damaged())?)?,
        conversation: conversation.map(|it| it.as_ref().clone()),
        author: author.map(|it| it.as_ref().clone()),
        sent: moment(row.get(7)?, row.get(8)?, shared)?,
        sent_raw: row.get(9)?,
        text: row.get(10)?,
        text_raw: rest.text_raw,
        attachments: rest.attachments,
        reply_to: rest.reply_to,
        flags: Flags::from_bits(row.get(11)?),
        visibility: rest.visibility,
        direction: rest.direction,
        details: rest.details,
    })
}

fn moment(sent: Option<i64>, clock: Option<i64>, shared: &mut Shared<'_>) -> Result<Option<Moment>, CaseError> {
    let (Some(sent), Some(clock)) = (sent, clock) else { return Ok(None) };
    let time = CivilTime::from_unix_ms(sent).map_err(|_| damaged())?;
    let (precision, zone, origin) = shared.clock(clock)?;
    Ok(Some(Moment { time, precision, zone, origin }))
}

fn kind(word: &str) -> Result<Kind, CaseError> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    Kind::deserialize(word).map_err(|_| damaged())
}

fn parse<T: for<'a> Deserialize<'a>>(json: &str) -> Result<T, CaseError> {
    serde_json::from_str(json).map_err(|_| damaged())
}

fn damaged() -> CaseError {
    CaseError::Damaged(Part::Row("record"))
}

const REMEMBERED: usize = 16 * 1024;

/// Number of columns of a record in the statements below; the item's id follows.
const COLUMNS: usize = 13;

const SELECT: &str = "
SELECT record.item, position, start, length, kind, conversation, author, sent, clock, sent_raw, text, flags, rest, item.id
FROM item JOIN record ON record.item = item.number
WHERE (?1 IS NULL OR item.number = ?1) AND (?2 IS NULL OR sent >= ?2) AND (?3 IS NULL OR sent < ?3)
ORDER BY item.number, position";

const SELECT_ONE: &str = "
SELECT item, position, start, length, kind, conversation, author, sent, clock, sent_raw, text, flags, rest
FROM record WHERE item = ?1 AND position = ?2";
