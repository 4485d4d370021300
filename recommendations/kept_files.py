"""Files that are kept with a record of the database: both are there, or neither."""

import weakref
from functools import partial

from django.db import transaction


class _Kept:
    """A file in the store whose record is not yet sure to stay."""


def keep_file(file, name: str):
    """Put the file of a FileField into the store under a name; it is deleted again unless the
    record of it is committed.

    Django has no hook for that, but it lets go of what is to be done on commit as soon as that work
    is rolled back, by itself or with all that is around it: with the last one who knows of `kept`,
    the file goes too. (Whatever else is done on commit must be `robust`: a failure there would make
    Django let go of this as well.)
    """
    file.save(name, file.file, save=False)
    kept = _Kept()
    gone = weakref.finalize(kept, file.storage.delete, file.name)
    transaction.on_commit(partial(_stays, kept, gone))


def _stays(kept, gone):
    gone.detach()
