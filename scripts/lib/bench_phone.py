"""Members who ask the service for something, and how long that takes. Tokens are signed with JWT_SECRET_KEY."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time

CHURCH = "bench"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(member):
    claims = {"sub": member, "church_id": CHURCH, "role": "member", "exp": int(time.time()) + 7_200}
    text = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{text}.{encoded(hmac.new(os.environ['JWT_SECRET_KEY'].encode(), text.encode(), hashlib.sha256).digest())}"


class Phone:
    def __init__(self, port, member):
        self.member = member
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token(member)}", "Content-Type": "application/json"}

    def ask(self, method, path, body=None):
        """The answer, and how long it took in seconds."""
        start = time.perf_counter()
        self.connection.request(method, f"/api/calls{path}", json.dumps(body) if body is not None else None, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - start
        if answer.status != 200:
            sys.exit(f"error: {method} {path}: {answer.status} {content.decode()}")
        return json.loads(content), taken


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1_000


def add_members(server, database, names):
    for first in range(0, len(names), 10_000):
        documents = [
            {"_id": name, "id": name, "church_id": CHURCH, "full_name": name.capitalize()} for name in names[first : first + 10_000]
        ]
        server.run(database, {"insert": "members", "documents": documents})
    server.run(database, {"createIndexes": "members", "indexes": [{"key": {"church_id": 1, "id": 1}, "name": "member"}]})
