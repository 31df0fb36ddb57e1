# Der Bericht auf Deutsch. Ein Gedanke je Satz; einfache Wörter; nichts, was man nicht halten kann.
title = Akte mit digitalen Belegen
subtitle = Für die Polizei, eine Anwältin oder einen Anwalt, eine Beratungsstelle oder eine Plattform
running = Akte mit digitalen Belegen
contents = Inhalt
what-this-is = Diese Akte enthält Dateien und Nachrichten, die eine Person aufbewahrt hat, so wie sie empfangen oder gespeichert wurden. Jeder Beleg ist versiegelt: Jeder kann prüfen, dass er sich seither nicht geändert hat.
not-a-bailiff = Diese Akte ist keine Feststellung durch einen Gerichtsvollzieher. Sie zeigt für sich allein weder, dass etwas online war, noch wer es geschrieben hat.
compare = Vergleichen Sie den Fingerabdruck des Schlüssels mit der Quittung oder fragen Sie am Telefon danach. Den Fingerabdruck des Siegels zeigt das Programm der Person, die das Paket übergibt; fragen Sie sie danach.
clock-not-checked = Uhr dieses Computers, nicht geprüft
zone-floating = Zeitzone nicht angegeben
fact-made = Erstellt am
fact-fingerprint = Fingerabdruck des Schlüssels
fact-checkpoint = Letzter Stand des Protokolls vor dieser Akte
no-checkpoint = Keiner vor dieser Akte
fact-program = Programm
n-exhibits = { $n ->
    [one] { $count } Beleg
   *[other] { $count } Belege
  }
n-records = { $n ->
    [one] { $count } Nachricht gezeigt
   *[other] { $count } Nachrichten gezeigt
  }
n-statements = { $n ->
    [one] { $count } Erklärung
   *[other] { $count } Erklärungen
  }
n-pieces-kept = { $n ->
    [one] { $count } Stück behält die Person
   *[other] { $count } Stücke behält die Person
  }
n-leaves-kept = { $n ->
    [one] { $count } Eintrag des Protokolls nicht gezeigt
   *[other] { $count } Einträge des Protokolls nicht gezeigt
  }
n-attachments = { $n ->
    [one] { $count } Anhang
   *[other] { $count } Anhänge
  }
n-bytes = { $n ->
    [one] { $count } Byte
   *[other] { $count } Bytes
  }
n-more = und { $count } weitere
n-stamps = { $n ->
    [one] { $count } Zeitstempel eines früheren Standes des Protokolls
   *[other] { $count } Zeitstempel früherer Stände des Protokolls
  }
summary = Das Wichtigste
her-opening = Die Person schreibt:
summary-shown = Diese Akte zeigt: { $what }.
summary-two-columns = Zwei Fragen bleiben immer getrennt. Unversehrtheit: Hat sich dieser Beleg seit dem Versiegeln geändert? Herkunft: Woher kommt er, und wer kann das bestätigen? Eine Antwort auf die erste Frage ist nie eine Antwort auf die zweite.
from-to = { $from } bis { $to }
fact-period = Gezeigte Tage
fact-names = Angezeigte Namen
fact-strengths = Stärke der Herkunft
fact-stamps = Zeitstempel
no-stamps = Kein früherer Stand des Protokolls trägt einen Zeitstempel.
quoted = „{ $what }“
shown-as = Angezeigt als „{ $name }“
exhibit = Beleg { $number }
statement = Erklärung { $number }
answer = Antwort
timeline = Zeitlicher Ablauf
timeline-order = In der Reihenfolge der Uhren, wie sie geschrieben stehen. Steht kein UTC dabei, ist die Zeitzone nicht bekannt: Nahe Uhrzeiten können dann in anderer Folge gelegen haben.
timeline-unprinted = { $n ->
    [one] Hier sind die ersten Zeilen abgedruckt und stets die Erklärungen; { $count } weitere Zeile steht in data/timeline.csv, und die Bytes aller gezeigten Nachrichten stehen in data/records.
   *[other] Hier sind die ersten Zeilen abgedruckt und stets die Erklärungen; die { $count } weiteren Zeilen stehen in data/timeline.csv, die Bytes aller gezeigten Nachrichten in data/records.
  }
timeline-statement = Erklärung: „{ $text }“
column-time = Uhrzeit
column-what = Was gezeigt wird
column-where = Wo
column-number = Beleg
no-date = Ohne bekanntes Datum
no-clock = nur Tag
exhibits = Belege
exhibits-how = Jeder Beleg wird so beschrieben, wie er empfangen wurde. Bilder sind auf wenige Blöcke verkleinert: Man kann sie wiedererkennen, nicht betrachten. „Angezeigt als“ nennt den Namen, den die App zeigt; das ist keine Identität.
masked = Auf Wunsch der Person sind Wörter auf diesen Seiten mit ▇▇▇▇ abgedeckt. Das ist nur Darstellung: In den versiegelten Bytes stehen sie noch.
exhibit-unprinted = { $n ->
    [one] Hier sind die ersten { $printed } gezeigten Nachrichten abgedruckt, in der Reihenfolge der Datei; { $count } weitere gezeigte Nachricht steht in { $file } und in data/timeline.csv.
   *[other] Hier sind die ersten { $printed } gezeigten Nachrichten abgedruckt, in der Reihenfolge der Datei; die { $count } weiteren gezeigten Nachrichten stehen in { $file } und in data/timeline.csv.
  }
fact-name = Name der Datei
fact-type = Art
fact-modified = Datum der Datei
fact-received = Gesichert am
fact-obtained = Wie erhalten
fact-origin = Herkunft
fact-original = Original
original-in-container = im verschlüsselten Behälter, getrennt übergeben
original-kept = bei der Person; hier steht nur der Hashwert
picture-alt = Bild zu Beleg { $number }, auf wenige Farbblöcke verkleinert
picture-caption = Verkleinertes Bild. Das Original misst { $size } Pixel.
time-as-written = wie geschrieben: { $what }
folded = Gekürzter Text: noch { $count } Zeichen. Der ganze Text steht in { $file }.
attachment-present = Anhang: { $name }
attachment-missing = Anhang fehlt im Export: { $name }
attachment-unknown = Anhang nicht gesucht: { $name }
piece-of = Stück { $piece } von { $count }
from-shown = Datum auf dem Beleg zu sehen
from-message = Datum aus dem Export
from-file = Datum aus der Datei
from-capture = Uhr des Geräts, nicht geprüft
from-told = Datum von der Person genannt
from-stamp = Zeitstempel
from-name = Datum aus dem Dateinamen
from-other = Herkunft des Datums nicht angegeben
owner = Inhaberin oder Inhaber des Kontos
told-subject = Betreff: { $what }
told-outcome = Ausgang: { $what }
told-length = Dauer: { $what }
told-forwarded-from = Weitergeleitet von: { $what }
told-earlier = Früherer Text: { $what }
told-address = Adresse: { $what }
call-missed = Verpasster Anruf.
call-rejected = Abgelehnter Anruf.
call-answered = Angenommener Anruf.
kind-message = Nachricht
kind-post = Beitrag
kind-comment = Kommentar
kind-reaction = Reaktion
kind-call = Anruf
kind-poll = Umfrage
kind-email = E-Mail
kind-page = Seite
kind-photo = Foto
kind-video = Video
kind-voice = Sprachnachricht
kind-system = Von der App geschrieben
kind-event = Termin
kind-contact = Kontakt
flag-deleted = Gelöscht: Der Text steht nicht mehr im Export.
flag-edited = Bearbeitet: Der frühere Text steht nicht mehr im Export.
flag-media-omitted = Datei nicht mit exportiert.
flag-boundary-doubtful = Anfang zweifelhaft: Diese Zeile kann in der Nachricht davor getippt worden sein.
flag-sender-doubtful = Absender zweifelhaft: Nichts zeigt, ob die App das schrieb.
flag-time-backwards = Die Uhrzeit liegt vor der der Nachricht davor.
flag-dst-gap = Diese Stunde gibt es in Mitteleuropa nicht: Zeitumstellung.
flag-dst-fold = Diese Stunde gibt es in Mitteleuropa zweimal: Zeitumstellung.
flag-content-unknown = Die App hat diesen Inhalt nicht exportiert.
flag-invalid-bytes = Unlesbare Bytes sind in der Anzeige ersetzt.
flag-text-cut = Sehr langer Text: Nur der Anfang ist gelesen.
flag-hidden-controls = In diesem Text stehen unsichtbare Zeichen; sie werden mit ihrer Nummer gezeigt.
flag-date-unproven = Tag und Monat können vertauscht sein; noch hat niemand geantwortet.
flag-draft = Entwurf: geschrieben, nicht gesendet.
flag-duplicate-key = Die Quelle nennt dasselbe zweimal; das letzte wird gezeigt.
flag-encoding-doubtful = Der Text scheint zwei Kodierungen zu mischen; er bleibt, wie er ist.
flag-expiring = So eingestellt, dass es verschwindet.
flag-filtered = Die Plattform hatte es beiseitegelegt (Anfragen oder Spam).
flag-forwarded = Weitergeleitet.
flag-repaired = Text in falscher Kodierung gespeichert, hier berichtigt.
flag-replaced = Unvollständige Zeichen sind in der Anzeige ersetzt.
flag-syntax-repaired = Kleiner Fehler im Format, beim Lesen behoben.
flag-time-unusable = Die angegebene Zeit ist keine.
flag-undelivered = Laut Quelle nicht zugestellt.
obtained-own = Vom eigenen Gerät oder Konto
obtained-given = Von jemandem erhalten
obtained-other = Auf anderem Weg
obtained-unsaid = Nicht angegeben
basis-signature = Signatur eines Dritten, geprüft: { $what }
basis-two-captures = zwei unabhängige Aufnahmen einer Seite
basis-device = Originaldatei eines Geräts
basis-platform-export = Export von { $what } mit Kennungen, die die Plattform bestätigen kann
basis-text-export = Textexport von { $what }; eine solche Datei lässt sich ändern
basis-picture = Foto oder Bildschirmfoto; ein Bild lässt sich ändern
basis-photo-of-screen = Foto eines Bildschirms
basis-retyped = abgetippter Text
basis-plain = Datei, von der nichts weiter bekannt ist
fetch-phone = dasselbe Gespräch auf den Telefonen der Beteiligten
fetch-platform = Konto- und Verbindungsdaten bei { $what }, solange sie dort liegen
fetch-page = die Seite, durch einen Gerichtsvollzieher: { $what }
fetch-device = die Originaldatei, auf dem Gerät
fetch-mail = die Nachricht, bei den E-Mail-Anbietern
fetch-nothing = nichts bekannt
stamp-qualified = qualifiziert (eIDAS)
stamp-not-qualified = nicht qualifiziert
stamp-unknown = unbekannt
stamp-covers = { $n ->
    [one] den ersten Eintrag des Protokolls
   *[other] die ersten { $count } Einträge des Protokolls
  }
who-known = die Person sagt, sie weiß es
who-suspected = die Person vermutet es
who-unknown = unbekannt
who-nobody = Niemand wird genannt
when-exact = auf die Minute
when-day = an jenem Tag
when-about = ungefähr
when-unknown = die Person weiß es nicht
answer-dmy = Die Daten stehen als Tag, Monat, Jahr.
answer-mdy = Die Daten stehen als Monat, Tag, Jahr.
answer-ymd = Die Daten stehen als Jahr, Monat, Tag.
answer-zone = Die Uhr war auf { $what } gestellt.
answer-same-person = „{ $a }“ und „{ $b }“ sind eine Person.
what-whatsapp = WhatsApp-Gespräch (Export)
what-archive = Archiv
what-pdf = PDF-Dokument
what-image = Bild
what-video = Video
what-audio = Tonaufnahme
what-email = E-Mail
what-text = Text
what-file = Datei
statements = Erklärungen
statements-how = Die Person hat sie selbst geschrieben und versiegelt. Eine Berichtigung ist eine neue Erklärung; die alte bleibt.
fact-when = Wann
fact-where = Wo
fact-channel = Auf welchem Weg
fact-who = Wer
fact-proof = Belege
fact-entered = Geschrieben am
fact-corrects = Berichtigt
corrects-kept = eine Erklärung, die nicht in dieser Akte ist
proof-none = noch keine
proof-kept = ein Beleg, der nicht in dieser Akte ist
channel-post = Beitrag
channel-comment = Kommentar
channel-story = Story
channel-private-message = private Nachricht
channel-group = Gruppe
channel-email = E-Mail
channel-call = Anruf
channel-voice = Sprachnachricht
channel-image = Bild
channel-video = Video
channel-live = Live-Übertragung
channel-parcel = Brief oder Paket
channel-in-person = persönlich
channel-other = anderer
channel-unknown = unbekannt
list = Liste der Belege
list-how = Der SHA-256-Hashwert einer Datei ändert sich, sobald sich ein Bit ändert. Er gilt für das ganze Original, gezeigt oder nicht.
coverage = Was gezeigt wird, und was nicht
coverage-how = Die Person hat gewählt, was sie übergibt. Der Rest gehört ihr; er wird nur gezählt.
coverage-shown = { $n ->
    [one] { $count } Stück gezeigt.
   *[other] { $count } Stücke gezeigt.
  }
coverage-kept-chat = { $n ->
    [one] { $count } weiteres Stück dieses privaten Gesprächs gehört nicht zu dieser Akte.
   *[other] { $count } weitere Stücke dieses privaten Gesprächs gehören nicht zu dieser Akte.
  }
coverage-kept-file = { $n ->
    [one] { $count } weiteres Stück dieser Datei gehört nicht zu dieser Akte.
   *[other] { $count } weitere Stücke dieser Datei gehören nicht zu dieser Akte.
  }
coverage-all = { $n ->
    [one] Das einzige Stück dieser Datei wird gezeigt.
   *[other] Alle { $count } Stücke dieser Datei werden gezeigt.
  }
coverage-whole = { $n ->
    [one] { $count } Beleg liegt ganz und unverschlüsselt bei.
   *[other] { $count } Belege liegen ganz und unverschlüsselt bei.
  }
coverage-read = { $n ->
    [one] Von { $count } Beleg wird gezeigt, was ein Programm darin gelesen hat; die Bytes selbst liegen nicht bei, nur ihr Hashwert.
   *[other] Von { $count } Belegen wird gezeigt, was ein Programm darin gelesen hat; die Bytes selbst liegen nicht bei, nur ihre Hashwerte.
  }
coverage-hash-only = { $n ->
    [one] Von { $count } Beleg steht hier nur der Hashwert.
   *[other] Von { $count } Belegen steht hier nur der Hashwert.
  }
coverage-leaves = { $n ->
    [one] Das Protokoll enthält { $count } Eintrag, der nicht gezeigt wird.
   *[other] Das Protokoll enthält { $count } Einträge, die nicht gezeigt werden.
  }
deleted-before = Nachrichten, die vor dem Export gelöscht oder bearbeitet wurden, sind nicht zu sehen.
two-columns = Unversehrtheit und Herkunft
two-columns-how = Unversehrtheit lässt sich nachrechnen. Die Stärke der Herkunft, von A bis E, sagt, worauf sie beruht; über den Inhalt sagt sie nichts.
column-integrity = Unversehrtheit
column-origin = Stärke der Herkunft
column-fetch = Was noch zu erhalten ist
integrity-whole = Original liegt bei; versiegelt in Eintrag { $leaf }
integrity-pieces = Stücke liegen bei, Stelle bewiesen; versiegelt in Eintrag { $leaf }
integrity-read = Gezeigt wird, was darin gelesen wurde, mit dem Hashwert; versiegelt in Eintrag { $leaf }
integrity-hash = Nur der Hashwert; versiegelt in Eintrag { $leaf }
strength-a = A — die Signatur eines Dritten, die sich prüfen lässt
strength-b = B — eine Seite mit ihren Bestandteilen und eine zweite, unabhängige Aufnahme
strength-c = C — die Originaldatei eines Geräts oder ein Export mit Kennungen, die die Plattform bestätigen kann
strength-d = D — ein Textexport, der sich ändern lässt, oder ein Bildschirmfoto
strength-e = E — abgetippter Text oder das Foto eines Bildschirms
custody = Woher die Belege kommen, und wer sie hatte
custody-how = Wer diese Akte übergibt, hat die Belege selbst in das Programm genommen. Die Originale blieben verschlüsselt und wurden nie geändert. Alles, was ein Programm darüber sagt, ist eine Lesung und steht getrennt.
fact-readers = Leser und Versionen
fact-first-received = Erster Beleg gesichert
fact-last-received = Letzter Beleg gesichert
fact-zones = Uhren und Zeitzonen
exhibits-of = Belege { $list }
zones-floating = { $n ->
    [one] { $count } Nachricht in der Ortszeit eines Telefons, Zeitzone nicht angegeben
   *[other] { $count } Nachrichten in der Ortszeit eines Telefons, Zeitzone nicht angegeben
  }
zones-told = { $n ->
    [one] { $count } Nachricht mit angegebener Zeitzone
   *[other] { $count } Nachrichten mit angegebener Zeitzone
  }
zones-none = { $n ->
    [one] { $count } Nachricht ohne bekanntes Datum
   *[other] { $count } Nachrichten ohne bekanntes Datum
  }
zones-nothing = keine Nachricht mit Datum
answers-how = Die Datei ließ eine Frage offen. Die Antwort stammt von einer Person und ist als solche versiegelt.
answered-by-unsaid = die Person
column-answer = Antwort
column-by = Von wem, wann
stamps = Zeitstempel und Zeugen
stamps-how = Ein Zeitstempel kommt von einer Stelle außerhalb: Diesen Stand des Protokolls gab es zu dieser Zeit schon. Die Zeitstempel dieser Akte selbst liegen in temoin/time des Pakets.
column-authority = Stelle
column-quality = Güte
column-covers = Umfasst
witness = { $name } sah Stand { $size } des Protokolls: { $time }, nach eigener Uhr. Fingerabdruck des Schlüssels: { $fingerprint }.
not-examined = Was nicht untersucht wurde
not-examined-how = Ein Leser lässt nichts stillschweigend weg. Was er nicht lesen konnte oder seltsam fand, steht hier. Die Erläuterung ist englisch, wie das Programm sie schreibt.
column-note = Hinweis
column-times = Mal
column-detail = Erläuterung des ersten
no-notes = Keine Hinweise beim Lesen.
unseen-pictures = Der Inhalt der Bilder wurde nicht gelesen. Kein Programm hat gesagt, was sie zeigen.
unseen-sound = Videos und Tonaufnahmen hat das Programm weder angesehen noch angehört.
unseen-rest = Metadaten in den Dateien wurden nicht untersucht, außer wo ein Datum es sagt.
checking = Wie Sie prüfen
checking-how = Entpacken Sie das Paket und öffnen Sie ein Befehlsfenster in dem Ordner, in dem bagit.txt liegt.
checking-windows = Eine Datei, unter Windows; das Ergebnis muss dem in der Liste der Belege oder in manifest-sha256.txt gleichen:
checking-all = Alle Dateien, unter Linux oder macOS, oder mit dem öffentlichen Programm BagIt:
checking-stamps = Jeder Zeitstempel; der ganze Befehl steht in temoin/time:
checking-temoin = Die Unterschriften, Stellen und Zahlen, mit dem Fingerabdruck, den Sie auf anderem Weg kennen:
checking-trust = Holen Sie das Prüfprogramm aus einer Quelle, der Sie vertrauen, nicht aus diesem Paket. Jeder kann ein ganzes Paket mit einem anderen Schlüssel neu machen: Vergleichen Sie den Fingerabdruck.
limits = Was diese Akte nicht zeigt
limits-how = Diese Grenzen stehen hier, damit man dem Rest glauben kann.
limit-online = Ein Siegel zeigt, dass sich seit einem Zeitpunkt nichts geändert hat. Es zeigt nicht, dass der Inhalt online war.
limit-before = Es zeigt nicht, dass niemand den Beleg vor dem Versiegeln geändert hat.
limit-author = Es zeigt nicht, wer etwas schrieb. Ein angezeigter Name ist keine Identität. Wer vermutet wird, wird nie als Verfasser genannt.
limit-names = In einem Gespräch stammen Namen oft aus dem Adressbuch der Person, die exportiert hat.
limit-clocks = Die Uhren dieses Computers und der Telefone wurden nicht geprüft. Nur ein Zeitstempel nennt eine Zeit von außen.
limit-chosen = Die Person hat gewählt, was gezeigt wird. Zusammenhang kann fehlen; Gericht oder Polizei können danach fragen.
limit-key = Der Schlüssel gehört der Person. Das Gewicht kommt von Zeitstempeln, Zeugen und dem, was Dritte bestätigen können.
limit-reading = Texte, Namen und Daten auf diesen Seiten sind die Lesung eines Programms. Maßgeblich sind die versiegelten Bytes.
limit-bailiff = Ein Gerichtsvollzieher kann feststellen, was noch online ist. Dafür kann diese Akte übergeben werden.
limit-hidden = Ein Zeichen, das unsichtbar ist oder das keine Schrift zeigt, steht mit seiner Nummer da, zum Beispiel ⟨U+202E⟩. Stehen mehr als sechs Zeichen auf einem Buchstaben, wird der Rest gezählt: ⟨+3⟩.
limit-container = Der Behälter mit den Originalen ist verschlüsselt. Das Passwort geht einen anderen Weg.
annex = Anhang für Sachverständige
annex-how = Formate: spec/seal.md und spec/package.md von Témoin, Version 1. Merkle-Baum RFC 6962, signierte Notizen und Checkpoints C2SP (Ed25519), Zeitstempel RFC 3161, kanonisches JSON RFC 8785, BagIt 1.0 (RFC 8493), CASE 1.5 / UCO 1.4.
fact-origin-log = Name des Protokolls
fact-key = Prüfschlüssel
fact-log-size = Einträge vor der Ausgabe
fact-export-leaf = Eintrag der Ausgabe
export-leaf = Nummer { $count }, mit dem Hashwert von manifest-sha256.txt
fact-head-size = Früherer Stand: Größe
fact-head-root = Früherer Stand: Wurzel
fact-head-made = Früherer Stand: geschrieben am
annex-leaves = Gezeigte Einträge des Protokolls
column-leaf = Eintrag
column-leaf-hash = Hashwert des Blatts (H(0x00 ‖ Bytes))
annex-pieces = Gezeigte Stücke
annex-pieces-how = Nummer ab null, erstes Byte, Zahl der Bytes. Nonces und Beweise: data/records.
column-pieces = Gezeigt
column-places = Stellen
annex-formats = Was das Paket enthält
annex-formats-how = data/index.json und data/timeline.csv für Maschinen; data/case.jsonld für Ermittlungsprogramme; data/records für die gezeigten Bytes, ihre Nonces und Beweise; temoin/log für Stände, Blätter und Beweise; temoin/time für die Zeitstempel. Die Lesung beweist nichts; Bytes und Beweise genügen.
receipt-title = Quittung
receipt-subtitle = Stand eines Protokolls digitaler Belege
receipt-is = Dieses Blatt hält den Stand eines Protokolls zu einem Zeitpunkt fest. Später lässt sich damit prüfen, dass alles, was damals darin stand, noch unverändert darin steht.
receipt-is-not = Dieses Blatt enthält keinen Beleg und sagt nichts darüber, was sie zeigen. Es ist weder eine Feststellung durch einen Gerichtsvollzieher noch eine Anzeige.
receipt-keep = Bewahren Sie dieses Blatt auf oder legen Sie es zur Akte. Notieren Sie hier, wer es erhielt, wo und wann:
receipt-use = Später prüfen: temoin-verify PAKET --fingerprint FINGERABDRUCK --since STAND
fact-package-fingerprint = Fingerabdruck des Siegels
fact-size = Einträge im Protokoll
fact-root = Wurzel
fact-sealed = Stand geschrieben am
receipt-checkpoint = Der Stand des Protokolls, Wort für Wort:
receipt-name = Name und Dienststelle
receipt-date = Datum und Unterschrift
field-author-display_name = Angezeigter Name
field-author-handle = Benutzername
field-author-profile_url = Adresse des Profils
field-author-user_id = Kennung
field-author-phone = Telefon
field-author-email = E-Mail
field-author-relation = Verhältnis zur Person
field-author-why_suspected = Grund der Vermutung
field-author-several_authors = Mehrere Personen
field-author-first_seen = Zuerst gesehen
field-author-repeated_account = Neu angelegtes Konto
field-location-url = Adresse
field-location-parent_url = Adresse des Verlaufs
field-location-post_id = Nummer des Beitrags
field-location-group_name = Name der Gruppe
field-location-still_online = Noch online
field-times-shown_on_item = Sichtbares Datum
field-times-message_metadata = Datum der Nachricht
field-times-file_metadata = Datum der Datei
field-times-capture_clock = Uhrzeit der Aufnahme
field-times-told = Genanntes Datum
field-times-trusted_timestamp = Zeitstempel
field-context-before = Kurz davor
field-context-after = Kurz danach
field-context-under_post = Unter welchem Beitrag
field-context-language = Sprache
field-context-own_replies = Eigene Antworten
field-context-reach = Reichweite
field-nature-kinds = Art
field-nature-condition = Gestellte Bedingung
field-nature-data_revealed = Verratene Angaben
field-nature-ground = Beweggrund
field-nature-asked_for = Was verlangt wurde
field-nature-paid = Bezahlt
field-nature-public = Öffentlich
field-nature-form = Form
field-consent-made_by = Bilder gemacht von
field-consent-with_knowledge = Mit Wissen gemacht
field-consent-made_for = Gemacht für
field-consent-terms = Was vereinbart war
field-consent-who_else = Wer noch zu sehen ist
field-consent-ages_then = Alter damals
field-harm-fear = Angst
field-harm-sleep = Schlaf
field-harm-health = Gesundheit
field-harm-certificate = Attest
field-harm-incapacity_days = Tage arbeitsunfähig
field-harm-work = Arbeit
field-harm-money = Geld
field-harm-school = Schule
field-harm-move = Umzug
field-harm-children = Kinder
field-harm-changed = Was sich änderte
field-witnesses-name = Zeugin oder Zeuge
field-witnesses-contact = Kontakt dazu
field-witnesses-saw = Was gesehen wurde
field-witnesses-own_copy = Eigene Kopie dazu
field-witnesses-agreed = Einverstanden
field-capture-by = Aufgenommen von
field-capture-device = Gerät
field-capture-app = App
field-capture-method = Weg
field-capture-original = Wo das Original ist
field-capture-complete = Vollständig
field-capture-edited = Bearbeitet
field-steps-block = Sperre
field-steps-report = Meldung
field-steps-helpline = Hilfetelefon
field-steps-igvm = Institut für Gleichstellung
field-steps-stopncii = StopNCII
field-steps-lawyer = Anwältin oder Anwalt
field-steps-police = Polizei
field-steps-notice = Abmahnung
field-steps-order = Anordnung
field-steps-reply = Erhaltene Antwort
field-safety-sees_device = Zugang zum Gerät
field-safety-safe_contact = Sicherer Kontakt
field-safety-urgent_danger = Dringende Gefahr
