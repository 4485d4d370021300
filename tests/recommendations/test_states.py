from datetime import date

from recommendations.meanings import DONE, Meaning
from recommendations.models import ActionState, StatusMeaning
from recommendations.states import FurtherAction
from tests.recommendations.states import make_deadline_state, make_state

MARCH, IN_2030 = date(2016, 3, 31), date(2030, 12, 31)


def state_with(action_state):
    """Due in March, with an action due in 2030."""
    of_the_action = make_deadline_state(IN_2030, deadline_id=2, action_id=7, is_closed=True)
    action = FurtherAction(7, "Review it", action_state, None)
    return make_state(deadlines=(make_deadline_state(MARCH), of_the_action), actions=(action,))


def test_what_was_withdrawn_is_not_due():
    state = state_with("withdrawn")

    assert (state.latest, state.original_latest) == (MARCH, MARCH)


def test_what_was_completed_was_due():
    state = state_with("completed")

    assert (state.latest, state.original_latest) == (IN_2030, IN_2030)


def test_words_are_those_of_the_models():
    said = {
        state.value: state_with(state.value).actions[0].state_words for state in ActionState.State
    }
    assert said == dict(ActionState.State.choices)
    assert [meaning.value for meaning in Meaning] == StatusMeaning.values
    assert list(DONE) == StatusMeaning.done()
