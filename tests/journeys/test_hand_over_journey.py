"""Sue leaves: all that she holds is handed over, and papers of earlier days still name her."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Owner
from recommendations.models import HandOver, Plan
from reports.build import build_document
from tests.at_once import at_once, for_threads
from tests.factories import (
    lay_out,
    make_owner,
    make_owner_cell,
    make_recommendation,
)
from tests.journeys.looking import lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def graham():
    return make_owner("Graham Lidell")


@pytest.fixture
def rows(plan, sue, elt):
    """What Sue holds: alone, with others, under another spelling, and not by her name."""
    texts = ["Sue Moorman", "ELT/Sue Moorman", "S. Moorman\nto promote best practice", "Head of HR"]
    made = [make_recommendation(plan, text=f"Do {n}.", reference=str(n)) for n in range(1, 5)]
    for row, text in zip(made, texts, strict=True):
        named = (elt, sue) if "ELT" in text else (sue,)
        make_owner_cell(row, *named, text=text)
    lay_out(plan)
    return made


def owner_column(plan, as_at, known_by=None):
    """What the paper prints of the owners, and whom it counts as meant."""
    document = build_document(plan, as_at=as_at, known_by=known_by, today=timezone.localdate())
    printed = [row for section in document.sections for row in section.rows]
    return [
        ("\n".join(block.text for block in row.cells["owner"]), list(row.values.owners))
        for row in printed
    ]


BEFORE = [
    ("Sue Moorman", ["Sue Moorman"]),
    ("ELT/Sue Moorman", ["ELT", "Sue Moorman"]),
    ("S. Moorman\nto promote best practice", ["Sue Moorman"]),
    ("Head of HR", ["Sue Moorman"]),
]
AFTER = [
    ("Graham Lidell", ["Graham Lidell"]),
    ("ELT/Graham Lidell", ["ELT", "Graham Lidell"]),
    ("Graham Lidell\nto promote best practice", ["Graham Lidell"]),
    ("Director of HR", ["Graham Lidell"]),
]


def typed_day(day):
    return {"on_0": str(day.day), "on_1": str(day.month), "on_2": str(day.year)}


def hand_all_over(lead, sue, rows, day):
    """From the page of the owner to the page of the hand-over."""
    opened = lead.get(sue.get_absolute_url())
    assert f"/owners/{sue.pk}/hand-over/" in opened.text
    address = f"/owners/{sue.pk}/hand-over/"
    first = filled_in(
        lead.get(address),
        successor="Graham Lidell",
        reason="Sue leaves on Friday",
        step="preview",
        **typed_day(day),
    )
    page = lead.post(address, first)
    words_of_last = f"words-{rows[-1].ownercells.get().pk}"
    asked = lead.post(address, sent := filled_in(page, step="save"))
    assert problems(asked) == ["Type what the owner cell of “4” is to say, or take the tick away"]
    assert lost(asked, {name: sent[name] for name in sent if name != "step"}) == {}
    again = filled_in(asked, step="save", **{words_of_last: "Director of HR"})
    return lead.post(address, again, follow=True)


def test_a_leaver_hands_over_and_papers_of_earlier_days_still_name_her(
    lead, plan, sue, graham, rows
):
    today = timezone.localdate()
    yesterday, moment_before = today - timedelta(days=1), timezone.now()

    page = hand_all_over(lead, sue, rows, today)

    assert messages(page)[0].startswith("Handed over to Graham Lidell from")
    assert owner_column(plan, yesterday) == BEFORE
    assert owner_column(plan, today) == AFTER
    assert owner_column(plan, today, known_by=moment_before) == BEFORE


def test_from_a_day_to_come_papers_change_on_that_day(lead, plan, sue, graham, rows):
    friday = timezone.localdate() + timedelta(days=5)

    hand_all_over(lead, sue, rows, friday)

    assert owner_column(plan, friday - timedelta(days=1)) == BEFORE
    assert owner_column(plan, friday) == AFTER


def test_the_leaver_is_marked_as_no_longer_in_use(lead, plan, sue, graham, rows):
    page = hand_all_over(lead, sue, rows, timezone.localdate())
    assert f'href="/owners/{sue.pk}/edit/"' in page.text

    send(lead, f"/owners/{sue.pk}/edit/", is_active=[])

    assert not Owner.objects.get(pk=sue.pk).is_active
    assert owner_column(plan, timezone.localdate() - timedelta(days=1)) == BEFORE
    made = lead.get(HandOver.objects.get().get_absolute_url())
    assert "no longer in use" not in words(made)


def test_she_stays_after_all(lead, plan, sue, graham, rows):
    today = timezone.localdate()
    hand_all_over(lead, sue, rows, today)
    made = HandOver.objects.get()

    answer = send(lead, f"/hand-overs/{made.pk}/undo/", reason="She stays")

    assert answer.url == made.get_absolute_url()
    assert owner_column(plan, today) == BEFORE
    moved = [len(list(h.cells.all())) for h in HandOver.objects.order_by("pk")]
    assert moved == [4, 4]


def test_the_preview_writes_nothing(lead, plan, sue, graham, rows):
    before = rows_kept()
    address = f"/owners/{sue.pk}/hand-over/"

    page = previewed(lead, address)
    lead.post(address, filled_in(page, step="change"))

    assert rows_kept() == before
    assert Plan.objects.get() == plan


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_one_is_asked(lead, plan, sue, graham, rows, tmp_path):
    address = f"/owners/{sue.pk}/hand-over/"
    last = f"words-{rows[-1].ownercells.get().pk}"
    sent = [filled_in(previewed(lead, address), step="save", **{last: "HR"}) for _ in range(2)]

    with for_threads(tmp_path):
        answers = at_once(*[sending(lead, address, data) for data in sent])
        [count] = at_once(HandOver.objects.count)

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert any("is not among them any more" in problem for problem in problems(refused))
    assert count == 1


def previewed(lead, address):
    typed = {"successor": "Graham Lidell", "reason": "x", "step": "preview"}
    return lead.post(address, filled_in(lead.get(address), **typed))


def sending(client, address, sent):
    """A call that sends a form from the same browser, in whatever thread it is called."""

    def call():
        browser = Client()
        browser.cookies.update(client.cookies)
        return browser.post(address, sent)

    return call
