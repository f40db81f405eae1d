"""What a run works with: time limits of calls, repeats, sizes. Seconds, where nothing else is said."""

RING = 4.0
CONNECT = 3.0
RECONNECT = 3.0
LONGEST_CALL = 20.0
INVITE_REPEATS = (2.0, 5.0, 10.0, 15.0)
REPEAT_AFTER_ACKNOWLEDGEMENT = 3.0
CANCEL_REPEATS = (3.0, 10.0)

CHURCHES = 5
MEMBERS_PER_CHURCH = 400

CALLS_AT_ONCE = 1_000
"""Most calls that the load has under way."""
REQUESTS_AT_ONCE = 64
"""Requests under way beyond which no further call is started: the service is slow or down."""
CONNECTIONS = 96
"""Most connections to one instance."""
ATTEMPT = 6.0
"""How long an answer may take until the request is sent again."""
PATIENCE = 20.0
"""How long a request is sent again until it counts as unresolved."""

BEFORE_FAULT = 1.0
AFTER_FAULT = 20.0
"""Repeats of a signal, and late deadlines, are excused from so long before a fault begins until so long after it is over."""
LATENESS = 2.0
"""How late a deadline may be when nothing is wrong."""
TAKE_BACK = 1.0
"""How soon a cancel comes again after an invite that was repeated at the very moment of it."""
REPEAT_TOLERANCE = (0.5, 2.0)
"""How much before and after its moment an intended repeat may come."""
SETTLE = 90.0
"""How long everything may take to come to rest once all faults are undone."""
SAMPLE = 24
"""How many members are called at the end, to see that they can be."""

TOLD_CHURCHES = range(0, 2)
"""Of these churches' calls a back end is told,"""
WOKEN_CHURCHES = range(1, 3)
"""these churches' members have push tokens,"""
SEEN_CHURCHES = range(1, 3)
"""and of these churches' members the media server says who comes into his room and goes. The others' talk without its knowing."""
WEBHOOK_RETRY = 0.2
"""How soon a webhook that failed is sent again, at first."""
PUSH_DELAY = 1.0
"""How long phones have to acknowledge before they are woken."""
PUSH_TIME = 2.0
"""How long a push may take where nothing is wrong, and how much later than its reason has gone it may come."""
ROOM_SWEEP = 2.0
"""How often calls are compared with the media server's rooms."""
ROOM_ORPHAN = 5.0
"""How long a call has been over when a room that was left over is deleted."""
ROOM_TIME = 3.0
"""How long it may take where nothing is wrong until a room is made."""
SLOW = 1.0
"""A request that takes longer shows that the service, or the machine, has more to do than it can: then those outside may wait."""
AFTER_MEDIA_FAULT, AFTER_PUSH_FAULT = 11.0, 6.0
"""So long after a fault is over what is due at the media server, or the push vendor, may still be late: by then it is tried again, as the pauses between attempts are."""

DATABASE = "chaos"
SECRET_BYTES = 32


def service_environment(secret):
    """The part of a service's environment that all instances share, but for what concerns those outside."""
    return {
        "JWT_SECRET_KEY": secret, "DB_NAME": DATABASE, "STORE": "mongo", "HTTP_HOST": "127.0.0.1", "MQTT_BROKER_HOST": "127.0.0.1",
        "RING_TIMEOUT_SECONDS": f"{RING:g}", "CONNECT_TIMEOUT_SECONDS": f"{CONNECT:g}", "MAX_CALL_SECONDS": f"{LONGEST_CALL:g}",
        "RECONNECT_TIMEOUT_SECONDS": f"{RECONNECT:g}",
        "RING_REPEAT_SECONDS": listed(INVITE_REPEATS), "RING_REPEAT_AFTER_ACK_SECONDS": f"{REPEAT_AFTER_ACKNOWLEDGEMENT:g}",
        "CANCEL_REPEAT_SECONDS": listed(CANCEL_REPEATS), "RATE_LIMIT_ENABLED": "false", "LOG_LEVEL": "warning", "LOG_FORMAT": "json",
    }


def listed(values):
    return ",".join(f"{value:g}" for value in values)
