use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use temoin_evidence::{Digest, Moment, Precision};

use crate::{Exhibit, ShownRecord, View, masks, report};

/// Writes the same facts as a CASE 1.5 / UCO 1.4 graph (JSON-LD). Its names follow from leaf hashes, which cover fresh
/// nonces: they look random, and the same view gives the same names.
pub(crate) fn json(view: &View) -> String {
    let mut nodes = Vec::new();
    let tool = name("tool", &Digest(seed(view)), 0);
    nodes.push(json!({
        "@id": tool, "@type": "uco-tool:Tool",
        "uco-core:name": view.program.name, "uco-tool:version": view.program.version,
    }));
    for (exhibit, number) in view.exhibits.iter().zip(1_u64..) {
        exhibit_nodes(&mut nodes, view, exhibit, number, &tool);
    }
    for (statement, number) in view.statements.iter().zip(1_u64..) {
        nodes.push(json!({
            "@id": name("statement", &statement.leaf.hash, 0),
            "@type": "case-investigation:ProvenanceRecord",
            "case-investigation:exhibitNumber": format!("S{number}"),
            "uco-core:description": masks::cover(&statement.entry.what_happened, &view.masks),
        }));
    }
    let ids: Vec<Value> = nodes.iter().map(|node| json!({"@id": node["@id"]})).collect();
    nodes.push(json!({
        "@id": name("bundle", &Digest(seed(view)), 0), "@type": "uco-core:Bundle",
        "uco-core:description": "Facts of one Témoin package: what was shown, as a reading. It proves nothing by itself.",
        "uco-core:object": ids,
    }));
    let graph = json!({"@context": context(), "@graph": nodes});
    serde_json::to_string_pretty(&graph).expect("a value of texts and lists can be written") + "\n"
}

fn exhibit_nodes(nodes: &mut Vec<Value>, view: &View, exhibit: &Exhibit, number: u64, tool: &str) {
    let leaf = &exhibit.leaf.hash;
    let (file, record) = (name("file", leaf, 0), name("provenance", leaf, 0));
    nodes.push(json!({"@id": file, "@type": "uco-observable:File", "uco-core:hasFacet": file_facets(view, exhibit)}));
    nodes.push(json!({
        "@id": record, "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": number.to_string(),
        "uco-core:description": format!("Origin strength {}", report::letter(exhibit.origin.strength)),
        "uco-core:object": {"@id": file},
    }));
    let mut action = json!({
        "@id": name("intake", leaf, 0), "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": "intake",
        "uco-core:description": "Taken in, by the clock of this computer, not checked.",
        "uco-action:instrument": {"@id": tool},
        "uco-action:result": [{"@id": file}, {"@id": record}],
    });
    action["uco-action:startTime"] = date(exhibit.item.received);
    nodes.push(action);
    // Looked up, not searched for among the nodes: in a chat that would take time with the square of its length.
    let mut accounts = BTreeSet::new();
    for (shown, at) in exhibit.records.iter().zip(0_u64..) {
        nodes.extend(account_node(view, shown, leaf, &mut accounts));
        record_nodes(nodes, view, shown, leaf, at, &file);
    }
}

/// Names the account of a name as it is shown.
fn account(shown_as: &str, leaf: &Digest) -> String {
    name(&format!("account {shown_as}"), leaf, 0)
}

/// Returns the account of a record's author, the first time that its name is shown in an exhibit.
fn account_node(view: &View, shown: &ShownRecord, leaf: &Digest, accounts: &mut BTreeSet<String>) -> Option<Value> {
    let shown_as = masks::cover(&shown.record.author.as_ref()?.name, &view.masks);
    accounts.insert(shown_as.clone()).then(|| {
        json!({
            "@id": account(&shown_as, leaf), "@type": "uco-observable:ObservableObject",
            "uco-core:description": "A name as the source shows it; not an identity.",
            "uco-core:hasFacet": {
                "@id": name(&format!("accountfacet {shown_as}"), leaf, 0),
                "@type": "uco-observable:AccountFacet", "uco-observable:accountIdentifier": shown_as,
            },
        })
    })
}

fn file_facets(view: &View, exhibit: &Exhibit) -> Vec<Value> {
    let (leaf, item) = (&exhibit.leaf.hash, &exhibit.item);
    let mut facets = vec![json!({
        "@id": name("content", leaf, 0), "@type": "uco-observable:ContentDataFacet",
        "uco-observable:mimeType": item.media_type,
        "uco-observable:sizeInBytes": {"@type": "xsd:integer", "@value": item.size.to_string()},
        "uco-observable:hash": {
            "@id": name("hash", leaf, 0), "@type": "uco-types:Hash",
            // A plain string: the shapes of UCO 1.4 refuse the typed vocabulary form.
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": item.sha256.to_string().to_uppercase()},
        },
    })];
    let modified = item.file_times.modified;
    if item.name.is_some() || modified.is_some() {
        let mut facet = json!({"@id": name("filefacet", leaf, 0), "@type": "uco-observable:FileFacet"});
        if let Some(known) = &item.name {
            facet["uco-observable:fileName"] = masks::cover(known, &view.masks).into();
        }
        if let Some(modified) = modified {
            facet["uco-observable:modifiedTime"] = date(modified);
        }
        facets.push(facet);
    }
    facets
}

fn record_nodes(nodes: &mut Vec<Value>, view: &View, shown: &ShownRecord, leaf: &Digest, at: u64, file: &str) {
    let record = &shown.record;
    let message = name("message", leaf, at);
    let mut facet = json!({"@id": name("messagefacet", leaf, at), "@type": "uco-observable:MessageFacet"});
    facet["uco-observable:messageText"] = masks::cover(&record.text, &view.masks).into();
    if let Some(sent) = record.sent {
        facet["uco-observable:sentTime"] = date(sent);
    }
    if let Some(author) = &record.author {
        let shown_as = masks::cover(&author.name, &view.masks);
        facet["uco-observable:from"] = json!({"@id": account(&shown_as, leaf)});
    }
    nodes.push(json!({"@id": message, "@type": "uco-observable:Message", "uco-core:hasFacet": facet}));
    nodes.push(json!({
        "@id": name("within", leaf, at), "@type": "uco-observable:ObservableRelationship",
        "uco-core:source": {"@id": message}, "uco-core:target": {"@id": file},
        "uco-core:kindOfRelationship": "Contained_Within",
        "uco-core:isDirectional": {"@type": "xsd:boolean", "@value": "true"},
    }));
}

/// Returns a date; one without a zone stays without (XML Schema 1.1 part 2, §3.3.7).
fn date(moment: Moment) -> Value {
    let time = moment.time.to_string();
    let text = match moment.precision {
        Precision::Millisecond => time,
        Precision::Day | Precision::Minute | Precision::Second => time[..19].to_owned(),
    };
    json!({"@type": "xsd:dateTime", "@value": text + &moment.zone.suffix()})
}

/// Names a node: a UUID in the shape of version 5 (the shapes of UCO take none above), made with SHA-256.
fn name(kind: &str, leaf: &Digest, at: u64) -> String {
    let hash = Sha256::new().chain_update(leaf.0).chain_update(at.to_be_bytes()).chain_update(kind).finalize();
    let mut id: [u8; 16] = hash[..16].try_into().expect("a digest is longer than 16 bytes");
    id[6] = id[6] & 0x0f | 0x50;
    id[8] = id[8] & 0x3f | 0x80;
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let kind = kind.split(' ').next().unwrap_or_default();
    format!("kb:{kind}-{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Returns what the names of nodes that belong to no leaf are made from.
fn seed(view: &View) -> [u8; 32] {
    let leaves =
        view.exhibits.iter().map(|exhibit| exhibit.leaf.hash).chain(view.statements.iter().map(|s| s.leaf.hash));
    leaves.fold(Sha256::new(), |hash, leaf| hash.chain_update(leaf.0)).finalize().into()
}

fn context() -> Value {
    json!({
        "kb": "urn:temoin:",
        "case-investigation": "https://ontology.caseontology.org/case/investigation/",
        "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
        "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
        "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}
