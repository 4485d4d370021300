"""Finding recommendations by the words in their texts, and showing where the words are: the one
place that asks the indexes of the databases. Each finds the same.

`recommendations/migrations/0006_search.py` makes the indexes.
"""

from django.db import connection
from django.db.models import BooleanField, F, Func
from django.db.models.expressions import RawSQL

from recommendations.models import SearchText
from recommendations.words_found import Sought, WordsSought

# What is read of a recommendation besides its own texts, to show where the words are in it.
TEXTS = "search_text__texts"
# So many are looked up by their keys; among more, a page is sooner found by walking down its order.
MANY = 5_000
_LABELS = dict(SearchText.Kind.choices)
# How many have all words, and their keys, parted by commas; how to put "and", "or", a key and its
# beginning; and how to ask for keys that were written so.
_ASKED = {
    "sqlite": (
        "SELECT COUNT(*), GROUP_CONCAT(rowid) FROM recommendations_searchindex "
        "WHERE recommendations_searchindex MATCH %s",
        (" AND ", " OR ", '"{}"', '"{}"*'),
        "SELECT value FROM json_each('[' || %s || ']')",
    ),
    "postgresql": (
        "SELECT COUNT(*), BTRIM(ARRAY_AGG(recommendation_id)::text, '{}') "
        "FROM recommendations_searchtext "
        "WHERE recommendations_searchindex_keys(stems) @@ %s::tsquery",
        (" & ", " | ", "'{}'", "'{}':*"),
        "SELECT UNNEST(('{' || %s || '}')::bigint[])",
    ),
}


class _AmongMany(Func):
    """Whether a key is one of many: a condition that is no comparison leads to no row, so it is
    asked of one row after the other, in whatever order, until there are enough.
    """

    output_field = BooleanField()
    arg_joiner = " IN "
    template = "(%(expressions)s) IS TRUE"


def matching_words(rows, typed: str):
    """Those of these in whose texts all words are that somebody typed; none where it is no word.
    One query, which reads the keys of all: a page and its count would each look for them again.
    """
    words = WordsSought(typed).words
    if not words:
        return rows.none()
    sql, signs, these = _ASKED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_question(words, *signs)])
        count, keys = cursor.fetchone()
    if count <= MANY:
        return rows.looked_up(F("pk"), RawSQL(these, [keys])) if keys else rows.none()
    return rows.filter(_AmongMany(F("pk"), RawSQL(these, [keys])))


def with_words_found(rows, kept, typed: str):
    """The rows of the list, each with the `words` that somebody typed where they are; `kept`: the
    TEXTS of each, which may be None.
    """
    sought = WordsSought(typed)
    return [
        row._replace(words=sought.where(row.text, _other_texts(row, texts)))
        for row, texts in zip(rows, kept, strict=True)
    ]


def _question(words: tuple[Sought, ...], both, either, key, beginning):
    """Keys are letters, digits and full stops: in quotation marks, nothing in them is a sign."""

    def alternatives(word):
        if word.beginning:
            yield beginning.format(word.beginning)
        if not word.beginning or not word.stem.startswith(word.beginning):
            yield key.format(word.stem)

    return both.join(f"({either.join(alternatives(word))})" for word in words)


def _other_texts(row, kept):
    """The texts that a row of the list is found by, besides the one that it shows first of all."""
    if row.text != row.listed.text:
        yield "Recommendation", row.listed.text
    yield from ((_LABELS[kind], text) for kind, text in kept or ())
    yield "Owner", row.listed.owner_text
    yield "By when", row.listed.by_when
    yield "No.", row.listed.reference
