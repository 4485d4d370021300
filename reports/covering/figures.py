"""The figures that a covering report can take from the papers attached to it, as words by name."""

from collections.abc import Sequence

from django.utils import timezone

from reports.changes.rows import ChangeKind
from reports.covering.text import Paper
from reports.document import Document
from reports.models import Appendix

# What the text calls them; every other kind of change by its own name.
CHANGES = {ChangeKind.MOVED: "moved", ChangeKind.REWORDED: "reworded"}
NOT_COMPARED = "it counts what changed since the last paper, and there is none"
NOT_CLOSED = "the paper takes in all that was ever written down"


def figures_of(appendices: Sequence[tuple[Appendix, Document]]) -> list[Paper]:
    """The papers attached with their figures. A paper is called by its number, by its title where
    it has none or another paper has the same.
    """
    numbers = [document.appendix.casefold() for _, document in appendices]
    return [
        _paper(document, is_alone=numbers.count(document.appendix.casefold()) == 1)
        for _, document in appendices
    ]


def offered_figures(appendices: Sequence[tuple[Appendix, Document]]) -> list[tuple[str, str]]:
    """Each figure as it is typed ("{overdue: Appendix 2}"), with the words that it prints now."""
    papers = figures_of(appendices)
    return [
        (f"{{{name}: {paper.name}}}" if len(papers) > 1 else f"{{{name}}}", words)
        for paper in papers
        for name, words in paper.figures.items()
    ]


def _paper(document, *, is_alone):
    name = document.appendix if document.appendix and is_alone else document.title
    figures = {
        "plan": document.title,
        "as_at": _day(document.as_at),
        "recommendations": str(len(document.rows)),
    }
    lacks = {}
    if document.known_by:
        figures["updates_received_to"] = _day(timezone.localdate(document.known_by))
    else:
        lacks["updates_received_to"] = NOT_CLOSED
    names = {kind: CHANGES.get(kind, kind.value) for kind in ChangeKind}
    if document.changes is None:
        lacks |= dict.fromkeys(names.values(), NOT_COMPARED)
    else:
        counts = {group.kind: _count(group) for group in document.changes.groups}
        figures |= {names[kind]: str(counts.get(kind, 0)) for kind in ChangeKind}
        figures["unchanged"] = str(document.changes.unchanged)
    printed = getattr(document, "figures", None)
    return Paper(name, {**figures, **(printed.placeholders() if printed else {})}, lacks)


def _count(group):
    return len({change.key for change in group.changes})


def _day(day):
    return f"{day.day} {day:%B %Y}"
