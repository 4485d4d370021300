"""The pages on which a clerk writes a covering report, looks at it and issues it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.roles import Role
from reports.covering.reports import attach_papers, edit_report, issue_report
from reports.covering.shapes import ReportShape
from reports.models import CoveringReport
from reports.publishing import is_shown, take_off_public_page
from tests.factories import (
    make_draft,
    make_issued,
    make_issued_report,
    make_meeting,
    make_plan,
    make_recommendation,
    make_report,
    make_template,
    make_user,
    moment,
    section,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LATER = date(2016, 6, 21)
TABLE = "| | North | South | Total |\n| --- | --- | --- | --- |\n| One | 2 | 3 | {total} |"


@pytest.fixture
def clerk(client):
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    return client


@pytest.fixture
def auditor(client):
    client.force_login(make_user("audrey@example.gov.uk", "Audrey Auditor", role=Role.AUDITOR))
    return client


@pytest.fixture
def paper():
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", reference="1")
    return make_issued(plan)


def place(report, page=""):
    return f"/covering-reports/{report.pk}/{page}"


def kept():
    return CoveringReport.objects.get()


def headings(report):
    return [one["heading"] for one in report.sections]


# Beginning


def test_a_report_begins_with_the_template_of_the_committee(clerk):
    make_template("Any")
    meeting = make_meeting()
    own = make_template("Own", meeting.committee, report_of="the Chief Executive")
    page = clerk.get(f"/meetings/{meeting.pk}/reports/new/")

    options = html.fromstring(page.text).xpath("//select[@name='template']/option")
    assert [option.text for option in options] == ["None: an empty report", "Own", "Any"]
    assert filled_in(page)["template"] == [str(own.pk)]

    answer = clerk.post(page.request["PATH_INFO"], filled_in(page, subject="Progress"))
    assert answer.url == place(kept(), "edit/")
    assert (kept().subject, kept().report_of) == ("Progress", "the Chief Executive")
    assert headings(kept()) == ["Purpose"]


def test_a_form_sent_twice_begins_one_report(clerk):
    address = f"/meetings/{make_meeting().pk}/reports/new/"
    sent = filled_in(clerk.get(address), subject="Progress")

    first, second = (clerk.post(address, sent) for _ in range(2))

    assert first.url == second.url == place(kept(), "edit/")


def test_a_report_without_a_subject_is_refused_in_words(clerk):
    page = send(clerk, f"/meetings/{make_meeting().pk}/reports/new/", report_of="the Chief")

    assert problems(page) == ["Enter the subject"]
    assert not CoveringReport.objects.exists()


# Writing


def test_sections_are_written_added_moved_and_removed(clerk):
    report = make_report(sections=[section("One"), section("Two"), section("Three")])
    page = clerk.get(place(report, "edit/"))
    more = clerk.post(place(report, "edit/"), {**filled_in(page), "add-sections": "1"})
    assert headings(kept()) == ["One", "Two", "Three"]

    typed = {
        "sections-0-place": "3",
        "sections-1-DELETE": "on",
        "sections-3-heading": "Four",
        "sections-3-place": "1",
    }
    answer = clerk.post(place(report, "edit/"), filled_in(more, **typed))

    assert answer.url == place(report)
    assert headings(kept()) == ["Four", "Three", "One"]


@pytest.mark.parametrize("rows", ["sections", "implications"])
def test_the_cursor_stands_in_the_row_that_was_asked_for(clerk, rows):
    report = make_report(implications=[{"heading": "Finance", "applies": False}])
    page = clerk.get(place(report, "edit/"))
    more = clerk.post(place(report, "edit/"), {**filled_in(page), f"add-{rows}": "1"})

    assert html.fromstring(page.text).xpath("//*[@autofocus]") == []
    assert html.fromstring(more.text).xpath("//*[@autofocus]/@name") == [f"{rows}-1-heading"]


def test_a_report_of_more_than_half_a_million_letters_is_refused_in_words(clerk):
    full = [section(f"S{n}", "x" * 100_000) for n in range(5)]
    report = make_report(sections=[*full, section("More", "")])

    answer = send(clerk, place(report, "edit/"), **{"sections-5-text": "y"})

    assert answer.status_code == 200
    assert problems(answer) == [
        "The sections hold 500,001 characters together. A report can hold 500,000: shorten them, "
        "or attach a part as a paper."
    ]
    assert kept().sections[5]["text"] == ""


def test_what_was_typed_before_somebody_else_issued_the_report_is_shown_again(clerk):
    report = make_report()
    sent = filled_in(clerk.get(place(report, "edit/")), **{"sections-0-text": "A long afternoon."})
    issue_report(report, by=make_user("other@example.gov.uk", "Olga Other"), at=timezone.now())

    answer = clerk.post(place(report, "edit/"), sent)

    assert answer.status_code == 200
    [said] = problems(answer)
    assert said.startswith("Olga Other issued this paper at ")
    assert filled_in(answer)["sections-0-text"] == ["A long afternoon."]
    assert kept().sections[0]["text"] == "To tell the Committee."


def test_implications_are_added_and_ticked(clerk):
    report = make_report(implications=[{"heading": "Finance", "applies": False}])
    page = clerk.get(place(report, "edit/"))
    more = clerk.post(place(report, "edit/"), {**filled_in(page), "add-implications": "1"})
    typed = {"implications-0-applies": "on", "implications-1-heading": "Law"}

    clerk.post(place(report, "edit/"), filled_in(more, **typed))

    assert kept().implications == [
        {"heading": "Finance", "applies": True},
        {"heading": "Law", "applies": False},
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{implementation_rat} so far", "{implementation_rat}"),
        (TABLE.format(total=6), "5"),
        ("A { alone", "{{"),
    ],
)
def test_what_is_wrong_in_a_text_is_said_beside_it_and_the_draft_is_saved(clerk, paper, text, said):
    report = make_report(attached=[paper])
    typed = {"sections-0-text": text, "subject": "Renamed"}

    answer = send(clerk, place(report, "edit/"), **typed)
    page = clerk.get(answer.url)

    assert answer.url == place(report, "edit/")
    assert (kept().subject, kept().sections[0]["text"]) == ("Renamed", text)
    [problem] = problems(page)
    assert said in problem
    [link] = html.fromstring(page.text).xpath("//*[@id='error-summary']//a/@href")
    assert link == "#id_sections-0-text"
    assert said in words(clerk.get(place(report)))
    assert "It can’t be shown before this is mended" in words(clerk.get(place(report, "paper/")))
    assert clerk.get(place(report, "paper.pdf")).url == place(report, "paper/")
    assert clerk.get(place(report, "paper.json")).url == place(report, "paper/")
    assert "To be mended first" in words(clerk.get(place(report, "issue/")))


def test_the_figures_that_can_be_put_in_are_listed_with_what_they_print(clerk, paper):
    page = words(clerk.get(place(make_report(attached=[paper]), "edit/")))

    assert "{recommendations} 1" in page
    assert "{plan} Organisational learning review" in page


def test_save_and_look_leads_to_the_report(clerk):
    report = make_report()

    answer = send(clerk, place(report, "edit/"), look="1", subject="Looked at")

    assert answer.url == place(report, "paper/")
    assert "Looked at" in words(clerk.get(answer.url))


def test_of_two_who_write_the_second_chooses_and_nothing_is_lost(clerk):
    report = make_report()
    page = clerk.get(place(report, "edit/"))
    edit_report(report, subject="Theirs", shape=ReportShape(sections=[section()]), edits=1)

    second = clerk.post(place(report, "edit/"), filled_in(page, subject="Mine"))
    assert "What you typed" in words(second)
    chosen = filled_in(second, **{"keep-subject": "typed"})
    clerk.post(place(report, "edit/"), chosen)

    assert kept().subject == "Mine"


def test_sections_that_somebody_else_rearranged_are_all_shown_before_they_are_saved(clerk):
    report = make_report(sections=[section("One"), section("Two")])
    page = clerk.get(place(report, "edit/"))
    theirs = ReportShape(sections=[section("One"), section("Renamed")])
    edit_report(report, subject="Progress", shape=theirs, edits=1)

    second = clerk.post(place(report, "edit/"), filled_in(page, **{"sections-1-text": "Mine."}))

    assert "Somebody else has added, removed or renamed some of these" in problems(second)[0]
    clerk.post(place(report, "edit/"), filled_in(second))
    assert headings(kept()) == ["One", "Two", "Renamed"]
    assert kept().sections[1]["text"] == "Mine."


def test_a_draft_that_was_taken_away_is_said_to_be(clerk):
    page = clerk.get("/covering-reports/999999/edit/")

    assert page.status_code == 404
    assert "The draft may have been taken away" in words(page)


# Attaching


def test_papers_are_ticked_and_put_in_order(clerk, paper):
    other = make_issued(make_plan("Survey", "survey"), number="Appendix 2", slug="survey")
    make_issued(paper.plan, audience="exempt", slug="exempt", number="Secret 3")
    report = make_report()
    page = clerk.get(place(report, "attach/"))
    assert "Exempt papers of this meeting are not offered" in words(page)
    assert "Secret 3" not in page.text

    typed = {f"paper_{one.pk}": "on" for one in (paper, other)}
    typed |= {f"place_{paper.pk}": "2", f"place_{other.pk}": "1", "binding": "apart"}
    clerk.post(place(report, "attach/"), filled_in(page, **typed))

    assert [one.appendix for one in report.attachments.all()] == [other, paper]
    assert kept().binding == "apart"
    said = words(clerk.get(place(report)))
    assert "Appendix 2 : Survey" in said
    assert "As files of their own" in said


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({3: "1"}, [3, 1, 2]),
        ({1: "3"}, [2, 3, 1]),
        ({1: "2"}, [2, 1, 3]),
        ({2: ""}, [1, 2, 3]),
        ({1: "2", 2: "1"}, [2, 1, 3]),
    ],
)
def test_a_paper_is_moved_by_its_own_place_alone(clerk, paper, typed, order):
    papers = {1: paper}
    for n in (2, 3):
        plan = make_plan(f"Plan {n}", f"plan-{n}")
        papers[n] = make_issued(plan, number=f"Appendix {n}", slug=f"plan-{n}")
    report = make_report(attached=list(papers.values()))

    places = {f"place_{papers[n].pk}": words for n, words in typed.items()}
    send(clerk, place(report, "attach/"), **places)

    assert [one.appendix for one in report.attachments.all()] == [papers[n] for n in order]


def test_a_paper_with_a_place_and_no_tick_is_asked_about(clerk, paper):
    report = make_report()

    answer = send(clerk, place(report, "attach/"), **{f"place_{paper.pk}": "1"})

    assert problems(answer) == [
        "It has a place, but no tick. Tick it to attach it, or leave its place blank"
    ]
    assert not report.attachments.exists()


def test_a_paper_whose_tick_is_taken_away_is_attached_no_longer(clerk, paper):
    report = make_report(attached=[paper])

    send(clerk, place(report, "attach/"), **{f"paper_{paper.pk}": []})

    assert not report.attachments.exists()


def test_papers_are_offered_in_the_order_of_their_numbers(clerk, paper):
    for n in (10, 9):
        plan = make_plan(f"Plan {n}", f"plan-{n}")
        make_issued(plan, number=f"Appendix {n}", slug=f"plan-{n}")

    page = html.fromstring(clerk.get(place(make_report(), "attach/")).text)

    labels = page.xpath("//input[@type='checkbox']/following-sibling::label")
    names = [label.text_content().split(":")[0].strip() for label in labels]
    assert names == ["Appendix 1", "Appendix 9", "Appendix 10"]


def test_a_meeting_without_papers_says_what_to_do(clerk):
    page = words(clerk.get(place(make_report(), "attach/")))

    assert "This meeting has no public paper that could be attached" in page


def test_of_two_who_attach_the_second_sees_what_the_first_did(clerk, paper):
    report = make_report()
    page = clerk.get(place(report, "attach/"))
    attach_papers(report, [paper], binding="apart", edits=1)

    second = clerk.post(place(report, "attach/"), filled_in(page, binding="together"))

    assert "Somebody else has changed" in words(second)
    assert [one.appendix for one in report.attachments.all()] == [paper]


# Issuing


def test_a_report_is_issued_as_it_was_looked_at(clerk, paper):
    report = make_report(attached=[paper])

    answer = send(clerk, place(report, "issue/"))

    assert answer.url == place(report)
    assert kept().is_issued
    assert "The report is issued" in words(clerk.get(answer.url))
    # Once more: it is not issued twice.
    assert clerk.post(place(report, "issue/"), {}).url == place(report)


def test_what_was_changed_since_it_was_looked_at_is_not_issued(clerk):
    report = make_report()
    page = clerk.get(place(report, "issue/"))
    edit_report(report, subject="Other", shape=ReportShape(sections=[section()]), edits=1)

    second = clerk.post(place(report, "issue/"), filled_in(page))

    assert "The paper says something else now" in problems(second)[0]
    assert not kept().is_issued
    assert clerk.post(place(report, "issue/"), filled_in(second)).url == place(report)
    assert kept().is_issued


def test_a_report_with_a_draft_attached_says_what_to_do_first(clerk):
    plan = make_plan()
    make_recommendation(plan)
    draft = make_draft(plan)
    report = make_report(attached=[draft])

    for page in ("", "issue/"):
        there = clerk.get(place(report, page))
        assert "is still a draft. Issue it first" in words(there)
        [link] = html.fromstring(there.text).xpath("//a[contains(., 'Issue it first')]/@href")
        assert link == f"/appendices/{draft.pk}/"
    assert not clerk.post(place(report, "issue/"), {}).headers.get("Location")


@pytest.mark.parametrize("sections", [[], [section("Purpose", "")]])
def test_a_report_that_says_nothing_is_not_issued(clerk, sections):
    report = make_report(sections=sections)

    page = clerk.get(place(report, "issue/"))

    assert "It says nothing yet, and nothing is attached to it." in words(page)
    [link] = html.fromstring(page.text).xpath("//a[contains(., 'It says nothing yet')]/@href")
    assert link == f"{place(report, 'edit/')}#id_sections-0-text"


def test_a_cover_with_a_paper_alone_can_be_issued(clerk, paper):
    send(clerk, place(make_report(sections=[], attached=[paper]), "issue/"))

    assert kept().is_issued


@pytest.mark.parametrize("there", ["", "issue/"])
def test_headings_under_which_nothing_stands_yet_are_named(clerk, there):
    report = make_report(sections=[section("Purpose"), section("Background", "")])

    said = words(clerk.get(place(report, there)))

    assert "Sections Purpose Background (nothing under it yet)" in said


def test_an_issued_report_leads_to_another_version_with_a_reason(clerk):
    report = make_issued_report()
    assert clerk.get(place(report, "edit/")).url == place(report)

    refused = send(clerk, place(report, "version/"))
    assert problems(refused) == ["Say why another version is needed"]
    answer = send(clerk, place(report, "version/"), reason="A slip")

    draft = CoveringReport.objects.get(version=2)
    assert answer.url == place(draft)
    assert "Version 2 is in preparation" in words(clerk.get(place(report)))
    send(clerk, place(draft, "discard/"))
    assert kept() == report


def test_a_draft_that_was_changed_meanwhile_is_not_taken_away_unseen(clerk):
    report = make_report()
    page = clerk.get(place(report, "discard/"))
    edit_report(report, subject="Other", shape=ReportShape(), edits=1)

    second = clerk.post(place(report, "discard/"), filled_in(page))

    assert "Somebody has changed this draft" in words(second)
    assert kept().subject == "Other"


# Looking


@pytest.mark.parametrize("issued", [True, False])
def test_the_report_as_page_pdf_and_data(auditor, paper, issued):
    make = make_issued_report if issued else make_report
    report = make(attached=[paper])

    page = auditor.get(place(report, "paper/"))
    pdf, data = (auditor.get(place(report, f"paper.{kind}")) for kind in ("pdf", "json"))

    assert "To tell the Committee." in words(page)
    assert f"/appendices/{paper.pk}/paper/" in page.text
    assert (pdf["Content-Type"], data["Content-Type"]) == ("application/pdf", "application/json")
    assert pdf.content.startswith(b"%PDF")
    state = "version-1" if issued else "draft"
    name = f'attachment; filename="covering-report-2016-06-28-{state}.pdf"'
    assert pdf["Content-Disposition"] == name
    assert data.json()["subject"] == "Progress"
    assert ("Draft, not issued" in words(page)) != issued


def test_who_only_reads_is_offered_nothing_to_change(auditor):
    page = auditor.get(place(make_report()))

    links = html.fromstring(page.text).xpath("//main//a/@href")
    assert [link for link in links if "/edit/" in link or "/issue/" in link] == []


def test_the_meeting_has_its_report_first_with_what_is_attached(auditor, paper):
    first = make_issued_report(paper.meeting, attached=[paper])
    make_issued_report(replaces=first, attached=[paper])

    page = auditor.get(f"/meetings/{paper.meeting_id}/")

    rows = html.fromstring(page.text).xpath("//*[@aria-label='The pack']//tbody//th")
    names = [" ".join(row.text_content().split()) for row in rows]
    assert names[0] == "ProgressCovering report, with Appendix 1"
    assert names[1].startswith("Version 1")
    assert names[2].startswith("Appendix 1")


def test_a_meeting_with_a_report_is_not_cancelled_and_stays_once_it_is_issued(clerk):
    draft = make_report()
    said = words(clerk.get(f"/meetings/{draft.meeting_id}/cancel/"))
    assert "Papers are prepared for this meeting, so it can't be cancelled." in said

    issued = make_issued_report(make_meeting(day=date(2016, 7, 28)))
    edit = clerk.get(f"/meetings/{issued.meeting_id}/edit/")
    assert "A paper was issued for this meeting" in words(edit)


def test_committee_and_meetings_count_and_name_its_reports(auditor):
    report = make_issued_report()
    make_report(report.meeting, "In preparation")

    page = words(auditor.get(report.meeting.committee.get_absolute_url()))

    assert "28 June 2016 Report: Progress 1" in page


# The public page


def test_taking_a_paper_off_says_which_report_goes_with_it(clerk, paper):
    report = make_issued_report(attached=[paper])

    page = clerk.get(f"/appendices/{paper.pk}/publication/")
    assert "The covering report “ Progress ” goes with it" in words(page)

    take_off_public_page(paper, reason="A name", **written(LATER, moment(LATER)))
    said = words(clerk.get(place(report)))
    assert "Appendix 1 is attached to it and was taken off the public page" in said
    assert report.get_public_url() not in clerk.get("/papers/").text


def test_a_report_is_taken_off_and_put_back(clerk):
    report = make_issued_report()

    refused = send(clerk, place(report, "publication/"))
    assert problems(refused) == ["Say why the paper is taken off the public page."]
    send(clerk, place(report, "publication/"), reason="A name")
    assert not is_shown(report, on=timezone.localdate())
    assert "It is not among the public papers" in words(clerk.get(place(report)))

    send(clerk, place(report, "publication/"), reason="It was right")
    assert "It is among the public papers" in words(clerk.get(place(report)))


# Queries


QUERIES = {
    "covering-reports/{report}/": 8,
    "covering-reports/{report}/paper/": 5,
    "covering-reports/{report}/edit/": 4,
    "covering-reports/{report}/attach/": 6,
    "covering-reports/{report}/issue/": 8,
}


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_paper_as_for_three(clerk, paper, count):
    others = [
        make_issued(make_plan(f"Plan {n}", f"plan-{n}"), number=f"Appendix {n + 2}")
        for n in range(count - 1)
    ]
    report = make_report(
        attached=[paper, *others], sections=[section(f"S{n}") for n in range(count)]
    )
    taken = {}

    for address in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(f"/{address.format(report=report.pk)}").status_code == 200
        taken[address] = len(queries)

    assert taken == QUERIES
