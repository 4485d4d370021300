"""Pages on which a lead hands over what an owner holds, sees what was moved, and undoes it."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.forms import BoundField
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator

from people.forms.rows import shown_again
from people.known_owners import KnownOwners
from people.models import Owner
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.forms.hand_overs import (
    HandOverForm,
    HandOverRows,
    UndoForm,
    action_choice,
    cell_choice,
    words_name,
)
from recommendations.hand_overs import (
    IS_AN_UNDO,
    UNDONE_ALREADY,
    hand_over,
    undo_hand_over,
    what_undoing_moves,
)
from recommendations.held import (
    HeldAction,
    HeldCell,
    assignments_after,
    held_by,
    is_held_besides,
    proposed_words,
)
from recommendations.models import (
    Assignment,
    HandOver,
    HandOverAction,
    HandOverCell,
    Recommendation,
)
from recommendations.owner_cells import NewAssignment
from recommendations.views.access import NOT_FOR_EDITING, refuse_without

HAND_OVERS_ON_A_PAGE = 50
NAMED_AT_MOST = 10
NO_HAND_OVER = "There is no hand-over at this address. The link may be old or mistyped."
# What the buttons of the two pages say.
PREVIEW, SAVE, CHANGE = "preview", "save", "change"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A row of the preview. `box`: the id of its tick; `is_asked`: its words have to be typed;
    `is_later`: it begins later than the hand-over.
    """

    held: HeldCell
    choice: str
    box: str
    is_chosen: bool
    words: BoundField
    is_asked: bool
    owners: tuple[NewAssignment, ...]
    is_later: bool


@dataclass(frozen=True, slots=True)
class ShownAction:
    held: HeldAction
    choice: str
    box: str
    is_chosen: bool
    is_later: bool


class HandsOver(EditView):
    """A page for who edits plans, about recommendations that they may edit."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.today = timezone.localdate()
        self.mine = Recommendation.objects.editable_by(request.user, on=self.today)
        return super().dispatch(request, *args, **kwargs)


class HandOverCreate(HandsOver):
    """First who, when and why; then every row with its words before and after, to be looked at and
    saved. Both are one address, and what was typed on the first is carried on by the second.
    """

    pages, done = "hand_over", "Handed over"

    def post(self, request, *args, **kwargs):
        step = request.POST.get("step")
        if step == SAVE:
            return super().post(request, *args, **kwargs)
        forms = self.get_forms(request.POST)
        if step == CHANGE:
            shown_again(*forms.values())
        elif forms["form"].is_valid():
            forms["rows"] = self._rows(forms["form"])
        return self.show(forms)

    def get_forms(self, data=None):
        self.known = KnownOwners()
        forms = {"form": (form := self.first_form(data))}
        if data is not None and data.get("step") == SAVE and form.is_valid():
            forms["rows"] = self._rows(form, data)
        return forms

    def first_form(self, data):
        return HandOverForm(data, known=self.known, leaver=self.own, today=self.today)

    @property
    def among(self):
        """The recommendations that this can be about."""
        return self.mine.in_use()

    def held(self, form):
        """What can be handed over."""
        return held_by(form.leaver, self.among, on=form.cleaned_data["on"])

    def proposed(self, form, cells):
        """The words of the cells as they would be, by the name of their box."""
        words = proposed_words(cells, form.leaver, form.cleaned_data["successor"])
        return {words_name(held): words[held.key] for held in cells}

    @cached_property
    def own(self):
        """Whose page it is; None where that is asked."""
        if "pk" not in self.kwargs:
            return None
        owners = Owner.objects.select_related("merged_into")
        return get_object_or_404(owners, pk=self.kwargs["pk"]).surviving

    def _rows(self, form, data=None):
        held = self.held(form)
        cells = [h for h in held.cells if form.cleaned_data["with_done"] or not h.is_done]
        self.left = len(held.cells) - len(cells)
        return HandOverRows(
            data,
            leaver=form.leaver,
            cells=cells,
            actions=held.actions,
            words=self.proposed(form, cells),
        )

    def save(self, forms, *, by, at):
        form, rows = forms["form"], forms["rows"]
        answers = form.cleaned_data
        made = hand_over(
            form.leaver,
            answers["successor"],
            cells=(cells := rows.chosen_cells()),
            actions=(actions := rows.chosen_actions()),
            first=(first := rows.chosen_first_cells()),
            among=self.among,
            by=by,
            on=answers["on"],
            at=at,
            reason=answers["reason"],
        )
        moved = _how_many(len(cells) + len(first), len(actions))
        self.saved = f"{self.done} to {made.to_owner} from {_day(made.valid_from)}: {moved}."
        return self.answer(made)

    def answer(self, made):
        return made.get_absolute_url()

    def show(self, forms):
        is_preview = "rows" in forms and not forms["form"].errors.keys() - {"__all__"}
        self.template_name = (
            f"recommendations/{self.pages}_{'preview' if is_preview else 'form'}.html"
        )
        return super().show(forms)

    def get_context_data(self, **kwargs):
        leaver, rows = kwargs["form"].leaver, kwargs.get("rows")
        if rows:
            kwargs |= self._preview(kwargs["form"], rows)
        else:
            kwargs |= {"owner_names": [owner.name for owner in self.known]}
        return super().get_context_data(leaver=leaver, **self.place(), **kwargs)

    def place(self):
        """Where in the site the page is."""
        return {
            "section": "owners",
            "crumbs": crumbs(self.own),
            "back": self.own.get_absolute_url() if self.own else reverse("hand_over_list"),
        }

    def _preview(self, form, rows):
        answers = form.cleaned_data
        chosen = set(rows["chosen"].value() or ())
        boxes = {key: f"id_chosen_{number}" for number, key in enumerate(rows.keys)}

        def row(held, choice):
            return {
                "held": held,
                "choice": choice,
                "box": boxes[choice],
                "is_chosen": choice in chosen,
                "is_later": held.on != answers["on"],
            }

        return {
            "successor": answers["successor"],
            "on": answers["on"],
            "reason": answers["reason"],
            "is_to_come": answers["on"] > self.today,
            "left": self.left,
            "has_unread": _has_unread(self.request.user, form.leaver, self.mine, answers["on"]),
            "cells": [
                ShownCell(
                    **row(held, cell_choice(held)),
                    words=rows[words_name(held)],
                    is_asked=rows.words[words_name(held)] is None,
                    owners=assignments_after(held, form.leaver, answers["successor"]),
                )
                for held in rows.cells
            ],
            "actions": [ShownAction(**row(h, action_choice(h))) for h in rows.actions],
        }


def hand_over_list(request):
    """What was handed over, the newest first."""
    refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
    mine = Recommendation.objects.editable_by(request.user, on=timezone.localdate())
    made = HandOver.objects.forwards().concerning(mine).newest_first()
    made = made.select_related("from_owner", "to_owner", "recorded_by", "undone_by__recorded_by")
    page = Paginator(made.with_counts(mine), HAND_OVERS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "owners", "crumbs": crumbs()[:1], "page": page}
    return render(request, "recommendations/hand_over_list.html", context)


def hand_over_detail(request, pk):
    """What one act moved."""
    refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
    today = timezone.localdate()
    mine = Recommendation.objects.editable_by(request.user, on=today)
    made = _hand_over(pk, mine)
    cells, actions = _moves(made, mine)
    undone = made.undo
    is_offered = undone is None and made.undoes_id is None
    day = max(made.valid_from, today)
    context = {
        "section": "owners",
        "crumbs": crumbs(),
        "made": made,
        "undone": undone,
        "cells": cells,
        "actions": actions,
        "is_to_come": made.valid_from > today,
        "is_offered": is_offered,
        "has_unread": is_offered and _has_unread(request.user, made.from_owner, mine, day),
    }
    return render(request, "recommendations/hand_over_detail.html", context)


class HandOverUndo(HandsOver):
    """What would be put back and what has changed since, before it is undone."""

    template_name = "recommendations/hand_over_undo.html"

    def get_forms(self, data=None):
        self.made = _hand_over(self.kwargs["pk"], self.mine)
        self.is_to_come = self.made.valid_from > self.today
        return {"form": UndoForm(data, today=self.today, is_to_come=self.is_to_come)}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        on = answers.get("on") or self.made.valid_from
        undo = undo_hand_over(
            self.made, among=self.mine, by=by, on=on, at=at, reason=answers["reason"]
        )
        self.saved = _what_was_put_back(self.made, undo, is_to_come=self.is_to_come)
        return self.made.get_absolute_url()

    def get_context_data(self, **kwargs):
        on = self._day(kwargs["form"])
        undoing = what_undoing_moves(self.made, on=on, today=self.today)
        otherwise = undoing.otherwise
        stays = [put for put in undoing.back if put not in otherwise]
        return super().get_context_data(
            section="owners",
            crumbs=[*crumbs(), (str(self.made), self.made.get_absolute_url())],
            back=self.made.get_absolute_url(),
            made=self.made,
            is_to_come=self.is_to_come,
            refused=self._why_not(),
            on=None if on == self.today or self.is_to_come else on,
            moved=_how_many(*_counts(stays)),
            begins_later=_first_after(on, self.today, undoing.back),
            has_any=bool(undoing.back),
            stays=bool(stays),
            otherwise=_recommendations(otherwise),
            changed=_recommendations(undoing.changed),
            out_of_use=undoing.owners_out_of_use,
            **kwargs,
        )

    def _day(self, form):
        """The day that was typed, as far as it can be one; else today."""
        typed = form.cleaned_data.get("on") if form.is_bound and form.errors is not None else None
        return max(min(typed or self.today, self.today), self.made.valid_from)

    def _why_not(self):
        if self.made.undo:
            return UNDONE_ALREADY
        if self.made.undoes_id:
            return IS_AN_UNDO
        return ""


def crumbs(owner=None):
    """The way down to a page of hand-overs, or to one of an owner."""
    directory = ("Owners", reverse("owner_list"))
    if owner:
        return [directory, (owner.name, owner.get_absolute_url())]
    return [directory, ("Hand-overs", reverse("hand_over_list"))]


def _hand_over(pk, mine):
    made = HandOver.objects.concerning(mine).filter(pk=pk)
    made = made.select_related(
        "from_owner",
        "to_owner",
        "recorded_by",
        "undoes__from_owner",
        "undoes__to_owner",
        "undone_by__recorded_by",
    ).first()
    if made is None:
        raise NotThere(NO_HAND_OVER)
    return made


def _has_unread(user, leaver, mine, on):
    """Whether something stays with the leaver that the user may not read. No query for who reads
    everything.
    """
    if leaver is None or user.has_perm("recommendations.read_all_plans"):
        return False
    return is_held_besides(leaver, mine, on=on)


def _moves(made, mine):
    """The cells and the actions that it moved, as far as somebody may see them."""
    assignments = Assignment.objects.select_related("owner").order_by("order", "pk")
    cells = HandOverCell.objects.filter(hand_over=made, written__recommendation__in=mine)
    cells = cells.select_related("written__recommendation__plan", "replaced").prefetch_related(
        Prefetch("written__assignments", assignments)
    )
    actions = HandOverAction.objects.filter(
        hand_over=made, written__action__recommendation__in=mine
    )
    actions = actions.select_related("written__action__recommendation__plan", "written__owner")
    return cells.order_by("pk"), actions.order_by("pk")


def _counts(back):
    """Of how many owner cells and further actions, however many days it takes."""
    subjects = {put.subject for put in back}
    cells = sum(kind is HandOverCell for kind, _ in subjects)
    return cells, len(subjects) - cells


def _first_after(on, today, back):
    """How many of those that are put back begin later than the day, though by today."""
    first: dict = {}
    for put in back:
        first.setdefault(put.subject, put.on)
    return sum(on < day <= today for day in first.values())


def _what_was_put_back(made, undo, *, is_to_come):
    """“Put back: 39 owner cells. Not put back, for it says something else by another change: 5.”"""
    cells = undo.cells.values("written__recommendation")
    actions = undo.actions.values("written__action")
    moved = _how_many(cells.distinct().count(), actions.distinct().count())
    said = f"{'Never takes effect' if is_to_come else 'Put back'}: {moved}."
    left = [
        *made.cells.exclude(written__recommendation__in=cells).select_related(
            "written__recommendation"
        ),
        *made.actions.exclude(written__action__in=actions).select_related(
            "written__action__recommendation"
        ),
    ]
    if not left:
        return said
    names = [row.reference or Truncator(row.text).chars(60) for row in _recommendations(left)]
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    named = ", ".join(names[:NAMED_AT_MOST])
    return f"{said} Not put back, for another change says otherwise: {named}{more}."


def _recommendations(moves):
    """What they are about, each once."""
    return list(dict.fromkeys(move.recommendation for move in moves))


def _how_many(cells, actions):
    """“12 recommendations and 1 further action”."""
    parts = [
        f"{count} {words}{pluralize(count)}"
        for count, words in ((cells, "owner cell"), (actions, "further action"))
        if count
    ]
    return " and ".join(parts) or "nothing"


def _day(day):
    return f"{day.day} {day:%B %Y}"
