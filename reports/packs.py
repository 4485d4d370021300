"""The pack of a meeting: its papers in order, each with the versions that it replaced and its
supplements; and the plans of which a paper is still to be prepared.
"""

from dataclasses import dataclass

from recommendations.natural_order import natural_order
from reports.models import Appendix, PlanLayout


@dataclass(frozen=True, slots=True)
class PackLine:
    """One version of an appendix, or a supplement to it; `is_replaced`: by a later one that was
    issued.
    """

    paper: Appendix
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class PackPaper:
    """An appendix of the pack: its `newest` version, a draft or issued; `under` it the earlier
    ones, the newest first, and then its supplements.
    """

    newest: PackLine
    under: tuple[PackLine, ...]


def pack_of(meeting) -> list[PackPaper]:
    """The papers of a meeting by their numbers, as a reader expects them; one query."""
    papers = meeting.appendices.without_papers().select_related(
        "plan", "layout", "prepared_by", "issued_by"
    )
    by_key = {paper.pk: paper for paper in papers}
    replaced = {paper.replaces_id for paper in by_key.values() if paper.is_issued}
    chains: dict[int, list[PackLine]] = {}
    for paper in by_key.values():
        line = PackLine(paper, paper.pk in replaced)
        chains.setdefault(_first(paper, by_key).pk, []).append(line)
    return sorted((_paper(chain) for chain in chains.values()), key=_order)


def still_to_prepare(meeting, plans) -> list[PlanLayout]:
    """How the plans that usually go to the committee, of these, are reported, where the meeting has
    no paper of them yet; one query.
    """
    usual = PlanLayout.objects.filter(committee=meeting.committee_id, plan__in=plans)
    there = meeting.appendices.order_by().values("plan")
    return list(usual.exclude(plan__in=there).select_related("plan", "layout").order_by("plan"))


def _first(paper, by_key):
    """The first version of the paper, or of the one that it supplements."""
    while before := by_key.get(paper.supplement_to_id or paper.replaces_id):
        paper = before
    return paper


def _paper(chain):
    """Supplements come below the paper itself."""
    newest, *under = sorted(chain, key=lambda line: _place(line.paper))
    return PackPaper(newest, tuple(under))


def _place(paper):
    return paper.supplement_to_id is not None, -paper.version, paper.pk


def _order(paper):
    last = paper.newest.paper
    return natural_order(last.number), last.plan.title, last.audience, last.as_at, last.pk
