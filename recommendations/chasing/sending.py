"""Sending the digests of a day: each address has exactly one, whatever stops between.

That one is begun is written down, and committed, before it is handed over; that it is sent, once
the server took it. What is begun and not sent when a run begins was given up by another run (only
one is under way at a time), and nobody knows whether the server took it: it is doubtful, and sent
again under the same Message-ID. What the server says that it did not take was not sent: it waits
for the next run, or is refused for good.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from recommendations.chasing.digest_contents import Contents, contents_of
from recommendations.chasing.digests import spare
from recommendations.chasing.postman import CutOff, NotTaken, Postman, ServerGone, Unanswered
from recommendations.models import Digest

# How many are read from the database together.
BATCH = 100
# A server that breaks off so many times in a row, whether or not it took the message, gets no more
# of them now.
CUT_OFF_IN_A_ROW = 3


@dataclass
class Told:
    """What became of the digests of a run. `again`: doubtful before, and sent; `unanswered`:
    doubtful now; `put_off`, `refused`: with the server's words; `let_go`: of which nothing was left
    to be said; `waiting`: how many were not come to; `stopped`: why, "" where all were.
    """

    sent: int = 0
    again: list[Digest] = field(default_factory=list)
    unanswered: list[Digest] = field(default_factory=list)
    put_off: list[tuple[Digest, str]] = field(default_factory=list)
    refused: list[tuple[Digest, str]] = field(default_factory=list)
    let_go: int = 0
    waiting: int = 0
    stopped: str = ""


class _Stopped(Exception):
    """The rest waits for the next run."""


def send_digests(
    keys: list[int],
    *,
    on: date,
    now: Callable[[], datetime],
    tell: Callable[[int, int], None] = lambda done, of: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Told:
    """Send the digests with these keys, in their order, as they stand on the day `on`. `now`: asked
    for the moment; `tell`: told how many are done, and of how many; `is_stopped`: asked before each
    whether to go on.

    It stops as soon as the mail server can't be reached: the others wait for the next run.
    """
    told, done, in_a_row = Told(), 0, 0
    with Postman() as postman:
        try:
            if keys:
                postman.open()
            for start in range(0, len(keys), BATCH):
                batch = keys[start : start + BATCH]
                for contents in contents_of(batch, on=on, at=now()):
                    if is_stopped():
                        raise _Stopped("it was told to stop")
                    is_cut_off = _send(contents, postman, told, now)
                    in_a_row = in_a_row + 1 if is_cut_off else 0
                    done += 1
                    tell(done, len(keys))
                    if in_a_row == CUT_OFF_IN_A_ROW:
                        raise _Stopped("the mail server broke off at one e-mail after the other")
        except (ServerGone, _Stopped) as error:
            told.stopped = str(error)
    told.waiting = len(keys) - done
    return told


def message_of(contents: Contents, *, at: datetime) -> EmailMultiAlternatives:
    """The e-mail, in plain text and in HTML."""
    message = EmailMultiAlternatives(
        subject=contents.subject,
        body=contents.text,
        to=[contents.digest.address],
        headers={
            "Message-ID": contents.digest.message_id,
            "Date": format_datetime(timezone.localtime(at)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(contents.html, "text/html")
    return message


def _send(contents, postman, told, now) -> bool:
    """Whether the server broke off."""
    digest = contents.digest
    if contents.spared:
        spare(digest, list(contents.spared), is_all=not contents.subject, at=now())
    if not contents.subject:
        told.let_go += 1
        return False
    was_begun = digest.begun_at
    if not _begin(digest, at=now()):
        return False  # Not there any more, or sent meanwhile.
    try:
        postman.deliver(message_of(contents, at=now()))
    except ServerGone:
        _put_back(digest, was_begun)
        raise
    except NotTaken as error:
        _take_no_for_an_answer(digest, was_begun, error, told)
        return isinstance(error, CutOff)
    except Unanswered:
        told.unanswered.append(digest)
        return True
    else:
        Digest.objects.filter(pk=digest.pk).update(sent_at=now())
        told.sent += 1
        if was_begun:
            told.again.append(digest)
        return False


@transaction.atomic(durable=True)
def _begin(digest, *, at):
    """Whether it is ours to hand over; committed when this returns."""
    as_seen = Digest.objects.filter(pk=digest.pk, begun_at=digest.begun_at, sent_at=None)
    return bool(as_seen.update(begun_at=at, attempts=F("attempts") + 1))


def _put_back(digest, was_begun):
    """It was not taken: it waits as before, or is as doubtful as it was, after as many attempts."""
    same = Digest.objects.filter(pk=digest.pk)
    same.update(begun_at=was_begun, attempts=F("attempts") - 1)


def _take_no_for_an_answer(digest, was_begun, error, told):
    if error.for_ever:
        Digest.objects.filter(pk=digest.pk).update(refusal=str(error))
        told.refused.append((digest, str(error)))
    else:
        _put_back(digest, was_begun)
        told.put_off.append((digest, str(error)))
