"""Who was told of what, in words, as pages show it: what each notice was about, whom it went to,
and what became of the e-mail. It changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from people.models import Owner
from recommendations.chasing.addressees import Directory, Told
from recommendations.meanings import DONE
from recommendations.models import Addressee, Assignment, Digest, Notice, Plan, Recommendation

Capacity = Addressee.Capacity
Kind = Notice.Kind
AS_WHAT = {
    Capacity.OWNER: "",
    Capacity.HOLDER: "who holds {named}",
    Capacity.MEMBER: "who sits in {named}",
    Capacity.FOR_VACANT: "in place of {named}",
    Capacity.HEAD_OF_SERVICE: "head of service of {named}",
    Capacity.CHIEF_OFFICER: "chief officer of {named}",
}
NOBODY_NAMED = "Nobody could be written to: the owner column names nobody on record."
NO_HEAD = "Nobody could be written to: nobody heads a department above {named}."
NO_ADDRESS = "{who} could not be written to: no e-mail address is on record."
OUT_OF_USE = (
    "{who} could not be written to: no longer in use, and nobody heads a department above them."
)

SPARED = "not told after all: by then it was done, or no longer theirs"


@dataclass(frozen=True, slots=True)
class ShownAddressee:
    """One who was told. `problem`: why nobody could be written to, "" where somebody was."""

    recipient: Owner | None
    as_what: str
    address: str
    email: str
    problem: str


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice with what it was about, in words, and who was told."""

    notice: Notice
    heading: str
    is_late: bool
    told: tuple[ShownAddressee, ...]


def shown_notices(notices: Iterable[Notice]) -> list[ShownNotice]:
    """Notices `with_told`, in words."""
    return [
        ShownNotice(
            notice=notice,
            heading=_heading(notice),
            is_late=notice.day > notice.falls_on,
            told=tuple(_shown(addressee) for addressee in notice.addressees.all()),
        )
        for notice in notices
    ]


def notices_told(recommendations, *, as_at: date, known_by: datetime | None = None):
    """The notices of which somebody was to be told by a day, as known by a moment, the latest
    first, with whom. Two queries.
    """
    rows = Notice.objects.filter(recommendation__in=recommendations, day__lte=as_at)
    if known_by:
        rows = rows.filter(noted_at__lte=known_by)
    rows = rows.filter(pk__in=Addressee.objects.values("notice")).order_by("-day", "-pk")
    addressees = Addressee.objects.select_related("recipient", "named", "digest").order_by("pk")
    return rows.prefetch_related(Prefetch("addressees", addressees))


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who has no address, or nobody at all (`owner` None), why, and the recommendations
    about which nobody could be written to since a day.
    """

    owner: Owner | None
    why: str
    recommendations: tuple[Recommendation, ...]


def unreached(recommendations, *, since: date, on: date) -> list[Unreached]:
    """Who could not be written to about recommendations since a day, those about the most first;
    as on the day `on`, so without those for whom somebody can be written to by then, and without
    what nobody is reminded of any more. Four queries.
    """
    chased = Recommendation.objects.filter(
        plan__in=Plan.objects.chased(on=on), is_monitored=True
    ).exclude(status_meaning__in=DONE)
    rows = (
        Addressee.objects.filter(
            address="",
            spared_at=None,
            notice__recommendation__in=recommendations,
            notice__day__gte=since,
        )
        .filter(notice__recommendation__in=chased)
        .annotate(names_somebody=Exists(_names_somebody()))
        .select_related("notice__recommendation__plan")
        .order_by("-pk")
    )
    directory = Directory(on=on)
    now: dict[tuple, Told] = {}
    about: dict[tuple, dict] = defaultdict(dict)
    for row in rows:
        if row.named_id is None and row.names_somebody:
            continue
        key = row.capacity, row.named_id
        told = now[key] = now.get(key) or _told_now(row, directory)
        if not told.address:
            about[told.recipient or told.named, _problem(told)][row.notice.recommendation] = True
    found = [Unreached(owner, why, tuple(rows)) for (owner, why), rows in about.items()]
    return sorted(found, key=lambda one: -len(one.recommendations))


def emails_not_sent(recommendations):
    """The e-mails about recommendations of which nobody knows whether they arrived, or that the
    mail server will not take, the latest first.
    """
    about = Addressee.objects.filter(notice__recommendation__in=recommendations)
    doubtful = Q(begun_at__isnull=False, sent_at=None)
    rows = Digest.objects.filter(doubtful | ~Q(refusal=""), pk__in=about.values("digest"))
    return rows.select_related("recipient").order_by("-day", "-pk")


def _names_somebody():
    """The owners whom the cell of an addressee's recommendation names today."""
    cell = OuterRef("notice__recommendation__owner_cell")
    return Assignment.objects.filter(owner_cell=cell)


def _told_now(row, directory) -> Told:
    """Who would be told today in the place of an addressee without an address."""
    if row.capacity == Capacity.HEAD_OF_SERVICE:
        found = directory.head_of_service(row.named_id)
    elif row.capacity == Capacity.CHIEF_OFFICER:
        found = directory.chief_officer(row.named_id)
    else:
        found = directory.owners([row.named_id] if row.named_id else [])
    return next((told for told in found if told.address), found[0])


def email_in_words(digest: Digest | None) -> str:
    """What became of an e-mail."""
    if digest is None:
        return "to be e-mailed"
    if digest.sent_at:
        return f"e-mailed on {_day(timezone.localdate(digest.sent_at))}"
    if digest.refusal:
        return "the mail server refused the e-mail"
    if digest.begun_at is None:
        return "to be e-mailed"
    again = "not sent" if digest.let_go_at else "to be sent"
    return f"e-mailed, but it is not known whether it arrived; {again} again"


def _shown(addressee):
    words = AS_WHAT[Capacity(addressee.capacity)].format(named=addressee.named or "nobody")
    is_reached = bool(addressee.address)
    return ShownAddressee(
        recipient=addressee.recipient,
        as_what=words,
        address=addressee.address,
        email=_became(addressee) if is_reached else "",
        problem="" if is_reached else _problem(addressee),
    )


def _became(addressee):
    return SPARED if addressee.spared_at else email_in_words(addressee.digest)


def _problem(addressee: Addressee | Told) -> str:
    if addressee.recipient:
        sentence = NO_ADDRESS if addressee.recipient.is_active else OUT_OF_USE
        return sentence.format(who=addressee.recipient)
    return NO_HEAD.format(named=addressee.named) if addressee.named else NOBODY_NAMED


def _heading(notice):
    """“Reminder before the date: due on 31 May 2016”."""
    words = notice.get_kind_display()
    return f"{words}: {said}" if (said := _about(notice)) else words


def _about(notice) -> str:
    what = notice.occasion.partition(":")[0]
    if what == "silent":
        return "no update received"
    if what == "moved":
        return "its date was moved"
    if notice.about is None:
        return ""
    day = _day(notice.about)
    if notice.kind == Kind.ROUND_OPENED:
        return f"an update is due by {day}"
    if notice.kind in (Kind.BEFORE, Kind.ON_DATE):
        return f"due on {day}"
    return f"it was due on {day}"


def _day(day):
    return f"{day.day} {day:%B %Y}"
