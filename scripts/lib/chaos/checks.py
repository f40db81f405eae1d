"""All the checks. Each takes a history and gives its verdicts.

A new one is listed here, and in self_test_history.py with a history that it must not let pass.
"""

import collections

from .checks_of_calls import check_deadlines, check_ends, check_programs, check_secrets
from .checks_of_notices import check_notices
from .checks_of_pushes import check_pushes
from .checks_of_requests import check_changes, check_creates, check_refusals, check_winners
from .checks_of_rooms import check_rooms
from .checks_of_signals import check_duplicates, check_order, check_seq, check_signals

CHECKS = (
    check_signals, check_changes, check_winners, check_seq, check_order, check_ends, check_creates, check_refusals, check_duplicates,
    check_deadlines, check_secrets, check_notices, check_rooms, check_pushes, check_programs,
)


def judge(history):
    """The verdicts of all checks."""
    history.index()
    history.creates_of = collections.defaultdict(list)
    for request in history.requests:
        if request.action == "create":
            history.creates_of[request.member].append(request)
    return [verdict for check in CHECKS for verdict in check(history)]
