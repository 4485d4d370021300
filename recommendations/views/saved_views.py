"""Pages of the views of the list of recommendations: those that are built in, one's own and those
that others share; and where somebody begins after signing in.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from people.forms.edit_form import TokenForm
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.built_in_views import BUILT_IN
from recommendations.filters import RecommendationFilter
from recommendations.forms.saved_views import EditViewForm, SaveViewForm
from recommendations.list_address import ORDER, SHOWN_COLUMNS, kept_query, words_unknown
from recommendations.models import SavedView
from recommendations.recommendation_list import ORDERS, order_in_words, order_of
from recommendations.saved_views import (
    copy_view,
    delete_view,
    edit_view,
    refuse_others,
    refuse_to_take_back,
    save_view,
    take_back_view,
)
from recommendations.start_page import (
    HOME,
    PAGES,
    StartGone,
    StartPage,
    begin_with,
    start_of,
    start_view,
)
from recommendations.views.access import NOT_LIVE, refuse_without

SHARED_ON_A_PAGE = 50
NO_VIEW = (
    "There is no view at this address. It may have been deleted, or it is not shared with you any "
    "more."
)
EVERYTHING = "Everything that is monitored, in plans in use"
NOT_UNDERSTOOD = (
    "This view asks for something that the list no longer knows ({words}): that is left out."
)
START_GONE = (
    "The view with which you begin is not there any more, or is no longer shared. This is your "
    'home page. <a href="{}">Choose where to begin</a>.'
)
NO_START = (
    "This view is not there any more, or is no longer shared. You begin where you did before."
)


def saved_view_list(request):
    """All there are for the reader, and with which they begin."""
    user = request.user
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    views = SavedView.objects.visible_to(user).order_by(Lower("name"), "pk")
    shared = views.of_others(user).select_related("user")
    context = {
        "section": "recommendations",
        "crumbs": crumbs()[:1],
        "list_address": reverse("recommendation_list"),
        "pages": PAGES,
        "built_in": BUILT_IN,
        "own": views.of(user),
        "page": Paginator(shared, SHARED_ON_A_PAGE).get_page(request.GET.get("page")),
        "start": start_of(user),
        "start_gone": _start_gone(user),
        "may_take_back": user.has_perm("recommendations.edit_plans"),
    }
    return render(request, "recommendations/saved_view_list.html", context)


def saved_view(request, pk):
    """The list as the view has it, found as the reader."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    view = visible_view(request.user, pk)
    if unknown := words_unknown(view.query):
        messages.warning(request, NOT_UNDERSTOOD.format(words=", ".join(unknown)))
    return redirect(list_address(view.query))


def start(request):
    """The page after signing in: what somebody has chosen, or home."""
    if not request.user.has_perm("recommendations.read_plans"):
        return redirect("home")
    try:
        view = start_view(request.user)
    except StartGone:
        messages.warning(request, format_html(START_GONE, reverse("saved_view_list")))
        return redirect("home")
    if view is None:
        return redirect("home")
    return redirect(view.route if isinstance(view, StartPage) else list_address(view.query))


def _start_gone(user):
    try:
        start_view(user)
    except StartGone:
        return True
    return False


@require_POST
def begin_here(request):
    """Choose the page after signing in."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    try:
        begin_with(request.user, request.POST.get("start", HOME))
    except StartGone:
        messages.error(request, NO_START)
    else:
        view = start_view(request.user)
        begins = f"with “{view.name}”" if view else "at home"
        messages.success(request, f"After signing in you begin {begins}.")
    return redirect("saved_view_list")


class ViewPage(EditView):
    """A page with a form about a view, for who may read the plans."""

    template_name = "recommendations/saved_view_form.html"
    heading = ""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def in_words(self, query):
        """What the reader finds by a query, filter by filter, and how it is shown."""
        asked = QueryDict(query)
        who = {"user": self.request.user, "today": self.today}
        texts = [chip.text for chip in RecommendationFilter(asked, queryset=None, **who).chips]
        order = asked.get(ORDER, "")
        if order.removeprefix("-") in ORDERS:
            texts.append(f"Sorted {order_in_words(order_of(order))}")
        if SHOWN_COLUMNS in asked:
            texts.append("With columns of its own")
        return "; ".join(texts) or EVERYTHING

    @property
    def asked(self):
        """What was on the list when somebody came from there; "" also where they did not."""
        return kept_query(self.request.GET.urlencode())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            section="recommendations", heading=self.heading, crumbs=crumbs(), **kwargs
        )


class SavedViewCreate(ViewPage):
    """Under a name of its own; or, by a link, in place of what another of theirs shows."""

    heading = "Save this view"

    def get_forms(self, data=None):
        return {"form": SaveViewForm(data)}

    def save(self, forms, *, by, at):
        view = save_view(query=self.asked, by=by, at=at, **_typed(forms["form"]))
        self.saved = _said("Saved", view)
        return view.get_absolute_url()

    def get_context_data(self, **kwargs):
        own = SavedView.objects.of(self.request.user).order_by(Lower("name"), "pk")
        query = self.asked
        edits = [(v.name, f"{reverse('saved_view_edit', args=[v.pk])}?{query}") for v in own]
        return super().get_context_data(
            shown=self.in_words(query), back=list_address(query), instead_of=edits, **kwargs
        )


class SavedViewCopy(ViewPage):
    heading = "Save a copy"

    def get_forms(self, data=None):
        self.view = visible_view(self.request.user, self.kwargs["pk"])
        return {"form": SaveViewForm(data, initial={"name": self.view.name})}

    def save(self, forms, *, by, at):
        view = copy_view(self.view, by=by, at=at, **_typed(forms["form"]))
        self.saved = _said("Saved", view)
        return reverse("saved_view_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=f"“{self.view.name}” of {self.view.user}",
            shown=self.in_words(self.view.query),
            back=reverse("saved_view_list"),
            **kwargs,
        )


class SavedViewEdit(ViewPage):
    heading = "Change the view"

    def get_forms(self, data=None):
        self.view = visible_view(self.request.user, self.kwargs["pk"])
        refuse_others(self.view, self.request.user)
        instead = self.asked if self.request.GET else None
        form = EditViewForm(data, view=self.view, instead=instead, in_words=self.in_words)
        self.shown = "" if "query" in form.fields else self.in_words(self.view.query)
        return {"form": form}

    def save(self, forms, *, by, at):
        form, view = forms["form"], self.view
        typed = {"query": view.query, **_typed(form), "version": form.cleaned_data["version"]}
        self.saved = _said("Saved", edit_view(view, by=by, at=at, **typed))
        return view.get_absolute_url() if "query" in form.fields else reverse("saved_view_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            # A refused act has set the view's own name already.
            caption=kwargs["form"].initial["name"],
            shown=self.shown,
            changes_filters=self.shown and list_address(self.view.query),
            back=reverse("saved_view_list"),
            **kwargs,
        )


class SavedViewDelete(ViewPage):
    """For who saved it: it is gone. For a plan lead: it is shared no longer."""

    template_name = "recommendations/saved_view_delete.html"

    def get_forms(self, data=None):
        self.view = visible_view(self.request.user, self.kwargs["pk"])
        refuse_to_take_back(self.view, self.request.user)
        return {"form": TokenForm(data)}

    @property
    def is_own(self):
        return self.view.is_of(self.request.user)

    def save(self, forms, *, by, at):
        name, user = self.view.name, self.view.user
        if self.is_own:
            delete_view(self.view, by=by, at=at)
            self.saved = f"“{name}” is deleted."
        else:
            take_back_view(self.view, by=by, at=at)
            self.saved = f"“{name}” is shared no longer. {user} keeps it."
        return reverse("saved_view_list")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            saved=self.view,
            is_own=self.is_own,
            begins=self.is_own and start_of(user) == self.view.word,
            shown=self.in_words(self.view.query),
            back=reverse("saved_view_list"),
            **kwargs,
        )


def visible_view(user, pk) -> SavedView:
    """NotThere, with its sentence, for one that is somebody else's alone."""
    view = SavedView.objects.visible_to(user).select_related("user").filter(pk=pk).first()
    if view is None:
        raise NotThere(NO_VIEW)
    return view


def list_address(query):
    address = reverse("recommendation_list")
    return f"{address}?{query}" if query else address


def crumbs():
    """The way down to a page of a view."""
    return [
        ("Recommendations", reverse("recommendation_list")),
        ("Views", reverse("saved_view_list")),
    ]


def _typed(form):
    return {n: form.cleaned_data[n] for n in ("name", "query", "is_shared") if n in form.fields}


def _said(done, view):
    who = "everybody who may read the plans sees it" if view.is_shared else "you alone see it"
    return f"{done} as “{view.name}”: {who}."
