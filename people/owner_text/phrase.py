"""Reads one phrase of an owner cell, without commas or "and": whose name it is, and how much of a
name. It must not look at the phrases around it."""

import re
from dataclasses import dataclass, replace

from people.owner_text import words
from people.owner_text.party import PartyKind
from people.owner_text.words import Sense

_EDGES = " .,;:*†‡'\"“”‘’|•–—-_/+&?!\u200b\u200e\u200f\ufeff"
_FOOTNOTE = re.compile(r"\[\^?\d{1,3}\]")
# "TBC", "n/a": nobody is named. In "TBD, Federal Funds Section Manager" the post is.
_NOBODY = re.compile(
    r"(?:tb[acdn]|n\.?/?a|none|nil|unassigned|unknown|vacant|vacancy|ditto|blank|(?:see|as) above"
    r"|to be (?:advised|agreed|appointed|confirmed|decided|determined|identified)"
    r"|not (?:applicable|assigned|known|yet known))\.?",
    re.IGNORECASE,
)
# "Lead: ELT", "Responsible officer: Head of HR": says in what part, not who.
_LABEL = re.compile(
    r"(?:(?:lead|leads|led|support|supporting|supported|owners?|responsible|responsibility|sponsor"
    r"|accountable|action|contact|name|title|post|position|overall|joint|jointly|main|who"
    r"|and|by|for|with)\b[ :/]*)+"
    r"(?:(?:officer|person|party|owner|department|organisation|agency|body|service)s?)?",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r":\s+| [-–—]+ |(?<=[a-z]):(?=[A-Z])")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_FRONT_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]] ?(?=.)")
_ASIDE = re.compile(r"(?:lead|support|leading|supporting|overall|for|to|from|until|as|re|by)\b")
_LED_BY = re.compile(r"^(?:led|supported|owned|assisted) by:? ", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_ONE_INITIAL = re.compile(r"[A-Z]\.?")
_NOUNS = (Sense.ROLE, Sense.BODY, Sense.SERVICE)
_NAMED_BY = (Sense.NAME, Sense.GIVEN, Sense.INITIALS)
_LONGEST_NAME = 6
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Phrase:
    """What one phrase shows by itself. `kind` is None for a mere field of work ("Marketing")."""

    text: str
    kind: PartyKind | None
    sure: bool = False  # is a party whatever stands before it
    complete: bool = False  # what follows "and" is no more of this name
    leads: bool = False  # begins with its noun: nothing before it belongs to it
    bare: bool = False  # a post that waits for its field: "Director"
    office: bool = False  # the part of a body that a post belongs to: "Office of the Governor"
    acronym: bool = False
    size: int = 1
    remit: str = ""

    @property
    def is_person(self):
        return self.kind is PartyKind.PERSON

    @property
    def is_post(self):
        return self.kind is PartyKind.POST

    @property
    def is_group(self):
        return self.kind is PartyKind.GROUP

    @property
    def is_sure_person(self):
        return self.is_person and self.sure

    @property
    def ends_in_bracket(self):
        return self.text.endswith((")", "]"))


def read_phrase(text):
    """What `text` names: str -> Phrase, or None when it names nobody ("TBC", "-", "")."""
    text = _trimmed(_LED_BY.sub("", _FOOTNOTE.sub("", text)))
    divider = _DIVIDER.search(text)
    if divider is None:
        return _read_undivided(text)
    before = _read_undivided(text[: divider.start()])
    after = _read_undivided(text[divider.end() :])
    if before is None or after is None:
        return before or after
    return _read_divided(text, before, after)


def _trimmed(text):
    """Without what stands at the edges; the full stop of "J.S." stays."""
    trimmed = text.strip(_EDGES)
    return f"{trimmed}." if _DOTTED.fullmatch(trimmed) and f"{trimmed}." in text else trimmed


def _read_divided(text, before, after):
    """ "Panel members – Janet Hughes", "Lead: ELT", "Chief Officer: Human Resources"."""
    if _LABEL.fullmatch(before.text):
        return after
    if before.is_person and (before.sure or not after.is_person):
        return before
    if after.is_sure_person or (after.is_person and not before.bare):
        return after
    if _is_told(before.text, after):
        return replace(before, remit=after.text)
    if before.kind is None:
        return replace(after, text=text, leads=False)
    return replace(before, text=text, complete=False, bare=False)


def _is_told(owner, told):
    """ "Head of Planning – review complete"."""
    return told.kind is None and told.size > 1 and told.text[0].islower() and owner[0].isupper()


def _read_undivided(text):
    text = _without_label(_trimmed(text))
    bracket = _BRACKET.search(text)
    if bracket is None:
        return _read_plain(text)
    outside, inside = _read_plain(_trimmed(text[: bracket.start()])), bracket[1].strip()
    if outside is None:
        return _read_plain(_trimmed(inside))
    return _read_bracketed(text, outside, inside)


def _without_label(text):
    """ "(Lead) Head of HR" without what is in front, "[Head of HR" without the lone bracket."""
    front = _FRONT_BRACKET.match(text)
    if front and _LABEL.fullmatch(front[1]):
        return text[front.end() :]
    if any(text.count(opening) != text.count(closing) for opening, closing in ("()", "[]")):
        return _trimmed(text.strip("()[]"))
    return text


def _read_bracketed(text, outside, inside):
    """ "Head of HR (Sue Moorman)", "Sue Moorman (lead)", "Department of Energy (DOE)"."""
    held_by = _read_plain(_trimmed(inside))
    if held_by is None:
        return outside
    if outside.is_person or _ASIDE.match(inside):
        return replace(outside, remit=inside if inside[:1].islower() else outside.remit)
    if outside.is_post and held_by.is_sure_person and held_by.size > 1:
        return held_by
    return replace(outside, text=text, complete=True, bare=False)


def _read_plain(text):
    if not any(c.isalpha() for c in text) or _NOBODY.fullmatch(text):
        return None
    article = _ARTICLE.match(text)
    if article is None:
        return _read_name(text)
    phrase = _read_name(text[article.end() :])
    if not _article_is_in_the_name(text, phrase):
        return phrase
    return replace(phrase, text=text, kind=None if phrase.is_person else phrase.kind)


def _article_is_in_the_name(text, phrase):
    """ "The National Archives", "The White House"; but "the ELT", "The Communications team"."""
    ends_in_no_noun = phrase.kind is None or phrase.is_person
    if not text.startswith("The ") or phrase.size == 1 or phrase.text[0].islower():
        return False
    return ends_in_no_noun or words.fold(phrase.text.split()[-1]) in words.NAMED_BODIES


def _read_name(text):
    tokens = text.split()
    if text.isupper() and any(len(t) > 6 for t in tokens):
        tokens = [t.title() for t in tokens]
    senses = [words.sense(t) for t in tokens]
    head = _head(senses)
    shown = _Shown(text, tokens, senses, tokens[:head], senses[:head])
    for read in _READINGS:
        if phrase := read(shown):
            return replace(phrase, size=len(tokens))
    return Phrase(text, None, size=len(tokens))


def _head(senses):
    """How many words stand before "of", "for", "at": in them the noun is last."""
    return next((i for i, s in enumerate(senses) if s is Sense.JOINING and i), len(senses))


@dataclass(frozen=True)
class _Shown:
    text: str
    tokens: list
    senses: list
    head: list
    head_senses: list

    @property
    def has_tail(self):
        return len(self.head) < len(self.tokens)

    @property
    def folded_head(self):
        return [words.fold(t) for t in self.head]


def _as_titled_person(shown):
    """ "Cllr Jane Smith", "Dr. M. L. Khan"; but "Lord Mayor" and a mere "Councillor"."""
    last = shown.head_senses[-1]
    if shown.senses[0] is not Sense.TITLE or len(shown.tokens) == 1 or last in _NOUNS:
        return None
    return _person(shown.text)


def _as_person_with_a_noun_for_surname(shown):
    """ "Paul Nurse", "P Green": no post or group begins with a given name or one initial."""
    named = shown.senses[0] is Sense.GIVEN or _ONE_INITIAL.fullmatch(shown.tokens[0])
    a_noun = shown.senses[1:] in ([Sense.ROLE], [Sense.TOPIC], [Sense.RANK])
    if named and a_noun and all(t[0].isupper() and t[1:].islower() for t in shown.tokens[1:]):
        return _person(shown.text)
    return None


def _person(text, *, sure=True, remit=""):
    kind = PartyKind.PERSON
    return Phrase(text, kind, sure=sure, complete=True, leads=sure, remit=remit)


def _as_post(shown):
    """ "Finance Manager", "Head of HR", "Inspector General", "Section 151 Officer"."""
    folded = shown.folded_head
    if folded[-1] == "general":
        folded = folded[:-1]
    if not folded or not _ends_in_a_role(folded, shown):
        return None
    if folded[0] == "external" and folded[-1].startswith("auditor"):
        return Phrase(shown.text, PartyKind.GROUP, sure=True, complete=True)
    only_a_role = all(word in words.RANKS or words.is_role(word) for word in folded)
    bare = _is_bare(folded, shown) if only_a_role else False
    complete = not shown.has_tail and not bare
    return Phrase(
        shown.text, PartyKind.POST, sure=True, complete=complete, leads=only_a_role, bare=bare
    )


def _ends_in_a_role(folded, shown):
    last, before = folded[-1], folded[-2:-1]
    if last == "executive":
        return before in (["chief"], ["account"], ["senior"], ["deputy"])
    if last == "partners":
        return before == ["business"]
    a_title = last in words.TITLES and len(folded) == 1
    return shown.senses[len(folded) - 1] is Sense.ROLE or a_title or last in words.LONE_RANKS


def _is_bare(folded, shown):
    """ "Director" and "Head of Service" say nothing until their field is named."""
    of_service = [words.fold(t) for t in shown.tokens[len(shown.head) :]] == ["of", "service"]
    return of_service or (not shown.has_tail and folded[-1] in words.BARE_ROLES)


def _as_group(shown):
    """ "Payroll Team", "Department for Transport", "Equalities Sub-Group"."""
    if shown.head_senses[-1] is not Sense.BODY:
        return None
    return Phrase(
        shown.text,
        PartyKind.GROUP,
        sure=True,
        complete=not shown.has_tail,
        leads=len(shown.head) == 1,
        office=shown.has_tail and shown.folded_head[-1] in words.OFFICES,
    )


def _as_post_and_field(shown):
    """ "Director Corporate Services", "AD Housing": the role stands first, without "of"."""
    for word, meaning in zip(shown.folded_head[:-1], shown.head_senses[:-1], strict=True):
        if meaning is Sense.ROLE or word in words.ABBREVIATED_ROLES:
            return Phrase(shown.text, PartyKind.POST, sure=True, leads=True)
        if word not in words.RANKS:
            return None
    return None


def _as_acronym(shown):
    """ "DCLG", "NHS England", "Federal CIO"; a post at a body: "SAOGI at OMB"."""
    if Sense.ACRONYM not in (shown.head_senses[0], shown.head_senses[-1]):
        return None
    at_a_body = shown.has_tail and words.fold(shown.tokens[len(shown.head)]) == "at"
    kind = PartyKind.POST if at_a_body else PartyKind.GROUP
    complete = shown.head_senses[-1] is Sense.ACRONYM and not shown.has_tail
    leads = len(shown.head) == 1
    return Phrase(shown.text, kind, sure=True, complete=complete, leads=leads, acronym=leads)


def _as_service(shown):
    """ "Legal Services": a group, unless it goes on the field of a post before it."""
    if shown.head_senses[-1] is not Sense.SERVICE:
        return None
    return Phrase(shown.text, PartyKind.GROUP, complete=not shown.has_tail)


def _as_person(shown):
    """ "Sue Moorman", "JT", "A. Jones"; what follows in small letters is a remit."""
    count = _length_of_name(shown)
    evidence = shown.senses[0] in (Sense.GIVEN, Sense.INITIALS)
    if not 0 < count <= _LONGEST_NAME:
        return None
    if count == len(shown.tokens):
        return _person(shown.text, sure=evidence)
    if not evidence and count == 1:
        return None
    name, remit = " ".join(shown.tokens[:count]), " ".join(shown.tokens[count:])
    return _person(name, sure=evidence, remit=remit)


def _length_of_name(shown):
    """How many words at the front are a name; 0 if a capital follows that is no name."""
    in_small_letters = shown.text.islower() and shown.senses[0] is Sense.GIVEN
    for i, (token, meaning) in enumerate(zip(shown.tokens, shown.senses, strict=True)):
        named = meaning in _NAMED_BY or (i and words.goes_on_a_name(token))
        if not (named or (i == 1 and in_small_letters and meaning is Sense.PLAIN)):
            return i if token[:1].islower() else 0
    return len(shown.tokens)


_READINGS = (
    _as_titled_person,
    _as_person_with_a_noun_for_surname,
    _as_post,
    _as_group,
    _as_post_and_field,
    _as_person,
    _as_acronym,
    _as_service,
)
