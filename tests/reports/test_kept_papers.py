from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.kept_papers import kept_papers
from reports.models import Appendix
from tests.factories import make_draft, make_issued, make_plan


@pytest.fixture
def paper(db):
    """An issued paper, beside a draft."""
    plan = make_plan()
    make_draft(plan)
    return make_issued(plan, slug="issued", as_at=date(2016, 6, 30))


def change(**fields):
    """What somebody with the database in their hands could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER reports_appendix_issued_stays_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    Appendix.objects.issued().update(**fields)


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
