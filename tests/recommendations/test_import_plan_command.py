"""`manage.py import_plan`: the same without a browser."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from people.models import Owner, User
from recommendations.models import Plan, PlanImport, Recommendation
from tests.factories import make_user
from tests.recommendations.source_files import IMPORTS, csv_of, document, workbook
from tests.recommendations.test_imports import PAPER, changed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def paper(tmp_path):
    return kept_in(tmp_path, workbook(PAPER))


def kept_in(folder, content, name="learning_review.xlsx"):
    path = folder / name
    path.write_bytes(content)
    return path


def run(capsys, *arguments, **options):
    call_command("import_plan", *map(str, arguments), **options)
    return capsys.readouterr().out


def test_a_paper_is_brought_in(paper, capsys):
    said = run(capsys, paper, "--title", "Learning review", "--as-at", "2016-05-31")

    assert said == (
        "3 rows of “learning_review.xlsx” brought into “Learning review” (learning-review), as at "
        "31 May 2016.\n"
    )
    kept = PlanImport.objects.get()
    assert (kept.plan.title, kept.as_at, kept.state) == (
        "Learning review", date(2016, 5, 31), "taken_in",
    )  # fmt: skip
    assert (kept.begun_by.name, kept.begun_by.is_active) == ("Imports", False)
    assert Recommendation.objects.count() == 3


def test_a_plan_is_called_by_its_file_and_the_same_title_gets_another_address(paper, capsys):
    run(capsys, paper)
    run(capsys, paper)

    assert [(plan.title, plan.slug) for plan in Plan.objects.order_by("pk")] == [
        ("learning review", "learning-review"),
        ("learning review", "learning-review-2"),
    ]


def test_a_plan_called_by_a_file_of_a_long_name_has_as_much_of_it_as_fits(tmp_path, capsys):
    run(capsys, kept_in(tmp_path, workbook(PAPER), name=f"{'n' * 230}.xlsx"))

    assert Plan.objects.get().title == "n" * 200


def test_a_dry_run_prints_the_review_and_writes_nothing(paper, capsys, store):
    said = run(capsys, paper, "--as-at", "2016-05-31", "--dry-run")

    assert said.startswith("3 rows: 3 new, 0 changed, 0 unchanged;")
    assert "Owner “Head of Learning”, 1 time: new, “Head of Learning” (post)" in said
    assert "Status “On track”, 1 time: on track" in said
    assert "row 2: 1 Publish the competency framework for managers. [new]" in said
    assert "    by when: Autumn 17" in said
    for kind in (PlanImport, Plan, Recommendation, Owner, User):
        assert not kind.objects.exists()
    assert not [path for path in Path(store).rglob("*") if path.is_file()]


def test_a_later_paper_goes_into_its_plan(paper, tmp_path, capsys):
    run(capsys, paper, "--as-at", "2016-05-31")
    later = kept_in(tmp_path, workbook(changed(1, By_when="Spring 18")), "august.xlsx")
    options = ["--plan", "learning-review", "--as-at", "2016-08-31"]

    dry = run(capsys, later, *options, "--dry-run")
    run(capsys, later, *options)

    assert dry.startswith("3 rows: 0 new, 1 changed, 2 unchanged;")
    assert "[changed]\n" in dry
    assert Recommendation.objects.get(reference="1").by_when == "Spring 18"
    assert [round.as_at for round in Plan.objects.get().rounds.order_by("as_at")] == [
        date(2016, 5, 31), date(2016, 8, 31),
    ]  # fmt: skip


def test_the_four_logs_of_a_board_are_four_rounds(tmp_path, capsys):
    days = ["2011-03-02", "2011-05-19", "2011-06-08", "2011-07-19"]
    for day in days:
        name = f"uk_tb_action_log_{day[:7]}.csv"
        target = ["--title", "Board"] if day == days[0] else ["--plan", "board"]
        run(capsys, kept_in(tmp_path, csv_of(name), name), *target, "--as-at", day)

    rounds = Plan.objects.get().rounds.order_by("as_at")
    assert [str(round.as_at) for round in rounds] == days


def test_somebody_can_be_named_who_may_edit_plans(paper, capsys):
    make_user("lena@example.gov.uk", "Lena Lead", role="HR or plan lead")
    make_user("vera@example.gov.uk", "Vera Viewer", role="Viewer")

    run(capsys, paper, "--by", "lena@example.gov.uk")

    assert PlanImport.objects.get().begun_by.name == "Lena Lead"
    for email in ("vera@example.gov.uk", "nobody@example.gov.uk"):
        with pytest.raises(CommandError, match=f"no user “{email}” who may edit plans"):
            run(capsys, paper, "--by", email)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--plan", "nowhere"], "There is no plan “nowhere”."),
        (["--as-at", "31/5/2016"], "“31/5/2016” is not a day."),
        (["--as-at", "2999-01-01"], "in the future"),
        (["--plan", "nowhere", "--title", "It"], "not both"),
    ],
)
def test_what_will_not_do_is_said_in_one_line(paper, capsys, arguments, words):
    with pytest.raises(CommandError, match=words) as refusal:
        run(capsys, paper, *arguments)

    assert "\n" not in str(refusal.value)
    assert not PlanImport.objects.exists()


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    with pytest.raises(CommandError, match=r"Can't read .*gone\.xlsx: No such file"):
        run(capsys, tmp_path / "gone.xlsx")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("02_lpdp_terms_2013-02.odt", "save it as a Word document"),
        ("04_lpdp_comms_plan_2010.xls", "save it as an Excel workbook"),
        ("08_uk_qwms_2013_q2.docx", "No column of recommendations or actions was found"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_what_to_do(name, words, capsys, store):
    with pytest.raises(CommandError, match=words):
        run(capsys, IMPORTS / name)

    assert not PlanImport.objects.exists()
    assert not [path for path in Path(store).rglob("*") if path.is_file()]


def test_a_word_document_is_brought_in(tmp_path, capsys):
    run(capsys, kept_in(tmp_path, document(PAPER), "paper.docx"))

    assert Recommendation.objects.count() == 3


def test_what_stops_a_paper_is_said(tmp_path, capsys):
    paper = kept_in(tmp_path, workbook(changed(2, Recommendation="")))

    with pytest.raises(CommandError, match="Settle what stands in the way first"):
        run(capsys, paper)

    assert not Recommendation.objects.exists()
