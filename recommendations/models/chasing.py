from django.db import models
from django.db.models import F, Q

from recommendations.models.plan import Plan


class Step(models.TextChoices):
    """The steps of a ladder, in their order, from the first reminder to the committee."""

    BEFORE = "before", "Reminder before the date"
    ON_DATE = "on_date", "On the date"
    OVERDUE = "overdue", "Overdue notice to the owner"
    HEAD_OF_SERVICE = "head_of_service", "To the head of service"
    CHIEF_OFFICER = "chief_officer", "To the chief officer"
    INVITATION = "invitation", "Invitation to committee"

    @property
    def is_reminder(self):
        """About the next date; the others are about what is late."""
        return self in (Step.BEFORE, Step.ON_DATE)

    @property
    def goes_further_up(self):
        """Than the owners: it is also taken after silent rounds, and when a date was moved."""
        return self in (Step.HEAD_OF_SERVICE, Step.CHIEF_OFFICER, Step.INVITATION)


class LadderStep(models.Model):
    """One step of a plan's ladder, and when it is taken: so many `days` before the next date, or
    after the original one; for what is further up than the owner also after so many silent rounds,
    or when a date was moved so many times, whatever comes first.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="ladder")
    step = models.CharField(max_length=20, choices=Step)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    silent_rounds = models.PositiveSmallIntegerField(null=True, blank=True)
    times_moved = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "step"],
                condition=~Q(step="before"),
                name="recommendations_ladderstep_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "days"],
                condition=Q(step="before"),
                name="recommendations_ladderstep_reminds_once_so_many_days_before",
            ),
            models.CheckConstraint(
                condition=Q(step__in=Step.values), name="recommendations_ladderstep_is_known"
            ),
            models.CheckConstraint(
                condition=Q(step="on_date", days__isnull=True)
                | Q(step__in=["before", "overdue"], days__isnull=False)
                | Q(step__in=["head_of_service", "chief_officer", "invitation"])
                & (
                    Q(days__isnull=False)
                    | Q(silent_rounds__isnull=False)
                    | Q(times_moved__isnull=False)
                ),
                name="recommendations_ladderstep_says_when",
            ),
            models.CheckConstraint(
                condition=Q(silent_rounds__isnull=True, times_moved__isnull=True)
                | Q(step__in=["head_of_service", "chief_officer", "invitation"]),
                name="recommendations_ladderstep_owners_are_told_by_date",
            ),
        ]

    def __str__(self):
        return self.get_step_display()


class Notice(models.Model):
    """That somebody was to be told about a recommendation: a step of its plan's ladder, or what
    happened to it. Written once, by `manage.py send_reminders`, and never changed.

    `occasion`: with the recommendation and the kind what makes it the same notice, so that none is
    given twice ("2016-05-31" for the date it is about, "2016-05-31:14" for a reminder so many days
    before it, "silent:12" for the round at which a silence began, "moved", "round:12"). `falls_on`:
    the day on which it fell due, `day` that of the run which found it. `about`: the date it is
    about, if any. One without addressees was their own act, or too late to be of use.
    """

    class Kind(models.TextChoices):
        BEFORE = Step.BEFORE.value, Step.BEFORE.label
        ON_DATE = Step.ON_DATE.value, Step.ON_DATE.label
        OVERDUE = Step.OVERDUE.value, Step.OVERDUE.label
        HEAD_OF_SERVICE = Step.HEAD_OF_SERVICE.value, Step.HEAD_OF_SERVICE.label
        CHIEF_OFFICER = Step.CHIEF_OFFICER.value, Step.CHIEF_OFFICER.label
        INVITATION = Step.INVITATION.value, Step.INVITATION.label
        ROUND_OPENED = "round_opened", "Round opened"
        EXTENSION_DECIDED = "extension_decided", "Extension decided"
        COMPLETION_REFUSED = "completion_refused", "Completion refused"
        HANDED_OVER = "handed_over", "Handed over"

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    occasion = models.CharField(max_length=100)
    about = models.DateField(null=True)
    falls_on = models.DateField()
    day = models.DateField()
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["falls_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "kind", "occasion"],
                name="recommendations_notice_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(day__gte=F("falls_on")),
                name="recommendations_notice_is_found_when_it_falls_due",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.recommendation_id}"


class DigestQuerySet(models.QuerySet):
    def waiting(self):
        """Not handed to the mail server yet, or not taken for the moment."""
        return self.filter(begun_at=None)

    def doubtful(self):
        """Begun, and never heard what became of them: to be sent again, unless let go."""
        return self.filter(begun_at__isnull=False, sent_at=None, let_go_at=None, refusal="")

    def refused(self):
        """Those that the mail server will not take, as it said."""
        return self.exclude(refusal="")


class Digest(models.Model):
    """One e-mail with everything that one address is told on one day.

    `begun_at`: handed to the mail server, before it answered; `sent_at`: it took it. Begun and not
    sent is doubtful: it may have been taken, so it is sent again under the same `message_id`.
    `refusal`: what the server said, where it will not take it. `let_go_at`: doubtful, and not sent
    again, because nothing of it is left to be said or it was tried often enough.

    What was never begun is no e-mail yet: the next run writes it anew, and the row goes.
    """

    address = models.EmailField()
    recipient = models.ForeignKey(
        "people.Owner", on_delete=models.PROTECT, related_name="digests_sent"
    )
    day = models.DateField()
    message_id = models.CharField(max_length=200, unique=True)
    written_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    refusal = models.TextField(blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "day"], name="recommendations_digest_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, let_go_at__isnull=True, refusal="")
                | Q(begun_at__isnull=False),
                name="recommendations_digest_is_begun_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(let_go_at__isnull=True, refusal=""),
                name="recommendations_digest_sent_is_not_refused",
            ),
        ]

    def __str__(self):
        return f"{self.address}, {self.day}"


class Addressee(models.Model):
    """Who is told of a notice, and why they: as the owner, as who holds the post or sits in the
    group that is named, as the head through whom a vacant post or somebody who has left is chased,
    or because the step goes to them. `named`: the owner whom the cell names, None where it names
    nobody on record. Without an address nobody could be written to. `spared_at`: not told after
    all, since by then it was done, or no longer theirs to be told.
    """

    class Capacity(models.TextChoices):
        OWNER = "owner", "Owner"
        HOLDER = "holder", "Holder of the post"
        MEMBER = "member", "Member of the group"
        FOR_VACANT = "for_vacant", "Head, in place of the owner"
        HEAD_OF_SERVICE = "head_of_service", "Head of service"
        CHIEF_OFFICER = "chief_officer", "Chief officer"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="addressees")
    recipient = models.ForeignKey(
        "people.Owner", null=True, on_delete=models.PROTECT, related_name="told"
    )
    named = models.ForeignKey("people.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=Capacity)
    address = models.EmailField(blank=True)
    digest = models.ForeignKey(
        Digest, null=True, on_delete=models.PROTECT, related_name="addressees"
    )
    spared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["notice", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "recipient"], name="recommendations_addressee_once"
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | ~Q(address=""),
                name="recommendations_addressee_is_written_to_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(spared_at__isnull=True),
                name="recommendations_addressee_spared_is_not_written_to",
            ),
        ]

    def __str__(self):
        return str(self.recipient or "nobody")
