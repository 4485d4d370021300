"""The figures that stand large on the front of a paper."""

from dataclasses import replace

from reports.render.headlines import Headline, headlines_of
from tests.reports.test_figure_values import FIGURES, OVERDUE, RATE, number


def figure(key, label, now):
    return replace(RATE, key=key, printed_as=key, label=label, now=now)


RATES = (
    RATE,
    figure("implementation_rate_current", "On current dates", number(3, 6)),
    OVERDUE,
    figure("carried_over", "Carried over", number(0, 0, nothing="none overdue")),
    figure("silent", "No update received", number(0, 0, nothing="none asked", is_rate=False)),
)


def headlines(*printed, figures=RATES):
    return headlines_of(replace(FIGURES, figures=figures, printed=printed))


def test_each_thing_has_one_figure_with_what_else_is_said_of_it_below():
    printed = [one.key for one in RATES]

    assert headlines(*printed) == (
        Headline(
            "58%",
            "Implementation rate, on original dates",
            "7 of 12",
            ("50% (3 of 6) on current dates",),
        ),
        Headline("3", "Overdue", "3 of 40"),
        Headline("none asked", "No update received", ""),
    )


def test_a_rate_on_current_dates_stands_large_where_no_other_is_printed():
    [only] = headlines("implementation_rate_current")

    assert (only.number, only.label, only.under) == ("50%", "On current dates", ())


def test_no_more_than_four_stand_on_the_front():
    counts = [figure(f"count_{place}", f"Count {place}", number(1, 2)) for place in range(6)]

    found = headlines(*(one.key for one in counts), figures=tuple(counts))

    assert [one.label for one in found] == ["Count 0", "Count 1", "Count 2", "Count 3"]


def test_no_colour_stands_there_by_itself():
    red = replace(figure("rag_red", "Red", number(1, 2)), printed_as="rag")

    assert headlines("rag", figures=(red,)) == ()


def test_without_figures_there_are_none():
    assert headlines_of(None) == ()
