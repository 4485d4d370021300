"""The floor of the update page: the same page for the same person with the same queries, its form
written by hand as plain HTML in loops over the state, without form classes, checks or merging.
"""

from functools import cache

from django.http import HttpResponse
from django.template import engines
from django.urls import reverse
from django.utils import timezone

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.drafts import draft_of
from recommendations.evidence import evidence_of
from recommendations.invitations import invitations
from recommendations.last_time import asked_of, last_time
from recommendations.models import ActionState, Recommendation
from recommendations.presentation import deadline_words, status_tags
from recommendations.reporting import day_of_answer, version_of_report
from recommendations.views.report_access import recommendation_to_report

PAGE = """{% extends "base.html" %}
{% load recommendation_text %}
{% block title %}Report on recommendation {{ recommendation.reference }}{% endblock %}
{% block breadcrumbs %}{% include "components/_breadcrumbs.html" with crumbs=crumbs only %}{% endblock breadcrumbs %}
{% block main %}
<p class="caption">{{ plan.title }}</p>
<h1>Report on recommendation{% if recommendation.reference %} {{ recommendation.reference }}{% endif %}</h1>
<div class="report"><div class="report__head"><div class="as-said lead">{{ state.text|cell_text }}</div>
{% for one in invited %}<p class="notice notice--important">{{ one.words }}.</p>{% endfor %}
<dl class="summary-list">
<div><dt>Asked by</dt><dd>{{ round.label }}: as at {{ round.as_at|date:"j F Y" }}, updates due {{ round.updates_due|date:"j F Y" }}</dd></div>
<div><dt>Owner</dt><dd class="as-written">{{ state.owner_text }}</dd></div>
<div><dt>By when</dt><dd>{% include "recommendations/_deadlines.html" with deadlines=dates only %}</dd></div>
<div><dt>Status</dt><dd>{% for tag in tags %}<strong class="tag tag--{{ tag.kind }}">{{ tag.text }}</strong> {% endfor %}</dd></div>
</dl>
<form class="nil-return panel" method="post" action="/nil-return/">{% csrf_token %}<input type="hidden" name="token" value="x"><p><button class="btn btn--secondary">No change</button></p></form></div>
<div class="report__beside">{% include "recommendations/_report_last_time.html" with last_time=last_time round=round only %}</div>
<form class="report__form" method="post" novalidate enctype="multipart/form-data" data-warn-unsaved>
{% csrf_token %}
{% for name in hidden %}<input type="hidden" name="{{ name }}" value="" id="id_{{ name }}">{% endfor %}
<div class="field"><fieldset><legend>What kind of report is this?</legend><div class="choice"><input type="radio" name="change" value="change" id="id_change_0" checked><label for="id_change_0">News since then</label></div><div class="choice"><input type="radio" name="change" value="correction" id="id_change_1"><label for="id_change_1">It was wrong: correct what was said</label></div></fieldset></div>
<div class="field"><label for="id_reason">Why is it corrected?</label><div class="hint" id="id_reason_helptext">Only for a correction.</div><textarea name="reason" cols="40" rows="2" id="id_reason" aria-describedby="id_reason_helptext"></textarea></div>
<div class="field"><fieldset><legend>Status</legend>{% for word in words %}<div class="choice"><input type="radio" name="status" value="{{ word.word }}" id="id_status_{{ forloop.counter0 }}"{% if word.word == state.status_word %} checked{% endif %}><label for="id_status_{{ forloop.counter0 }}">{{ word.word }}</label></div>{% endfor %}</fieldset></div>
<div class="field"><label for="id_narrative">Action taken</label><div id="id_narrative_helptext" class="hint">It starts with what was said last time: change it, or add to it.</div><textarea name="narrative" cols="40" rows="9" id="id_narrative" aria-describedby="id_narrative_helptext">{{ state.narrative }}</textarea></div>
<h2>Further actions</h2>
{% for action in state.actions %}{% with n=forloop.counter0 %}
<fieldset id="actions-{{ n }}" class="row"><legend>Action {{ forloop.counter }}</legend>
<input type="hidden" name="actions-{{ n }}-opened_with" value="" id="id_actions-{{ n }}-opened_with"><input type="hidden" name="actions-{{ n }}-key" value="{{ action.action_id }}" id="id_actions-{{ n }}-key">
<div class="field"><label for="id_actions-{{ n }}-text">Further action</label><textarea name="actions-{{ n }}-text" cols="40" rows="2" id="id_actions-{{ n }}-text">{{ action.text }}</textarea></div>
<div class="field"><fieldset><legend>It is</legend>{% for value, label in states %}<div class="choice"><input type="radio" name="actions-{{ n }}-state" value="{{ value }}" required id="id_actions-{{ n }}-state_{{ forloop.counter0 }}"{% if value == action.state %} checked{% endif %}><label for="id_actions-{{ n }}-state_{{ forloop.counter0 }}">{{ label }}</label></div>{% endfor %}</fieldset></div>
<div class="field"><label for="id_actions-{{ n }}-owner">Who does it</label><input type="text" name="actions-{{ n }}-owner" value="{{ action.owner_name|default_if_none:'' }}" list="owners" maxlength="200" id="id_actions-{{ n }}-owner"></div>
</fieldset>{% endwith %}
{% endfor %}
<details class="quiet"><summary>Add a further action</summary>{% with n=state.actions|length %}
<fieldset id="actions-{{ n }}" class="row"><legend>Action {{ n }}</legend>
<input type="hidden" name="actions-{{ n }}-opened_with" value=""><input type="hidden" name="actions-{{ n }}-key" value=""><input type="hidden" name="actions-{{ n }}-sure" value="">
<div class="field"><label for="id_actions-{{ n }}-text">Further action</label><textarea name="actions-{{ n }}-text" cols="40" rows="2" id="id_actions-{{ n }}-text"></textarea></div>
<div class="field"><label for="id_actions-{{ n }}-owner">Who does it</label><input type="text" name="actions-{{ n }}-owner" list="owners" maxlength="200" id="id_actions-{{ n }}-owner"></div>
<div class="field"><label for="id_actions-{{ n }}-by_when">By when</label><textarea name="actions-{{ n }}-by_when" cols="40" rows="2" hx-get="/read-by-when/" hx-trigger="input changed delay:400ms" hx-target="next .reading" id="id_actions-{{ n }}-by_when"></textarea><p class="reading" aria-live="polite"></p></div>
</fieldset>{% endwith %}</details>
<details class="quiet"><summary>When no action is open</summary><div class="field"><label for="id_further_words">What the paper says under further action when none is open</label><textarea name="further_words" cols="40" rows="2" id="id_further_words">{{ state.further_words }}</textarea></div></details>
<h2>By when</h2>
{% for date in dates %}{% with n=forloop.counter0 %}
<div class="asked-date"><p><span class="as-written">{{ date.text }}</span> <span class="muted small">({{ date.reading }})</span></p>
<details><summary>Ask for another date</summary>
<input type="hidden" name="extensions-{{ n }}-opened_with" value=""><input type="hidden" name="extensions-{{ n }}-key" value="{{ date.deadline_id }}"><input type="hidden" name="extensions-{{ n }}-sure" value=""><input type="hidden" name="extensions-{{ n }}-shown" value=""><input type="hidden" name="extensions-{{ n }}-sure_moved" value="">
<div class="field"><label for="id_extensions-{{ n }}-text">New date, in words</label><div class="hint" id="id_extensions-{{ n }}-text_helptext">As the paper is to print it, such as “Autumn 17” or “31 March 2017”.</div><textarea name="extensions-{{ n }}-text" cols="40" rows="2" hx-get="/read-by-when/" hx-trigger="input changed delay:400ms" hx-target="next .reading" aria-describedby="id_extensions-{{ n }}-text_helptext" id="id_extensions-{{ n }}-text"></textarea><p class="reading" aria-live="polite"></p></div>
<div class="field"><label for="id_extensions-{{ n }}-reason">Why does the date have to move?</label><textarea name="extensions-{{ n }}-reason" cols="40" rows="2" id="id_extensions-{{ n }}-reason"></textarea></div>
</details></div>{% endwith %}
{% endfor %}
<h2>Evidence</h2>
{% if attached %}{% include "recommendations/_evidence.html" with evidence=attached only %}{% endif %}
<details class="quiet"><summary>Attach a file or a link</summary><fieldset class="row"><legend>Evidence 1</legend>
<input type="hidden" name="evidence-0-opened_with" value=""><input type="hidden" name="evidence-0-key" value="">
<div class="field"><label for="id_evidence-0-file">File</label><input type="file" name="evidence-0-file" id="id_evidence-0-file"></div>
<div class="field"><label for="id_evidence-0-link">Or a link</label><input type="url" name="evidence-0-link" id="id_evidence-0-link"></div>
<div class="field"><label for="id_evidence-0-name">Name</label><input type="text" name="evidence-0-name" maxlength="200" id="id_evidence-0-name"></div>
</fieldset></details>
<details class="quiet"><summary>True from {{ day|date:"j F Y" }}: change the day</summary><div class="field"><fieldset><legend>True from</legend><div class="date-parts"><label for="id_true_from_0">Day</label><input type="text" name="true_from_0" id="id_true_from_0" value="{{ day.day }}"><label for="id_true_from_1">Month</label><input type="text" name="true_from_1" id="id_true_from_1" value="{{ day.month }}"><label for="id_true_from_2">Year</label><input type="text" name="true_from_2" id="id_true_from_2" value="{{ day.year }}"></div></fieldset></div></details>
<div class="actions actions--sticky"><button class="btn" name="next" value="1">Save and next</button> <button class="btn btn--secondary" name="save" value="1">Save</button> <button class="btn btn--secondary" name="draft" value="1" formnovalidate>Save draft</button></div>
</form></div>
<datalist id="owners">{% for name in owner_names %}<option value="{{ name }}"></option>{% endfor %}</datalist>
{% endblock main %}
"""  # noqa: E501 (as a template is written)
SETS = ("actions", "extensions", "evidence")
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
HIDDEN = [
    *("token", "version", "opened_with", "asked_round", "sure_complete", "shown_day"),
    *(f"{name}-{count}" for name in SETS for count in COUNTS),
]


def hand_written_update(request, pk):
    """The page of a recommendation that an open round asks about, to one of its owners."""
    today = timezone.localdate()
    recommendation = recommendation_to_report(request.user, pk, on=today)
    asked = asked_of(recommendation, on=today)
    context = {
        "draft": draft_of(recommendation, request.user),
        "version": version_of_report(recommendation),
        "section": "home",
        "recommendation": recommendation,
        "plan": recommendation.plan,
        "round": asked.round,
        "crumbs": [("Plans", reverse("plan_list"))],
        "hidden": HIDDEN,
        "states": ActionState.State.choices,
        "words": recommendation.plan.status_words.for_reporting(),
        "last_time": last_time(recommendation, asked, on=today),
        "attached": evidence_of(recommendation, as_at=today, known_by=None),
        "owner_names": Owner.objects.filter(is_active=True).values_list("name", flat=True),
    }
    rows = Recommendation.objects.filter(pk=pk)
    [state] = state_as_at(rows, as_at=today, known_by=None)
    context |= {
        "invited": invitations(rows, on=today).get(recommendation.pk, ()),
        "state": state,
        "tags": status_tags(state, today),
        "day": day_of_answer(state, asked.round, today=today),
        "dates": [deadline_words(d, today) for d in state.deadlines if not d.is_closed],
    }
    return HttpResponse(_template().render(context, request))


@cache
def _template():
    return engines["django"].from_string(PAGE)
