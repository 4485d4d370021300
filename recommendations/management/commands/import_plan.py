"""Brings a paper into a plan without a browser: reads it, prints its review, writes it down."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from people.command_arguments import day
from people.models import User
from recommendations.importing.answers import changed_answers
from recommendations.importing.review import OFFERED, Review, ReviewRow, review_of
from recommendations.importing.source import NotTaken
from recommendations.imports import TITLE_LENGTH, begin_import, settle, take_in
from recommendations.models import Plan

WRITER = "imports@as-at.invalid"
SHORT = 70


class Command(BaseCommand):
    help = (
        "Bring a paper (.xlsx, .docx, .csv) into a plan: a new one, or a later paper of the one "
        "that --plan names. All of it is written, or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the Word, Excel or CSV file")
        parser.add_argument("--plan", help="the address of the plan of which this is a later paper")
        parser.add_argument("--title", help="the title of the new plan; by default the file's name")
        parser.add_argument(
            "--as-at", help="the day as at which the paper is, such as 2016-05-31; by default today"
        )
        parser.add_argument("--by", help="the e-mail address of the user who brings it in")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the review, and write nothing"
        )

    def handle(self, *, file, plan, title, as_at, by, dry_run, **options):
        at = timezone.now()
        on = day(as_at) if as_at else timezone.localdate(at)
        target = _target(plan, title, file)
        content = _read(file)
        with suppress(_Dry), transaction.atomic():
            self._import(content, file.name, {**target, "as_at": on}, by, at, dry_run)

    def _import(self, content, name, target, by, at, dry_run):
        try:
            begun = begin_import(
                content, name, **target, by=_user(by), at=at, tell=self._bar("read")
            )
            if problem := begun.columns["problem"]:
                raise CommandError(problem)
            review = review_of(begun, today=timezone.localdate(at))
            if dry_run:
                self._print(review)
                raise _Dry
            self._take_as_new(begun, review)
            plan = take_in(begun, by=begun.begun_by, at=at, tell=self._bar("written"))
        except NotTaken as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        count = begun.rows.count()
        self.stdout.write(
            f"{_counted(count, 'row')} of “{name}” brought into “{plan}” ({plan.slug}), as at "
            f"{_in_full(target['as_at'])}."
        )

    def _take_as_new(self, begun, review: Review):
        """Rows that are only like one of the plan: nobody is there to say that it is the same."""
        rows = [row for row in review.taken if row.match and row.match.how == OFFERED]
        for row in rows:
            like = " or ".join(f"“{_short(one.text)}”" for one in _offered(row))
            self.stdout.write(f"{row.place} is taken as new; in the plan it is like {like}.")
        if rows:
            new = {"rows": {str(row.number): {"match": "new"} for row in rows}}
            settle(begun, changed_answers(begun.answers, new), edits=begun.edits)

    def _print(self, review: Review):
        """Problems first, then every row as it will be."""
        for line in _lines(review):
            self.stdout.write(line)

    def _bar(self, what):
        """How much is done, in one line of a terminal that is written over; nothing elsewhere."""

        def tell(done, of):
            if self.stderr.isatty() and of:
                self.stderr.write(f"\r{100 * done // of:3} % {what}", ending="")
                if done >= of:
                    self.stderr.write("")

        return tell


class _Dry(Exception):
    """Lets go of what a dry run has begun: the file that it kept goes too."""


def _target(slug, title, file) -> dict[str, Any]:
    if slug and title:
        raise CommandError("Say --plan or --title, not both: a plan that is there has its title.")
    if not slug:
        return {"plan": None, "title": title or file.stem.replace("_", " ")[:TITLE_LENGTH]}
    try:
        return {"plan": Plan.objects.get(slug=slug)}
    except Plan.DoesNotExist:
        raise CommandError(f"There is no plan “{slug}”.") from None


def _read(file):
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {file}: {error.strerror}.") from None


def _user(email) -> User:
    """Who is named, and may edit plans; by default a user with whom nobody signs in."""
    found = User.objects.filter(email__iexact=email or WRITER).first()
    if email and (found is None or not found.has_perm("recommendations.edit_plans")):
        raise CommandError(f"There is no user “{email}” who may edit plans.")
    return found or User.objects.create_user(WRITER, name="Imports", is_active=False)


def _lines(review: Review):
    counts = review.counts
    yield (
        f"{_counted(counts.rows, 'row')}: {counts.new} new, {counts.changed} changed, "
        f"{counts.unchanged} unchanged; {counts.with_problems} with problems, of which "
        f"{counts.stopping} to be settled first."
    )
    for problem in review.problems:
        yield f"{'! ' if problem.stops else '- '}{problem.words}"
    for loss in review.losses:
        yield f"- {loss}"
    for owner in review.owners:
        yield f"Owner “{owner.named.spelling}”, {_times(owner.times)}: {_outcome(owner.named)}"
    for status in review.statuses:
        meaning = status.meaning.replace("_", " ") or "not known: kept as action taken"
        yield f"Status “{status.word}”, {_times(status.times)}: {meaning}"
    for missing in review.missing:
        yield f"Not in the paper: {missing.reference} {_short(missing.text)}".replace("  ", " ")
    for row in sorted(review.rows, key=lambda row: (not row.problems, row.number)):
        yield from _row_lines(row)


def _outcome(named):
    if named.outcome == "close":
        offered = " or ".join(f"“{name}”" for _key, name in named.offered)
        return f"close to {offered}; named as nobody until somebody says who it is"
    words = {"known": "known as", "new": "new,", "kept": "words only,"}[named.outcome]
    return f"{words} “{named.name}” ({named.kind})"


def _row_lines(row: ReviewRow):
    head = f"{row.place}: {row.reference} {_short(row.text)}".replace(":  ", ": ")
    yield f"{head} [left out]" if row.is_left_out else f"{head} [{_how(row)}]"
    said = (
        ("theme", row.theme),
        ("timescale", row.timescale),
        ("by when", row.by_when),
        ("owner", row.owner_text),
        ("status", row.status_word),
        ("further action", row.further_action),
        ("action taken", row.progress),
    )
    for name, text in said:
        if text:
            yield f"    {name}: {_short(text)}"
    for change in row.match.changes if row.match else ():
        yield f"    {change}"
    for problem in row.problems:
        yield f"  {'!' if problem.stops else '-'} {problem.words}"


def _offered(row):
    return row.match.offered if row.match else ()


def _how(row):
    if row.match is None or row.match.recommendation is None:
        return "new"
    return "changed" if row.match.changed else "unchanged"


def _short(text):
    words = " ".join(text.split())
    return words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"


def _counted(count, noun):
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _times(count):
    return _counted(count, "time")


def _in_full(on: date):
    return f"{on.day} {on:%B %Y}"
