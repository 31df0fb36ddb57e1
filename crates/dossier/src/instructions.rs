use crate::{View, ending};

/// Returns `LISEZ-MOI.txt`: how to check the package with public commands, in four languages, hers first.
pub(crate) fn text(view: &View) -> String {
    let mut languages = crate::Language::ALL;
    languages.sort_by_key(|&language| language != view.language);
    let example = view
        .exhibits
        .iter()
        .zip(1..)
        .find(|(exhibit, _)| exhibit.in_clear)
        .map_or_else(|| "data/dossier.pdf".into(), |(exhibit, number)| ending::path(number, exhibit));
    let parts: Vec<String> = languages
        .iter()
        .map(|language| {
            let part = match language {
                crate::Language::Fr => include_str!("../lang/lisez-moi.fr.txt"),
                crate::Language::Nl => include_str!("../lang/lisez-moi.nl.txt"),
                crate::Language::De => include_str!("../lang/lisez-moi.de.txt"),
                crate::Language::En => include_str!("../lang/lisez-moi.en.txt"),
            };
            part.replace("{windows}", &example.replace('/', "\\"))
                .replace("{file}", &example)
                .replace("{fingerprint}", &view.key.fingerprint)
                .replace('\r', "")
        })
        .collect();
    parts.join("\n----------------------------------------------------------------------\n\n")
}

/// Returns the command that checks a time stamp. `-attime` asks whether the certificates were valid when it was given:
/// without it, a sound stamp fails as soon as the authority's certificate has run out.
pub(crate) fn stamp(message: &str, response: &str, roots: Option<&str>, time: u64) -> String {
    let roots = roots.unwrap_or("RACINE-ROOT.pem");
    format!(
        "openssl ts -verify -data {message} -in {response} -CAfile {roots} -attime {time}\n\n\
         fr  À lancer dans le dossier où se trouve bagit.txt. Réponse attendue : « Verification: OK ».\n    \
         Prenez le certificat racine chez l'autorité elle-même : celui du paquet n'est qu'une aide.\n\
         nl  Voer dit uit in de map waar bagit.txt staat. Verwacht antwoord: \"Verification: OK\".\n    \
         Haal het basiscertificaat bij de autoriteit zelf: dat van het pakket is alleen een hulp.\n\
         de  Im Ordner ausführen, in dem bagit.txt liegt. Erwartete Antwort: „Verification: OK“.\n    \
         Holen Sie das Wurzelzertifikat bei der Stelle selbst: das im Paket ist nur eine Hilfe.\n\
         en  Run this in the folder that holds bagit.txt. Expected answer: \"Verification: OK\".\n    \
         Take the root certificate from the authority itself: the one in the package is only a help.\n"
    )
}
