"""A real SMTP server for tests: it keeps what it takes, and can be told to refuse, to put off, to
die, or to take a message and never say so.
"""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.test import override_settings

CUT = object()


class MailServer:
    """`taken`: the e-mails, in their order. `refuses`: a reply by recipient, to their name
    ("550 ..."), or CUT to cut the connection; `data_reply`: one to DATA, before the message itself;
    `on_data`: called with the number of each message once it has arrived, before it is answered:
    returns None, a reply, or CUT. `offers`: what it says besides that it can do ("AUTH PLAIN").
    """

    def __init__(
        self, *, refuses=None, on_data=None, sender_reply=None, data_reply=None, offers=None
    ):
        self.port = _free_port()
        self.taken, self.connections = [], 0
        self.refuses, self.on_data = refuses or {}, on_data or (lambda number: None)
        self.sender_reply, self.data_reply, self.offers = sender_reply, data_reply, offers
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    def die(self):
        """No new connections from now on; called out of `on_data`."""
        self._controller.server.close()

    @property
    def addresses(self):
        return [message["To"] for message in self.taken]

    @property
    def message_ids(self):
        return [message["Message-ID"] for message in self.taken]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return [responses[0], f"250-{self.offers}", *responses[1:]] if self.offers else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        reply = self.refuses.get(address)
        if reply is CUT:
            server.transport.abort()
        elif reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        reply = self.on_data(len(self.taken))
        if reply is CUT:
            server.transport.abort()
        elif reply is not None:
            self.taken.pop()
        return "250 OK" if reply in (None, CUT) else reply


class _Controller(Controller):
    def factory(self):
        return _SMTP(self.handler, **self.SMTP_kwargs)


class _SMTP(SMTP):
    async def smtp_DATA(self, arg):  # noqa: N802
        if self.event_handler.data_reply:
            await self.push(self.event_handler.data_reply)
        else:
            await super().smtp_DATA(arg)


@contextmanager
def mail_server(**what):
    """A server that is there, and to which e-mails are sent, until the end of it."""
    server = MailServer(**what)
    server.start()
    try:
        with sent_to(server.port):
            yield server
    finally:
        server.stop()


@contextmanager
def no_mail_server():
    """A mail server that is down."""
    with sent_to(_free_port()):
        yield


def sent_to(port):
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
    )


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
