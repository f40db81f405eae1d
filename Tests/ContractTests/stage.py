"""Calls for requests to be about."""

import itertools
import threading

import requests
from people import CHURCH, OTHERS
from tokens import token

RINGING = ("/accept", "/reject", "/ringing", "/cancel")
REMEMBERED = 2000


class Stage:
    """Makes calls between two of the others who are not in one. `calls` has caller and callee by the call's id."""

    def __init__(self, url, secret):
        self.url, self.secret = url, secret
        self.calls = {}
        self.session = requests.Session()
        self.pairs = itertools.cycle(zip(OTHERS[::2], OTHERS[1::2]))
        self.lock = threading.Lock()

    def make(self, path, choice):
        """A call in a state that fits what `path` does, but for one in eight, by `choice`; None where it could not be made."""
        with self.lock:
            caller, callee = next(self.pairs)
            created = self.post(caller, "", {"callee_ids": [callee], "call_type": "voice"})
            if created.status_code != 200:
                return None
            call = self.remember(created.json())
            if path.endswith(RINGING) == (choice > 0):
                return call
            self.post(callee, f"/{call}/accept")
            self.post(caller, f"/{call}/connected")
            if not path.endswith("/connected") and choice != 1:
                self.post(callee, f"/{call}/connected")
            return call

    def remember(self, answer):
        participants = [one["member_id"] for one in answer["participants"]]
        self.calls[answer["call_id"]] = (participants[0], participants[1])
        while len(self.calls) > REMEMBERED:
            del self.calls[next(iter(self.calls))]
        return answer["call_id"]

    def post(self, member, path, body=None):
        headers = {"Authorization": f"Bearer {token(member, CHURCH, secret=self.secret)}"}
        return self.session.post(f"{self.url}/api/calls{path}", json=body, headers=headers, timeout=10)
