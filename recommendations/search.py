"""Finding recommendations by the words in their texts, and showing where the words are: the one
place that asks the indexes of the databases. Each finds the same.

`recommendations/migrations/0006_search.py` makes the indexes.
"""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func
from django.db.models.expressions import RawSQL

from recommendations.models import SearchText
from recommendations.words_found import Sought, WordsSought

# What is read of a recommendation besides its own texts, to show where the words are in it.
TEXTS = "search_text__texts"
# So many are looked up by their keys; among more, a page is sooner found by walking down its order.
MANY = 300
_LABELS = dict(SearchText.Kind.choices)
# The keys of what has all words, and how to put "and", "or", a key and its beginning.
_ASKED = {
    "sqlite": (
        "SELECT rowid FROM recommendations_searchindex WHERE recommendations_searchindex MATCH %s",
        (" AND ", " OR ", '"{}"', '"{}"*'),
    ),
    "postgresql": (
        "SELECT recommendation_id FROM recommendations_searchtext "
        "WHERE recommendations_searchindex_keys(stems) @@ %s::tsquery",
        (" & ", " | ", "'{}'", "'{}':*"),
    ),
}


class _AmongMany(Func):
    """Whether a key is one of many that a question finds. Where rows are put in order, it is asked
    of one after the other until there are enough: a condition that is no comparison leads to no
    row. Where they are counted, those found are looked up until there are enough.
    """

    output_field = BooleanField()
    arg_joiner = " IN "
    template = "%(expressions)s"

    def as_sql(self, compiler, connection, *args: Any, **extra: Any):
        if compiler.query.order_by:
            extra["template"] = "(%(expressions)s) IS TRUE"
        elif connection.vendor == "postgresql":
            extra |= {"template": "%(expressions)s)", "arg_joiner": " = ANY(ARRAY"}
        return super().as_sql(compiler, connection, *args, **extra)


def matching_words(rows, typed: str):
    """Those of these in whose texts all words are that somebody typed; none where it is no word.
    One query.
    """
    words = WordsSought(typed).words
    if not words:
        return rows.none()
    sql, signs = _ASKED[connection.vendor]
    asked = [_question(words, *signs)]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MANY + 1}", asked)
        keys = [key for (key,) in cursor.fetchall()]
    if len(keys) <= MANY:
        return rows.filter(pk__in=keys)
    return rows.filter(_AmongMany(F("pk"), RawSQL(sql, asked)))


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
        yield key.format(word.stem)
        if word.beginning:
            yield beginning.format(word.beginning)

    return both.join(f"({either.join(alternatives(word))})" for word in words)


def _other_texts(row, kept):
    """The texts that a row of the list is found by, besides the one that it shows first of all."""
    if row.text != row.listed.text:
        yield "Recommendation", row.listed.text
    yield from ((_LABELS[kind], text) for kind, text in kept or ())
    yield "Owner", row.listed.owner_text
    yield "By when", row.listed.by_when
    yield "No.", row.listed.reference
