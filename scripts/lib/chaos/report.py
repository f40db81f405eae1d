"""What a run comes to: the table, and the same as JSON."""

import collections
import json

from . import settings

SHOWN = 20


def summary(options, history, verdicts, facts):
    requests, calls = history.requests, history.calls.values()
    outcomes = collections.Counter(request.outcome for request in requests)
    return {
        "seed": options.seed, "seconds": round(facts["seconds"], 1), "rate": options.rate, "fault_flags": options.fault_flags,
        "stories": facts["stories"], "calls": len(history.calls), "requests": len(requests), "retried": len(history.retried()), **outcomes,
        "slowest_ms": percentile([request.ended - request.began for request in requests], 1.0),
        "p50_ms": percentile([request.ended - request.began for request in requests], 0.5),
        "ended": dict(collections.Counter(outcome(call) for call in calls).most_common()),
        "faults": dict(sorted(collections.Counter(f"{fault.kind} {fault.target}" for fault in history.faults).items())),
        "faults_total": len(history.faults), "seconds_disturbed": round(sum(end - start for start, end in history.windows), 1),
        "deliveries": len(history.deliveries), "signals": len({delivery.signal_id for delivery in history.deliveries}),
        "notices": len(history.notices), "pushes": dict(collections.Counter(push.type for push in history.pushes).most_common()),
        "rooms": dict(collections.Counter(event.what for event in history.room_events).most_common()), "media_events": facts["media_events"], **waits(history),
        "peak_memory_mb": {name: round(size / 1e6, 1) for name, size in facts["memory"].items()}, "warnings": dict(facts["warnings"].most_common(12)),
        "checks": {verdict.name: {"promise": verdict.promise, "violations": len(verdict.violations), **verdict.notes} for verdict in verdicts},
    }


def waits(history):
    """How soon rooms were made, and phones were woken after they should have been."""
    rooms, pushes = {}, {}
    for event in history.room_events:
        if event.what == "made" and event.call in history.calls:
            rooms.setdefault(event.call, event.at - history.calls[event.call]["initiated_at"])
    for push in history.pushes:
        if push.type == "call_invite" and push.call in history.calls:
            pushes.setdefault((push.call, push.token), push.at - history.calls[push.call]["initiated_at"] - settings.PUSH_DELAY)
    return {
        f"{name}_{label}_ms": percentile(found.values(), share)
        for name, found in (("room", rooms), ("push", pushes)) for label, share in (("p50", 0.5), ("p99", 0.99))}


def outcome(call):
    return call["status"] if call.get("end_reason") in (None, call["status"]) else f"{call['status']}/{call['end_reason']}"


def percentile(values, share):
    ordered = sorted(values)
    return round(1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]) if ordered else 0


def print_table(found, violations):
    def line(label, text):
        print(f"  {label:<22}{text}")

    print(f"\nchaos, seed {found['seed']}: {found['seconds']:.0f} s, at most {found['rate']:g} calls a second\n")
    line("calls", f"{found['calls']} in the database, of {found['stories']} stories")
    line("requests", f"{found['requests']}: {found.get('acknowledged', 0)} acknowledged, {found.get('refused', 0)} refused, "
         f"{found.get('unresolved', 0)} unresolved; {found['retried']} were sent more than once")
    line("answers", f"half within {found['p50_ms']} ms, all within {found['slowest_ms']} ms")
    line("calls ended", listed(found["ended"]))
    line("faults", f"{found['faults_total']}, which with their aftermath took {found['seconds_disturbed']:.0f} s: {listed(found['faults'])}")
    line("signals", f"{found['signals']}, in {found['deliveries']} deliveries")
    line("notices by webhook", f"{found['notices']}")
    line("rooms", f"{listed(found['rooms'])}; half made within {found['room_p50_ms']} ms, 99 % within {found['room_p99_ms']} ms")
    line("pushes", f"{listed(found['pushes'])}; half came within {found['push_p50_ms']} ms of their time, 99 % within {found['push_p99_ms']} ms")
    line("media events", f"{found['media_events']} taken by the service")
    line("peak memory, MB", listed(found["peak_memory_mb"]))
    line("warnings", listed(found["warnings"]) or "none")
    print(f"\n  {'check':<22}{'violations':>10}   besides")
    for name, counts in found["checks"].items():
        notes = {key: count for key, count in counts.items() if key not in ("promise", "violations")}
        print(f"  {name:<22}{counts['violations']:>10}   {listed(notes)}".rstrip())
    show(violations)


def listed(counts):
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def show(violations):
    """The first of each check in turn, so that a flood of one hides no other."""
    by_check = collections.defaultdict(list)
    for violation in violations:
        by_check[violation["check"]].append(violation)
    ordered = sorted((index, name) for name, found in by_check.items() for index in range(len(found)))
    if violations:
        print(f"\n{len(violations)} violations; the first {min(SHOWN, len(violations))}:")
    for index, name in ordered[:SHOWN]:
        violation = by_check[name][index]
        print(f"  {name}: call {violation['call']}: {violation['evidence']}")


def write_json(path, found, violations, faults):
    told = [{"kind": fault.kind, "target": fault.target, "began": fault.began, "ended": fault.ended} for fault in faults]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**found, "fault_log": told, "violations": violations}, file, indent=1, ensure_ascii=False)
        file.write("\n")
