"""Measures: what is counted of a recommendation, what was counted, and what was wrong about it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.forms.measures import (
    CorrectionForm,
    DropForm,
    MeasureForm,
    NewMeasureForm,
    ReadingForm,
)
from recommendations.measure_chart import Chart, chart_of, points_of
from recommendations.measure_numbers import in_full, with_unit
from recommendations.measure_states import MeasureState, measures_as_at
from recommendations.measures import (
    DROPPED,
    DROPPED_ALREADY,
    add_measure,
    change_measure,
    correct_reading,
    drop_measure,
    read_measure,
    take_back_reading,
    terms_of,
    version_of_terms,
)
from recommendations.models import Measure, MeasureReading, MeasureTerms, Recommendation
from recommendations.reporting_rights import refuse_who_may_not_report
from recommendations.views.access import (
    NOT_FOR_EDITING,
    NOT_LIVE,
    recommendation_in_use,
    refuse_without,
)

NO_MEASURE = "There is no measure at this address. The link may be old or mistyped."
NO_READING = "There is no reading at this address. The link may be old or mistyped."
UNCHANGED = "Nothing was changed, so nothing is written down."


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure on the page of its recommendation: `rows` of its table, first to last, as the day,
    the number, the note and the key of the reading, 0 for where it began.
    """

    state: MeasureState
    chart: Chart | None
    rows: tuple[tuple[str, str, str, int], ...]


def shown_measures(recommendation, *, as_at, known_by) -> dict:
    """The measures as at a day, and those dropped by then, for the page. One query."""
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    found = measures_as_at(rows, as_at=as_at, known_by=known_by, with_dropped=True)
    states = found.get(recommendation.pk, ())
    return {
        "measures": [_shown(state) for state in states if not state.is_dropped],
        "dropped_measures": [state for state in states if state.is_dropped],
    }


def _shown(state):
    points = points_of(state)
    keys = (0,) * (len(points) - len(state.readings)) + state.reading_ids
    rows = tuple(
        (in_full(point.day), state.said(point.value), point.note, key)
        for point, key in zip(points, keys, strict=True)
    )
    return ShownMeasure(state, chart_of(state), rows)


class MeasureView(EditView):
    """A page about the measures of a recommendation, for whoever may see that."""

    measure: Measure
    terms: MeasureTerms

    def find(self, user, pk):
        """Set `recommendation`, and what else the page is about; PermissionDenied or NotThere
        unless the user may do what the page is for.
        """
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.find(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def find_measure(self, user, pk):
        refuse_without(user, "recommendations.read_plans", NOT_LIVE)
        measure = Measure.objects.filter(pk=pk).first()
        terms = terms_of(measure) if measure else None
        if measure is None or terms is None:
            raise NotThere(NO_MEASURE)
        try:
            self.recommendation = recommendation_in_use(user, measure.recommendation_id)
        except NotThere:
            raise NotThere(NO_MEASURE) from None
        measure.recommendation = self.recommendation
        self.measure, self.terms = measure, terms

    def get_context_data(self, **kwargs):
        recommendation, plan = self.recommendation, self.recommendation.plan
        crumbs = [
            ("Plans", reverse("plan_list")),
            (plan.title, plan.get_absolute_url()),
            (f"Recommendation {recommendation.reference}", recommendation.get_absolute_url()),
        ]
        return super().get_context_data(
            section="plans", plan=plan, recommendation=recommendation, crumbs=crumbs, **kwargs
        )

    @property
    def back(self):
        return f"{self.recommendation.get_absolute_url()}#measures"


class MeasureAdd(MeasureView):
    template_name = "recommendations/measure_form.html"
    saved = "It is measured from now on. Add what was counted."

    def find(self, user, pk):
        refuse_without(user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.recommendation = recommendation_in_use(user, pk)

    def get_forms(self, data=None):
        return {"form": NewMeasureForm(data, today=self.today)}

    def save(self, forms, *, by, at):
        form = forms["form"]
        day = form.cleaned_data["true_from"] or timezone.localdate(at)
        add_measure(self.recommendation, form.terms, by=by, on=day, at=at)
        return self.back


class MeasureEdit(MeasureView):
    """What a measure is called and aims at; one that was dropped is taken up again here."""

    template_name = "recommendations/measure_form.html"

    def find(self, user, pk):
        refuse_without(user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.find_measure(user, pk)

    def get_forms(self, data=None):
        # Before what it says: what is written in between makes the form old, never its words.
        version = version_of_terms(self.measure)
        self.terms = terms_of(self.measure) or self.terms
        form = MeasureForm(
            data, subject=self.terms, version=version, terms=self.terms, today=self.today
        )
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        written = change_measure(
            self.measure,
            form.terms,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            by=by,
            on=form.cleaned_data["true_from"] or timezone.localdate(at),
            at=at,
        )
        self.saved = "The measure is changed." if written else UNCHANGED
        return self.back

    def get_context_data(self, **kwargs):
        return super().get_context_data(measure=self.measure, terms=self.terms, **kwargs)


class MeasureDrop(MeasureView):
    template_name = "recommendations/measure_drop.html"
    saved = "It is no longer measured. What was counted stays in the story."

    def find(self, user, pk):
        refuse_without(user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.find_measure(user, pk)

    def get_forms(self, data=None):
        if self.terms.is_dropped:
            raise NotThere(DROPPED_ALREADY)
        return {"form": DropForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        drop_measure(self.measure, reason=reason, by=by, on=timezone.localdate(at), at=at)
        return self.back

    def get_context_data(self, **kwargs):
        return super().get_context_data(terms=self.terms, **kwargs)


class MeasureRead(MeasureView):
    """What was counted on a day, by whoever may report on the recommendation."""

    template_name = "recommendations/measure_reading.html"
    saved = "What was counted is written down."

    def find(self, user, pk):
        self.find_measure(user, pk)
        refuse_who_may_not_report(user, self.recommendation, on=self.today)

    def get_forms(self, data=None):
        if self.terms.is_dropped:
            raise NotThere(DROPPED)
        return {"form": ReadingForm(data, unit=self.terms.unit, today=self.today)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        value, note, day = typed["value"], typed["note"], typed["day"]
        read_measure(self.measure, value, note=note, by=by, on=day, at=at)
        return self.back

    def get_context_data(self, **kwargs):
        return super().get_context_data(terms=self.terms, **kwargs)


class ReadingCorrect(MeasureRead):
    """A reading put right, or taken back."""

    template_name = "recommendations/measure_correction.html"

    def find(self, user, pk):
        refuse_without(user, "recommendations.read_plans", NOT_LIVE)
        reading = MeasureReading.objects.filter(pk=pk, void=False).first()
        if reading is None:
            raise NotThere(NO_READING)
        try:
            super().find(user, reading.measure_id)
        except NotThere:
            raise NotThere(NO_READING) from None
        self.reading = reading

    def get_forms(self, data=None):
        self._refuse_corrected()
        form = CorrectionForm(data, reading=self.reading, unit=self.terms.unit, today=self.today)
        return {"form": form}

    def save(self, forms, *, by, at):
        form, typed = forms["form"], forms["form"].cleaned_data
        reason = typed["reason"]
        if form.takes_back:
            take_back_reading(self.reading, reason=reason, by=by, at=at)
            self.saved = "The reading is taken back."
        else:
            correct_reading(
                self.reading, typed["value"], note=typed["note"],
                reason=reason, by=by, on=typed["day"], at=at,
            )  # fmt: skip
            self.saved = "The reading is corrected."
        return self.back

    def get_context_data(self, **kwargs):
        said = with_unit(self.reading.value, self.terms.unit)
        return super().get_context_data(reading=self.reading, said=said, **kwargs)

    def _refuse_corrected(self):
        """NotThere, saying by whom and what it says now, where it was corrected meanwhile."""
        later = MeasureReading.objects.filter(corrects=self.reading).select_related("recorded_by")
        correction = later.first()
        if correction is None:
            return
        if correction.void:
            raise NotThere(f"{correction.recorded_by} took this reading back: {correction.reason}")
        said = with_unit(correction.value, self.terms.unit)
        raise NotThere(
            f"{correction.recorded_by} corrected this reading already. It says {said} on "
            f"{in_full(correction.valid_from)} now."
        )
