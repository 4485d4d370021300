from datetime import date

import pytest

from recommendations.chasing.digest_words import (
    Group,
    Lateness,
    asked,
    due,
    extension_decided,
    late_in_words,
    overdue,
    subject_of,
    wrapped,
)

MAY, JUNE = date(2016, 5, 31), date(2016, 6, 12)


@pytest.mark.parametrize(
    ("groups", "subject"),
    [
        ([Group.OVERDUE], "1 recommendation is overdue"),
        (
            [Group.DUE, Group.OVERDUE, Group.DUE, Group.OVERDUE, Group.OVERDUE],
            "3 recommendations are overdue, 2 due soon",
        ),
        (
            [Group.ASKED] * 1204 + [Group.HEAD_OF_SERVICE],
            "1,204 recommendations await an update, 1 for you as head of service",
        ),
        ([Group.INVITED], "1 recommendation may be called to committee"),
        (
            [Group.HANDED_OVER, Group.DECIDED],
            "1 recommendation has been decided on, 1 handed over to you",
        ),
        ([Group.CHIEF_OFFICER] * 2, "2 recommendations need you as chief officer"),
    ],
)
def test_the_subject_tells(groups, subject):
    assert subject_of(groups) == subject


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (Lateness(MAY, MAY), "Overdue since 31 May 2016 (12 days)."),
        (
            Lateness(MAY, date(2016, 3, 1)),
            "Overdue since 31 May 2016 (12 days). "
            "The original date was 1 March 2016, 103 days ago.",
        ),
        (Lateness(date(2016, 6, 11), None), "Overdue since 11 June 2016 (1 day)."),
    ],
)
def test_what_is_overdue_ages_from_its_original_date(late, words):
    assert overdue(late, JUNE) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2016, 6, 12), "Due today, on 12 June 2016."),
        (date(2016, 6, 13), "Due tomorrow, on 13 June 2016."),
        (date(2016, 6, 19), "Due in 7 days, on 19 June 2016."),
    ],
)
def test_what_is_due(day, words):
    assert due(day, JUNE) == words


def test_all_that_is_late():
    late = Lateness(MAY, MAY, silent_rounds=2, times_moved=3)

    assert late_in_words(late, JUNE) == [
        "Overdue since 31 May 2016 (12 days).",
        "No update in 2 rounds in a row.",
        "Its date was moved 3 times.",
    ]


def test_what_is_not_overdue_may_be_late_all_the_same():
    late = Lateness(date(2016, 6, 12), MAY, silent_rounds=1, times_moved=1)

    assert late_in_words(late, JUNE) == ["No update in 1 round.", "Its date was moved once."]


def test_a_round_asks():
    assert asked("May 2016", JUNE, MAY) == "Round “May 2016” asks for an update by 12 June 2016."
    assert asked("May 2016", MAY, JUNE) == (
        "Round “May 2016” asks for an update by 31 May 2016, which has passed."
    )


def test_an_extension_is_decided():
    assert extension_decided(True, "Spring 18", date(2018, 5, 31)) == (
        "Your extension to “Spring 18” was agreed. It is now due on 31 May 2018."
    )
    assert extension_decided(False, "Spring 18", JUNE) == (
        "Your extension to “Spring 18” was refused. It is still due on 12 June 2016."
    )
    assert extension_decided(False, "", None) == "Your extension was refused."


def test_a_text_needs_no_wide_window():
    address = f"  https://plans.example.gov.uk/answer/{'x' * 60}/"
    text = "\n".join(
        [
            "* 2.3: Provide training for all managers on the handling of complaints, and tell us",
            "  Overdue since 9 June 2016 (1 day). The original date was 31 March 2016, 71 days.",
            address,
            "",
            "Sue",
        ]
    )

    assert wrapped(text).split("\n") == [
        "* 2.3: Provide training for all managers on the handling of complaints,",
        "  and tell us",
        "  Overdue since 9 June 2016 (1 day). The original date was 31 March",
        "  2016, 71 days.",
        address,
        "",
        "Sue",
    ]
