"""Starting a plan with its themes, adding its recommendations, and editing it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from people.models import Department
from recommendations.models import Plan, Recommendation, Theme
from recommendations.plans import edit_plan
from recommendations.wordings import place
from tests.factories import (
    DAY,
    make_department,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)
from tests.journeys.looking import beside, lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
ADD = "/plans/learning-review/add/"
EDIT = "/plans/learning-review/edit/"
NEW = "/plans/new/"
THE_DAY = {"true_from_0": "31", "true_from_1": "May", "true_from_2": "2016"}


def on_page(page, **typed):
    return filled_in(page, **{name.replace("__", "-"): value for name, value in typed.items()})


def refused(client, address, **typed):
    """The page after something was sent that won't do: all that was typed is still there, and
    nothing of it was kept.
    """
    sent, before = on_page(client.get(address), **typed), rows_kept()
    page = client.post(address, sent)
    assert page.status_code == 200
    assert lost(page, sent) == {}
    assert rows_kept() == before
    assert "<title>Error: " in page.text
    return page


def test_start_a_plan_with_themes_and_add_recommendations_to_it(lead, sue, elt):
    started = send(
        lead,
        NEW,
        **{
            "title": "Staff survey 2016",
            "source": "staff_survey",
            "themes-0-number": "1",
            "themes-0-title": "Culture",
            "themes-0-note": "What staff say\nof us",
        },
    )
    assert started.url == "/plans/staff-survey-2016/"
    plan = Plan.objects.get()
    culture = plan.themes.get()
    added = send(
        lead,
        "/plans/staff-survey-2016/add/",
        **THE_DAY,
        **{
            "rows-0-text": "Say thank you.",
            "rows-0-reference": "1.1",
            "rows-0-theme": str(culture.pk),
            "rows-0-owner_text": "S. Moorman/ELT",
            "rows-0-by_when": "Autumn 17",
            "rows-2-text": "Ask again\n- in autumn",
        },
    )
    page = lead.get(added.url)

    assert messages(page) == ["The recommendations are added."]
    assert (plan.title, plan.source) == ("Staff survey 2016", "staff_survey")
    assert (culture.heading, culture.note) == ("1. Culture", "What staff say\nof us")
    first, second = Recommendation.objects.order_by("pk")
    assert (first.reference, first.raised_on) == ("1.1", DAY)
    assert first.wordings.get().text == "Say thank you."
    assert first.placements.get().theme == culture
    cell = first.ownercells.get()
    assert cell.text == "S. Moorman/ELT"
    assert [assignment.owner for assignment in cell.assignments.all()] == [sue, elt]
    term = first.deadlines.get().terms.get()
    assert (term.text, term.earliest, term.latest) == (
        "Autumn 17",
        date(2017, 9, 1),
        date(2017, 11, 30),
    )
    assert second.wordings.get().text == "Ask again\n- in autumn"
    assert not second.ownercells.exists()
    assert "1. Culture" in words(page)


def test_an_address_that_is_taken_is_said(lead, plan):
    page = refused(lead, NEW, title="Another", slug="learning-review")

    assert problems(page) == ["Another plan has this address. Choose another one"]
    assert beside(page, "slug") == problems(page)


def test_a_title_whose_address_is_taken_is_said_at_the_address(lead, plan):
    page = refused(lead, NEW, title="Learning: review")

    assert beside(page, "slug") == ["Another plan has this address. Choose another one"]


@pytest.mark.parametrize("typed", [{"slug": "new"}, {"title": "New"}])
def test_the_address_new_is_said(lead, typed):
    page = refused(lead, NEW, **{"title": "Another", **typed})

    assert beside(page, "slug") == ["The address can't be “new”. Choose another."]


def test_a_title_that_makes_no_address_asks_for_one(lead):
    page = refused(lead, NEW, title="計画")

    assert beside(page, "slug") == ["Enter an address: none can be made from this title"]


def test_a_plan_without_a_title_and_a_theme_without_one_are_said_together(lead):
    page = refused(lead, NEW, title=" ", themes__0__number="1")

    assert problems(page) == [
        "Enter the title of the plan",
        "Theme 1: Enter the title of the theme",
    ]
    assert beside(page, "title") == ["Enter the title of the plan"]
    assert beside(page, "themes-0-title") == ["Enter the title of the theme"]


def test_a_number_that_two_themes_have_is_said(lead, plan):
    page = refused(lead, EDIT, themes__1__number="1")

    assert problems(page) == ["This plan has a theme with this number already."]


def test_another_theme_keeps_everything_and_saves_nothing(lead):
    sent, before = on_page(lead.get(NEW), title="Survey", themes__0__title="Culture"), rows_kept()

    page = lead.post(NEW, {**sent, "add-themes": "1"})

    sent["themes-TOTAL_FORMS"] = ["2"]
    assert lost(page, sent) == {}
    assert problems(page) == []
    assert html.fromstring(page.text).xpath("//input/@name[. = 'themes-1-title']")
    assert rows_kept() == before


def test_another_recommendation_keeps_everything_and_saves_nothing(lead, plan):
    sent, before = on_page(lead.get(ADD), rows__0__reference="1", true_from_0="99"), rows_kept()

    page = lead.post(ADD, {**sent, "add-rows": "1"})

    sent["rows-TOTAL_FORMS"] = [str(int(sent["rows-TOTAL_FORMS"][0]) + 1)]
    assert lost(page, sent) == {}
    assert problems(page) == []
    assert rows_kept() == before


def test_an_owner_who_is_not_on_record_is_said_and_asked_about(lead, plan, sue):
    page = refused(lead, ADD, rows__0__text="Do", rows__0__owner_text="Sue Moorman/Nobody Known")

    said = "There is no owner called “Nobody Known” in the directory. Add them there first."
    assert problems(page) == [f"Recommendation 1: {said}"]
    assert beside(page, "rows-0-owner_text") == [said]
    lead.post(ADD, on_page(page, rows__0__unknown_owners="print"))
    cell = Recommendation.objects.get().ownercells.get()
    assert cell.text == "Sue Moorman/Nobody Known"
    assert [assignment.owner for assignment in cell.assignments.all()] == [sue]


def test_nothing_typed_at_all_is_said(lead, plan):
    page = refused(lead, ADD)

    assert problems(page) == ["Enter at least one recommendation"]


def test_a_row_without_its_text_is_said(lead, plan):
    page = refused(lead, ADD, rows__0__text="One", rows__1__reference="2")

    assert problems(page) == ["Recommendation 2: Enter the text of the recommendation"]
    assert beside(page, "rows-1-text") == ["Enter the text of the recommendation"]


def test_a_text_over_its_limit_is_said(lead, plan):
    page = refused(lead, ADD, rows__0__text="x" * 20_001, rows__1__text="Fine")

    said = (
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    )
    assert problems(page) == [f"Recommendation 1: {said}"]
    assert beside(page, "rows-0-text") == [said]


@pytest.mark.parametrize(
    ("field", "length", "said"),
    [
        ("reference", 51, "Number or reference must be 50 characters or fewer (it has 51)"),
        ("timescale", 101, "Timescale must be 100 characters or fewer (it has 101)"),
    ],
)
def test_a_short_text_over_its_limit_is_said(lead, plan, field, length, said):
    page = refused(lead, ADD, **{"rows-0-text": "One", f"rows-0-{field}": "x" * length})

    assert beside(page, f"rows-0-{field}") == [said]


def test_a_day_to_come_is_said(lead, plan):
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = {"true_from_0": tomorrow.day, "true_from_1": tomorrow.month, "true_from_2": tomorrow.year}
    day = {name: str(part) for name, part in day.items()}

    page = refused(lead, ADD, rows__0__text="One", **day)

    assert problems(page) == ["True from must be today or earlier"]
    assert beside(page, "true_from") == ["True from must be today or earlier"]


def test_control_characters_go_and_the_rest_stays(lead, plan):
    send(
        lead,
        ADD,
        **{
            "rows-0-text": "One\x00 two\x07\x1b",
            "rows-0-reference": "1\x00.\x071",
            "rows-0-timescale": "At\x07 once\x7f",
            "rows-0-by_when": "Autumn\x0c 17\x00",
        },
    )

    row = Recommendation.objects.get()
    assert (row.reference, row.wordings.get().text) == ("1.1", "One two")
    assert row.placements.get().timescale == "At once"
    assert row.deadlines.get().terms.get().text == "Autumn\n 17"


def test_a_text_of_control_characters_alone_is_none(lead, plan):
    page = lead.post(ADD, on_page(lead.get(ADD), rows__0__text="\x00\x07", rows__0__reference="1"))

    assert problems(page) == ["Recommendation 1: Enter the text of the recommendation"]
    assert not Recommendation.objects.exists()


def test_a_repeated_reference_is_allowed_and_said(lead, plan):
    make_recommendations(2, plan)

    page = lead.get(send(lead, ADD, **{"rows-0-text": "Again", "rows-0-reference": "2"}).url)

    assert messages(page) == [
        "The reference “2” stands more than once in this plan. That is allowed.",
        "The recommendations are added.",
    ]
    assert plan.recommendations.filter(reference="2").count() == 2


def test_no_reference_is_not_a_repeated_one(lead, plan):
    page = lead.get(send(lead, ADD, **{"rows-0-text": "One", "rows-1-text": "Two"}).url)

    assert messages(page) == ["The recommendations are added."]


def test_a_form_sent_twice_counts_once(lead, plan):
    sent = on_page(lead.get(ADD), rows__0__text="Once")

    first, second = lead.post(ADD, sent), lead.post(ADD, sent)

    assert (first.url, second.url) == ("/plans/learning-review/", "/plans/learning-review/")
    assert Recommendation.objects.count() == 1
    assert messages(lead.get(second.url)) == [
        "The recommendations are added.",
        "This was saved already. The form was sent twice, and counts once.",
    ]


def test_who_goes_back_and_types_something_else_is_asked_and_loses_nothing(lead, plan):
    opened = lead.get(ADD)
    lead.post(ADD, on_page(opened, rows__0__text="Once"))

    page = lead.post(ADD, on_page(opened, rows__0__text="Twice"))

    assert problems(page)[0].startswith("You saved this form before, with other words")
    assert filled_in(page)["rows-0-text"] == ["Twice"]
    assert Recommendation.objects.count() == 1

    lead.post(ADD, filled_in(page))

    assert Recommendation.objects.count() == 2


@pytest.mark.parametrize("token", ["", "not a token", "0" * 400])
def test_a_form_without_a_real_token_is_taken(lead, plan, token):
    send(lead, ADD, **{"rows-0-text": "Once", "token": token})

    assert Recommendation.objects.count() == 1


def test_edit_a_plan_and_its_themes(lead, plan):
    culture = plan.themes.first()

    sent = send(
        lead,
        EDIT,
        **{
            "title": "Learning review 2016",
            "themes-0-title": "Our culture",
            "themes-1-DELETE": "on",
            "themes-2-number": "2",
            "themes-2-title": "Health",
        },
    )

    assert sent.url == "/plans/learning-review/"
    plan.refresh_from_db()
    assert (plan.title, plan.version) == ("Learning review 2016", 2)
    assert [theme.heading for theme in plan.themes.all()] == ["1. Our culture", "2. Health"]
    assert plan.themes.first() == culture
    history = words(lead.get("/plans/learning-review/history/"))
    assert "Title from Organisational learning review to Learning review 2016" in history


def test_a_theme_that_is_used_stays(lead, plan):
    culture, _ = plan.themes.all()
    row = make_recommendation(plan, theme=culture)
    place(row, theme=None, **written(at=moment(hour=13)))

    page = refused(lead, EDIT, title="Retitled", themes__0__DELETE="on")

    assert problems(page) == [
        "Recommendations stand, or stood, under “1. Culture”, so it can't be removed. Move them to "
        "another theme, and it is printed no more."
    ]
    assert "Retitled" not in Plan.objects.values_list("title", flat=True)


def test_a_plan_no_longer_in_use_says_so_and_its_link_leads_nowhere_for_others(lead, plan):
    edit_plan(plan, by=make_user(), at=moment(), version=1, is_active=False)
    clerk = Client()
    clerk.force_login(make_user("clem@example.gov.uk", role="Committee clerk"))

    assert "This plan is no longer in use." in words(lead.get("/plans/learning-review/"))
    assert clerk.get("/plans/learning-review/").status_code == 404
    assert words(clerk.get("/plans/learning-review/")).startswith("There is no such page")


def test_a_form_for_a_plan_that_is_not_there_is_answered_in_words(lead, plan):
    sent = on_page(lead.get(ADD), rows__0__text="Lost")

    page = lead.post("/plans/no-such-plan/add/", sent)

    assert page.status_code == 404
    assert "There is no such page" in words(page)


def test_the_themes_of_another_plan_are_not_on_offer(lead, plan):
    other = make_plan("Other", "other", themes=[{"title": "Elsewhere"}])
    sent = on_page(lead.get(ADD), rows__0__text="One")
    sent["rows-0-theme"] = [str(other.themes.get().pk)]

    page = lead.post(ADD, sent)

    assert problems(page) == ["Recommendation 1: Theme must be one of the choices"]
    assert Theme.objects.count() == 3
    assert not Recommendation.objects.exists()
    options = html.fromstring(page.text).xpath("//*[@name='rows-0-theme']/option/text()")
    assert options == ["None", "1. Culture", "2. Pay"]


def test_two_themes_swap_their_numbers(lead):
    make_plan(themes=[{"number": "1", "title": "Culture"}, {"number": "2", "title": "Training"}])

    answer = send(lead, EDIT, **{"themes-0-number": "2", "themes-1-number": "1"})

    assert answer.status_code == 302
    assert list(Theme.objects.order_by("number").values_list("number", "title")) == [
        ("1", "Training"),
        ("2", "Culture"),
    ]


def test_a_plan_kept_to_a_department_no_longer_in_use_stays_kept_to_it(lead, plan):
    closed = make_department("Audit")
    plan.departments.add(closed)
    Department.objects.update(is_active=False)

    send(lead, EDIT, title="Learning review 2016")

    plan.refresh_from_db()
    assert plan.title == "Learning review 2016"
    assert list(plan.departments.all()) == [closed]


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x"])
def test_a_department_that_no_database_can_hold_is_refused(lead, plan, number):
    sent = on_page(lead.get(EDIT), title="Another title", departments=number)

    page = lead.post(EDIT, sent)

    assert page.status_code in (200, 400)
    plan.refresh_from_db()
    assert plan.title == "Organisational learning review"


@pytest.mark.parametrize("total", ["9" * 5_000, "-1", "x", ""])
def test_a_count_of_rows_that_is_none_is_said(lead, plan, total):
    sent = {**on_page(lead.get(EDIT)), "themes-TOTAL_FORMS": total, "add-themes": "1"}

    page = lead.post(EDIT, sent)

    assert page.status_code == 200
    assert [theme.title for theme in Theme.objects.all()] == ["Culture", "Pay"]


def test_a_number_longer_than_any_key_is_no_page(lead):
    assert lead.get(f"/recommendations/{'9' * 30}/").status_code == 404
