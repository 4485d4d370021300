"""Words for made-up papers, drawn from fixtures/generate: sentences of council work, wordings of
deadlines, owner cells. It knows no database, and one seed always gives the same words.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from random import Random

from django.conf import settings

SENTENCES = 2_000
SELDOM = 1 / 500
SEASONS = ("Winter", "Spring", "Summer", "Autumn")
_WORD = re.compile(r"\{(\w+)\}")
_START = re.compile(r"^[a-z]|(?<=\. )[a-z]")


def read_data(name: str) -> dict:
    """One of the files of fixtures/generate."""
    path = settings.BASE_DIR / "fixtures" / "generate" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


class Phrases:
    """Made-up texts. The sentences are made once, then drawn and joined: that is quick, and still
    hardly a text comes twice.
    """

    def __init__(self, seed):
        rng = Random(f"{seed} phrases")
        data = read_data("phrases")
        self.data, self._words = data, data["words"]
        self._sentences = {
            kind: [self.fill(rng, rng.choice(templates)) for _ in range(SENTENCES)]
            for kind, templates in data["texts"].items()
        }
        wordings = read_data("wordings")
        self._wordings = list(wordings["by_when"])
        self._how_often = list(wordings["by_when"].values())
        self._cells = wordings["owners"]

    def fill(self, rng: Random, template: str) -> str:
        """The template with a word drawn for each "{thing}", and capitals where sentences begin."""
        text = _WORD.sub(lambda match: rng.choice(self._words[match[1]]), template)
        return _START.sub(lambda match: match[0].upper(), text)

    def sentence(self, rng: Random, kind: str) -> str:
        return rng.choice(self._sentences[kind])

    def sentences(self, rng: Random, kind: str, count: int) -> str:
        """Several sentences: one paragraph, or a list with bullets as papers have it."""
        drawn = rng.sample(self._sentences[kind], count)
        return "\n".join(f"• {text}" for text in drawn) if rng.random() < 0.3 else " ".join(drawn)

    def recommendation(self, rng: Random) -> str:
        kinds = ["recommendation"]
        kinds += ["because"] * (rng.random() < 0.5) + ["seldom"] * (rng.random() < SELDOM)
        return " ".join(self.sentence(rng, kind) for kind in kinds)

    def title(self, rng: Random) -> tuple[str, str]:
        """The source of a plan, and a title of such a plan."""
        source = rng.choice(list(self.data["plans"]))
        return source, self.fill(rng, rng.choice(self.data["plans"][source]))

    def by_when(self, rng: Random, day: date) -> str:
        """A wording about a day, in one of the ways that papers have."""
        [template] = rng.choices(self._wordings, self._how_often)
        return template.format_map(_words_of(day))

    def owner_cell(
        self, rng: Random, names: Sequence[str], *, has_support=False
    ) -> tuple[str, str]:
        """The words of an owner cell that names these one to three owners, and the remit of the
        first in it.
        """
        kind = "support" if has_support else ("one", "two", "three")[len(names) - 1]
        template = rng.choice(self._cells[kind])
        remit = self.sentence(rng, "remit") if "{remit}" in template else ""
        remit = remit[:1].lower() + remit[1:]
        return template.format(**dict(zip("abc", names, strict=False)), remit=remit), remit


def months_after(day: date, months: int) -> date:
    """The first of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _words_of(day):
    """The ways to write a day, and the months one and six later."""
    second, third = months_after(day, 1), months_after(day, 6)
    first_year = day.year - (day.month < 4)
    return {
        "d": day.day,
        "dd": f"{day.day:02}",
        "mm": f"{day.month:02}",
        "month": f"{day:%B}",
        "mon": f"{day:%b}",
        "year": day.year,
        "yy": f"{day:%y}",
        "season": SEASONS[day.month % 12 // 3],
        "quarter": (day.month - 4) % 12 // 3 + 1,
        "financial": f"{first_year}/{(first_year + 1) % 100:02}",
        "month2": f"{second:%B}",
        "year2": second.year,
        "month3": f"{third:%B}",
        "year3": third.year,
    }
