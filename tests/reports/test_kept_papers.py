from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.kept_papers import kept_papers
from reports.models import Appendix, CoveringReport
from tests.factories import make_draft, make_issued, make_issued_report, make_plan, make_report
from tests.reports.places import place_of_its_own, working_in


@pytest.fixture
def paper(db):
    """An issued paper, beside a draft."""
    plan = make_plan()
    make_draft(plan)
    return make_issued(plan, slug="issued", as_at=date(2016, 6, 30))


def change(kind=Appendix, **fields):
    """What somebody with the database in their hands could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {kind._meta.db_table}_issued_stays_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    kind.objects.issued().update(**fields)


def read():
    with connection.cursor() as cursor:
        return list(kept_papers(cursor))


def test_issued_papers_are_read_and_drafts_are_not(paper):
    [kept] = read()

    assert (kept.key, kept.sha256, kept.is_damaged) == (paper.pk, paper.sha256, False)
    assert kept.name == f"Appendix 1 as at 30 June 2016 (number {paper.pk})"


@pytest.mark.parametrize(
    "fields",
    [
        {"pdf": b"%PDF-1.7 other"},
        {"pdf": b""},
        {"sha256": "0" * 64},
        {"document": {"title": "Another"}},
        {"document_sha256": "0" * 64},
    ],
)
def test_what_was_changed_is_damaged(paper, fields):
    change(**fields)

    [kept] = read()

    assert kept.is_damaged


def test_issued_covering_reports_are_read_after_the_appendices(paper):
    make_report()
    report = make_issued_report(attached=[paper])

    first, second = read()

    assert (first.kind, first.key) == ("appendix", paper.pk)
    assert (second.kind, second.key, second.is_damaged) == ("report", report.pk, False)
    assert (second.sha256, second.name) == (
        report.sha256,
        f"Covering report “Progress” (number {report.pk})",
    )


@pytest.mark.parametrize("fields", [{"pdf": b"%PDF other"}, {"document": {"schema": 1}}])
def test_a_covering_report_that_was_changed_is_damaged(db, capsys, fields):
    make_issued_report()
    change(CoveringReport, **fields)

    with pytest.raises(CommandError, match=r"^1 of 1 issued paper is not what was issued\.$"):
        call_command("check_papers")

    assert capsys.readouterr().out.startswith("Covering report “Progress” (number ")


def test_a_database_from_before_there_were_covering_reports_is_read(paper):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0006_covering_reports'")
        cursor.execute("DROP TABLE reports_printrequest")
        cursor.execute("DROP TABLE reports_reportattachment")
        cursor.execute("DROP TABLE reports_reportpublication")
        cursor.execute("DROP TABLE reports_coveringreport")

    assert [kept.key for kept in read()] == [paper.pk]


def test_the_check_is_content_with_what_was_issued(paper, capsys):
    call_command("check_papers")

    assert capsys.readouterr().out == "1 issued paper: each is what was issued.\n"


def test_the_check_names_what_was_not(paper, capsys):
    change(pdf=b"%PDF-1.7 other")

    with pytest.raises(CommandError, match=r"^1 of 1 issued paper is not what was issued\.$"):
        call_command("check_papers")

    assert capsys.readouterr().out == (
        f"Appendix 1 as at 30 June 2016 (number {paper.pk}) is not what was issued.\n"
    )


@pytest.mark.usefixtures("db")
def test_the_check_says_when_there_is_nothing_yet(tmp_path):
    with (
        place_of_its_own(tmp_path / "fresh") as fresh,
        working_in(fresh),
        pytest.raises(CommandError, match=r"^There is nothing of As At in this database yet: run "),
    ):
        call_command("check_papers")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="breaks the file of the database")
@pytest.mark.usefixtures("db")
def test_the_check_says_when_the_database_cannot_be_read(tmp_path):
    with place_of_its_own(tmp_path / "fresh") as fresh, working_in(fresh):
        (fresh.folder / "site.sqlite3").write_bytes(bytes(range(256)) * 20)

        with pytest.raises(CommandError, match=r"^The database can’t be read: file is not a "):
            call_command("check_papers")
