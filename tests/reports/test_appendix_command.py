import json
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.management import CommandError, ManagementUtility, call_command
from pypdf import PdfReader

from recommendations.wordings import exempt_all, reword
from reports.document import read_document
from tests.factories import (
    DAY,
    LONDON,
    lay_out,
    make_draft,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    moment,
    written,
)
from tests.reports.page import read_page, table_rows, words

SUMMER_EVENING = datetime(2016, 5, 31, 23, 59, tzinfo=LONDON)
JUST_AFTER_MIDNIGHT = datetime(2016, 6, 1, 0, 0, tzinfo=LONDON)


@pytest.fixture
def plan(db):
    """A plan of two recommendations, the second of which only HR may read of from today."""
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, reference="1", text="Keep records.", narrative="Underway")
    make_recommendation(
        plan,
        reference="2",
        text="Settle the grievance.",
        narrative="Mediation agreed",
        by_when="Autumn 17",
        owners=[make_owner("Mediator")],
    )
    return plan


def printed(*options, capsysbinary):
    """What the command writes on standard output for the plan, as at its day."""
    call_command("appendix", "learning-review", "--as-at", "2016-05-31", *options)
    return capsysbinary.readouterr().out


@pytest.mark.usefixtures("plan")
def test_html_on_standard_output_is_a_whole_page_by_default(capsysbinary):
    html = printed(capsysbinary=capsysbinary)

    page = read_page(html.decode())
    assert table_rows(page) == [
        [
            "No.",
            "Recommendation",
            "Action taken up to May 2016",
            "Further action required",
            "By when",
            "Lead officer",
        ],
        ["1", "Keep records.", "Underway", "", "", ""],
        ["2", "Settle the grievance.", "Mediation agreed", "", "Autumn 17", "Mediator"],
    ]
    assert html.startswith(b"<!DOCTYPE html>")
    assert html == printed("--format", "html", capsysbinary=capsysbinary)


@pytest.mark.usefixtures("plan")
def test_json_is_the_document(capsysbinary):
    document = read_document(
        json.loads(printed("--format", "json", capsysbinary=capsysbinary).decode())
    )

    assert (document.plan, document.title) == ("learning-review", "Organisational learning review")
    assert (document.as_at, document.known_by) == (date(2016, 5, 31), None)
    assert document.appendix == "Appendix 1"
    assert [row.reference for row in document.rows] == ["1", "2"]
    assert document.rows[1].values.latest == date(2017, 11, 30)
    assert document.rows[1].values.owners == ("Mediator",)


@pytest.mark.usefixtures("plan")
def test_pdf_is_a_pdf(capsysbinary):
    pdf = printed("--format", "pdf", capsysbinary=capsysbinary)

    [page] = PdfReader(BytesIO(pdf)).pages
    assert "Settle the grievance." in " ".join(page.extract_text().split())


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("form", ["html", "json", "pdf"])
def test_a_file_holds_what_standard_output_would(form, tmp_path, capsysbinary):
    output = tmp_path / f"appendix.{form}"

    nothing = printed("--format", form, "--output", str(output), capsysbinary=capsysbinary)

    assert nothing == b""
    assert output.read_bytes() == printed("--format", form, capsysbinary=capsysbinary)


@pytest.mark.usefixtures("plan")
def test_a_day_before_has_no_recommendations(capsysbinary):
    call_command("appendix", "learning-review", "--as-at", "2016-05-30")

    page = read_page(capsysbinary.readouterr().out.decode())
    assert table_rows(page)[1:] == [["No recommendation was on record for this day."]]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("known_by", "count"),
    [
        ("2016-05-31T12:00", 2),
        ("2016-05-31T11:59", 0),
        ("2016-05-31T11:00+00:00", 2),
        ("2016-05-31T10:59Z", 0),
        ("2016-05-31", 2),
        ("2016-05-30", 0),
    ],
)
def test_known_by_a_moment_is_in_london_unless_it_says_otherwise(known_by, count, capsysbinary):
    kept = printed("--known-by", known_by, "--format", "json", capsysbinary=capsysbinary)

    assert len(read_document(json.loads(kept)).rows) == count


@pytest.mark.parametrize(
    ("at", "known_by", "text"),
    [
        (SUMMER_EVENING, "2016-05-31", "Keep all records."),
        (JUST_AFTER_MIDNIGHT, "2016-05-31", "Keep records."),
        (JUST_AFTER_MIDNIGHT, "2016-06-01", "Keep all records."),
    ],
)
def test_known_by_a_day_alone_means_its_end_in_london(plan, at, known_by, text, capsysbinary):
    reword(plan.recommendations.get(reference="1"), "Keep all records.", **written(DAY, at))

    page = read_page(printed("--known-by", known_by, capsysbinary=capsysbinary).decode())

    assert table_rows(page)[1][1] == text


def test_the_public_one_has_no_word_of_what_is_exempt(plan, capsysbinary):
    exempt_all([plan.recommendations.get(reference="2")], "1", **written())

    html = printed("--public", capsysbinary=capsysbinary).decode()
    kept = printed("--public", "--format", "json", capsysbinary=capsysbinary).decode()

    exempt = ["Settle the grievance", "Mediation agreed", "Mediator", "Autumn 17"]
    assert [word for word in exempt if word in html or word in kept] == []
    page = read_page(html)
    assert [row[0] for row in table_rows(page)[1:]] == ["1"]
    assert [words(notice) for notice in page.findall(".//p[@class='paper-notice']")] == [
        "1 recommendation is reported in the exempt appendix and left out of this one."
    ]


def test_the_other_one_says_why_it_is_not_for_publication(plan, capsysbinary):
    exempt_all([plan.recommendations.get(reference="2")], "3", **written())

    page = read_page(printed(capsysbinary=capsysbinary).decode())

    assert [row[0] for row in table_rows(page)[1:]] == ["1", "2"]
    assert page.findall(".//p[@class='paper-notice']") == []
    assert [words(line) for line in page.findall(".//p[@class='paper-statutory']")] == [
        "Not for publication by virtue of paragraph(s) 3 of Schedule 12A of the Local Government "
        "Act 1972."
    ]


def test_several_that_are_left_out_are_counted(plan, capsysbinary):
    exempt_all(make_recommendations(2, plan), "1", **written())

    page = read_page(printed("--public", capsysbinary=capsysbinary).decode())

    assert [words(notice) for notice in page.findall(".//p[@class='paper-notice']")] == [
        "2 recommendations are reported in the exempt appendix and left out of this one."
    ]


def front(page):
    """The lines of the head of a paper."""
    return list(page.find("body/header"))


def test_the_draft_of_the_day_gives_the_number_and_the_meeting(plan, capsysbinary):
    make_draft(plan, number="Appendix 3")

    of_the_day = read_page(printed(capsysbinary=capsysbinary).decode())
    call_command("appendix", "learning-review", "--as-at", "2016-06-01")
    of_another_day = read_page(capsysbinary.readouterr().out.decode())

    assert [words(line) for line in front(of_the_day)[:2]] == [
        "Sample Council Appendix 3",
        "Audit & Standards Committee Meeting of 28 June 2016",
    ]
    assert words(front(of_another_day)[0]) == "Sample Council Appendix 1"


def test_a_draft_without_a_number_takes_the_usual_one(plan, capsysbinary):
    make_draft(plan, number="")

    page = read_page(printed(capsysbinary=capsysbinary).decode())

    assert [words(line) for line in front(page)[:2]] == [
        "Sample Council Appendix 1",
        "Audit & Standards Committee Meeting of 28 June 2016",
    ]


def test_a_wrong_slug_is_refused_in_one_line(db):
    with pytest.raises(CommandError) as refusal:
        call_command("appendix", "no-such-plan", "--as-at", "2016-05-31")

    assert str(refusal.value) == "There is no plan “no-such-plan”."
    assert refusal.value.returncode == 1


@pytest.mark.usefixtures("plan")
def test_a_path_that_cannot_be_written_is_refused_in_one_line(tmp_path):
    output = tmp_path / "no-such-folder" / "appendix.html"

    with pytest.raises(CommandError) as refusal:
        call_command("appendix", "learning-review", "--as-at", "2016-05-31", "--output", output)

    assert str(refusal.value) == f"Can't write to {output}: No such file or directory."
    assert refusal.value.returncode == 1


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--as-at", "2016-13-31"], "“2016-13-31” is not a day. Write it like 2016-05-31."),
        (["--as-at", "31/5/2016"], "“31/5/2016” is not a day. Write it like 2016-05-31."),
        (
            ["--as-at", "2016-05-31", "--known-by", "noon"],
            "“noon” is not a moment. Write it like 2016-06-03T12:00.",
        ),
    ],
)
def test_a_wrong_day_or_moment_is_one_line_on_standard_error(options, line, capsys):
    with pytest.raises(SystemExit) as leaving:
        ManagementUtility(
            ["manage.py", "appendix", "learning-review", "--skip-checks", *options]
        ).execute()

    assert leaving.value.code == 1
    assert capsys.readouterr().err == f"CommandError: {line}\n"


def test_what_is_known_by_a_moment_says_so_in_the_document(plan, capsysbinary):
    kept = printed("--known-by", "2016-06-03T12:00", "--format", "json", capsysbinary=capsysbinary)

    assert read_document(json.loads(kept)).known_by == moment(date(2016, 6, 3), 12)
