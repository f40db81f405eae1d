"""Reads what a run left behind: the recording, the documents of the database, the logs."""

import datetime
import json
import sys

from . import settings
from .history import Delivery

FIELDS = (
    "_id", "church_id", "status", "initiated_at", "answered_at", "active_at", "ended_at", "end_reason", "ended_by", "seq", "events", "participants",
    "engaged", "outbox", "idempotency",
)
UNFINISHED = {"$or": [{"status": {"$in": ["ringing", "connecting", "active"]}}, {"outbox.0": {"$exists": True}}, {"engaged": {"$exists": True}}]}
LIVE = ("ringing", "connecting", "active")


def delivery(line):
    """The signal in a line of the recording; nothing where a phone sent the message. Anything else is a `ValueError`."""
    at, retained, topic, payload = line.split(" ", 3)
    body = json.loads(payload)
    if "signal_id" not in body:
        if body["type"] != "call_ringing":
            raise ValueError("no signal_id")
        return None
    who = body.get("callee_id") or body.get("participant_id") or body.get("ended_by") or body.get("caller_id")
    for person in ("participant", "caller"):
        who = body[person]["id"] if person in body else who
    return Delivery(
        float(at), sys.intern(topic), sys.intern(body["call_id"]), body["seq"], body["signal_id"], sys.intern(body["type"]), who,
        body.get("reason"), hash(payload), retained != "0", "eyJ" in payload)


def read_recording(lines, history):
    for line in lines:
        try:
            found = delivery(line)
            if found:
                history.deliveries.append(found)
        except (ValueError, KeyError, TypeError):
            history.foreign.append(line[:200])


def read_calls(server, history):
    """All documents, a batch at a time."""
    command = {"find": "calls", "projection": {field: 1 for field in FIELDS}, "batchSize": 500}
    cursor, key = server.run(settings.DATABASE, command)["cursor"], "firstBatch"
    while True:
        for document in cursor[key]:
            history.calls[document["_id"]] = seconds(document)
        if not cursor["id"]:
            return
        cursor, key = server.run(settings.DATABASE, {"getMore": cursor["id"], "collection": "calls", "batchSize": 500})["cursor"], "nextBatch"


def seconds(value):
    """The same with dates as seconds since 1970."""
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {key: seconds(item) for key, item in value.items()}
    if isinstance(value, list):
        return [seconds(item) for item in value]
    return value


def count_unfinished(server):
    """How many calls live, hold somebody, or wait to tell something; and how many errands there are to do."""
    questions = (("calls", UNFINISHED), ("calls", {"unfollowed_since": {"$exists": True}}), ("errands", {"due": {"$exists": True}}))
    return sum(server.run(settings.DATABASE, {"count": collection, "query": query})["n"] for collection, query in questions)


def read_log(program, history, warnings):
    """Error lines go into the history; warnings are counted by what they say."""
    with open(program.log, encoding="utf-8", errors="replace") as log:
        for line in log:
            try:
                entry = json.loads(line)
            except ValueError:
                if "Fatal error" in line or "Sanitizer" in line:
                    history.error_lines.append(f"{program.name}: {line.strip()[:300]}")
                continue
            if entry.get("level") in ("error", "critical"):
                history.error_lines.append(f"{program.name}: {line.strip()[:300]}")
            elif entry.get("level") == "warning":
                warnings[entry.get("message", "")] += 1
