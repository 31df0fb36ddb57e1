//! The card that lies beside a model: what it is for, what it was made of, what it cannot do.

use temoin_language::Model;

/// Writes a model's card.
pub fn card(model: &Model<'_>) -> String {
    let header = &model.header;
    let rows: usize = header.data.iter().map(|data| data.rows).sum();
    let mut card = format!("# The model `{}`\n\n{FOR}\n\n## Made of {rows} messages\n\n", model.id());
    card.push_str("| corpus | licence | messages | SHA-256 of their ids, texts and labels |\n|---|---|---|---|\n");
    for data in &header.data {
        card.push_str(&format!("| {} | {} | {} | `{}` |\n", data.name, data.licence, data.rows, data.sha256));
    }
    card.push_str(&format!("\n{LIMITS}\n"));
    card
}

const FOR: &str = "Made by `cargo xtask train` (the same data give the same bytes); what the corpora are, and where they come from: \
`docs/language.md`.\n\nIt sorts messages that a person received, so that she need not read them all again to find those that threaten her. \
It sees pieces of words, words and pairs of words, and weighs them for eleven labels; rules for what no corpus covers, and cues such as \
quotation and laughter, are weighed with it. Probabilities are fitted on scores of models that had not learnt the message.\n\n\
It is no proof and no judgement. It must not be used to punish, to remove or to hide what people write, nor to score a person.";

const LIMITS: &str = "## Limits\n\n\
- How well it does is printed by `bench/words.sh`, per language and source, with intervals. Areas under the curve lie between 0.5 (emoji made to deceive) and 0.98.\n\
- By words alone it knows no meaning: a threat without a word of threat (\"your windows would look better without glass\") is missed as a rule. With the sentence encoder some of them are found.\n\
- Someone who tells what was done to her, and banter, are still flagged too often (docs/decisions/0015).\n\
- French, Dutch, German and English have some 1,600 of our own messages each; Spanish, Italian, Portuguese and Arabic a hundred: there it says less.\n\
- Corpora of tweets call swearing abuse; our own messages do not. English swearing is still flagged too often.\n\
- Labels of the corpora are opinions of few people of some years; a language changes.\n\
- A low score does not make a message harmless: every message stays in the list.";
