"""Slips of the keyboard that can only mean one thing, and wordings that are left unread."""

from datetime import date

import pytest

from recommendations.by_when import read_by_when
from tests.recommendations.test_by_when_wordings import said


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("due 30 10.14", "2014-10-30"),
        ("August, 31, 2013", "2013-08-31"),
        ("April 11. 2013", "2013-04-11"),
        ("March 1,2013", "2013-03-01"),
        ("May 31, 2013, andJune 30, 2013", "2013-05-31..2013-06-30"),
        ("30\u00a0September\u00a02013", "2013-09-30"),
        ("Sep\u00adtem\u00adber 2013", "2013-09-01..2013-09-30"),
        ("2013\u00ad14", "2013-04-01..2014-03-31"),
        ("June 2013 \u2014 July 2013", "2013-06-01..2013-07-31"),
        ("on\u2011going", "ongoing"),
        ("30\nSeptember\n2013", "2013-09-30"),
        ("30 September 2013\u200f", "2013-09-30"),
        ("1\u02e2\u1d57 May 2013", "2013-05-01"),
        ("Setpember 2013", "2013-09-01..2013-09-30"),
        ("Febuary 2013", "2013-02-01..2013-02-28"),
        ("<s>March 2013</s> <b>June 2013*</b>", "2013-06-01..2013-06-30"),
        ("<s>March 2013", "2013-03-01..2013-03-31"),
        ("as soon as\npossible", "none"),
    ],
)
def test_slips_and_strange_signs(text, days):
    assert said(text, "2012-11-26") == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "31 June 2013",
        "29 February 2013",
        "30/13/2013",
        "30 Setp 2013",
        "11/12",
        "2009-12",
        "FY2013",
        "Q2 FY2013",
        "Spring 2012/13",
        "academic year 2012/13",
        "end of autumn term 2012",
        "end of 2012/2013",
        "by year end",
        "in the new year",
        "first Monday in May 2013",
        "10 working days",
        "12 months from 1 April 2013",
        "> 12 months",
        "in the coming months",
        "3 year strategy",
        "Medium term",
        "September 2013 to March 2013",
        "item 4.1.17",
        "24/7",
        "3/5 of sites",
        "Equality Act 2010",
        "the 2011 Census",
        "staff may need training",
    ],
)
def test_unread_rather_than_guessed(text):
    reading = read_by_when(text, paper_date=date(2012, 11, 26))

    assert not reading.is_read


@pytest.mark.parametrize(
    "text",
    [
        "31 December 2999",
        "by 31 December 9999",
        "30 June 20200",
        "30 June 220",
        "30/June/220",
        "March 20219",
        "March 202",
        "March, 202",
        "March-202",
        "March '202",
        "March 45",
        "March 2o20",
        "early March 20219",
        "March to June 20200",
        "autumn 220",
        "June 00",
    ],
)
def test_figure_after_a_date_that_is_no_year_is_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    "text",
    [
        "32 March 2020",
        "32nd March",
        "45 June",
        "by 0 June",
        "3o June 2020",
        "June 32, 2020",
        "June 0, 2020",
        "12, 13 and 45 May",
    ],
)
def test_figure_beside_a_month_that_is_no_day_is_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    "text",
    [
        "0/6/2019",
        "00/06/2019",
        "0/0/2019",
        "0.6.2019",
        "12/00/2019",
        "2019-00-12",
        "99/06/2019",
        "30/6/2999",
        "0/6",
        "0/2020",
        "13/2020",
    ],
)
def test_date_in_figures_with_an_impossible_part_is_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    "text", ["Q5 2019/20", "2019/20 Q5", "Q0 2019", "Q1-5 2019/20", "5th quarter 2019", "H3 2019"]
)
def test_impossible_quarter_or_half_is_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    "text",
    [
        "2019/21",
        "2020/19",
        "2020/13",
        "2020-13",
        "2019/2021",
        "2019/202",
        "2019/6",
        "FY 2020/19",
        "Q3 2019/21",
        "March 2019/21",
        "March 2020/19",
        "March 2019/2020",
    ],
)
def test_years_that_do_not_follow_each_other_are_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2020/06", "2020-06-01..2020-06-30"),
        ("2019-22", "2019-01-01..2022-12-31"),
        ("June 100% of sites", "2019-06-01..2019-06-30"),
        ("item 45 June 2020", "2020-06-01..2020-06-30"),
        ("2018/19 March 2019", "2018-04-01..2019-03-31"),
        ("June 2019/July 2019", "2019-06-01..2019-07-31"),
    ],
)
def test_figures_beside_a_date_that_are_no_slip(text, days):
    assert said(text, "2019-06-12") == days


@pytest.mark.parametrize(
    "text",
    [
        "30/06/220",
        "30/06/20200",
        "10/12 actions done",
        "June 2019 (2018)",
        "withdrawn March 2020",
        "previously March 2020, now on hold",
    ],
)
def test_date_that_is_no_deadline_or_contradicted_is_unread(text):
    assert not read_by_when(text, paper_date=date(2019, 6, 12)).is_read


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Started June 2018. Complete by March 2020", "2020-03-01..2020-03-31"),
        ("not by March 2020 but by May 2020", "2020-05-01..2020-05-31"),
        ("30 June 14:30", "2019-06-30"),
        ("starting June 2018", "2018-06-01.."),
        ("Started June 2018", "2018-06-01.."),
    ],
)
def test_date_set_aside_gives_way_to_the_deadline(text, days):
    assert said(text, "2019-06-12") == days


@pytest.mark.parametrize("year", [1, 1899, 2199, 9999])
def test_unread_against_a_paper_of_an_impossible_year(year):
    assert not read_by_when("next Easter", paper_date=date(year, 1, 1)).is_read
