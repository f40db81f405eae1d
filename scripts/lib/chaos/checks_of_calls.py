"""Checks of the calls as they are in the end, of their times, and of the programs."""

from . import settings
from .checks_of_signals import story_of
from .evidence import LIVE
from .expectation import expected_signals
from .verdict import Verdict, clock


def check_ends(history):
    """5 and 6: nothing goes on, nobody is kept."""
    stuck = Verdict("stuck calls", "in the end every call is over and has told so")
    kept = Verdict("busy members", "in the end nobody is busy, and everybody can be called")
    for call_id, call in history.calls.items():
        if call["status"] in LIVE:
            stuck.violate(call_id, f"it still is {call['status']}; {story_of(call)}")
        elif call["status"] != "busy" and call.get("ended_at") is None:
            stuck.violate(call_id, f"it is {call['status']} without an end")
        if call.get("outbox"):
            stuck.violate(call_id, f"{len(call['outbox'])} signals still wait in its outbox")
        if "engaged" in call:
            kept.violate(call_id, f"it is {call['status']} and holds {call['engaged']}")
        check_numbers(call, stuck)
    for text in history.sample_failures:
        kept.violate("-", text)
    return [stuck, kept]


def check_numbers(call, verdict):
    """The events, the signals they make, and the document's count agree."""
    numbers = [event["seq"] for event in call["events"]]
    if numbers != list(range(1, len(numbers) + 1)):
        verdict.violate(call["_id"], f"its events are numbered {numbers}")
    try:
        made = len(expected_signals(call))
    except (KeyError, TypeError, IndexError, AttributeError):  # told by the check of signals
        return
    if made != call["seq"]:
        verdict.violate(call["_id"], f"its events make {made} signals, it has counted {call['seq']}; {story_of(call)}")


def check_deadlines(history):
    """8: nobody rings shorter than he should, nor longer where nothing was wrong."""
    verdict = Verdict("deadlines", "a ring ends no sooner than its time, and where nothing is wrong at most 2 s later")
    for call_id, call in history.calls.items():
        for event in call["events"]:
            if event["type"] != "missed":
                continue
            part = next((part for part in call["participants"] if part["member"]["id"] == event["by"]), {})
            due = part.get("invited_at", call["initiated_at"]) + settings.RING
            if event["at"] < due - 0.002:
                verdict.violate(call_id, f"{event['by']} rang {event['at'] - due + settings.RING:.3f} s, not {settings.RING:g}")
            elif event["at"] > due + settings.LATENESS:
                if history.is_disturbed(due, event["at"]):
                    verdict.note("late in trouble")
                else:
                    verdict.violate(call_id, f"{event['by']} has missed the call {event['at'] - due:.3f} s after his time, at {clock(event['at'])}")
    return [verdict]


def check_secrets(history):
    """9: nothing confidential, nothing retained."""
    verdict = Verdict("secrets", "no token on any topic, nothing retained")
    for delivery in history.deliveries:
        if delivery.has_token:
            verdict.violate(delivery.call, f"{delivery.type} seq {delivery.seq} holds a token")
        if delivery.is_retained:
            verdict.violate(delivery.call, f"{delivery.type} seq {delivery.seq} was retained")
    for line in history.foreign:
        if "eyJ" in line:
            verdict.violate("-", "a message holds a token")
    return [verdict]


def check_programs(history):
    """9: no service ends by itself, hangs, or reports errors."""
    programs = Verdict("programs", "no program ends by itself, fails to stop, to start, or to come to rest")
    errors = Verdict("log errors", "no service logs an error")
    for incident in history.incidents:
        programs.violate("-", incident)
    for line in history.error_lines:
        errors.violate("-", line)
    return [programs, errors]
