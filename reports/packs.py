"""The pack of a meeting: its covering reports and its papers in order, each with the versions that
it replaced and its supplements; and the plans of which a paper is still to be prepared.
"""

from dataclasses import dataclass

from django.db.models import Prefetch

from recommendations.natural_order import natural_order
from reports.models import Appendix, CoveringReport, PlanLayout, ReportAttachment


@dataclass(frozen=True, slots=True)
class PackLine:
    """One version of an appendix, or a supplement to it, or of a covering report; `is_replaced`: by
    a later one that was issued.
    """

    paper: Appendix | CoveringReport
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class PackPaper:
    """An appendix or a covering report of the pack: its `newest` version, a draft or issued;
    `under` it the earlier ones, the newest first, and then its supplements.
    """

    newest: PackLine
    under: tuple[PackLine, ...]


def reports_of(meeting) -> list[PackPaper]:
    """The covering reports of a meeting, the first that was begun first, each with the papers
    attached to it (`papers_attached` of each); two queries.
    """
    attached = ReportAttachment.objects.select_related("appendix__plan").defer(
        "appendix__document", "appendix__pdf"
    )
    reports = meeting.covering_reports.without_papers().select_related("prepared_by", "issued_by")
    found = reports.prefetch_related(
        Prefetch("attachments", attached.order_by("order"), to_attr="papers_attached")
    )
    by_key = {report.pk: report for report in found}
    chains = _chains(by_key)
    return [_paper(chains[key]) for key in sorted(chains)]


def pack_of(meeting) -> list[PackPaper]:
    """The papers of a meeting by their numbers, as a reader expects them; one query."""
    papers = meeting.appendices.without_papers().select_related(
        "plan", "layout", "prepared_by", "issued_by"
    )
    chains = _chains({paper.pk: paper for paper in papers})
    return sorted((_paper(chain) for chain in chains.values()), key=_order)


def still_to_prepare(meeting, plans) -> list[PlanLayout]:
    """How the plans that usually go to the committee, of these, are reported, where the meeting has
    no paper of them yet; one query.
    """
    usual = PlanLayout.objects.filter(committee=meeting.committee_id, plan__in=plans)
    there = meeting.appendices.order_by().values("plan")
    return list(usual.exclude(plan__in=there).select_related("plan", "layout").order_by("plan"))


def _chains(by_key) -> dict[int, list[PackLine]]:
    """The versions of each paper, and its supplements, by the key of the first."""
    replaced = {paper.replaces_id for paper in by_key.values() if paper.is_issued}
    chains: dict[int, list[PackLine]] = {}
    for paper in by_key.values():
        line = PackLine(paper, paper.pk in replaced)
        chains.setdefault(_first(paper, by_key).pk, []).append(line)
    return chains


def _first(paper, by_key):
    """The first version of the paper, or of the one that it supplements."""
    while before := by_key.get(_supplements(paper) or paper.replaces_id):
        paper = before
    return paper


def _supplements(paper):
    """The key of the paper to which it is a supplement; a covering report is none."""
    return paper.supplement_to_id if isinstance(paper, Appendix) else None


def _paper(chain):
    """Supplements come below the paper itself."""
    newest, *under = sorted(chain, key=lambda line: _place(line.paper))
    return PackPaper(newest, tuple(under))


def _place(paper):
    return _supplements(paper) is not None, -paper.version, paper.pk


def _order(paper):
    last = paper.newest.paper
    return natural_order(last.number), last.plan.title, last.audience, last.as_at, last.pk
