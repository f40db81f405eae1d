"""A back end that is told of the calls by webhook, and writes down what it took."""

import base64
import dataclasses
import hashlib
import hmac
import json
import re
import time

from .outsider import Outsider, path_of

FIELD = re.compile(rb"\r\n(webhook-[a-z]+): *([^\r]*)", re.IGNORECASE)


@dataclasses.dataclass(slots=True, frozen=True)
class Notice:
    """One message that was taken, with a 200."""

    at: float
    id: str
    type: str
    call: str
    church: str
    is_signed: bool


class Receiver(Outsider):
    def __init__(self, history):
        super().__init__(history)
        self.secrets = {}
        """The signing secrets by church."""

    def address(self, church):
        """Where it is told of a church's calls."""
        return f"{self.url}/{church}"

    async def answer(self, head, body):
        await self.may_answer.wait()
        if self.is_failing:
            return b"500 Internal Server Error", b""
        self.take(head, body)
        return b"200 OK", b""

    def take(self, head, body):
        fields = {name.decode().lower(): value.decode() for name, value in FIELD.findall(head)}
        church = path_of(head).strip("/")
        try:
            told = json.loads(body)
            notice = Notice(
                time.time(), told["id"], told["type"], told["call"]["call_id"], church, self.is_signed(church, fields, body, told["id"]))
        except (ValueError, KeyError, TypeError):
            self.history.foreign_notices.append(body[:200].decode(errors="replace"))
        else:
            self.history.notices.append(notice)

    def is_signed(self, church, fields, body, name):
        """By the Standard Webhooks specification, written here once more."""
        secret = self.secrets.get(church, "")
        if fields.get("webhook-id") != name or abs(time.time() - float(fields.get("webhook-timestamp", "0"))) > 60 or not secret:
            return False
        signed = f"{name}.{fields['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(expected, each) for each in fields.get("webhook-signature", "").split(" "))
