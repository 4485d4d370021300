"""The list of recommendations, whatever is asked of it, against the bare list; and a well-tuned
Django admin over the same rows against the list.
"""

from functools import partial
from urllib.parse import urlencode

from django.db.models import Count
from django.test import override_settings
from django.urls import reverse

from people.holdings import held_by_any
from people.models import Department, Owner
from recommendations.models import Recommendation
from recommendations.recommendation_list import ORDERS, USUAL_ORDER
from recommendations.search import matching_words
from tests.benchmarks.data import Data
from tests.benchmarks.measuring import Asked, Comparison, compare, in_turn
from tests.benchmarks.pages import get

LIST, OF_OWNER, OF_WORDS = Asked(1.5), Asked(1.7), Asked(2)
LAST_PAGE = Asked(1.3)
ADMIN = Asked(3, is_least=True)
# Pairs of words of the made-up texts: never together, hardly ever, and in one text of nine.
WORDS = ("crematorium observatory", "crematorium heating", "induction system")
# What the tuned admin is asked as well, in its own way.
ALSO_ADMIN = ("list", "list, overdue", "list, of an owner")


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def compare_lists(data: Data, *, for_seconds: float) -> list[Comparison]:
    """Every question against the bare list that shows the same; the last page also against the
    first, and the tuned admin against the list.
    """
    calls, floors, asked = {}, {}, {}
    for name, (question, goal) in _questions(data).items():
        bare = name.replace("list", "bare list", 1)
        calls[bare] = partial(get, data.lead, reverse("bare_list") + question)
        calls[name] = partial(get, data.lead, reverse("recommendation_list") + question)
        floors[name], asked[name] = bare, goal
    first, last = "list", "list, last page"
    for name, question in _admin_questions(data).items():
        admin = name.replace("list", "tuned admin", 1)
        address = reverse("tuned_admin:recommendations_recommendation_changelist")
        calls[admin] = partial(get, data.administrator, address + question)
        floors[admin], asked[admin] = name, ADMIN
    seconds = in_turn(calls, for_seconds=for_seconds)
    deepest = compare(seconds, {last: first}, {last: LAST_PAGE})
    return [*compare(seconds, floors, asked), *deepest]


def _questions(data):
    """What is asked of the list, by its name, with the goal for it."""
    owner = _owner(data)
    named = urlencode({"owner": owner.name})
    department = Department.objects.filter(children__isnull=False).order_by("pk").distinct()[1]
    questions = {
        "list": ("", LIST),
        "list, last page": ("?end=1", LIST),
        "list, overdue": ("?overdue=on", LIST),
        "list, department with those in it": (f"?department={department.pk}", LIST),
        "list, of an owner": (f"?{named}", OF_OWNER),
        "list, of an owner, with posts and groups": (f"?{named}&through=on", OF_OWNER),
    }
    for words in WORDS:
        found = matching_words(Recommendation.objects.still_monitored(), words).count()
        questions[f"list, “{words}”, {found:,} hits"] = f"?{urlencode({'words': words})}", OF_WORDS
    for order in ORDERS:
        if order != USUAL_ORDER:
            questions[f"list, by {order}"] = f"?sort={order}", LIST
            questions[f"list, by {order}, downwards"] = f"?sort=-{order}", LIST
    return questions


def _admin_questions(data):
    today, owner = data.today, _owner(data)
    asked = ("", f"?{urlencode({'due_order__lt': today})}", f"?owner={owner.pk}")
    return dict(zip(ALSO_ADMIN, asked, strict=True))


def _owner(data):
    """One of the people who hold most, with posts or groups besides."""
    people = Owner.objects.filter(kind=Owner.Kind.PERSON, is_active=True)
    people = people.annotate(held=Count("assignments")).order_by("-held", "pk")
    return next(person for person in people if held_by_any([person.pk], on=data.today))
