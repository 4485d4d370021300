"""The columns of the plan's own that a paper fills, each under a heading that no other has."""

from collections.abc import Iterable, Mapping, Sequence

from recommendations.importing.fields import Field
from recommendations.importing.headings import PER_RECOMMENDATION, ProposedTable
from recommendations.importing.reviewed import ReviewedColumn, ReviewRow
from recommendations.own_columns import MAX_HEADING, OwnColumn

# Besides columns of the plan's own, those whose words may not fit what a plan has for them.
_WORDS_KEPT = (Field.OWN, Field.DATE_AGREED, Field.RESPONSE, Field.PRIORITY)


class OwnHeadings:
    """`by_column`: the heading of a column of the table; `of_field`: of the one that is of a field;
    `keys`: under which key the plan keeps the words already, by heading.
    """

    def __init__(self, proposed: ProposedTable, columns: Sequence[OwnColumn]):
        known = {_folded(column.heading): column for column in columns}
        self.by_column: dict[int, str] = {}
        self.of_field: dict[Field, str] = {}
        self.keys: dict[str, str] = {}
        self._of: dict[str, str] = {}
        for at, column in enumerate(proposed.columns):
            if column.field in _WORDS_KEPT:
                self._add(at, column, known)

    def used_by(self, rows: Iterable[ReviewRow]) -> tuple[ReviewedColumn, ...]:
        """The columns in which at least one of the rows has words, in their order."""
        used = {heading for row in rows for heading, text in row.own_values.items() if text}
        return tuple(
            ReviewedColumn(heading, of, self.keys.get(heading, ""))
            for heading, of in self._of.items()
            if heading in used
        )

    def known(self, values: Mapping[str, str]) -> dict[str, str]:
        """Those of some values whose heading is one of these."""
        return {heading: text for heading, text in values.items() if heading in self._of}

    def _add(self, at, column, known):
        heading = self._free(" ".join(column.heading.split()) or f"Column {at + 1}")
        self.by_column[at] = heading
        self.of_field.setdefault(column.field, heading)
        of = column.of if column.field is Field.OWN else PER_RECOMMENDATION
        if kept := known.get(_folded(heading)):
            self.keys[heading], of = kept.key, kept.of
        self._of[heading] = of

    def _free(self, heading):
        taken = {_folded(one) for one in self._of}
        name, number = heading[:MAX_HEADING].rstrip(), 1
        while _folded(name) in taken:
            number += 1
            ending = f" ({number})"
            name = f"{heading[: MAX_HEADING - len(ending)].rstrip()}{ending}"
        return name


def _folded(heading):
    return " ".join(heading.split()).casefold()
