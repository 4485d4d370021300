"""A form sent twice counts once: each shown form carries a token, and a token is spent by the
save.
"""

import hashlib
import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from people.models import SentForm

KEPT_FOR = timedelta(days=7)


class SentBefore(Exception):
    """This form was saved before; `answer` is the address to which the first sending led."""

    def __init__(self, answer):
        super().__init__(answer)
        self.answer = answer


def content_of(texts, files) -> str:
    """A digest of everything that a form sent (its texts and its files, as a request has them), but
    for the protection of the site.
    """
    said = sorted((name, sent) for name, sent in texts.lists() if name != "csrfmiddlewaretoken")
    came = sorted((name, [_digest(file) for file in sent]) for name, sent in files.lists())
    return hashlib.sha256(json.dumps([said, came]).encode()).hexdigest()


def spend_token(token, *, by, at: datetime, answer="", content="") -> SentForm:
    """Spend the token of a form in the transaction that saves it, before anything is saved;
    `answer`: the address that follows, if it is known by then (else `lead_to` says it).

    Raises SentBefore, and the save is to be given up, when it was spent already: of two sendings at
    once the second waits here for the first.
    """
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(
                token=token, user=by, sent_at=at, answer=answer, content=content
            )
    except IntegrityError:
        raise SentBefore(SentForm.objects.get(token=token).answer) from None
    SentForm.objects.filter(user=by, sent_at__lt=at - KEPT_FOR).delete()
    return sent


def lead_to(sent: SentForm, answer: str):
    """Say where a form leads whose address is known only after the save."""
    sent.answer = answer
    sent.save(update_fields=["answer"])


def sent_before(token: str) -> SentForm | None:
    """The form that was saved with this token; None for one that was not, or has no real token."""
    try:
        return SentForm.objects.get(token=UUID(token))
    except (SentForm.DoesNotExist, ValueError):
        return None


def _digest(file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
