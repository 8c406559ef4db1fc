"""A mailer for jobs that only write to the outbox: it refuses to send."""

from __future__ import annotations

from contextlib import AbstractContextManager

from followup.mail.deliver import Delivery


class NoMailer:
    def batch(self) -> AbstractContextManager[Delivery]:
        raise AssertionError("this job sends nothing itself")
