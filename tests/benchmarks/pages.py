"""Pages against the bare page, and a save in a large database against one in a small one."""

from functools import partial

from django.test import override_settings
from django.urls import reverse

from tests.benchmarks.data import SMALL, Data
from tests.benchmarks.databases import use
from tests.benchmarks.measuring import Comparison, Shortest, compare, in_turn
from tests.sending import filled_in

SAVES = 30


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def compare_pages(data: Data, *, for_seconds: float) -> list[Comparison]:
    """Every page against the bare page of as many rows, or of 50 where it has no plan's table."""
    lead, officer, fifty = data.lead, data.officer, _bare(SMALL)
    calls, floors = {}, {}

    def add(name, client, address, floor):
        calls[name], floors[name] = partial(get, client, address), floor

    for rows, plan in data.plans.items():
        bare, address = _bare(rows), plan.get_absolute_url()
        calls[bare] = partial(get, lead, reverse("bare_page", args=[plan.slug]))
        add(f"plan, {rows} rows, today", lead, address, bare)
        add(f"plan, {rows} rows, as at a past day", lead, f"{address}?as_at={data.past_day}", bare)
        add(f"plan, {rows} rows, today, officer", officer, address, bare)
        add(f"appendix page, {rows} rows", lead, reverse("plan_appendix", args=[plan.slug]), bare)
    address = data.ten_rows.get_absolute_url()
    add("recommendation", lead, address, fifty)
    add("edit page, ten rows", lead, f"{address}edit/", fifty)
    by_hand, key = "update page by hand, ten rows", data.reported.pk
    calls[by_hand] = partial(get, officer, reverse("hand_written_update", args=[key]))
    add("update page, ten rows", officer, reverse("report_progress", args=[key]), by_hand)
    add("list of plans", lead, reverse("plan_list"), fifty)
    add("list of plans, officer", officer, reverse("plan_list"), fifty)
    add("home, officer", officer, reverse("home"), fifty)
    return compare(in_turn(calls, for_seconds=for_seconds), floors)


def compare_saving(databases: dict[str, str], data: dict[str, Data]) -> list[Comparison]:
    """Saving the edit page with ten rows, and the update page with ten rows, one of them changed,
    in each of the databases in turn; the page is opened before, and that doesn't count.
    """
    shortest = Shortest()
    for number in range(SAVES):
        typed = {"actions-0-text": f"Changed {number}"}
        for name, database in databases.items():
            use(database)
            edited, reported = data[name].ten_rows.pk, data[name].reported.pk
            edit = data[name].lead, reverse("recommendation_edit", args=[edited])
            report = data[name].officer, reverse("report_progress", args=[reported])
            _save(shortest, f"saving an edit, {name}", *edit, typed)
            said = {**typed, "narrative": f"Said {number}"}
            _save(shortest, f"saving an update, {name}", *report, said)
    few, many = databases
    pairs = {
        f"{saving}, {many}": f"{saving}, {few}" for saving in ("saving an edit", "saving an update")
    }
    return compare(shortest.seconds, pairs)


def _save(shortest, name, client, address, typed):
    sent = filled_in(client.get(address), **typed)
    answer = shortest.measure(name, partial(client.post, address, sent))
    assert answer.status_code == 302, f"{name} was refused"


def _bare(rows):
    return f"bare page, {rows} rows"


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
