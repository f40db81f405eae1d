"""Tokens as the main backend makes them, and forged ones."""

import base64
import hashlib
import hmac
import json
import time

SECRET = "broker-tests-secret-broker-tests-secret"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(member="anna", church="grace", *, secret=SECRET, algorithm="HS256", lifetime=3600, **claims):
    """A member's token, signed with HMAC whatever `algorithm` says; without a signature for `none`. A claim of None is left out."""
    all_claims = {"sub": member, "role": "member", "type": "member", "session_church_id": church, "exp": time.time() + lifetime}
    all_claims.update(claims)
    kept = {key: value for key, value in all_claims.items() if value is not None}
    signed = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, kept))
    signature = b"" if algorithm == "none" else hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{encoded(signature)}"
