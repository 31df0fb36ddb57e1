# The report in English. One idea a sentence; everyday words; nothing that cannot be kept.
title = File of digital evidence
subtitle = For the police, a lawyer, a support organisation or a platform
running = File of digital evidence
contents = Contents
what-this-is = This file holds files and messages that a person kept, as they were received or saved. Each one has been sealed: anyone can check that it has not changed since.
not-a-bailiff = This file is not a bailiff’s report. On its own it does not prove that something was online, or who wrote it.
compare = Compare the key’s fingerprint with the receipt, or ask for it by telephone. The fingerprint of the seal is shown by the program to the person who hands this over; ask her for it.
clock-not-checked = clock of this computer, not checked
zone-floating = time zone not stated
fact-made = Made on
fact-fingerprint = Fingerprint of the key
fact-checkpoint = Last checkpoint of the log before this file
no-checkpoint = None before this file
fact-program = Program
n-exhibits = { $n ->
    [one] { $count } exhibit
   *[other] { $count } exhibits
  }
n-records = { $n ->
    [one] { $count } message shown
   *[other] { $count } messages shown
  }
n-statements = { $n ->
    [one] { $count } statement
   *[other] { $count } statements
  }
n-pieces-kept = { $n ->
    [one] { $count } piece kept by the person
   *[other] { $count } pieces kept by the person
  }
n-leaves-kept = { $n ->
    [one] { $count } log entry not shown
   *[other] { $count } log entries not shown
  }
n-attachments = { $n ->
    [one] { $count } attachment
   *[other] { $count } attachments
  }
n-bytes = { $n ->
    [one] { $count } byte
   *[other] { $count } bytes
  }
n-more = and { $count } more
n-stamps = { $n ->
    [one] { $count } time stamp of an earlier checkpoint
   *[other] { $count } time stamps of earlier checkpoints
  }
summary = In short
her-opening = The person writes:
summary-shown = This file shows: { $what }.
summary-two-columns = Two questions are always kept apart. Integrity: has this exhibit changed since it was sealed? Origin: where does it come from, and who can confirm that? An answer to the first is never an answer to the second.
from-to = { $from } to { $to }
fact-period = Days shown
fact-names = Names shown
fact-strengths = Strength of origin
fact-stamps = Time stamps
no-stamps = No earlier checkpoint carries a time stamp.
quoted = “{ $what }”
shown-as = Shown as “{ $name }”
exhibit = Exhibit { $number }
statement = Statement { $number }
answer = Answer
timeline = Timeline
timeline-order = In the order of the clocks as they are written. Where no UTC stands, the time zone is not known: times close together may have fallen in another order.
timeline-unprinted = { $n ->
    [one] The first rows are printed here, and statements always; { $count } other row is in data/timeline.csv, and the bytes of all messages shown are in data/records.
   *[other] The first rows are printed here, and statements always; the other { $count } rows are in data/timeline.csv, and the bytes of all messages shown are in data/records.
  }
timeline-statement = Statement: “{ $text }”
column-time = Time
column-what = What is shown
column-where = Where
column-number = Exhibit
no-date = No known date
no-clock = day only
exhibits = Exhibits
exhibits-how = Each exhibit is described as it was received. Pictures are reduced to a few blocks: they can be recognised, not looked at. “Shown as” gives the name that the app shows; it is not an identity.
masked = At the person’s wish, words are covered by ▇▇▇▇ on these pages. This is presentation only: the sealed bytes still hold them.
exhibit-unprinted = { $n ->
    [one] The first { $printed } messages shown are printed here, in the order of the file; { $count } other message shown is in { $file } and in data/timeline.csv.
   *[other] The first { $printed } messages shown are printed here, in the order of the file; the other { $count } messages shown are in { $file } and in data/timeline.csv.
  }
fact-name = File name
fact-type = Type
fact-modified = Date of the file
fact-received = Kept on
fact-obtained = How obtained
fact-origin = Origin
fact-original = Original
original-in-container = in the encrypted container, handed over apart
original-kept = with the person; only its digest is here
picture-alt = Picture of exhibit { $number }, reduced to a few blocks of colour
picture-caption = Reduced picture. The original measures { $size } pixels.
time-as-written = as written: { $what }
folded = Text folded: { $count } more characters. The whole text is in { $file }.
attachment-present = Attachment: { $name }
attachment-missing = Attachment not in the export: { $name }
attachment-unknown = Attachment not looked for: { $name }
piece-of = Piece { $piece } of { $count }
from-shown = date seen on the exhibit
from-message = date written in the export
from-file = date kept by the file
from-capture = clock of the device, not checked
from-told = date given by the person
from-stamp = time stamp
from-name = date read from the file’s name
from-other = origin of the date not stated
owner = the account’s owner
told-subject = Subject: { $what }
told-outcome = Outcome: { $what }
told-length = Length: { $what }
told-forwarded-from = Forwarded from: { $what }
told-earlier = Earlier text: { $what }
told-address = Address: { $what }
call-missed = Missed call.
call-rejected = Rejected call.
call-answered = Answered call.
kind-message = Message
kind-post = Post
kind-comment = Comment
kind-reaction = Reaction
kind-call = Call
kind-poll = Poll
kind-email = E-mail
kind-page = Page
kind-photo = Photo
kind-video = Video
kind-voice = Voice message
kind-system = Written by the app
kind-event = Calendar event
kind-contact = Contact
flag-deleted = Deleted: the text is no longer in the export.
flag-edited = Edited: the earlier text is no longer in the export.
flag-media-omitted = File left out of the export.
flag-boundary-doubtful = Doubtful start: this line may have been typed inside the message before.
flag-sender-doubtful = Doubtful sender: nothing shows whether the app wrote this.
flag-time-backwards = The time is before that of the message before.
flag-dst-gap = This hour does not exist in Central Europe: the clock changed.
flag-dst-fold = This hour occurs twice in Central Europe: the clock changed.
flag-content-unknown = The app did not export this content.
flag-invalid-bytes = Bytes that cannot be read are replaced here.
flag-text-cut = Very long text: only its beginning was read.
flag-hidden-controls = There are invisible characters in this text; they are shown by their numbers.
flag-date-unproven = Day and month may be the other way round; nobody has answered yet.
flag-draft = Draft: written, not sent.
flag-duplicate-key = The source says one thing twice; the last is shown.
flag-encoding-doubtful = The text seems to mix two encodings; it is left as it is.
flag-expiring = Set to disappear.
flag-filtered = The platform had set it apart (requests or spam).
flag-forwarded = Forwarded.
flag-repaired = Text stored in a wrong encoding, repaired here.
flag-replaced = Incomplete characters are replaced here.
flag-syntax-repaired = Small fault of the format, mended while reading.
flag-time-unusable = The time written is none.
flag-undelivered = Not delivered, says the source.
obtained-own = From the person’s own device or account
obtained-given = Given by someone
obtained-other = In another way
obtained-unsaid = Not stated
basis-signature = a third party’s signature, verified: { $what }
basis-two-captures = two independent captures of a page
basis-device = original file of a device
basis-platform-export = export from { $what } with identifiers that it can confirm
basis-text-export = text export from { $what }; such a file can be edited
basis-picture = photo or screenshot; a picture can be edited
basis-photo-of-screen = photo of a screen
basis-retyped = retyped text
basis-plain = file of which nothing more is known
fetch-phone = the same conversation on the phones of those who took part
fetch-platform = account and connection data from { $what }, for as long as it keeps them
fetch-page = the page, by a bailiff: { $what }
fetch-device = the original file, on the device
fetch-mail = the message, from the mail providers
fetch-nothing = nothing known
stamp-qualified = qualified (eIDAS)
stamp-not-qualified = not qualified
stamp-unknown = unknown
stamp-covers = { $n ->
    [one] the first log entry
   *[other] the first { $count } log entries
  }
who-known = the person says they know
who-suspected = the person suspects it
who-unknown = unknown
who-nobody = Nobody is named
when-exact = to the minute
when-day = that day
when-about = about then
when-unknown = the person does not know
answer-dmy = The dates read day, month, year.
answer-mdy = The dates read month, day, year.
answer-ymd = The dates read year, month, day.
answer-zone = The clock was set to { $what }.
answer-same-person = “{ $a }” and “{ $b }” are one person.
what-whatsapp = WhatsApp conversation (export)
what-archive = Archive
what-pdf = PDF document
what-image = Picture
what-video = Video
what-audio = Sound recording
what-email = E-mail
what-text = Text
what-file = File
statements = Statements
statements-how = The person wrote and sealed them. A correction is a new statement; the old one stays.
fact-when = When
fact-where = Where
fact-channel = By which way
fact-who = Who
fact-proof = Evidence
fact-entered = Written on
fact-corrects = Corrects
corrects-kept = a statement that is not in this file
proof-none = none yet
proof-kept = an item that is not in this file
channel-post = post
channel-comment = comment
channel-story = story
channel-private-message = private message
channel-group = group
channel-email = e-mail
channel-call = call
channel-voice = voice message
channel-image = picture
channel-video = video
channel-live = live stream
channel-parcel = letter or parcel
channel-in-person = in person
channel-other = other
channel-unknown = unknown
list = List of exhibits
list-how = The SHA-256 digest of a file changes as soon as one bit changes. It is that of the whole original, shown or not.
coverage = What is shown, and what is not
coverage-how = The person chose what to hand over. The rest is theirs; it is only counted.
coverage-shown = { $n ->
    [one] Shown { $count }.
   *[other] Shown { $count }.
  }
coverage-kept-chat = { $n ->
    [one] { $count } other piece of this private chat is not part of this file.
   *[other] { $count } other pieces of this private chat are not part of this file.
  }
coverage-kept-file = { $n ->
    [one] { $count } other piece of this file is not part of what is handed over.
   *[other] { $count } other pieces of this file are not part of what is handed over.
  }
coverage-all = { $n ->
    [one] The only piece of this file is shown.
   *[other] All { $count } pieces of this file are shown.
  }
coverage-whole = { $n ->
    [one] { $count } exhibit is included whole, in clear.
   *[other] { $count } exhibits are included whole, in clear.
  }
coverage-read = { $n ->
    [one] Of { $count } exhibit, what a program read in it is shown; its bytes are not here, only their digest.
   *[other] Of { $count } exhibits, what a program read in them is shown; their bytes are not here, only their digests.
  }
coverage-hash-only = { $n ->
    [one] Of { $count } exhibit, only the digest is here.
   *[other] Of { $count } exhibits, only the digest is here.
  }
coverage-leaves = { $n ->
    [one] The log holds { $count } entry that is not shown.
   *[other] The log holds { $count } entries that are not shown.
  }
deleted-before = Messages deleted or edited before the export cannot be seen.
two-columns = Integrity and origin
two-columns-how = Integrity can be computed. The strength of the origin, from A to E, says what it rests on; it says nothing about the content.
column-integrity = Integrity
column-origin = Strength of origin
column-fetch = What can still be fetched
integrity-whole = Original included; sealed in entry { $leaf }
integrity-pieces = Pieces included, place proved; sealed in entry { $leaf }
integrity-read = What was read is shown, with the digest; sealed in entry { $leaf }
integrity-hash = Digest only; sealed in entry { $leaf }
strength-a = A — a third party’s signature that verifies
strength-b = B — a page with its resources, and a second, independent capture
strength-c = C — the original file of a device, or a platform’s export with identifiers it can confirm
strength-d = D — an editable text export, or a screenshot
strength-e = E — retyped text, or a photo of a screen
custody = Where the exhibits come from, and who had them
custody-how = Whoever hands over this file took the exhibits into the program. The originals stayed encrypted and were never changed. All that a program says about them is a reading, kept apart.
fact-readers = Readers and versions
fact-first-received = First item kept
fact-last-received = Last item kept
fact-zones = Clocks and time zones
exhibits-of = exhibits { $list }
zones-floating = { $n ->
    [one] { $count } message in the local time of a phone, time zone not stated
   *[other] { $count } messages in the local time of a phone, time zone not stated
  }
zones-told = { $n ->
    [one] { $count } message with its time zone
   *[other] { $count } messages with their time zone
  }
zones-none = { $n ->
    [one] { $count } message with no known date
   *[other] { $count } messages with no known date
  }
zones-nothing = no dated message
answers-how = The file left a question open. The answer is a person’s, and is sealed as such.
answered-by-unsaid = the person
column-answer = Answer
column-by = By whom, when
stamps = Time stamps and witnesses
stamps-how = A time stamp comes from an outside authority: this state of the log existed at that time. The time stamps of this file itself are in temoin/time of the package.
column-authority = Authority
column-quality = Quality
column-covers = Covers
witness = { $name } saw checkpoint { $size } of the log on { $time }, by their own clock. Fingerprint of their key: { $fingerprint }.
not-examined = What was not examined
not-examined-how = A reader leaves nothing out in silence. What it could not read, or found odd, is noted here.
column-note = Note
column-times = Times
column-detail = Detail of the first
no-notes = No notes from reading.
unseen-pictures = The content of pictures was not read. No program said what they show.
unseen-sound = Videos and recordings were neither watched nor listened to by the program.
unseen-rest = Metadata inside files was not examined, except where a date says so.
checking = How to check
checking-how = Unpack the package, then open a command window in the folder that holds bagit.txt.
checking-windows = One file, on Windows; the result must be that of the list of exhibits or of manifest-sha256.txt:
checking-all = All files, on Linux or macOS, or with the public BagIt tool:
checking-stamps = Each time stamp; the whole command is in temoin/time:
checking-temoin = The signatures, places and counts, with the fingerprint you know by another way:
checking-trust = Get the checker from a source you trust, not from this package. Anybody can make a whole package again with another key: compare the fingerprint.
limits = What this file does not show
limits-how = These limits are told so that the rest can be believed.
limit-online = A seal shows that nothing has changed since a moment. It does not show that the content was online.
limit-before = It does not show that nobody edited the item before it was sealed.
limit-author = It does not show who wrote something. A name shown is not an identity. Someone suspected is never named as the author.
limit-names = In a conversation, names often come from the address book of whoever exported.
limit-clocks = The clocks of this computer and of the phones were not checked. Only a time stamp gives a time from outside.
limit-chosen = The person chose what is shown. Context may be missing; a judge or the police can ask for it.
limit-key = The key that signs belongs to the person. The weight comes from time stamps, witnesses and what third parties can confirm.
limit-reading = Texts, names and dates on these pages are a program’s reading. The sealed bytes decide.
limit-bailiff = A bailiff can record what is still online. This file can be given to one for that.
limit-hidden = A character that is invisible, or that no font shows, is written by its number, for example ⟨U+202E⟩. Beyond six marks stacked on one letter, the rest is counted: ⟨+3⟩.
limit-container = The container of originals is encrypted. Its passphrase travels by another way.
annex = Annex for the expert
annex-how = Formats: Témoin’s spec/seal.md and spec/package.md, version 1. Merkle tree RFC 6962, signed notes and checkpoints C2SP (Ed25519), time stamps RFC 3161, canonical JSON RFC 8785, BagIt 1.0 (RFC 8493), CASE 1.5 / UCO 1.4.
fact-origin-log = Name of the log
fact-key = Verifier key
fact-log-size = Entries before the export
fact-export-leaf = Entry of the export
export-leaf = number { $count }, with the digest of manifest-sha256.txt
fact-head-size = Earlier checkpoint: size
fact-head-root = Earlier checkpoint: root
fact-head-made = Earlier checkpoint: written on
annex-leaves = Log entries shown
column-leaf = Entry
column-leaf-hash = Leaf hash (H(0x00 ‖ bytes))
annex-pieces = Pieces shown
annex-pieces-how = Number from zero, first byte, number of bytes. Nonces and proofs: data/records.
column-pieces = Shown
column-places = Places
annex-formats = What the package holds
annex-formats-how = data/index.json and data/timeline.csv for machines; data/case.jsonld for investigation tools; data/records for the shown bytes, their nonces and proofs; temoin/log for checkpoints, leaves and proofs; temoin/time for time stamps. The reading proves nothing; bytes and proofs suffice.
receipt-title = Receipt
receipt-subtitle = State of a log of digital evidence
receipt-is = This receipt notes the state of a log at one moment. Later, it lets anyone check that all the log held then is still in it, unchanged.
receipt-is-not = This receipt holds no evidence and says nothing of what it shows. It is neither a bailiff’s report nor a complaint to the police.
receipt-keep = Keep this paper, or put it in the file. Note here who received it, where and when:
receipt-use = To check later: temoin-verify PACKAGE --fingerprint FINGERPRINT --since CHECKPOINT
fact-package-fingerprint = Fingerprint of the package’s seal
fact-size = Entries in the log
fact-root = Root
fact-sealed = Checkpoint written on
receipt-checkpoint = The checkpoint of the log, word for word:
receipt-name = Name and service
receipt-date = Date and signature
field-author-display_name = Name shown
field-author-handle = Handle
field-author-profile_url = Profile address
field-author-user_id = Identifier
field-author-phone = Telephone
field-author-email = E-mail
field-author-relation = Relation to the person
field-author-why_suspected = Reason for suspecting
field-author-several_authors = Several people
field-author-first_seen = First seen
field-author-repeated_account = Account made again
field-location-url = Address
field-location-parent_url = Address of the thread
field-location-post_id = Post number
field-location-group_name = Group name
field-location-still_online = Still online
field-times-shown_on_item = Date shown
field-times-message_metadata = Date of the message
field-times-file_metadata = Date of the file
field-times-capture_clock = Time of capture
field-times-told = Date told
field-times-trusted_timestamp = Time stamp
field-context-before = Just before
field-context-after = Just after
field-context-under_post = Under which post
field-context-language = Language
field-context-own_replies = Own replies
field-context-reach = Reach
field-nature-kinds = Nature
field-nature-condition = Condition set
field-nature-data_revealed = Data revealed
field-nature-ground = Ground
field-nature-asked_for = What was asked for
field-nature-paid = Paid
field-nature-public = Public
field-nature-form = Form
field-consent-made_by = Images made by
field-consent-with_knowledge = Made with knowledge
field-consent-made_for = Made for
field-consent-terms = What was agreed
field-consent-who_else = Who else is seen
field-consent-ages_then = Ages then
field-harm-fear = Fear
field-harm-sleep = Sleep
field-harm-health = Health
field-harm-certificate = Certificate
field-harm-incapacity_days = Days unfit for work
field-harm-work = Work
field-harm-money = Money
field-harm-school = School
field-harm-move = Moving house
field-harm-children = Children
field-harm-changed = What changed
field-witnesses-name = Witness
field-witnesses-contact = Contact of the witness
field-witnesses-saw = What the witness saw
field-witnesses-own_copy = Copy of the witness
field-witnesses-agreed = Witness agreed
field-capture-by = Captured by
field-capture-device = Device
field-capture-app = App
field-capture-method = Method
field-capture-original = Where the original is
field-capture-complete = Complete
field-capture-edited = Edited
field-steps-block = Blocking
field-steps-report = Report
field-steps-helpline = Helpline
field-steps-igvm = Institute for equality
field-steps-stopncii = StopNCII
field-steps-lawyer = Lawyer
field-steps-police = Police
field-steps-notice = Notice
field-steps-order = Order
field-steps-reply = Answer received
field-safety-sees_device = Access to the device
field-safety-safe_contact = Safe contact
field-safety-urgent_danger = Urgent danger
