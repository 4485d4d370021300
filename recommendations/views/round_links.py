"""The links by which officers without an account answer a round, for plan leads: who has one, until
when, whether it was used; making one and switching it off.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from people.models import Owner
from people.views.errors import NotThere
from recommendations.answer_links import (
    LinkedPerson,
    linked_people,
    make_link,
    path_of,
    revoke_link,
)
from recommendations.rounds import is_open
from recommendations.views.access import NOT_FOR_EDITING, refuse_without
from recommendations.views.rounds import crumbs, visible_round

KEPT_IN_PART = (
    "A link shows what is an officer’s own in every plan of the round, and you may not read every "
    "plan. Ask a plan lead."
)
NO_OWNER = "There is no such person in the directory. Look at the list again."
NO_LINK = "There is no such link in this round. Look at the list again."
MADE = "{person} has a new link, which works until {day}. Copy its address below and send it."
OFF = "The link of {person} is switched off."


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A line of the list. `address`: that of the link, "" where none works; `e_mail`: an address
    that begins an e-mail with it, "" for nobody to write to.
    """

    linked: LinkedPerson
    address: str
    e_mail: str
    has_run_out: bool


@require_safe
def round_links(request, pk):
    """Kept by no browser, for whoever has one of the addresses can answer."""
    round = _round(request, pk)
    today = timezone.localdate()
    now_open = is_open(round, on=today)
    people = linked_people(round, on=today)
    context = {
        "section": "rounds",
        "crumbs": crumbs(round),
        "round": round,
        "is_open": now_open,
        "rows": [_row(request, round, linked, today, now_open) for linked in people],
    }
    response = render(request, "recommendations/round_links.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def round_link_make(request, pk):
    """A link for somebody; the one that they had stops working."""
    round = _round(request, pk)
    person = _of(Owner.objects.all(), request.POST.get("owner"), NO_OWNER)
    before = request.POST.get("instead_of")
    at = timezone.now()
    try:
        link = make_link(
            person,
            round,
            by=request.user,
            on=timezone.localdate(at),
            at=at,
            instead_of=_of(round.answer_links, before, NO_LINK) if before else None,
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        day = f"{link.last_day.day} {link.last_day:%B %Y}"
        messages.success(request, MADE.format(person=link.owner, day=day))
    return redirect("round_links", pk)


@require_POST
def round_link_revoke(request, pk):
    link = _of(_round(request, pk).answer_links, request.POST.get("link"), NO_LINK)
    try:
        revoke_link(link, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
    else:
        messages.success(request, OFF.format(person=link.owner.surviving))
    return redirect("round_links", pk)


def _round(request, pk):
    refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
    round, _ = visible_round(request.user, pk)
    refuse_without(request.user, "recommendations.read_all_plans", KEPT_IN_PART)
    return round


def _of(rows, key, sentence):
    """The row with a key that was sent; NotThere, with the sentence, when there is none."""
    row = rows.filter(pk=key).first() if (key or "").isdecimal() and len(key) < 19 else None
    if row is None:
        raise NotThere(sentence)
    return row


def _row(request, round, linked, today, is_open):
    link = linked.link
    works = link and not link.revoked_at and link.last_day >= today and is_open
    address = request.build_absolute_uri(path_of(link)) if works else ""
    return LinkRow(
        linked,
        address,
        _e_mail(linked.person, round, address) if address else "",
        has_run_out=bool(link and not link.revoked_at and link.last_day < today),
    )


def _e_mail(person, round, address):
    """What begins an e-mail in the program of whoever presses it."""
    if not person.email:
        return ""
    subject = f"{round}: your updates, due {round.updates_due.day} {round.updates_due:%B %Y}"
    said = f"Please answer here, you need not sign in:\n\n{address}\n"
    return f"mailto:{quote(person.email)}?subject={quote(subject)}&body={quote(said)}"
