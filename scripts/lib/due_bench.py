"""Calls that are all due at one instant, and the others' requests beside them.

usage: due_bench.py fill MONGO-ADDRESS DATABASE HTTP-PORT CALLS SERVICE-PID
       due_bench.py align MONGO-ADDRESS DATABASE
       due_bench.py measure MONGO-ADDRESS DATABASE HTTP-PORT DUE

`align` prints when they are due, in milliseconds since 1970; the service must not run meanwhile.
"""

import datetime
import pathlib
import sys
import threading
import time

from bench_phone import Phone, add_members, percentile
from mongo_command import Server

WIDTH = 8
DELAY = 25  # seconds from setting the deadlines until then: the service starts, and there are requests before
PACE = 0.01  # seconds between requests
LATEST, SLOWEST = 3.0, 3.0
PATIENCE = 60  # seconds until all must have been missed


def memory(pid):
    fields = pathlib.Path(f"/proc/{pid}/status").read_text().split()
    return int(fields[fields.index("VmRSS:") + 1]) / 1_024


def fill(address, database, port, count, pid):
    count = int(count)
    server = Server(address)
    add_members(server, database, [f"{kind}{number}" for kind in ("caller", "callee") for number in range(count)] + ["anna", "ben"])
    before = memory(pid)

    def ring(first):
        for number in range(first, count, WIDTH):
            phone = Phone(int(port), f"caller{number}")
            phone.ask("POST", "", {"callee_ids": [f"callee{number}"], "call_type": "voice"})
            phone.connection.close()

    threads = [threading.Thread(target=ring, args=(first,)) for first in range(WIDTH)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ringing = server.run(database, {"count": "calls", "query": {"status": "ringing"}})["n"]
    if ringing != count:
        sys.exit(f"error: {ringing} calls ring, not {count}")
    print(f"{count:,} live calls: the service has {memory(pid):.0f} MiB, {before:.0f} MiB before them", flush=True)


def align(address, database):
    due = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(seconds=DELAY)
    changes = {"deadline": due, "participants.$[ringing].ring_deadline": due}
    update = {"q": {"status": "ringing"}, "u": {"$set": changes}, "multi": True, "arrayFilters": [{"ringing.ring_deadline": {"$exists": True}}]}
    Server(address).run(database, {"update": "calls", "updates": [update]})
    print(int(due.timestamp() * 1_000))


def count(server, database, status):
    return server.run(database, {"count": "calls", "query": {"status": status}})["n"]


def measure(address, database, port, due):
    due = int(due) / 1_000
    caller, callee = Phone(int(port), "anna"), Phone(int(port), "ben")
    if due - time.time() < 8:
        sys.exit("error: the service came too late; the machine is too slow for this")
    while time.time() < due - 6:
        time.sleep(0.1)
    phases = {"before": [], "beside it": []}
    for number in range(10**9):
        now = time.time()
        if now > due + LATEST:
            break
        made, taken = caller.ask("POST", "", {"callee_ids": ["ben"], "call_type": "voice"})
        _, accepted = callee.ask("POST", f"/{made['call_id']}/accept")
        caller.ask("POST", f"/{made['call_id']}/end", {"reason": "normal"})
        phases["before" if now < due - 0.2 else "beside it"] += [taken, accepted]
        time.sleep(PACE)
    server = Server(address)
    ringing = count(server, database, "ringing")
    limit = time.time() + PATIENCE
    while count(server, database, "ringing") and time.time() < limit:
        time.sleep(0.1)
    ended = {"$group": {"_id": None, "last": {"$max": "$ended_at"}}}
    found = server.run(database, {"aggregate": "calls", "cursor": {}, "pipeline": [{"$match": {"status": "missed"}}, ended]})["cursor"]["firstBatch"]
    late = found[0]["last"].timestamp() - due if found else PATIENCE
    ratio = percentile(phases["beside it"], 0.99) / percentile(phases["before"], 0.99)
    missed = count(server, database, "missed")
    print(f"{missed:,} missed, {ringing:,} of them later than {LATEST:.0f} s after they were due; the last after {late:.3f} s")
    for name, times in phases.items():
        print(f"requests {name:10} {len(times):6}   p50 {percentile(times, 0.5):7.2f} ms   p99 {percentile(times, 0.99):7.2f} ms")
    print(f"p99 beside it: x {ratio:.2f}")
    return 0 if ringing == 0 and late <= LATEST and ratio <= SLOWEST else 1


def main(arguments):
    actions = {"fill": (fill, 5), "align": (align, 2), "measure": (measure, 4)}
    if not arguments or arguments[0] not in actions or len(arguments) - 1 != actions[arguments[0]][1]:
        sys.exit(__doc__)
    return actions[arguments[0]][0](*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
