"""Wordings of the sorts that council plans, audit trackers, logs and government responses hold,
labelled by the rules of the corpus before they were read for the first time.
"""

from datetime import date

import pytest

from recommendations.by_when import read_by_when


def said(text, paper_date):
    """The days of a reading as text: "2013-03-01..2013-03-31", "2013-03-31", "2013-03-01..",
    "none"; "and on" when it goes on beside its dates, "ongoing" when it has none.
    """
    reading = read_by_when(text, paper_date=date.fromisoformat(paper_date))
    if not reading.earliest:
        return "ongoing" if reading.open_ended else "none"
    if not reading.latest:
        return f"{reading.earliest}.."
    days = f"{reading.earliest}..{reading.latest}"
    if reading.earliest == reading.latest:
        days = str(reading.latest)
    return f"{days} and on" if reading.open_ended else days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("31/03/2015", "2014-06-10", "2015-03-31"),
        ("2014-03-31", "2013-11-26", "2014-03-31"),
        ("31 Dec", "2012-11-26", "2012-12-31"),
        ("Dec 31 2019", "2019-06-01", "2019-12-31"),
        ("30th September 2013", "2013-03-01", "2013-09-30"),
        ("Friday 28th February 2014", "2013-11-01", "2014-02-28"),
        ("30/9/13", "2012-11-26", "2013-09-30"),
        ("30.09.2013", "2012-11-26", "2013-09-30"),
        ("31/12", "2012-11-26", "2012-12-31"),
        ("15-May-13", "2012-11-26", "2013-05-15"),
        ("30-Sep-2013", "2013-03-01", "2013-09-30"),
        ("31 Mar 11", "2010-05-01", "2011-03-31"),
        ("19/5", "2010-05-01", "2010-05-19"),
        ("12/31/2023", "2023-03-01", "2023-12-31"),
        ("Sep 30th", "2023-03-01", "2022-09-30"),
        ("effective April 1, 2022", "2021-07-15", "2022-04-01"),
        ("No later than December 15, 2021", "2021-03-01", "2021-12-15"),
        ("Target date: 31 May 2013", "2012-11-26", "2013-05-31"),
        ("To be reported to Full Council on 14th May 2014", "2014-03-01", "2014-05-14"),
        ("On or before 31 March 2013", "2012-11-26", "2013-03-31"),
        ("By no later than 31st December 2013", "2012-11-26", "2013-12-31"),
        ("by 1 April 2026 at the latest", "2026-01-15", "2026-04-01"),
        ("by Christmas 2013", "2013-06-01", "2013-12-25"),
    ],
)
def test_a_day(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Sep-14", "2014-06-10", "2014-09-01..2014-09-30"),
        ("Sept '13", "2012-11-26", "2013-09-01..2013-09-30"),
        ("April '14", "2013-11-01", "2014-04-01..2014-04-30"),
        ("September 2013 Cabinet", "2013-03-01", "2013-09-01..2013-09-30"),
        ("Report to Audit Committee in January", "2012-11-26", "2013-01-01..2013-01-31"),
        ("Report to Jan 14 Cabinet", "2013-11-01", "2014-01-01..2014-01-31"),
        ("Septmber 2013", "2012-11-26", "2013-09-01..2013-09-30"),
        ("Next Board meeting (June)", "2010-05-01", "2010-06-01..2010-06-30"),
        ("Mid-January 2013", "2012-11-26", "2013-01-11..2013-01-20"),
        ("mid-March", "2014-02-01", "2014-03-11..2014-03-20"),
        ("next month", "2012-11-26", "2012-12-01..2012-12-31"),
        ("This may take until May 2013", "2012-11-26", "2013-05-01..2013-05-31"),
        ("until at least March 2026", "2025-07-15", "2026-03-01..2026-03-31"),
        ("Not due until June 2026", "2025-02-26", "2026-06-01..2026-06-30"),
    ],
)
def test_a_month(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Summer 14", "2013-11-01", "2014-06-01..2014-08-31"),
        ("early autumn 2013", "2012-11-26", "2013-09-01..2013-09-30"),
        ("late summer", "2014-03-01", "2014-08-01..2014-08-31"),
        ("later this summer", "2013-06-26", "2013-06-01..2013-08-31"),
        ("next spring", "2013-11-01", "2014-03-01..2014-05-31"),
        ("Winter 2012/13", "2012-11-26", "2012-12-01..2013-02-28"),
        ("Fall 2021", "2021-03-01", "2021-09-01..2021-11-30"),
        ("Autumn Statement 2013", "2013-09-01", "2013-09-01..2013-11-30"),
        ("throughout 2015", "2014-11-26", "2015-01-01..2015-12-31"),
        ("mid-2014", "2013-11-26", "2014-05-01..2014-08-31"),
        ("Early in 2014", "2013-09-01", "2014-01-01..2014-04-30"),
        ("early next year", "2012-11-26", "2013-01-01..2013-04-30"),
        ("later this year", "2013-06-01", "2013-01-01..2013-12-31"),
        ("next year", "2025-01-15", "2026-01-01..2026-12-31"),
        (
            "The government will publish its response by the summer recess 2025",
            "2025-01-15",
            "2025-06-01..2025-08-31",
        ),
    ],
)
def test_a_season_or_a_year(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("1st Quarter 2013", "2012-11-26", "2013-01-01..2013-03-31"),
        ("third quarter of 2013", "2012-11-26", "2013-07-01..2013-09-30"),
        ("By Q3 2014", "2013-09-01", "2014-07-01..2014-09-30"),
        ("Q1 13/14", "2012-11-26", "2013-04-01..2013-06-30"),
        ("Q4 2014-15", "2014-06-10", "2015-01-01..2015-03-31"),
        ("2013/14 Q2", "2012-11-26", "2013-07-01..2013-09-30"),
        ("last quarter of 2012-13", "2012-11-26", "2013-01-01..2013-03-31"),
        ("Quarter 3 (Oct - Dec 2013)", "2013-05-01", "2013-10-01..2013-12-31"),
        ("FY2010/11 Q3", "2010-05-01", "2010-10-01..2010-12-31"),
        ("3rd Qtr 2010/11", "2010-05-01", "2010-10-01..2010-12-31"),
        ("H1 2014", "2013-11-26", "2014-01-01..2014-06-30"),
        ("Second half of 2013", "2012-11-26", "2013-07-01..2013-12-31"),
        ("first half of 2013/14", "2012-11-26", "2013-04-01..2013-09-30"),
        ("FY 2012/13", "2012-06-26", "2012-04-01..2013-03-31"),
        ("2014/15 financial year", "2013-11-01", "2014-04-01..2015-03-31"),
        ("in the 2026 to 2027 financial year", "2025-07-15", "2026-04-01..2027-03-31"),
        ("next financial year", "2012-11-26", "2013-04-01..2014-03-31"),
        ("in the next financial year (2026/27)", "2026-01-15", "2026-04-01..2027-03-31"),
    ],
)
def test_a_quarter_a_half_or_a_financial_year(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("End March 2013", "2012-11-26", "2013-03-31"),
        ("end Apr 14", "2013-11-01", "2014-04-30"),
        ("end-2014", "2012-11-26", "2014-12-31"),
        ("end of Q3 2014/15", "2014-06-10", "2014-12-31"),
        ("by end of 2012/13", "2012-11-26", "2013-03-31"),
        ("By the end of this financial year", "2012-11-26", "2013-03-31"),
        ("End of the year", "2012-11-26", "2012-12-31"),
        ("by the end of the 2025-26 financial year", "2025-07-15", "2026-03-31"),
        ("By end of summer 2013", "2012-11-26", "2013-08-31"),
        ("start of the new year", "2012-11-26", "2013-01-01"),
        ("at the start of 2026", "2025-02-26", "2026-01-01"),
        ("Before Christmas", "2012-11-26", "2012-12-24"),
        ("Prior to April 2013", "2012-11-26", "2013-03-31"),
        ("before the end of 2025", "2025-02-26", "2025-12-31"),
        ("before the summer recess 2025", "2025-02-26", "2025-05-31"),
    ],
)
def test_the_end_the_start_or_the_day_before(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Mar 2012 - Sept 2012", "2012-02-01", "2012-03-01..2012-09-30"),
        ("Nov 2013 \u2013 Feb 2014", "2013-10-01", "2013-11-01..2014-02-28"),
        ("1 April \u2013 30 June 2013", "2013-02-01", "2013-04-01..2013-06-30"),
        ("12-16 May 2014", "2014-03-01", "2014-05-12..2014-05-16"),
        ("12th and 13th May 2014", "2014-03-01", "2014-05-12..2014-05-13"),
        ("1/4/13 \u2013 31/3/14", "2012-11-26", "2013-04-01..2014-03-31"),
        ("between April and June 2014", "2013-11-01", "2014-04-01..2014-06-30"),
        ("from January to March 2026", "2025-09-15", "2026-01-01..2026-03-31"),
        ("Jan/Feb 2014", "2013-11-01", "2014-01-01..2014-02-28"),
        ("December / January 2014", "2013-11-01", "2013-12-01..2014-01-31"),
        ("Spring/Summer 2013", "2012-11-26", "2013-03-01..2013-08-31"),
        ("late 2012/early 2013", "2012-06-26", "2012-09-01..2013-04-30"),
        ("Mid to late 2013", "2012-11-26", "2013-05-01..2013-12-31"),
        ("Late Jan/early Feb 2014", "2013-11-01", "2014-01-21..2014-02-10"),
        ("End June / early July", "2010-05-01", "2010-06-30..2010-07-10"),
        ("Q2/Q3 2013/14", "2012-11-26", "2013-07-01..2013-12-31"),
        ("2012/13 and 2013/14", "2012-06-26", "2012-04-01..2014-03-31"),
        ("Financial years 2013/14 to 2015/16", "2012-11-26", "2013-04-01..2016-03-31"),
        ("2012\u20132015", "2012-06-26", "2012-01-01..2015-12-31"),
        ("w/c 12 May 2014", "2014-04-01", "2014-05-12..2014-05-18"),
        ("By week ending 28 March 2014", "2014-01-10", "2014-03-22..2014-03-28"),
        ("First week in June 2014", "2014-01-10", "2014-06-01..2014-06-07"),
    ],
)
def test_a_range(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("March, June, September and December 2013", "2013-01-10", "2013-03-01..2013-12-31"),
        ("Apr 12 & Oct 12", "2012-02-01", "2012-04-01..2012-10-31"),
        ("1. April 2013 2. July 2013", "2012-11-26", "2013-04-01..2013-07-31"),
        (
            "Cabinet: 12 February 2013, Council: 26 February 2013",
            "2012-11-26",
            "2013-02-12..2013-02-26",
        ),
        (
            "Consultation - Jan 2013\nReport to Cabinet - March 2013",
            "2012-11-26",
            "2013-01-01..2013-03-31",
        ),
        ("Start: April 2014; End: March 2015", "2013-11-01", "2014-04-01..2015-03-31"),
        ("Start January 2014, complete by March 2014", "2013-11-01", "2014-01-01..2014-03-31"),
        ("Policy agreed June 2013, training from September 2013", "2012-11-26", "2013-06-01.."),
        ("We will consult in 2025 and legislate in 2026", "2025-01-15", "2025-01-01..2026-12-31"),
        (
            "Finding 1: June 30, 2023; Finding 2: August 31, 2023",
            "2023-03-01",
            "2023-06-30..2023-08-31",
        ),
    ],
)
def test_several_dates_are_a_list(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("November 2012 and on-going", "2012-11-26", "2012-11-01.."),
        ("April 2013 onwards", "2012-11-26", "2013-04-01.."),
        ("April 2013 - ongoing", "2012-11-26", "2013-04-01.."),
        ("2014 and beyond", "2013-11-26", "2014-01-01.."),
        ("With effect from 1 April 2013", "2012-11-26", "2013-04-01.."),
        ("Commencing September 2013", "2012-11-26", "2013-09-01.."),
        ("Started September 2013", "2013-11-01", "2013-09-01.."),
        ("Not before June 2014", "2013-11-26", "2014-06-01.."),
        ("no earlier than 1 October 2026", "2025-07-15", "2026-10-01.."),
        ("After Easter 2014", "2014-01-20", "2014-04-21.."),
        ("Following the elections in May 2015", "2014-11-01", "2015-06-01.."),
        ("March 2014 and annually thereafter", "2013-03-01", "2014-03-01.."),
        ("March, then quarterly", "2010-02-01", "2010-03-01.."),
        ("Quarterly, from April 2013", "2012-11-26", "2013-04-01.."),
        ("Ongoing from 1.4.14", "2014-01-10", "2014-04-01.."),
        ("from next April", "2013-11-01", "2014-04-01.."),
    ],
)
def test_what_has_no_end(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Annually \u2013 next due October 2014", "2013-11-01", "2014-10-01..2014-10-31 and on"),
        ("Ongoing \u2013 next review January 2014", "2013-11-01", "2014-01-01..2014-01-31 and on"),
        (
            "Implemented April 2024; monitoring ongoing",
            "2025-02-26",
            "2024-04-01..2024-04-30 and on",
        ),
        ("Ongoing until March 2013", "2012-11-26", "2013-03-01..2013-03-31"),
        ("Ongoing throughout 2013/14", "2013-02-26", "2013-04-01..2014-03-31"),
        ("Monthly until March 2014", "2013-03-01", "2014-03-01..2014-03-31"),
        (
            "In progress \u2013 due for completion March 2014",
            "2013-11-01",
            "2014-03-01..2014-03-31",
        ),
        (
            "Work is under way and due to conclude in autumn 2025",
            "2025-01-15",
            "2025-09-01..2025-11-30",
        ),
        (
            "Work has started and will be complete by June 2014",
            "2013-11-01",
            "2014-06-01..2014-06-30",
        ),
    ],
)
def test_what_goes_on_beside_a_date_or_up_to_it(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Immediate and ongoing", "2012-11-26", "ongoing"),
        ("In progress", "2012-11-26", "ongoing"),
        ("Continuous", "2012-11-26", "ongoing"),
        ("Business as usual", "2012-11-26", "ongoing"),
        ("Annual review each April", "2012-11-26", "ongoing"),
        ("By 31 March each year", "2012-11-26", "ongoing"),
        ("Every 6 months", "2012-11-26", "ongoing"),
        ("Twice yearly", "2012-11-26", "ongoing"),
        ("At each meeting", "2013-11-01", "ongoing"),
        ("As and when required", "2012-11-26", "ongoing"),
        ("Six-monthly reports to committee", "2013-11-01", "ongoing"),
        ("as soon as possible", "2012-11-26", "none"),
        ("With immediate effect", "2012-11-26", "none"),
        ("Not yet known", "2012-11-26", "none"),
        ("Date to be agreed", "2012-11-26", "none"),
        ("Not applicable", "2012-11-26", "none"),
        ("As above", "2012-11-26", "none"),
        ("Subject to funding", "2012-11-26", "none"),
        ("Following restructure", "2012-11-26", "none"),
        ("Once new system is in place", "2012-11-26", "none"),
        ("On completion of the review", "2012-11-26", "none"),
        ("As part of the annual review", "2010-05-01", "none"),
    ],
)
def test_what_is_said_instead_of_a_date(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("Implemented", "2012-11-26", "none"),
        ("In place", "2012-11-26", "none"),
        ("Completed March 2012", "2012-11-26", "2012-03-01..2012-03-31"),
        ("Completed - 14/06/12", "2012-11-26", "2012-06-14"),
        ("Complete \u2013 October 2013", "2013-11-01", "2013-10-01..2013-10-31"),
        ("This was completed in May 2013", "2013-11-01", "2013-05-01..2013-05-31"),
        ("Complete and ongoing", "2012-11-26", "ongoing"),
        ("Completed, but subject to annual review", "2013-11-01", "ongoing"),
        ("Partially implemented", "2013-11-01", "none"),
        ("Phase 1 complete, Phase 2 by June 2013", "2012-11-26", "2013-06-01..2013-06-30"),
        ("Completed - further review in Sept 2010", "2010-05-01", "2010-09-01..2010-09-30"),
        ("Launched in May 2012; evaluation due May 2013", "2012-11-26", "2013-05-01..2013-05-31"),
        (
            "Policy was approved in May 2012 and will be reviewed in May 2014",
            "2012-11-26",
            "2014-05-01..2014-05-31",
        ),
        (
            "The review concluded in December 2024. Its findings will be published in spring 2025.",
            "2025-02-26",
            "2025-03-01..2025-05-31",
        ),
        ("Policy was revised in January 2023 and training is ongoing", "2023-03-01", "ongoing"),
    ],
)
def test_what_is_completed(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("March 2013 (revised from December 2012)", "2012-11-26", "2013-03-01..2013-03-31"),
        ("Originally June 2012, now September 2012", "2012-05-26", "2012-09-01..2012-09-30"),
        ("Revised to 30/9/14", "2014-05-26", "2014-09-30"),
        ("31 March 2013 (extended to 30 June 2013)", "2012-11-26", "2013-06-30"),
        ("June 2012 (original) September 2012 (revised)", "2012-05-01", "2012-09-01..2012-09-30"),
        ("Slipped from June 2013 to October 2013", "2013-05-26", "2013-10-01..2013-10-31"),
        ("Original date: 30/06/2013 Revised date: 31/12/2013", "2013-07-15", "2013-12-31"),
        ("31 March 2014 (previously 31 December 2013)", "2013-11-01", "2014-03-31"),
        ("Jan 2014 extended to Mar 2014", "2013-11-01", "2014-03-01..2014-03-31"),
        (
            "Not implemented \u2013 revised target date September 2014",
            "2014-05-01",
            "2014-09-01..2014-09-30",
        ),
        ("~~March 2014~~ June 2014", "2014-03-01", "2014-06-01..2014-06-30"),
    ],
)
def test_a_revised_date_takes_the_place_of_the_old_one(text, paper_date, days):
    assert said(text, paper_date) == days


@pytest.mark.parametrize(
    ("text", "paper_date", "days"),
    [
        ("12 weeks", "2012-11-26", "2012-11-26..2013-02-18"),
        ("Within six months", "2012-11-26", "2012-11-26..2013-05-26"),
        ("Within the next 12 months", "2012-11-26", "2012-11-26..2013-11-26"),
        ("over the next two years", "2025-02-26", "2025-02-26..2027-02-26"),
        ("3-6 months", "2012-11-26", "2013-02-26..2013-05-26"),
        ("0-6 months", "2013-11-01", "2013-11-01..2014-05-01"),
        ("within 28 days of the decision", "2012-11-26", "none"),
        ("6 months from approval", "2012-11-26", "none"),
        ("within 12 months of the publication of this report", "2025-02-26", "none"),
    ],
)
def test_a_duration_counts_from_the_paper(text, paper_date, days):
    assert said(text, paper_date) == days
