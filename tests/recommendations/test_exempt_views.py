import pytest

from people.roles import Role
from recommendations.exempting import NO_REASON
from recommendations.forms.exempting import NO_PARAGRAPH, NO_PARTS, NO_SUCH
from recommendations.models import Exemption
from recommendations.wordings import exempt_all
from tests.factories import make_plan, make_recommendation, make_user, moment, written
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
COLUMNS = [
    {"key": "cost", "heading": "Cost in £", "of": "update"},
    {"key": "gain", "heading": "Gain", "of": "update", "hidden": True},
]
WHY = "It names a person."


@pytest.fixture
def lead(client):
    user = make_user("lead@example.gov.uk", "Laura Lead", role=Role.LEAD)
    client.force_login(user)
    return user


@pytest.fixture
def row(lead):
    return make_recommendation(make_plan(own_columns=COLUMNS), reference="2.3")


def page_of(row):
    return f"/recommendations/{row.pk}/exempt/"


def exempt(row, paragraph="3", parts=(), hour=13):
    exempt_all([row], paragraph, parts, reason="Before", **written(at=moment(hour=hour)))


def mark(client, row, **typed):
    return send(client, page_of(row), **{"what": "whole", "reason": WHY, **typed})


def test_a_lead_marks_parts_of_it(client, lead, row):
    response = mark(
        client, row, what="parts", parts=["progress", "own:cost"], paragraphs=["1", "3"]
    )

    assert response["Location"] == f"/recommendations/{row.pk}/"
    made = Exemption.objects.get()
    assert (made.paragraph, made.parts) == ("1, 3", ["progress", "own:cost"])
    assert (made.recorded_by, made.reason) == (lead, WHY)
    page = words(client.get(response["Location"]))
    assert "Exempt (paragraphs 1 and 3): action taken, Cost in £" in page
    assert "Only: action taken, Cost in £" in page
    assert "under Schedule 12A of the Local Government Act 1972" in page
    assert "What is exempt" in page


def test_a_lead_marks_all_of_it_whatever_parts_were_ticked(client, row):
    response = mark(client, row, parts=["owner"], paragraphs=["3"])

    assert Exemption.objects.get().parts == []
    page = client.get(response["Location"])
    assert "Exempt (paragraph 3) under Schedule 12A" in words(page)
    assert "Public papers leave it out from now on." in page.text


def test_a_lead_opens_it_again(client, row):
    exempt(row, "3", ["owner"])

    response = mark(client, row, what="nothing")

    assert (Exemption.objects.latest("pk").paragraph, Exemption.objects.count()) == ("", 2)
    page = client.get(response["Location"])
    assert "Not for publication" not in words(page)
    assert "It is no longer exempt: public papers print all of it from now on." in page.text
    assert "Mark exempt" in page.text


def test_the_page_shows_what_is_kept_now(client, row):
    exempt(row, "1, 3", ["owner", "own:gain"])

    shown = filled_in(client.get(page_of(row)))

    assert (shown["what"], shown["parts"], shown["paragraphs"]) == (
        ["parts"],
        ["owner", "own:gain"],
        ["1", "3"],
    )


def test_the_page_offers_the_columns_of_the_plan(client, row):
    page = words(client.get(page_of(row)))

    assert "Priority and response Cost in £ Gain (no longer asked for)" in page


def test_one_that_was_kept_before_paragraphs_were_checked_is_shown(client, row):
    Exemption.objects.write_down(
        [Exemption(recommendation=row, paragraph="7A")], **written(at=moment(hour=13))
    )

    assert "Exempt (paragraph 7A)" in words(client.get(f"/recommendations/{row.pk}/"))
    shown = filled_in(client.get(page_of(row)))
    assert (shown["what"], shown.get("paragraphs")) == (["whole"], None)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, NO_PARAGRAPH),
        ({"what": "parts", "paragraphs": ["3"]}, NO_PARTS),
        ({"paragraphs": ["3"], "reason": ""}, NO_REASON),
        ({"paragraphs": ["12"]}, "Choose from paragraphs 1 to 7"),
        ({"what": "parts", "parts": ["own:other"], "paragraphs": ["3"]}, NO_SUCH),
        ({"what": "parts", "parts": ["owner"], "paragraphs": []}, NO_PARAGRAPH),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, row, typed, problem):
    page = mark(client, row, **typed)

    assert problems(page) == [problem]
    assert not Exemption.objects.exists()
    assert filled_in(page)["what"] == [typed.get("what", "whole")]
    if typed.get("reason") != "":
        assert filled_in(page)["reason"] == [WHY]


def test_nothing_that_changes_is_written_down(client, row):
    exempt(row)

    page = client.get(mark(client, row)["Location"])

    assert "Nothing was changed, so nothing is written down." in page.text
    assert Exemption.objects.count() == 1


def test_sent_twice_it_counts_once(client, row):
    sent = filled_in(client.get(page_of(row)), what="whole", paragraphs=["3"], reason=WHY)

    client.post(page_of(row), sent)
    again = client.post(page_of(row), sent)

    assert again.status_code == 302
    assert Exemption.objects.count() == 1


def test_of_two_the_second_is_shown_both_and_chooses(client, row):
    opened = client.get(page_of(row))
    exempt(row, "1", ["owner"])

    asked = client.post(page_of(row), filled_in(opened, what="whole", paragraphs=["3"], reason=WHY))

    assert "Somebody else has changed" in " ".join(problems(asked))
    assert "Only some parts" in words(asked)
    assert Exemption.objects.count() == 1
    keep = {"keep-what": "typed", "keep-paragraphs": "typed", "keep-parts": "typed"}
    client.post(page_of(row), filled_in(asked, **keep))
    last = Exemption.objects.latest("pk")
    assert (last.paragraph, last.parts) == ("3", [])


def test_nothing_is_written_on_a_plan_that_is_out_of_use(client, row):
    row.plan.is_active = False
    row.plan.save()

    page = client.get(page_of(row))

    assert page.status_code == 403
    assert "is no longer in use" in words(page)
