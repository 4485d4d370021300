"""The agreed words of the deadlines in force, each with its paper's date, and how they are read:
"June" of 2011 is not "June" of 2012. It changes nothing; `settling.py` does.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, OuterRef, Subquery

from recommendations.by_when import Reading
from recommendations.models import Deadline, DeadlineTerm, Wording
from recommendations.readings import milestones, read, reading_sentence, whole_reading_of


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading that some deadlines have; `parser_version`: None when a person set it."""

    reading: Reading
    parser_version: int | None
    deadlines: int

    @property
    def is_by_person(self) -> bool:
        return self.parser_version is None

    @property
    def reader(self) -> str:
        return "a person" if self.is_by_person else f"the program, version {self.parser_version}"

    @property
    def sentence(self) -> str:
        return reading_sentence(self.reading)

    @property
    def milestones(self) -> list[str]:
        return milestones(self.reading)


@dataclass(frozen=True, slots=True)
class WordsInUse:
    """Words read against one paper's date. `kept`: their readings, unread and most used ones first;
    `now`: how the program reads them at present; `plans`: the keys of the plans that they are in;
    `newest`: the key of the newest fact behind it all, by which a later change is noticed.
    """

    words: str
    paper_date: date
    kept: tuple[KeptReading, ...]
    now: Reading
    plans: tuple[int, ...]
    newest: int

    @property
    def deadlines(self) -> int:
        return sum(kept.deadlines for kept in self.kept)

    @property
    def is_unread(self) -> bool:
        return any(not kept.reading.is_read for kept in self.kept)

    @property
    def is_by_person(self) -> bool:
        return any(kept.is_by_person for kept in self.kept)

    @property
    def outdated(self) -> list[KeptReading]:
        """Those that the program made, and would make otherwise by now."""
        return [k for k in self.kept if not k.is_by_person and k.reading != self.now]

    @property
    def is_proposed(self) -> bool:
        return bool(self.outdated)

    @property
    def proposal(self) -> str:
        """How the program reads them at present, in a sentence that says what is new about it."""
        sentence = reading_sentence(self.now)
        kinds = {kept.reading.kind for kept in self.outdated if kept.sentence == sentence}
        if kinds <= {self.now.kind}:
            return sentence
        return f"{sentence} The same days, now as “{self.now.kind}”, not “{min(kinds)}”."

    @property
    def milestones(self) -> list[str]:
        """Those that the program finds at present."""
        return milestones(self.now)


def words_in_use(recommendations, *, on: date) -> list[WordsInUse]:
    """The words in force on a day in the deadlines of these recommendations (a QuerySet): those not
    understood first, then those that the program reads otherwise by now, then the rest, each by the
    alphabet. One query.
    """
    deadlines = Deadline.objects.of_recommendations(recommendations, on=on)
    groups = defaultdict(list)
    for row in _by_reading(_in_force(deadlines, on)):
        groups[row.text, row.paper_date].append(row)
    return sorted((_in_use(*key, rows) for key, rows in groups.items()), key=_unsettled_first)


def one_in_use(recommendations, words: str, paper_date: date, *, on: date) -> WordsInUse | None:
    """These words of this paper's date alone, or None where no deadline has them."""
    terms = terms_in_use(recommendations, [words], on=on).filter(paper_date=paper_date)
    rows = list(_by_reading(terms))
    return _in_use(words, paper_date, rows) if rows else None


def terms_in_use(recommendations, words, *, on: date):
    """The terms in force with one of the texts `words`, of any paper's date."""
    deadlines = Deadline.objects.of_recommendations(recommendations, on=on).ever_worded(words)
    return _in_force(deadlines, on).filter(text__in=words)


def uses_of(row: WordsInUse, recommendations, *, on: date):
    """The terms in force with these words of this paper's date, each with its deadline's action,
    recommendation and plan, and with `recommended`: what the recommendation says.
    """
    said = Wording.objects.last_standing(
        OuterRef("deadline__recommendation"), as_at=on, known_by=None
    )
    terms = terms_in_use(recommendations, [row.words], on=on).filter(paper_date=row.paper_date)
    return (
        terms.annotate(recommended=Subquery(said.values("text")))
        .select_related("deadline__recommendation__plan")
        .order_by("deadline__recommendation__plan__title", "deadline")
    )


def _in_force(deadlines, on):
    """As known now; not the terms of dropped deadlines."""
    terms = DeadlineTerm.objects.in_force(as_at=on, known_by=None, of=deadlines)
    return terms.filter(is_dropped=False)


def _by_reading(terms):
    """How many of the terms have which words, paper's date and reading, by plan."""
    reading = ("parser_version", "kind", "earliest", "latest", "open_ended", "parts")
    names = ("text", "paper_date", *reading, "plan")
    return (
        terms.order_by()
        .annotate(plan=F("deadline__recommendation__plan"))
        .values(*names)
        .annotate(deadlines=Count("pk"), newest=Max("pk"))
        .values_list(*names, "deadlines", "newest", named=True)
    )


def _in_use(words, paper_date, rows):
    counts: dict = defaultdict(int)
    plans, newest = set(), 0
    for row in rows:
        counts[whole_reading_of(row), row.parser_version] += row.deadlines
        plans.add(row.plan)
        newest = max(newest, row.newest)
    kept = [KeptReading(reading, version, n) for (reading, version), n in counts.items()]
    return WordsInUse(
        words=words,
        paper_date=paper_date,
        kept=tuple(sorted(kept, key=_unread_and_most_used_first)),
        now=read(words, paper_date=paper_date),
        plans=tuple(sorted(plans)),
        newest=newest,
    )


def _unread_and_most_used_first(kept):
    return kept.reading.is_read, -kept.deadlines, kept.parser_version or 0, str(kept.reading)


def _unsettled_first(row):
    return not row.is_unread, not row.is_proposed, row.words.casefold(), row.words, row.paper_date
