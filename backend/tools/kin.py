"""Words that often stand for each other: in a question and its answer, and in questions about the app."""

from __future__ import annotations

from backend.tools.content import plain, stem

_KIN = """
cost price fee charge pay paid expense euro dollar pound money rent ticket cents
begin start open opening launch starts began commence first
end finish close closing closed stop last until over
build built construct construction founded found establish create made erected set make
die died death dead killed passed
born birth native
live lived home house reside residence flat dwell
child children son daughter kid kids baby boy girl
wife husband married spouse partner marry wedding
job work profession employed occupation works earn living worked trade
boss manager head director chief leader chair chairwoman chairman lead run runs led
doctor physician nurse surgeon
teacher instructor taught teach lesson course class school
buy bought purchase acquire shop sold sell order
car vehicle van truck lorry drive drove
travel trip journey tour voyage visit visited go went
arrive arrival reach reached came come
leave left depart departure set go
big large size tall high long wide height length
small little tiny
old age aged years
colour color red blue green yellow white black brown grey orange purple pink
food eat ate meal dish lunch dinner breakfast supper menu serve served
drink drank tea coffee water beer wine juice
animal pet dog cat horse bird sheep cow
sick ill illness disease fever injured hurt broke
repair fix mend restored restoration renovate replace replaced
broken broke damage damaged destroyed fault defect ruined
fire burned burnt burn flames
storm flood rain wind snow weather
win won prize award winner victory medal
lose lost missing
help assist assistance support volunteer volunteers
phone call telephone number ring rang contact reach
mail email letter write wrote send sent post
meet meeting met gathering assembly
place location where town village city street
time hour clock oclock noon midnight morning evening afternoon
day monday tuesday wednesday thursday friday saturday sunday
month january february march april may june july august september october november december
reason because since due why cause caused
name named called title known
paint painted painter picture painting colour
book novel read author wrote writer wrote
song music sing sang singer band play played instrument piano violin guitar
film movie cinema
money euros cost funds donation raised collected
weigh weight kilos kilograms grams heavy pounds
far distance kilometres miles away metres
hot cold temperature degrees warm
need needed require required must necessary
forbidden allowed prohibited permitted may must not
find found discover discovered came across
choose chose chosen pick picked select elected elect vote
give gave given present gift donated
bring brought take took carry
keep kept store stored stay stayed
hire hired rent borrow borrowed lend loan
mother father parents mum dad
sister brother siblings
friend neighbour colleague
grow grew plant planted garden tree flowers seeds
free gratis charge nothing
late delay delayed early
use used using
made material wood stone metal glass steel brick iron
train bus ferry boat ship plane tram railway
bike bicycle cycle cycling cyclist cyclists
shoe shoes boots footwear trainers sandals
cost costs costly expensive cheap price fee free euros dollars pounds
cheap cheaper discount reduced half
scared afraid fear frightened fears scare
miss missed forget forgot forgotten skip
photo photos photograph photography picture pictures camera film
guarantee warranty guaranteed
expect expected should estimate estimated
member members singers players people staff team group belong
worker workers employees employee staff crew people jobs
visitor visitors guests tourists people come came
customer customers client clients guests people
pupil pupils students student children class
resident residents neighbours people locals inhabitants
owner owns owned belongs bought own
inventor invented invent designed design designer architect
founder founded started set
author wrote written writer
location located lies stands stood situated
damage damaged harm hurt injured injuries
hurt injured wounded harmed killed victims
rescue rescued saved save pulled
enemy enemies threat predators hunt hunts danger dangerous
eat eats feed feeds fed food hunt
wear wears wore dress dressed clothes clothing helmet jacket
move moved moving moves relocate
study studied studies learn learned university subject degree
train trained training practise practice rehearse rehearsal rehearsals
perform performed performance concert show shows appear
complain complains complaint complaints criticise criticised unhappy annoyed angry
happy pleased glad delighted enjoy enjoyed like liked love loved
dislike dislikes hate hates hated
plan plans planned intend intends want wants wanted hope hopes going
decide decided decision agreed agree voted
cancel cancelled canceled called off postponed
return returned returns back
reserve reserved reservation book booked booking advance
rule rules allowed forbidden must may
include included includes including contain contains
number numbers code phone telephone
reply answer respond contact
email mail address write
park parking car
rain rained rainy wet storm weather
sleep sleeps slept bed night nights overnight
wake wakes woke up early
walk walked hike hiking trail path route walks
run ran race runner runners marathon
swim swam swimming lake pool
deep depth metres
loud noise noisy noises sound squealing
smell smells smelled scent
sugar sweet honey
oven bake bakes baked degrees
meat beef pork chicken ham sausage vegetarian
fruit fruits apple apples pear berries cherries
vegetable vegetables potatoes carrots
ingredient ingredients eggs flour sugar butter
medicine tablet tablets pill pills dose drug
pain ache aches headache hurts
hospital clinic doctor treated operated
insurance insured covered cover
accident crash crashed collided collision
police officer officers
steal stole stolen thief theft robbed
hide hid hidden
war battle soldiers army
king queen prince royal
church chapel cathedral
holiday holidays vacation trip
weekday weekend saturday sunday
income salary wage earn earns pay paid
dog puppy breed
lake river sea water
mountain hill peak summit
tower tall high
screen display inch
battery lasts charge
key keys lock locked
lift elevator
flat apartment rooms room
rent landlord deposit month
floor storey level
"""


_APP = {
    "en": """
thread chat conversation discussion talk talks dialogue dialog topic session
reply answer response output replies
app fireside program programme software application tool
model llm ai brain bot network weights gguf
voice narrator speaker
speak read aloud loud spoken pronounce recite narrate utter
speed fast quick faster quicker slow slower sluggish crawl snail ages forever lag laggy
delete remove bin erase trash discard wipe uninstall rid
undo restore recover bring
laptop computer pc machine notebook mac desktop hardware
find locate search lookup
change switch choose pick select swap alter
file document txt pdf attachment
picture image photo screenshot drawing
microphone mic dictate dictation transcribe
phone mobile tablet smartphone iphone android
internet web online wifi connection network
offline disconnected unplugged plane
private privacy secret confidential spy snoop eavesdrop
key shortcut hotkey keyboard
theme dark light colour color night bright
text words writing letters font
bigger larger stronger smarter better cleverer powerful capable
small tiny weak dumb stupid limited
quiet mute silent silence
loud volume
sound audio noise
crash crashed died freeze frozen hang hung stuck
memory ram
gpu graphics card nvidia cuda vram amd
money price cost free pay subscription fee charge licence license
rename title heading name called
edit correct fix amend mistake typo misspelled
again retry another regenerate alternative redo
stop halt cancel abort interrupt
folder directory path location stored saved
backup copy snapshot
export save download
""",
    "de": """
thread chat gespräch unterhaltung verlauf thema
antwort antworten ausgabe text
app fireside programm software anwendung
modell ki llm modelle gguf
stimme sprecher
vorlesen sprechen sprich aussprechen laut
schnell langsam tempo geschwindigkeit lahm
löschen entfernen wegwerfen beseitigen deinstallieren
zurückholen wiederherstellen rückgängig
computer rechner pc laptop notebook mac
suchen finden
ändern wechseln auswählen wählen umstellen tauschen
datei dokument pdf anhang
bild foto
mikrofon mikro diktieren diktat
handy telefon tablet smartphone
internet netz online wlan verbindung
privat geheim datenschutz vertraulich
taste tastenkürzel tastatur kürzel
design dunkel hell farbe farben
größer besser klüger stärker
leise stumm lautstärke
ton klang audio geräusch
abgestürzt absturz hängt eingefroren
speicher arbeitsspeicher ram
grafikkarte gpu
kosten kostet preis gratis kostenlos lizenz
umbenennen titel überschrift name
bearbeiten korrigieren tippfehler
nochmal erneut neu
stopp abbrechen anhalten stoppen
ordner verzeichnis pfad
""",
}


def _families(language: str) -> dict[str, str]:
    families: dict[str, str] = {}
    for line in _APP[language].strip().split("\n"):
        first, *_ = stems = [stem(plain(word), language) for word in line.split()]
        for each in stems:
            families.setdefault(each, first)
    return families


FAMILIES = {language: _families(language) for language in _APP}
"""For each language and stem of a word people use for a part of the app, the one stem that stands for all of them."""


def _groups() -> dict[str, frozenset[str]]:
    kin: dict[str, set[str]] = {}
    for line in _KIN.split("\n"):
        group = {stem(plain(word)) for word in line.split()}
        for each in group:
            kin.setdefault(each, set()).update(group)
    return {each: frozenset(group) for each, group in kin.items()}


KIN = _groups()
"""For each English stem, the stems that may stand for it, itself included."""
