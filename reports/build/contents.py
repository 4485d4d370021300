"""What is in a paper: its tables, what its rows are made with and its figures. It asks only for
what the layout prints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.meanings import DONE
from recommendations.measure_states import measures_as_at
from recommendations.silence import silences
from recommendations.states import RecommendationState
from reports.build.headings import Heading, with_as_at
from reports.build.lead_owners import leads_of
from reports.build.owner_columns import owner_words
from reports.build.readers import Readers
from reports.build.row_reasons import (
    AskedHere,
    Invitation,
    asked_to_attend,
    invitations_standing,
    reasons_for_dates,
)
from reports.build.rows import PaperFacts
from reports.columns import OWNER_COLUMNS
from reports.document import Column, Table
from reports.earlier_papers import LastPaper, as_last_paper, last_issue, last_public_issue
from reports.figures.values import Before, Figures
from reports.models import Appendix
from reports.plan_figures import figures_of_plan
from reports.public_names import Held, posts_of_people
from reports.table_rows import Rows
from reports.tables import EMPTY, TheDay, groups_of, rows_of, rule_in_words

LAST_PAPER = "the last paper ({name})"


@dataclass(frozen=True)
class PaperContents:
    """`rows`: the recommendations that the reader may see (a QuerySet), `every`: the states of all
    of them; `appendix`: None for a live document.
    """

    plan: Any
    rows: Any
    as_at: date
    known_by: datetime | None
    today: date
    appendix: Appendix | None
    heading: Heading
    readers: Readers
    every: Sequence[RecommendationState]

    @cached_property
    def monitored(self) -> list[RecommendationState]:
        return [state for state in self.every if state.is_monitored]

    @cached_property
    def states(self) -> list[RecommendationState]:
        """Of what the readers read."""
        return self.readers.may_read(self.monitored)

    @cached_property
    def column_keys(self) -> set[str]:
        return {column["key"] for table in self._layout.tables for column in table["columns"]}

    @cached_property
    def groupings(self) -> set[str]:
        return {table["grouping"] for table in self._layout.tables}

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the layout with what the readers may know in mind."""
        known = self.readers.known(self.states)
        leads = leads_of(known, self.groupings, withheld=self.readers.withheld, posts=self._posts)
        return tuple(
            self._table(number, table, known, leads)
            for number, table in enumerate(self._layout.tables, 1)
        )

    @cached_property
    def facts(self) -> PaperFacts:
        """What the rows are made with besides their states."""
        has_reasons = "reason" in self.column_keys
        return PaperFacts(
            rag_rule=self.plan.rag_rule,
            as_at=self.as_at,
            silent=self._silent,
            withheld=self.readers.withheld,
            posts=self._posts,
            tells_owners=not self.readers.are_public,
            measures=measures_as_at(self.rows, **self._when)
            if "measures" in self.column_keys
            else {},
            invitations=self._invitations if has_reasons else {},
            asked_here=self._asked_here if has_reasons else {},
            reasons=reasons_for_dates(self.rows, self.states, **self._when) if has_reasons else {},
            owners=self._owner_words,
        )

    @cached_property
    def figures(self) -> Figures:
        """A supplement prints none: its rows are not all of them."""
        is_supplement = self.appendix is not None and self.appendix.supplement_to_id is not None
        printed = () if is_supplement else tuple(self._layout.figures)
        return figures_of_plan(
            self.plan,
            self.readers.counted(self.every),
            rows=self.rows,
            as_at=self.as_at,
            known_by=self.known_by,
            printed=printed,
            before=self._before if printed else None,
            counted=self.readers.counted,
            silent=self._silent,
            unheard=self.readers.unheard,
            with_open=self.appendix is not None,
            left_out=self.readers.not_counted_words(self.every),
        )

    @property
    def _layout(self):
        return self.heading.layout

    @property
    def _when(self) -> dict[str, Any]:
        return {"as_at": self.as_at, "known_by": self.known_by}

    @cached_property
    def _rules(self):
        return {table["rows"] for table in self._layout.tables}

    def _table(self, number, table, known, leads):
        held = rows_of(table["rows"], known, self._the_day)
        columns = tuple(
            Column(c["key"], self._dated(c["heading"]), c["width"]) for c in table["columns"]
        )
        return Table(
            key=f"table-{number}",
            heading=self._dated(table["heading"]),
            rows_rule=str(table["rows"]),
            rule=rule_in_words(table["rows"], held, self._the_day),
            empty=EMPTY[Rows(table["rows"])],
            columns=columns,
            groups=groups_of(held, table["grouping"], leads),
        )

    def _dated(self, words):
        return with_as_at(words, self._layout, self.as_at)

    @cached_property
    def _the_day(self):
        last = self._last
        return TheDay(
            as_at=self.as_at,
            invited=frozenset(self._invitations) | frozenset(self._asked_here),
            has_meeting=self.appendix is not None,
            before=LAST_PAPER.format(name=last.name) if last else "",
            completed_before=last.completed if last else frozenset(),
            status_exempt=self.readers.status_withheld,
        )

    @cached_property
    def _silent(self) -> dict[int, int]:
        """For how many rounds nobody answered, by recommendation. They are opened and closed after
        the day that they are about, so they are asked for as of the day when all this was known.

        For a paper a round that is still open, and that nobody has answered, counts too: for it
        that is over.
        """
        found = silences(
            self.rows, as_at=self._known_on, known_by=self.known_by, of_rounds_to=self.as_at
        )
        with_open = self.appendix is not None
        return {
            key: silence.rounds + (with_open and silence.now is not None)
            for key, silence in found.items()
        }

    @property
    def _known_on(self):
        """The day when all this was known, which may be later than the one that it is about."""
        known = timezone.localdate(self.known_by) if self.known_by else self.today
        return max(self.as_at, known)

    @property
    def _tells_who_attends(self):
        return Rows.ATTEND in self._rules or "reason" in self.column_keys

    @cached_property
    def _invitations(self) -> Mapping[int, tuple[Invitation, ...]]:
        return invitations_standing(self.rows, **self._when) if self._tells_who_attends else {}

    @cached_property
    def _asked_here(self) -> Mapping[int, AskedHere]:
        """Who is asked to attend the meeting of the paper, about what was not done on its day. That
        is settled after the day, so it is asked for as of the day when all this was known.
        """
        if self.appendix is None or not self._tells_who_attends:
            return {}
        meeting = self.appendix.meeting
        asked = asked_to_attend(meeting, self.rows, on=self._known_on, **self._when)
        live = {s.recommendation_id for s in self.monitored if s.status_meaning not in DONE}
        return {key: one for key, one in asked.items() if key in live}

    @cached_property
    def _posts(self) -> dict[int, Held] | None:
        """What stands for people where the appendix names posts; None where it prints their
        names.
        """
        if not self._names_posts:
            return None
        invited = {
            invitation.whom.owner_id
            for invitations in self._invitations.values()
            for invitation in invitations
            if invitation.whom
        }
        invited |= {one.whom.owner_id for one in self._asked_here.values() if one.whom}
        return posts_of_people(self.states, others=invited, **self._when)

    @property
    def _names_posts(self):
        return self.appendix is not None and self.appendix.names == Appendix.Names.POSTS

    @cached_property
    def _owner_words(self):
        """Where posts stand in place of people, they do so in all columns of owners."""
        if self._names_posts or not self.column_keys & OWNER_COLUMNS - {"owner"}:
            return {}
        return owner_words(self.states, **self._when)

    @cached_property
    def _last(self) -> LastPaper | None:
        """What the committee was shown last, where the layout asks for that."""
        if Rows.COMPLETED not in self._rules and not self._layout.figures:
            return None
        issued = self._last_issue()
        return as_last_paper(issued, on=self.today) if issued else None

    def _last_issue(self):
        if self.appendix is not None:
            return last_issue(self.appendix, on=self.today)
        if self.heading.committee is None:
            return None
        return last_public_issue(
            self.plan,
            self.heading.committee,
            before=self.as_at,
            known_by=self.known_by,
            on=self.today,
        )

    @property
    def _before(self):
        """The day of the last paper, as it was known when that was made."""
        last = self._last
        if last is None:
            return None
        when: dict[str, Any] = {"as_at": last.document.as_at, "known_by": last.known_by}
        then = self.readers.counted(state_as_at(self.rows, **when))
        return Before(label=last.name, states=tuple(then), **when)
