"""Words that stand nowhere but in what is exempt: none of them reaches a public paper, or anybody
who may not read it.
"""

import json
import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from pypdf import PdfReader
from pypdf.generic import StreamObject

from people.models import User
from people.roles import Role
from recommendations.deadlines import revise
from recommendations.evidence import NewEvidence, attach_all
from recommendations.models import (
    CommitteeDecision,
    Evidence,
    ExtensionRequest,
    OwnerCell,
    Recommendation,
    Verification,
)
from recommendations.progress import NewStatus
from recommendations.recommendation_list import COLUMNS as LIST_COLUMNS
from recommendations.wordings import exempt_all, reword
from reports.build import build_document
from reports.document import read_document
from reports.models import Appendix
from reports.papers import document_of
from reports.render.html import render_page
from reports.render.pdf import render_pdf
from tests.factories import (
    DAY,
    lay_out,
    make_action,
    make_deadline,
    make_department,
    make_draft,
    make_evidence,
    make_extension,
    make_issued,
    make_layout,
    make_meeting,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)
from tests.sample_files import upload

pytestmark = pytest.mark.django_db
PLAN = "/plans/learning-review/"
WHOLE, PARTLY = "zqw", "zqp"
OWN_COLUMNS = [
    {"key": "cost", "heading": "Cost", "of": "recommendation"},
    {"key": "gain", "heading": "Gain", "of": "update"},
]
# Every column that a paper can have.
COLUMNS = [
    {"key": key, "heading": f"About {key}", "width": 19}
    for key in (
        "reference",
        "recommendation",
        "owner",
        "progress",
        "further_action",
        "by_when",
        "original_date",
        "times_moved",
        "status",
        "verified",
        "priority",
        "own:cost",
        "own:gain",
    )
]
EXEMPT_PARTS = ["text", "owner", "dates", "progress", "further_action", "priority", "own:cost"]
# What of the partly exempt one everybody may read in a public paper.
OPEN_WORDS = ["zqpreference", "zqpstatus", "zqpgain"]
# Where each word is kept: what a paper prints of it, ...
PRINTED = [
    "text", "cell", "narrative", "action", "deadline", "original", "priority", "cost", "gain",
    "status", "reference", "timescale", "further",
]  # fmt: skip
# ... and what none ever prints.
NEVER_PRINTED = [
    "owner", "wording", "earlier", "reason", "source", "evidence", "file", "extension", "why",
    "method", "note", "comment", "minute",
]  # fmt: skip
MARKERS = [prefix + word for prefix in (WHOLE, PARTLY) for word in PRINTED + NEVER_PRINTED]
# The one has an action, which is printed in place of its update's words; the other has none.
UNPRINTED = {f"{PARTLY}action", f"{WHOLE}further"}
# The theme and the timescale are of the plan, and so are the words about it that the public reads.
PUBLIC = {f"{PARTLY}timescale", *OPEN_WORDS}
SECRET = [marker for marker in MARKERS if marker not in PUBLIC]


def plant(plan, prefix, department):
    """A recommendation with a word of its own in everything that can be said of it."""
    keeper = make_owner(f"{prefix}owner", department=department)
    row = make_recommendation(
        plan,
        reference=f"{prefix}reference",
        text=f"Former {prefix}wording",
        timescale=f"{prefix}timescale",
        priority=f"{prefix}priority",
        own_values={"cost": f"{prefix}cost"},
    )
    reword(row, f"Settle {prefix}text now", **written(at=moment(minute=1)))
    make_owner_cell(row, keeper, text=f"Ask {prefix}cell")
    make_update(row, f"Earlier {prefix}earlier", at=moment(minute=2))
    make_update(
        row,
        f"Paid to {prefix}narrative",
        further_words=f"Then {prefix}further",
        own_values={"gain": f"{prefix}gain"},
        source_note=f"Told by {prefix}source",
        status=NewStatus(f"{prefix}status", "on_track"),
        at=moment(minute=3),
    )
    if prefix == WHOLE:
        make_action(row, f"Sign {prefix}action")
    deadline = make_deadline(row, f"{prefix}original")
    later = reading(latest=date(2018, 5, 31), earliest=date(2018, 3, 1))
    because = {"reason": f"Since {prefix}comment", **written(at=moment(minute=4))}
    revise(deadline, f"{prefix}deadline", reading=later, paper_date=DAY, **because)
    make_extension(deadline, f"{prefix}extension", reason=f"As {prefix}why")
    make_evidence(row, f"{prefix}evidence")
    attach_all([NewEvidence(row, file=upload(f"{prefix}file.pdf"))], **written())
    found = Verification(
        recommendation=row, result="refused", method=f"{prefix}method", note=f"{prefix}note"
    )
    Verification.objects.write_down([found], **written(at=moment(minute=5)))
    decided = CommitteeDecision(
        recommendation=row, outcome="noted", committee="Cabinet", note=f"{prefix}minute"
    )
    CommitteeDecision.objects.write_down([decided], **written(at=moment(minute=6)))
    return row


def keep(row, parts=()):
    prefix = WHOLE if row.reference.startswith(WHOLE) else PARTLY
    when = written(at=moment(hour=13))
    exempt_all([row], "3", parts, reason=f"For {prefix}reason", **when)


@pytest.fixture
def plan():
    """One that has a recommendation that is exempt, one of which parts are, and one that is not."""
    plan = make_plan(own_columns=OWN_COLUMNS)
    lay_out(plan, make_layout(columns=COLUMNS, as_at_style="day"))
    housing = make_department("Housing")
    plant(plan, WHOLE, housing)
    plant(plan, PARTLY, housing)
    make_recommendation(plan, reference="3", text="Publish the minutes")
    make_round(plan, at=moment(hour=9))
    return plan


@pytest.fixture
def kept(plan):
    """The same, with what is exempt of it kept from the public."""
    whole, partly = rows(plan)
    keep(whole)
    keep(partly, EXEMPT_PARTS)
    return plan


def rows(plan):
    return plan.recommendations.order_by("pk")[:2]


def found_in(data, among=SECRET):
    """Which of the words stand somewhere in bytes or in a text."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    text = text.lower().replace("<wbr>", "")
    return [marker for marker in among if marker in text]


def inside(pdf):
    """Everything that a PDF holds: its words, letter by letter, its particulars, its bookmarks and
    its raw streams.
    """
    reader = PdfReader(BytesIO(pdf))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())
    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    streams = [one.get_data() for one in objects if isinstance(one, StreamObject)]
    return {
        "words": re.sub("[\u00ad\u2010-]", "", words),
        "particulars": str(dict(reader.metadata)) + str(reader.xmp_metadata),
        "bookmarks": str([entry.title for entry in flat(reader.outline)]),
        "streams": b"\n".join(streams).replace(b"\0", b""),
        "bytes": pdf.replace(b"\0", b""),
    }


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def content(response):
    """The bytes of an answer; of a workbook all that is packed in it."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if not zipfile.is_zipfile(BytesIO(data)):
        return data
    archive = zipfile.ZipFile(BytesIO(data))
    return b"\n".join(archive.read(name) for name in archive.namelist())


def of_appendix(plan, **draft):
    built = {"as_at": DAY, "known_by": None, "today": DAY}
    return build_document(plan, appendix=make_draft(plan, **draft), **built)


def as_json(document):
    return json.dumps(document.as_json(), ensure_ascii=False)


def command(*options, capsysbinary):
    call_command("appendix", "learning-review", "--as-at", "2016-05-31", *options)
    return capsysbinary.readouterr().out


def test_the_words_are_planted(plan):
    """Else none of these tests could fail."""
    document = build_document(plan, as_at=DAY, known_by=None, today=DAY)

    printed = {prefix + word for prefix in (WHOLE, PARTLY) for word in PRINTED}
    assert set(found_in(as_json(document), MARKERS)) == (printed - UNPRINTED) | {
        f"{WHOLE}owner",
        f"{PARTLY}owner",
    }
    assert printed > UNPRINTED


def test_they_are_all_in_the_exempt_appendix(kept):
    document = of_appendix(kept, audience=Appendix.Audience.EXEMPT)

    printed = {prefix + word for prefix in (WHOLE, PARTLY) for word in PRINTED} - UNPRINTED
    assert set(found_in(render_page(document), MARKERS)) == printed
    pdf = inside(render_pdf(document))
    assert set(found_in(pdf["words"], MARKERS)) == printed
    assert f"{WHOLE}text" in pdf["bookmarks"]


@pytest.mark.parametrize("names", [Appendix.Names.PRINTED, Appendix.Names.POSTS])
def test_none_is_in_the_public_appendix(kept, names):
    document = of_appendix(kept, names=names)

    assert found_in(as_json(document)) == []
    assert found_in(render_page(document)) == []
    pdf = inside(render_pdf(document))
    assert {part: found_in(held) for part, held in pdf.items() if found_in(held)} == {}
    assert found_in(pdf["words"], OPEN_WORDS) == OPEN_WORDS
    assert found_in(as_json(document), OPEN_WORDS) == OPEN_WORDS


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("form", ["html", "json"])
def test_none_is_in_what_the_command_prints_for_the_public(form, capsysbinary):
    public = command("--public", "--format", form, capsysbinary=capsysbinary)

    assert (found_in(public), found_in(public, OPEN_WORDS)) == ([], OPEN_WORDS)
    assert f"{WHOLE}text" in found_in(command("--format", form, capsysbinary=capsysbinary))


@pytest.mark.usefixtures("kept")
def test_none_is_in_the_pdf_that_the_command_prints_for_the_public(capsysbinary):
    pdf = inside(command("--public", "--format", "pdf", capsysbinary=capsysbinary))

    assert {part: found_in(held) for part, held in pdf.items() if found_in(held)} == {}
    assert found_in(pdf["words"], OPEN_WORDS) == OPEN_WORDS


def test_the_changes_since_a_paper_that_printed_them_say_none_of_them(plan):
    """It was public then; now it is not, and what it became is nobody's business either."""
    issued = make_issued(plan)
    whole, partly = rows(plan)
    later = date(2016, 6, 30)
    for row in (whole, partly):
        keep(row, EXEMPT_PARTS if row == partly else ())
        make_update(row, f"{row.reference[:3]}note", on=later, at=moment(later))
        reword(row, f"{row.reference[:3]}why", **written(later))
    next_meeting = make_meeting(day=date(2016, 7, 28))
    draft = make_draft(plan, next_meeting, as_at=later, cut_off=moment(date(2016, 7, 1)))

    document = document_of(draft, at=moment(date(2016, 7, 2)))

    assert f"{PARTLY}text" in found_in(as_json(read_document(issued.document)))
    assert document.changes is not None
    assert found_in(as_json(document)) == []
    assert found_in(render_page(document)) == []


# The pages on which somebody looks for recommendations, or is shown some, ...
PAGES = [
    "/",
    "/plans/",
    PLAN,
    f"{PLAN}?as_at=2016-05-31&known_by=2016-05-31T12:30",
    f"{PLAN}appendix/",
    f"{PLAN}appendix/?as_at=2016-05-31",
    f"{PLAN}changes/",
    f"{PLAN}history/",
    "/recommendations/",
    f"/recommendations/?columns={','.join(column.key for column in LIST_COLUMNS)}",
    "/recommendations/?exempt=on",
    "/recommendations/print/",
    "/recommendations/export.xlsx",
    "/recommendations/export.csv",
    f"/recommendations/export.csv?columns={','.join(column.key for column in LIST_COLUMNS)}",
    "/recommendations/views/",
    "/rounds/",
    "/rounds/{round}/",
    "/extensions/",
    "/extensions/{extension}/",
    "/evidence/{evidence}/",
    "/recommendations/{whole}/",
    "/recommendations/{partly}/",
    "/recommendations/{partly}/edit/",
    "/recommendations/{partly}/exempt/",
    "/recommendations/{partly}/update/",
    "/recommendations/{partly}/verify/",
    "/verification/",
    "/wordings/",
    "/hand-overs/",
    "/meetings/",
    "/meetings/{meeting}/",
    "/meetings/{meeting}/decisions/",
    "/appendices/{exempt}/",
    "/appendices/{exempt}/paper/",
    "/appendices/{exempt}/paper.pdf",
    "/appendices/{exempt}/paper.json",
]
# ... those of the papers, for strangers too, ...
PUBLIC_PAGES = [
    "/papers/",
    "/papers/feed.xml",
    "/papers/{committee}/",
    "/papers/{committee}/2016-06-28/",
    "/papers/{committee}/2016-06-28/{paper}/",
    "/papers/{committee}/2016-06-28/{paper}/paper.pdf",
    "/papers/{committee}/2016-06-28/{paper}/paper.json",
    "/papers/{committee}/2016-06-28/{secret}/",
    "/papers/{committee}/2016-06-28/{secret}/paper.pdf",
    "/papers/{committee}/2016-06-28/{secret}/paper.json",
]
# ... and those of the directory, where only the owners' names stand.
DIRECTORY = ["/owners/", "/departments/", "/departments/{department}/", "/owners/{owner}/"]


@pytest.fixture
def addresses(kept):
    """What stands in the places of the addresses; there are an exempt and a public paper."""
    public = make_issued(kept)
    secret = make_issued(
        kept, public.meeting, audience=Appendix.Audience.EXEMPT, slug="learning-review-exempt"
    )
    whole, partly = rows(kept)
    owner = OwnerCell.objects.filter(recommendation=partly).get().assignments.get().owner
    return {
        "whole": whole.pk,
        "partly": partly.pk,
        "round": kept.rounds.get().pk,
        "extension": ExtensionRequest.objects.first().pk,
        "evidence": Evidence.objects.last().pk,
        "meeting": public.meeting_id,
        "exempt": secret.pk,
        "committee": public.meeting.committee.slug,
        "paper": public.slug,
        "secret": secret.slug,
        "department": owner.department_id,
        "owner": owner.pk,
    }


def leaks(client, addresses, pages, among=SECRET):
    """The words that somebody is told, by the address that tells them."""
    told = {page: content(client.get(page.format(**addresses))) for page in pages}
    return {page: found_in(said, among) for page, said in told.items() if found_in(said, among)}


def sign_in(client, role):
    """Somebody of another department, who owns something else in the plan."""
    user = make_user(f"{role.name}@example.gov.uk".lower(), f"A {role.name}", role=role)
    owner = make_owner(f"A {role.name}", user=user, department=make_department("Payroll"))
    make_recommendation(text="Of Payroll", owners=[owner], reference="4")
    client.force_login(user)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
def test_who_may_not_read_it_is_told_none_of_them(client, addresses, role):
    sign_in(client, role)

    assert leaks(client, addresses, [*PAGES, *PUBLIC_PAGES]) == {}
    words = [marker for marker in SECRET if not marker.endswith("owner")]
    assert leaks(client, addresses, DIRECTORY, words) == {}


def test_a_live_pdf_for_an_officer_of_another_department_has_none(client, kept):
    sign_in(client, Role.OFFICER)

    pdf = inside(client.get(f"{PLAN}appendix.pdf?as_at=2016-05-31").content)

    assert "OfPayroll" in pdf["words"]
    assert {part: found_in(held, MARKERS) for part, held in pdf.items() if found_in(held)} == {}
    assert kept.recommendations.count() == 4


def test_strangers_are_told_none_of_them(client, addresses, settings):
    settings.PUBLIC_PAPERS = True

    assert leaks(client, addresses, [*PUBLIC_PAGES, *PAGES]) == {}
    paper = f"/papers/{addresses['committee']}/2016-06-28/{addresses['paper']}/"
    assert found_in(content(client.get(paper)), OPEN_WORDS) == OPEN_WORDS


def test_who_may_read_it_is_told_them_all(client, addresses):
    """So that the others are told nothing because of who they are."""
    make_user("lead@example.gov.uk", "A lead", role=Role.LEAD)
    client.force_login(User.objects.get(email="lead@example.gov.uk"))

    told = leaks(client, addresses, [*PAGES, *DIRECTORY], MARKERS)

    words = {word for page in told.values() for word in page}
    assert words == set(MARKERS) - {f"{PARTLY}action"}
    for page in (PLAN, f"{PLAN}appendix/", "/recommendations/", "/recommendations/export.xlsx"):
        assert f"{WHOLE}text" in told[page]


@pytest.mark.parametrize(("role", "finds"), [(Role.OFFICER, False), (Role.LEAD, True)])
def test_a_search_for_one_of_them_finds_nothing(client, kept, role, finds):
    sign_in(client, role)

    found = {
        (word, row.pk)
        for row in rows(kept)
        for word in ("text", "narrative", "action", "cost", "deadline")
        if f"/recommendations/{row.pk}/"
        in client.get(f"/recommendations/?words={row.reference[:3]}{word}").text
    }

    assert bool(found) is finds
    assert Recommendation.objects.count() == 4


def test_what_is_not_exempt_of_the_partly_exempt_one_is_printed(kept):
    row = next(row for row in of_appendix(kept).rows if row.reference == f"{PARTLY}reference")

    cells = {key: [block.text for block in cell] for key, cell in row.cells.items()}
    withheld = ["Exempt: see the exempt appendix."]
    assert {key: cell for key, cell in cells.items() if cell != withheld} == {
        "reference": [f"{PARTLY}reference"],
        "status": [f"{PARTLY}status"],
        "verified": ["Completion refused"],
        "own:gain": [f"{PARTLY}gain"],
    }
    values = row.values
    assert (values.earliest, values.latest, values.next_latest) == (None, None, None)
    assert (values.original_latest, values.times_moved, values.silent_rounds) == (None, 0, 0)
    assert (values.owners, values.owner_keys) == ((), ())
    assert (values.status, values.status_word) == ("on_track", f"{PARTLY}status")
