"""A service that wakes phones, as Expo's does it. It counts a message when it comes, though it may answer late or never."""

import dataclasses
import itertools
import json
import time

from .outsider import Outsider, bearer, path_of

PATH = "/--/api/v2/push/send"
MOST = 100
"""Messages in a request."""
TICKET = {"status": "ok", "id": "00000000-0000-0000-0000-000000000000"}
LATER = {"status": "error", "message": "too many", "details": {"error": "MessageRateExceeded"}}
JSON = b"Content-Type: application/json"
TYPES = ("call_invite", "call_missed", "call_cancel", "call_answered_elsewhere")


@dataclasses.dataclass(slots=True, frozen=True)
class Push:
    """One message that was taken."""

    at: float
    token: str
    type: str
    call: str


class PushVendor(Outsider):
    """While it fails it takes nothing: it answers 500, then 429 with a time to wait, then that each message comes too soon."""

    def __init__(self, history, access_token):
        super().__init__(history)
        self.access_token = access_token
        self.refusals = itertools.cycle([self.error, self.too_many, self.too_soon])

    async def answer(self, head, body):
        if self.is_failing:
            return next(self.refusals)(body)
        try:
            messages = self.read(head, body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.history.foreign_pushes.append(f"{body[:200].decode(errors='replace')}: {error!r}")
            return b"400 Bad Request", json.dumps({"errors": [{"code": "VALIDATION_ERROR"}]}).encode(), JSON
        self.history.pushes += messages
        await self.may_answer.wait()
        return tickets(TICKET, len(messages))

    def read(self, head, body):
        """The messages of a request; throws where it is not as Expo wants it."""
        if path_of(head) != PATH or bearer(head) != self.access_token:
            raise ValueError("another address, or no right to push")
        now = time.time()
        messages = json.loads(body)
        if not 0 < len(messages) <= MOST:
            raise ValueError(f"{len(messages)} messages")
        return [read_message(message, now) for message in messages]

    def error(self, _):
        return b"500 Internal Server Error", b""

    def too_many(self, _):
        return b"429 Too Many Requests", b"", b"Retry-After: 1"

    def too_soon(self, body):
        return tickets(LATER, len(json.loads(body)))


def read_message(message, now):
    told = message["data"]
    if message["priority"] != "high" or not isinstance(message["ttl"], int) or message["ttl"] < 0 or told["type"] not in TYPES:
        raise ValueError("no message of this service")
    return Push(now, message["to"], told["type"], told["call_id"])


def tickets(ticket, count):
    return b"200 OK", json.dumps({"data": [ticket] * count}).encode(), JSON
