"""What recommendations are found by: their texts as at a day and the keys of the words in them,
written down with the derived columns and proved with them.
"""

from collections import defaultdict
from datetime import date

from people.dated_fact import PreparedAsAt
from people.prepared import Given
from recommendations.models import ProgressUpdate, SearchText
from recommendations.words_found import keys_of

COLUMNS = ["texts", "stems"]


def refresh_search_texts(recommendations, states, *, on: date):
    """Write down what these recommendations (a list) are found by on a day; `states`: what is true
    of them then, by their keys. What has not changed is not written again.
    """
    keys = [recommendation.pk for recommendation in recommendations]
    before = _before(keys)
    said = _said(keys, on)
    now = (_search_text(r, states.get(r.pk), said[r.pk]) for r in recommendations)
    changed = [new for new in now if _values(new) != _values(before.get(new.pk))]
    SearchText.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["recommendation"], update_fields=COLUMNS
    )


def wrong_search_texts(recommendations, states, *, on: date | None):
    """Yield (recommendation, column, what it says, what the facts say) wherever they disagree;
    `on` None: nothing was ever written down of these recommendations.
    """
    keys = [recommendation.pk for recommendation in recommendations]
    before = _before(keys)
    said = _said(keys, on) if on else {}
    for recommendation in recommendations:
        key = recommendation.pk
        says = before.get(key) or SearchText()
        facts = _search_text(recommendation, states.get(key), said[key]) if on else SearchText()
        for name in COLUMNS:
            if getattr(says, name) != getattr(facts, name):
                yield recommendation, name, getattr(says, name), getattr(facts, name)


def _before(keys):
    return {row.pk: row for row in SearchText.objects.filter(pk__in=keys)}


def _said(keys, on):
    """What the updates say that stand on a day, by recommendation, the last first."""
    by_recommendation = defaultdict(list)
    for key, *texts in _UPDATES.rows(as_at=on, known_by=None, keys=keys):
        by_recommendation[key].append("\n".join(filter(None, texts)))
    return by_recommendation


def _updates(**when):
    updates = ProgressUpdate.objects.standing(**when).filter(recommendation__in=Given("keys"))
    updates = updates.order_by("-valid_from", "-recorded_at", "-pk")
    return updates.values_list("recommendation", "narrative", "further_words")


_UPDATES = PreparedAsAt(_updates)


def _search_text(recommendation, state, said):
    """As a row that is not saved; `state` None: it does not exist yet."""
    if state is None:
        return SearchText(recommendation=recommendation)
    texts = [[kind.value, text] for kind, text in _texts(state, said) if text]
    own = (recommendation.reference, state.text, state.owner_text, state.by_when)
    return SearchText(
        recommendation=recommendation,
        texts=texts,
        stems=keys_of([*own, *(text for _, text in texts)]),
    )


def _texts(state, said):
    """Each with its kind."""
    kind = SearchText.Kind
    yield from ((kind.UPDATE, text) for text in said[:1])
    yield from ((kind.FURTHER, action.text) for action in state.actions)
    yield from ((kind.EARLIER, text) for text in said[1:])


def _values(row):
    return row and (row.texts, row.stems)
