"""Makes rows of a review out of rows of a file: a person's corrections applied, dates and statuses
read, owners found, and what won't fit told. No word of a row is lost: what fits nowhere is kept in
a column of the plan's own, or with the action taken.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from recommendations.by_when import Conventions, Kind, Reading, read_by_when
from recommendations.cell_text import MAX_CHARACTERS, MAX_LINES, printable_text, says_nothing
from recommendations.importing.answers import TEXTS, Answers
from recommendations.importing.fields import Field
from recommendations.importing.own_headings import OwnHeadings
from recommendations.importing.owner_names import OwnerNames
from recommendations.importing.reviewed import (
    CLOSE,
    KEPT,
    Problem,
    ReviewedStatus,
    ReviewRow,
)
from recommendations.importing.rows import SourceRow
from recommendations.importing.status_meanings import folded_status, read_status
from recommendations.meanings import Meaning
from recommendations.readings import NOT_UNDERSTOOD, reading_by_hand

NO_TEXT = "This row has no recommendation. Enter it, or leave the row out."
TOO_LONG = "{} has {:,} characters, and can have {:,}. Shorten it."
TOO_MANY_LINES = "{} has {:,} lines, and can have {:,}. Shorten it."
NO_STATUS = (
    "“{}” is no status that is known, so it stays with the action taken. Say what it counts as."
)
MAYBE_DONE = "The row has no status, but says “{}”. If it is done, give it a status that says so."
CLOSE_NAME = "“{}” isn't in the directory. Did you mean {}? Nobody is named until you say so."
NAME_TOO_LONG = "“{}” is too long for a name, so it stays as words."
NO_DAY = "“{}” is no day, so it is kept in a column of its own."
_TEXT_FIELDS = {
    "reference": Field.REFERENCE,
    "text": Field.RECOMMENDATION,
    "progress": Field.PROGRESS,
    "further_action": Field.FURTHER_ACTION,
    "by_when": Field.BY_WHEN,
    "owner_text": Field.OWNER,
    "priority": Field.PRIORITY,
}
_SECTION_FIELDS = {
    "theme": Field.THEME,
    "theme_note": Field.THEME,
    "timescale": Field.TIMESCALE,
}
_RESPONSES = (
    (
        "partly",
        r"(?:partially|partly) (?:accepted|agreed)|(?:accepted|agreed) in (?:part|principle)",
    ),
    ("rejected", r"(?:not (?:accepted|agreed)|rejected|reject|disagreed|no|n)"),
    ("accepted", r"(?:(?:fully )?(?:accepted|agreed)(?: in full)?|accept|agree|yes|y)"),
)
_LABELS = {"accepted": "accepted", "partly": "partially accepted", "rejected": "rejected"}
_AFTER = r"(?:$|\s*[.,:;(–—\n-])"


class SourceRows:
    """Reads the rows of one file; each wording, cell and status is read once.

    `statuses`: the words that the plan has, each with what it counts as.
    """

    def __init__(
        self,
        *,
        headings: OwnHeadings,
        owners: OwnerNames,
        statuses: Sequence[tuple[str, str]],
        answers: Answers,
        paper_date: date,
        conventions: Conventions,
    ):
        self.owners = owners
        self._headings = headings
        self._answers = answers
        self._paper_date, self._conventions = paper_date, conventions
        self._plan_words = {folded_status(word) for word, _ in statuses}
        said = {folded_status(word): meaning for word, meaning in answers.statuses.items()}
        self._settled = set(said)
        self._no_status = {word for word, meaning in said.items() if not meaning}
        known = {**{folded_status(word): meaning for word, meaning in statuses}, **said}
        self._known = {word: Meaning(meaning) for word, meaning in known.items() if meaning}
        self._readings: dict[str, Reading] = {}
        # What stood in the status column of each row, by its number.
        self._status_cells: dict[int, str] = {}

    def rows(self, source: Iterable[SourceRow]) -> list[ReviewRow]:
        """The rows, numbered from 1."""
        return [self._row(number, row) for number, row in enumerate(source, start=1)]

    def reviewed_statuses(self, rows: Iterable[ReviewRow]) -> tuple[ReviewedStatus, ...]:
        """Each status of these rows once: those that are not known first, then by how often."""
        times: Counter = Counter()
        first: dict[str, ReviewRow] = {}
        words: dict[str, str] = {}
        for row in rows:
            word = row.status_word or self._status_cells[row.number]
            if word:
                key = folded_status(word) or word
                times[key] += 1
                first.setdefault(key, row)
                words.setdefault(key, word)
        found = [
            ReviewedStatus(
                words[key],
                first[key].status_meaning,
                number,
                is_of_plan=key in self._plan_words,
                is_settled=key in self._settled,
            )
            for key, number in times.items()
        ]
        return tuple(
            sorted(found, key=lambda one: (bool(one.meaning or one.is_settled), -one.times))
        )

    def _row(self, number, source):
        said = self._answers.rows.get(number, {})
        texts = self._texts(source, said)
        own, problems = self._own(source, texts)
        status, more = self._status(number, source, said, texts)
        own.update(self._headings.known(said.get("own_values", {})))
        day, response = self._day_and_response(source, said)
        reading = self._reading(texts["by_when"], said)
        owners = self.owners.named_in(texts["owner_text"])
        problems += [*more, *_lengths(texts, own), *_of_reading(reading, texts["by_when"])]
        problems += _of_owners(owners)
        if not status[1]:
            problems += _maybe_done(texts)
        is_left_out = said.get("left_out", False)
        return ReviewRow(
            number=number,
            place=source.place,
            **texts,
            reading=reading,
            owners=owners,
            status_word=status[0],
            status_meaning=status[1],
            response=response,
            raised_on=day,
            own_values={heading: text for heading, text in own.items() if text},
            problems=() if is_left_out else tuple(sorted(problems, key=lambda one: not one.stops)),
            is_left_out=is_left_out,
            is_corrected=bool(said.keys() - {"left_out", "match"}),
            is_read_by_person=reading is not None and "dates" in said,
        )

    def _texts(self, source, said):
        texts = {name: getattr(source, name) for name in _SECTION_FIELDS}
        texts |= {name: source.text(field) for name, field in _TEXT_FIELDS.items()}
        texts |= {name: said[name] for name in texts.keys() & said.keys()}
        return {name: "" if says_nothing(t) else printable_text(t) for name, t in texts.items()}

    def _own(self, source, texts):
        """The words of the plan's own columns, with those that fit nowhere else."""
        own = {self._headings.by_column[one.column]: one.text for one in source.own}
        problems: list[Problem] = []
        agreed = source.text(Field.DATE_AGREED)
        if agreed:
            own[self._headings.of_field[Field.DATE_AGREED]] = agreed
            if self._day(agreed) is None:
                problems.append(Problem(Field.DATE_AGREED, NO_DAY.format(_short(agreed))))
        response = source.text(Field.RESPONSE)
        if response and " ".join(response.split()).casefold() not in _LABELS.values():
            own[self._headings.of_field[Field.RESPONSE]] = response
        # Only what the file says is moved: what a person typed is theirs to shorten.
        if texts["priority"] == printable_text(source.text(Field.PRIORITY)) and (
            len(texts["priority"]) > TEXTS["priority"]
        ):
            own[self._headings.of_field[Field.PRIORITY]] = texts["priority"]
            texts["priority"] = ""
        return {heading: printable_text(text) for heading, text in own.items()}, problems

    def _status(self, number, source, said, texts):
        """The status with its meaning; what its cell says besides goes to the action taken."""
        cell = source.text(Field.STATUS)
        cell = "" if says_nothing(cell) else cell
        self._status_cells[number] = cell
        read = read_status(cell, self._known)
        if folded_status(read.word or cell) in self._no_status:
            read = read_status("")
        if cell and not read.is_whole and "progress" not in said:
            parts = [part for part in (texts["progress"], printable_text(cell)) if part]
            texts["progress"] = "\n\n".join(parts)
        if "status_word" in said:
            cell = said["status_word"]
            self._status_cells[number] = cell
            read = read_status(cell, self._known)
        if read.meaning:
            return (read.word, read.meaning.value), []
        if not cell or folded_status(cell) in self._no_status:
            return ("", ""), []
        return ("", ""), [Problem(Field.STATUS, NO_STATUS.format(_short(cell)))]

    def _day_and_response(self, source, said):
        day = said.get("raised_on")
        if day is None:
            found = self._day(source.text(Field.DATE_AGREED))
        else:
            found = date.fromisoformat(day) if day else None
        return found, said.get("response", _response(source.text(Field.RESPONSE)))

    def _day(self, words):
        reading = self._read(words) if words else None
        is_day = reading and reading.kind is Kind.DATE and reading.earliest == reading.latest
        return reading.earliest if reading and is_day else None

    def _reading(self, words: str, said: Mapping[str, Any]) -> Reading | None:
        if not words:
            return None
        if dates := said.get("dates"):
            return reading_by_hand(
                earliest=_as_day(dates["earliest"]),
                latest=_as_day(dates["latest"]),
                open_ended=dates["open_ended"],
            )
        return self._read(words)

    def _read(self, words):
        if words not in self._readings:
            self._readings[words] = read_by_when(
                words, paper_date=self._paper_date, conventions=self._conventions
            )
        return self._readings[words]


def _as_day(iso):
    return date.fromisoformat(iso) if iso else None


def _response(words):
    """The response that some words give, "" for none: "Agreed in principle." is partly."""
    words = " ".join(words.split()).casefold()
    for response, pattern in _RESPONSES:
        if re.match(rf"(?:{pattern}){_AFTER}", words):
            return response
    return ""


def _lengths(texts, own):
    if not texts["text"]:
        yield Problem(Field.RECOMMENDATION, NO_TEXT, stops=True)
    for name, field in {**_TEXT_FIELDS, **_SECTION_FIELDS}.items():
        yield from _length(field, field.words, texts[name], TEXTS[name])
    for heading, text in own.items():
        yield from _length(Field.OWN, f"“{heading}”", text, MAX_CHARACTERS)


def _length(field, called, text, most):
    lines = text.count("\n") + 1
    if len(text) > most:
        yield Problem(field, TOO_LONG.format(called, len(text), most), stops=True)
    elif lines > MAX_LINES:
        yield Problem(field, TOO_MANY_LINES.format(called, lines, MAX_LINES), stops=True)


def _of_reading(reading, words):
    if reading is not None and not reading.is_read:
        yield Problem(Field.BY_WHEN, f"“{_short(words)}”: {NOT_UNDERSTOOD}")


def _of_owners(owners):
    for named in owners:
        if named.outcome == CLOSE:
            names = " or ".join(f"“{name}”" for _, name in named.offered)
            yield Problem(Field.OWNER, CLOSE_NAME.format(named.spelling, names))
        elif named.outcome == KEPT and len(named.name) > TEXTS["theme"]:
            yield Problem(Field.OWNER, NAME_TOO_LONG.format(_short(named.name)))


def _maybe_done(texts):
    """A row without a status whose further action, or date, is nothing but "Complete"."""
    for name in ("further_action", "by_when"):
        read = read_status(texts[name])
        if read.is_whole and read.meaning is Meaning.COMPLETE:
            yield Problem(Field.STATUS, MAYBE_DONE.format(_short(texts[name])))
            return


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60].rstrip()}…"
