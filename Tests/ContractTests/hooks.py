"""Who asks, and about what: what makes schemathesis reach live calls.

Without these every request would come from one member, about calls that there are not, to callees whom nobody knows. A seed brings the
same requests again, but for ids of calls and members.
"""

import base64
import hashlib
import itertools
import os
import re
import sys
import zlib

import schemathesis
from schemathesis.generation.meta import TestPhase

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../BrokerTests"))

from livekit.api import AccessToken  # noqa: E402
from people import CHURCH, HERMIT, MEMBERS  # noqa: E402
from stage import Stage  # noqa: E402
from tokens import token  # noqa: E402
from webhooks import Webhooks  # noqa: E402

SECRET = os.environ["JWT_SECRET_KEY"]
CALL_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WEBHOOK_ID = re.compile("wh_[0-9a-f]{32}")
MEDIA_SERVER = "the media server's signature"
ID = re.compile("[A-Za-z0-9_.:@-]{1,128}")
MOMENT = re.compile(r"\d{4}(-\d\d-\d\dT\d\d:\d\d:\d\d.*)")
OF_CALLEES = ("/accept", "/reject", "/ringing", "/connected", "/leave")

# One token a member, so that what was issued is known again; they last longer than a run.
tokens = {}
keys, groups = itertools.count(), itertools.count()
stage = Stage(os.environ["FAITHFLOW_URL"], SECRET)
webhooks = Webhooks(os.environ["FAITHFLOW_URL"], SECRET)


def number(value, limit):
    """A number below `limit` that is always the same for a value."""
    return zlib.crc32(repr(value).encode()) % limit


def bearer(member):
    if member not in tokens:
        tokens[member] = f"Bearer {token(member, CHURCH, secret=SECRET)}"
    return tokens[member]


@schemathesis.auth(refresh_interval=None)
class MemberToken:
    """Some member's token; `before_call` makes it that of who could ask this. Brokers have a secret of their own."""

    def get(self, _case, _context):
        return bearer(HERMIT)

    def set(self, case, data, _context):
        if case.operation.path.startswith("/broker/"):
            case.headers["X-Broker-Secret"] = os.environ["BROKER_HOOK_SECRET"]
        elif case.operation.path == "/api/livekit/webhook":
            case.headers["Authorization"] = MEDIA_SERVER  # of a body that is not written yet
        else:
            case.headers["Authorization"] = data


def signed(request):
    """Signs a request's body as the media server does."""
    body = request.body or b""
    digest = hashlib.sha256(body.encode() if isinstance(body, str) else body).digest()
    token = AccessToken(os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"]).with_sha256(base64.b64encode(digest).decode())
    request.headers["Authorization"] = token.to_jwt()
    return request


@schemathesis.hook
def map_body(_context, body):
    """Most callees become members of the church, and what is to come stays so; what is wrong with a list stays wrong."""
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("until"), str) and (moment := MOMENT.fullmatch(body["until"])):
        body = body | {"until": f"2099{moment[1]}"}
    named = body.get("callee_ids")
    if not isinstance(named, list) or not all(isinstance(one, str) and ID.fullmatch(one) for one in named) or not number(named, 8):
        return body
    first = next(groups) * 8  # those of the lists before may ring yet
    known = {one: MEMBERS[(first + index) % len(MEMBERS)] for index, one in enumerate(dict.fromkeys(named))}
    return body | {"callee_ids": [known[one] for one in named]}


@schemathesis.hook
def before_call(_context, case, kwargs):
    """Lets most requests be about a call that there is, and come from somebody who takes part in it."""
    path, parameters = case.operation.path, case.path_parameters or {}
    if path == "/api/events" and (case.meta.generation.mode.is_positive or "max_seconds" not in (case.query or {})):
        case.query = dict(case.query or {}) | {"max_seconds": "0"}  # else it would not end
    if case.headers.get("Authorization") == MEDIA_SERVER:
        kwargs["auth"] = signed
    call = parameters.get("id")
    is_linked = case.meta.phase.name is TestPhase.STATEFUL and call in stage.calls
    if isinstance(call, str) and CALL_ID.fullmatch(call) and not is_linked and number((path, call, case.body), 8):
        made = stage.make(path, number(case.body, 8))
        if made:
            case.path_parameters["id"] = made
            if "/participants/" in path and ID.fullmatch(str(parameters.get("member"))):
                case.path_parameters["member"] = stage.calls[made][1]
    if isinstance(parameters.get("webhook"), str) and WEBHOOK_ID.fullmatch(parameters["webhook"]) and number((path, case.body), 8):
        case.path_parameters["webhook"] = webhooks.make()
    if "Idempotency-Key" in case.headers and case.meta.generation.mode.is_positive and number(case.headers["Idempotency-Key"], 4):
        case.headers["Idempotency-Key"] = f"key-{next(keys)}"  # generated ones are short, and come again
    if case.headers.get("Authorization") in tokens.values():  # else it is meant to be wrong, or left out
        case.headers["Authorization"] = webhooks.bearer if path.startswith("/api/webhooks") else bearer(asker(case))


def asker(case):
    path = case.operation.path
    if not path.startswith("/api/calls"):
        return HERMIT
    named = case.body.get("callee_ids") if isinstance(case.body, dict) else None
    others = [member for member in MEMBERS if not isinstance(named, list) or member not in named]  # nobody may call himself
    caller, callee = stage.calls.get((case.path_parameters or {}).get("id"), (None, None))
    if caller is None:
        return others[number(case.body, len(others))]
    return callee if path.endswith(OF_CALLEES) else caller


@schemathesis.hook
def after_call(_context, case, response):
    """Remembers whose the calls are that were made."""
    if case.operation.label == "POST /api/calls" and response.status_code == 200:
        stage.remember(response.json())
    if case.operation.label == "POST /api/webhooks" and response.status_code == 200:
        webhooks.remember(response.json()["id"])


@schemathesis.hook
def filter_failure(_context, failure, case, response):
    """A schema cannot say that a key must be new, how many may still be called into a call, what an address must be, that an id must begin with the asker's,
    nor that a group must be told whom something is for."""
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    problem = response.json()
    is_excused = problem["detail"] == "A call has at most 8 callees." or problem["detail"].startswith(("client_id must begin with ff-call-,", "url must be "))
    is_for_anybody = isinstance(case.body, dict) and "to" not in case.body and problem["detail"].startswith("to must name another participant")
    return problem["code"] != "idempotency_key_reused" and not is_excused and not is_for_anybody
