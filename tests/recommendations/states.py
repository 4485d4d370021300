"""States to test rules with, without a database: dull, with what a test is about."""

from datetime import date

from recommendations.states import DeadlineState, RecommendationState


def make_deadline_state(latest, **fields):
    defaults = {
        "deadline_id": 1,
        "action_id": None,
        "text": "Autumn 17",
        "kind": "season",
        "earliest": None,
        "latest": latest,
        "open_ended": False,
        "read_by": "program",
        "paper_date": date(2016, 5, 31),
        "original_text": "Autumn 17",
        "original_latest": latest,
        "times_moved": 0,
        "is_closed": False,
    }
    return DeadlineState(**{**defaults, **fields})


def make_state(*, due=None, **fields):
    """`due`: the latest day of its one deadline."""
    defaults = {
        "recommendation_id": 1,
        "plan_id": 1,
        "reference": "1",
        "text": "Keep records.",
        "theme": None,
        "timescale": "",
        "position": 0,
        "priority": "",
        "response": "",
        "own_values": {},
        "owner_text": "",
        "owners": (),
        "status_word": "",
        "status_meaning": "",
        "status_from": None,
        "narrative": "",
        "further_words": "",
        "per_cent": None,
        "forecast": None,
        "updated_on": None,
        "nil_return_on": None,
        "is_monitored": True,
        "is_verified": False,
        "actions": (),
        "deadlines": (make_deadline_state(due),) if due else (),
    }
    return RecommendationState(**{**defaults, **fields})
