# Le rapport en français. Une idée par phrase ; des mots de tous les jours ; rien que l'on ne puisse tenir.
title = Dossier d’éléments numériques
subtitle = À remettre à la police, à un avocat, à une association ou à une plateforme
running = Dossier d’éléments numériques
contents = Sommaire
what-this-is = Ce dossier réunit des fichiers et des messages qu’une personne a gardés, tels qu’elle les a reçus ou enregistrés. Chaque élément a été scellé : toute personne peut vérifier qu’il n’a pas changé depuis.
not-a-bailiff = Ce dossier n’est pas un constat de commissaire de justice (huissier). Il ne prouve pas à lui seul qu’un contenu était en ligne, ni qui l’a écrit.
compare = Comparez l’empreinte de la clé avec celle du reçu ou demandez-la par téléphone. Celle du sceau du paquet est montrée à la personne par le programme ; demandez-la-lui.
clock-not-checked = horloge de cet ordinateur, non vérifiée
zone-floating = fuseau non indiqué
fact-made = Fait le
fact-fingerprint = Empreinte de la clé
fact-checkpoint = Dernier point du journal avant ce dossier
no-checkpoint = Aucun avant ce dossier
fact-program = Programme
n-exhibits = { $n ->
    [one] { $count } pièce
   *[other] { $count } pièces
  }
n-records = { $n ->
    [one] { $count } message montré
   *[other] { $count } messages montrés
  }
n-statements = { $n ->
    [one] { $count } déclaration
   *[other] { $count } déclarations
  }
n-pieces-kept = { $n ->
    [one] { $count } morceau gardé par la personne
   *[other] { $count } morceaux gardés par la personne
  }
n-leaves-kept = { $n ->
    [one] { $count } entrée du journal gardée
   *[other] { $count } entrées du journal gardées
  }
n-attachments = { $n ->
    [one] { $count } fichier joint
   *[other] { $count } fichiers joints
  }
n-bytes = { $n ->
    [one] { $count } octet
   *[other] { $count } octets
  }
n-more = et { $count } autres
n-stamps = { $n ->
    [one] { $count } horodatage d’un point antérieur du journal
   *[other] { $count } horodatages de points antérieurs du journal
  }
summary = En bref
her-opening = La personne écrit :
summary-shown = Ce dossier montre : { $what }.
summary-two-columns = Deux questions sont toujours séparées. L’intégrité : cet élément a-t-il changé depuis qu’il a été scellé ? L’origine : d’où vient-il, et qui peut le confirmer ? Une réponse à la première n’est jamais une réponse à la seconde.
from-to = du { $from } au { $to }
fact-period = Dates montrées
fact-names = Noms affichés
fact-strengths = Force de l’origine
fact-stamps = Horodatages
no-stamps = Aucun point antérieur du journal n’a été horodaté.
quoted = « { $what } »
shown-as = Affiché comme « { $name } »
exhibit = Pièce { $number }
statement = Déclaration { $number }
answer = Réponse
timeline = Chronologie
timeline-order = Dans l’ordre des horloges telles qu’elles sont écrites. Sans mention d’UTC, le fuseau n’est pas connu : deux heures proches peuvent alors être dans un autre ordre.
timeline-unprinted = { $n ->
    [one] Les premières lignes sont reproduites ici, et toujours les déclarations ; { $count } autre ligne se trouve dans data/timeline.csv, et les octets de tous les messages montrés dans data/records.
   *[other] Les premières lignes sont reproduites ici, et toujours les déclarations ; les { $count } autres lignes se trouvent dans data/timeline.csv, et les octets de tous les messages montrés dans data/records.
  }
timeline-statement = Elle déclare : « { $text } »
column-time = Heure
column-what = Ce qui est montré
column-where = Où
column-number = Pièce
no-date = Sans date connue
no-clock = jour seul
exhibits = Pièces
exhibits-how = Chaque pièce est décrite telle qu’elle a été reçue. Les images sont réduites à quelques blocs : on peut les reconnaître, non les regarder. « Affiché comme » dit le nom que montre l’application ; ce n’est pas une identité.
masked = Des mots sont couverts par ▇▇▇▇ dans ces pages, à la demande de la personne. C’est une présentation : les octets scellés les contiennent encore.
exhibit-unprinted = { $n ->
    [one] Les { $printed } premiers messages montrés sont reproduits ici, dans l’ordre du fichier ; { $count } autre message montré se trouve dans { $file } et dans data/timeline.csv.
   *[other] Les { $printed } premiers messages montrés sont reproduits ici, dans l’ordre du fichier ; les { $count } autres messages montrés se trouvent dans { $file } et dans data/timeline.csv.
  }
fact-name = Nom du fichier
fact-type = Type
fact-modified = Date du fichier
fact-received = Gardé le
fact-obtained = Comment obtenu
fact-origin = Origine
fact-original = Original
original-in-container = dans le conteneur chiffré, remis à part
original-kept = gardé par la personne ; seule son empreinte est ici
picture-alt = Image de la pièce { $number }, réduite à quelques blocs de couleur
picture-caption = Image réduite. L’original mesure { $size } pixels.
time-as-written = tel qu’écrit : { $what }
folded = Texte replié : { $count } caractères de plus. Le texte entier est dans { $file }.
attachment-present = Fichier joint : { $name }
attachment-missing = Fichier joint absent de l’export : { $name }
attachment-unknown = Fichier joint non recherché : { $name }
piece-of = Morceau { $piece } sur { $count }
from-shown = date visible sur l’élément
from-message = date écrite dans l’export
from-file = date tenue par le fichier
from-capture = horloge de l’appareil, non vérifiée
from-told = date donnée par la personne
from-stamp = horodatage
from-name = date lue dans le nom du fichier
from-other = origine de la date non précisée
owner = titulaire du compte
told-subject = Objet : { $what }
told-outcome = Issue : { $what }
told-length = Durée : { $what }
told-forwarded-from = Transféré de : { $what }
told-earlier = Texte d’avant : { $what }
told-address = Adresse : { $what }
call-missed = Appel manqué.
call-rejected = Appel refusé.
call-answered = Appel pris.
kind-message = Message
kind-post = Publication
kind-comment = Commentaire
kind-reaction = Réaction
kind-call = Appel
kind-poll = Sondage
kind-email = E-mail
kind-page = Page
kind-photo = Photo
kind-video = Vidéo
kind-voice = Message vocal
kind-system = Écrit par l’application
kind-event = Rendez-vous
kind-contact = Contact
flag-deleted = Supprimé : le texte n’est plus dans l’export.
flag-edited = Modifié : le texte d’avant n’est plus dans l’export.
flag-media-omitted = Fichier laissé hors de l’export.
flag-boundary-doubtful = Début douteux : cette ligne a pu être tapée dans le message d’avant.
flag-sender-doubtful = Expéditeur douteux : rien ne montre si l’application l’a écrit.
flag-time-backwards = L’heure est avant celle du message précédent.
flag-dst-gap = Cette heure n’existe pas en Europe centrale : changement d’heure.
flag-dst-fold = Cette heure existe deux fois en Europe centrale : changement d’heure.
flag-content-unknown = L’application n’a pas exporté ce contenu.
flag-invalid-bytes = Des octets illisibles sont remplacés à l’affichage.
flag-text-cut = Texte très long : seul le début est lu.
flag-hidden-controls = Des caractères invisibles sont dans ce texte ; ils sont montrés par leur numéro.
flag-date-unproven = Jour et mois peuvent être inversés ; personne n’a encore répondu.
flag-draft = Brouillon : écrit, pas envoyé.
flag-duplicate-key = La source dit deux fois une même chose ; la dernière est montrée.
flag-encoding-doubtful = Le texte semble mêler deux encodages ; il est laissé tel quel.
flag-expiring = Réglé pour disparaître.
flag-filtered = La plateforme l’avait mis à part (demandes ou indésirables).
flag-forwarded = Transféré.
flag-repaired = Texte enregistré dans un mauvais encodage, réparé ici.
flag-replaced = Des caractères incomplets sont remplacés à l’affichage.
flag-syntax-repaired = Petit défaut du format, réparé à la lecture.
flag-time-unusable = L’heure écrite n’en est pas une.
flag-undelivered = Non remis, selon la source.
obtained-own = De son propre appareil ou compte
obtained-given = Remis par quelqu’un
obtained-other = Autrement
obtained-unsaid = Non précisé
basis-signature = signature d’un tiers, vérifiée : { $what }
basis-two-captures = deux captures de page indépendantes
basis-device = fichier d’origine d’un appareil
basis-platform-export = export de { $what } avec des identifiants qu’elle peut confirmer
basis-text-export = export en texte de { $what } ; un tel fichier peut être modifié
basis-picture = photo ou capture d’écran ; une image peut être modifiée
basis-photo-of-screen = photo d’un écran
basis-retyped = texte recopié
basis-plain = fichier dont on ne sait rien de plus
fetch-phone = la même conversation sur les téléphones des personnes qui y étaient
fetch-platform = les données de compte et de connexion, auprès de { $what }, tant qu’elle les garde
fetch-page = la page, par un commissaire de justice : { $what }
fetch-device = le fichier d’origine, sur l’appareil
fetch-mail = le message, auprès des fournisseurs de messagerie
fetch-nothing = rien de connu
stamp-qualified = qualifié (eIDAS)
stamp-not-qualified = non qualifié
stamp-unknown = inconnu
stamp-covers = { $n ->
    [one] la première entrée du journal
   *[other] les { $count } premières entrées du journal
  }
who-known = elle dit le savoir
who-suspected = elle le soupçonne
who-unknown = inconnu
who-nobody = Personne n’est nommé
when-exact = à la minute
when-day = ce jour-là
when-about = à peu près
when-unknown = elle ne sait pas
answer-dmy = Les dates se lisent jour, mois, année.
answer-mdy = Les dates se lisent mois, jour, année.
answer-ymd = Les dates se lisent année, mois, jour.
answer-zone = L’horloge était réglée sur { $what }.
answer-same-person = « { $a } » et « { $b } » sont une seule personne.
what-whatsapp = Conversation WhatsApp (export)
what-archive = Archive
what-pdf = Document PDF
what-image = Image
what-video = Vidéo
what-audio = Enregistrement sonore
what-email = E-mail
what-text = Texte
what-file = Fichier
statements = Déclarations
statements-how = La personne les a écrites elle-même et les a scellées. Une correction est une nouvelle déclaration ; l’ancienne reste.
fact-when = Quand
fact-where = Où
fact-channel = Par quel moyen
fact-who = Qui
fact-proof = Éléments
fact-entered = Écrit le
fact-corrects = Corrige
corrects-kept = une déclaration qui n’est pas dans ce dossier
proof-none = aucun pour le moment
proof-kept = un élément qui n’est pas dans ce dossier
channel-post = publication
channel-comment = commentaire
channel-story = story
channel-private-message = message privé
channel-group = groupe
channel-email = e-mail
channel-call = appel
channel-voice = message vocal
channel-image = image
channel-video = vidéo
channel-live = direct
channel-parcel = courrier ou colis
channel-in-person = en personne
channel-other = autre
channel-unknown = inconnu
list = Liste des pièces
list-how = L’empreinte SHA-256 d’un fichier change dès qu’un seul bit change. Elle vaut pour l’original entier, montré ou non.
coverage = Ce qui est montré, et ce qui ne l’est pas
coverage-how = La personne a choisi ce qu’elle remet. Le reste est à elle ; il est seulement compté.
coverage-shown = { $n ->
    [one] { $count } morceau montré.
   *[other] { $count } morceaux montrés.
  }
coverage-kept-chat = { $n ->
    [one] { $count } autre morceau de cette conversation privée ne fait pas partie de ce dossier.
   *[other] { $count } autres morceaux de cette conversation privée ne font pas partie de ce dossier.
  }
coverage-kept-file = { $n ->
    [one] { $count } autre morceau de ce fichier ne fait pas partie de ce dossier.
   *[other] { $count } autres morceaux de ce fichier ne font pas partie de ce dossier.
  }
coverage-all = { $n ->
    [one] Le seul morceau de ce fichier est montré.
   *[other] Les { $count } morceaux de ce fichier sont tous montrés.
  }
coverage-whole = { $n ->
    [one] { $count } pièce est jointe entière, en clair.
   *[other] { $count } pièces sont jointes entières, en clair.
  }
coverage-read = { $n ->
    [one] De { $count } pièce, ce qu’un programme y a lu est montré ; ses octets ne sont pas ici, seulement leur empreinte.
   *[other] De { $count } pièces, ce qu’un programme y a lu est montré ; leurs octets ne sont pas ici, seulement leurs empreintes.
  }
coverage-hash-only = { $n ->
    [one] D’{ $count } pièce, seule l’empreinte est ici.
   *[other] De { $count } pièces, seule l’empreinte est ici.
  }
coverage-leaves = { $n ->
    [one] Le journal contient { $count } entrée qui n’est pas montrée.
   *[other] Le journal contient { $count } entrées qui ne sont pas montrées.
  }
deleted-before = Les messages supprimés ou modifiés avant l’export ne peuvent pas être vus.
two-columns = Intégrité et origine
two-columns-how = L’intégrité se vérifie par calcul. La force de l’origine, de A à E, dit sur quoi elle repose ; elle ne dit rien du contenu.
column-integrity = Intégrité
column-origin = Force de l’origine
column-fetch = Ce qui peut encore être obtenu
integrity-whole = Original joint ; scellé à l’entrée { $leaf }
integrity-pieces = Morceaux joints, place prouvée ; scellé à l’entrée { $leaf }
integrity-read = Ce qui y a été lu est montré, avec l’empreinte ; scellé à l’entrée { $leaf }
integrity-hash = Empreinte seule ; scellé à l’entrée { $leaf }
strength-a = A — la signature d’un tiers, qui se vérifie
strength-b = B — une page enregistrée avec ses éléments, et une seconde capture indépendante
strength-c = C — le fichier d’origine d’un appareil, ou l’export d’une plateforme avec des identifiants qu’elle peut confirmer
strength-d = D — un export en texte modifiable, ou une capture d’écran
strength-e = E — un texte recopié, ou la photo d’un écran
custody = D’où viennent les pièces, et qui les a eues
custody-how = La personne qui remet ce dossier a pris elle-même les pièces dans le programme. Les originaux sont restés chiffrés et n’ont jamais été changés. Tout ce qu’un programme en dit est une lecture, à part.
fact-readers = Lecteurs et versions
fact-first-received = Premier élément gardé
fact-last-received = Dernier élément gardé
fact-zones = Horloges et fuseaux
exhibits-of = pièces { $list }
zones-floating = { $n ->
    [one] { $count } message à l’heure locale d’un téléphone, fuseau non indiqué
   *[other] { $count } messages à l’heure locale d’un téléphone, fuseau non indiqué
  }
zones-told = { $n ->
    [one] { $count } message avec un fuseau indiqué
   *[other] { $count } messages avec un fuseau indiqué
  }
zones-none = { $n ->
    [one] { $count } message sans date connue
   *[other] { $count } messages sans date connue
  }
zones-nothing = aucun message daté
answers-how = Le fichier laissait une question ouverte. La réponse est celle d’une personne ; elle est scellée comme telle.
answered-by-unsaid = la personne
column-answer = Réponse
column-by = Par qui, quand
stamps = Horodatages et témoins
stamps-how = Un horodatage vient d’une autorité extérieure : ce point du journal existait à cette heure. Les horodatages de ce dossier lui-même sont dans temoin/time du paquet.
column-authority = Autorité
column-quality = Qualité
column-covers = Couvre
witness = { $name } a vu le point { $size } du journal le { $time }, selon sa propre horloge. Empreinte de sa clé : { $fingerprint }.
not-examined = Ce qui n’a pas été examiné
not-examined-how = Un lecteur n’écarte rien en silence. Ce qu’il n’a pas pu lire, ou trouve étrange, est noté ici. Le détail est en anglais, tel que le programme l’écrit.
column-note = Note
column-times = Fois
column-detail = Détail de la première
no-notes = Aucune note de lecture.
unseen-pictures = Le contenu des images n’a pas été lu. Aucun programme n’a dit ce qu’elles montrent.
unseen-sound = Les vidéos et les enregistrements n’ont été ni regardés ni écoutés par le programme.
unseen-rest = Les métadonnées internes des fichiers n’ont pas été recherchées, sauf là où une date le dit.
checking = Comment vérifier
checking-how = Décompressez le paquet, puis ouvrez une fenêtre de commandes dans le dossier où se trouve bagit.txt.
checking-windows = Un fichier, sous Windows ; le résultat doit être celui de la liste des pièces ou de manifest-sha256.txt :
checking-all = Tous les fichiers, sous Linux ou macOS, ou avec l’outil public BagIt :
checking-stamps = Chaque horodatage ; la commande complète est dans temoin/time :
checking-temoin = Les signatures, les positions et les nombres, avec l’empreinte connue par un autre chemin :
checking-trust = Prenez le vérificateur à une source en qui vous avez confiance, pas dans ce paquet. N’importe qui peut refaire un paquet entier avec une autre clé : comparez l’empreinte.
limits = Ce que ce dossier ne montre pas
limits-how = Ces limites sont dites pour que le reste puisse être cru.
limit-online = Un sceau montre que rien n’a changé depuis un moment. Il ne montre pas que le contenu était en ligne.
limit-before = Il ne montre pas que personne n’a modifié l’élément avant qu’il soit scellé.
limit-author = Il ne montre pas qui a écrit. Un nom affiché n’est pas une identité. Une personne soupçonnée n’est jamais nommée auteur.
limit-names = Dans une conversation, les noms viennent souvent du carnet d’adresses de qui a fait l’export.
limit-clocks = L’horloge de cet ordinateur et celles des téléphones n’ont pas été vérifiées. Seul un horodatage donne une heure extérieure.
limit-chosen = La personne a choisi ce qui est montré. Le contexte peut manquer ; un juge ou la police peut le demander.
limit-key = La clé qui signe appartient à la personne. Le poids vient des horodatages, des témoins et de ce que des tiers peuvent confirmer.
limit-reading = Les textes, noms et dates des pages sont la lecture d’un programme. Les octets scellés font foi.
limit-bailiff = Un commissaire de justice peut constater un contenu encore en ligne. Ce dossier peut lui être remis pour cela.
limit-hidden = Un caractère invisible, ou qu’aucune police ne montre, est écrit par son numéro, par exemple ⟨U+202E⟩. Au-delà de six signes empilés sur une lettre, le reste est compté : ⟨+3⟩.
limit-container = Le conteneur d’originaux est chiffré. Son mot de passe voyage par un autre chemin.
annex = Annexe pour l’expert
annex-how = Formats : spec/seal.md et spec/package.md de Témoin, version 1. Arbre de Merkle RFC 6962, notes signées et points de contrôle C2SP (Ed25519), horodatages RFC 3161, JSON canonique RFC 8785, sac BagIt 1.0 (RFC 8493), graphe CASE 1.5 / UCO 1.4.
fact-origin-log = Nom du journal
fact-key = Clé de vérification
fact-log-size = Entrées avant l’export
fact-export-leaf = Entrée de l’export
export-leaf = numéro { $count }, avec l’empreinte de manifest-sha256.txt
fact-head-size = Point antérieur : taille
fact-head-root = Point antérieur : racine
fact-head-made = Point antérieur : écrit le
annex-leaves = Entrées montrées du journal
column-leaf = Entrée
column-leaf-hash = Empreinte de la feuille (H(0x00 ‖ octets))
annex-pieces = Morceaux montrés
annex-pieces-how = Numéro à partir de zéro, premier octet, nombre d’octets. Sels et preuves : data/records.
column-pieces = Montrés
column-places = Places
annex-formats = Ce que le paquet contient
annex-formats-how = data/index.json et data/timeline.csv pour les machines ; data/case.jsonld pour les outils d’enquête ; data/records pour les octets montrés, leurs sels et leurs preuves ; temoin/log pour les points, feuilles et preuves ; temoin/time pour les horodatages. La lecture ne prouve rien ; les octets et les preuves suffisent.
receipt-title = Reçu
receipt-subtitle = État d’un journal de preuves numériques
receipt-is = Ce reçu note l’état d’un journal à un moment. Plus tard, il permet de vérifier que tout ce que le journal contenait alors y est encore, inchangé.
receipt-is-not = Ce reçu ne contient aucun élément et ne dit rien de ce qu’ils montrent. Il n’est pas un constat de commissaire de justice (huissier), ni une plainte.
receipt-keep = Gardez ce papier, ou joignez-le au dossier. Notez ici qui l’a reçu, où et quand :
receipt-use = Pour vérifier plus tard : temoin-verify PAQUET --fingerprint EMPREINTE --since POINT
fact-package-fingerprint = Empreinte du sceau du paquet
fact-size = Entrées dans le journal
fact-root = Racine
fact-sealed = Point écrit le
receipt-checkpoint = Le point du journal, mot pour mot :
receipt-name = Nom et service
receipt-date = Date et signature
field-author-display_name = Nom affiché
field-author-handle = Pseudonyme
field-author-profile_url = Adresse du profil
field-author-user_id = Identifiant
field-author-phone = Téléphone
field-author-email = E-mail
field-author-relation = Lien avec elle
field-author-why_suspected = Raison du soupçon
field-author-several_authors = Plusieurs personnes
field-author-first_seen = Vu pour la première fois
field-author-repeated_account = Compte recréé
field-location-url = Adresse
field-location-parent_url = Adresse du fil
field-location-post_id = Numéro de publication
field-location-group_name = Nom du groupe
field-location-still_online = Encore en ligne
field-times-shown_on_item = Date visible
field-times-message_metadata = Date dans le message
field-times-file_metadata = Date du fichier
field-times-capture_clock = Heure de la capture
field-times-told = Date racontée
field-times-trusted_timestamp = Horodatage
field-context-before = Juste avant
field-context-after = Juste après
field-context-under_post = Sous quelle publication
field-context-language = Langue
field-context-own_replies = Ses réponses
field-context-reach = Portée
field-nature-kinds = Nature
field-nature-condition = Condition posée
field-nature-data_revealed = Données révélées
field-nature-ground = Motif
field-nature-asked_for = Ce qui est demandé
field-nature-paid = Payé
field-nature-public = Public
field-nature-form = Forme
field-consent-made_by = Images faites par
field-consent-with_knowledge = Faites en le sachant
field-consent-made_for = Faites pour
field-consent-terms = Ce qui était convenu
field-consent-who_else = Autres personnes visibles
field-consent-ages_then = Âges à ce moment
field-harm-fear = Peur
field-harm-sleep = Sommeil
field-harm-health = Santé
field-harm-certificate = Certificat
field-harm-incapacity_days = Jours d’incapacité
field-harm-work = Travail
field-harm-money = Argent
field-harm-school = École
field-harm-move = Déménagement
field-harm-children = Enfants
field-harm-changed = Ce qui a changé
field-witnesses-name = Témoin
field-witnesses-contact = Contact du témoin
field-witnesses-saw = Ce que le témoin a vu
field-witnesses-own_copy = Copie du témoin
field-witnesses-agreed = Accord du témoin
field-capture-by = Capturé par
field-capture-device = Appareil
field-capture-app = Application
field-capture-method = Méthode
field-capture-original = Où est l’original
field-capture-complete = Complet
field-capture-edited = Modifié
field-steps-block = Blocage
field-steps-report = Signalement
field-steps-helpline = Ligne d’aide
field-steps-igvm = Institut pour l’égalité
field-steps-stopncii = StopNCII
field-steps-lawyer = Avocat
field-steps-police = Police
field-steps-notice = Mise en demeure
field-steps-order = Ordonnance
field-steps-reply = Réponse reçue
field-safety-sees_device = Accès à l’appareil
field-safety-safe_contact = Contact sûr
field-safety-urgent_danger = Danger urgent
