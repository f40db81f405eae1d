"""Reads what mosquitto_sub recorded of a call, a line a message: unix time, QoS, retained flag, topic, payload.

usage: recording.py FILE await CALL TYPE@TOPIC…   wait at most 10 seconds for these signals, topics without their prefix
       recording.py FILE show CALL                print what came and check it: seq without gaps, nothing retained
"""

import datetime
import json
import sys
import time

PATIENCE = 10
KEYS = ("type", "call_id", "timestamp", "signal_id", "seq")


class Message:
    def __init__(self, line):
        at, self.qos, self.retained, topic, payload = line.split(" ", 4)
        self.at = datetime.datetime.fromtimestamp(float(at))
        self.topic = topic.split("/", 2)[2]
        self.payload = json.loads(payload)
        self.type = self.payload["type"]
        self.seq = self.payload.get("seq")

    def fields(self):
        return "  ".join(f"{key}={brief(value)}" for key, value in self.payload.items() if key not in KEYS)


def brief(value):
    if isinstance(value, dict):
        return value.get("name", "{…}")
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value) or '""'


def messages(path, call):
    """What came of the call, in the order of its arrival; a line still being written is left for later."""
    with open(path, encoding="utf-8") as recording:
        lines = [line for line in recording if line.endswith("\n") and call in line]
    return [Message(line) for line in lines]


def missing(path, call, expected):
    came = [f"{message.type}@{message.topic.replace(call, 'ID')}" for message in messages(path, call)]
    for signal in came:
        if signal in expected:
            expected = expected[: expected.index(signal)] + expected[expected.index(signal) + 1 :]
    return expected


def await_signals(path, call, *expected):
    limit = time.monotonic() + PATIENCE
    while missing(path, call, list(expected)):
        if time.monotonic() > limit:
            show(path, call)
            absent = ", ".join(missing(path, call, list(expected)))
            sys.exit(f"error: not received within {PATIENCE} s: {absent}")
        time.sleep(0.05)


def show(path, call):
    received, seen = messages(path, call), set()
    print(f"   {'received':<14}{'seq':<5}{'signal':<25}topic")
    for message in received:
        known = (message.seq, message.topic) in seen and message.seq is not None
        seen.add((message.seq, message.topic))
        topic = message.topic.replace(call, message.payload["call_id"][:8] + "…")
        when = message.at.strftime("%H:%M:%S.%f")[:-3]
        sender = "repeated  " if known else "from the phone  " if message.seq is None else ""
        line = f"   {when:<14}{message.seq or '-':<5}{message.type:<25}{topic:<30}{sender}{message.fields()}"
        print(line.rstrip())
    numbers = {message.seq for message in received if message.seq is not None}
    gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    if gaps:
        sys.exit(f"error: signals not received: seq {', '.join(map(str, gaps))}")
    if any(message.retained != "0" for message in received):
        sys.exit("error: a signal was retained")


def main(arguments):
    actions = {"await": await_signals, "show": show}
    if len(arguments) < 3 or arguments[1] not in actions:
        sys.exit(__doc__)
    actions[arguments[1]](arguments[0], *arguments[2:])


if __name__ == "__main__":
    main(sys.argv[1:])
