"""What a lead does with rows chosen on the list: reassign them, or ask for an update on them."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.merging import merge
from people.roles import Role
from recommendations.further_actions import NewAction, add_actions
from recommendations.models import HandOver, OwnerCell, Round, UpdateRequest
from recommendations.owner_cells import name_owners
from recommendations.rounds import close_round, open_round
from recommendations.views import chosen
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
    moment,
    written,
)
from tests.sending import filled_in, problems, words

pytestmark = pytest.mark.django_db
LIST, REASSIGN, ASK = "/recommendations/", "/recommendations/reassign/", "/recommendations/ask/"
ONCE = "This was saved already. The form was sent twice, and counts once."


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


def of(address, *rows, **filters):
    """The address that a browser makes of the ticked rows and the filters of the list."""
    asked = [("row", getattr(row, "pk", row)) for row in rows]
    return f"{address}?{urlencode([*filters.items(), *asked])}"


def tree(page):
    return html.fromstring(page.text)


def messages(page):
    return [item.text_content() for item in tree(page).xpath("//*[@role='status']//li")]


def rows(page):
    """The tables of the page, in words, without what stands in boxes."""
    found = tree(page).xpath("//main//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def boxes(page):
    found = tree(page).xpath("//*[starts-with(@name, 'words-')]")
    return [(box.value or "").removeprefix("\n") for box in found]


def preview(client, address, to="Graham Lidell", **typed):
    typed = {"successor": to, "reason": "Housing takes over", "step": "preview", **typed}
    return client.post(address, filled_in(client.get(address), **typed))


def save(client, address, page, **typed):
    return client.post(address, filled_in(page, step="save", **typed), follow=True)


def says(row):
    """The words of the owner cell now, and who is meant."""
    cell = OwnerCell.objects.last_standing(row, as_at=timezone.localdate(), known_by=None).get()
    named = cell.assignments.order_by("order").values_list("owner__name", "role")
    return cell.text, list(named)


ALONE = ("Graham Lidell", [("Graham Lidell", "lead")])


# Choosing


def test_each_row_has_a_tick_that_says_which_it_is(lead):
    row = make_recommendation(reference="1.2", text="Keep records.")

    page = tree(lead.get(LIST))

    [box] = page.xpath("//tbody//input[@type='checkbox']")
    assert (box.get("name"), box.get("value"), box.get("form")) == ("row", str(row.pk), "chosen")
    assert box.get("aria-label") == "Choose 1.2 Keep records."
    buttons = page.xpath("//form[@id='chosen']//button")
    assert [button.text for button in buttons] == ["Reassign", "Ask for an update"]
    assert [button.get("formaction") for button in buttons] == [None, ASK]
    assert page.xpath("//form[@id='chosen']/@action") == [REASSIGN]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.AUDITOR])
def test_who_may_not_edit_plans_has_nothing_to_tick(role):
    make_recommendation()
    client = signed_in("olive@example.gov.uk", "Olive Officer", role)

    page = client.get(LIST)

    assert 'name="row"' not in page.text
    assert 'id="chosen"' not in page.text


def test_the_filters_are_carried_and_all_that_match_offered(lead):
    make_recommendations(2)

    page = tree(lead.get(f"{LIST}?words=recommendation&sort=-due"))

    form = page.get_element_by_id("chosen")
    assert dict(form.form_values()) == {"words": "recommendation", "sort": "-due"}
    assert form.xpath(".//label/text()") == ["All 2 that match"]


def test_one_row_alone_and_over_a_thousand_are_not_offered_as_all(lead, monkeypatch):
    make_recommendation()
    one = lead.get(LIST)
    make_recommendations(2)
    monkeypatch.setattr("recommendations.views.recommendation_list.COUNTED_UP_TO", 1)
    monkeypatch.setattr(chosen, "MOST_AT_ONCE", 1)

    refused = lead.get(f"{REASSIGN}?which=all&sort=-due", follow=True)

    assert "that match" not in one.text
    assert refused.redirect_chain == [(f"{LIST}?sort=-due", 302)]
    assert messages(refused) == [
        "More than 1,000 recommendations match. Narrow the list down, and choose again."
    ]


@pytest.mark.parametrize("address", [REASSIGN, ASK])
def test_nothing_chosen_leads_back_to_the_list_as_it_was(lead, address):
    make_recommendation()

    page = lead.get(f"{address}?words=recommendation&after=x~1", follow=True)

    assert page.redirect_chain == [(f"{LIST}?words=recommendation&after=x~1", 302)]
    assert messages(page) == [
        "Choose at least one row, or all that match, and then what to do with them."
    ]


def test_a_filter_that_is_not_understood_chooses_nothing(lead):
    make_recommendation()

    page = lead.get(f"{REASSIGN}?which=all&owner=Nobody", follow=True)

    assert page.redirect_chain == [(f"{LIST}?owner=Nobody", 302)]
    assert messages(page) == [
        "Nothing is chosen: one of the filters is not understood. Put it right, and choose again."
    ]


def test_what_is_not_there_or_may_not_be_seen_is_counted_and_left_out(lead):
    housing = make_department("Housing")
    kept = make_recommendation(make_plan("Housing", "housing", departments=[housing]))
    row = make_recommendation()
    granted = signed_in("gary@example.gov.uk", "Gary Granted", "May edit plans")

    for address in (REASSIGN, ASK):
        page = granted.get(of(address, row, kept, 999_999, "x"))
        assert "1 recommendation chosen" in words(page)
        assert "2 of the rows that you chose are no longer there." in words(page)
        assert "no longer there" not in words(lead.get(of(address, row, kept)))
    gone = granted.get(of(REASSIGN, kept), follow=True)
    assert messages(gone) == [
        "None of the rows that you chose is there any more. Somebody has changed them."
    ]


@pytest.mark.parametrize("address", [REASSIGN, ASK])
def test_another_role_is_told_who_may(address):
    row = make_recommendation()
    client = signed_in("olive@example.gov.uk", "Olive Officer", Role.OFFICER)

    answers = client.get(of(address, row)), client.post(of(address, row), {"step": "save"})

    assert [answer.status_code for answer in answers] == [403, 403]
    said = "Only plan leads and administrators edit plans. Ask one of them to change this."
    assert said in words(answers[0])


# Reassigning


def test_from_whom_offers_those_who_are_named(lead, sue, graham):
    one, two, _ = make_recommendations(3)
    make_owner_cell(one, sue, graham)
    make_owner_cell(two, spelled := make_owner("Susan Moorman"))
    merge(spelled, sue, by=make_user(), at=moment())

    several, one_only = lead.get(of(REASSIGN, one, two)), lead.get(of(REASSIGN, two))

    options = tree(several).xpath("//select[@name='leaver']/option/text()")
    assert options == [
        "Everybody named, and those that name nobody",
        "Graham Lidell (1)",
        "Sue Moorman (2)",
    ]
    chosen = "//select[@name='leaver']/option[@selected]/text()"
    assert tree(several).xpath(chosen) == ["Everybody named, and those that name nobody"]
    assert tree(one_only).xpath(chosen) == ["Sue Moorman (1)"]


def test_everybody_gives_way_and_who_named_nobody_gets_an_owner(lead, sue, graham):
    named, unread, none = make_recommendations(3)
    make_owner_cell(named, sue, make_owner("ELT", "group"))
    name_owners(unread, "TBC", **written())
    address = of(REASSIGN, named, unread, none, words="recommendation")

    page = preview(lead, address, leaver="everybody")
    saved = save(lead, address, page)

    assert [row[1] for row in rows(page)] == ["Sue Moorman/ELT", "TBC", "Nothing"]
    assert boxes(page) == ["Graham Lidell"] * 3
    assert [row[3] for row in rows(page)] == ["Graham Lidell"] * 3
    assert [says(row) for row in (named, unread, none)] == [ALONE] * 3
    assert saved.redirect_chain == [(f"{LIST}?words=recommendation", 302)]
    made = HandOver.objects.get()
    [message] = messages(saved)
    assert message.startswith("Reassigned to Graham Lidell from")
    assert message.endswith("3 owner cells. See what was changed, or undo it")
    assert tree(saved).xpath("//*[@role='status']//a/@href") == [made.get_absolute_url()]


def test_of_one_owner_only_the_name_changes_in_the_chosen_rows(lead, sue, graham):
    chosen, other, without = make_recommendations(3)
    elt = make_owner("ELT", "group")
    for row in (chosen, other):
        make_owner_cell(row, elt, sue, text="ELT with advice from Sue Moorman")
    address = of(REASSIGN, chosen, without)

    page = preview(lead, address, leaver=str(sue.pk))
    save(lead, address, page)

    assert boxes(page) == ["ELT with advice from Graham Lidell"]
    assert "1 of the chosen: it does not name Sue Moorman from then on" in words(page)
    assert says(chosen)[1] == [("ELT", "lead"), ("Graham Lidell", "lead")]
    assert says(other)[0] == "ELT with advice from Sue Moorman"
    assert str(HandOver.objects.get()) == "Sue Moorman to Graham Lidell"


def test_words_are_edited_and_rows_left_out(lead, sue, graham):
    one, two, none, left = make_recommendations(4)
    for row in (one, two):
        make_owner_cell(row, sue)
    address = of(REASSIGN, one, two, none, left)
    page = preview(lead, address, leaver="everybody")
    ticks = tree(page).xpath("//input[@name='chosen']/@value")
    cell = one.ownercells.get().pk

    save(
        lead,
        address,
        page,
        chosen=[ticks[0], ticks[2]],
        **{f"words-{cell}": "Director\r\nof Housing", f"words-of-row-{none.pk}": "G. Lidell"},
    )

    assert says(one) == ("Director\nof Housing", ALONE[1])
    assert says(two)[0] == "Sue Moorman"
    assert says(none) == ("G. Lidell", ALONE[1])
    assert not left.ownercells.exists()


def test_words_are_asked_for_where_they_were_taken_away(lead, graham):
    row = make_recommendation(reference="5")
    address = of(REASSIGN, row)
    page = preview(lead, address)

    asked = save(lead, address, page, **{f"words-of-row-{row.pk}": " "})

    assert problems(asked) == ["Type what the owner cell of “5” is to say, or take the tick away"]
    assert not HandOver.objects.exists()


def test_open_actions_of_others_are_in_the_preview(lead, sue, graham):
    row = make_recommendation(owners=[graham])
    add_actions([NewAction(row, "Tell staff", sue)], **written())
    address = of(REASSIGN, row)

    page = preview(lead, address, leaver="everybody")
    save(lead, address, page)

    assert "These are somebody else’s to do." in words(page)
    assert row.actions.get().states.latest("pk").owner == graham


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"to": ""}, "Enter to whom"),
        ({"reason": " "}, "Say why"),
        ({"leaver": "9"}, "None of the rows that you chose names them any more. Choose again"),
        (
            {"to": "Grahem Lidell"},
            "There is no owner called “Grahem Lidell” in the directory. "
            "Did you mean “Graham Lidell”?",
        ),
    ],
)
def test_what_is_wrong_is_said_on_the_first_page(lead, sue, graham, typed, said):
    row = make_recommendation(owners=[sue])

    page = preview(lead, of(REASSIGN, row), **typed)

    assert problems(page) == [said]
    assert "Show what will change" in words(page)


def test_to_the_same_owner_is_refused(lead, sue):
    row = make_recommendation(owners=[sue])

    page = preview(lead, of(REASSIGN, row), to="Sue Moorman", leaver=str(sue.pk))

    assert problems(page) == ["That is the same owner. Enter who takes over"]


def test_what_is_done_and_what_stays_are_told(lead, sue, graham):
    done = make_recommendation(owners=[sue], status=("Done", "complete"))
    same, unused = (
        make_recommendation(owners=[graham]),
        make_recommendation(make_plan("Old review", "old-review", is_active=False), owners=[sue]),
    )
    address = of(REASSIGN, done, same, unused)

    page = preview(lead, address, leaver="everybody")
    all_of_it = preview(lead, address, leaver="everybody", with_done="on")

    assert "Nothing to reassign" in words(page)
    assert "1 owner cell of what is done. Go back and tick to reassign it too." in words(page)
    assert (
        "2 of the chosen: they name Graham Lidell alone already, or their plans are no longer in "
        "use." in words(page)
    )
    assert [row[0] for row in rows(all_of_it)] == [
        "Hand over 1: Recommendation 1 Organisational learning review"
    ]


def test_back_to_who_when_and_why_keeps_what_was_typed(lead, sue, graham):
    row = make_recommendation(owners=[sue])
    address = of(REASSIGN, row)
    page = preview(lead, address, leaver="everybody", with_done="on")

    back = lead.post(address, filled_in(page, step="change"))

    kept = filled_in(back)
    assert {name: kept[name] for name in ("leaver", "successor", "reason", "with_done")} == {
        "leaver": ["everybody"],
        "successor": ["Graham Lidell"],
        "reason": ["Housing takes over"],
        "with_done": ["on"],
    }
    assert problems(back) == []


def test_a_form_sent_twice_counts_once_though_nothing_matches_any_more(lead, graham):
    make_recommendations(2)
    address = of(REASSIGN, which="all", unowned="on")
    page = preview(lead, address)
    sent = filled_in(page, step="save")

    lead.post(address, sent)
    again = lead.post(address, sent, follow=True)

    assert HandOver.objects.count() == 1
    assert messages(again)[-1] == ONCE
    assert again.redirect_chain == [(f"{LIST}?unowned=on", 302)]


def test_what_somebody_changed_meanwhile_is_asked_about(lead, sue, graham):
    one, none, gone = make_recommendations(3)
    for row in (one, gone):
        make_owner_cell(row, sue)
    address = of(REASSIGN, one, none, gone)
    page = preview(lead, address, leaver="everybody")
    make_owner_cell(none, sue, at=moment(hour=13))
    make_owner_cell(gone, graham, at=moment(hour=13))

    asked = save(lead, address, page)

    assert problems(asked) == [
        "“3” is not among them any more: somebody has changed it since you opened the page. Look "
        "through the rest, and save again",
        "Somebody else has changed “2” since you opened the page. See what it says now, and choose",
    ]
    assert not HandOver.objects.exists()
    save(lead, address, asked)
    assert [says(row)[0] for row in (one, none)] == ["Graham Lidell", "Sue Moorman"]


def test_all_that_match_are_found_anew_when_it_is_saved(lead, sue, graham):
    make_recommendations(2)
    address = of(REASSIGN, which="all", unowned="on")
    page = preview(lead, address)
    for row in make_plan().recommendations.all():
        make_owner_cell(row, sue, at=moment(hour=13))

    answer = save(lead, address, page)

    assert not HandOver.objects.exists()
    assert any("is not among them any more" in problem for problem in problems(answer))


def test_a_reassigning_is_listed_shown_and_undone_like_a_hand_over(lead, sue, graham):
    named, none = make_recommendations(2)
    make_owner_cell(named, sue)
    address = of(REASSIGN, named, none)
    save(lead, address, preview(lead, address, leaver="everybody"))
    made = HandOver.objects.get()

    listed, shown = lead.get("/hand-overs/"), lead.get(made.get_absolute_url())
    undo = f"{made.get_absolute_url()}undo/"
    asked = lead.get(undo)
    lead.post(undo, filled_in(asked, reason="It stays"))

    assert [row[0] for row in rows(listed)] == ["Reassigned to Graham Lidell"]
    assert tree(shown).xpath("//h1/text()") == ["Reassigned to Graham Lidell"]
    assert [row[1:] for row in rows(shown)] == [
        ["Sue Moorman", "Graham Lidell"],
        ["Nothing", "Graham Lidell"],
    ]
    assert "no longer in use" not in words(shown)
    assert "Put back as it was before the hand-over: 2 owner cells." in words(asked)
    assert [says(row) for row in (named, none)] == [
        ("Sue Moorman", [("Sue Moorman", "lead")]),
        ("", []),
    ]
    back = lead.get(made.undo.get_absolute_url())
    assert tree(back).xpath("//h1/text()") == ["Back from Graham Lidell"]
    assert "Reassigned to Graham Lidell, from" in words(back)


def test_undoing_before_its_day_says_who_keeps_it(lead, sue, graham):
    row = make_recommendation(owners=[sue])
    address = of(REASSIGN, row)
    page = preview(lead, address, leaver="everybody", on_2="2099")
    save(lead, address, page)

    asked = lead.get(f"{HandOver.objects.get().get_absolute_url()}undo/")

    assert "What stays with whoever is named now: 1 owner cell." in words(asked)


@pytest.mark.parametrize(("leaver", "expected"), [("everybody", 17), ("sue", 18)])
def test_preview_takes_the_same_queries_for_any_number(lead, sue, graham, leaver, expected):
    leaver = str(sue.pk) if leaver == "sue" else leaver
    counts = []
    for number in (1, 100):
        made = make_recommendations(number)
        for row in made[: number // 2 + 1]:
            make_owner_cell(row, sue)
        address = of(REASSIGN, *made)
        opened = filled_in(
            lead.get(address), successor="Graham Lidell", reason="x", leaver=leaver, step="preview"
        )
        with CaptureQueriesContext(connection) as queries:
            page = lead.post(address, opened)
        assert len(rows(page)) == (number if leaver == "everybody" else number // 2 + 1)
        counts.append(len(queries))

    assert counts == [expected, expected]


# Asking for an update


def ask(client, address, **typed):
    return client.post(address, filled_in(client.get(address), **typed), follow=True)


def open_today(*plans, label="May 2016"):
    today = timezone.localdate()
    return open_round(
        label=label,
        as_at=today,
        updates_due=today,
        plans=plans,
        by=make_user(),
        on=today,
        at=timezone.now(),
    )


def test_page_says_who_can_be_asked_and_who_not_and_why(lead, sue):
    plan, survey = make_plan(), make_plan("Staff survey", "staff-survey")
    free, done = (
        make_recommendation(plan, owners=[sue]),
        make_recommendation(plan, reference="2", status=("Done", "complete")),
    )
    asked, late = make_recommendation(survey), make_recommendation(survey, reference="L")
    monitor_all([late], False, reason="x", **written(at=moment(hour=13)))
    round = open_today(survey)
    monitor_all([late], True, reason="y", **written(at=moment(hour=14)))

    page = lead.get(of(ASK, free, done, asked, late))

    assert tree(page).xpath("//main//h2//text()") == [
        "Asked in the round ",
        "May 2016",
        "Asked in a new round",
        "Not asked",
        "The new round",
    ]
    assert rows(page) == [
        ["L: Recommendation 1", "Staff survey", "Nobody is named"],
        ["1: Recommendation 1", "Organisational learning review", "Sue Moorman"],
        ["2: Recommendation 1", "Organisational learning review", "It is done"],
        [
            "1: Recommendation 1",
            "Staff survey",
            f"It is asked already in the round “{round}”, and not answered yet",
        ],
    ]
    assert "Ask about 2 recommendations" in words(page)


def test_a_new_round_asks_only_about_the_chosen(lead, sue):
    chosen, _ = make_recommendations(2)
    make_owner_cell(chosen, sue)

    page = ask(lead, of(ASK, chosen, sort="-due"), label="Before the audit")

    round = Round.objects.get()
    assert (round.label, round.asks_all, round.as_at) == (
        "Before the audit",
        False,
        timezone.localdate(),
    )
    assert [request.recommendation for request in round.requests.all()] == [chosen]
    assert page.redirect_chain == [(f"{LIST}?sort=-due", 302)]
    assert messages(page) == [
        "Asked for an update: 1 in the new round Before the audit.",
        "1 recommendation names only owners who can't sign in and report here. Answer on their "
        "behalf, or have them invited.",
    ]


def test_those_of_an_open_round_join_it_without_a_new_one(lead):
    plan = make_plan()
    monitor_all([row := make_recommendation(plan)], False, reason="x", **written())
    round = open_today(plan)
    monitor_all([row], True, reason="y", **written(at=moment(hour=13)))

    opened = lead.get(of(ASK, row))
    page = ask(lead, of(ASK, row))

    assert 'name="label"' not in opened.text
    assert [request.recommendation for request in round.requests.all()] == [row]
    assert Round.objects.count() == 1
    assert messages(page) == ["Asked for an update: 1 in the round May 2016."]


def test_where_nobody_can_be_asked_the_page_offers_nothing(lead):
    row = make_recommendation(status=("Done", "complete"))

    page = lead.get(of(ASK, row))

    assert "None of the rows that you chose can be asked now." in words(page)
    assert tree(page).xpath("//main//form[@method='post']") == []
    sent = lead.post(of(ASK, row), {})
    assert sent.status_code == 200
    assert not Round.objects.exists()


def test_what_changed_since_the_page_was_shown_is_asked_about(lead):
    one, two = make_recommendations(2)
    address = of(ASK, one, two)
    sent = filled_in(lead.get(address), label="Mine")
    open_today(one.plan)

    page = lead.post(address, sent)

    assert problems(page) == [
        "Somebody else has changed what can be asked since you opened the page. See who would be "
        "asked now, and save again"
    ]
    assert Round.objects.count() == 1


def test_the_second_look_is_what_counts(lead):
    one, two = make_recommendations(2)
    address = of(ASK, one, two)
    sent = filled_in(lead.get(address), label="Mine")
    monitor_all([two], False, reason="Merged.", **written(at=moment(hour=13)))
    page = lead.post(address, sent)

    lead.post(address, filled_in(page))

    round = Round.objects.get()
    assert round.label == "Mine"
    assert [request.recommendation for request in round.requests.all()] == [one]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"label": " "}, "Enter a label"),
        ({"updates_due_2": "2016"}, "Updates due must be today or later"),
        ({"as_at_1": "13"}, "As at must be a real date"),
    ],
)
def test_what_is_wrong_in_the_new_round_is_said(lead, typed, said):
    row = make_recommendation()

    page = ask(lead, of(ASK, row), **typed)

    assert problems(page) == [said]
    assert not Round.objects.exists()


def test_asked_twice_counts_once(lead):
    row = make_recommendation()
    address = of(ASK, row)
    sent = filled_in(lead.get(address))

    lead.post(address, sent)
    again = lead.post(address, sent, follow=True)

    assert Round.objects.count() == 1
    assert messages(again)[-1] == ONCE


def test_pages_of_rounds_say_that_it_asks_only_about_some(lead):
    row, _ = make_recommendations(2)
    ask(lead, of(ASK, row), label="Before the audit")
    round = Round.objects.get()

    page, listed = lead.get(round.get_absolute_url()), lead.get("/rounds/")
    add = lead.get(f"{round.get_absolute_url()}plans/")
    new = lead.get("/rounds/new/")

    assert "Asks about Only chosen recommendations, not everything in its plans" in words(page)
    assert "Add plans" not in words(page)
    assert "0 of 1 answered" in words(page)
    assert "Chosen recommendations of: Organisational learning review" in words(listed)
    assert "asks only about chosen recommendations, so no plan is added to it" in words(add)
    assert "Before the audit , which asks only about chosen recommendations" in words(new)
    make_plan("Staff survey", "staff-survey")
    open_to_another = lead.get("/rounds/new/")
    assert (
        "Organisational learning review: in the round “Before the audit”, which asks only about "
        "some, is still open" in words(open_to_another)
    )
    assert tree(open_to_another).xpath(f"//main//a[@href='{round.get_absolute_url()}']")


def test_all_that_match_are_asked(lead):
    rows = make_recommendations(3)
    make_recommendation(make_plan("Staff survey", "staff-survey"))

    ask(lead, of(ASK, which="all", plan="learning-review"))

    assert UpdateRequest.objects.filter(recommendation__in=rows).count() == 3
    assert UpdateRequest.objects.count() == 3


def test_page_of_a_round_and_its_act_agree_on_an_update_from_outside(lead):
    row = make_recommendation()
    close_round(make_round(row.plan), **written(at=moment(hour=13)))
    make_update(row, at=moment(hour=14))
    round = open_today(row.plan)

    page, act = lead.get(round.get_absolute_url()), lead.get(f"/rounds/{round.pk}/cancel/")

    assert "1 of 1 answered" in words(page)
    assert f"/rounds/{round.pk}/cancel/" not in page.text
    assert "can't be cancelled any more: somebody has answered it" in words(act)
    assert not tree(act).xpath("//main//form")


def test_the_label_of_a_further_round_has_a_number(lead):
    one, two = make_recommendation(), make_recommendation(make_plan("Other", "other"))
    ask(lead, of(ASK, one))

    page = lead.get(of(ASK, two))

    assert filled_in(page)["label"][0].endswith(" (2)")


def test_a_thousand_chosen_have_a_comma():
    chosen = SimpleNamespace(keys=range(1000))

    said = render_to_string("recommendations/_chosen_count.html", {"chosen": chosen})

    assert said.strip() == "1,000 recommendations chosen"
