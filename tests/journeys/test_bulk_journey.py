"""A lead takes what the list has found: all goes to a new owner, some is asked about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.models import HandOver, Recommendation, Round, UpdateRequest
from recommendations.progress import record_update
from recommendations.rounds import close_round, open_round
from tests.at_once import at_once, for_threads
from tests.factories import (
    lay_out,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_user,
)
from tests.journeys.looking import messages, rows_kept
from tests.journeys.test_hand_over_journey import owner_column, sending
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST = "/recommendations/"


@pytest.fixture
def graham():
    return make_owner("Graham Lidell", user=make_user("g@example.gov.uk", role=Role.OFFICER))


@pytest.fixture
def rows(plan, sue, elt):
    """Two are somebody's, three are nobody's: without a cell, or in words that name nobody."""
    made = [make_recommendation(plan, text=f"Do {n}.", reference=str(n)) for n in range(1, 6)]
    make_owner_cell(made[0], sue)
    make_owner_cell(made[1], elt, sue)
    make_owner_cell(made[2], text="TBC")
    lay_out(plan)
    return made


def choose(page, button, *rows):
    """The address that a browser goes to from the list: with the rows ticked, or all that match."""
    tree = html.fromstring(page.text)
    form = tree.get_element_by_id("chosen")
    [pressed] = [one for one in form.iter("button") if one.text == button]
    ticks = {box.get("value"): box.get("name") for box in tree.xpath("//input[@form='chosen']")}
    asked = [*form.form_values(), *((ticks[str(row.pk)], str(row.pk)) for row in rows)]
    if not rows:
        [everything] = form.xpath(".//input[@type='checkbox']")
        asked.append((everything.name, everything.get("value")))
    query = "&".join(f"{name}={text}" for name, text in asked)
    return f"{pressed.get('formaction') or form.get('action')}?{query}"


def owners_on(page):
    found = html.fromstring(page.text).xpath("//tbody/tr/td[@data-label='Owner']")
    return [" ".join(cell.text_content().split()) for cell in found]


def reassign_all(lead, listed):
    address = choose(listed, "Reassign")
    typed = {"successor": "Graham Lidell", "reason": "Housing takes over", "step": "preview"}
    page = lead.post(address, filled_in(lead.get(address), **typed))
    return lead.post(address, filled_in(page, step="save"), follow=True)


def today_open_round(plan, label):
    today, now = timezone.localdate(), timezone.now()
    given = {"label": label, "as_at": today, "updates_due": today, "plans": [plan]}
    return open_round(**given, by=make_user(), on=today, at=now)


def test_what_nobody_owns_is_given_to_somebody_and_taken_back(lead, plan, graham, rows):
    unowned = f"{LIST}?unowned=on&sort=reference"
    found = lead.get(unowned)
    assert owners_on(found) == ["TBC", "–", "–"]

    page = reassign_all(lead, found)

    assert page.redirect_chain == [(unowned, 302)]
    assert messages(page)[0].startswith("Reassigned to Graham Lidell from")
    assert "Nothing found" in words(page)
    assert owners_on(lead.get(f"{LIST}?owner=graham")) == ["Graham Lidell"] * 3
    before, after = (timezone.localdate() - timedelta(days=day) for day in (1, 0))
    assert [text for text, _ in owner_column(plan, before)][2:] == ["TBC", "", ""]
    assert owner_column(plan, after)[2:] == [("Graham Lidell", ["Graham Lidell"])] * 3

    made = HandOver.objects.get()
    send(lead, f"{made.get_absolute_url()}undo/", reason="It stays")

    assert owners_on(lead.get(unowned)) == ["TBC", "–", "–"]
    assert [text for text, _ in owner_column(plan, after)] == [
        "Sue Moorman",
        "ELT/Sue Moorman",
        "TBC",
        "",
        "",
    ]


def test_looking_writes_nothing(lead, rows, graham):
    before = rows_kept()
    listed = lead.get(f"{LIST}?unowned=on")

    for button in ("Reassign", "Ask for an update"):
        lead.get(choose(listed, button))
    address = choose(listed, "Reassign")
    typed = {"successor": "Graham Lidell", "reason": "x", "step": "preview"}
    lead.post(address, filled_in(lead.get(address), **typed))

    assert rows_kept() == before


def test_two_of_five_are_asked_and_their_owner_sees_just_those(lead, plan, graham, rows):
    for row in rows:
        make_owner_cell(row, graham, on=timezone.localdate(), at=timezone.now())
    address = choose(lead.get(LIST), "Ask for an update", rows[1], rows[3])

    send(lead, address, label="Before the audit")

    officer = Client()
    officer.force_login(graham.user)
    home = officer.get("/")
    asked = html.fromstring(home.text).xpath("//form[input[@name='asked_round']]/@action")
    expected = {f"/recommendations/{row.pk}/nil-return/" for row in (rows[1], rows[3])}
    assert set(asked) == expected
    assert "Before the audit" in words(home)


def test_a_round_of_chosen_ones_takes_nothing_from_the_next_full_one(lead, plan, rows):
    """What was reported outside any round counts in the full one where the other did not ask."""
    chosen, other = rows[0], rows[1]
    first = today_open_round(plan, "First")
    close(first)
    send(lead, choose(lead.get(LIST), "Ask for an update", chosen), label="Chosen")
    partial = Round.objects.get(label="Chosen")
    report(other)
    refused = words(lead.get("/rounds/new/"))
    assert "Chosen , which asks only about chosen recommendations" in refused
    send(lead, f"{partial.get_absolute_url()}close/")

    opened = send(lead, "/rounds/new/", label="Second", plans=[str(plan.pk)])

    second = Round.objects.get(label="Second")
    assert opened.url == second.get_absolute_url()
    board = lead.get(f"{second.get_absolute_url()}?answer=update")
    assert "1 of 5 answered" in words(board)
    assert f'href="/recommendations/{other.pk}/"' in board.text
    silent = {row.pk: row.silent_rounds for row in Recommendation.objects.all()}
    assert (silent[chosen.pk], silent[rows[2].pk]) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_about_the_same_at_once_one_is_told(lead, plan, rows, tmp_path):
    address = choose(lead.get(LIST), "Ask for an update", rows[0])
    sent = [filled_in(lead.get(address), label=label) for label in ("Mine", "Theirs")]

    with for_threads(tmp_path):
        answers = at_once(*[sending(lead, address, data) for data in sent])
        [count] = at_once(UpdateRequest.objects.count)

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert any("what can be asked since you opened the page" in said for said in problems(refused))
    assert count == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reassign_the_same_at_once_one_is_asked(lead, plan, graham, rows, tmp_path):
    address = choose(lead.get(LIST), "Reassign", rows[0], rows[3])
    typed = {"successor": "Graham Lidell", "reason": "x", "leaver": "everybody", "step": "preview"}
    pages = [lead.post(address, filled_in(lead.get(address), **typed)) for _ in range(2)]
    sent = [filled_in(page, step="save") for page in pages]

    with for_threads(tmp_path):
        answers = at_once(*[sending(lead, address, data) for data in sent])
        [count] = at_once(HandOver.objects.count)

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert any("is not among them any more" in problem for problem in problems(refused))
    assert count == 1


def close(round):
    close_round(round, by=make_user(), on=timezone.localdate(), at=timezone.now())


def report(row):
    today, now = timezone.localdate(), timezone.now()
    record_update(row, "Done in between", by=make_user(), on=today, at=now)
