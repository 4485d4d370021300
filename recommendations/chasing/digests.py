"""Digests: what each address is to be told on a day, as one e-mail.

One is written for whoever is to be told of a notice and was not yet. What was never handed to the
mail server is no e-mail: the next run writes it anew, with what has been added since and to the
addresses of then, so that somebody whose mail server was down for a week finds one e-mail and not
seven. One that is doubtful stays the e-mail of its own day; that of today is sent beside it, since
a crash must make nobody late.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import chain
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from people.models import Owner
from recommendations.chasing.addressees import Directory
from recommendations.models import Addressee, Digest

# How often one may be handed over without an answer.
ATTEMPTS = 3
AT_ONCE = 500


@transaction.atomic
def write_digests(directory: Directory, *, on: date, at: datetime) -> list[int]:
    """Write the digests of the day `on`: of all that fell due by then, or for who is written to
    weekly by Monday, and that nobody was told of. Returns the keys of those to be sent, doubtful
    ones of that day and earlier ones first. `directory`: of the day.

    Whoever was written to that day already is told the next; whoever is written to weekly, the next
    Monday. A post that has another holder by now, a new address: who is told, and where, is as on
    the day.
    """
    _put_back_what_waits(on)
    due = Addressee.objects.filter(digest=None, spared_at=None, notice__falls_on__lte=on)
    now_due = _addressed_anew(due.select_related("notice").order_by("pk"), directory, at)
    by_address = _by_address(_whose_day_it_is(now_due, directory, on))
    for address in Digest.objects.filter(day=on).values_list("address", flat=True):
        by_address.pop(address, None)
    new = [_new(address, addressees, on, at) for address, addressees in by_address.items()]
    _put_in(by_address, Digest.objects.bulk_create(new, AT_ONCE))
    waiting = Digest.objects.waiting().filter(day=on)
    return [*_keys(Digest.objects.doubtful().filter(day__lte=on)), *_keys(waiting)]


def let_go_of_the_hopeless(*, at: datetime) -> list[Digest]:
    """Those that were handed over often enough without an answer are not sent again."""
    hopeless = Digest.objects.doubtful().filter(attempts__gte=ATTEMPTS)
    let_go = list(hopeless)
    hopeless.update(let_go_at=at)
    return let_go


@transaction.atomic
def spare(digest: Digest, addressees: list[Addressee], *, is_all: bool, at: datetime):
    """Write down that these of a digest are not told after all. Where that is all of it, there is
    none to be sent; what may have been taken stays as it is, and is not sent again.
    """
    if digest.begun_at is None:
        spared = Addressee.objects.filter(pk__in=[one.pk for one in addressees], digest=digest)
        spared.update(digest=None, spared_at=at)
    if not is_all:
        return
    same = Digest.objects.filter(pk=digest.pk)
    if digest.begun_at is None:
        same.waiting().delete()
    else:
        same.doubtful().update(let_go_at=at)


def _keys(digests):
    return digests.order_by("day", "pk").values_list("pk", flat=True)


def _put_back_what_waits(on):
    """None of it was handed over, so nothing of it is on record but whom to tell."""
    waiting = Digest.objects.waiting().filter(day__lte=on)
    Addressee.objects.filter(digest__in=waiting).update(digest=None)
    waiting.delete()


def _addressed_anew(due, directory, at):
    """Those who are told today, at their addresses of today, in place of those who were found when
    the notice was written down.
    """
    left, gone, moved, now = [], [], [], []
    for one in due:
        told = _who_now(one, directory)
        same = next((t for t in told if _key(t.recipient) == one.recipient_id), None)
        if same is None:
            gone.append(one)
            now += [(one.notice, t) for t in told]
            continue
        left.append(one)
        if same.address != one.address:
            one.address = same.address
            moved.append(one)
    Addressee.objects.bulk_update(moved, ["address"], batch_size=AT_ONCE)
    Addressee.objects.filter(pk__in=[one.pk for one in gone]).update(spared_at=at)
    return [*left, *_add(now)]


def _who_now(addressee, directory):
    """Who is told today of what this one was to be told, for whom the notice names."""
    named, capacity = addressee.named_id, addressee.capacity
    if capacity == Addressee.Capacity.HEAD_OF_SERVICE:
        return directory.head_of_service(named)
    if capacity == Addressee.Capacity.CHIEF_OFFICER:
        return directory.chief_officer(named)
    return directory.owners([named] if named else [])


def _add(now):
    """Addressees of notices, but for who is one already."""
    notices = [notice.pk for notice, _ in now]
    there = set(
        Addressee.objects.filter(notice__in=notices).values_list("notice", "recipient").order_by()
    )
    new = {}
    for notice, told in now:
        pair = notice.pk, _key(told.recipient)
        if pair not in there:
            new[pair] = Addressee(
                notice=notice,
                recipient=told.recipient,
                named=told.named,
                capacity=told.capacity,
                address=told.address,
            )
    return Addressee.objects.bulk_create(new.values())


def _key(owner):
    return owner and owner.pk


def _whose_day_it_is(due, directory, on):
    """Those with an address; whoever is written to weekly once for each Monday."""
    monday = on - timedelta(days=on.weekday())
    this_week = Digest.objects.filter(day__gte=monday, day__lte=on, begun_at__isnull=False)
    told = set(Addressee.objects.filter(digest__in=this_week).values_list("recipient", flat=True))
    for one in due:
        if one.recipient_id and one.address:
            is_weekly = directory.surviving(one.recipient_id).digests == Owner.Digests.WEEKLY
            is_due = one.notice.falls_on <= monday and one.recipient_id not in told
            if is_due or not is_weekly:
                yield one


def _by_address(addressees):
    by_address = defaultdict(list)
    for one in addressees:
        by_address[one.address.lower()].append(one)
    return by_address


def _new(address, addressees, on, at):
    return Digest(
        address=address,
        recipient_id=addressees[0].recipient_id,
        day=on,
        message_id=f"<as-at-{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
        written_at=at,
    )


def _put_in(by_address, digests):
    for digest in digests:
        for one in by_address[digest.address]:
            one.digest = digest
    put_in = list(chain.from_iterable(by_address.values()))
    Addressee.objects.bulk_update(put_in, ["digest"], batch_size=AT_ONCE)
