"""Reminds whoever is to be reminded: run it every day."""

import signal
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from people.command_arguments import day
from recommendations.chasing.addressees import Directory
from recommendations.chasing.digest_contents import contents_of
from recommendations.chasing.digests import let_go_of_the_hopeless, write_digests
from recommendations.chasing.noting import note_down
from recommendations.chasing.one_run import alone
from recommendations.chasing.sending import BATCH, Told, send_digests
from recommendations.models import Addressee

SMTP = "django.core.mail.backends.smtp.EmailBackend"
NO_SERVER = (
    "No mail server is set, so nothing was sent: set EMAIL_URL, such as "
    "smtp+tls://user:password@mail.example.gov.uk:587."
)
NO_SITE = (
    "The address of the site is not set, so the links in an e-mail would lead nowhere, and nothing "
    "was sent: set SITE_URL, such as https://plans.example.gov.uk/."
)
HERE = ("127.0.0.1", "localhost")
ANOTHER = "Another run is under way, and sends what there is. Nothing was done."


class Command(BaseCommand):
    help = (
        "Write to everybody who is to be reminded by a day (by default today), one e-mail to each "
        "address. Run it every day: run twice nobody is written to twice, and a day that was "
        "missed is caught up. Exits 1, and is to be run again, where something waits because the "
        "mail server can't be reached or does not take it now."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", help="a day, such as 2016-05-31; today without it")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="print whom it would write to about what, and change nothing",
        )

    def handle(self, *, on, dry_run, verbosity, **options):
        today = timezone.localdate()
        on = today if on is None else day(on)
        if on > today:
            raise CommandError(f"{_in_full(on)} is still to come: nobody is reminded before.")
        if not dry_run and (problem := _not_ready()):
            raise CommandError(problem)
        self.verbosity = verbosity
        with alone() as is_alone:
            if not is_alone:
                raise CommandError(ANOTHER)
            if dry_run:
                self._show(on)
            else:
                self._send(on)

    def _show(self, on):
        with suppress(_Dry), transaction.atomic():
            now = timezone.now()
            note_down(on=on, at=now)
            let_go_of_the_hopeless(at=now)
            keys = write_digests(Directory(on=on), on=on, at=now)
            count = 0
            for start in range(0, len(keys), BATCH):
                for contents in contents_of(keys[start : start + BATCH], on=on, at=now):
                    count += bool(contents.lines)
                    self._describe(contents)
            self._say(f"{_counted(count, 'e-mail')} would be sent as of {_in_full(on)}.")
            raise _Dry

    def _describe(self, contents):
        if not contents.lines:
            return
        again = " (doubtful: again)" if contents.digest.begun_at else ""
        self._say(f"{contents.digest.address}{again}: {contents.subject}")
        for line in contents.lines:
            self._say(f"    {line.group.heading}: {line.plan}, {line.name}")

    def _send(self, on):
        now = timezone.now()
        notices = note_down(on=on, at=now)
        for digest in let_go_of_the_hopeless(at=now):
            self._say(f"doubtful: not sent to {digest.address} again, after so many times")
        keys = write_digests(Directory(on=on), on=on, at=now)
        with _asked_to_stop() as is_stopped:
            told = send_digests(
                keys,
                on=on,
                now=timezone.now,
                tell=self._bar,
                is_stopped=is_stopped,
            )
        self._report(told, notices, on)

    def _report(self, told: Told, notices, on):
        for digest in told.again:
            self._say(f"doubtful: sent again to {digest.address}, {digest.message_id}")
        for digest in told.unanswered:
            self._say(
                f"doubtful: the server took it for {digest.address} and did not answer; it is sent "
                f"again on the next run, {digest.message_id}"
            )
        for digest, said in told.refused:
            self._say(f"refused: {digest.address}: {said}")
        for digest, said in told.put_off:
            self._say(f"put off: {digest.address}: {said}")
        nobody = Addressee.objects.filter(notice__in=[n.pk for n in notices], address="").count()
        if self.verbosity:
            self._say(_summary(told, len(notices), nobody, on))
        self._fail_where_something_waits(told)

    def _fail_where_something_waits(self, told):
        waiting = told.waiting + len(told.put_off) + len(told.unanswered)
        if told.stopped:
            raise CommandError(
                f"Stopped: {told.stopped}. {_waits(waiting)} for the next run, and nothing is lost."
            )
        if waiting:
            raise CommandError(f"{_waits(waiting)} for the next run.")

    def _say(self, line):
        self.stdout.write(line)

    def _bar(self, done, of):
        """How much is done, in one line of a terminal that is written over; nothing elsewhere."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {of:,}", ending="" if done < of else "\n")


class _Dry(Exception):
    """Lets go of what a dry run has written down."""


def _not_ready():
    """Why nothing can be sent from a production machine; "" where it can."""
    if not settings.IN_PRODUCTION:
        return ""
    if settings.EMAIL_BACKEND != SMTP or not settings.EMAIL_HOST:
        return NO_SERVER
    return "" if _leads_somewhere(settings.SITE_URL) else NO_SITE


def _leads_somewhere(address):
    site = urlsplit(address)
    is_written_well = site.scheme in ("http", "https") and not any(map(str.isspace, address))
    return is_written_well and bool(site.hostname) and site.hostname not in HERE


@contextmanager
def _asked_to_stop():
    """Whether it was told to stop (SIGTERM, Ctrl+C): what is being handed over is finished first,
    so that nothing is left doubtful.
    """
    asked = []
    before = {
        number: signal.signal(number, lambda number, frame: asked.append(number))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _summary(told, notices, nobody, on):
    parts = [f"{_counted(told.sent, 'e-mail')} sent"]
    for count, words in (
        (len(told.again), "of them again"),
        (len(told.refused), "refused"),
        (nobody, "without an address"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    return f"{_in_full(on)}: {_counted(notices, 'new notice')}; {', '.join(parts)}."


def _waits(count):
    return f"{_counted(count, 'e-mail')} wait{'s' if count == 1 else ''}"


def _counted(count, words):
    return f"{count:,} {words}{'' if count == 1 else 's'}"


def _in_full(on):
    return f"{on.day} {on:%B %Y}"
