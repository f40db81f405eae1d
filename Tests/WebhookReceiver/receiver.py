"""A receiver of webhooks, as a church's own back end would have one: it verifies signatures with the library of Standard Webhooks, and none of our code.

usage: receiver.py PORT LOG [CERTIFICATE KEY]     with the last two, by TLS

Each path is an endpoint of its own. `POST /control/PATH` with {"secret", "answers", "status", "headers", "hang"} sets how it behaves: `answers` are the statuses of the
next requests, one each; `status` is that of all after them; with `stall` the body that is announced does not come for so many seconds. What it was sent, whether it was signed rightly, and whether it is as docs/openapi.yaml has it, goes to LOG, a JSON object a line.
"""

import json
import os
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import referencing
import yaml
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "user-agent", "host")

OPENAPI = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/openapi.yaml")


def make_validator():
    """Holds messages to the schema of the contract."""
    with open(OPENAPI, encoding="utf-8") as file:
        document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    resource = referencing.Resource(contents=document, specification=referencing.jsonschema.DRAFT202012)
    registry = referencing.Registry().with_resource("openapi", resource)
    checker = jsonschema.Draft202012Validator
    return checker({"$ref": "openapi#/components/schemas/WebhookMessage"}, registry=registry, format_checker=checker.FORMAT_CHECKER)


class Endpoint:
    """How one path behaves."""

    def __init__(self):
        self.secret, self.answers, self.status, self.headers, self.hang, self.stall = None, [], 204, {}, 0, 0

    def set(self, fields):
        for name, value in fields.items():
            setattr(self, name, value)

    def next_status(self):
        return self.answers.pop(0) if self.answers else self.status


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    endpoints, lock, log, validator = {}, threading.Lock(), None, None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/control/"):
            with self.lock:
                self.endpoint(self.path.removeprefix("/control")).set(json.loads(body))
            return self.answer(204, {})
        with self.lock:
            endpoint = self.endpoint(self.path)
            status, hang, stall, headers = endpoint.next_status(), endpoint.hang, endpoint.stall, endpoint.headers
            line = {"path": self.path, "status": status, "at": time.time(), "is_verified": self.is_verified(endpoint, body),
                    "is_valid": self.validator.is_valid(json.loads(body)),
                    "headers": {name: self.headers.get(name) for name in HEADERS}, "body": json.loads(body)}
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()
        if hang:
            time.sleep(hang)
        self.answer(status, headers, body_length=1 if stall else 0)
        time.sleep(stall)
        return None

    def endpoint(self, path):
        return self.endpoints.setdefault(path, Endpoint())

    def is_verified(self, endpoint, body):
        if not endpoint.secret:
            return False
        try:
            Webhook(endpoint.secret).verify(body, dict(self.headers))
            return True
        except WebhookVerificationError:
            return False

    def answer(self, status, headers, body_length=0):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(body_length))
        self.end_headers()

    def log_message(self, *_):
        """The log is the other one."""


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 128

    def handle_error(self, *_):
        """Who went away before his answer is no error here."""


def main():
    port, log, *pair = sys.argv[1:]
    Handler.log = open(log, "a", encoding="utf-8")
    Handler.validator = make_validator()
    server = Server(("127.0.0.1", int(port)), Handler)
    if pair:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
