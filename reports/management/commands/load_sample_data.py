"""Puts the sample users and the two sample papers in; a second run changes nothing."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from people.roles import Role
from people.sample_users import PASSWORD, load_sample_users
from reports.sample_data import load_layouts, load_papers


class Command(BaseCommand):
    help = "Put in the sample users and the two sample papers. A second run changes nothing."

    @transaction.atomic
    def handle(self, **options):
        users = load_sample_users()
        load_layouts()
        for plan in load_papers(by=users[Role.CLERK], today=timezone.localdate()):
            self.stdout.write(f"Put in “{plan}”.")
        self.stdout.write(f"Sign in with the password “{PASSWORD}” as")
        for role, user in users.items():
            self.stdout.write(f"  {user.email:28} {user.name}, {role}")
