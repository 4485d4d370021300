"""What was read and still waits for the date it belongs to: "before", "end of", "revised". It
knows no tokens and keeps no dates.
"""

from dataclasses import dataclass

from recommendations.by_when.words import Tag

# "before the next Panel meeting on 4 July": words may stand between these and their date.
FAR_REACHING = frozenset(
    (Tag.BEFORE, Tag.AFTER, Tag.BEGIN, Tag.OLD, Tag.WEEK_FROM, Tag.WEEK_TO),
)


@dataclass(slots=True)
class Pending:
    """`operator`: before, after, from ...; `edge`: end or start; `limit`: the word "to" or "until".

    `join`: the sign or "and" since the last date; `is_apart`: words stand between it and here.
    `tense`: past or future, a plain word when only a participle says so. `marker`: the date to
    come is the old one or the new.
    """

    operator: str | None = None
    edge: str | None = None
    limit: str | None = None
    is_by: bool = False
    join: str | None = None
    is_apart: bool = True
    tense: str | None = None
    is_partly: bool = False
    is_negated: bool = False
    marker: str | None = None
    is_change: bool = False
    counts_from_event: bool = False

    @property
    def says_old(self) -> bool:
        """Of the date to come: "originally June", "slipped from June", "following June"."""
        was_changed = self.is_change and self.operator == Tag.FROM
        return was_changed or Tag.OLD in (self.marker, self.operator)

    def pass_date(self) -> None:
        """A date took what it needs; "slipped from June" makes the next one the new one."""
        self.marker = Tag.NEW if self.is_change and self.operator == Tag.FROM else None
        self.operator = self.edge = self.limit = self.join = None
        self.is_by = self.is_apart = False

    def pass_word(self) -> None:
        """A word that says nothing about time parts what stands before from what comes."""
        if self.operator not in FAR_REACHING:
            self.operator = None
        if self.limit == "to":
            self.limit = None
        self.marker, self.is_change = None, False
        self.separate()

    def pass_comma(self) -> None:
        self.join = Tag.COMMA
        self.counts_from_event = self.is_negated = False
        if self.operator != Tag.BETWEEN:
            self.operator = None

    def separate(self) -> None:
        self.edge = self.join = None
        self.is_by, self.is_apart = False, True

    def turn(self) -> None:
        """ "but": what was said of before no longer holds."""
        self.tense = None
        self.is_partly = self.is_negated = False
        self.pass_word()

    def end_sentence(self) -> None:
        self.turn()
        self.operator = self.limit = None
        self.counts_from_event = False
