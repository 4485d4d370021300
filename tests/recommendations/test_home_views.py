"""My updates: what is asked of whoever signs in, what others have answered, what waits for them."""

import pytest
from django.utils import timezone
from lxml import html

from people.delegations import delegate
from people.roles import Role
from people.tenures import appoint
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.drafts import keep_draft
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.readings import read
from recommendations.rounds import close_round
from recommendations.wordings import monitor_all
from tests.factories import (
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
)
from tests.sending import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def sue(client):
    """An officer, signed in."""
    user = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    client.force_login(user)
    return make_owner("Sue Moorman", user=user)


def ask(*plans, today, **fields):
    now = timezone.now()
    return make_round(*plans, as_at=today, updates_due=today, on=today, at=now, **fields)


def due(recommendation, text):
    when = timezone.localdate()
    row = NewDeadline(recommendation, text, read(text, paper_date=when), when)
    set_deadlines([row], by=make_user(), on=when, at=timezone.now())


def section(page, heading):
    """What stands under a heading of the page, row by row."""
    [found] = html.fromstring(page.text).xpath(f"//section[h2[normalize-space()='{heading}']]")
    return [" ".join(" ".join(row.itertext()).split()) for row in found.xpath(".//tbody/tr")]


def headings(page):
    return [h.text_content() for h in html.fromstring(page.text).xpath("//main//h2")]


def test_what_is_asked_stands_overdue_first_then_by_the_next_date(client, sue, today):
    plan = make_plan()
    rows = make_recommendations(4, plan)
    for row in rows:
        make_owner_cell(row, sue)
    due(rows[1], "December 2099")
    due(rows[2], "May 2016")
    due(rows[3], "June 2090")
    ask(plan, today=today)

    page = client.get("/")

    assert [row.split()[0] for row in section(page, "To answer")] == ["3", "4", "2", "1"]
    assert "Overdue" in section(page, "To answer")[0]
    assert "0 of 4 done" in words(page)


def test_several_rounds_make_one_list(client, sue, today):
    for number in (1, 2):
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        make_recommendation(plan, owners=[sue], text=f"Of plan {number}")
        ask(plan, today=today, label=f"Round {number}")

    page = client.get("/")

    assert len(section(page, "To answer")) == 2
    assert headings(page) == ["Round 1", "Round 2", "To answer", "Plans"]


@pytest.mark.parametrize("how", ["post", "group", "delegate", "nobody"])
def test_what_is_asked_through_a_post_a_group_or_a_department(client, sue, today, how):
    plan = make_plan()
    housing = make_department("Housing")
    post = make_owner("Head of Housing", "group" if how == "group" else "post", department=housing)
    make_recommendation(plan, owners=[post])
    written = {"by": make_user(), "on": today, "at": timezone.now()}
    if how in ("post", "group"):
        appoint(post, [sue], **written)
    if how == "delegate":
        delegate(housing, [sue], **written)
    ask(plan, today=today)

    page = client.get("/")

    assert ("To answer" in headings(page)) is (how != "nobody")


def test_what_others_answered_is_named(client, sue, today):
    plan = make_plan()
    rows = make_recommendations(3, plan)
    for row in rows:
        make_owner_cell(row, sue)
    round_ = ask(plan, today=today)
    clem = make_user("clem@example.gov.uk", "Clem Clerk", Role.CLERK)
    now = timezone.now()
    record_nil_returns(rows[:1], round_, by=clem, on=today, at=now, on_behalf_of=sue)
    record_nil_returns(rows[1:2], round_, by=sue.user, on=today, at=now)

    page = client.get("/")

    day = f"{today.day} {today:%B}"
    assert "2 of 3 done" in words(page)
    assert [row.split()[0] for row in section(page, "To answer")] == ["3"]
    first, second = section(page, "Answered")
    assert f"Nil return by Clem Clerk on behalf of Sue Moorman, {day}" in first
    assert f"Nil return by you, {day}" in second


def test_when_all_is_answered_it_says_so(client, sue, today):
    plan = make_plan()
    row = make_recommendation(plan, owners=[sue])
    round_ = ask(plan, today=today)
    record_nil_returns([row], round_, by=sue.user, on=today, at=timezone.now())

    page = client.get("/")

    assert "1 of 1 done" in words(page)
    assert "All done" in headings(page)


def test_what_is_taken_off_monitoring_is_not_there(client, sue, today):
    row, other = make_recommendations(2)
    for one in (row, other):
        make_owner_cell(one, sue)
    ask(row.plan, today=today)
    monitor_all([row], False, reason="Merged.", by=sue.user, on=today, at=timezone.now())

    page = client.get("/")

    assert [text.split()[0] for text in section(page, "To answer")] == ["2"]
    assert f"/recommendations/{row.pk}/update/" not in page.text


def test_no_change_answers_only_the_round_for_which_it_was_shown(client, sue, today):
    plan = make_plan()
    row = make_recommendation(plan, owners=[sue])
    first = ask(plan, today=today)
    [form] = html.fromstring(client.get("/").text).xpath("//form[contains(@action, 'nil-return')]")
    sent = dict(form.form_values())
    close_round(first, by=sue.user, on=today, at=timezone.now())
    second = ask(plan, today=today)

    page = client.post(form.action, sent, follow=True)

    assert sent["asked_round"] == str(first.pk)
    assert f"and “{second}” asks now. Nothing was written down" in words(page)
    assert not row.nilreturns.exists()
    [form] = html.fromstring(client.get("/").text).xpath("//form[contains(@action, 'nil-return')]")
    client.post(form.action, dict(form.form_values()))
    assert row.nilreturns.get().round == second


def test_no_change_is_not_said_to_be_on_track_where_it_is_late_or_at_risk(client, sue, today):
    plan = make_plan()
    late, at_risk, fine = make_recommendations(3, plan)
    for row in (late, at_risk, fine):
        make_owner_cell(row, sue)
    due(late, "May 2016")
    make_update(at_risk, status=NewStatus("Delayed", "at_risk"))
    ask(plan, today=today)

    page = client.get("/")

    buttons = html.fromstring(page.text).xpath("//main//form//button/text()")
    assert buttons == ["No change", "No change", "No change, still on track"]


def test_no_change_answers_from_the_list_and_can_be_taken_back(client, sue, today):
    plan = make_plan()
    row = make_recommendation(plan, owners=[sue])
    ask(plan, today=today)
    [form] = html.fromstring(client.get("/").text).xpath("//form[contains(@action, 'nil-return')]")

    sent = client.post(form.action, dict(form.form_values()), follow=True)
    twice = client.post(form.action, dict(form.form_values()), follow=True)

    assert "1 of 1 done" in words(sent)
    assert row.nilreturns.get().recorded_by == sue.user
    assert "This was saved already" in words(twice)
    undone = client.post(f"/recommendations/{row.pk}/nil-return/undo/", {"next": "/"}, follow=True)
    assert "0 of 1 done" in words(undone)


def test_a_draft_that_is_not_sent_is_marked(client, sue, today):
    plan = make_plan()
    row = make_recommendation(plan, owners=[sue])
    ask(plan, today=today)
    keep_draft(row, {"narrative": ["Half a sen"]}, by=sue.user, at=timezone.now())

    assert "Draft not sent" in section(client.get("/"), "To answer")[0]


def test_what_no_round_asks_is_listed_below(client, sue, today):
    asked, other = make_plan(), make_plan("Staff survey", "staff-survey")
    make_recommendation(asked, owners=[sue], text="Asked")
    make_recommendation(other, owners=[sue], text="Not asked")
    ask(asked, today=today)

    page = client.get("/")

    assert "Asked" in section(page, "To answer")[0]
    assert "Not asked" in section(page, "Also yours to do")[0]


def test_a_closed_round_asks_nothing_any_more(client, sue, today):
    plan = make_plan()
    make_recommendation(plan, owners=[sue])
    round_ = ask(plan, today=today)
    close_round(round_, by=make_user(), on=today, at=timezone.now())

    assert headings(client.get("/")) == ["Yours to do", "Plans"]


def test_of_a_long_list_the_first_fifty_are_shown(client, sue, today):
    plan = make_plan()
    for row in make_recommendations(53, plan):
        make_owner_cell(row, sue)
    ask(plan, today=today)

    page = client.get("/")

    assert len(section(page, "To answer")) == 50
    assert "The other 3 follow as you answer them." in words(page)


def test_who_watches_rounds_decides_and_verifies_is_told_what_waits(client, today):
    plan = make_plan()
    row = make_recommendation(plan)
    make_update(make_recommendation(plan), status=NewStatus("Complete", "complete"))
    due(row, "May 2016")
    written = {"by": make_user(), "on": today, "at": timezone.now()}
    asked = NewExtension(row.deadlines.get(), "May 2100", "No staff.")
    ask_for_extensions([asked], **written)
    ask(plan, today=today)

    told = {}
    for role in (Role.LEAD, Role.CLERK, Role.AUDITOR):
        client.force_login(make_user(f"{role.name.lower()}@example.gov.uk", role=role))
        told[role] = words(client.get("/"))

    assert "1 recommendation with an extension to decide" in told[Role.LEAD]
    assert "May 2016 : see who has answered" in told[Role.CLERK]
    assert "1 recommendation reported complete, to verify" in told[Role.AUDITOR]
    assert "extension to decide" not in told[Role.AUDITOR]
