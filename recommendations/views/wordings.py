"""Pages for who settles what agreed words mean: all wordings in use, and one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import Truncator

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.by_when import PARSER_VERSION, Reading, describe
from recommendations.forms.wordings import (
    DATES,
    FindWordsForm,
    SettleForm,
    TakeProposalsForm,
    as_compared,
)
from recommendations.models import Plan, Recommendation
from recommendations.readings import conventions_in_words, reading_by_hand
from recommendations.settling import SettledWords, settle_wording, settle_wordings
from recommendations.views.access import NOT_FOR_EDITING, refuse_without
from recommendations.words_in_use import WordsInUse, one_in_use, uses_of, words_in_use

ROWS_ON_A_PAGE = 50
PLANS_IN_A_ROW = 3
USES_ON_A_PAGE = 100
NOT_IN_USE = "These words are in use in no plan that you may read. The link may be an old one."
IS_SHOWN: dict[str, Callable[[WordsInUse], bool]] = {
    FindWordsForm.ALL: lambda row: True,
    FindWordsForm.UNREAD: attrgetter("is_unread"),
    FindWordsForm.PROPOSED: attrgetter("is_proposed"),
    FindWordsForm.BY_PERSON: attrgetter("is_by_person"),
}


@dataclass(frozen=True, slots=True)
class ShownWords:
    """A row of the list. `box`: the id of the box that takes its proposal; `plans`: pairs of title
    and address.
    """

    row: WordsInUse
    address: str
    box: str
    is_chosen: bool
    plans: list[tuple[str, str]]
    more_plans: int


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    address: str
    is_current: bool


class SettlesWordings(EditView):
    """Only deadlines that somebody may edit are shown to them, and settled by them."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.today = timezone.localdate()
        self.mine = Recommendation.objects.editable_by(request.user, on=self.today)
        return super().dispatch(request, *args, **kwargs)

    def say_how_many(self, terms):
        """The next page says what came of it."""
        if terms:
            several = "deadline is" if len(terms) == 1 else "deadlines are"
            self.saved = f"{len(terms)} {several} read anew. The words stay as they were printed."
        else:
            self.saved = "Nothing had to change: they are read so already."

    def kept_of_the_list(self):
        """What somebody asked of the list, wherever they are by now."""
        asked = self.request.GET
        return {name: asked[name] for name in ("q", "show", "page") if asked.get(name)}

    def back_to_the_list(self):
        return _address("wording_list", self.kept_of_the_list())


class WordingList(SettlesWordings):
    """All wordings in use, to find what is not understood and to take what the program proposes."""

    template_name = "recommendations/wording_list.html"

    def get_forms(self, data=None):
        self.rows = words_in_use(self.mine, on=self.today)
        self.proposals = {str(row.newest): row for row in self.rows if row.is_proposed}
        return {"form": TakeProposalsForm(data, proposals=self.proposals.values())}

    def save(self, forms, *, by, at):
        chosen = [self.proposals[key] for key in forms["form"].cleaned_data["chosen"]]
        settled = [
            SettledWords(row.words, row.paper_date, row.now, PARSER_VERSION, row.newest)
            for row in chosen
        ]
        self.say_how_many(
            settle_wordings(settled, by=by, at=at, among=self.mine, spare_hand_set=True)
        )
        return self.back_to_the_list()

    def get_context_data(self, **kwargs):
        form = kwargs["form"]
        find = FindWordsForm(self.request.GET)
        found = [row for row in self.rows if find.sought in as_compared(row.words)]
        shown = [row for row in found if IS_SHOWN[find.shown](row)]
        page = Paginator(shown, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            section="plans",
            crumbs=[("Plans", reverse("plan_list"))],
            find=find,
            chips=self._chips(find, found),
            conventions=conventions_in_words(),
            has_any=bool(self.rows),
            page=page,
            rows=self._shown(page, form),
            proposals=sum(row.is_proposed for row in page),
            tick_all=_address("wording_list", {**self.kept_of_the_list(), "tick": "all"}),
            **kwargs,
        )

    def _chips(self, find, found):
        """The choices of what to show, with how many rows each has."""
        asked = {"q": find["q"].value()} if find.sought else {}
        return [
            Chip(
                text=f"{label} ({sum(IS_SHOWN[show](row) for row in found)})",
                address=_address("wording_list", asked | ({"show": show} if show else {})),
                is_current=show == find.shown,
            )
            for show, label in find.fields["show"].choices
        ]

    def _shown(self, page, form):
        plans = Plan.objects.in_bulk({key for row in page for key in row.plans})
        links = {key: (plan.title, plan.get_absolute_url()) for key, plan in plans.items()}
        boxes = [row for row in page if row.is_proposed]
        is_all_ticked = not form.is_bound and self.request.GET.get("tick") == "all"
        chosen = self.proposals if is_all_ticked else form["chosen"].value() or ()
        return [
            ShownWords(
                row=row,
                address=_settle_address(row, self.kept_of_the_list()),
                box=f"id_chosen_{boxes.index(row)}" if row.is_proposed else "",
                is_chosen=str(row.newest) in chosen,
                plans=sorted(links[key] for key in row.plans)[:PLANS_IN_A_ROW],
                more_plans=max(0, len(row.plans) - PLANS_IN_A_ROW),
            )
            for row in page
        ]


class WordingSettle(SettlesWordings):
    """One wording of one paper's date: by the program's reading, or by dates set by hand."""

    template_name = "recommendations/wording_settle.html"

    def get_forms(self, data=None):
        self.row = self._asked()
        form = SettleForm(
            data,
            subject=self.row.words,
            version=self.row.newest,
            initial=_initial(self.row),
            program_says=describe(self.row.now) if _is_choice(self.row) else "",
        )
        return {"form": form}

    def _asked(self) -> WordsInUse:
        words, text = (self.request.GET.get(name, "") for name in ("words", "paper_date"))
        try:
            paper_date = parse_date(text)
        except ValueError:
            paper_date = None
        if paper_date is None or "\0" in words:
            raise NotThere(NOT_IN_USE)
        row = one_in_use(self.mine, words, paper_date, on=self.today)
        if row is None:
            raise NotThere(NOT_IN_USE)
        return row

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        reading, version = self._reading(answers)
        terms = settle_wording(
            self.row.words,
            self.row.paper_date,
            reading=reading,
            parser_version=version,
            by=by,
            at=at,
            reason=answers["reason"],
            among=self.mine,
            newest=answers["version"],
        )
        self.say_how_many(terms)
        return self.back_to_the_list()

    def _reading(self, answers) -> tuple[Reading, int | None]:
        """The reading that was chosen, and the version of the program if it is the program's."""
        if answers["way"] == SettleForm.PROGRAM:
            return self.row.now, PARSER_VERSION
        if answers["way"] == SettleForm.WORDS_ONLY:
            return reading_by_hand(earliest=None, latest=None, open_ended=False), None
        return reading_by_hand(**{name: answers[name] for name in DATES}), None

    def get_context_data(self, **kwargs):
        back = self.back_to_the_list()
        uses = uses_of(self.row, self.mine, on=self.today)[:USES_ON_A_PAGE]
        return super().get_context_data(
            section="plans",
            crumbs=[("Plans", reverse("plan_list")), ("Wordings in use", back)],
            back=back,
            row=self.row,
            conventions=conventions_in_words(),
            uses=[_use(term) for term in uses],
            more_uses=max(0, self.row.deadlines - USES_ON_A_PAGE),
            **kwargs,
        )


def _address(name, query):
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _settle_address(row, kept):
    words = {"words": row.words, "paper_date": row.paper_date.isoformat()}
    return _address("wording_settle", words | kept)


def _use(term):
    recommendation = term.deadline.recommendation
    return {
        "plan": recommendation.plan.title,
        "reference": recommendation.reference,
        "text": Truncator(term.recommended).chars(140),
        "address": recommendation.get_absolute_url(),
    }


def _initial(row):
    """What the page says now, where all deadlines with these words say the same."""
    if len(row.kept) > 1:
        return {}
    [kept] = row.kept
    dates = {name: getattr(kept.reading, name) for name in DATES}
    way = SettleForm.HAND if any(dates.values()) else SettleForm.WORDS_ONLY
    if not kept.is_by_person:
        way = SettleForm.PROGRAM if _is_choice(row) else ""
    return {**dates, "way": way}


def _is_choice(row):
    """Whether the program's reading says anything that is not said already."""
    return row.now.is_read or any(kept.reading.is_read for kept in row.kept)
