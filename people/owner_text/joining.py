"""Puts the phrases between commas and "and" together into parties: "Head of Learning and
Development" is one, "GSA and OMB" two. It must not look into the words, only at what they show."""

import re
from dataclasses import dataclass

from people.owner_text.party import OwnerPart, PartyKind
from people.owner_text.phrase import Phrase, read_phrase

_JOINT = re.compile(
    r", ?(?:(?i:and)|&) |, ?| (?:(?i:and/or|and)|&|\+) |(?<=\b[A-Z]{2})&(?=[A-Z]{2}\b)"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass
class Link:
    """A phrase, what joins it to the one before, and what the phrases after it come to."""

    joined_by: str
    phrase: Phrase | None
    ends_a_list: bool = False  # "Business, Innovation and Skills": a run of fields with "and"
    ends_in_a_party: bool = False  # "Communications and Marketing team"

    @property
    def has_and(self):
        return self.joined_by.strip() != ","

    @property
    def has_comma(self):
        return self.joined_by.startswith(",")


def join_phrases(text):
    """The parties in a piece of an owner cell: str -> list[OwnerPart], in their order."""
    parties: list[_Party] = []
    for link in _links(text):
        if parties and parties[-1].takes(link):
            parties[-1].take(link)
        else:
            parties.append(_Party(link, after=parties[-1] if parties else None))
    return [party.part() for party in parties]


def hide_brackets(text):
    """A text of the same length, in which what stands in brackets cuts nothing."""
    return _BRACKETED.sub(lambda bracketed: "_" * len(bracketed[0]), text)


def _links(text):
    links = [link for link in _each_link(text) if link.phrase]
    for link, following in zip(reversed(links[:-1]), reversed(links[1:]), strict=True):
        _look_ahead(link, following)
    return links


def _each_link(text):
    start, joined_by = 0, ""
    for joint in _JOINT.finditer(hide_brackets(text)):
        yield Link(joined_by, read_phrase(text[start : joint.start()]))
        start, joined_by = joint.end(), joint[0]
    yield Link(joined_by, read_phrase(text[start:]))


def _look_ahead(link, following):
    if link.phrase.sure:
        return
    last = following.phrase
    closes = following.has_and
    link.ends_a_list = following.ends_a_list or (closes and not last.sure)
    link.ends_in_a_party = following.ends_in_a_party or (
        closes and last.sure and not last.leads and not last.is_person
    )


class _Party:
    """A party as far as it has been read."""

    def __init__(self, link, after):
        self.phrase = link.phrase
        self.words = [link.phrase.text]
        self.kind = link.phrase.kind  # None while only a field of work has been read
        self.size = link.phrase.size
        self.complete = link.phrase.complete
        self.bare = link.phrase.bare
        self.has_field = False  # "Director, Medicaid"
        self.has_post = False  # "Sue Moorman, Head of HR"
        self.has_and = False
        self.has_comma_last = False
        self.in_a_list = after is not None and after.kind is None and link.has_comma

    def part(self):
        return OwnerPart("".join(self.words), self.kind or PartyKind.GROUP, self.phrase.remit)

    def takes(self, link):
        """Whether the phrase still belongs to this party."""
        if self.kind is PartyKind.PERSON:
            return self._is_no_person(link) or self._person_takes(link)
        if self.kind is None:
            return self._field_takes(link)
        if self.bare:
            return not (link.phrase.is_post or link.phrase.is_sure_person)
        if self.complete:
            return self._complete_name_takes(link)
        return self._open_name_takes(link)

    def take(self, link):
        """Adds the phrase to the name; a person's post and organisation are left out."""
        if self.kind is PartyKind.PERSON and not self._is_no_person(link):
            self.has_post = True
            return
        other = link.phrase
        self.complete = other.ends_in_bracket or (self.kind is None and other.complete)
        if self.kind in (None, PartyKind.PERSON):
            self.kind = None if other.is_person else other.kind
        self.words += [link.joined_by, other.text]
        self.size += other.size
        self.has_field, self.bare = self.has_field or self.bare, False
        self.has_and, self.has_comma_last = self.has_and or link.has_and, link.has_comma

    def _is_no_person(self, link):
        """ "Fish and Wildlife Service": an unknown word before the rest of a name."""
        other = link.phrase
        unknown = self.size == 1 and not self.phrase.sure and not link.has_comma
        return unknown and other.size > 1 and not other.leads and not other.is_person

    def _person_takes(self, link):
        """ "Name, post, organisation" is one party; a further person is not."""
        other = link.phrase
        if other.is_person:
            more_of_a_title = not link.has_comma or other.size == 1
            return self.has_post and not other.sure and more_of_a_title
        if link.has_comma:
            return not (link.has_and and other.sure)
        return self.has_post

    def _field_takes(self, link):
        """ "Learning and Development Manager", "Planning, Housing and Regeneration Team"."""
        other = link.phrase
        if link.has_comma:
            return link.ends_in_a_party
        if other.leads or other.is_sure_person:
            return False
        return not (self.has_and if other.sure else self.in_a_list)

    def _open_name_takes(self, link):
        """ "Head of Learning" takes "and Development", "Department for Business" its list."""
        if link.phrase.sure:
            return self._is_its_office(link) or self._is_more_of_its_field(link)
        end_of_a_list = link.has_and and self.has_comma_last
        return not link.has_comma or link.ends_a_list or end_of_a_list

    def _is_more_of_its_field(self, link):
        """ "Director, Medicaid and CHIP Services FRAC"."""
        other = link.phrase
        return self.has_field and not link.has_comma and other.is_group and other.size > 1

    def _is_its_office(self, link):
        """ "Director of Budget, Office of the Governor"."""
        return self.kind is PartyKind.POST and not link.has_and and link.phrase.office

    def _complete_name_takes(self, link):
        if link.has_comma:
            return self._is_its_office(link) or self._is_its_field(link)
        return self._is_rest_of_a_name(link)

    def _is_its_field(self, link):
        """ "Team Leader, Planning"; but "HR Manager, Communications and Marketing team"."""
        a_field = link.phrase.kind is None and not link.has_and and not link.ends_in_a_party
        return self.kind is PartyKind.POST and a_field

    def _is_rest_of_a_name(self, link):
        """ "Library and Archives Canada": one word for a body may only begin its name."""
        other = link.phrase
        one_word = self.kind is PartyKind.GROUP and self.size == 1 and not self.phrase.acronym
        return one_word and other.is_group and not other.leads and other.size > 1
