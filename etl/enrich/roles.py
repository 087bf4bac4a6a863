"""The role of an event: the model proposes, the posts that the text gives to the person settle.

A post is a person's title ("chief executive Ann Lee", 首席执行官李安) or what the sentence gives or takes ("Ann Lee becomes
chair"). Who joins takes what is given, never the old title; who leaves leaves either. A title of somebody else counts for
nobody but him.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.types import Direction, Lang, Mention, Role

_JOINT = re.compile(r"[\s,，、]*(?:and|und|sowie|as well as|&|兼任?|及|和|与|與|暨|、|/)\s*(?:the|der|die|its|集团|集團|公司|任)?\s*")
_GAP = re.compile(r"[\s\"“„»«（(]*(?:(?:Herrn?|Frau|Dr\.|Mr\.?|Ms\.?|Sir|Prof\.)\s+)*")
_AFTER_NAME = re.compile(
    r"\s*[,（(–—-]\s*(?:the|its|der|die|dem|den|their|a|now|currently|derzeit|bisher(?:ige[rn]?)?|bislang|zuletzt|until now"
    r"|former|ehemalige[rn]?"
    r"|so far|current|the company's|the group's|现任|現任|时任|原)?\s*(?:\w+'s )?"
)
_NEW = re.compile(r"(?:\bnew|\bneue[rnms]?|\bkünftige[rnms]?|\bfuture|\bincoming|\bnext|新任?|候任|继任|下任)[\s-]*$", re.IGNORECASE)
_TEAM = re.compile(
    r"\b(?:lead|leads|leading|head|heads|heading|run|runs|running|in charge of)\b[^.;]{0,60}\b(?:team|division|unit|lab"
    r"|business|group)\b"
    r"|(?:[Tt]eam|[Aa]bteilung|[Ss]parte|[Bb]ereich|[Gg]ruppe|[Ll]abor)\b[^.;]{0,60}(?:leit|führ|an\b)|(?:leit"
    r"|führ)[^.;]{0,60}(?:[Tt]eam|[Ss]parte|[Bb]ereich)\b"
    r"|(?:领导|帶領|带领|負責|负责|主管|分管|执掌|牵头)[^。；]{0,30}(?:团队|團隊|部门|部門|业务|業務|实验室|板块|研究院)"
    r"|(?:事业部|事業部|业务|業務|部门|部門|板块|团队|團隊)[暂將将则也都]*由[^。；，]{0,30}(?:负责|負責|接手|接管|暂管|掌管|分管|兼管|直管|代管)"
)


_BOARD = re.compile(
    r"\b(?:joins?|joined|leaves?|left|leaving|off|quits?|give[sn]? up|gave up|from|to|lose[sd]?)\s(?:\w+\s){0,3}(?:board"
    r"|panel)\b|\bseats? on the board"
    r"|\b(?:aus|in|im|verlässt|verlassen|verließ|auch)\s(?:d\w+\s)?(?:neue[ns]\s)?(?:\w*[Gg]remium|Verwaltungsrat"
    r"|Aufsichtsrat|Vorstand|Board)\b"
    r"|(?:加入|进入|退出|离开|重返).{0,8}(?:董事会|董事會)"
)
_BOARD_LEFT = re.compile(
    r"\b(?:leaves?|left|leaving|off|quits?|gives? up|gave up|removed from|loses?|lost)\s(?:\w+\s){0,4}board\b"
    r"|\b(?:verlässt|verließ|verlassen)\s(?:auch\s)?(?:den|das)\s(?:Vorstand|Verwaltungsrat|Aufsichtsrat|Gremium|Board)\b"
    r"|\b(?:Sitz|Platz|Mandat)\sim\s(?:Vorstand|Verwaltungsrat|Aufsichtsrat|Gremium|Board)\b.{0,30}(?:räum|verl|aufgeb|auf\b"
    r"|ab\b|nieder|los)"
    r"|(?:退出|离开|離開)(?:了)?(?:公司|其)?(?:董事会|董事會)"
)
_TAKES = re.compile(
    r"(?:\b(?:to|become|becomes|became|be|named|appointed|made|elected|new|interim|acting|zum|zur|neue[rnms]?|wird|interims?"
    r"|zum neuen)\s+"
    r"(?:(?:its|the|a|new|next|group|interim|acting|den|der|neuen?|sole|co-)\s*){0,2}"
    r"|(?:出任|担任|擔任|接任|任|为|為|当选|當選|升任|任命为|兼|就任|获任|委任为|新任|聘为|接替|代理|改任|转任|调任)"
    r"(?:公司|集团|集團|新任|临时|的|为|其|该公司)?)$",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"(?:\b(?:from|resigned|resigns|leaves|left|aus dem)\s+(?:(?:its|the|his|her|den|der|group)\s*){0,2}"
    r"|(?:辞去|辭去|辞任|辭任|卸任|不再担任|不再擔任|不再兼任|免去|卸下|离任|退任|解除|不再出任)"
    r"(?:公司|集团|集團|其|的|了|本公司|[\u4e00-\u9fff]{2,8}的)?)$",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\b(?:as|als|(?:post|role|job|position) of|(?:Amt|Posten|Rolle|Position) (?:des|der|eines|einer|als))\s+"
    r"(?:(?:its|the|a|new|interim|acting|group|neuer?|den|der)\s*){0,2}$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:was|been|lately|former|formerly|previously|until now|now|currently|once|longtime|who is|who was|so far"
    r"|bisher\w*|bislang|zuletzt|derzeit\w*"
    r"|einst|früher\w*|ehemalige\w*|bis dato|noch|zurzeit|war|since)\b[\s\w,'-]{0,28}|(?:原|曾|前|现任|時任|时任|此前|现为|历任"
    r"|曾任)[\u4e00-\u9fffA-Za-z]{0,6})$",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"(?:向|\breports? (?:directly )?to\s(?:the\s)?|\b(?:berichtet|untersteht)\s(?:direkt\s)?(?:an\s)?(?:den"
    r"|dem|der)\s)$", re.IGNORECASE)
_BODY = frozenset(
    {"aufsichtsrat", "aufsichtsrats", "aufsichtsräte", "verwaltungsrat", "verwaltungsrats", "vorstand", "vorstands", "vorstandes"}
    | {"directors"}
)
_INTO_BODY = re.compile(r"(?:\b(?:in den|im|aus dem|auch den|auch im|als|as|among its|in|into)\s+)$", re.IGNORECASE)
_LEAST = -1.0
"""Points that a post needs more of to count."""
_DOUBT, _MOST_DOUBT = 0.3, 8.0
"""Points that a post loses for each logit by which the model holds its role less likely than its own, and to how many."""
Named = tuple[int | None, Role]
"""A post: the number of its mention, if it has one, and its role."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the mentions in it."""

    article: str
    start: int
    end: int
    mentions: Sequence[Mention]

    @property
    def text(self) -> str:
        return self.article[self.start : self.end]

    def before(self, mention: int) -> str:
        """The words before a mention, back to the start of the sentence, at most 40 characters."""
        at = self.mentions[mention].start
        return self.article[max(self.start, at - 40) : at]

    def is_body(self, mention: int) -> bool:
        """Whether the mention is the board as a body that acts, not as a seat that is taken."""
        return self.mentions[mention].text.lower() in _BODY and _INTO_BODY.search(self.before(mention)) is None


@dataclass(frozen=True, slots=True)
class OwnedPost:
    """A post's mention and role; `cue` is the mention before which its verb stands: the first of "chair and president"."""

    mention: int
    role: Role
    cue: int


@dataclass(slots=True)
class Owned:
    """The posts of one person in one sentence: those given or taken, and the titles."""

    given: list[OwnedPost] = field(default_factory=list)
    titles: list[OwnedPost] = field(default_factory=list)


def owners(
    text: str, mentions: Sequence[Mention], people: Sequence[Sequence[int]], posts: Sequence[tuple[int, Role]], sentence: tuple[int, int]
) -> dict[int, Owned]:
    """For each person (number of the group) named in the sentence: the posts that are the person's."""
    group = {i: number for number, members in enumerate(people) for i in members}
    named = [i for i in sorted(group, key=lambda i: mentions[i].start) if sentence[0] <= mentions[i].start < sentence[1]]
    found = {group[i]: Owned() for i in named}
    last: tuple[int, bool] | None = None
    end, cue = 0, 0
    for post, role in sorted(posts, key=lambda p: mentions[p[0]].start):
        span = mentions[post]
        if not sentence[0] <= span.start < sentence[1]:
            continue
        joined = last is not None and _JOINT.fullmatch(text, end, span.start) is not None
        owner = last if joined else _owner(text, mentions, named, group, span)
        if joined and last is not None and not last[1]:
            titled = _titled_after(text, mentions, named, group, span)
            owner = last if titled is None else titled
        cue = cue if joined else post
        if owner is not None:
            (found[owner[0]].titles if owner[1] else found[owner[0]].given).append(OwnedPost(post, role, cue))
        last, end = owner, span.end
    return found


def _owner(
    text: str, mentions: Sequence[Mention], named: Sequence[int], group: dict[int, int], post: Mention
) -> tuple[int, bool] | None:
    """The person to whom the post belongs, and whether as a title."""
    titled = _titled_after(text, mentions, named, group, post)
    if titled is not None:
        return titled
    before = [i for i in named if mentions[i].end <= post.start]
    if before:
        near = mentions[before[-1]]
        return group[before[-1]], _AFTER_NAME.fullmatch(text, near.end, post.start) is not None
    after = [i for i in named if mentions[i].start >= post.end]
    return (group[after[0]], False) if after else None


def _titled_after(
    text: str, mentions: Sequence[Mention], named: Sequence[int], group: dict[int, int], post: Mention
) -> tuple[int, bool] | None:
    """The person whose name follows the post at once; a new post before a name is given, not a title."""
    for i in named:
        if mentions[i].start >= post.end:
            if _GAP.fullmatch(text, post.end, mentions[i].start) is None:
                return None
            return group[i], _NEW.search(text, max(0, post.start - 16), post.start) is None
    return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the model holds of the role: the one that it proposes, and the logit of each (empty: no opinion)."""

    role: Role
    logits: Mapping[Role, float]

    def doubt(self, role: Role) -> float:
        """How many logits another role is behind the proposed one, 0 to `_MOST_DOUBT`."""
        behind = self.logits.get(self.role, 0.0) - self.logits.get(role, 0.0)
        return min(max(0.0, behind), _MOST_DOUBT)


def settled(direction: Direction, proposed: Proposal, mine: Owned, others: Sequence[Owned], sentence: Sentence) -> list[Named]:
    """The posts of the event as (mention, role); several where they are joined ("chair and chief executive"), none where
    the sentence settles nothing.

    Each post of the person gets points for the words before it, for how likely the model holds its role, and for saying more
    than "founder" or "executive"; the posts given to others count less, but do in "Lee succeeds Kim as chair" and lists of
    names.
    """
    own = [(post, 0.0 if direction == "out" else -2.0) for post in mine.titles] + [(post, 0.0) for post in mine.given]
    best = _best(direction, own, proposed, sentence)
    if (best is None or best[0] < 0) and (direction == "in" or not mine.titles):
        lent = [(post, -0.5) for owned in others for post in owned.given]
        best = _best(direction, own + lent, proposed, sentence)
    if best is None or best[0] < 0:
        if direction == "in" and _TEAM.search(sentence.text):
            return [(None, "head")]
        if _BOARD.search(sentence.text):
            return [(None, "board")]
    if best is None or best[0] <= _LEAST:
        return []
    joined = [p for p, _ in own if p.cue == best[1].cue and p.role not in ("founder", best[1].role)]
    return [(p.mention, p.role) for p in (best[1], *joined)]


def _best(
    direction: Direction, posts: Sequence[tuple[OwnedPost, float]], proposed: Proposal, sentence: Sentence
) -> tuple[float, OwnedPost] | None:
    """The post of most points, the first of equals."""
    scored = [(start + _points(direction, post, proposed, sentence), post) for post, start in posts]
    return max(scored, key=lambda pair: pair[0], default=None)


def leaves_board(sentence: str) -> bool:
    """Whether the sentence says that somebody leaves the board as well."""
    return _BOARD_LEFT.search(sentence) is not None


def _points(direction: Direction, post: OwnedPost, proposed: Proposal, sentence: Sentence) -> float:
    before = sentence.before(post.cue)
    toward, away = (_TAKES, _LEAVES) if direction == "in" else (_LEAVES, _TAKES)
    points = 2.0 * (toward.search(before) is not None) - 2.0 * (away.search(before) is not None)
    points += 1.5 * (_AS.search(before) is not None)
    was = direction == "in" and _BEFORE.search(before) is not None
    points += -1.5 if was else 1.5 * (post.role == proposed.role)
    points -= _DOUBT * proposed.doubt(post.role)
    points -= 1.0 * (post.role in ("founder", "other"))
    points -= 4.0 * (_REPORTS.search(before) is not None)
    return points - 2.0 * sentence.is_body(post.mention)


def top_role(role: Role, logits: Mapping[Role, float], lang: Lang) -> Role:
    """A president of a German or Chinese article is the top executive unless the model holds that there is one beside him."""
    if role == "president" and lang != "en" and logits.get("ceo", 0.0) >= logits.get("president", 0.0):
        return "ceo"
    return role
