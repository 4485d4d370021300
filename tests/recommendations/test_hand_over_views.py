from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.delegations import delegate
from people.roles import Role
from people.tenures import appoint
from recommendations.further_actions import NewAction, add_actions, state_action
from recommendations.hand_overs import hand_over
from recommendations.models import HandOver, OwnerCell, Recommendation
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from tests.factories import (
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST, NEW = "/hand-overs/", "/hand-overs/new/"
ONCE = "This was saved already. The form was sent twice, and counts once."
WHY = "Sue leaves on Friday"


def signed_in(email="lena@example.gov.uk", name="Lena Lead", role=Role.LEAD):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def lead():
    return signed_in()


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def graham():
    return make_owner("Graham Lidell")


@pytest.fixture
def elt():
    return make_owner("ELT", "group")


@pytest.fixture
def row(sue):
    row = make_recommendation(text="Keep records.", reference="5")
    make_owner_cell(row, sue)
    return row


def address(owner):
    return f"/owners/{owner.pk}/hand-over/"


def preview(client, owner, to="Graham Lidell", **typed):
    """The second page, from the first of an owner."""
    opened = client.get(address(owner))
    sent = filled_in(opened, successor=to, reason=WHY, step="preview", **typed)
    return client.post(address(owner), sent)


def save(client, page, owner, **typed):
    return client.post(address(owner), filled_in(page, step="save", **typed))


def rows(page):
    """The table of the page, in words, without what stands in boxes."""
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def ticked(page):
    return html.fromstring(page.text).xpath("//input[@name='chosen'][@checked]/@value")


def boxes(page):
    """What stands in the boxes of the words, by row."""
    found = html.fromstring(page.text).xpath("//*[starts-with(@name, 'words-')]")
    return [(box.value or "").removeprefix("\n") for box in found]


def cell_of(row, on=None):
    on = on or timezone.localdate()
    return OwnerCell.objects.last_standing(row, as_at=on, known_by=None).get()


def handed_over(sue, graham, row, on=None, **more):
    on = on or timezone.localdate()
    return hand_over(
        sue,
        graham,
        cells={cell_of(row, on).pk: "Graham Lidell"},
        by=make_user(),
        on=on,
        at=timezone.now(),
        reason=WHY,
        **more,
    )


# Who, when and why


def test_page_of_an_owner_offers_to_hand_over(lead, sue):
    page = lead.get(sue.get_absolute_url())

    assert html.fromstring(page.text).xpath(f"//main//a[@href='{address(sue)}']/text()") == [
        "Hand over"
    ]
    officer = signed_in("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    assert "Hand over" not in words(officer.get(sue.get_absolute_url()))


def test_posts_of_a_leaver_stay_with_the_post(lead, sue):
    head = make_owner("Head of HR", "post")
    appoint(head, [sue], **written())

    page = lead.get(address(sue))

    assert "Head of HR: change who holds it" in words(page)
    assert f'href="/owners/{head.pk}/tenure/"' in page.text
    own = lead.get(address(head))
    assert "If only its people change, nothing has to be handed over" in words(own)
    assert f'href="/owners/{head.pk}/tenure/"' in own.text


def test_departments_headed_and_delegations_of_a_leaver_stay(lead, sue):
    finance, housing = make_department("Finance", head=sue), make_department("Housing")
    delegate(housing, [sue], **written())

    page = lead.get(address(sue))

    said = words(page)
    assert "Finance: change who heads it" in said
    assert "Housing: change who may report for it" in said
    assert f'href="/departments/{finance.pk}/edit/"' in page.text
    assert f'href="/departments/{housing.pk}/delegates/"' in page.text


def test_post_that_heads_a_department_is_said_to(lead, sue):
    head = make_owner("Head of HR", "post")
    make_department("Finance", head=head)

    assert "Finance: change who heads it" in words(lead.get(address(head)))


def test_leaver_out_of_use_can_be_named(lead, sue, graham, row):
    make_owner("S. Moorman")
    sue.is_active = False
    sue.save()
    sent = {"leaver": "Sue Moorman", "successor": "Graham Lidell", "reason": WHY}

    page = lead.post(NEW, filled_in(lead.get(NEW), step="preview", **sent))

    assert boxes(page) == ["Graham Lidell"]


def test_names_of_the_directory_are_on_offer(lead, sue, graham):
    page = lead.get(address(sue))

    names = html.fromstring(page.text).xpath("//datalist/option/@value")
    assert names == ["Graham Lidell", "Sue Moorman"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"successor": ""}, "Enter to whom"),
        ({"successor": "Sue Moorman"}, "That is the same owner. Enter who takes over"),
        (
            {"successor": "Grahem Lidell"},
            "There is no owner called “Grahem Lidell” in the directory. "
            "Did you mean “Graham Lidell”?",
        ),
        ({"reason": " "}, "Say why"),
        ({"on_1": "Juvember"}, "From must be a real date"),
    ],
)
def test_what_is_wrong_is_said_and_everything_kept(lead, sue, graham, row, typed, said):
    sent = filled_in(lead.get(address(sue)), successor="Graham Lidell", reason=WHY)
    page = lead.post(address(sue), {**sent, **typed, "step": "preview"})

    assert problems(page) == [said]
    kept = filled_in(page)
    expected = {name: [text] for name, text in {**sent, **typed}.items() if isinstance(text, str)}
    assert {name: kept.get(name, [""]) for name in expected} == expected


def test_without_an_owner_the_page_asks_from_whom(lead, sue, graham, row):
    opened = lead.get(NEW)

    wrong = lead.post(NEW, filled_in(opened, step="preview", successor="ELT", reason=WHY))
    page = lead.post(
        NEW,
        filled_in(
            opened, step="preview", leaver="Sue Moorman", successor="Graham Lidell", reason=WHY
        ),
    )
    answer = lead.post(NEW, filled_in(page, step="save"))

    assert problems(wrong)[0] == "Enter from whom"
    assert boxes(page) == ["Graham Lidell"]
    assert answer.url == HandOver.objects.get().get_absolute_url()
    assert cell_of(row).text == "Graham Lidell"


def test_of_a_merged_owner_all_is_that_of_the_other(lead, sue, graham, row):
    spelled = make_owner("Susan Moorman", is_active=False, merged_into=sue)

    page = preview(lead, spelled)

    assert boxes(page) == ["Graham Lidell"]


# What will change


def test_preview_shows_words_before_and_after_and_who_is_meant(lead, sue, graham, elt, row):
    make_owner_cell(row, elt, sue, text="ELT\nSue Moorman to advise", at=moment(hour=13))
    other = make_recommendation(make_plan("Staff survey", "staff-survey"), text="Ask staff.")
    make_owner_cell(other, sue, text="Head of HR")
    [action] = add_actions([NewAction(other, "Tell staff", sue)], **written())

    page = preview(lead, sue)

    assert rows(page) == [
        [
            "Hand over 5: Keep records. Organisational learning review",
            "ELT Sue Moorman to advise",
            "What the owner cell will say, 5 ELT Graham Lidell to advise",
            "ELT Graham Lidell",
        ],
        [
            "Hand over 1: Ask staff. Staff survey",
            "Head of HR",
            "What the owner cell will say, 1 “Sue Moorman” is not found in the words. Type what it "
            "is to say.",
            "Graham Lidell",
        ],
    ]
    assert boxes(page) == ["ELT\nGraham Lidell to advise", ""]
    assert ticked(page) == [
        f"cell-{cell_of(row).pk}",
        f"cell-{cell_of(other).pk}",
        f"action-{action.states.get().pk}",
    ]
    assert "Tell staff Staff survey, 1" in words(page)
    assert not HandOver.objects.exists()


def test_what_is_done_is_left_unless_it_is_asked_for(lead, sue, graham, row):
    make_recommendation(reference="6", owners=[sue], status=("Done", "complete"))

    page = preview(lead, sue)
    all_of_it = preview(lead, sue, with_done="on")

    assert len(rows(page)) == 1
    assert "Left with Sue Moorman 1 owner cell of what is done." in words(page)
    assert len(rows(all_of_it)) == 2
    assert "Left with" not in words(all_of_it)


def test_only_plans_in_use_that_one_may_edit_are_there(sue, graham, row):
    housing = make_department("Housing")
    kept = make_plan("Housing review", "housing-review", departments=[housing])
    unused = make_plan("Old review", "old-review", is_active=False)
    for plan in (kept, unused):
        make_recommendation(plan, owners=[sue])
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")

    assert len(rows(preview(signed_in(), sue))) == 2
    assert len(rows(preview(granted, sue))) == 1


def test_nobody_who_holds_nothing_hands_over(lead, sue, graham):
    page = preview(lead, sue)

    assert "Nothing to hand over" in words(page)
    assert "Hand over" not in html.fromstring(page.text).xpath("//main//button/text()")
    assert problems(save(lead, page, sue)) == ["Choose at least one row to hand over"]


def test_back_to_who_when_and_why_keeps_what_was_typed(lead, sue, graham, row):
    page = preview(lead, sue, on_0="1", on_1="2", on_2="2027")

    back = lead.post(address(sue), filled_in(page, step="change"))

    kept = filled_in(back)
    assert {name: kept[name] for name in ("successor", "reason", "on_0", "on_1", "on_2")} == {
        "successor": ["Graham Lidell"],
        "reason": [WHY],
        "on_0": ["1"],
        "on_1": ["2"],
        "on_2": ["2027"],
    }
    assert problems(back) == []


def test_preview_takes_the_same_queries_for_any_number(lead, sue, graham):
    counts = []
    for number in (1, 30):
        make_rows(sue, number)
        opened = lead.get(address(sue))
        sent = filled_in(opened, successor="Graham Lidell", reason=WHY, step="preview")
        with CaptureQueriesContext(connection) as queries:
            page = lead.post(address(sue), sent)
        assert len(rows(page)) >= number
        counts.append(len(queries))

    assert counts == [15, 15]


def make_rows(sue, number):
    made = make_recommendations(number)
    name_owners_all(
        [NewOwnerCell(r, "Sue Moorman", (NewAssignment(sue),)) for r in made], **written()
    )
    return made


# Saving


def test_hand_over_is_saved_in_one_act(lead, sue, graham, row):
    page = preview(lead, sue)

    answer = lead.post(address(sue), filled_in(page, step="save"), follow=True)

    cell = cell_of(row)
    assert (cell.text, cell.reason, str(cell.recorded_by)) == ("Graham Lidell", WHY, "Lena Lead")
    assert cell.valid_from == timezone.localdate()
    made = HandOver.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert "Handed over to Graham Lidell from" in words(answer)
    assert "Mark Sue Moorman as no longer in use" in words(answer)
    assert f'href="/owners/{sue.pk}/edit/"' in answer.text


def test_words_are_typed_and_rows_left_out(lead, sue, graham, row):
    other = make_recommendation(reference="6", owners=[sue])
    page = preview(lead, sue)
    shown = cell_of(row).pk

    save(lead, page, sue, chosen=f"cell-{shown}", **{f"words-{shown}": "Director\r\nof HR"})

    assert (cell_of(row).text, cell_of(other).text) == ("Director\nof HR", "Sue Moorman")


def test_day_may_be_to_come(lead, sue, graham, row):
    friday = timezone.localdate() + timedelta(days=5)
    day = {"on_0": str(friday.day), "on_1": str(friday.month), "on_2": str(friday.year)}
    page = preview(lead, sue, **day)

    save(lead, page, sue)

    assert "(to come)" in words(page)
    assert (cell_of(row).text, cell_of(row, friday).text) == ("Sue Moorman", "Graham Lidell")


def test_the_same_form_twice_counts_once(lead, sue, graham, row):
    page = preview(lead, sue)
    sent = filled_in(page, step="save")

    lead.post(address(sue), sent)
    again = lead.post(address(sue), sent, follow=True)

    assert ONCE in words(again)
    assert HandOver.objects.count() == 1


def test_the_same_form_with_other_words_is_asked_about(lead, sue, graham, row):
    page = preview(lead, sue)
    lead.post(address(sue), filled_in(page, step="save"))

    again = save(lead, page, sue, reason="Another")

    assert "You saved this form before, with other words" in problems(again)[0]
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  "])
def test_cell_without_words_is_asked_for_them(lead, sue, graham, row, text):
    other = make_recommendation(reference="6", owners=[sue])
    page = preview(lead, sue)
    name = f"words-{cell_of(row).pk}"

    again = save(lead, page, sue, **{name: text, f"words-{cell_of(other).pk}": "Graham L."})

    assert problems(again) == ["Type what the owner cell of “5” is to say, or take the tick away"]
    assert boxes(again) == [text, "Graham L."]
    assert len(ticked(again)) == 2
    assert not HandOver.objects.exists()


def test_nothing_chosen_is_said(lead, sue, graham, row):
    again = save(lead, preview(lead, sue), sue, chosen=[])

    assert problems(again) == ["Choose at least one row to hand over"]
    assert not HandOver.objects.exists()


def test_who_is_no_longer_in_use_is_asked_again(lead, sue, graham, row):
    page = preview(lead, sue)
    graham.is_active = False
    graham.save()

    again = save(lead, page, sue)

    assert problems(again) == [
        "“Graham Lidell” is in the directory, but no longer in use. Name somebody else, or put "
        "them back in use there first."
    ]
    assert "Show what will change" in words(again)
    assert not HandOver.objects.exists()


# Somebody else meanwhile


def test_row_that_changed_meanwhile_is_told_and_chosen_again(lead, sue, graham, elt, row):
    other = make_recommendation(reference="6", owners=[sue])
    page = preview(lead, sue)
    make_owner_cell(row, elt, sue, at=moment(hour=13))

    again = save(lead, page, sue)

    assert problems(again) == [
        "Somebody else has changed “5” since you opened the page. See what it says now, and choose"
    ]
    assert boxes(again) == ["ELT/Graham Lidell", "Graham Lidell"]
    assert ticked(again) == [f"cell-{cell_of(other).pk}"]
    assert not HandOver.objects.exists()

    chosen = [f"cell-{cell_of(r).pk}" for r in (row, other)]
    assert save(lead, again, sue, chosen=chosen).status_code == 302
    assert cell_of(row).text == "ELT/Graham Lidell"


def test_row_that_names_them_no_longer_is_told(lead, sue, graham, elt, row):
    make_recommendation(reference="6", owners=[sue])
    page = preview(lead, sue)
    make_owner_cell(row, elt, at=moment(hour=13))

    again = save(lead, page, sue)

    assert problems(again) == [
        "“5” is not among them any more: somebody has changed it since you opened the page. Look "
        "through the rest, and save again"
    ]
    assert save(lead, again, sue).status_code == 302
    assert cell_of(row).text == "ELT"


def test_row_that_came_meanwhile_is_told(lead, sue, graham, row):
    page = preview(lead, sue)
    make_recommendation(reference="6", owners=[sue])

    again = save(lead, page, sue)

    assert problems(again) == [
        "“6” has come since you opened the page. See what it says, and choose"
    ]
    assert len(ticked(again)) == 1
    assert save(lead, again, sue).status_code == 302


def test_action_that_is_done_meanwhile_is_told(lead, sue, graham, row):
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())
    page = preview(lead, sue)

    state_action(action, "Tell staff", "completed", owner=sue, **written(at=moment(hour=13)))

    assert problems(save(lead, page, sue))[0].startswith("“5” is not among them any more")


@pytest.mark.parametrize(
    "shown", ["cell-" + "9" * 30, "row-" + "9" * 5000, "cell-x", "action-", "x" * 9, ""]
)
def test_odd_keys_are_no_failure(lead, sue, graham, row, shown):
    page = preview(lead, sue)

    answer = save(lead, page, sue, shown=shown, chosen=[shown])

    assert answer.status_code in (200, 400)
    assert not HandOver.objects.exists()


# Many


def test_three_hundred_rows_go_in_one_form(lead, sue, graham):
    make_rows(sue, 300)

    page = preview(lead, sue)
    answer = save(lead, page, sue)

    assert answer.status_code == 302
    assert HandOver.objects.get().cells.count() == 300


# What was handed over


def test_empty_list_says_what_to_do(lead):
    page = lead.get(LIST)

    assert "Nothing handed over yet" in words(page)
    assert html.fromstring(page.text).xpath("//main//a[@href='/hand-overs/new/']")


def test_list_has_the_newest_first_and_says_what_is_undone(lead, sue, graham, elt, row):
    first = handed_over(sue, graham, row)
    second = hand_over(
        graham,
        elt,
        cells={cell_of(row).pk: "ELT"},
        by=make_user(),
        on=timezone.localdate(),
        at=timezone.now(),
        reason="Graham leaves too",
    )
    send(lead, f"/hand-overs/{second.pk}/undo/", reason="He stays")

    listed = rows(lead.get(LIST))

    assert [row[0] for row in listed] == [
        "Graham Lidell to ELT Undone",
        "Sue Moorman to Graham Lidell",
    ]
    assert listed[1][2:4] == ["1 owner cell", WHY]
    assert first.undo is None


def test_list_takes_the_same_queries_for_any_number_and_has_pages(lead, sue, graham):
    counts = []
    for number in (1, 50):
        for row in make_rows(sue, number):
            handed_over(sue, graham, row)
        with CaptureQueriesContext(connection) as queries:
            page = lead.get(LIST)
        counts.append(len(queries))

    assert counts == [4, 4]
    assert len(rows(page)) == 50
    assert len(rows(lead.get(f"{LIST}?page=2"))) == 1


def test_page_of_a_hand_over_shows_what_was_moved(lead, sue, graham, row):
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())
    made = handed_over(sue, graham, row, actions=[action.states.get().pk])

    page = lead.get(made.get_absolute_url())

    assert rows(page) == [
        ["5: Keep records. Organisational learning review", "Sue Moorman", "Graham Lidell"]
    ]
    assert "Tell staff Organisational learning review, 5" in words(page)
    assert html.fromstring(page.text).xpath(f"//a[@href='{made.get_absolute_url()}undo/']")


def test_leaver_is_taken_out_of_use_once_the_day_has_come(lead, sue, graham, row):
    tomorrow = timezone.localdate() + timedelta(days=1)
    made = handed_over(sue, graham, row, tomorrow)
    offer = "Mark Sue Moorman as no longer in use"

    assert offer not in words(lead.get(made.get_absolute_url()))
    begun = handed_over(sue, graham, row)
    assert offer in words(lead.get(begun.get_absolute_url()))


def test_what_somebody_may_not_read_is_not_shown(sue, graham):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    made = handed_over(sue, graham, make_recommendation(kept, owners=[sue]))
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")

    assert granted.get(made.get_absolute_url()).status_code == 404
    assert "Nothing handed over yet" in words(granted.get(LIST))


# Undoing


def test_undo_puts_it_back_and_says_so(lead, sue, graham, row):
    made = handed_over(sue, graham, row)

    opened = lead.get(f"{made.get_absolute_url()}undo/")
    answer = lead.post(
        f"{made.get_absolute_url()}undo/", filled_in(opened, reason="She stays"), follow=True
    )

    assert "Put back as it was before the hand-over: 1 owner cell." in words(opened)
    assert cell_of(row).text == "Sue Moorman"
    assert "Put back: 1 owner cell." in words(answer)
    assert "Undone by Lena Lead" in words(answer)
    assert "no longer in use" not in words(answer)
    undone = HandOver.objects.latest("pk")
    of_undoing = lead.get(undone.get_absolute_url())
    assert "What it undid Sue Moorman to Graham Lidell" in words(of_undoing)
    assert f"{undone.get_absolute_url()}undo/" not in of_undoing.text


def test_undo_of_what_has_not_begun_asks_no_day(lead, sue, graham, row):
    friday = timezone.localdate() + timedelta(days=5)
    made = handed_over(sue, graham, row, on=friday)

    opened = lead.get(f"{made.get_absolute_url()}undo/")
    lead.post(f"{made.get_absolute_url()}undo/", filled_in(opened, reason="She stays"))

    assert "It has not begun yet" in words(opened)
    assert "on_0" not in filled_in(opened)
    assert cell_of(row, friday).text == "Sue Moorman"
    assert "Never took effect" in words(lead.get(HandOver.objects.latest("pk").get_absolute_url()))


def test_undo_lists_what_somebody_changed_since(lead, sue, graham, elt, row):
    made = handed_over(sue, graham, row)
    make_owner_cell(row, elt, on=timezone.localdate(), at=timezone.now())

    page = lead.get(f"{made.get_absolute_url()}undo/")

    said = "What these say, today or later, comes from another change. They stay as they are now:"
    assert f"{said} 5: Keep" in words(page)
    assert "So there is nothing to put back." in words(page)
    answer = lead.post(f"{made.get_absolute_url()}undo/", {"reason": "x"})
    assert answer.status_code == 200
    assert cell_of(row).text == "ELT"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Say why"),
        ({"reason": "x", "on_2": "2099"}, "From must be today or earlier"),
        ({"reason": "x", "on_2": "2000"}, "From must be "),
        ({"reason": "x", "on_2": "16"}, "From must have a year of four figures, like 2017"),
    ],
)
def test_what_is_wrong_with_an_undoing_is_said(lead, sue, graham, row, typed, said):
    made = handed_over(sue, graham, row)

    page = send(lead, f"{made.get_absolute_url()}undo/", **typed)

    assert problems(page)[0].startswith(said)
    assert HandOver.objects.count() == 1


def test_undone_once_it_says_so(lead, sue, graham, row):
    made = handed_over(sue, graham, row)
    send(lead, f"{made.get_absolute_url()}undo/", reason="She stays")

    for one in HandOver.objects.all():
        page = lead.get(f"{one.get_absolute_url()}undo/")
        again = lead.post(f"{one.get_absolute_url()}undo/", {"reason": "x", "on_0": "1"})
        assert not html.fromstring(page.text).xpath("//main//form")
        assert again.status_code == 200
    assert HandOver.objects.count() == 2


def test_undo_of_what_one_may_not_all_read_is_refused(lead, sue, graham, row):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    other = make_recommendation(kept, owners=[sue])
    made = hand_over(
        sue,
        graham,
        cells={cell_of(r).pk: "Graham Lidell" for r in (row, other)},
        by=make_user(),
        on=timezone.localdate(),
        at=timezone.now(),
        reason=WHY,
    )
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")

    page = send(granted, f"{made.get_absolute_url()}undo/", reason="x")

    assert "It moved recommendations of plans that you may not read." in problems(page)[0]
    assert "Housing review" not in words(granted.get(made.get_absolute_url()))
    assert HandOver.objects.count() == 1
    assert Recommendation.objects.count() == 2


def days_ago(number):
    return timezone.localdate() - timedelta(days=number)


def so_long_ago(days):
    return timezone.now() - timedelta(days=days)


def typed_day(day):
    return {"on_0": str(day.day), "on_1": str(day.month), "on_2": str(day.year)}


def test_undo_promises_what_it_does_from_the_day_that_was_typed(lead, sue, graham, elt):
    rows = make_recommendations(3)
    for row, begun in zip(rows, (20, 20, 3), strict=True):
        make_owner_cell(row, sue, on=days_ago(begun), at=so_long_ago(begun))
    cells = {cell.pk: "Graham Lidell" for cell in OwnerCell.objects.all()}
    made = hand_over(
        sue, graham, cells=cells, by=make_user(), on=days_ago(9), at=so_long_ago(2), reason=WHY
    )
    make_owner_cell(rows[1], elt, on=days_ago(1), at=so_long_ago(1))
    undo = f"{made.get_absolute_url()}undo/"

    asked = send(lead, undo, reason="", **typed_day(days_ago(8)))
    done = lead.post(undo, filled_in(asked, reason="She stays"), follow=True)

    day = days_ago(8)
    assert (
        f"Put back as it was before the hand-over, from {day.day} {day:%B %Y}: 2 owner cells. "
        "Of these 1 only from the later day on which it began."
    ) in words(asked)
    assert (
        "Put back: 2 owner cells. Not put back, for another change says otherwise: 2."
    ) in words(done)
    assert [cell_of(row).text for row in rows] == ["Sue Moorman", "ELT", "Sue Moorman"]
    assert [cell_of(rows[n], days_ago(d)).text for n, d in ((0, 9), (0, 8), (2, 3))] == [
        "Graham Lidell",
        "Sue Moorman",
        "Sue Moorman",
    ]


def test_undo_says_who_is_out_of_use_by_now(lead, sue, graham, row):
    made = handed_over(sue, graham, row)
    undo = f"{made.get_absolute_url()}undo/"
    before = lead.get(undo)
    sue.is_active = False
    sue.save()

    page = lead.get(undo)

    said = "Sue Moorman is no longer in use. Undone, the rows name them again all the same."
    assert said not in words(before)
    assert said in words(page)
    assert f'href="{address(graham)}"' in page.text


def test_undo_before_its_day_leaves_what_somebody_decided_since(lead, sue, graham, elt, row):
    other = make_recommendation(reference="6", owners=[sue])
    made = hand_over(
        sue,
        graham,
        cells={cell_of(r).pk: "Graham Lidell" for r in (row, other)},
        by=make_user(),
        on=days_ago(-5),
        at=timezone.now(),
        reason=WHY,
    )
    make_owner_cell(row, elt, on=timezone.localdate(), at=timezone.now())

    page = lead.get(f"{made.get_absolute_url()}undo/")

    assert "What stays with Sue Moorman: 1 owner cell." in words(page)
    assert "Somebody has changed these since the hand-over was written down" in words(page)
    assert f'href="{row.get_absolute_url()}"' in page.text
    done = lead.post(page.request["PATH_INFO"], filled_in(page, reason="x"), follow=True)
    assert "Never takes effect: 2 owner cells." in words(done)
    assert [cell_of(r, days_ago(-5)).text for r in (row, other)] == ["ELT", "Sue Moorman"]


# What one may not read


def test_list_counts_what_one_may_read(lead, sue, graham, row):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    other = make_recommendation(kept, owners=[sue])
    hand_over(
        sue,
        graham,
        cells={cell_of(r).pk: "Graham Lidell" for r in (row, other)},
        by=make_user(),
        on=timezone.localdate(),
        at=timezone.now(),
        reason=WHY,
    )
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")

    assert rows(granted.get(LIST))[0][2] == "1 owner cell"
    assert rows(lead.get(LIST))[0][2] == "2 owner cells"


def test_who_may_not_read_all_is_told_that_something_stays(lead, sue, graham, row):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")
    nothing_else = preview(granted, sue)
    make_recommendation(kept, owners=[sue])
    said = "Recommendations that you may not read stay with Sue Moorman."

    page = preview(granted, sue)
    save(granted, page, sue)

    made = HandOver.objects.get().get_absolute_url()
    assert said not in words(nothing_else)
    assert said in words(page)
    assert said in words(granted.get(made))
    assert said not in words(lead.get(made))


def test_who_directs_owners_marks_nobody_out_of_use_who_holds_what_they_may_not_read(
    sue, graham, row
):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    made = handed_over(sue, graham, row).get_absolute_url()
    granted = make_user("gary@example.gov.uk", "Gary Granted", role="May edit plans")
    granted.user_permissions.add(Permission.objects.get(codename="edit_directory"))
    client = Client()
    client.force_login(granted)
    offered = client.get(made)

    make_recommendation(kept, owners=[sue])

    assert "Mark Sue Moorman as no longer in use" in words(offered)
    assert "Mark Sue Moorman as no longer in use" not in words(client.get(made))
