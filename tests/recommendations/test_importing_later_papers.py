from recommendations.importing.later_papers import (
    Entry,
    Matched,
    likeness,
    match_rows,
    repeated_references,
)

AUDIT = "Managers should be reminded of the audit protocol each year"
STAFF = "A survey of all staff should be held every two years"


def matched(rows, plan, said=None):
    """How each row was found, and as which recommendation."""
    found = match_rows(
        [Entry(number, *row) for number, row in enumerate(rows, start=1)],
        [Entry(key, *one) for key, one in plan.items()],
        said or {},
    )
    return {number: (one.how, one.recommendation) for number, one in found.items()}


def offered(rows, plan, said=None):
    found = match_rows(
        [Entry(number, *row) for number, row in enumerate(rows, start=1)],
        [Entry(key, *one) for key, one in plan.items()],
        said or {},
    )
    return {
        number: [offer.recommendation for offer in one.offered] for number, one in found.items()
    }


def test_a_reference_identifies_a_reworded_row():
    rows = [("1", f"{AUDIT}, in writing"), ("2", STAFF)]

    assert matched(rows, {7: ("1.", AUDIT), 8: ("(2)", STAFF)}) == {
        1: ("reference", 7),
        2: ("reference", 8),
    }


def test_a_reference_that_was_given_to_something_else_is_only_offered():
    rows = [("1", "Buy a new boiler for the town hall")]
    plan = {7: ("1", AUDIT)}

    assert matched(rows, plan) == {1: ("offered", None)}
    assert offered(rows, plan) == {1: [7]}


def test_rows_that_were_numbered_anew_are_found_by_their_text():
    rows = [("1", STAFF), ("2", AUDIT)]

    assert matched(rows, {7: ("1", AUDIT), 8: ("2", STAFF)}) == {1: ("text", 8), 2: ("text", 7)}


def test_a_reference_that_two_rows_have_does_not_identify():
    rows = [("08/02/2011", AUDIT), ("08/02/2011", STAFF)]

    assert matched(rows, {7: ("08/02/2011", STAFF)}) == {1: ("new", None), 2: ("reference", 7)}


def test_text_is_the_same_but_for_blanks_and_case():
    rows = [("", f"  {AUDIT.upper()}\n")]

    assert matched(rows, {7: ("4", AUDIT)}) == {1: ("text", 7)}


def test_the_same_text_as_often_on_both_sides_goes_by_its_order():
    plan = {7: ("", "As above"), 8: ("", "As above")}

    assert matched([("", "As above"), ("", "As above")], plan) == {1: ("text", 7), 2: ("text", 8)}


def test_the_same_text_another_number_of_times_is_offered():
    plan = {7: ("", "As above"), 8: ("", "As above")}

    assert matched([("", "As above")], plan) == {1: ("offered", None)}
    assert offered([("", "As above")], plan) == {1: [7, 8]}


def test_a_reworded_text_is_offered_and_never_joined():
    rows = [("", "Managers should be reminded in writing of the audit protocol every year")]
    plan = {7: ("", AUDIT), 8: ("", STAFF)}

    assert matched(rows, plan) == {1: ("offered", None)}
    assert offered(rows, plan) == {1: [7]}


def test_what_is_like_nothing_is_new():
    assert matched([("9", "Buy a new boiler")], {7: ("1", AUDIT)}) == {1: ("new", None)}


def test_a_person_joins_parts_and_is_not_overruled():
    rows = [("1", AUDIT), ("2", STAFF)]
    plan = {7: ("1", AUDIT), 8: ("2", STAFF)}

    assert matched(rows, plan, {1: "new", 2: 7}) == {1: ("new", None), 2: ("person", 7)}


def test_a_key_that_is_none_of_the_plan_s_is_as_if_it_were_not_said():
    assert matched([("1", AUDIT)], {7: ("1", AUDIT)}, {1: 99}) == {1: ("reference", 7)}


def test_no_more_than_three_texts_are_offered_best_first():
    plan = {key: ("", f"{AUDIT} {'again ' * key}") for key in range(1, 6)}

    assert offered([("", f"{AUDIT} now")], plan) == {1: [1, 2, 3]}


def test_nothing_is_found_in_nothing():
    assert match_rows([], [Entry(7, "1", AUDIT)], {}) == {}
    assert match_rows([Entry(1, "", AUDIT)], [], {}) == {1: Matched("new")}


def test_likeness_goes_from_nothing_to_all():
    assert likeness(AUDIT, AUDIT.upper()) == 1
    assert likeness(AUDIT, "Boiler") == 0


def test_references_that_several_rows_have_are_told_as_written():
    rows = [Entry(1, "1", ""), Entry(2, "1.", ""), Entry(3, "2", ""), Entry(4, "", "")]

    assert repeated_references([*rows, Entry(5, "", "")]) == {"1", "1."}
