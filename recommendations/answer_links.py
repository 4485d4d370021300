"""Links by which officers without an account answer one round about what is their own: making them,
reading what an address says, answering through one, switching one off. A link signs nobody in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people.holdings import held_by_any
from people.models import Owner
from people.who_wrote import LINK_EMAIL, link_user
from recommendations.answers import Asked, answers_to
from recommendations.models import (
    AnswerLink,
    Assignment,
    NilReturn,
    OwnerCell,
    ProgressUpdate,
    Recommendation,
    Round,
    UpdateRequest,
)
from recommendations.my_updates import urgency
from recommendations.progress import record_nil_returns
from recommendations.reporting import Report, save_report
from recommendations.reporting_rights import spoken_for_each
from recommendations.rounds import RoundClosed, is_open

SALT = "recommendations.answer_links"
# How long a link works after the updates are due; after it was made, where that is later.
LASTS = timedelta(days=14)
SOURCE = "Through the link of the round “{round}”"

NO_LINK = (
    "This is not the whole address of a link to answer. Copy all of it from the e-mail, or ask "
    "whoever sent it to you."
)
SWITCHED_OFF = (
    "This link was switched off on {day}. If you have a newer one, use that. If not, ask whoever "
    "sent it to you."
)
RAN_OUT = "This link worked until {day}. Ask whoever sent it to you for a new one."
HAS_ACCOUNT = "You have an account here now, so this link no longer works. Sign in to answer."
OUT_OF_USE = (
    "{person}, for whom this link was made, is no longer asked for updates here. If that is wrong, "
    "tell whoever sent it to you."
)
CLOSED = (
    "The round “{round}” is closed, and takes no more answers. If there is news, tell whoever sent "
    "you the link."
)
NOT_ANSWERED_HERE = (
    "This link doesn't answer this recommendation. It may have been handed over to somebody else, "
    "or is no longer asked about. Go back to the list."
)
MADE_MEANWHILE = "Somebody else has changed this link meanwhile. Look at what it says now."
OFF_ALREADY = "This link is switched off already."
NOTHING_TO_ANSWER = "Nothing in this round is for {person} to answer through a link."


class Why(StrEnum):
    """Why a link does not do what is asked of it."""

    UNKNOWN = "unknown"
    SWITCHED_OFF = "switched_off"
    RAN_OUT = "ran_out"
    HAS_ACCOUNT = "has_account"
    OUT_OF_USE = "out_of_use"
    CLOSED = "closed"
    NOT_ANSWERED_HERE = "not_answered_here"


class LinkRefused(Exception):
    """A link does not work, or not for this; its text is for whoever opened it."""

    def __init__(self, why: Why, sentence: str):
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True)
class OpenedLink:
    """What a link that works is for, on a day. `person`: whose it is, under the spelling that
    survives; `asked`: what the round asks of them and the link answers, the most pressing first.

    `exempt`, `not_by_link`: how much more is asked of them that no link shows, for it is exempt, or
    its plan takes no answers through links.
    """

    link: AnswerLink
    person: Owner
    asked: tuple[Asked, ...]
    exempt: int
    not_by_link: int

    @property
    def round(self) -> Round:
        return self.link.round

    def asked_about(self, key: int) -> Asked:
        """What is asked about the recommendation with a key; LinkRefused where the link doesn't
        answer it.
        """
        for one in self.asked:
            if one.recommendation_id == key:
                return one
        raise LinkRefused(Why.NOT_ANSWERED_HERE, NOT_ANSWERED_HERE)


@dataclass(frozen=True)
class LinkedPerson:
    """An officer without an account in a round: how much is asked of them that a link answers, how
    much of it is `answered` by anybody, how much was `answered_through` a link of theirs and when
    last; and their link, None while there is none.
    """

    person: Owner
    asked: int
    answered: int
    answered_through: int
    last_at: datetime | None
    link: AnswerLink | None


def path_of(link: AnswerLink) -> str:
    """The path of a link ("/answer/12.…/"): its key, signed with the site's secret for this
    alone.
    """
    return reverse("answer_link", args=[_token(link)])


def open_link(token: str, *, on: date) -> OpenedLink:
    """What the link with this token is for, on a day; LinkRefused, with its sentence, when it does
    not work. Nothing is written down: eight queries.
    """
    return _opened(_link_of(token), on)


def address_to_answer(owner, round, *, on: date, at: datetime) -> str:
    """The path of the link by which a person answers a round, made when there is none that works;
    "" where there is none to give: the owner is no person or can sign in, the round is not open on
    the day, it asks nothing of them that a link answers, or a lead has switched their link off.
    """
    person = owner.surviving
    if not (_may_have_link(person) and is_open(round, on=on)):
        return ""
    if not _asked_of(person, round, on).asked:
        return ""
    link = _links_that_work([person], round, on, at).get(person)
    return path_of(link) if link else ""


def addresses_to_answer(
    people: Iterable[int], round, *, on: date, at: datetime
) -> dict[tuple[int, int], str]:
    """The paths on which people (keys) answer through their links what a round asks, by the person
    and the recommendation, with the links made: address_to_answer of many. At most ten queries.
    """
    keys = set(people)
    requests = _answered_by_links(UpdateRequest.objects.filter(round=round), on)
    asked = {
        (person, request.recommendation_id)
        for request, theirs in _people_of(list(requests), on)
        for person in theirs
        if person.pk in keys
    }
    links = _links_that_work({person for person, _ in asked}, round, on, at)
    return {
        (person.pk, row): reverse("answer_link_row", args=[_token(links[person]), row])
        for person, row in asked
        if person in links
    }


@transaction.atomic
def make_link(
    owner, round, *, by, on: date, at: datetime, instead_of: AnswerLink | None = None
) -> AnswerLink:
    """A new link for a person about an open round. The one that they have (`instead_of`: as whoever
    asks has seen it) stops working.

    ValidationError when they can sign in, the round is closed or asks nothing of them that a link
    answers, or when they have another link by now.
    """
    _locked(round)
    person = owner.surviving
    if not is_open(round, on=on):
        raise RoundClosed(round)
    if not (_may_have_link(person) and _asked_of(person, round, on).asked):
        raise ValidationError(NOTHING_TO_ANSWER.format(person=person))
    standing = list(AnswerLink.objects.of(person, round).standing().order_by("-pk"))
    if next(iter(standing), None) != instead_of:
        raise ValidationError(MADE_MEANWHILE)
    for link in standing:
        revoke_link(link, by=by, at=at)
    return _make(person, round, on, at)


@transaction.atomic
def revoke_link(link: AnswerLink, *, by, at: datetime) -> AnswerLink:
    """Switch a link off. ValidationError when it is off already."""
    standing = AnswerLink.objects.standing().filter(pk=link.pk)
    if not standing.update(revoked_at=at, revoked_by=by):
        raise ValidationError(OFF_ALREADY)
    link.refresh_from_db()
    return link


@transaction.atomic
def report_through(
    link: AnswerLink, recommendation, report: Report, *, version: str, at: datetime
) -> ProgressUpdate:
    """Write down a report of the person whose link it is, in its round, as save_report does, and
    with its errors. LinkRefused when the link no longer works, or is not for this recommendation.
    """
    opened = _opened_for_writing(link, recommendation, at)
    theirs = replace(
        report,
        round=opened.round,
        on_behalf_of=opened.person,
        source_note=SOURCE.format(round=opened.round),
    )
    return save_report(recommendation, theirs, version=version, by=link_user(), at=at)


@transaction.atomic
def nil_return_through(
    link: AnswerLink, recommendation, *, on: date, at: datetime
) -> list[NilReturn]:
    """Write down "no change" of the person whose link it is, true on the day `on`.
    ValidationError when somebody has answered; LinkRefused as report_through.
    """
    opened = _opened_for_writing(link, recommendation, at)
    theirs = {"by": link_user(), "on": on, "at": at, "on_behalf_of": opened.person}
    return record_nil_returns([recommendation], opened.round, **theirs)


def linked_people(round, *, on: date) -> list[LinkedPerson]:
    """The officers without an account of whom an open round asks something that a link answers, and
    whoever has a link of the round; by name. Eight queries.
    """
    requests = _answered_by_links(UpdateRequest.objects.filter(round=round), on)
    asked = answers_to(requests, as_at=on, known_by=None)
    rows = defaultdict(list)
    for one, people in _people_of(asked, on):
        for person in people:
            rows[person].append(one)
    links = _links_of(round)
    through = _answered_through(round)
    return [
        _linked(person, rows[person], links.get(person), through[person.pk])
        for person in sorted({*rows, *links}, key=lambda person: (person.name.lower(), person.pk))
    ]


def _signer():
    # A full stop, since mail programs end a link at some other characters.
    return Signer(salt=SALT, sep=".")


def _token(link):
    return _signer().sign(str(link.pk))


def _link_of(token):
    try:
        return AnswerLink.objects.with_person().get(pk=int(_signer().unsign(token)))
    except (BadSignature, ValueError, AnswerLink.DoesNotExist):
        raise LinkRefused(Why.UNKNOWN, NO_LINK) from None


def _opened(link, on):
    """In the order in which the reasons help most: what can't be mended first."""
    person = link.owner.surviving
    if link.revoked_at:
        day = _day_in_words(timezone.localdate(link.revoked_at))
        raise LinkRefused(Why.SWITCHED_OFF, SWITCHED_OFF.format(day=day))
    if person.user and person.user.is_active:
        raise LinkRefused(Why.HAS_ACCOUNT, HAS_ACCOUNT)
    if person.user or not person.is_active:
        raise LinkRefused(Why.OUT_OF_USE, OUT_OF_USE.format(person=person))
    if not is_open(link.round, on=on):
        raise LinkRefused(Why.CLOSED, CLOSED.format(round=link.round))
    if link.last_day < on:
        raise LinkRefused(Why.RAN_OUT, RAN_OUT.format(day=_day_in_words(link.last_day)))
    theirs = _asked_of(person, link.round, on)
    return OpenedLink(link, person, tuple(theirs.asked), theirs.exempt, theirs.not_by_link)


def _opened_for_writing(link, recommendation, at):
    """The link as it is now, which nobody else can switch off before the answer is kept."""
    AnswerLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    on = timezone.localdate(at)
    opened = _opened(AnswerLink.objects.with_person().get(pk=link.pk), on)
    opened.asked_about(recommendation.pk)
    return opened


@dataclass(frozen=True)
class _Theirs:
    asked: list[Asked]
    exempt: int
    not_by_link: int


def _asked_of(person, round, on) -> _Theirs:
    """What an open round asks of a person as theirs: as themselves, as who holds the post or sits
    in the group that is named.
    """
    spellings = list(Owner.objects.standing_for([person.pk]).values_list("pk", flat=True))
    owners = {*spellings, *held_by_any(spellings, on=on)}
    own = Recommendation.objects.in_use().owned_by(owners, on=on)
    requests = UpdateRequest.objects.of_open_rounds(on=on).filter(
        round=round, recommendation__in=list(own.values_list("pk", flat=True))
    )
    columns = requests.values_list("recommendation", "recommendation__plan__answer_links")
    by_link = dict(columns)
    exempt = _exempt(by_link, on)
    shown = [key for key, is_by_link in by_link.items() if is_by_link and key not in exempt]
    asked = answers_to(requests.filter(recommendation__in=shown), as_at=on, known_by=None)
    return _Theirs(
        asked=sorted(asked, key=urgency),
        exempt=len(exempt),
        not_by_link=len(by_link) - len(shown) - len(exempt),
    )


def _answered_by_links(requests, on):
    """Those of the requests of open rounds that a link answers, whose they are."""
    asked = requests.of_open_rounds(on=on).filter(recommendation__plan__answer_links=True)
    exempt = _exempt(asked.values("recommendation"), on)
    return asked.exclude(recommendation__in=exempt)


def _exempt(keys, on):
    exempt = Recommendation.objects.filter(pk__in=keys).exempt(on=on)
    return set(exempt.values_list("pk", flat=True))


def _may_have_link(person):
    return person.is_person and person.is_active and person.user_id is None


def _make(person, round, on, at):
    """Of two made at once there is one."""
    made = {"made_at": at, "last_day": _last_day(round, on)}
    link, _ = AnswerLink.objects.get_or_create(
        owner=person, round=round, revoked_at=None, defaults=made
    )
    return link


def _links_that_work(people, round, on, at):
    """The link of each, made where there is none; none for whom a lead has switched it off. One
    that is sent again, or whose round is given more time, works until a later day.
    """
    links = _links_of(round)
    last_day = _last_day(round, on)
    new = [
        AnswerLink(owner=person, round=round, made_at=at, last_day=last_day)
        for person in people
        if person not in links
    ]
    if new:
        AnswerLink.objects.bulk_create(new, ignore_conflicts=True)
        links = _links_of(round)
    working = {person: links[person] for person in people if links[person].revoked_at is None}
    enough = max(on, round.updates_due + LASTS)
    short = [link.pk for link in working.values() if link.last_day < enough]
    if short:
        AnswerLink.objects.filter(pk__in=short).update(last_day=last_day)
    return working


def _last_day(round, on):
    return max(round.updates_due, on) + LASTS


def _locked(round):
    """So that of two links made at once the second sees the first. Not a key lock: who answers, and
    refers to the round, need not wait (PostgreSQL).
    """
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)


def _people_of(asked, on):
    """Each of the requests with the people without an account whose it is."""
    rows = Recommendation.objects.filter(pk__in=[one.recommendation_id for one in asked])
    cells = OwnerCell.objects.in_force(of=rows, as_at=on, known_by=None)
    assignments = Assignment.objects.filter(owner_cell__in=cells)
    named = defaultdict(list)
    for row, owner in assignments.values_list("owner_cell__recommendation", "owner"):
        named[row].append(owner)
    spoken = spoken_for_each(named, on=on)
    for one in asked:
        owners = spoken.get(one.recommendation_id, ())
        yield one, [owner for owner in owners if _may_have_link(owner)]


def _links_of(round):
    """The link of each person in a round: that which was not switched off, else the last."""
    links = round.answer_links.select_related("owner__merged_into", "revoked_by")
    in_turn = sorted(links, key=lambda link: (link.revoked_at is None, link.pk))
    return {link.owner.surviving: link for link in in_turn}


def _answered_through(round):
    """What was answered through links in a round, by the key of the person: recommendations with
    the moments.
    """
    through: dict[int, dict[int, datetime]] = defaultdict(dict)
    for kind in (NilReturn, ProgressUpdate):
        facts = kind.objects.filter(round=round, recorded_by__email=LINK_EMAIL, void=False)
        columns = ("on_behalf_of__merged_into", "on_behalf_of", "recommendation", "recorded_at")
        for survivor, person, row, at in facts.order_by("pk").values_list(*columns):
            through[survivor or person][row] = at
    return through


def _linked(person, asked, link, through):
    return LinkedPerson(
        person=person,
        asked=len(asked),
        answered=sum(one.answer.is_given for one in asked),
        answered_through=len(through),
        last_at=max(through.values(), default=None),
        link=link,
    )


def _day_in_words(day):
    return f"{day.day} {day:%B %Y}"
