"""Fills a service's log with calls, and measures how long requests take with a short and a long one.

usage: log_bench.py fill MONGO-ADDRESS DATABASE HTTP-PORT CALLS
       log_bench.py measure SHORT-PORT LONG-PORT REQUESTS

The log's calls are copies of one that was made through the service, of other members and times.
"""

import sys
import time

from bench_phone import Phone, add_members, percentile
from mongo_command import Server

CALLS_OF_EACH = 2_000  # calls a member has, made and received
BATCH = 20_000
BOUND = 1.25


def call(caller, callee):
    """A whole call; its id."""
    made, _ = caller.ask("POST", "", {"callee_ids": [callee.member], "call_type": "voice"})
    path = f"/{made['call_id']}"
    callee.ask("POST", f"{path}/accept")
    for phone in (caller, callee):
        phone.ask("POST", f"{path}/connected")
    caller.ask("POST", f"{path}/end", {"reason": "normal"})
    return made["call_id"]


def copies(template, first, count, members):
    """Stages that make calls `first` to `first + count - 1` of the template, each a second older than the one before."""
    serial = {"$substrCP": [{"$concat": ["000000000000", {"$toString": "$n"}]}, {"$strLenCP": {"$toString": "$n"}}, 12]}
    person = lambda shift: {"$concat": ["member", {"$toString": {"$mod": [{"$add": ["$n", shift]}, members]}}]}
    earlier = lambda field: {"$dateSubtract": {"startDate": f"$call.{field}", "unit": "second", "amount": {"$add": ["$n", 1]}}}
    named = lambda index, shift: {
        "$mergeObjects": [
            {"$arrayElemAt": ["$call.participants", index]},
            {"member": {"$mergeObjects": [{"$getField": {"field": "member", "input": {"$arrayElemAt": ["$call.participants", index]}}}, {"id": person(shift)}]}},
        ]
    }
    return [
        {"$match": {"_id": template}},
        {"$project": {"call": "$$ROOT", "n": {"$range": [first, first + count]}}},
        {"$unwind": "$n"},
        {
            "$replaceWith": {
                "$mergeObjects": [
                    "$call",
                    {
                        "_id": {"$concat": ["00000000-0000-4000-8000-", serial]},
                        "initiated_at": earlier("initiated_at"),
                        "ended_at": earlier("ended_at"),
                        "created_at": earlier("created_at"),
                        "updated_at": earlier("updated_at"),
                        "caller_id": person(0),
                        "members": [person(0), person(1)],
                        "participants": [named(0, 0), named(1, 1)],
                        "outbox": [],
                    },
                ]
            }
        },
        {"$merge": {"into": "calls", "whenMatched": "fail"}},
    ]


def fill(address, database, port, count):
    count = int(count)
    server = Server(address)
    server.connection.settimeout(600)
    members = max(2, count // (CALLS_OF_EACH // 2))
    names = [f"member{number}" for number in range(members)] + [f"guest{number}" for number in range(2)]
    add_members(server, database, names)
    template = call(Phone(int(port), "guest0"), Phone(int(port), "guest1"))
    start = time.monotonic()
    for first in range(0, count, BATCH):
        server.run(database, {"aggregate": "calls", "pipeline": copies(template, first, min(BATCH, count - first), members), "cursor": {}})
    server.run("admin", {"fsync": 1})  # sizes on disk are those of the last checkpoint
    stored = server.run(database, {"collStats": "calls"})
    sizes = [stored[name] / stored["count"] for name in ("size", "storageSize", "totalIndexSize")]
    print(
        f"{database}: {stored['count']:,} calls of {members:,} members, stored in {time.monotonic() - start:.0f} s; "
        f"a call has {sizes[0]:.0f} bytes, takes {sizes[1]:.0f} on disk and {sizes[2]:.0f} of indexes",
        flush=True)


def measure(short, long, count):
    kinds = {
        "active": lambda caller, _: caller.ask("GET", "/active"),
        "history page 1": lambda caller, _: caller.ask("GET", "/history?page=1&page_size=20"),
        "history page 50": lambda caller, _: caller.ask("GET", "/history?page=50&page_size=20"),
    }
    pairs = {name: (Phone(int(port), "member0"), Phone(int(port), "member1")) for name, port in (("short", short), ("long", long))}
    times = {name: {kind: [] for kind in [*kinds, "create", "accept"]} for name in pairs}
    for number in range(-50, int(count)):  # the first ones do not count
        for name, (caller, callee) in pairs.items() if number % 2 else reversed(pairs.items()):
            taken = {kind: ask(caller, callee)[1] for kind, ask in kinds.items()}
            made, taken["create"] = caller.ask("POST", "", {"callee_ids": [callee.member], "call_type": "voice"})
            _, taken["accept"] = callee.ask("POST", f"/{made['call_id']}/accept")
            caller.ask("POST", f"/{made['call_id']}/end", {"reason": "normal"})
            for kind, seconds in taken.items() if number >= 0 else ():
                times[name][kind].append(seconds)
    print(f"\n{'milliseconds':18}{'short p50':>11}{'long p50':>11}{'ratio':>8}{'short p99':>11}{'long p99':>11}{'ratio':>8}")
    worst = 0
    for kind in times["short"]:
        line = f"{kind:18}"
        for share in (0.5, 0.99):
            one, other = (percentile(times[name][kind], share) for name in ("short", "long"))
            worst = max(worst, other / one)
            line += f"{one:11.2f}{other:11.2f}{other / one:8.2f}"
        print(line)
    return 0 if worst <= BOUND else 1


def main(arguments):
    actions = {"fill": (fill, 4), "measure": (measure, 3)}
    if not arguments or arguments[0] not in actions or len(arguments) - 1 != actions[arguments[0]][1]:
        sys.exit(__doc__)
    return actions[arguments[0]][0](*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
