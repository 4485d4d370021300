"""Handing e-mails to the mail server over one connection that is kept open, and hearing what became
of each: taken, not taken, or not known. It asks no database.
"""

import re
from contextlib import suppress
from email.utils import getaddresses, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage, sanitize_address
from django.core.validators import validate_email

# Seconds without an answer, where EMAIL_TIMEOUT does not say.
PATIENCE = 60
CLOSING = 421
TAKEN = range(200, 300)
FOR_EVER = range(500, 600)
# What is wrong with us and not with who is written to, by RFC 3463 (our address, the protocol, what
# we may send) or, where a server does not say it by number, by its words: it can be put right.
ABOUT_US = re.compile(r"\b5\.(1\.[78]|[57]\.\d+)\b|relay|sender|authenticat", re.IGNORECASE)
LONGEST_WORDS = 500


class ServerGone(Exception):
    """The mail server can't be reached, or takes nothing from us, as the words of it say: what was
    to be handed over was not.
    """


class NotTaken(Exception):
    """The server has said that it does not take this message; `for_ever`: nor will it later."""

    def __init__(self, words: str, *, for_ever: bool):
        super().__init__(words)
        self.for_ever = for_ever


class CutOff(NotTaken):
    """The connection was lost, or closed by the server, with this message not taken."""

    def __init__(self, words: str):
        super().__init__(words, for_ever=False)


class Unanswered(Exception):
    """The message was handed over, and the server never said whether it took it."""


class Postman:
    """One connection; as a context, which closes it."""

    def __init__(self):
        self._backend: Any = get_connection(timeout=settings.EMAIL_TIMEOUT or PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        with suppress(OSError, SMTPException):
            self._backend.close()

    def open(self) -> bool:
        """Whether a new connection was made; ServerGone where none can be."""
        try:
            return bool(self._backend.open())
        except (OSError, SMTPException, ValueError) as error:
            # ValueError: the name of a server that can be none, or a password not in ASCII.
            raise _out_of_reach(error) from None

    def deliver(self, message: EmailMessage):
        """Hand over a message to its one recipient. It is taken, unless this raises ServerGone,
        NotTaken or Unanswered.
        """
        if not isinstance(self._backend, EmailBackend):
            self._backend.send_messages([message])
            return
        sender = _sender(message.from_email)
        try:
            [to] = message.to
            written: Any = message.message()
            content = written.as_bytes(linesep="\r\n")
            recipient = _bare(to)
        except ValueError as error:
            words = f"No e-mail can be written to this address: {error}"
            raise NotTaken(words, for_ever=True) from None
        self._name_both(sender, recipient)
        self._hand_over(content)

    def _name_both(self, sender, to):
        """Say who writes to whom. A server may have closed the connection meanwhile: once, another
        is made. One that breaks off at a name may do so at that alone.
        """
        while True:
            is_new, knows_sender = self.open(), False
            try:
                self._begin(sender)
                knows_sender = True
                self._ask(self._smtp.rcpt(to))
                return
            except (OSError, SMTPException, _Closing) as error:
                self._drop()
                if is_new:
                    raise (
                        CutOff(_in_words(error)) if knows_sender else _out_of_reach(error)
                    ) from None

    def _begin(self, sender):
        self._smtp.ehlo_or_helo_if_needed()
        options = ["body=8bitmime"] if self._smtp.has_extn("8bitmime") else []
        try:
            self._ask(self._smtp.mail(sender, options))
        except NotTaken as error:
            self._drop()
            raise ServerGone(f"the mail server takes no mail from {sender}: {error}") from None

    def _hand_over(self, content):
        try:
            self._ask(self._smtp.data(content))
        except SMTPDataError as error:
            # It was not even let begin.
            self._drop()
            raise _not_taken(error.smtp_code, _in_words(error)) from None
        except _Closing as error:
            self._drop()
            raise CutOff(str(error)) from None
        except (OSError, SMTPException) as error:
            self._drop()
            raise Unanswered(_in_words(error)) from None

    def _ask(self, reply):
        code, words = reply
        if code not in TAKEN:
            self._refused(code, words)

    def _refused(self, code, words):
        said = f"{code} {_text(words)}".strip()
        if code == CLOSING:
            raise _Closing(said)
        if code < 0:
            raise SMTPServerDisconnected(said)
        with suppress(OSError, SMTPException):
            self._smtp.rset()
        raise _not_taken(code, said)

    @property
    def _smtp(self):
        return self._backend.connection

    def _drop(self):
        """Without a word: nobody may be there to hear it."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


class _Closing(Exception):
    """The server takes nothing more over this connection, as it says itself."""


def _sender(written):
    """The one address by which a mail server knows us."""
    try:
        [(_, address)] = getaddresses([written])
        validate_email(address)
    except (ValueError, ValidationError):
        raise ServerGone(f"nobody can write from “{written}”: set DEFAULT_FROM_EMAIL") from None
    return _bare(address)


def _out_of_reach(error):
    return ServerGone(f"the mail server can’t be reached ({_in_words(error)})")


def _not_taken(code, said):
    return NotTaken(said, for_ever=code in FOR_EVER and not ABOUT_US.search(said))


def _bare(address):
    """Without the name, and as a mail server understands it."""
    return sanitize_address(parseaddr(address)[1], "utf-8")


def _in_words(error):
    if isinstance(error, UnicodeEncodeError):
        return "the user or the password has letters that it does not know"  # Which, is secret.
    words = getattr(error, "smtp_error", None)
    if words:
        return f"{error.smtp_code} {_text(words)}"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")


def _text(words):
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join(text.split())[:LONGEST_WORDS]
