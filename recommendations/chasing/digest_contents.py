"""What a digest says on the day on which it is sent: of each recommendation what is true then. Who
is not to be told after all, because it is done, or no longer theirs, is left out.

A fixed number of queries, whatever the number of digests and of what they are about; but for the
links of those who have no account.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import get_text_list

from people.directory import one_line
from people.models import Owner
from recommendations.answer_links import addresses_to_answer
from recommendations.as_at import state_as_at
from recommendations.chasing import digest_words as words
from recommendations.chasing.addressees import Directory
from recommendations.chasing.digest_words import Group, Lateness, Line
from recommendations.chasing.ladder import MOVED
from recommendations.meanings import DONE
from recommendations.models import (
    Addressee,
    Digest,
    ExtensionDecision,
    Notice,
    Plan,
    Recommendation,
    Round,
)
from recommendations.reporting_rights import who_report
from recommendations.silence import SPOKEN, silences

Kind, Capacity = Notice.Kind, Addressee.Capacity
# Mail programs cut what is longer than about 100 KB.
SHOWN = 50
# So many characters of a text, a name or a date asked for.
LONGEST, LONGEST_NAME, LONGEST_DATE = 160, 100, 80
GOES_UP = {Kind.HEAD_OF_SERVICE: "head of service", Kind.CHIEF_OFFICER: "chief officer"}
FURTHER_UP = {
    Capacity.HEAD_OF_SERVICE: Group.HEAD_OF_SERVICE,
    Capacity.CHIEF_OFFICER: Group.CHIEF_OFFICER,
}
ANSWERS = {Capacity.OWNER, Capacity.HOLDER, Capacity.MEMBER}
EXEMPT = "Exempt, so its words are not in this e-mail."


@dataclass(frozen=True, slots=True)
class Contents:
    """What one digest says; `subject` is "" where nothing is left to be said. `spared`: who is not
    told after all.
    """

    digest: Digest
    subject: str = ""
    text: str = ""
    html: str = ""
    lines: tuple[Line, ...] = ()
    spared: tuple[Addressee, ...] = ()


def contents_of(digests: Iterable[int], *, on: date, at: datetime) -> list[Contents]:
    """The Contents of the digests with these keys, in their order."""
    found = Digest.objects.select_related("recipient").in_bulk(list(digests))
    there = [found[key] for key in digests if key in found]
    addressees = defaultdict(list)
    of_digests = Addressee.objects.filter(digest__in=found).order_by("notice__falls_on", "pk")
    for one in of_digests.select_related("notice", "recipient__user", "named"):
        addressees[one.digest_id].append(one)
    facts = _Facts(of_digests.order_by(), on, at)
    return [_contents(digest, addressees[digest.pk], facts, on=on) for digest in there]


class _Facts:
    """What is known, on the day, of the recommendations of a batch."""

    def __init__(self, addressees, on, at):
        rows = Recommendation.objects.filter(
            pk__in=addressees.values("notice__recommendation"),
            plan__in=Plan.objects.chased(on=on),
        )
        states = state_as_at(rows, as_at=on, known_by=None)
        self.states = {state.recommendation_id: state for state in states}
        self.silent = silences(rows, as_at=on, known_by=None)
        self.exempt = set(rows.exempt(on=on).values_list("pk", flat=True))
        self.plans = Plan.objects.in_bulk({state.plan_id for state in states})
        self.rounds = Round.objects.in_bulk({s.now for s in self.silent.values() if s.now})
        self.decisions = _decisions(addressees, on)
        self.heads_told = _heads_told(addressees)
        self.reporting = set(who_report().values_list("pk", flat=True))
        self.links = self._links(addressees, on, at)
        # The last, so that it knows whoever is named by now.
        self.directory = Directory(on=on)

    def lateness(self, state):
        return Lateness(
            next_date=state.next_latest,
            original=state.late_from,
            silent_rounds=self.silence(state).rounds,
            times_moved=state.times_moved,
        )

    def silence(self, state):
        return self.silent.get(state.recommendation_id, SPOKEN)

    def owners(self, state):
        """The keys of whoever is named, as they stand today."""
        actions = [action.owner_id for action in state.open_actions if action.owner_id]
        return self._of_cell(state) | {self.directory.surviving(key).pk for key in actions}

    def answers(self, addressee, state):
        """Whether it is for them to answer what is asked: who does an action alone does not."""
        if addressee.capacity not in ANSWERS or addressee.named_id is None:
            return False
        return self.directory.surviving(addressee.named_id).pk in self._of_cell(state)

    def lead(self, state):
        key = state.lead_owner_id
        return self.directory.surviving(key).pk if key else None

    def _of_cell(self, state):
        return {self.directory.surviving(owner.owner_id).pk for owner in state.owners}

    def _links(self, addressees, on, at):
        """Of each round that is asked about, by person and recommendation."""
        people = defaultdict(set)
        told = addressees.filter(capacity__in=ANSWERS, recipient__user=None)
        for key, person in told.values_list("notice__recommendation", "recipient"):
            people[self.silent.get(key, SPOKEN).now].add(person)
        return {
            key: addresses_to_answer(people[key], round, on=on, at=at)
            for key, round in self.rounds.items()
            if people[key]
        }


def _decisions(addressees, on):
    """Whether the extension was agreed, and the words asked for, by the key of the decision; of
    those that stand.
    """
    said = addressees.filter(notice__kind=Kind.EXTENSION_DECIDED)
    keys = [_key(occasion) for occasion in said.values_list("notice__occasion", flat=True)]
    decided = ExtensionDecision.objects.standing(as_at=on, known_by=None).filter(pk__in=keys)
    return {
        key: (outcome == ExtensionDecision.Outcome.AGREED, asked_for)
        for key, outcome, asked_for in decided.values_list(
            "pk", "outcome", "extension_request__text"
        )
    }


def _heads_told(addressees):
    """The notices that a head is told as well, by their keys."""
    heads = Addressee.objects.filter(
        notice__in=addressees.values("notice"), capacity__in=FURTHER_UP, spared_at=None
    )
    return set(heads.exclude(address="").values_list("notice", flat=True))


def _contents(digest, addressees, facts, *, on):
    by_row, spared = defaultdict(list), []
    for one in addressees:
        state = facts.states.get(one.notice.recommendation_id)
        said = _said(one, state, facts, on) if state else None
        if said:
            by_row[state.recommendation_id].append((one, *said))
        else:
            spared.append(one)
    lines = [_line(facts.states[key], said, facts) for key, said in by_row.items()]
    lines.sort(key=lambda line: line.place)
    if not lines:
        return Contents(digest, spared=tuple(spared))
    subject = words.subject_of(line.group for line in lines)
    told = {one.recipient_id: one.recipient for said in by_row.values() for one, *_ in said}
    context = _context(digest, list(told.values()), lines, subject)
    return Contents(
        digest,
        subject=subject,
        text=words.wrapped(render_to_string("recommendations/digest_email.txt", context)),
        html=render_to_string("recommendations/digest_email.html", context),
        lines=tuple(lines),
        spared=tuple(spared),
    )


def _said(addressee, state, facts, on):
    """The group and the sentences of a notice; None where it is no longer true, or not for them."""
    if not state.is_monitored or state.status_meaning in DONE:
        return None
    if not _is_still_for(addressee, state, facts):
        return None
    return _SAYS[addressee.notice.kind](addressee, state, facts, on)


def _is_still_for(addressee, state, facts):
    if not addressee.recipient.is_active:
        return False
    if addressee.named_id is None:
        return not facts.owners(state)
    named = facts.directory.surviving(addressee.named_id).pk
    if addressee.capacity in FURTHER_UP:
        return named == facts.lead(state)
    return named in facts.owners(state)


def _reminder(addressee, state, facts, on):
    day = state.next_latest
    if day != addressee.notice.about:
        return None
    if day < on:
        return Group.OVERDUE, [words.overdue(facts.lateness(state), on)]
    return Group.DUE, [words.due(day, on)]


def _overdue(addressee, state, facts, on):
    if not state.is_overdue(on):
        return None
    return Group.OVERDUE, [words.overdue(facts.lateness(state), on)]


def _further_up(addressee, state, facts, on):
    """Of a step that goes to a head; the owners may be told besides."""
    if not _is_still_late(addressee.notice.occasion, state, facts, on):
        return None
    said = words.late_in_words(facts.lateness(state), on)
    if addressee.capacity in FURTHER_UP:
        return FURTHER_UP[addressee.capacity], said
    if addressee.notice_id in facts.heads_told:
        said.append(f"The {GOES_UP[addressee.notice.kind]} is told as well.")
    if state.is_overdue(on):
        return Group.OVERDUE, said
    return Group.ASKED if facts.silence(state).now else Group.RAISED, said


def _invitation(addressee, state, facts, on):
    if not _is_still_late(addressee.notice.occasion, state, facts, on):
        return None
    late = words.late_in_words(facts.lateness(state), on)
    return Group.INVITED, [*late, words.MAY_BE_CALLED]


def _is_still_late(occasion, state, facts, on):
    if state.is_overdue(on) or occasion == MOVED:
        return True
    return occasion.startswith("silent:") and facts.silence(state).rounds > 0


def _round_opened(addressee, state, facts, on):
    round = facts.rounds.get(_key(addressee.notice.occasion))
    if round is None or facts.silence(state).now != round.pk:
        return None
    return Group.ASKED, [words.asked(_cut(round.label, LONGEST_NAME), round.updates_due, on)]


def _extension_decided(addressee, state, facts, on):
    decision = facts.decisions.get(_key(addressee.notice.occasion))
    if decision is None:
        return None
    is_agreed, asked_for = decision
    is_exempt = state.recommendation_id in facts.exempt
    asked_for = "" if is_exempt else _cut(asked_for, LONGEST_DATE)
    return Group.DECIDED, [words.extension_decided(is_agreed, asked_for, state.next_latest)]


def _completion_refused(addressee, state, facts, on):
    was_refused = addressee.notice.occasion.startswith("verification:")
    return Group.DECIDED, [words.NOT_CONFIRMED if was_refused else words.OPENED_AGAIN]


def _handed_over(addressee, state, facts, on):
    said = [words.handed_over(addressee.notice.falls_on)]
    if state.is_overdue(on):
        said.append(words.overdue(facts.lateness(state), on))
    elif state.next_latest:
        said.append(words.due(state.next_latest, on))
    return Group.HANDED_OVER, said


_SAYS = {
    Kind.BEFORE: _reminder,
    Kind.ON_DATE: _reminder,
    Kind.OVERDUE: _overdue,
    Kind.HEAD_OF_SERVICE: _further_up,
    Kind.CHIEF_OFFICER: _further_up,
    Kind.INVITATION: _invitation,
    Kind.ROUND_OPENED: _round_opened,
    Kind.EXTENSION_DECIDED: _extension_decided,
    Kind.COMPLETION_REFUSED: _completion_refused,
    Kind.HANDED_OVER: _handed_over,
}


def _line(state, said, facts):
    """`said`: each addressee of one person, or of several at one address, with what they are
    told.
    """
    is_exempt = state.recommendation_id in facts.exempt
    said = sorted(said, key=lambda one: one[1])
    sentences = [sentence for _, _, several in said for sentence in several]
    sentences += [_why(one, state, is_exempt) for one, *_ in said]
    if is_exempt:
        sentences.append(EXEMPT)
    plan = facts.plans[state.plan_id]
    answer, is_signed_in = _where_to_answer([one for one, *_ in said], state, facts)
    if not answer and any(one.notice.kind == Kind.ROUND_OPENED for one, *_ in said):
        sentences.append(words.NOWHERE_TO_ANSWER)
    return Line(
        group=said[0][1],
        name=_name(state, is_exempt),
        plan=_cut(plan.title, LONGEST_NAME),
        sentences=tuple(dict.fromkeys(filter(None, sentences))),
        address=_absolute(reverse("recommendation_detail", args=[state.recommendation_id])),
        answer=answer,
        is_signed_in=is_signed_in,
        since=state.late_from,
    )


def _why(addressee, state, is_exempt):
    """Why somebody is told of what does not name them; who owns it, an exempt one does not say."""
    capacity = addressee.capacity
    if capacity in FURTHER_UP:
        owners = _cut(state.owner_text, LONGEST_NAME)
        return f"Owner: {owners.removesuffix('.')}." if owners and not is_exempt else ""
    if capacity == Capacity.OWNER or addressee.named_id is None:
        return ""
    named = "" if is_exempt else _cut(addressee.named.name, LONGEST_NAME)
    return {
        Capacity.HOLDER: f"You hold the post {named}." if named else "You hold its post.",
        Capacity.MEMBER: f"You sit in {named}." if named else "You sit in its group.",
        Capacity.FOR_VACANT: (
            f"You are told in place of {named}: the post is vacant, or they have left."
            if named
            else "You are told in place of its owner, who has left, or whose post is vacant."
        ),
    }[capacity]


def _where_to_answer(addressees, state, facts):
    """Where what an open round asks is answered, and whether that is for who signs in."""
    key, round = state.recommendation_id, facts.silence(state).now
    people = [one.recipient for one in addressees if facts.answers(one, state)]
    if round is None or not people:
        return "", False
    if any(person.user_id in facts.reporting for person in people):
        return _absolute(reverse("report_progress", args=[key])), True
    links = facts.links.get(round, {})
    link = next((links[person.pk, key] for person in people if (person.pk, key) in links), "")
    return (_absolute(link), False) if link else ("", False)


def _name(state, is_exempt):
    beginning = "" if is_exempt else _cut(state.text, LONGEST)
    reference = _cut(state.reference, LONGEST_NAME)
    if not beginning:
        return f"Recommendation {reference}" if reference else "A recommendation"
    return f"{reference}: {beginning}" if reference else beginning


def _context(digest, people, lines, subject):
    counts = Counter(line.group.heading for line in lines)
    shown = defaultdict(list)
    for line in lines[:SHOWN]:
        shown[line.group.heading].append(line)
    names = [_cut(person.name, LONGEST_NAME) for person in people]
    return {
        "subject": subject,
        "names": get_text_list(names, "and"),
        "groups": [(heading, counts[heading], those) for heading, those in shown.items()],
        "more": len(lines) - len(lines[:SHOWN]),
        "list": _absolute(reverse("recommendation_list")),
        "choice": _absolute(reverse("own_reminders")),
        "site": settings.SITE_URL,
        "is_weekly": all(person.digests == Owner.Digests.WEEKLY for person in people),
        "signs_in": any(person.user and person.user.is_active for person in people),
        "organisation_name": settings.ORGANISATION_NAME,
        "colour": settings.SITE_COLOUR_DARK,
    }


def _key(occasion):
    return int(occasion.rpartition(":")[2])


def _absolute(path):
    return settings.SITE_URL + path.removeprefix("/")


def _cut(text, length):
    """One line of what somebody typed, without what can't be seen or turns round what is read."""
    line = one_line(text[: length * 5])
    return line if len(line) <= length else f"{line[: length - 1].rstrip(' ,;:.')}…"
