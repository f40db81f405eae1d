"""The server: reads requests, has each vendor judge them, records them, and answers as it was told."""

import json
import os
import time

from apns import Apple
from expo import Expo
from fcm import Google
from refusal import Refusal


# No answer at all.
HANG = 0


class Double:
    """An ASGI application (HTTP connection scope, asgi.readthedocs.io)."""

    def __init__(self):
        with open("settings.json") as file:
            settings = json.load(file)
        google = Google(settings["fcm"])
        self.vendors = [Apple(settings["apns"]), google, Expo(settings["expo"])]
        self.counts = {}

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await live(receive, send)
        body = await read(receive)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        vendor = next((vendor for vendor in self.vendors if vendor.serves(scope["path"])), None)
        if vendor is None:
            return await answer(send, 404, {})
        problems = [] if scope["http_version"] == "2" else ["not over HTTP/2"]
        problems += [] if scope["method"] == "POST" else ["not a POST"]
        try:
            request = vendor.read(scope["path"], headers, body)
            messages = vendor.messages(request)
            told = self.told(vendor.keys(request))
            status, content, fields = decision(vendor, request, told)
        except Refusal as refusal:
            problems.append(refusal.why)
            messages, status, content, fields = [(scope["path"], {})], refusal.status, refusal.content, {}
        record(vendor.name, messages, headers, problems, status)
        if status == HANG:
            while (await receive())["type"] != "http.disconnect":
                pass
            return None
        return await answer(send, status, content, fields)

    def told(self, keys):
        """What answers.json says of each of `keys` this time."""
        answers = {}
        if os.path.exists("answers.json"):
            with open("answers.json") as file:
                answers = json.load(file)
        told = {}
        for key in [*keys, "*"]:
            listed = answers.get(key, [])
            count = self.counts.get(key, 0)
            if listed and (count < len(listed) or listed[-1].get("always")):
                told[key] = listed[min(count, len(listed) - 1)]
                self.counts[key] = count + 1
        return told


def decision(vendor, request, told):
    """Status, content and header fields of the answer."""
    first = next(iter(told.values()), {})
    if first.get("hang"):
        return HANG, None, {}
    if "status" in first:
        return first["status"], vendor.failure(first), first.get("headers", {})
    return 200, vendor.success(request, told), first.get("headers", {})


async def live(receive, send):
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def read(receive):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def answer(send, status, content, fields={}):
    body = json.dumps(content).encode() if content is not None else b""
    headers = [(name.encode(), value.encode()) for name, value in {"content-type": "application/json", **fields}.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def record(vendor, messages, headers, problems, status):
    """A line of requests.jsonl for each message; credentials are left out."""
    kept = {name: value for name, value in headers.items() if name != "authorization"}
    lines = [{"vendor": vendor, "token": token, "headers": kept, "fields": flat(body), "problems": problems, "status": status,
              "batch": len(messages), "at": time.time()} for token, body in messages]
    with open("requests.jsonl", "a") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))


def flat(value, path=""):
    """Texts by dotted path."""
    if isinstance(value, dict):
        return {key: text for name, item in value.items() for key, text in flat(item, f"{path}.{name}" if path else name).items()}
    return {path: value if isinstance(value, str) else json.dumps(value)} if path else {}
