import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from recommendations.importing.answers import Answers, changed_answers, read_answers

ROW = {
    "text": "Buy a boiler",
    "own_values": {"Measure": "One boiler"},
    "raised_on": "2011-03-01",
    "dates": {"earliest": "2017-09-01", "latest": None, "open_ended": True},
    "left_out": True,
    "match": 12,
}
ALL = {
    "rows": {"14": ROW},
    "owners": {
        "Cliff Youngman": {"owner": 7},
        "HR": {"new": {"name": "Human Resources", "kind": "group"}},
        "TBC": {"keep": True},
    },
    "statuses": {"Rolling": "on_track", "See above": ""},
    "missing": {"12": "completed"},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


def test_what_was_settled_is_read_back():
    assert read_answers(ALL) == Answers(
        rows={14: ROW},
        owners=ALL["owners"],
        statuses={"Rolling": "on_track", "See above": ""},
        missing={12: "completed"},
    )


def test_everything_that_fits_gets_in():
    assert changed_answers({}, ALL) == ALL


def test_a_change_of_a_row_leaves_its_other_fields():
    change = {"rows": {"14": {"by_when": "Autumn 17", "own_values": {"Issues": "None"}}}}

    after = changed_answers(ALL, change)

    assert after["rows"]["14"] == {
        **ROW,
        "by_when": "Autumn 17",
        "own_values": {"Measure": "One boiler", "Issues": "None"},
    }
    assert after["owners"] == ALL["owners"]


def test_none_takes_an_answer_back():
    change = {
        "rows": {"14": {"text": None, "own_values": {"Measure": None}, "match": None}},
        "owners": {"TBC": None, "HR": None, "Cliff Youngman": None},
        "missing": {"12": None, "13": None},
    }

    after = changed_answers(ALL, change)

    assert after == {
        "rows": {"14": {name: ROW[name] for name in ("raised_on", "dates", "left_out")}},
        "statuses": ALL["statuses"],
    }


def test_a_row_of_which_nothing_is_left_is_gone():
    assert changed_answers({"rows": {"3": {"text": "A"}}}, {"rows": {"3": {"text": None}}}) == {}
    assert changed_answers(ALL, {"rows": {"14": None}})["owners"] == ALL["owners"]
    assert "rows" not in changed_answers(ALL, {"rows": {"14": None}})


def test_a_change_changes_nothing_of_what_was_kept():
    before = {"rows": {"3": {"own_values": {"Measure": "One"}}}}

    changed_answers(before, {"rows": {"3": {"own_values": {"Measure": "Two"}}}})

    assert before == {"rows": {"3": {"own_values": {"Measure": "One"}}}}


def test_what_no_paper_can_print_does_not_get_in():
    after = changed_answers({}, {"rows": {"1": {"text": "Buy\r\na\x00 boiler \n"}}})

    assert after == {"rows": {"1": {"text": "Buy\na boiler"}}}


@pytest.mark.parametrize(
    "change",
    [
        [],
        {"else": {}},
        {"rows": []},
        {"rows": {"0": {}}},
        {"rows": {"1.5": {}}},
        {"rows": {"-1": {}}},
        {"rows": {"²": {}}},
        {"rows": {"99999": {}}},
        {"rows": {"1": []}},
        {"rows": {"1": {"else": "x"}}},
        {"rows": {"1": {"text": 5}}},
        {"rows": {"1": {"text": "x" * 20_001}}},
        {"rows": {"1": {"reference": "x" * 51}}},
        {"rows": {"1": {"left_out": "yes"}}},
        {"rows": {"1": {"match": "12"}}},
        {"rows": {"1": {"match": True}}},
        {"rows": {"1": {"match": -1}}},
        {"rows": {"1": {"match": 10**30}}},
        {"rows": {"1": {"response": "maybe"}}},
        {"rows": {"1": {"raised_on": "1 March 2011"}}},
        {"rows": {"1": {"raised_on": "20110301"}}},
        {"rows": {"1": {"dates": {}}}},
        {"rows": {"1": {"dates": {"earliest": 5, "latest": None, "open_ended": True}}}},
        {"rows": {"1": {"dates": {"earliest": None, "latest": None, "open_ended": 1}}}},
        {"rows": {"1": {"own_values": {"Measure": 5}}}},
        {"rows": {"1": {"own_values": {"x" * 201: "One"}}}},
        {"owners": {"HR": 7}},
        {"owners": {"HR": {}}},
        {"owners": {"HR": {"owner": "7"}}},
        {"owners": {"HR": {"keep": False}}},
        {"owners": {"HR": {"owner": 7, "keep": True}}},
        {"owners": {"HR": {"new": {"name": "HR"}}}},
        {"owners": {"HR": {"new": {"name": " ", "kind": "group"}}}},
        {"owners": {"HR": {"new": {"name": "HR\nIT", "kind": "group"}}}},
        {"owners": {"HR": {"new": {"name": "HR", "kind": "god"}}}},
        {"owners": {"HR": {"new": {"name": "x" * 201, "kind": "group"}}}},
        {"statuses": {"Rolling": "rolling"}},
        {"statuses": {"Rolling": ["on_track"]}},
        {"missing": {"12": "gone"}},
        {"missing": {"x": "live"}},
        {"missing": {"12": ["live"]}},
    ],
)
def test_what_does_not_fit_is_refused_and_not_read(change):
    with pytest.raises(ValidationError):
        changed_answers({}, change)
    assert read_answers(change) == Answers()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"raised_on": "31/12/2011"}, "“31/12/2011” is not a day. Write it as 2017-09-30."),
        (
            {"dates": {"earliest": "2017-09-02", "latest": "2017-09-01", "open_ended": False}},
            "The last day is before the first.",
        ),
        ({"priority": "x" * 51}, "A priority can have 50 characters at most."),
    ],
)
def test_a_refusal_says_what_to_do(row, sentence):
    with pytest.raises(ValidationError) as refused:
        changed_answers({}, {"rows": {"1": row}})

    assert refused.value.messages == [sentence]


@given(JSON)
def test_whatever_is_kept_is_read_without_an_error(kept):
    read_answers(kept)
    read_answers({"rows": kept, "owners": kept, "statuses": kept, "missing": kept})
    read_answers({"rows": {"1": kept}, "owners": {"HR": kept}, "missing": {"1": kept}})


@given(JSON, st.sampled_from(["rows", "owners", "statuses", "missing"]))
def test_whatever_is_sent_is_refused_or_read_back(said, name):
    try:
        after = changed_answers({}, {name: {"1": said}})
    except ValidationError:
        return
    assert changed_answers({}, after) == after
