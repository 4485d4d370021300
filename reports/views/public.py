"""The public page: the papers that were issued for the public, covering reports first, per
committee and meeting, at addresses that stay.

Nothing is said here but what stands in the kept papers, and when they were issued for which meeting
of which committee. What is exempt, a draft or taken off is answered as what never was.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import condition, require_safe

from people.views.errors import NotThere
from recommendations.cell_text import clean_cell_text
from recommendations.natural_order import natural_order
from reports.document import SCHEMA, read_document
from reports.issuing import canonical_bytes
from reports.models import Appendix, Committee, CoveringReport, Meeting, Publication
from reports.render.html import table_context

NO_PAPER = (
    "There is no public paper at this address. The address may be mistyped, or what it led to is "
    "no longer public."
)
PAPERS_ON_A_PAGE, MEETINGS_ON_A_PAGE, PAPERS_IN_THE_FEED = 20, 30, 50
# Appendices, and the covering reports that go before them.
KINDS: tuple[type[Appendix | CoveringReport], ...] = (Appendix, CoveringReport)
# How many seconds a copy may stand in for a page of which a paper has been taken off.
SECONDS_KEPT = 300


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """A meeting with the papers that stand at their addresses, its covering reports first."""

    meeting: Meeting
    papers: list[Appendix | CoveringReport]


def open_to_readers(view):
    """For everybody where the setting says so, strangers too; else for whoever is signed in.

    Caches between may keep only what was asked for without a cookie: a stale one is taken back with
    the answer.
    """

    @login_not_required
    @wraps(view)
    def opened(request, *args, **kwargs):
        is_stranger = not request.user.is_authenticated
        if is_stranger and not settings.PUBLIC_PAPERS:
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)
        if is_stranger and not request.COOKIES:
            patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return opened


@open_to_readers
@require_safe
def public_papers(request):
    """The latest papers, and the committees."""
    page = Paginator(_latest(), PAPERS_ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = _listed(page.object_list)
    context = {"section": "papers", "page": page, "committees": _committees()}
    return render(request, "reports/public_papers.html", context)


@open_to_readers
@require_safe
def public_committee(request, committee):
    """The meetings of a committee that have papers, the newest first."""
    found = _one(Committee.objects.filter(slug=committee))
    papers, reports = (shown(kind).filter(meeting=OuterRef("pk")) for kind in KINDS)
    meetings = found.meetings.filter(Exists(papers) | Exists(reports)).order_by("-date")
    page = Paginator(meetings, MEETINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    if not (page.paginator.count or found.is_active):
        raise NotThere(NO_PAPER)
    context = {
        "section": "papers",
        "crumbs": public_crumbs(),
        "committee": found,
        "page": page,
        "years": _by_year(page.object_list),
    }
    return render(request, "reports/public_committee.html", context)


@open_to_readers
@require_safe
def public_meeting(request, committee, day):
    """The papers of a meeting."""
    meetings = Meeting.objects.filter(committee__slug=committee, date=day_of(day))
    meeting = _one(meetings.select_related("committee"))
    [listed] = _with_papers([meeting])
    if not listed.papers:
        raise NotThere(NO_PAPER)
    context = {
        "section": "papers",
        "crumbs": public_crumbs(meeting.committee),
        "meeting": meeting,
        "papers": listed.papers,
    }
    return render(request, "reports/public_meeting.html", context)


@open_to_readers
@require_safe
def public_paper(request, committee, day, paper, version=None):
    """The kept paper as a page: the newest version that is shown, or the one that is asked for."""
    appendix, versions = found_at(Appendix, committee, day, paper, version)
    newest = versions[0]
    context = {
        "section": "papers",
        "crumbs": public_crumbs(appendix.meeting.committee, appendix.meeting),
        "appendix": appendix,
        "versions": versions,
        "newest": newest,
        "is_replaced": appendix != newest,
        "supplements": _supplements_to(appendix),
        "supplemented": _supplemented_by(appendix),
        "address": request.build_absolute_uri(newest.get_public_url()),
        **table_context(read_document(appendix.document)),
    }
    return render(request, "reports/public_paper.html", context)


@open_to_readers
@require_safe
def public_paper_pdf(request, committee, day, paper, version=None):
    """The kept PDF, to the byte."""
    appendix, _ = found_at(Appendix, committee, day, paper, version)
    return kept_pdf(request, appendix, f"{committee}-{day}-{paper}-version-{appendix.version}.pdf")


@open_to_readers
@require_safe
def public_paper_json(request, committee, day, paper, version=None):
    """The kept document as data: the bytes of which the hash was kept."""
    appendix, _ = found_at(Appendix, committee, day, paper, version)
    return kept_json(request, appendix)


class PapersFeed(Feed):
    """The papers issued last, as Atom, which some characters would break."""

    feed_type = Atom1Feed
    description = subtitle = "Progress papers, as they were issued to committees."

    def title(self):
        return f"Papers – {settings.ORGANISATION_NAME}"

    def link(self):
        return reverse("public_papers")

    def items(self):
        return _listed(_latest()[:PAPERS_IN_THE_FEED])

    def item_title(self, item):
        is_report = isinstance(item, CoveringReport)
        parts = ("Report", item.subject) if is_report else (item.number, item.title)
        return clean_cell_text(": ".join(part for part in parts if part))

    def item_description(self, item):
        is_report = isinstance(item, CoveringReport)
        what = "Covering report" if is_report else f"As at {item.as_at.day} {item.as_at:%B %Y}"
        version = f" Version {item.version}." if item.version > 1 else ""
        # Atom calls it HTML.
        return escape(clean_cell_text(f"{what}, for {item.meeting}.{version}"))

    def item_link(self, item):
        return item.get_public_url()

    def item_updateddate(self, item):
        return item.issued_at

    def item_categories(self, item):
        return [clean_cell_text(item.meeting.committee.name)]


public_feed = open_to_readers(require_safe(PapersFeed()))


def shown(kind):
    """The papers of a kind that are on the public page."""
    return kind.objects.shown_to_the_public(on=timezone.localdate())


def _papers(kind):
    """What of a kind stands at the addresses."""
    return kind.objects.newest_on_the_public_page(on=timezone.localdate())


def _latest():
    """What stands at the addresses, the latest first: pairs of the place in KINDS and the key."""
    rows = [
        _papers(kind).order_by().annotate(kind=Value(place)).values_list("kind", "pk", "issued_at")
        for place, kind in enumerate(KINDS)
    ]
    return rows[0].union(*rows[1:], all=True).order_by("-issued_at", "-kind", "-pk")


def _listed(rows) -> list[Any]:
    """These rows of `_latest` as papers, in their order. A query for each kind."""
    rows = list(rows)
    found = {
        (place, paper.pk): paper
        for place, kind in enumerate(KINDS)
        for paper in kind.objects.listed().filter(
            pk__in=[key for at, key, _ in rows if at == place]
        )
    }
    return [found[place, key] for place, key, _ in rows if (place, key) in found]


def _committees():
    """Those in use or with papers, each with `papers`, how many. A query for each kind."""
    of_committees: Counter[int] = Counter()
    for kind in KINDS:
        counted = _papers(kind).order_by().values_list("meeting__committee")
        of_committees.update(dict(counted.annotate(Count("pk"))))
    found = Committee.objects.filter(Q(is_active=True) | Q(pk__in=of_committees))
    return [{"committee": one, "papers": of_committees[one.pk]} for one in found]


def _by_year(meetings) -> list[tuple[int, list[ListedMeeting]]]:
    listed = _with_papers(list(meetings))
    years = groupby(listed, key=lambda listed: listed.meeting.date.year)
    return [(year, list(of_year)) for year, of_year in years]


def _with_papers(meetings) -> list[ListedMeeting]:
    """Meetings with their papers: the reports, then the others in the order of their numbers. A
    query for each kind.
    """
    reports = _papers(CoveringReport).listed().filter(meeting__in=meetings)
    papers = sorted(_papers(Appendix).listed().filter(meeting__in=meetings), key=_order)
    all_of_them = [*reports.order_by("issued_at", "pk"), *papers]
    return [
        ListedMeeting(meeting, [paper for paper in all_of_them if paper.meeting_id == meeting.pk])
        for meeting in meetings
    ]


def _order(paper):
    return natural_order(paper.number), paper.slug


def found_at(kind, committee, day, paper, version) -> tuple[Any, list[Any]]:
    """The paper of a kind that an address asks for, and all its versions that are shown, newest
    first.
    """
    place = {"meeting__committee__slug": committee, "meeting__date": day_of(day), "slug": paper}
    versions = list(shown(kind).listed().filter(**place).order_by("-version"))
    asked = [one for one in versions if version in (None, one.version)]
    if not asked:
        raise NotThere(NO_PAPER)
    return asked[0], versions


def _supplements_to(appendix):
    """The supplements to whichever version of the paper, first to last."""
    base = {"supplement_to__meeting": appendix.meeting_id, "supplement_to__slug": appendix.slug}
    return _papers(Appendix).listed().filter(**base).order_by("issued_at")


def _supplemented_by(appendix):
    """The paper to which this is a supplement, as it stands at its address, or None."""
    if appendix.supplement_to_id is None:
        return None
    slug = Appendix.objects.filter(pk=appendix.supplement_to_id).values("slug")
    papers = _papers(Appendix).listed()
    return papers.at_the_address_of(appendix.meeting_id, Subquery(slug)).first()


def kept_pdf(request, paper, name):
    """The kept PDF of a paper, to the byte, as a file of this name."""

    def whole(request):
        return HttpResponse(
            bytes(paper.pdf),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return _kept(request, paper, paper.sha256, whole)


def kept_json(request, paper):
    """The kept document of a paper as data: the bytes of which the hash was kept."""

    def whole(request):
        headers = schema_header(paper)
        content = canonical_bytes(paper.document)
        return HttpResponse(content, content_type="application/json", headers=headers)

    return _kept(request, paper, paper.document_sha256, whole)


def schema_header(paper) -> dict[str, str]:
    """Where it is written what the JSON of an appendix says (RFC 8288, “describedby”): for that of
    the schema of today only, whoever made it.
    """
    kept = paper.document
    is_described = isinstance(paper, Appendix) and (kept is None or kept["schema"] == SCHEMA)
    address = static(f"schemas/appendix-document-{SCHEMA}.json")
    return {"Link": f'<{address}>; rel="describedby"'} if is_described else {}


def _kept(request, paper, sha256, whole):
    """What was kept of a paper, or 304 for whoever has it."""
    asked = condition(
        etag_func=lambda request: f'"{sha256}"',
        last_modified_func=lambda request: _last_change(paper),
    )
    return asked(whole)(request)


def _last_change(paper):
    """When what stands at the paper's address changed last: later than its issue where a later
    version was taken off, or a paper that is attached to a report.
    """
    facts = paper.publications.model
    of = facts.SUBJECT
    at_its_address = {f"{of}__meeting": paper.meeting_id, f"{of}__slug": paper.slug}
    changes = [facts.objects.filter(**at_its_address)]
    if isinstance(paper, CoveringReport):
        reports = CoveringReport.objects.at_the_address_of(paper.meeting_id, paper.slug)
        changes.append(Publication.objects.filter(appendix__covering_reports__in=reports))
    moments = [facts.aggregate(last=Max("recorded_at"))["last"] for facts in changes]
    return max(moment for moment in moments if moment)


def day_of(words) -> date:
    """The day of an address, which is written in one way only."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise NotThere(NO_PAPER) from None
    if day.isoformat() != words:
        raise NotThere(NO_PAPER)
    return day


def _one(rows):
    found = rows.first()
    if found is None:
        raise NotThere(NO_PAPER)
    return found


def public_crumbs(committee=None, meeting=None) -> Iterable[tuple[str, str]]:
    crumbs = [("Papers", reverse("public_papers"))]
    if committee:
        crumbs.append((committee.name, reverse("public_committee", args=[committee.slug])))
    if meeting:
        address = reverse("public_meeting", args=[committee.slug, meeting.date.isoformat()])
        crumbs.append((meeting.in_words, address))
    return crumbs
