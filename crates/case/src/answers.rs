use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use temoin_evidence::{Actor, ActorHandle, DateOrder, ItemId, Moment};
use temoin_seal::leaf::LeafKind;

use crate::batch::Batch;
use crate::{Case, CaseError, items};

/// Is what the person answered to a question that files leave open; kept as hers, with when she said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The item the question was about; none for people.
    pub item: Option<ItemId>,
    /// What she said.
    pub said: Said,
    /// Who said it, in her words: herself, or someone who helps.
    pub by: String,
    /// When, by the clock of this computer.
    pub answered: Moment,
}

/// Is an answer to one of the questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Said {
    /// The order of day and month in the item.
    DateOrder(DateOrder),
    /// The zone of the item's clock: an IANA name or an offset.
    Zone(String),
    /// These two handles are one person.
    SamePerson(ActorHandle, ActorHandle),
}

impl Said {
    /// Returns the word for the question, as the log writes it.
    pub fn question(&self) -> &'static str {
        match self {
            Self::DateOrder(_) => "date_order",
            Self::Zone(_) => "zone",
            Self::SamePerson(..) => "same_person",
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::DateOrder(order) => order.word().into(),
            Self::Zone(zone) => zone.as_str().into(),
            Self::SamePerson(one, other) => json!([one, other]),
        }
    }
}

impl Case {
    /// Lists the answers, oldest first; a later one to the same question holds.
    ///
    /// # Errors
    /// Those of the database.
    pub fn answers(&self) -> Result<Vec<Answer>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT value FROM answer ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut answers = Vec::new();
        while let Some(row) = rows.next()? {
            answers.push(items::parse(&row.get::<_, String>(0)?, "answer")?);
        }
        Ok(answers)
    }

    /// Lists the people whom the items name. Two handles are one person only where someone said so.
    ///
    /// # Errors
    /// Those of the database.
    pub fn actors(&self) -> Result<Vec<Actor>, CaseError> {
        let mut groups: Vec<BTreeSet<ActorHandle>> = Vec::new();
        for item in self.items()? {
            for author in self.authors(item.id)? {
                let value = author.platform_id.unwrap_or(author.name);
                join(&mut groups, [ActorHandle { platform: item.source.clone(), value }]);
            }
        }
        for answer in self.answers()? {
            if let Said::SamePerson(one, other) = answer.said {
                join(&mut groups, [one, other]);
            }
        }
        Ok(groups.into_iter().map(|group| Actor { handles: group.into_iter().collect() }).collect())
    }
}

/// Puts handles into one group, with all the groups that hold one of them; the place of the first is kept.
fn join<const N: usize>(groups: &mut Vec<BTreeSet<ActorHandle>>, handles: [ActorHandle; N]) {
    let mut joined: BTreeSet<ActorHandle> = handles.into();
    let touched: Vec<usize> = (0..groups.len()).filter(|&i| !groups[i].is_disjoint(&joined)).collect();
    for &i in touched.iter().rev() {
        joined.append(&mut groups.remove(i));
    }
    groups.insert(touched.first().copied().unwrap_or(groups.len()), joined);
}

pub(crate) fn keep(batch: &mut Batch<'_>, answer: &Answer) -> Result<u64, CaseError> {
    let number = answer.item.map(|id| items::number(&batch.database, id)).transpose()?;
    let mut fields: Vec<(String, Value)> = vec![
        ("question".into(), answer.said.question().into()),
        ("answer".into(), answer.said.to_value()),
        ("by".into(), answer.by.as_str().into()),
        ("answered".into(), answer.answered.to_string().into()),
    ];
    fields.extend(answer.item.map(|id| ("item".to_owned(), id.to_string().into())));
    let leaf = batch.leaf(LeafKind::Answer, answer.item, fields)?;
    batch.database.prepare_cached("INSERT INTO answer (item, value, leaf) VALUES (?1, ?2, ?3)")?.execute((
        number,
        items::json(answer),
        leaf,
    ))?;
    Ok(leaf)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handle(value: &str) -> ActorHandle {
        ActorHandle { platform: "whatsapp".into(), value: value.into() }
    }

    #[test]
    fn joining_reaches_through_chains_and_only_there() {
        let mut groups = Vec::new();
        for name in ["a", "b", "c", "d"] {
            join(&mut groups, [handle(name)]);
        }
        join(&mut groups, [handle("a"), handle("c")]);
        join(&mut groups, [handle("c"), handle("d")]);
        join(&mut groups, [handle("b")]);
        assert_eq!(groups, [[handle("a"), handle("c"), handle("d")].into(), [handle("b")].into()]);
    }
}
