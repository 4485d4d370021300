import pytest

from reports.covering.text import Paper, fill_in

LACKS = {"moved": "it counts what changed since the last paper, and there is none"}
ONE = Paper("Appendix 1", {"implementation_rate": "58% (7 of 12)", "overdue": "3"}, LACKS)
TWO = Paper("Appendix 2", {"implementation_rate": "none due", "overdue": "0"}, {})


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Of these {implementation_rate} are done.", "Of these 58% (7 of 12) are done."),
        ("{ overdue }/{overdue}", "3/3"),
        ("{overdue: appendix 1}", "3"),
        ("{{overdue}} and {{", "{overdue} and {"),
        ("{{{overdue}}}", "{3}"),
        ("No braces", "No braces"),
    ],
)
def test_figures_are_filled_in(text, filled):
    assert fill_in(text, [ONE]) == (filled, [])


def test_one_of_several_papers_is_named():
    text = "{overdue: Appendix 1}, {overdue:Appendix 2}"

    assert fill_in(text, [ONE, TWO]) == ("3, 0", [])


@pytest.mark.parametrize(
    ("text", "papers", "problem"),
    [
        (
            "{implementation_rat}",
            [ONE],
            "“{implementation_rat}” is no figure of Appendix 1. There are {implementation_rate}, "
            "{overdue}.",
        ),
        (
            "{over_due: Appendix 2}",
            [ONE, TWO],
            "“{over_due: Appendix 2}” is no figure of Appendix 2. There are "
            "{overdue: Appendix 2}, {implementation_rate: Appendix 2}.",
        ),
        (
            "{}",
            [ONE],
            "“{}” is no figure of Appendix 1. There are {implementation_rate}, {overdue}.",
        ),
        (
            "{overdue}",
            [],
            "“{overdue}” is a figure of a paper that is attached, and none is attached.",
        ),
        (
            "{overdue}",
            [ONE, TWO],
            "“{overdue}” could be of Appendix 1 and Appendix 2: say which, as in "
            "“{overdue: Appendix 1}”.",
        ),
        (
            "{overdue: Appendix 3}",
            [ONE, TWO],
            "“{overdue: Appendix 3}”: no paper called “Appendix 3” is attached, but Appendix 1 "
            "and Appendix 2.",
        ),
        (
            "{overdue: Appendix 1}",
            [ONE, ONE],
            "“{overdue: Appendix 1}”: 2 papers are called “Appendix 1”. Number them.",
        ),
        (
            "{moved}",
            [ONE],
            "“{moved}” can't be filled in: it counts what changed since the last paper, and there "
            "is none.",
        ),
        ("a { b", [ONE], "There is a “{” without a “}” after it: to print a brace, type “{{”."),
        ("a } b", [], "There is a “}” without a “{” before it: to print a brace, type “}}”."),
    ],
)
def test_what_cannot_be_filled_in_is_said_and_stays(text, papers, problem):
    assert fill_in(text, papers) == (text, [problem])


def test_all_that_is_wrong_is_said_at_once():
    _, problems = fill_in("{one} {overdue} {two}", [ONE])

    assert [problem.split()[0] for problem in problems] == ["“{one}”", "“{two}”"]


def test_of_many_figures_the_likest_are_named():
    many = Paper("Appendix 1", {f"figure_{n:02}": "1" for n in range(30)}, {})

    [problem] = fill_in("{figure_29x}", [many])[1]

    assert "There are {figure_29}, " in problem
    assert problem.endswith(" and 18 more.")


def test_of_many_errors_the_first_are_told():
    text = "".join(f"{{wrong_{number}}}" for number in range(30))

    filled, problems = fill_in(text, [ONE])

    assert filled == text
    assert [problem.split()[0] for problem in problems] == [f"“{{wrong_{n}}}”" for n in range(20)]


def test_a_long_name_is_quoted_in_part():
    [problem] = fill_in(f"{{{'a' * 20_000}}}", [ONE])[1]

    assert problem.startswith(f"“{{{'a' * 60}…}}” is no figure of Appendix 1.")
