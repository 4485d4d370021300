"""Puts in the sample users, the two sample papers, rounds and meetings; a second run changes
nothing.
"""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from people.roles import Role
from people.sample_users import PASSWORD, load_sample_users
from reports.sample_data import (
    call_sample_meeting,
    count_sample_measure,
    issue_sample_paper,
    issue_sample_reports,
    load_layouts,
    load_papers,
    load_report_templates,
    open_sample_round,
    prepare_sample_paper,
    prepare_sample_report,
    put_owners_in_departments,
    remind_of_samples,
    report_past_rounds,
    sample_link,
    settle_sample_attendance,
)


class Command(BaseCommand):
    help = "Put in the sample users, papers and rounds. A second run changes nothing."

    @transaction.atomic
    def handle(self, **options):
        users = load_sample_users()
        load_layouts()
        now = timezone.now()
        today = timezone.localdate(now)
        plans = load_papers(by=users[Role.CLERK], today=today)
        for plan in plans:
            self.stdout.write(f"Put in “{plan}”.")
        if plans:
            put_owners_in_departments(by=users[Role.LEAD], at=now)
            for past in report_past_rounds(plans, by=users[Role.LEAD], today=today):
                self.stdout.write(f"Closed the round “{past}”.")
            round = open_sample_round(plans, by=users[Role.LEAD], today=today, at=now)
            self.stdout.write(f"Opened the round “{round}”.")
            link = settings.SITE_URL + sample_link(round, today=today, at=now).lstrip("/")
            self.stdout.write(f"An officer without an account answers it at {link}")
            told = remind_of_samples(plans, by=users[Role.LEAD], today=today, at=now)
            self.stdout.write(f"Reminders are on: {len(told)} to be told of today.")
            clerk, last = users[Role.CLERK], plans[-1]
            meeting = call_sample_meeting(last, round, by=clerk, today=today, at=now)
            self.stdout.write(f"Called the meeting “{meeting}”.")
            for plan in plans:
                self.stdout.write(f"Issued “{issue_sample_paper(plan, by=clerk)}”.")
            count_sample_measure(last, by=users[Role.LEAD], today=today, at=now)
            draft = prepare_sample_paper(last, meeting, by=clerk, today=today, at=now)
            settle_sample_attendance(meeting, by=clerk, at=now)
            load_report_templates(by=clerk, at=now)
            prepare_sample_report(draft, by=clerk, at=now)
        for report in issue_sample_reports(by=users[Role.CLERK]):
            self.stdout.write(f"Issued “{report}”.")
        self.stdout.write(f"Sign in with the password “{PASSWORD}” as")
        for role, user in users.items():
            self.stdout.write(f"  {user.email:28} {user.name}, {role}")
