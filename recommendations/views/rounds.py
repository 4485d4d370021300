"""Pages of rounds: the list, and the completion board of one."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.views.errors import NotThere
from recommendations.answers import Answer, AnswerKind
from recommendations.as_at import state_as_at
from recommendations.invitations import Invited, invitations
from recommendations.models import Plan, Recommendation, Round, RoundState
from recommendations.presentation import PlanRow, Tag, plan_rows
from recommendations.round_board import (
    Chosen,
    Tally,
    due_in_words,
    round_board,
    round_tallies,
)
from recommendations.rounds import is_answered
from recommendations.views.access import NOT_LIVE, refuse_without

NO_ROUND = "There is no round at this address. The link may be old or mistyped."
KEPT_ROUND = (
    "The plans of this round are kept to some departments, and you are not in one of them. Ask a "
    "plan lead."
)
ROWS_ON_A_PAGE, CLOSED_ON_A_PAGE, OPEN_TABLE = 50, 10, 10
ANSWER_TAGS = {
    AnswerKind.UPDATE: "complete",
    AnswerKind.NIL_RETURN: "underway",
    AnswerKind.SILENT: "not-started",
}


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round in the list, with how far it has got."""

    round: Round
    plans: list[Plan]
    tally: Tally
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One line of the list below the board. `invited`: who is asked to attend a committee about it,
    in sentences.
    """

    row: PlanRow
    plan_title: str
    answer: Answer
    tag: Tag
    is_silent: bool
    invited: tuple[Invited, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    address: str
    is_current: bool = False


def round_list(request):
    """The rounds that are open, and below them those that were closed."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    today = timezone.localdate()
    plans = list(Plan.objects.visible_to(request.user, on=today))
    shown = Prefetch("plans", Plan.objects.filter(pk__in=[plan.pk for plan in plans]))
    rounds = Round.objects.prefetch_related(shown).with_state(on=today).visible_to(plans)
    taking_answers = list(rounds.filter(is_open=True).order_by("updates_due", "pk"))
    closed = rounds.filter(is_open=False).order_by("-as_at", "-pk")
    page = Paginator(closed, CLOSED_ON_A_PAGE).get_page(request.GET.get("page"))
    tallies = round_tallies([*taking_answers, *page], plans, request.user, on=today)
    context = {
        "section": "rounds",
        "open": [_listed(round, tallies, today) for round in taking_answers],
        "closed": [_listed(round, tallies, today) for round in page],
        "page": page,
        "can_edit": request.user.has_perm("recommendations.edit_plans"),
    }
    return render(request, "recommendations/round_list.html", context)


def round_detail(request, pk):
    """The completion board: who was asked, who has answered, and below it everything asked."""
    today = timezone.localdate()
    round, plans = visible_round(request.user, pk)
    states = states_of(round, on=today)
    last = states[-1]
    day = today if last.is_open else last.valid_from
    board = round_board(round, plans, request.user, on=today, owned_on=day)
    chosen = _chosen(request)
    can_edit = request.user.has_perm("recommendations.edit_plans")
    page = Paginator(board.chosen(chosen), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "rounds",
        "crumbs": crumbs(),
        "round": round,
        "plans": plans,
        "last": last,
        "due": due_in_words(round.updates_due, on=today),
        "is_late": round.updates_due < today,
        "tally": board.tally,
        "tables": _tables(board),
        "drafts": board.drafts if last.is_open else 0,
        "answers": _answer_chips(board, chosen, is_open=last.is_open),
        "parts": _part_chips(board, chosen),
        "lines": _lines(page, last, today, has_several_plans=len(plans) > 1),
        "page": page,
        "story": _story(states),
        "can_edit": can_edit,
        "can_cancel": can_edit
        and len(states) == 1
        and not board.tally.answered
        and not is_answered(round),
        "no_longer_asked": board.no_longer_asked,
        "may_answer": last.is_open and request.user.has_perm("recommendations.report_for_anyone"),
        "clear": f"{round.get_absolute_url()}#asked",
    }
    return render(request, "recommendations/round_detail.html", context)


def visible_round(user, pk) -> tuple[Round, list[Plan]]:
    """The round at this address, and those of its plans that the user may read; PermissionDenied or
    NotThere, each with its sentence.
    """
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    round = Round.objects.filter(pk=pk).with_state(on=timezone.localdate()).first()
    plans = list(Plan.objects.visible_to(user, on=timezone.localdate()).filter(rounds=pk))
    if round and plans:
        if round.is_open is None:
            _say_it_was_cancelled(round)
        return round, plans
    if round and round.plans.in_use().exists():
        raise PermissionDenied(KEPT_ROUND)
    raise NotThere(NO_ROUND)


def _say_it_was_cancelled(round):
    """NotThere, saying who cancelled it and why."""
    voids = RoundState.objects.filter(round=round, void=True).select_related("recorded_by")
    void = voids.order_by("recorded_at").last()
    if void is None:
        raise NotThere(NO_ROUND)
    day = timezone.localdate(void.recorded_at)
    raise NotThere(
        f"{void.recorded_by} cancelled the round “{round}” on {day.day} {day:%B %Y}. The reason "
        f"given: {void.reason}"
    )


def states_of(round, *, on) -> list[RoundState]:
    """Its openings and closings, the first one first."""
    states = RoundState.objects.standing(as_at=on, known_by=None).filter(round=round)
    return list(states.select_related("recorded_by").order_by("valid_from", "recorded_at", "pk"))


def crumbs(*rounds):
    """The way down to a page of rounds."""
    return [
        ("Rounds", reverse("round_list")),
        *((round.label, round.get_absolute_url()) for round in rounds),
    ]


def _listed(round, tallies, today):
    return ListedRound(
        round,
        list(round.plans.all()),
        tallies[round.pk],
        due_in_words(round.updates_due, on=today),
        round.updates_due < today,
    )


def _story(states):
    """What happened to the round, the newest first, as `components/_timeline.html` tells it."""
    told = [
        {
            "day": state.valid_from,
            "heading": "Closed" if not state.is_open else "Opened again" if number else "Opened",
            "about": f"by {state.recorded_by}",
            "text": state.reason,
        }
        for number, state in enumerate(states)
    ]
    return told[::-1]


def _chosen(request):
    names = ("plan", "department", "owner", "answer")
    return Chosen(**{name: request.GET.get(name, "") for name in names})


def _address(**chosen):
    """The query string of a part of the board, down at its list."""
    asked = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(asked)}#asked"


def _tables(board):
    """The three tables of the board; a long one is folded."""
    named = {
        "plan": board.by_plan(),
        "department": board.by_department(),
        "owner": board.by_owner(),
    }
    return [
        {
            "name": name,
            "is_open": len(tallies) <= OPEN_TABLE,
            "rows": [(part, tally, _address(**{name: part.key})) for part, tally in tallies],
        }
        for name, tallies in named.items()
    ]


def _answer_chips(board, chosen, *, is_open):
    """All, and each kind of answer, within the plan, department and owner chosen."""
    within = {"plan": chosen.plan, "department": chosen.department, "owner": chosen.owner}
    tally = Tally.of(row.asked.answer.kind for row in board.chosen(Chosen(**within)))
    counts = [
        ("", "All", tally.asked),
        (AnswerKind.SILENT, _silent_words(is_open), tally.silent),
        (AnswerKind.UPDATE, "Updates", tally.updates),
        (AnswerKind.NIL_RETURN, "Nil returns", tally.nil_returns),
    ]
    return [
        Chip(f"{words} ({count})", _address(**within, answer=kind), chosen.answer == kind)
        for kind, words, count in counts
    ]


def _part_chips(board, chosen):
    """The plan, department and owner chosen, each with the address without it."""
    names = {
        "plan": {part.key: part.name for part, _ in board.by_plan()},
        "department": {part.key: part.name for part, _ in board.by_department()},
        "owner": {part.key: part.name for part, _ in board.by_owner()},
    }
    keys = {name: getattr(chosen, name) for name in (*names, "answer")}
    return [
        Chip(
            f"{name.capitalize()}: {called.get(keys[name], 'not in this round')}",
            _address(**{**keys, name: ""}),
        )
        for name, called in names.items()
        if keys[name]
    ]


def _lines(rows, last, today, *, has_several_plans):
    """The rows of a page of the board, as they stand today, or stood when the round was closed."""
    rows = {row.asked.recommendation_id: row for row in rows}
    day = today if last.is_open else last.valid_from
    question = "" if last.is_open else f"?as_at={day}"
    about = Recommendation.objects.filter(pk__in=rows)
    found = state_as_at(about, as_at=day, known_by=None)
    states = {state.recommendation_id: state for state in found}
    invited = invitations(about, on=day)
    shown = [states[key] for key in rows if key in states]
    return [
        _line(
            row,
            rows[(key := row.state.recommendation_id)],
            last.is_open,
            has_several_plans,
            invited.get(key, ()),
        )
        for row in plan_rows(shown, day, question)
    ]


def _line(shown, row, is_open, has_several_plans, invited):
    answer = row.asked.answer
    words = answer.kind.in_words if answer.is_given else _silent_words(is_open)
    return BoardLine(
        row=shown,
        plan_title=row.plan.name if has_several_plans else "",
        answer=answer,
        tag=Tag(ANSWER_TAGS[answer.kind], words),
        is_silent=not answer.is_given,
        invited=invited,
    )


def _silent_words(is_open):
    return AnswerKind.SILENT.in_words if is_open else "No answer"
