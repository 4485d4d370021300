"""Prints, and parts of them, kept by the hash of what they were printed from, and what answered a
question. All of it can be printed again, so the oldest are let go.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from reports.models import KeptAnswer, KeptPart, KeptPrint, PrintRequest, Renderer

# When something is used, that is written down once in so long.
USED_AGAIN = timedelta(hours=1)
# What somebody asked for, done or not, goes after this.
A_DAY = timedelta(days=1)
MEGABYTE = 1024 * 1024


def kept_print(key: str, *, at: datetime) -> KeptPrint | None:
    """The paper that was printed under this key, if it is kept."""
    found = KeptPrint.objects.filter(key=key).first()
    if found is not None and found.used_at < at - USED_AGAIN:
        KeptPrint.objects.filter(pk=found.pk).update(used_at=at)
    return found


def keep_print(key: str, pdf: bytes, *, at: datetime) -> KeptPrint:
    """Keep a paper. Of two who print the same one is kept."""
    KeptPrint.objects.bulk_create([_kept(KeptPrint, key, pdf, at)], ignore_conflicts=True)
    return KeptPrint.objects.get(key=key)


def kept_parts(keys: Iterable[str], *, at: datetime) -> dict[str, bytes]:
    """Those of these parts that are kept, by their keys."""
    found = KeptPart.objects.filter(key__in=list(keys))
    parts = {key: bytes(pdf) for key, pdf in found.values_list("key", "pdf")}
    KeptPart.objects.filter(key__in=list(parts), used_at__lt=at - USED_AGAIN).update(used_at=at)
    return parts


def keep_part(key: str, pdf: bytes, *, at: datetime):
    KeptPart.objects.bulk_create([_kept(KeptPart, key, pdf, at)], ignore_conflicts=True)


def answer_of(question: str, stamp: str, *, at: datetime) -> KeptPrint | None:
    """The print that answered a question, if nothing was written down since; "" for a stamp: who
    knows.
    """
    if not stamp:
        return None
    answers = KeptAnswer.objects.filter(question=question, stamp=stamp)
    answer = answers.select_related("print").first()
    return answer.print if answer else None


def keep_answer(question: str, stamp: str, kept: KeptPrint):
    """Remember which print answered a question, when everything written down was this."""
    if question and stamp:
        KeptAnswer.objects.bulk_create(
            [KeptAnswer(question=question, stamp=stamp, print=kept)],
            update_conflicts=True,
            unique_fields=["question"],
            update_fields=["stamp", "print"],
        )


def let_go(*, at: datetime):
    """Let go what is too old or too much: what was asked for a day ago, and of the parts and the
    prints those that were not used for longest.
    """
    PrintRequest.objects.filter(asked_at__lt=at - A_DAY).delete()
    Renderer.objects.filter(heard_at__lt=at - A_DAY).delete()
    _let_go_of_the_oldest(KeptPart)
    _let_go_of_the_oldest(KeptPrint)


def _kept(kind, key, pdf, at):
    return kind(key=key, pdf=pdf, size=len(pdf), used_at=at)


def _let_go_of_the_oldest(kind):
    most = settings.PRINTS_KEPT_MB * MEGABYTE
    total = kind.objects.aggregate(total=Sum("size"))["total"] or 0
    if total <= most:
        return
    oldest = kind.objects.order_by("used_at", "pk").values_list("pk", "size")
    gone = []
    for key, size in oldest.iterator():
        if total <= most:
            break
        gone.append(key)
        total -= size
    kind.objects.filter(pk__in=gone).delete()
