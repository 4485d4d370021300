"""The list of recommendations as files: the columns and rows of the page, all of them. It knows no
HTTP.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from recommendations.comma_separated import write_lines
from recommendations.keyset import Order
from recommendations.models.recommendation import RecommendationQuerySet
from recommendations.recommendation_list import (
    ListColumn,
    ListRow,
    order_in_words,
    read_list,
)
from recommendations.spreadsheets import About, Sheet, SheetColumn, Written, write_workbook

TITLE = "Recommendations"
# Half a minute of work. Whoever wants more has a program that reads CSV.
MOST_IN_A_WORKBOOK = 50_000
NO_FILTER = "No filter: all that is monitored, in plans in use"
LEFT_OUT = (
    "What is no longer monitored, and plans no longer in use, are left out unless they are asked "
    "for."
)
EXEMPT = (
    "Not for publication: {} marked as exempt under Schedule 12A of the Local Government Act 1972."
)


@dataclass(frozen=True)
class AskedList:
    """A list as somebody asked for it: its filters in words (`asked`), its columns, its order; on
    which day, at which moment, by whom; at most so many rows.
    """

    queryset: RecommendationQuerySet
    asked: tuple[str, ...]
    columns: tuple[ListColumn, ...]
    order: Order
    on: date
    at: datetime
    by: str
    most: int | None = None

    @property
    def in_words(self):
        """What is asked for and in which order, in a sentence."""
        return f"{'; '.join(self.asked) or NO_FILTER}. In order {order_in_words(self.order)}."

    def rows(self) -> Iterator[ListRow]:
        return read_list(self.queryset, self.order, self.columns, on=self.on, most=self.most)


def write_as_workbook(asked: AskedList, file: BinaryIO) -> Written:
    exempt = 0

    def cells():
        nonlocal exempt
        values = [column.value for column in asked.columns]
        for row in asked.rows():
            exempt += row.listed.is_exempt
            yield [value(row) for value in values]

    def about(written):
        return _about(asked, written, exempt)

    return write_workbook(
        file,
        title=TITLE,
        sheets=[
            Sheet(
                TITLE,
                [SheetColumn(column.heading, column.width) for column in asked.columns],
                cells(),
            )
        ],
        about=about,
        by=asked.by,
        at=asked.at,
    )


def lines_of(asked: AskedList) -> Iterator[str]:
    """Comma-separated values, piece by piece."""
    values = [column.value for column in asked.columns]
    rows = ([value(row) for value in values] for row in asked.rows())
    return write_lines([column.heading for column in asked.columns], rows)


def exempt_in_words(count: int) -> str:
    """What must be said of exempt rows, "" for none."""
    if not count:
        return ""
    return EXEMPT.format(f"{count:,} {'is' if count == 1 else 'are'}")


def day_in_words(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _about(asked, written, exempt):
    facts = [
        ("Asked for", "; ".join(asked.asked) or NO_FILTER),
        ("", LEFT_OUT),
        ("Order", order_in_words(asked.order).capitalize()),
        ("Recommendations", written.rows),
        ("As on", day_in_words(asked.on)),
        ("Made", f"{day_in_words(asked.at)} at {asked.at:%H:%M}, by {asked.by}"),
        (
            "Who may see it",
            f"It holds what {asked.by} may see. Others may see less: do not pass it on to who may "
            "not see exempt recommendations, or plans that are kept to some departments.",
        ),
        ("Exempt", exempt_in_words(exempt)),
        ("In print", written.note),
    ]
    return About(
        [(name, said) for name, said in facts if said != ""],
        notice="Not for publication: some of it is exempt" if exempt else "",
    )
