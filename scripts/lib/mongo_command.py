"""Speaks just enough of MongoDB's wire protocol to set a server up and to show what it holds; standard library only.

usage: mongo_command.py HOST:PORT replicate SET              make the server a replica set of one, wait until it takes writes
       mongo_command.py HOST:PORT run DATABASE JSON          run one command, print its reply
       mongo_command.py HOST:PORT put DATABASE COLLECTION    replace or insert each document of standard input, one a line, by `_id`
       mongo_command.py HOST:PORT find DATABASE COLLECTION FILTER [SECONDS]
                                                             print what matches; with SECONDS, wait that long for a first match
"""

import datetime
import json
import socket
import struct
import sys
import time

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
OP_MSG = 2013
NOT_INITIATED = 94


class CommandError(Exception):
    def __init__(self, reply):
        super().__init__(reply.get("errmsg", "failed"))
        self.code = reply.get("code")


def encode(document):
    body = b"".join(encode_element(key, value) for key, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def encode_element(key, value):
    kind, payload = encode_value(value)
    return bytes([kind]) + key.encode() + b"\0" + payload


def encode_value(value):
    if isinstance(value, bool):
        return 0x08, bytes([value])
    if isinstance(value, int):
        return (0x10, struct.pack("<i", value)) if -(2**31) <= value < 2**31 else (0x12, struct.pack("<q", value))
    if isinstance(value, float):
        return 0x01, struct.pack("<d", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return 0x02, struct.pack("<i", len(text)) + text
    if isinstance(value, datetime.datetime):
        return 0x09, struct.pack("<q", round((value - EPOCH) / datetime.timedelta(milliseconds=1)))
    if isinstance(value, dict):
        return 0x03, encode(value)
    if isinstance(value, (list, tuple)):
        return 0x04, encode({str(index): item for index, item in enumerate(value)})
    if value is None:
        return 0x0A, b""
    raise TypeError(f"no BSON for {type(value).__name__}")


def decode(data):
    document, position = {}, 4
    while data[position]:
        kind, end = data[position], data.index(0, position + 1)
        key = data[position + 1 : end].decode()
        document[key], position = decode_value(kind, data, end + 1)
    return document


def decode_value(kind, data, at):
    fixed = {0x01: "<d", 0x08: "<?", 0x09: "<q", 0x10: "<i", 0x11: "<Q", 0x12: "<q"}
    if kind in fixed:
        value = struct.unpack_from(fixed[kind], data, at)[0]
        after = at + struct.calcsize(fixed[kind])
        return (EPOCH + datetime.timedelta(milliseconds=value) if kind == 0x09 else value), after
    if kind in (0x06, 0x0A):
        return None, at
    if kind == 0x07:
        return data[at : at + 12].hex(), at + 12
    length = struct.unpack_from("<i", data, at)[0]
    if kind == 0x02:
        return data[at + 4 : at + 3 + length].decode(), at + 4 + length
    if kind == 0x05:
        return data[at + 5 : at + 5 + length].hex(), at + 5 + length
    if kind in (0x03, 0x04):
        inner = decode(data[at : at + length])
        return (list(inner.values()) if kind == 0x04 else inner), at + length
    raise ValueError(f"BSON type {kind:#x} is not read here")


def as_json(value):
    """Dates as MongoDB's extended JSON writes them, so that they can be told from text."""
    if isinstance(value, datetime.datetime):
        return {"$date": value.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    raise TypeError(type(value).__name__)


class Server:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.address = address
        self.connection = socket.create_connection((host, int(port)), timeout=10)
        self.sent = 0

    def run(self, database, command):
        self.sent += 1
        body = struct.pack("<I", 0) + b"\0" + encode({**command, "$db": database})
        self.connection.sendall(struct.pack("<iiii", len(body) + 16, self.sent, 0, OP_MSG) + body)
        length = struct.unpack("<i", self.receive(4))[0]
        reply = decode(self.receive(length - 4)[17:])
        if not reply.get("ok"):
            raise CommandError(reply)
        if reply.get("writeErrors"):
            raise CommandError(reply["writeErrors"][0])
        return reply

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                raise ConnectionError("the server closed the connection")
            data += part
        return data


def poll(seconds, attempt):
    """The first true result of `attempt`, or its last one when `seconds` have passed."""
    limit = time.monotonic() + seconds
    while True:
        result = attempt()
        if result or time.monotonic() >= limit:
            return result
        time.sleep(0.05)


def replicate(server, name):
    members = [{"_id": 0, "host": server.address}]
    try:
        known = server.run("admin", {"replSetGetConfig": 1})["config"]
        if known["members"][0]["host"] != server.address:  # the data was last used on another port
            moved = {"_id": name, "version": known["version"] + 1, "members": members}
            server.run("admin", {"replSetReconfig": moved, "force": True})
    except CommandError as error:
        if error.code != NOT_INITIATED:
            raise
        server.run("admin", {"replSetInitiate": {"_id": name, "members": members}})
    if not poll(20, lambda: server.run("admin", {"hello": 1}).get("isWritablePrimary")):
        raise TimeoutError("the replica set has no primary after 20 s")


def put(server, database, collection):
    documents = [json.loads(line) for line in sys.stdin if line.strip()]
    updates = [{"q": {"_id": document["_id"]}, "u": document, "upsert": True} for document in documents]
    server.run(database, {"update": collection, "updates": updates})


def find(server, database, collection, query, seconds="0"):
    command = {"find": collection, "filter": json.loads(query), "singleBatch": True}
    found = poll(float(seconds), lambda: server.run(database, command)["cursor"]["firstBatch"])
    for document in found:
        print(json.dumps(document, indent=2, ensure_ascii=False, default=as_json))
    return 0 if found else 1


def run(server, database, command):
    print(json.dumps(server.run(database, json.loads(command)), indent=2, ensure_ascii=False, default=as_json))


def main(arguments):
    actions = {"replicate": (replicate, (1,)), "run": (run, (2,)), "put": (put, (2,)), "find": (find, (3, 4))}
    if len(arguments) < 2 or arguments[1] not in actions or len(arguments) - 2 not in actions[arguments[1]][1]:
        sys.exit(__doc__)
    try:
        return actions[arguments[1]][0](Server(arguments[0]), *arguments[2:])
    except (CommandError, OSError) as error:
        sys.exit(f"error: MongoDB at {arguments[0]}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
