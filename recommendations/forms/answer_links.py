"""What an officer without an account types, who answers through a link."""

from recommendations.forms.reporting import ReportForm


class AnswerForm(ReportForm):
    """The form on which progress is reported, without what takes an account: correcting an answer
    to an earlier round, further actions, other dates and evidence.
    """

    @property
    def still_open(self):
        return len(self.state.open_actions)

    def _choose_fields(self, plan, request, *, is_on_behalf):
        super()._choose_fields(plan, request, is_on_behalf=is_on_behalf)
        for name in ("change", "reason"):
            self.fields.pop(name, None)
