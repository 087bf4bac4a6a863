"""Short forms of given names in English and German, where the press uses both for one person."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping

_SHORT_FORMS = """
abigail: abby | albert: al bert | alexander: alex sandy alec sascha | alexandra: alex sandra | alfred: al fred alf
amanda: mandy | andreas: andi | andrew: andy drew | anthony: tony | antonio: toni tony | barbara: barb | benjamin: ben benny
bernhard: bernd | bernard: bernie | bradley: brad | calvin: cal | catherine: cathy kate | charles: charlie chuck
christian: chris | christina: chris tina | christine: chris | christopher: chris kit | clifford: cliff | cynthia: cindy
daniel: dan danny | david: dave | deborah: deb debbie | dennis: denny | donald: don | dorothy: dot | douglas: doug | edmund: ed
edward: ed eddie ted ned | edwin: ed | elizabeth: liz beth betsy lisa | emmanuel: manny | eugene: gene | ferdinand: ferdi
francis: frank | franklin: frank | frederick: fred | friedrich: fritz fred | gabriel: gabe | geoffrey: geoff | georg: schorsch
gerald: gerry jerry | gregory: greg | guenther: guenni | harold: hal harry | harald: harry | heinrich: heiner heinz
helmut: helle | henry: hank harry | herbert: herb bert | jacob: jake | jakob: jake | james: jim jimmy jamie | janet: jan
jeffrey: jeff | jennifer: jen jenny | jeremy: jerry | jerome: jerry | jessica: jess | joachim: jochen achim
johannes: hannes hans | john: jack johnny jon | jonathan: jon | joseph: joe | josef: sepp joe | jose: pepe | joshua: josh
judith: judy | karlheinz: kalle | katherine: kate kathy katie | kenneth: ken | kimberly: kim | klaus: klausi
kristina: kris tina | lawrence: larry | leonard: len leo | leslie: les | leonardo: leo | lewis: lew | louis: lou | ludwig: lutz
manfred: manni | margaret: meg peggy maggie margo | margarete: grete | martin: marty | matthew: matt | matthias: matze
maximilian: max | maxwell: max | melissa: mel | michael: mike mick | mitchell: mitch | mohammad: mo | mohamed: mo
nathaniel: nate nat | nathan: nate | nicholas: nick | nikolaus: niko klaus | nicole: nicky | norman: norm | oliver: olli
pamela: pam | patricia: pat patty patti | patrick: pat | peter: pete | philip: phil | phillip: phil | rachel: rae
randolph: randy | raymond: ray | rebecca: becky | reginald: reggie | reinhard: reini | richard: dick rick rich
robert: bob rob bobby bert | roland: rollo | ronald: ron | rudolf: rudi | rupert: rupi | russell: russ | samantha: sam
samuel: sam | sebastian: basti | sidney: sid | siegfried: siggi | solomon: sol | stanley: stan | stefan: steff
stephanie: steph | stephen: steve | steven: steve | stuart: stu | susan: sue | susanne: susi | sylvester: sly | terence: terry
theodor: theo | theodore: ted theo | thomas: tom | timothy: tim | tobias: tobi | ulrich: uli | ulrike: uli | ursula: uschi
valentin: vali | victor: vic | victoria: vicky | vincent: vince vin | virginia: ginni | vladimir: vlad | walter: walt
wilhelm: willi | willem: wim | william: bill will willie | wolfgang: wolf | zachary: zach zack
"""


@functools.cache
def _forms() -> Mapping[str, frozenset[str]]:
    full: dict[str, set[str]] = defaultdict(set)
    for entry in _SHORT_FORMS.replace("\n", "|").split("|"):
        name, _, short = entry.partition(":")
        for form in short.split():
            full[form].add(name.strip())
            full[name.strip()].add(form)
    return {name: frozenset(forms) for name, forms in full.items()}


def other_forms(name: str) -> frozenset[str]:
    """The full forms of a short given name, or the short forms of a full one (lower case, without diacritics)."""
    return _forms().get(name, frozenset())


def same_given(left: str, right: str) -> bool:
    """Whether two given names are forms of one: bob and robert, bob and rob; edward and theodore are not, though both are ted."""
    if left == right or right in other_forms(left):
        return True
    return _is_short(left) and _is_short(right) and bool(other_forms(left) & other_forms(right))


@functools.cache
def _full_names() -> frozenset[str]:
    return frozenset(entry.partition(":")[0].strip() for entry in _SHORT_FORMS.replace("\n", "|").split("|"))


def _is_short(name: str) -> bool:
    return name not in _full_names()
