"""A process that goes on reporting progress and attaching files, as people do, until it is ended:
python -m tests.reports.writing_updates; it prints the number of each update once it is kept.
What fails it sends again, as people do.
"""

import os
from itertools import count, cycle

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.utils import timezone

    from people.models import User
    from recommendations.models import Recommendation

    by, rows = User.objects.first(), list(Recommendation.objects.all())
    for number, row in zip(count(1), cycle(rows), strict=False):
        while not _write(number, row, by=by, at=timezone.now()):
            pass
        print(number, flush=True)  # noqa: T201


def _write(number, recommendation, *, by, at):
    from django.core.files.base import ContentFile
    from django.db import DatabaseError, connection, transaction
    from django.utils import timezone

    from recommendations.evidence import NewEvidence, attach_all
    from recommendations.progress import NewStatus, NewUpdate, record_updates

    written = {"by": by, "on": timezone.localdate(at), "at": at}
    status = NewStatus("Underway", "on_track")
    text = f"Update {number}"
    file = ContentFile(text.encode(), name=f"{number}.txt")
    try:
        with transaction.atomic():
            record_updates([NewUpdate(recommendation, text, status=status)], **written)
            attach_all([NewEvidence(recommendation, file=file)], **written)
    except DatabaseError:
        connection.close()
        return False
    return True


if __name__ == "__main__":
    main()
