"""The renderer: lays out the papers that people ask for, until it is stopped."""

import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils import timezone

from reports.printing.renderer import RendererProcess

# Seconds between two looks at an empty queue, and after the database could not be asked or a
# file not be written.
PAUSE, LONG_PAUSE = 0.05, 2

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Lay out the papers that people ask for, until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="only what is in the queue now")

    def handle(self, *, once, **options):
        renderer = RendererProcess(timezone.now)
        try:
            renderer.begin()
            if once:
                while renderer.lay_out_next():
                    pass
            else:
                _go_on(renderer)
        except KeyboardInterrupt:
            pass
        finally:
            renderer.end()


def _go_on(renderer):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while True:
        try:
            if not renderer.lay_out_next():
                time.sleep(PAUSE)
        except (DatabaseError, OSError):
            logger.exception("The database can't be asked, or no file written; trying again")
            connections.close_all()
            time.sleep(LONG_PAUSE)
