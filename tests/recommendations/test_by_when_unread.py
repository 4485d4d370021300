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


@pytest.mark.parametrize("year", [1, 1899, 2199, 9999])
def test_unread_against_a_paper_of_an_impossible_year(year):
    assert not read_by_when("next Easter", paper_date=date(year, 1, 1)).is_read
