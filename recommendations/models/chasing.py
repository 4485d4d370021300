from django.db import models
from django.db.models import Q

from recommendations.models.plan import Plan


class Step(models.TextChoices):
    """The steps of a ladder, from the first reminder to the committee."""

    BEFORE = "before", "Reminder before the date"
    ON_DATE = "on_date", "On the date"
    OVERDUE = "overdue", "Overdue notice to the owner"
    HEAD_OF_SERVICE = "head_of_service", "To the head of service"
    CHIEF_OFFICER = "chief_officer", "To the chief officer"
    INVITATION = "invitation", "Invitation to committee"


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
                fields=["plan", "step", "days"], name="recommendations_ladderstep_once"
            ),
            models.CheckConstraint(
                condition=Q(step__in=Step.values), name="recommendations_ladderstep_is_known"
            ),
        ]

    def __str__(self):
        return self.get_step_display()


class Notice(models.Model):
    """That somebody was to be told about a recommendation: a step of its plan's ladder, or what
    happened to it. Written once, by `manage.py send_reminders`, and never changed.

    `occasion`: with the recommendation and the kind what makes it the same notice, so that none is
    given twice ("2016-05-31" for the date it is about, "round:12"). `falls_on`: the day on which it
    fell due, `day` that of the run which found it. `about`: the date it is about, if any.
    """

    class Kind(models.TextChoices):
        BEFORE = Step.BEFORE
        ON_DATE = Step.ON_DATE
        OVERDUE = Step.OVERDUE
        HEAD_OF_SERVICE = Step.HEAD_OF_SERVICE
        CHIEF_OFFICER = Step.CHIEF_OFFICER
        INVITATION = Step.INVITATION
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
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.recommendation_id}"


class Digest(models.Model):
    """One e-mail with everything that one address is told on one day.

    `begun_at`: handed to the mail server, before it answered; `sent_at`: it took it. Begun and not
    sent is doubtful: it may have been taken, so it is sent again under the same `message_id`.
    `refusal`: what the server said, where it will not take it.
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
    attempts = models.PositiveSmallIntegerField(default=0)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "day"], name="recommendations_digest_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(begun_at__isnull=False),
                name="recommendations_digest_is_begun_before_it_is_sent",
            ),
        ]

    def __str__(self):
        return f"{self.address}, {self.day}"


class Addressee(models.Model):
    """Who is told of a notice, and why they: as the owner, as who holds the post or sits in the
    group that is named, as the head through whom a vacant post is chased, or because the step goes
    to them. `named`: the owner whom the cell names. Without an address nobody could be written to.
    """

    class Capacity(models.TextChoices):
        OWNER = "owner", "Owner"
        HOLDER = "holder", "Holder of the post"
        MEMBER = "member", "Member of the group"
        FOR_VACANT = "for_vacant", "Head, for a vacant post"
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
        ]

    def __str__(self):
        return str(self.recipient or "nobody")
