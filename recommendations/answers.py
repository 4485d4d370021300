"""Who has answered a round, how and when: what the completion board and everybody's own list are
made from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Value

from recommendations.models import NilReturn, ProgressUpdate, UpdateRequest


class AnswerKind(StrEnum):
    UPDATE = "update"
    NIL_RETURN = "nil_return"
    SILENT = "silent"

    @property
    def in_words(self):
        return _IN_WORDS[self]


_IN_WORDS = {
    AnswerKind.UPDATE: "Answered",
    AnswerKind.NIL_RETURN: "Nil return",
    AnswerKind.SILENT: "No answer yet",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a request, and who gave it; `key`: that of the update or the nil return, None
    while there is none.
    """

    kind: AnswerKind
    key: int | None = None
    user_id: int | None = None
    by: str = ""
    on_behalf_of: str = ""
    at: datetime | None = None

    @property
    def is_given(self):
        return self.kind != AnswerKind.SILENT


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a round, with its answer. `next_latest`: the next deadline, by the derived
    column; `is_still_asked`: False where it was taken off monitoring, or its plan out of use.
    """

    request_id: int
    round_id: int
    recommendation_id: int
    plan_id: int
    next_latest: date | None
    answer: Answer
    is_still_asked: bool = True


SILENT = Answer(AnswerKind.SILENT)


def answers_to(requests, *, as_at: date, known_by: datetime | None) -> list[Asked]:
    """The requests of a queryset, in its order, each with its answer on a day, as known at a
    moment. Two queries.
    """
    rows = list(
        requests.with_answers(as_at=as_at, known_by=known_by)
        .with_still_asked(known_by=known_by)
        .select_related("recommendation")
    )
    answers = _answers({row.update for row in rows}, {row.nil_return for row in rows})
    return [
        Asked(
            request_id=row.pk,
            round_id=row.round_id,
            recommendation_id=row.recommendation_id,
            plan_id=row.recommendation.plan_id,
            next_latest=row.recommendation.next_latest,
            answer=_answer(row, answers),
            is_still_asked=row.is_still_asked,
        )
        for row in rows
    ]


def answer_to(request: UpdateRequest, *, as_at: date, known_by: datetime | None) -> Answer:
    """The answer to one request."""
    requests = UpdateRequest.objects.filter(pk=request.pk)
    return answers_to(requests, as_at=as_at, known_by=known_by)[0].answer


def count_answers(asked: Iterable[Asked]) -> dict[AnswerKind, int]:
    """How many of the requests have which kind of answer; every kind is there."""
    counts = dict.fromkeys(AnswerKind, 0)
    for one in asked:
        counts[one.answer.kind] += 1
    return counts


def _answer(row, answers):
    """An update says more than a nil return."""
    update = answers.get((AnswerKind.UPDATE, row.update))
    return update or answers.get((AnswerKind.NIL_RETURN, row.nil_return)) or SILENT


def _answers(updates, nil_returns):
    """The answers with these keys, by kind and key, asked for together."""
    given = _told(ProgressUpdate, AnswerKind.UPDATE, updates).union(
        _told(NilReturn, AnswerKind.NIL_RETURN, nil_returns), all=True
    )
    return {
        (kind, pk): Answer(AnswerKind(kind), pk, user, by, behalf or "", at)
        for kind, pk, user, by, behalf, at in given
    }


def _told(kind_of_fact, kind, keys):
    facts = kind_of_fact.objects.order_by().filter(pk__in=keys - {None})
    columns = ("pk", "recorded_by", "recorded_by__name", "on_behalf_of__name", "recorded_at")
    return facts.annotate(kind=Value(kind.value)).values_list("kind", *columns)
