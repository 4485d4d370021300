"""The one way in which a page of forms is saved: once, in one transaction, and never over somebody
else's newer edit.
"""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db import transaction
from django.forms import all_valid
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from people.edited_in_place import EditedMeanwhile
from people.sent_forms import SentBefore, content_of, lead_to, sent_before, spend_token

SENT_TWICE = "This was saved already. The form was sent twice, and counts once."
SENT_OTHERWISE = (
    "You saved this form before, with other words, and that stays saved. To save what it says now "
    "as well, save again"
)


class EditView(TemplateView):
    """A page with one or several forms that are saved together.

    A page of this kind says

    - `get_forms(data)`: its forms and formsets by the name that the template knows them by, made
      anew from the database each time, `data` being None or what was sent. The one called "form" is
      an EditForm, or a TokenForm where something is added;
    - `save(forms, by=, at=)`: the acts, called in one transaction with forms that are all valid;
      returns the address that follows. A ValidationError of an act is shown beside the field that
      it names, or else above "form", and nothing is saved;
    - `saved`: the sentence that the next page shows.
    """

    saved = "Saved."

    @property
    def writer(self):
        """The user as whom it is written down."""
        return self.request.user

    def get_forms(self, data=None):
        raise NotImplementedError

    def save(self, forms, *, by, at):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        return self.show(self.get_forms())

    def post(self, request, *args, **kwargs):
        before = sent_before(request.POST.get("token", ""))
        if before and before.content == content_of(request.POST, request.FILES):
            return self.sent_twice(before.answer)
        try:
            return self._take(request, self.get_forms(request.POST), before)
        except OverflowError:
            raise BadRequest("A number in this form is longer than any key.") from None

    def _take(self, request, forms, before):
        if before:
            return self._ask_again(forms)
        if not all_valid(forms.values()):
            return self.show(forms)
        try:
            answer = self._save_once(forms)
        except SentBefore as sent:
            return self.sent_twice(sent.answer)
        except EditedMeanwhile as error:
            return self.show(self._forms_read_anew(error))
        except ValidationError as error:
            self._take_refusal(forms, error)
            return self.show(forms)
        messages.success(request, self.saved)
        return redirect(answer)

    def show(self, forms):
        """The page with these forms, as sent or as they are."""
        return self.render_to_response(self.get_context_data(**forms))

    def sent_twice(self, answer):
        messages.info(self.request, SENT_TWICE)
        return redirect(answer)

    def _ask_again(self, forms):
        """Somebody went back to a form that they had saved, and typed something else into it."""
        forms["form"].renew_token()
        all_valid(forms.values())
        forms["form"].add_error(None, SENT_OTHERWISE)
        return self.show(forms)

    def _take_refusal(self, forms, error):
        """Show what an act refused beside the field that it names, whichever form has it."""
        by_name = getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]})
        for name, errors in by_name.items():
            has_it = [form for form in forms.values() if name in getattr(form, "fields", ())]
            form = has_it[0] if has_it else forms["form"]
            form.add_error(name if has_it else None, errors)

    def _forms_read_anew(self, error):
        """The forms as sent, beside what was saved in the same instant."""
        forms = self.get_forms(self.request.POST)
        if all_valid(forms.values()):
            forms["form"].take_refusal(error)
        return forms

    @transaction.atomic
    def _save_once(self, forms):
        by, at = self.writer, timezone.now()
        content = content_of(self.request.POST, self.request.FILES)
        token = forms["form"].cleaned_data["token"]
        sent = spend_token(token, by=by, at=at, content=content)
        answer = self.save(forms, by=by, at=at)
        lead_to(sent, answer)
        return answer
