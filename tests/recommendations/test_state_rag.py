from datetime import date

from recommendations.rag import Colour, Rag
from recommendations.state_rag import rag_of_state
from tests.recommendations.states import make_state

ON = date(2016, 5, 31)
LATE = date(2016, 5, 1)


def test_the_colour_of_a_state_is_that_of_its_next_deadline_status_and_per_cent():
    state = make_state(due=LATE, status_meaning="on_track", per_cent=80)

    assert rag_of_state(state, "deadline", on=ON) == Rag(Colour.RED, "Overdue since 1 May 2016.")
    assert rag_of_state(state, "per_cent", on=ON) == Rag(Colour.GREEN, "80% complete: over 75%.")
    assert rag_of_state(state, "judgement", on=ON) == Rag(Colour.GREEN, "Reported as on track.")


def judged(**fields):
    judgement = {"judged_colour": "amber", "judged_reason": "Waits", "judged_on": date(2016, 5, 3)}
    return make_state(due=LATE, **judgement, **fields)


def test_what_a_person_judged_counts_with_the_day_from_which_it_stands():
    rag = rag_of_state(judged(), "deadline", on=ON)

    assert (rag.marked, rag.reason) == (
        "Amber (judged)",
        "Judged on 3 May 2016: Waits. By the rule it would be Red: overdue since 1 May 2016.",
    )


def test_what_is_done_or_no_longer_monitored_is_not_judged():
    done, ended = judged(status_meaning="complete"), judged(is_monitored=False)

    assert rag_of_state(done, "deadline", on=ON).marked == ""
    assert rag_of_state(ended, "deadline", on=ON).marked == "Red"
