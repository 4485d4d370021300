"""Measures on the page of a recommendation, and the pages on which they are changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.roles import Role
from recommendations.measures import (
    NO_NAME,
    NO_REASON,
    NO_VALUE,
    TARGET_BY_A_DAY,
    TO_COME,
    NewTerms,
    change_measure,
    correct_reading,
    drop_measure,
    read_measure,
    take_back_reading,
)
from recommendations.models import Measure, MeasureReading, MeasureTerms
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_measure,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
COUNTED = [(date(2015, 9, 30), 70), (date(2016, 3, 31), 84), (DAY, 82)]
BEGAN = {"baseline": Decimal(61), "baseline_day": date(2015, 3, 31)}
DAY_TYPED = {"day_0": "31", "day_1": "5", "day_2": "2016"}
SUMMARY = (
    "Latest 82% on 31 May 2016: towards the target, but further from it than on 31 March 2016 (84%)"
)


@pytest.fixture
def lead(client):
    user = make_user("lead@example.gov.uk", "Laura Lead", role=Role.LEAD)
    client.force_login(user)
    return user


@pytest.fixture
def bob(client):
    user = make_user("bob@example.gov.uk", "Bob Baker", role=Role.OFFICER)
    client.force_login(user)
    return make_owner("Bob Baker", user=user)


@pytest.fixture
def row(db):
    return make_recommendation(reference="2.3")


def page_of(row):
    return f"/recommendations/{row.pk}/"


def add(client, row, **typed):
    return send(client, f"{page_of(row)}measures/new/", **{"name": "Staff", **typed})


def test_the_page_shows_the_measure_against_its_target(client, lead, row):
    make_measure(row, readings=COUNTED, **BEGAN)

    page = client.get(page_of(row))

    said = words(page)
    assert SUMMARY in said
    assert "Target 95% Where it began 61% on 31 March 2015" in said
    assert "31 March 2015 61% Where it began 30 September 2015 70%" in said
    [drawing] = html.fromstring(page.text).xpath("//main//*[local-name()='svg']")
    assert drawing.get("role") == "img"
    named = drawing.get("aria-labelledby").split()
    texts = [drawing.xpath(f".//*[@id='{name}']")[0].text for name in named]
    assert texts[0] == "Staff with an appraisal: the trend"
    assert texts[1].startswith("Staff with an appraisal: 82% on 31 May 2016 (target 95%, began at")
    assert "style=" not in html.tostring(drawing).decode()


def test_the_story_tells_it(client, lead, row):
    measure = make_measure(row, readings=[(DAY, "82.5")], target_day=date(2017, 3, 31), **BEGAN)
    drop_measure(measure, reason="It says nothing", **written(at=moment(hour=13)))

    said = words(client.get(page_of(row)))

    assert "Why: It says nothing No longer measured: Staff with an appraisal" in said
    assert "Counted: 82.5% — Staff with an appraisal" in said
    assert (
        "Measure: Staff with an appraisal Where it began: 61% on 31 March 2015 "
        "Target: 95% by 31 March 2017"
    ) in said


def test_a_correction_stands_in_the_story_beside_what_it_corrects(client, lead, row):
    measure = make_measure(row, better="lower")
    reading = read_measure(measure, Decimal(28), **written(at=moment(hour=13)))
    correct_reading(
        reading, Decimal(82), note="Payroll", reason="Swapped", **written(at=moment(hour=14))
    )

    said = words(client.get(page_of(row)))

    assert "Why: Swapped Counted: 82% — Staff with an appraisal (corrected) Payroll" in said
    assert "Counted: 28% — Staff with an appraisal – corrected later" in said
    assert "Lower is better" in said


def test_an_earlier_day_shows_what_was_known_then_and_offers_nothing(client, lead, row):
    make_measure(row, readings=COUNTED)

    page = client.get(f"{page_of(row)}?as_at=2016-05-31&known_by=2016-05-31T12:00")
    before = client.get(f"{page_of(row)}?as_at=2016-05-31&known_by=2016-05-31T11:00")

    assert "82% on 31 May 2016" in words(page)
    assert "Add a reading" not in words(page)
    assert "Correct" not in words(page)
    assert "Measures" not in words(before)


def test_nothing_measured_says_what_to_do_to_whoever_may_do_it(client, bob, row):
    assert "Measures" not in words(client.get(page_of(row)))

    client.force_login(make_user("lead@example.gov.uk", "Laura Lead", role=Role.LEAD))

    said = words(client.get(page_of(row)))
    assert "Measures Nothing is measured. What can be counted" in said
    assert "Add a measure" in said


def test_a_measure_without_readings_says_what_to_do(client, lead, row):
    make_measure(row)

    said = words(client.get(page_of(row)))

    assert "Latest not counted yet" in said
    assert "Nothing has been counted yet. Add what was counted, and on which day." in said


def test_a_lead_adds_a_measure(client, lead, row):
    response = add(
        client,
        row,
        name="Days lost",
        unit="days",
        better="lower",
        baseline="1,250.5",
        baseline_day_0="31",
        baseline_day_1="3",
        baseline_day_2="2015",
        target="1,000",
        true_from_0="31",
        true_from_1="5",
        true_from_2="2016",
    )

    assert response["Location"] == f"{page_of(row)}#measures"
    terms = MeasureTerms.objects.get()
    assert (terms.name, terms.unit, terms.better) == ("Days lost", "days", "lower")
    assert (terms.baseline, terms.target) == (Decimal("1250.5"), 1000)
    assert (terms.recorded_by, terms.valid_from) == (lead, DAY)
    page = client.get(page_of(row))
    assert "Target 1,000 days (lower is better) Where it began 1,250.5 days on" in words(page)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, NO_NAME),
        ({"target": "many"}, "Enter a number, such as 82, 1,250 or 4.5."),
        ({"target": "82%"}, "Type “%” as the unit, or leave it out here."),
        ({"target": "1" * 13}, "A number has at most 12 digits before the point."),
        ({"target_day_0": "1", "target_day_1": "1", "target_day_2": "2017"}, TARGET_BY_A_DAY),
        ({"true_from_0": "1", "true_from_1": "1", "true_from_2": "2199"}, "The day must be today"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, lead, row, typed, problem):
    page = add(client, row, **{"better": "lower", **typed})

    [said] = problems(page)
    assert said.startswith(problem)
    sent = filled_in(page)
    assert sent["better"] == ["lower"]
    assert {name: sent.get(name, [""])[0] for name in typed} == typed
    assert not Measure.objects.exists()


def test_sent_twice_a_measure_counts_once(client, lead, row):
    sent = filled_in(client.get(f"{page_of(row)}measures/new/"), name="Staff")

    for _ in range(2):
        client.post(f"{page_of(row)}measures/new/", sent)

    assert Measure.objects.count() == 1


def test_a_lead_changes_a_measure(client, lead, row):
    measure = make_measure(row, baseline=Decimal("1250.5"), unit="", target=1290)
    page = client.get(f"/measures/{measure.pk}/")
    assert filled_in(page)["baseline"] == ["1250.5"]

    send(client, f"/measures/{measure.pk}/", target="1300", reason="Agreed")

    now = MeasureTerms.objects.latest("pk")
    assert (now.target, now.baseline, now.reason) == (1300, Decimal("1250.5"), "Agreed")
    assert "The measure is changed." in client.get(page_of(row)).text


def test_a_change_that_changes_nothing_is_not_written_down(client, lead, row):
    measure = make_measure(row)

    response = send(client, f"/measures/{measure.pk}/", target="95.0", reason="Agreed")

    assert "Nothing was changed, so nothing is written down." in client.get(page_of(row)).text
    assert (response.status_code, MeasureTerms.objects.count()) == (302, 1)


def test_the_second_of_two_people_is_told_and_shown_both(client, lead, row):
    measure = make_measure(row)
    sent = filled_in(client.get(f"/measures/{measure.pk}/"), target="97", reason="I said so")
    change_measure(
        measure,
        NewTerms("Staff with an appraisal", "%", target=Decimal(96)),
        reason="Agreed",
        **written(at=moment(hour=13)),
    )

    page = client.post(f"/measures/{measure.pk}/", sent)

    assert "What you typed 97" in words(page)
    assert "What it says now 96" in words(page)
    assert MeasureTerms.objects.latest("pk").target == 96
    client.post(f"/measures/{measure.pk}/", filled_in(page, **{"keep-target": "typed"}))
    assert MeasureTerms.objects.latest("pk").target == 97


def test_a_lead_drops_a_measure_and_takes_it_up_again(client, lead, row):
    measure = make_measure(row, readings=COUNTED)
    assert problems(send(client, f"/measures/{measure.pk}/drop/", reason="")) == [NO_REASON]

    send(client, f"/measures/{measure.pk}/drop/", reason="It says nothing")

    said = words(client.get(page_of(row)))
    assert "No longer measured: Staff with an appraisal" in said
    assert "Latest" not in said
    for page in ("drop", "reading"):
        assert client.get(f"/measures/{measure.pk}/{page}/").status_code == 404
    again = client.get(f"/measures/{measure.pk}/")
    assert "This is no longer measured. Save to take it up again." in words(again)
    client.post(f"/measures/{measure.pk}/", filled_in(again, reason="Missed"))
    assert "Latest 82%" in words(client.get(page_of(row)))


def test_an_owner_adds_a_reading(client, bob):
    row = make_recommendation(owners=[bob])
    measure = make_measure(row)

    response = send(
        client, f"/measures/{measure.pk}/reading/", value="82.5%", note="Payroll", **DAY_TYPED
    )

    assert response["Location"] == f"{page_of(row)}#measures"
    made = MeasureReading.objects.get()
    assert (made.value, made.note, made.valid_from) == (Decimal("82.5"), "Payroll", DAY)
    assert made.recorded_by == bob.user
    said = words(client.get(page_of(row)))
    assert "Latest 82.5% on 31 May 2016" in said
    assert "No longer measure it" not in said
    assert "Add a measure" not in said


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"value": ""}, NO_VALUE),
        ({"value": "1,2"}, "Enter a number, such as 82, 1,250 or 4.5."),
        ({"value": "£82"}, "The unit is “%”, so leave out the “£”."),
        ({"day_2": "2199"}, TO_COME),
    ],
)
def test_a_wrong_reading_is_said_and_kept(client, lead, row, typed, problem):
    measure = make_measure(row)

    page = send(client, f"/measures/{measure.pk}/reading/", **{"value": "82", **DAY_TYPED, **typed})

    assert problems(page) == [problem]
    assert {name: filled_in(page).get(name, [""])[0] for name in typed} == typed
    assert not MeasureReading.objects.exists()


def test_sent_twice_a_reading_counts_once(client, lead, row):
    address = f"/measures/{make_measure(row).pk}/reading/"
    sent = filled_in(client.get(address), value="82", **DAY_TYPED)

    for _ in range(2):
        client.post(address, sent)

    assert MeasureReading.objects.count() == 1


def test_a_reading_is_put_right(client, lead, row):
    reading = make_measure(row, readings=[(DAY, 28)]).readings.get()
    address = f"/readings/{reading.pk}/correct/"
    assert filled_in(client.get(address))["value"] == ["28"]
    assert problems(send(client, address, reason="Swapped")) == ["Choose what is wrong"]

    send(client, address, what="correct", value="82", reason="Swapped")

    made = MeasureReading.objects.get(corrects=reading)
    assert (made.value, made.valid_from, made.reason) == (82, DAY, "Swapped")
    assert "Latest 82%" in words(client.get(page_of(row)))
    told = words(client.get(address))
    assert "Laura Lead corrected this reading already. It says 82% on 31 May 2016 now." in told


def test_a_reading_is_taken_back(client, lead, row):
    reading = make_measure(row, readings=[(DAY, 28)]).readings.get()
    address = f"/readings/{reading.pk}/correct/"

    send(client, address, what="take_back", reason="Of another")

    assert "Latest not counted yet" in words(client.get(page_of(row)))
    assert "Laura Lead took this reading back: Of another" in words(client.get(address))
    void = MeasureReading.objects.get(void=True)
    assert client.get(f"/readings/{void.pk}/correct/").status_code == 404


def test_what_was_corrected_meanwhile_is_told(client, lead, row):
    reading = make_measure(row, readings=[(DAY, 28)]).readings.get()
    address = f"/readings/{reading.pk}/correct/"
    sent = filled_in(client.get(address), what="correct", value="83", reason="Swapped")
    take_back_reading(reading, reason="Of another", by=make_user(), at=moment(hour=13))

    page = client.post(address, sent)

    assert "Alice Archer took this reading back: Of another" in words(page)
    assert MeasureReading.objects.count() == 2


def test_a_measure_of_what_somebody_may_not_see_is_hidden(client, bob, row):
    measure = make_measure(row, readings=[(DAY, 82)])
    exempt_all([row], "3", **written(at=moment(hour=13)))
    reading = measure.readings.get()

    for what, kept in (("measures/{}/reading/", measure), ("readings/{}/correct/", reading)):
        hidden, missing = (client.get(f"/{what.format(key)}") for key in (kept.pk, 999_999))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert words(hidden) == words(missing)


def test_nothing_is_measured_in_a_plan_no_longer_in_use(client, lead):
    row = make_recommendation(make_plan("Old review", "old-review", is_active=False))
    measure = make_measure(row)

    for address in (f"{page_of(row)}measures/new/", f"/measures/{measure.pk}/reading/"):
        assert client.get(address).status_code == 403


def queries(client, row):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page_of(row)).status_code == 200
    return len(taken)


def test_the_page_takes_the_same_number_of_queries_for_many_measures(client, bob):
    none, one, many = (make_recommendation(owners=[bob]) for _ in range(3))
    make_measure(one, readings=COUNTED)
    for number in range(3):
        make_measure(many, f"Number {number}", readings=COUNTED, **BEGAN)

    assert {queries(client, row) for row in (none, one, many)} == {16}
