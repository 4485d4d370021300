from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from recommendations.wordings import exempt_all, monitor_all, reword
from tests.factories import (
    DAY,
    lay_out,
    make_issued,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_update,
    make_user,
    moment,
    written,
)

LATER = date(2016, 11, 30)
PAGE = "/plans/learning-review/changes/"
BETWEEN = f"{PAGE}?from=2016-05-31&to=2016-11-30"


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan)
    return plan


def signed_in(role="HR or plan lead", email="lena@example.gov.uk"):
    client = Client()
    client.force_login(make_user(email, name="Lena Lead", role=role))
    return client


def read(address, client=None):
    response = (client or signed_in()).get(address)
    assert response.status_code == 200
    return html.fromstring(response.text)


def said(element):
    return " ".join(element.text_content().split())


def sections(page):
    """The counts, and what changed in full."""
    return [said(part) for part in page.xpath("//section[starts-with(@class, 'paper-c')]")]


def values(page):
    return {box.get("name"): box.get("value") for box in page.xpath("//main//input")}


def test_what_changed_between_two_days_is_told_in_words(plan):
    done, reworded, gone, _ = (
        make_recommendation(plan, reference=str(number), text=f"Recommendation {number}")
        for number in range(1, 5)
    )
    reword(reworded, "Recommendation number 2", **written(LATER))
    make_update(done, "In place.", on=LATER)
    monitor_all([gone], False, reason="Done long ago.", **written(LATER))
    make_recommendation(plan, reference="5", text="Train managers", on=LATER)

    page = read(BETWEEN)

    assert sections(page) == [
        "What changed since 31 May 2016, up to 30 November 2016 "
        "1 new, 1 text changed, 1 with progress reported, 1 removed, 1 unchanged.",
        "What changed since 31 May 2016, up to 30 November 2016, in full "
        "1 new 5 Train managers "
        "1 text changed 2 Recommendation number 2 Recommendation: 1 word added "
        "Recommendation[added: number] 2 "
        "1 with progress reported 1 Recommendation 1 Action taken up to November 2016: "
        "2 words added [added: In place.] "
        "1 removed 3 Recommendation 3",
    ]


def test_old_and_new_stand_side_by_side_with_their_days(plan):
    row = make_recommendation(plan, reference="1", text="Train managers", narrative="Half done.")
    make_update(row, "All done.", on=LATER)

    page = read(BETWEEN)

    [table] = page.xpath("//table")
    assert table.get("id") == f"rec-{row.pk}"
    assert table.find("caption/a").get("href") == row.get_absolute_url()
    assert [said(cell) for cell in table.iter("th", "td")] == [
        *("What", "Before: 31 May 2016", "After: 30 November 2016"),
        "Action taken up to November 2016",
        "[removed: Half] done.",
        "[added: All] done.",
    ]
    assert [cell.get("data-label") for cell in table.iter("td")] == [
        "Before (31 May 2016)",
        "After (30 November 2016)",
    ]
    assert [said(mark) for mark in table.iter("del", "ins")] == ["[removed: Half]", "[added: All]"]


def test_every_link_leads_to_the_row_beside_it_or_to_the_recommendation(plan):
    row = make_recommendation(plan, reference="1", narrative="Half done.", text="One")
    make_update(row, "All done.", on=LATER)
    new = make_recommendation(plan, reference="2", text="Two", on=LATER)

    page = read(BETWEEN)

    assert page.xpath("//*[@class='paper-change']/a/@href") == [
        new.get_absolute_url(),
        f"#rec-{row.pk}",
    ]


def test_without_changes_a_sentence_says_so(plan):
    make_recommendations(2, plan)

    page = read(BETWEEN)

    assert sections(page) == []
    assert "Nothing changed between 31 May 2016 and 30 November 2016: 2 unchanged." in said(page)


def test_before_anything_was_on_record_a_sentence_says_so(plan):
    make_recommendations(2, plan)

    page = read(f"{PAGE}?from=2011-01-01&to=2012-01-01")

    assert "No recommendation of this plan that you can see was on record on either day." in said(
        page
    )


def test_the_days_offered_are_thirteen_weeks_ago_and_today(plan):
    page = read(PAGE)

    today = timezone.localdate()
    assert values(page) == {
        "from": (today - timedelta(weeks=13)).isoformat(),
        "to": today.isoformat(),
        "known_by": None,
    }
    assert "Unless you say otherwise: from 13 weeks ago to today." in said(page)


def test_the_first_day_offered_is_that_of_the_last_issued_paper(plan):
    make_issued(plan)

    page = read(PAGE)

    assert values(page)["from"] == "2016-05-31"
    assert "from the last paper that was issued (Appendix 1 as at 31 May 2016) to today." in said(
        page
    )


def test_a_paper_that_the_reader_may_not_see_is_not_offered(plan):
    make_issued(plan, audience="exempt", shown=False)

    to_officer = read(PAGE, signed_in("Officer", "sue@example.gov.uk"))

    assert values(to_officer)["from"] != "2016-05-31"
    assert values(read(PAGE))["from"] == "2016-05-31"


def test_what_was_written_down_later_is_left_out(plan):
    row = make_recommendation(plan, reference="1", narrative="Half done.")
    make_update(row, "All done.", on=LATER, at=moment(date(2016, 12, 5)))

    early = read(f"{BETWEEN}&known_by=2016-12-04")

    assert sections(early) == []
    assert "As known by 4 December 2016, 23:59" in said(early)
    assert len(sections(read(f"{BETWEEN}&known_by=2016-12-05T12:00"))) == 2


def test_days_the_wrong_way_round_are_put_right_and_said(plan):
    make_recommendation(plan, on=LATER)

    page = read(f"{PAGE}?from=2016-11-30&to=2016-05-31")

    assert "The earlier day was put first: 31 May 2016, then 30 November 2016." in said(page)
    assert sections(page)[0].endswith("1 new, none unchanged.")


@pytest.mark.parametrize(
    ("question", "errors"),
    [
        ("from=someday&to=2016-11-30", {"from": "Enter the day like 2016-05-31"}),
        ("from=2016-05-31&to=31+June", {"to": "Enter the day like 2016-05-31"}),
        (
            "from=2016-13-01&known_by=noon",
            {
                "from": "Enter the day like 2016-05-31",
                "known_by": "Enter the moment like 2016-06-03T12:00",
            },
        ),
    ],
)
def test_a_day_that_cant_be_read_is_said_and_kept(plan, question, errors):
    page = read(f"{PAGE}?{question}")

    typed = dict(part.replace("+", " ").split("=") for part in question.split("&"))
    assert {name: values(page)[name] for name in typed} == typed
    for name, error in errors.items():
        [box] = page.xpath(f"//input[@name='{name}']")
        assert box.get("aria-invalid") == "true"
        assert box.get("type") == "text"
        assert error in said(page.get_element_by_id(box.get("aria-describedby").split()[0]))
    assert sections(page) == []
    assert said(page.find("head/title")).startswith("Error: What changed")


def test_exempt_rows_of_others_are_compared_for_nobody_else(plan):
    row = make_recommendation(plan, reference="S-9", text="Secret", owners=[make_owner("Sue")])
    make_update(row, "Secretly done.", on=LATER)
    exempt_all([row], "3", **written(DAY))

    assert "Secretly done." in said(read(BETWEEN))
    to_officer = read(BETWEEN, signed_in("Officer", "bob@example.gov.uk"))
    assert "ecret" not in said(to_officer)
    assert "No recommendation of this plan that you can see was on record" in said(to_officer)


@pytest.mark.parametrize("address", ["/plans/learning-review/", "/plans/learning-review/appendix/"])
def test_the_plan_and_its_appendix_lead_here(plan, address):
    page = read(address)

    assert page.xpath("//a[normalize-space()='What changed']/@href") == [PAGE]


def test_an_issued_paper_leads_to_what_has_changed_since(plan):
    paper = make_issued(plan)

    page = read(f"/appendices/{paper.pk}/paper/")

    assert page.xpath("//a[normalize-space()='What has changed since']/@href") == [
        f"{PAGE}?from=2016-05-31"
    ]
