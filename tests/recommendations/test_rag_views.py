"""Judging a colour on its page, and where it is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.roles import Role
from recommendations.models import RagJudgement
from recommendations.progress import NewStatus
from recommendations.rag_judgements import IS_DONE, NO_REASON, UNCHANGED, judge_rag
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
WHY = "The supplier left"
TODAY = timezone.localdate


@pytest.fixture
def lead(client):
    user = make_user("lead@example.gov.uk", "Laura Lead", role=Role.LEAD)
    client.force_login(user)
    return user


@pytest.fixture
def row(db):
    return make_recommendation(reference="2.3", by_when="Autumn 17")


def page_of(row):
    return f"/recommendations/{row.pk}/rag/"


def judge(row, colour="amber", reason=WHY, hour=13):
    return judge_rag(row, colour, reason=reason, **written(at=moment(hour=hour)))


def type_in(client, row, **typed):
    return send(client, page_of(row), **{"colour": "amber", "reason": WHY, **typed})


def test_a_lead_judges_otherwise_than_the_rule(client, lead, row):
    response = type_in(client, row)

    assert response["Location"] == f"/recommendations/{row.pk}/"
    made = RagJudgement.objects.get()
    assert (made.colour, made.reason, made.recorded_by) == ("amber", WHY, lead)
    assert made.valid_from == TODAY()
    page = client.get(response["Location"])
    assert "It is judged amber now." in page.text
    assert f"RAG Amber (judged) {WHY} Judged by Laura Lead from" in words(page)
    assert "By the rule it would be Red: overdue since 30 November 2017." in words(page)
    assert "RAG: Amber (judged)" in words(page)
    assert f"Why: {WHY}" in words(page)


def test_without_a_judgement_the_page_says_the_colour_the_reason_and_the_key(client, lead, row):
    page = words(client.get(f"/recommendations/{row.pk}/"))

    assert "RAG Red Overdue since 30 November 2017. What the colours mean Red: overdue." in page
    assert "(judged): a person gave this colour, with a reason, in place of the rule." in page
    assert "Judge it yourself" in page


def test_the_page_as_at_a_day_says_the_colour_of_that_day(client, lead, row):
    judge(row)

    as_at = f"/recommendations/{row.pk}/?as_at=2016-05-31"

    before = words(client.get(f"{as_at}&known_by=2016-05-31T12:30"))
    then = words(client.get(as_at))

    assert "RAG Green Not overdue" in before
    assert "RAG Amber (judged)" in then
    assert "Judge it" not in then


def test_the_rule_decides_again(client, lead, row):
    judge(row)
    shown = client.get(page_of(row))
    assert filled_in(shown)["colour"] == ["amber"]
    assert f"RAG now Amber (judged) {WHY}" in words(shown)

    response = type_in(client, row, colour="rule", reason="Another supplier")

    page = client.get(response["Location"])
    assert "The rule decides now." in page.text
    assert "RAG Red Overdue" in words(page)
    assert "RAG: The plan’s rule decides again" in words(page)


def test_it_may_be_true_from_an_earlier_day(client, lead, row):
    type_in(client, row, true_from_0="31", true_from_1="5", true_from_2="2016")

    assert RagJudgement.objects.get().valid_from == DAY


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"reason": ""}, NO_REASON),
        ({"true_from_0": "1", "true_from_1": "1", "true_from_2": "2199"}, None),
        ({"colour": "rule"}, "The rule decides already: nobody has judged otherwise."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, lead, row, typed, problem):
    page = type_in(client, row, **typed)

    assert problems(page) == [problem or "The day must be today or earlier"]
    assert filled_in(page)["colour"] == [typed.get("colour", "amber")]
    assert not RagJudgement.objects.exists()


def test_what_changes_nothing_is_said(client, lead, row):
    judge(row)

    assert problems(type_in(client, row)) == [UNCHANGED]


def test_what_is_done_can_not_be_judged(client, lead, row):
    make_update(row, "Done", status=NewStatus("Complete", "complete"), at=moment(hour=13))

    assert "Judge it" not in words(client.get(f"/recommendations/{row.pk}/"))
    assert problems(type_in(client, row)) == [IS_DONE]


def test_sent_twice_it_counts_once(client, lead, row):
    sent = filled_in(client.get(page_of(row)), colour="red", reason=WHY)

    for _ in range(2):
        client.post(page_of(row), sent)

    assert RagJudgement.objects.count() == 1


def test_the_second_of_two_people_is_told_and_shown_both(client, lead, row):
    sent = filled_in(client.get(page_of(row)), colour="red", reason="Too late")
    judge(row)

    page = client.post(page_of(row), sent)

    said = words(page)
    assert "What you typed Red" in said
    assert "What it says now Amber" in said
    assert f"RAG now Amber (judged) {WHY}" in said
    assert RagJudgement.objects.get().colour == "amber"
    client.post(page_of(row), filled_in(page, **{"keep-colour": "typed"}))
    assert RagJudgement.objects.latest("pk").colour == "red"


def sign_in(client, role, name="Bob Baker"):
    user = make_user(f"{role.name}@example.gov.uk", name, role=role)
    client.force_login(user)
    return user


def test_where_the_owners_judge_they_do_it_themselves(client):
    bob = make_owner("Bob Baker", user=sign_in(client, Role.OFFICER))
    plan = make_plan("Staff survey", "staff-survey", rag_rule="judgement")
    own, other = (make_recommendation(plan, owners=[owner]) for owner in (bob, make_owner("ELT")))

    page = client.get(page_of(own))
    assert "Nobody’s judgement: read it from the status" in page.text
    response = type_in(client, own, colour="green", reason="It goes well")

    assert "Judge it again, or let the rule decide" in client.get(response["Location"]).text
    assert client.get(page_of(other)).status_code == 403
    assert "Judge it" not in client.get(f"/recommendations/{other.pk}/").text


def test_where_a_rule_decides_the_owners_do_not(client):
    bob = make_owner("Bob Baker", user=sign_in(client, Role.OFFICER))
    own = make_recommendation(owners=[bob])

    assert "Judge it" not in client.get(f"/recommendations/{own.pk}/").text
    assert "The rule of this plan gives the colours." in client.get(page_of(own)).text


def test_a_clerk_may_judge_otherwise(client, row):
    sign_in(client, Role.CLERK)

    assert type_in(client, row).status_code == 302


def test_what_somebody_may_not_see_can_not_be_judged(client, row):
    sign_in(client, Role.OFFICER)
    exempt_all([row], "3", **written(at=moment(hour=13)))

    for response in (client.get(page_of(row)), client.post(page_of(row), {"colour": "red"})):
        assert response.status_code == 404
        assert "There is no recommendation at this address." in response.text


def test_nothing_is_judged_in_a_plan_no_longer_in_use(client, lead):
    plan = make_plan("Old review", "old-review", is_active=False)

    response = client.get(page_of(make_recommendation(plan)))

    assert (response.status_code, "is no longer in use" in response.text) == (403, True)


def test_the_list_shows_the_mark_and_finds_by_the_judged_colour(client, lead, row):
    judge(row)
    columns = "columns=reference,rag,rag_reason"

    found, gone = (client.get(f"/recommendations/?rag={c}&{columns}") for c in ("amber", "red"))

    assert "Amber (judged)" in words(found)
    assert "Judged: The supplier left. By the rule it would be Red" in words(found)
    assert "2.3" not in words(gone)
    assert b"Amber (judged)" in client.get(f"/recommendations/export.csv?{columns}").getvalue()


def test_a_judgement_of_long_ago_is_seen_to_be_old(client, lead, row):
    judge_rag(row, "green", reason="All well", **written(TODAY() - timedelta(days=400)))

    since = TODAY() - timedelta(days=400)
    page = words(client.get(f"/recommendations/{row.pk}/"))
    assert f"from {since.day} {since:%B %Y} on. By the rule it would be Red" in page
