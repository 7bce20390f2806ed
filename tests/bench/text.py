"""Text to measure with: clean English news, the same with noise, and hostile input.

All of it is made here, from sentences and words of our own and a seed. It is news in what a
rule may trip over (names, figures, dates, quotations, brackets, abbreviations) and in how
many different words it has; it makes no sense.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator


def _words(text: str) -> list[str]:
    return text.split()


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


_FIRST = _words("""
Ada Agnes Alan Alice Amir Anders Anna Ben Bruno Carla Carmen Clara Daniel David Dora Edith Elena
Emil Eric Esther Eva Farah Felix Fiona Frank Gloria Grace Hana Hannah Harold Helen Hugo Ian Ines
Irene Isaac Ivan Jane Joan João Jonas José Julia Karen Karim Laura Leah Leo Lina Louis Lucy Maria
Marta Martin Maya Miguel Mina Nadia Nina Noah Nora Olga Omar Oscar Paul Paula Peter Rachel René
Rita Robert Rosa Ruth Samir Sara Simon Sofia Stella Susan Thomas Tom Vera Victor Walter Zoë
""")
_SURNAME = (
    _words(
        "Al And Arch Ash Bal Barn Beck Bell Blan Bran Brook Cal Car Chal Clay Cor Dal Dan Dav Den "
        "Dor El Fair Fal Fen Fer Gar Gil Gor Hal Har Haw Hol Hor Kel Ken Lam Lan Lin Lor Mal Mar "
        "Mel Mor Nor Or Pal Pen Per Quin Ral Ran Red Ros Sal Sel Sil Stan Tal Ter Tol Val Var Wal "
        "Wes Whit Win"
    ),
    _words(
        "bert berg bury combe croft dale den der don ell er ford gan gate hall ham hurst in ington "
        "ley lin lock low man mann mer mere more ner ney ning ock ridge sen sey shaw son stead "
        "stock ston ter ton vale vane ver ville wald ward way wick wood worth"
    ),
)
_PLACE = (
    _words(
        "Ab Al Ar Ash Bar Bel Ber Black Bor Bright Brom Cam Car Castle Chel Clear Cold Crow Dar "
        "Deep Dun East Ed Elm Fair Farn Glen Grand Green Hart Hazel High Hol Hunt Iron King "
        "Lake Lang Long Maple Mill Mon New North Oak Old Pine Port Queen Ravens Red River Rock "
        "Sand Silver South Spring Stan Stone Sutter Thorn Wake Water West White Wil Wood York"
    ),
    _words(
        "beck borough bourne bridge brook burg bury by cester cliff combe cote dale den field "
        "ford gate haven head hill hurst land ley mead mere minster mouth point pool port shore "
        "side stead stow ton vale view ville water well wick wood worth"
    ),
)
_COUNTRY = _words("""
Argentina Australia Austria Belgium Brazil Bulgaria Canada Chile China Colombia Croatia Denmark
Egypt Estonia Finland France Germany Ghana Greece Hungary Iceland India Indonesia Ireland Israel
Italy Japan Jordan Kenya Latvia Lebanon Malaysia Mexico Morocco Nepal Nigeria Norway Pakistan Peru
Poland Portugal Romania Russia Senegal Serbia Singapore Slovakia Spain Sweden Switzerland Thailand
Tunisia Turkey Ukraine Uruguay Venezuela Vietnam Zambia
""")
_NATION = _words("""
American Australian Belgian Brazilian British Canadian Chilean Chinese Danish Dutch Egyptian
Finnish French German Greek Indian Indonesian Irish Italian Japanese Kenyan Mexican Nigerian
Norwegian Peruvian Polish Portuguese Romanian Russian Scottish Spanish Swedish Swiss Thai Turkish
Ukrainian Vietnamese Welsh
""")
_BODY = _lines("""
the Ministry of Health
the Department of Transport
the European Commission
the High Court
NATO
the Central Bank
the World Trade Organization
the United Nations
the Supreme Court
the city council
the Chamber of Commerce
the National Audit Office
the Federal Reserve
the fire brigade
the NHS
the Environment Agency
the Weather Bureau
the Senate
the Labour Party
the Green Party
the FBI
the coast guard
the teachers' union
the opposition
the regional government
the health board
UNESCO
the prosecutor's office
the football association
the electoral commission
the port authority
the IMF
""")
_ROLE = _words("""
actor analyst architect banker baker biologist captain chairman chemist clerk coach commissioner
conductor councillor curator dentist deputy director diplomat doctor driver economist editor
farmer firefighter fisherman gardener goalkeeper governor guitarist historian inspector journalist
judge lawyer lecturer librarian mayor mechanic midfielder minister novelist nurse painter pilot
poet priest professor prosecutor publisher researcher secretary senator sergeant singer solicitor
spokesman spokeswoman striker student surgeon surveyor teacher trader treasurer winemaker
""")
_NOUN = _words("""
agreement airport album ambulance answer apartment appeal application argument army arrest
article attack audience award bakery ballot bank barrier battery battle beach bill boat bomb
bond book border bottle bridge budget building bus business cabin cable camera campaign canal
car case castle cathedral cause ceiling ceremony chair chapel charge cheque church cinema city
claim clinic clock club coach coalition coast college comedy committee company complaint concert
conference contract council country course court crash crisis crop crowd culture curriculum
dam deal debate debt decision decline defence delay demand desk dispute district document door
drama drought drug duty earthquake economy election engine estate evidence exhibition experiment
explosion factory family fare farm farmer fee ferry festival field film fire flag flight flood
floor forecast forest fund funeral future gallery game garage garden gate goal government grant
ground group growth guide harbour harvest heater hearing hill home hospital hotel house husband
idea income industry injury inquiry insurance interview investment island jacket job journey
judgment jury kitchen laboratory lake land law lawsuit lead league letter library licence light
loan lorry loss machine magazine manager map market match measure meeting memory merger message
method mine mistake model mortgage motion motorway mountain museum music neighbour network novel
office opera orchard order orchestra outbreak owner paper parade park parliament partner party
passenger path payment pension permit petition phone photograph picture pipeline plan plant
platform play player plot police policy pool portrait power premiere price prison prize problem
product profit programme project promise property proposal protest province railway rain rally
reactor reason rebel recipe record referee reform region report rescue reserve resident response
result review reward rival river road robbery roof room rule runway salary sale satellite school
score screen season seat sector sentence service settlement share shelter ship shop shortage show
signal site slope soldier song speech squad stadium stage standard station statue storm story
strategy street strike study subsidy summer summit supply survey suspect system target tax team
temple tenant term test theatre threat ticket tide title tool tournament tower town track trade
tradition train treaty trial tunnel union valley vehicle verdict victim victory video village
vineyard virus visit vote voter wage wall war warehouse warning water weapon website wedding
wheel window winner winter witness worker workshop yard zone
""")
_PLURAL = _words("""
animals apartments applicants artists bananas banks beaches boats books bridges buses businesses
buyers cameras candidates cars cases cattle children cities claims clubs companies complaints
computers cows crops customers dancers deaths delegates diamonds doctors dogs donors doors dogs
drivers elections employees engines exports families fans farmers festivals films fines firms
flats flights flowers forests galleries games gardens goals guests homes horses hospitals hotels
houses imports investors islands jobs journeys judges lawyers letters loans lorries machines
markets matches medals members migrants miles minutes mistakes mountains museums neighbours
newspapers nurses officers owners paintings parents parties passengers patients payments pensions
phones photographs pictures pilots planes players pupils questions rates readers refugees
residents riders rivers roads rooms sailors sales schools scientists seats shareholders shops
soldiers songs stations streets students supporters talks teachers teams tenants tickets tourists
towns trains trees troops trucks users vehicles victims villages visitors voters wages weapons
windows witnesses women workers writers
""")
_ADJECTIVE = _words("""
annual bitter bold brief bright broad busy calm careful central cheap clean clear close cold
common complex costly cultural curious dangerous deep delicate different difficult direct distant
domestic dry eager early eastern economic electric empty entire essential evident expensive
fair familiar famous fast federal fierce final financial firm fragile free fresh friendly full
general generous gentle global good great green grim hard harsh healthy heavy high huge hungry
illegal important independent industrial inner joint key large late legal light likely limited
local lonely long loud low loyal main major marine medical military modern modest moral narrow
national natural new noisy northern nuclear old open ordinary painful patient peaceful permanent
pleasant poor popular possible powerful private professional proper proud public quick quiet rapid
rare ready recent regional reliable remote rich rigid rough rural sad safe scarce senior separate
serious severe sharp short silent similar simple slow small smooth social soft solid southern
special steady steep strange strict strong sudden sweet tall temporary thick thin tough tiny
tropical typical urban useful usual vast vital warm weak wealthy western wet wide wild young
""")
_DID = _words("""
abandoned accepted accused addressed admired adopted announced approved attacked attended avoided
backed banned blamed blocked bought broke built cancelled challenged changed chose claimed closed
collected compared completed condemned confirmed considered controlled copied criticised damaged
debated defeated defended delayed delivered demanded described designed destroyed discovered
discussed dismissed doubled entered examined expected explained faced favoured filmed finished
followed forgot founded guarded guided halted handled heard helped hired ignored improved
inspected invited joined kept launched left lifted lost managed measured missed moved noticed
offered opened opposed ordered organised overturned owned painted passed planned praised
prepared presented preserved prevented produced promised protected published questioned raised
received recorded reduced refused rejected remembered removed repaired replaced rescued restored
reviewed ruined saved searched settled shared sold started stopped studied suggested supported
suspended tested toured trusted visited warned watched welcomed won
""")
_WILL = _words("""
abandon accept adopt announce approve attend avoid ban block break build buy cancel challenge
change close collect complete condemn confirm consider control cover criticise cut debate defend
delay deliver demand describe discuss double enter examine explain face finance finish follow
guard halt handle help hire ignore improve inspect invite join keep launch leave lift lose manage
measure move notice offer open oppose order organise own pass plan praise prepare present prevent
produce protect publish question raise receive record reduce refuse reject remember remove repair
replace rescue restore review save search settle share sell start stop study suggest support
suspend test tour trust visit warn watch welcome win
""")
_ADVERB = _words("""
again almost already always badly barely briefly carefully certainly clearly closely eventually
finally formally fully gently gradually hardly heavily highly largely later mainly nearly often
openly partly perhaps plainly probably publicly quickly quietly rarely recently repeatedly safely
sharply slowly soon steadily strongly suddenly widely
""")
_MONTH = _words("""
January February March April May June July August September October November December
""")
_DAY = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_COUNT = _words("two three four five six seven eight nine ten eleven twelve twenty thirty")
_UNIT = _words("metres kilometres miles tonnes litres hectares acres kilograms hours")

_QUOTED = _lines("""
We {did} the {noun} because the {plural} asked for it
Nobody {did} the {noun}, and nobody will {will} it now
I don't think the {adjective} {noun} will {will} anything
It's a {easy} {noun} for all of us, and we can't {will} it alone
There is no {adjective} {noun} without {plural}
When I was {count} years old, my mother {did} the {noun} and my father {did} the {noun}
You can {will} the {noun}, but you can't {will} the {adjective} {noun}
They've {did} it {adverb}; that's what matters
If the {plural} {will} the {noun}, we'll {will} the {noun} as well
What we need is a {easy} {noun}, not another {noun}
The {noun} was {adjective}, the {noun} was {adjective}, and still the {plural} came
Our {plural} deserve a {easy} {noun}
""")
_SENTENCE = _lines("""
The {adjective} {noun} {did} the {noun} of {place} on {day}, {body} said.
{Body} {did} {count} {plural} in {month}, after the {noun} {did} the {adjective} {noun}.
{name}, the {role} who {did} the {noun}, said the {plural} were {adjective}.
{name} ({age}) {did} the {noun} before the {adjective} {noun}.
“{quoted},” said {name}, a {easyrole} from {place}.
“{quoted},” {surname} said. “{quoted}.”
“{quoted}.”
{surname} said that the {noun} “{adverb} {did}” the {plural}.
More than {thousands} {plural} {did} the {noun} in {place} and {place}.
Prices rose {decimal}% in {month}, against {decimal}% a year earlier, as {plural} {did} the {noun}.
Shares in {company} fell {number} cents to ${decimal}, and the {nation} index lost {decimal} points.
The {noun} cost {money}, of which {body} paid {money}.
In {year}, {count} {plural} {did} the {noun}; in {year} there were {number}.
Between {year} and {lateryear} the {noun} {did} {thousands} {plural} a year.
On {date} the {nation} {noun} {did} the {adjective} {noun} by {number} votes to {number}.
The {role} will {will} the {noun} at {clock} on {day}, when {body} meets in {place}.
{place} United beat {place} {digit}-{digit} after {surname} {did} the {noun} in the {minute} minute.
Mr {surname} and Mrs {surname} {did} the {noun}, which {did} the {plural} of {country}.
Dr {name}, of the University of {place}, {did} {thousands} {plural} for the {noun}.
The {nation} {noun}, which {body} {did} in {year}, is {adverb} {adjective}.
It was the {ordinal} {noun} in {count} years, and the {adjective} one.
Neither the {noun} nor the {noun} {did} the {role}, but {plural} did.
There are {number} {plural} on the {noun}, and {count} of them are {adjective}.
The {noun} — {adjective}, {adjective} and {adverb} {adjective} — {did} the {plural}.
The {noun} (the {ordinal} since {year}) {did} the {role} and {count} {plural}.
“{quoted},” the {role} told {paper}. But {body} {did} the {noun}.
After the {noun}, the {plural} {adverb} {did} the {noun} near {place}, {number} {unit} from {place}.
Police {did} a {easy} {noun} in {place}, where {name}, {age}, {did} the {noun}.
{surname} {adverb} {did} the {noun}, then {did} the {adjective} {noun}, and went home.
{surname} was born in {place} in {year} and {did} the {noun} at the age of {age}.
Critics of the {noun} say the {plural} of {country} will {will} the {noun}.
According to {body}, {number} per cent of {plural} {did} the {noun} last year.
Why did the {role} {will} the {noun}? “{quoted},” {surname} said.
The {noun} of {country}'s {plural} has {adverb} {did} the {adjective} {noun}.
{company} will {will} the {noun} by {lateryear}, its {role}, {name}, said in a statement.
{country}, {country} and {country} {did} the {noun}, as did the {nation} {role}.
The U.S. {noun} {did} the {noun} of the {nation} {plural}, at least {adverb}.
The {adjective} {noun} is {number} {unit} long, {number} {unit} wide and {count} years old.
At the {noun}, a {easyrole} {did} the {plural}: the {noun}, the {noun} and the {noun}.
The {plural} had been {adverb} {adjective} since the {noun}, but {surname}'s {noun} {did} them.
As the {noun} {did} the {place} {noun}, {thousands} {plural} were without {noun} for {count} days.
Under the {noun}, {plural} may {will} up to {money} a year, or {money} with a {easy} {noun}.
""")
_HEADLINE = _lines("""
{Role} {did} the {noun} in {place}
{plural} of {country} face a {easy} {noun}
{place} {noun} will {will} {plural}, {role} says
{surname} {did} {count} {plural} after {adjective} {noun}
""")
_WORDS = {
    "first": _FIRST,
    "country": _COUNTRY,
    "nation": _NATION,
    "body": _BODY,
    "role": _ROLE,
    "noun": _NOUN,
    "plural": _PLURAL,
    "adjective": _ADJECTIVE,
    "did": _DID,
    "will": _WILL,
    "adverb": _ADVERB,
    "month": _MONTH,
    "day": _DAY,
    "count": _COUNT,
    "unit": _UNIT,
    "ordinal": _words("second third fourth fifth sixth seventh eighth ninth tenth 12th 20th 21st"),
    "easy": [word for word in _ADJECTIVE if word[0] not in "aeiou" and word != "usual"],
    "easyrole": [word for word in _ROLE if word[0] not in "aeiou"],
    "paper": ["the BBC", "Reuters", "a news conference", "local radio", "the local newspaper"],
}


class _Draw(dict[str, str]):
    """Words for the gaps of a sentence: each gap is drawn anew, also where it stands twice.

    An article has few persons and places, who come again.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._surnames = ["".join(map(chance.choice, _SURNAME)) for _ in range(5)]
        self._places = ["".join(map(chance.choice, _PLACE)) for _ in range(5)]

    def __missing__(self, key: str) -> str:
        if words := _WORDS.get(key):
            return self._chance.choice(words)
        if words := _WORDS.get(key.lower()):
            word = self._chance.choice(words)
            return word[0].upper() + word[1:]
        return str(getattr(self, f"_{key}")())

    def _surname(self) -> str:
        return self._chance.choice(self._surnames)

    def _place(self) -> str:
        return self._chance.choice(self._places)

    def _name(self) -> str:
        initial = self._chance.choice(("", "", "", "J. ", "M. "))
        return f"{self._chance.choice(_FIRST)} {initial}{self._surname()}"

    def _company(self) -> str:
        return self._surname() + self._chance.choice((" Ltd", " & Sons", " Group", " plc"))

    def _quoted(self) -> str:
        return self._chance.choice(_QUOTED).format_map(self)

    def _age(self) -> int:
        return self._chance.randint(18, 89)

    def _digit(self) -> int:
        return self._chance.randint(0, 5)

    def _minute(self) -> str:
        return f"{self._chance.randint(2, 8)}{self._chance.randint(4, 9)}th"

    def _number(self) -> int:
        return self._chance.randint(13, 999)

    def _thousands(self) -> str:
        return f"{self._chance.randint(1_000, 990_000):,}"

    def _decimal(self) -> str:
        return f"{self._chance.randint(0, 49)}.{self._chance.randint(1, 9)}"

    def _money(self) -> str:
        sign = self._chance.choice(("$", "£", "€", "US$"))
        size = self._chance.choice((" million", " billion", "m", ",000", ""))
        return f"{sign}{self._chance.randint(2, 990)}{size}"

    def _year(self) -> int:
        return self._chance.randint(1901, 2019)

    def _lateryear(self) -> int:
        return self._chance.randint(2020, 2035)

    def _clock(self) -> str:
        hour, minute = self._chance.randint(1, 12), self._chance.choice(("", ":15", ":30"))
        return f"{hour}{minute} {self._chance.choice(('am', 'pm', 'a.m.', 'p.m.'))}"

    def _date(self) -> str:
        day, month = self._chance.randint(1, 28), self._chance.choice(_MONTH)
        if self._chance.random() < 0.5:
            return f"{day} {month} {self._year()}"
        return f"{month} {day}, {self._year()},"


def nouns() -> list[str]:
    """Return the nouns of the made news."""
    return list(_NOUN)


def article(chance: random.Random, length: int = 3_000) -> str:
    """Return one clean article of about so many characters."""
    draw = _Draw(chance)
    headline = chance.choice(_HEADLINE).format_map(draw)
    paragraphs = [headline[0].upper() + headline[1:]]
    size = len(headline)
    straight = chance.random() < 0.6
    while size < length:
        chosen = chance.choices(_SENTENCE, k=chance.randint(1, 3))
        paragraph = " ".join(sentence.format_map(draw) for sentence in chosen)
        paragraphs.append(paragraph)
        size += len(paragraph) + 2
    text = "\n\n".join(paragraphs) + "\n"
    return text.replace("“", '"').replace("”", '"') if straight else text


def clean_news(size: int, seed: int = 1) -> Iterator[str]:
    """Yield clean articles, about `size` characters of them."""
    chance = random.Random(seed)
    while size > 0:
        text = article(chance, chance.randint(1_000, 5_000))
        size -= len(text)
        yield text


def clean_text(size: int, *, lines: bool, seed: int = 2) -> str:
    """Return one clean text of whole sentences, up to `size` characters, in many lines or in one.

    The end of a sentence that was cut may be a fault.
    """
    text = "\n".join(clean_news(size, seed))[:size]
    text = text[: text.rfind(". ") + 1]
    return text if lines else text.replace("\n", " ")


_NOISE: list[tuple[str, Callable[[str, random.Random], str]]] = [
    ("a space before a comma", lambda s, _: s.replace(", ", " , ", 1)),
    ("a year glued to a word", lambda s, r: f"{r.randint(2019, 2023)}{s}"),
    (
        "a thousand with an article",
        lambda s, r: f"About {r.randint(11, 98)} a thousand of them. {s}",
    ),
    ("an entity", lambda s, _: s.replace(" and ", " &amp; ", 1)),
    ("a leaked entity", lambda s, _: f"&quot;{s}&quot;"),
    ("a spaced percent sign", lambda s, r: f"It fell {r.randint(11, 98)} %. {s}"),
    ("a spaced currency", lambda s, r: f"It cost R $ {r.randint(11, 98)}. {s}"),
    ("a wrong decoding", lambda s, _: f"It hadnâ€™t rained. {s}"),
    ("the wrong article", lambda s, _: f"It was an dry autumn. {s}"),
    ("a doubled stop", lambda s, _: f"{s.rstrip('.')}.."),
    ("a glued sentence", lambda s, _: f"It rained.It stopped. {s}"),
    ("a space inside brackets", lambda s, r: f"They met ( as in {r.randint(1980, 2019)}). {s}"),
    ("a phrase too literal", lambda s, _: f"It has grown in the recent days. {s}"),
    ("an article in capitals", lambda s, _: f"THE {s[0].lower()}{s[1:]}"),
]


def noisy(text: str, per_kilobyte: float, chance: random.Random) -> str:
    """Return a text with so many pieces of noise in every thousand characters."""
    sentences = text.split(". ")
    for _ in range(round(per_kilobyte * len(text) / 1_000)):
        place = chance.randrange(len(sentences))
        _, make = chance.choice(_NOISE)
        sentences[place] = make(sentences[place], chance)
    return ". ".join(sentences)


HOSTILE: dict[str, Callable[[], str]] = {
    "10^6 letters a": lambda: "a" * 10**6,
    "10^5 brackets, opening": lambda: "(" * 10**5,
    "10^5 brackets, closing": lambda: ")" * 10**5,
    "10^5 brackets, in pairs": lambda: "()" * (10**5 // 2),
    "10^5 quotes, straight": lambda: '"' * 10**5,
    "10^5 quotes, spaced": lambda: ' "a' * 10**5,
    "10^5 quotes, curly, opening": lambda: "“" * 10**5,
    "10^5 apostrophes": lambda: "'" * 10**5,
    "10^5 digits": lambda: "1" * 10**5,
    "10^5 figures": lambda: "123 " * 10**5,
    "10^5 figures, grouped": lambda: "1,234." * 10**5,
    "10^5 capitalised words": lambda: "Word " * 10**5,
    "10^5 capitalised words, all different": lambda: " ".join(_different(10**5)),
    "10^5 words in capitals": lambda: "WORD " * 10**5,
    "10^6 spaces": lambda: " " * 10**6,
    "10^6 line ends": lambda: "\n" * 10**6,
    "10^6 stops": lambda: "." * 10**6,
    "2.5 x 10^5 times “the”": lambda: "the " * 250_000,
    "10^5 commas, spaced": lambda: "word , " * 10**5,
    "10^5 sentences, glued": lambda: "It rained.It rained" * 50_000,
    "10^5 initials": lambda: "A. " * 10**5,
    "10^5 entities": lambda: "&amp;" * 10**5,
    "7 x 10^4 wrong decodings": lambda: "hadnâ€™t " * 70_000,
    "10^5 combining marks": lambda: "e" + "\u0301" * 10**5,
    "3 x 10^4 persons and pronouns": lambda: "Ada Brandt was here. He said no. " * 30_000,
    "2.5 x 10^4 words in another script": lambda: "The sale of машин is worth ten. " * 25_000,
    "2.5 x 10^4 words of two scripts": lambda: "The hаrbor was сlosed again at noon. " * 25_000,
    "2.4 x 10^4 typed apostrophes": lambda: 'The bank"s board met, and it didn"t vote. ' * 24_000,
    "10^5 dates": lambda: "On Tuesday (14), 2 May 2019. " * (10**6 // 29),
    "10^4 repeated lines": lambda: "The same line, said again in the same words.\n" * 10**4,
    "2 x 10^4 times one sentence": lambda: "The mayor of Ashford said, “We will not go.” " * 20_000,
}


def _different(count: int) -> list[str]:
    chance = random.Random(3)
    return ["".join(map(chance.choice, _PLACE)) for _ in range(count)]
