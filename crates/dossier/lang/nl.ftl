# Het verslag in het Nederlands. Eén gedachte per zin; gewone woorden; niets dat niet waar te maken is.
title = Dossier met digitale stukken
subtitle = Voor de politie, een advocaat, een organisatie of een platform
running = Dossier met digitale stukken
contents = Inhoud
what-this-is = Dit dossier bevat bestanden en berichten die iemand heeft bewaard, zoals ze zijn ontvangen of opgeslagen. Elk stuk is verzegeld: iedereen kan nagaan dat het sindsdien niet is veranderd.
not-a-bailiff = Dit dossier is geen vaststelling door een gerechtsdeurwaarder. Het bewijst op zich niet dat iets online stond, en ook niet wie het schreef.
compare = Vergelijk de vingerafdruk van de sleutel met die op het ontvangstbewijs, of vraag hem per telefoon. De vingerafdruk van het zegel toont het programma aan wie dit pakket geeft; vraag ernaar.
clock-not-checked = klok van deze computer, niet gecontroleerd
zone-floating = tijdzone niet vermeld
fact-made = Gemaakt op
fact-fingerprint = Vingerafdruk van de sleutel
fact-checkpoint = Laatste stand van het logboek vóór dit dossier
no-checkpoint = Geen vóór dit dossier
fact-program = Programma
n-exhibits = { $n ->
    [one] { $count } stuk
   *[other] { $count } stukken
  }
n-records = { $n ->
    [one] { $count } bericht getoond
   *[other] { $count } berichten getoond
  }
n-statements = { $n ->
    [one] { $count } verklaring
   *[other] { $count } verklaringen
  }
n-pieces-kept = { $n ->
    [one] { $count } deel dat de persoon zelf houdt
   *[other] { $count } delen die de persoon zelf houdt
  }
n-leaves-kept = { $n ->
    [one] { $count } regel van het logboek niet getoond
   *[other] { $count } regels van het logboek niet getoond
  }
n-attachments = { $n ->
    [one] { $count } bijlage
   *[other] { $count } bijlagen
  }
n-bytes = { $n ->
    [one] { $count } byte
   *[other] { $count } bytes
  }
n-more = en { $count } andere
n-stamps = { $n ->
    [one] { $count } tijdstempel van een eerdere stand van het logboek
   *[other] { $count } tijdstempels van eerdere standen van het logboek
  }
summary = In het kort
her-opening = De persoon schrijft:
summary-shown = Dit dossier toont: { $what }.
summary-two-columns = Twee vragen blijven altijd gescheiden. Integriteit: is dit stuk veranderd sinds het werd verzegeld? Herkomst: waar komt het vandaan, en wie kan dat bevestigen? Een antwoord op de eerste vraag is nooit een antwoord op de tweede.
from-to = van { $from } tot { $to }
fact-period = Getoonde data
fact-names = Getoonde namen
fact-strengths = Sterkte van de herkomst
fact-stamps = Tijdstempels
no-stamps = Geen enkele eerdere stand van het logboek kreeg een tijdstempel.
quoted = „{ $what }”
shown-as = Getoond als „{ $name }”
exhibit = Stuk { $number }
statement = Verklaring { $number }
answer = Antwoord
timeline = Tijdlijn
timeline-order = In de volgorde van de klokken zoals ze geschreven staan. Staat er geen UTC bij, dan is de tijdzone niet bekend: uren die dicht bij elkaar liggen, kunnen dan in een andere volgorde zijn gevallen.
timeline-unprinted = { $n ->
    [one] De eerste regels zijn hier afgedrukt, en altijd de verklaringen; { $count } andere regel staat in data/timeline.csv, en de bytes van alle getoonde berichten staan in data/records.
   *[other] De eerste regels zijn hier afgedrukt, en altijd de verklaringen; de { $count } andere regels staan in data/timeline.csv, en de bytes van alle getoonde berichten in data/records.
  }
timeline-statement = Verklaring: „{ $text }”
column-time = Uur
column-what = Wat wordt getoond
column-where = Waar
column-number = Stuk
no-date = Zonder bekende datum
no-clock = alleen dag
exhibits = Stukken
exhibits-how = Elk stuk wordt beschreven zoals het is ontvangen. Beelden zijn verkleind tot enkele blokken: men kan ze herkennen, niet bekijken. „Getoond als” geeft de naam die de app toont; dat is geen identiteit.
masked = Op vraag van de persoon zijn woorden op deze bladzijden bedekt met ▇▇▇▇. Dat is alleen weergave: de verzegelde bytes bevatten ze nog.
exhibit-unprinted = { $n ->
    [one] De eerste { $printed } getoonde berichten zijn hier afgedrukt, in de volgorde van het bestand; { $count } ander getoond bericht staat in { $file } en in data/timeline.csv.
   *[other] De eerste { $printed } getoonde berichten zijn hier afgedrukt, in de volgorde van het bestand; de { $count } andere getoonde berichten staan in { $file } en in data/timeline.csv.
  }
fact-name = Naam van het bestand
fact-type = Soort
fact-modified = Datum van het bestand
fact-received = Bewaard op
fact-obtained = Hoe verkregen
fact-origin = Herkomst
fact-original = Origineel
original-in-container = in de versleutelde container, apart overhandigd
original-kept = bij de persoon; alleen de hash staat hier
picture-alt = Beeld van stuk { $number }, verkleind tot enkele kleurblokken
picture-caption = Verkleind beeld. Het origineel meet { $size } pixels.
time-as-written = zoals geschreven: { $what }
folded = Ingekorte tekst: nog { $count } tekens. De hele tekst staat in { $file }.
attachment-present = Bijlage: { $name }
attachment-missing = Bijlage niet in de export: { $name }
attachment-unknown = Bijlage niet gezocht: { $name }
piece-of = Deel { $piece } van { $count }
from-shown = datum zichtbaar op het stuk
from-message = datum uit de export
from-file = datum uit het bestand
from-capture = klok van het toestel, niet gecontroleerd
from-told = datum gegeven door de persoon
from-stamp = tijdstempel
from-name = datum uit de bestandsnaam
from-other = herkomst van de datum niet vermeld
owner = houder van het account
told-subject = Onderwerp: { $what }
told-outcome = Afloop: { $what }
told-length = Duur: { $what }
told-forwarded-from = Doorgestuurd van: { $what }
told-earlier = Eerdere tekst: { $what }
told-address = Adres: { $what }
call-missed = Gemiste oproep.
call-rejected = Geweigerde oproep.
call-answered = Beantwoorde oproep.
kind-message = Bericht
kind-post = Post
kind-comment = Reactie onder een post
kind-reaction = Emoji-reactie
kind-call = Oproep
kind-poll = Peiling
kind-email = E-mail
kind-page = Pagina
kind-photo = Foto
kind-video = Video
kind-voice = Spraakbericht
kind-system = Geschreven door de app
kind-event = Afspraak
kind-contact = Contact
flag-deleted = Verwijderd: de tekst staat niet meer in de export.
flag-edited = Bewerkt: de eerdere tekst staat niet meer in de export.
flag-media-omitted = Bestand niet mee geëxporteerd.
flag-boundary-doubtful = Twijfel over het begin: deze regel kan in het vorige bericht getypt zijn.
flag-sender-doubtful = Twijfel over de afzender: niets toont of de app dit schreef.
flag-time-backwards = Het uur ligt vóór dat van het vorige bericht.
flag-dst-gap = Dit uur bestaat niet in Midden-Europa: de klok ging vooruit.
flag-dst-fold = Dit uur bestaat twee keer in Midden-Europa: de klok ging terug.
flag-content-unknown = De app heeft deze inhoud niet geëxporteerd.
flag-invalid-bytes = Onleesbare bytes zijn in de weergave vervangen.
flag-text-cut = Zeer lange tekst: alleen het begin is gelezen.
flag-hidden-controls = In deze tekst staan onzichtbare tekens; ze worden met hun nummer getoond.
flag-date-unproven = Dag en maand kunnen omgewisseld zijn; niemand heeft dit al beantwoord.
flag-draft = Klad: geschreven, niet verzonden.
flag-duplicate-key = De bron zegt hetzelfde twee keer; het laatste wordt getoond.
flag-encoding-doubtful = De tekst lijkt twee coderingen te mengen; hij blijft zoals hij is.
flag-expiring = Ingesteld om te verdwijnen.
flag-filtered = Het platform had dit apart gezet (verzoeken of spam).
flag-forwarded = Doorgestuurd.
flag-repaired = Tekst in een verkeerde codering bewaard, hier hersteld.
flag-replaced = Onvolledige tekens zijn in de weergave vervangen.
flag-syntax-repaired = Kleine fout in het formaat, bij het lezen hersteld.
flag-time-unusable = Het genoteerde tijdstip is er geen.
flag-undelivered = Niet bezorgd, volgens de bron.
obtained-own = Van het eigen toestel of account
obtained-given = Gekregen van iemand
obtained-other = Op een andere manier
obtained-unsaid = Niet vermeld
basis-signature = handtekening van een derde, gecontroleerd: { $what }
basis-two-captures = twee onafhankelijke opnames van een pagina
basis-device = origineel bestand van een toestel
basis-platform-export = export van { $what } met kenmerken die het platform kan bevestigen
basis-text-export = tekstexport van { $what }; zo’n bestand kan worden gewijzigd
basis-picture = foto of schermafbeelding; een beeld kan worden gewijzigd
basis-photo-of-screen = foto van een scherm
basis-retyped = overgetypte tekst
basis-plain = bestand waarvan niets meer bekend is
fetch-phone = hetzelfde gesprek op de telefoons van wie eraan deelnam
fetch-platform = account- en verbindingsgegevens bij { $what }, zolang die ze bewaart
fetch-page = de pagina, door een gerechtsdeurwaarder: { $what }
fetch-device = het originele bestand, op het toestel
fetch-mail = het bericht, bij de e-mailaanbieders
fetch-nothing = niets bekend
stamp-qualified = gekwalificeerd (eIDAS)
stamp-not-qualified = niet gekwalificeerd
stamp-unknown = onbekend
stamp-covers = { $n ->
    [one] de eerste regel van het logboek
   *[other] de eerste { $count } regels van het logboek
  }
who-known = de persoon zegt het te weten
who-suspected = de persoon vermoedt het
who-unknown = onbekend
who-nobody = Niemand wordt genoemd
when-exact = op de minuut
when-day = die dag
when-about = ongeveer
when-unknown = de persoon weet het niet
answer-dmy = De data staan als dag, maand, jaar.
answer-mdy = De data staan als maand, dag, jaar.
answer-ymd = De data staan als jaar, maand, dag.
answer-zone = De klok stond op { $what }.
answer-same-person = „{ $a }” en „{ $b }” zijn één persoon.
what-whatsapp = WhatsApp-gesprek (export)
what-archive = Archief
what-pdf = Pdf-document
what-image = Afbeelding
what-video = Video
what-audio = Geluidsopname
what-email = E-mail
what-text = Tekst
what-file = Bestand
statements = Verklaringen
statements-how = De persoon heeft ze zelf geschreven en verzegeld. Een verbetering is een nieuwe verklaring; de oude blijft.
fact-when = Wanneer
fact-where = Waar
fact-channel = Langs welke weg
fact-who = Wie
fact-proof = Stukken
fact-entered = Geschreven op
fact-corrects = Verbetert
corrects-kept = een verklaring die niet in dit dossier zit
proof-none = nog geen
proof-kept = een stuk dat niet in dit dossier zit
channel-post = post
channel-comment = reactie onder een post
channel-story = story
channel-private-message = privébericht
channel-group = groep
channel-email = e-mail
channel-call = oproep
channel-voice = spraakbericht
channel-image = beeld
channel-video = video
channel-live = live
channel-parcel = brief of pakje
channel-in-person = in levenden lijve
channel-other = andere
channel-unknown = onbekend
list = Lijst van de stukken
list-how = De SHA-256-hash van een bestand verandert zodra één bit verandert. Hij geldt voor het hele origineel, getoond of niet.
coverage = Wat wordt getoond, en wat niet
coverage-how = De persoon koos wat wordt overhandigd. De rest blijft van de persoon; die wordt alleen geteld.
coverage-shown = { $n ->
    [one] { $count } deel getoond.
   *[other] { $count } delen getoond.
  }
coverage-kept-chat = { $n ->
    [one] { $count } ander deel van dit privégesprek maakt geen deel uit van dit dossier.
   *[other] { $count } andere delen van dit privégesprek maken geen deel uit van dit dossier.
  }
coverage-kept-file = { $n ->
    [one] { $count } ander deel van dit bestand hoort niet bij dit dossier.
   *[other] { $count } andere delen van dit bestand horen niet bij dit dossier.
  }
coverage-all = { $n ->
    [one] Het enige deel van dit bestand wordt getoond.
   *[other] Alle { $count } delen van dit bestand worden getoond.
  }
coverage-whole = { $n ->
    [one] { $count } stuk is volledig en onversleuteld bijgevoegd.
   *[other] { $count } stukken zijn volledig en onversleuteld bijgevoegd.
  }
coverage-read = { $n ->
    [one] Van { $count } stuk wordt getoond wat een programma erin las; de bytes zelf staan hier niet, alleen hun hash.
   *[other] Van { $count } stukken wordt getoond wat een programma erin las; de bytes zelf staan hier niet, alleen hun hashes.
  }
coverage-hash-only = { $n ->
    [one] Van { $count } stuk staat alleen de hash hier.
   *[other] Van { $count } stukken staat alleen de hash hier.
  }
coverage-leaves = { $n ->
    [one] Het logboek bevat { $count } regel die niet wordt getoond.
   *[other] Het logboek bevat { $count } regels die niet worden getoond.
  }
deleted-before = Berichten die vóór de export zijn verwijderd of bewerkt, zijn niet te zien.
two-columns = Integriteit en herkomst
two-columns-how = Integriteit is na te rekenen. De sterkte van de herkomst, van A tot E, zegt waarop die steunt; ze zegt niets over de inhoud.
column-integrity = Integriteit
column-origin = Sterkte van de herkomst
column-fetch = Wat nog op te vragen is
integrity-whole = Origineel bijgevoegd; verzegeld in regel { $leaf }
integrity-pieces = Delen bijgevoegd, plaats bewezen; verzegeld in regel { $leaf }
integrity-read = Wat erin gelezen is wordt getoond, met de hash; verzegeld in regel { $leaf }
integrity-hash = Alleen de hash; verzegeld in regel { $leaf }
strength-a = A — de handtekening van een derde, die klopt bij controle
strength-b = B — een pagina met haar onderdelen, en een tweede, onafhankelijke opname
strength-c = C — het originele bestand van een toestel, of een platformexport met kenmerken die het platform kan bevestigen
strength-d = D — een tekstexport die gewijzigd kan worden, of een schermafbeelding
strength-e = E — overgetypte tekst, of een foto van een scherm
custody = Waar de stukken vandaan komen, en wie ze had
custody-how = Wie dit dossier overhandigt, heeft de stukken zelf in het programma gezet. De originelen bleven versleuteld en zijn nooit veranderd. Alles wat een programma erover zegt, is een lezing en staat apart.
fact-readers = Lezers en versies
fact-first-received = Eerste stuk bewaard
fact-last-received = Laatste stuk bewaard
fact-zones = Klokken en tijdzones
exhibits-of = stukken { $list }
zones-floating = { $n ->
    [one] { $count } bericht in de plaatselijke tijd van een telefoon, tijdzone niet vermeld
   *[other] { $count } berichten in de plaatselijke tijd van een telefoon, tijdzone niet vermeld
  }
zones-told = { $n ->
    [one] { $count } bericht met vermelde tijdzone
   *[other] { $count } berichten met vermelde tijdzone
  }
zones-none = { $n ->
    [one] { $count } bericht zonder bekende datum
   *[other] { $count } berichten zonder bekende datum
  }
zones-nothing = geen bericht met een datum
answers-how = Het bestand liet een vraag open. Het antwoord komt van een persoon en is als zodanig verzegeld.
answered-by-unsaid = de persoon
column-answer = Antwoord
column-by = Door wie, wanneer
stamps = Tijdstempels en getuigen
stamps-how = Een tijdstempel komt van een instantie van buiten: deze stand van het logboek bestond op dat uur. De tijdstempels van dit dossier zelf staan in temoin/time van het pakket.
column-authority = Instantie
column-quality = Kwaliteit
column-covers = Dekt
witness = { $name } zag stand { $size } van het logboek op { $time }, volgens de eigen klok. Vingerafdruk van de sleutel: { $fingerprint }.
not-examined = Wat niet is onderzocht
not-examined-how = Een lezer laat niets stilzwijgend weg. Wat hij niet kon lezen of vreemd vond, staat hier. De uitleg is in het Engels, zoals het programma ze schrijft.
column-note = Opmerking
column-times = Keer
column-detail = Uitleg bij de eerste
no-notes = Geen opmerkingen bij het lezen.
unseen-pictures = De inhoud van de beelden is niet gelezen. Geen programma zei wat erop te zien is.
unseen-sound = Video’s en geluidsopnames zijn door het programma niet bekeken of beluisterd.
unseen-rest = Metagegevens in de bestanden zijn niet onderzocht, behalve waar een datum dat vermeldt.
checking = Hoe u controleert
checking-how = Pak het pakket uit en open een opdrachtvenster in de map waar bagit.txt staat.
checking-windows = Eén bestand, in Windows; het resultaat moet gelijk zijn aan de lijst van de stukken of aan manifest-sha256.txt:
checking-all = Alle bestanden, in Linux of macOS, of met het publieke programma BagIt:
checking-stamps = Elke tijdstempel; de volledige opdracht staat in temoin/time:
checking-temoin = De handtekeningen, plaatsen en aantallen, met de vingerafdruk die u langs een andere weg kent:
checking-trust = Haal het controleprogramma bij een bron die u vertrouwt, niet uit dit pakket. Iedereen kan een heel pakket opnieuw maken met een andere sleutel: vergelijk de vingerafdruk.
limits = Wat dit dossier niet toont
limits-how = Deze grenzen staan hier opdat de rest geloofd kan worden.
limit-online = Een zegel toont dat er sinds een moment niets is veranderd. Het toont niet dat de inhoud online stond.
limit-before = Het toont niet dat niemand het stuk heeft veranderd vóór het werd verzegeld.
limit-author = Het toont niet wie iets schreef. Een getoonde naam is geen identiteit. Wie wordt vermoed, wordt nooit auteur genoemd.
limit-names = In een gesprek komen de namen vaak uit het adresboek van wie exporteerde.
limit-clocks = De klok van deze computer en die van de telefoons zijn niet gecontroleerd. Alleen een tijdstempel geeft een uur van buiten.
limit-chosen = De persoon koos wat wordt getoond. Er kan context ontbreken; een rechter of de politie kan die vragen.
limit-key = De sleutel die tekent, is van de persoon. Het gewicht komt van tijdstempels, getuigen en wat derden kunnen bevestigen.
limit-reading = Teksten, namen en data op deze bladzijden zijn de lezing van een programma. De verzegelde bytes gaan voor.
limit-bailiff = Een gerechtsdeurwaarder kan vaststellen wat nog online staat. Daarvoor kan dit dossier worden overhandigd.
limit-hidden = Een teken dat onzichtbaar is of dat geen lettertype toont, staat met zijn nummer, bijvoorbeeld ⟨U+202E⟩. Staan er meer dan zes tekens op één letter, dan wordt de rest geteld: ⟨+3⟩.
limit-container = De container met originelen is versleuteld. Het wachtwoord gaat langs een andere weg.
annex = Bijlage voor de deskundige
annex-how = Formaten: spec/seal.md en spec/package.md van Témoin, versie 1. Merkle-boom RFC 6962, ondertekende notities en checkpoints C2SP (Ed25519), tijdstempels RFC 3161, canonieke JSON RFC 8785, BagIt 1.0 (RFC 8493), CASE 1.5 / UCO 1.4.
fact-origin-log = Naam van het logboek
fact-key = Controlesleutel
fact-log-size = Regels vóór de export
fact-export-leaf = Regel van de export
export-leaf = nummer { $count }, met de hash van manifest-sha256.txt
fact-head-size = Eerdere stand: grootte
fact-head-root = Eerdere stand: wortel
fact-head-made = Eerdere stand: geschreven op
annex-leaves = Getoonde regels van het logboek
column-leaf = Regel
column-leaf-hash = Hash van het blad (H(0x00 ‖ bytes))
annex-pieces = Getoonde delen
annex-pieces-how = Nummer vanaf nul, eerste byte, aantal bytes. Nonces en bewijzen: data/records.
column-pieces = Getoond
column-places = Plaatsen
annex-formats = Wat het pakket bevat
annex-formats-how = data/index.json en data/timeline.csv voor machines; data/case.jsonld voor onderzoeksprogramma’s; data/records voor de getoonde bytes, hun nonces en bewijzen; temoin/log voor standen, bladen en bewijzen; temoin/time voor de tijdstempels. De lezing bewijst niets; bytes en bewijzen volstaan.
receipt-title = Ontvangstbewijs
receipt-subtitle = Stand van een logboek met digitale stukken
receipt-is = Dit papier noteert de stand van een logboek op een moment. Later kan men ermee nagaan dat alles wat er toen in stond, er nog onveranderd in staat.
receipt-is-not = Dit papier bevat geen enkel stuk en zegt niets over wat ze tonen. Het is geen vaststelling door een gerechtsdeurwaarder en geen klacht.
receipt-keep = Bewaar dit papier of voeg het bij het dossier. Noteer hier wie het kreeg, waar en wanneer:
receipt-use = Later controleren: temoin-verify PAKKET --fingerprint VINGERAFDRUK --since STAND
fact-package-fingerprint = Vingerafdruk van het zegel
fact-size = Regels in het logboek
fact-root = Wortel
fact-sealed = Stand geschreven op
receipt-checkpoint = De stand van het logboek, woord voor woord:
receipt-name = Naam en dienst
receipt-date = Datum en handtekening
field-author-display_name = Getoonde naam
field-author-handle = Gebruikersnaam
field-author-profile_url = Adres van het profiel
field-author-user_id = Kenmerk
field-author-phone = Telefoon
field-author-email = E-mail
field-author-relation = Band met de persoon
field-author-why_suspected = Reden van het vermoeden
field-author-several_authors = Meerdere personen
field-author-first_seen = Eerst gezien
field-author-repeated_account = Opnieuw gemaakt account
field-location-url = Adres
field-location-parent_url = Adres van de draad
field-location-post_id = Nummer van de post
field-location-group_name = Naam van de groep
field-location-still_online = Nog online
field-times-shown_on_item = Zichtbare datum
field-times-message_metadata = Datum bij het bericht
field-times-file_metadata = Datum van het bestand
field-times-capture_clock = Uur van de opname
field-times-told = Vertelde datum
field-times-trusted_timestamp = Tijdstempel
field-context-before = Net ervoor
field-context-after = Net erna
field-context-under_post = Onder welke post
field-context-language = Taal
field-context-own_replies = Eigen antwoorden
field-context-reach = Bereik
field-nature-kinds = Aard
field-nature-condition = Gestelde voorwaarde
field-nature-data_revealed = Onthulde gegevens
field-nature-ground = Grond
field-nature-asked_for = Wat werd gevraagd
field-nature-paid = Betaald
field-nature-public = Openbaar
field-nature-form = Vorm
field-consent-made_by = Beelden gemaakt door
field-consent-with_knowledge = Met medeweten gemaakt
field-consent-made_for = Gemaakt voor
field-consent-terms = Wat was afgesproken
field-consent-who_else = Wie nog te zien is
field-consent-ages_then = Leeftijden toen
field-harm-fear = Angst
field-harm-sleep = Slaap
field-harm-health = Gezondheid
field-harm-certificate = Attest
field-harm-incapacity_days = Dagen arbeidsongeschikt
field-harm-work = Werk
field-harm-money = Geld
field-harm-school = School
field-harm-move = Verhuizing
field-harm-children = Kinderen
field-harm-changed = Wat veranderde
field-witnesses-name = Getuige
field-witnesses-contact = Contact van de getuige
field-witnesses-saw = Wat de getuige zag
field-witnesses-own_copy = Kopie van de getuige
field-witnesses-agreed = Getuige akkoord
field-capture-by = Opgenomen door
field-capture-device = Toestel
field-capture-app = App
field-capture-method = Manier
field-capture-original = Waar is het origineel
field-capture-complete = Volledig
field-capture-edited = Bewerkt
field-steps-block = Blokkering
field-steps-report = Melding
field-steps-helpline = Hulplijn
field-steps-igvm = Instituut voor gelijkheid
field-steps-stopncii = StopNCII
field-steps-lawyer = Advocaat
field-steps-police = Politie
field-steps-notice = Ingebrekestelling
field-steps-order = Bevel
field-steps-reply = Gekregen antwoord
field-safety-sees_device = Toegang tot het toestel
field-safety-safe_contact = Veilig contact
field-safety-urgent_danger = Dringend gevaar
