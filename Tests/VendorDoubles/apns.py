"""Apple's push service (developer.apple.com: Sending notification requests to APNs; Establishing a token-based connection to APNs)."""

import json
import re
import time

import jwt
from refusal import Refusal

TOO_OFTEN, TOO_OLD, LONGEST_STORED = 20 * 60, 60 * 60, 30 * 86400


def refuse(status, reason):
    raise Refusal(reason, status, {"reason": reason})


def require(condition, status, reason):
    if not condition:
        refuse(status, reason)


class Apple:
    name = "apns"

    def __init__(self, settings):
        self.settings = settings
        self.token, self.issued = None, 0

    def serves(self, path):
        return path.startswith("/3/device/")

    def read(self, path, headers, body):
        device = path.removeprefix("/3/device/")
        self.authorize(headers)
        kind, bundle = headers.get("apns-push-type"), self.settings["bundle"]
        require(kind in ("voip", "alert", "background"), 400, "InvalidPushType")
        require(headers.get("apns-topic") == (f"{bundle}.voip" if kind == "voip" else bundle), 400, "DeviceTokenNotForTopic")
        require(headers.get("apns-priority") == ("5" if kind == "background" else "10"), 400, "BadPriority")
        expiration = headers.get("apns-expiration", "")
        require(expiration.isdigit() and 0 <= int(expiration) - int(time.time()) <= LONGEST_STORED, 400, "BadExpirationDate")
        require(len(headers.get("apns-collapse-id", "").encode()) <= 64, 400, "BadCollapseId")
        require(re.fullmatch("(?:[0-9a-fA-F]{2})+", device), 400, "BadDeviceToken")
        require(len(body) <= (5120 if kind == "voip" else 4096), 413, "PayloadTooLarge")
        require(body, 400, "PayloadEmpty")
        payload = json.loads(body)
        aps = payload.get("aps")
        require(isinstance(aps, dict), 400, "no aps")
        require(kind != "alert" or aps.get("alert"), 400, "an alert without one")
        require(kind != "background" or aps == {"content-available": 1}, 400, "a background notification that shows something")
        return {"token": device, "body": payload}

    def authorize(self, headers):
        scheme, _, token = headers.get("authorization", "").partition(" ")
        require(scheme.lower() == "bearer" and token, 403, "MissingProviderToken")
        head = jwt.get_unverified_header(token)
        require(head.get("alg") == "ES256" and head.get("kid") == self.settings["key"], 403, "InvalidProviderToken")
        try:
            claims = jwt.decode(token, self.settings["public"], algorithms=["ES256"], options={"require": ["iss", "iat"]})
        except jwt.InvalidTokenError:
            refuse(403, "InvalidProviderToken")
        require(claims["iss"] == self.settings["team"], 403, "InvalidProviderToken")
        require(time.time() - claims["iat"] <= TOO_OLD, 403, "ExpiredProviderToken")
        if token != self.token:
            require(claims["iat"] - self.issued >= TOO_OFTEN, 429, "TooManyProviderTokenUpdates")
            self.token, self.issued = token, claims["iat"]

    def keys(self, request):
        return [request["token"]]

    def messages(self, request):
        return [(request["token"], request["body"])]

    def failure(self, told):
        return {key: told[key] for key in ("reason", "timestamp") if key in told}

    def success(self, request, told):
        return None
