"""Google's token endpoint and FCM HTTP v1 (developers.google.com: OAuth 2.0 for server to server applications; firebase.google.com: projects.messages)."""

import json
import re
import secrets
import urllib.parse

import jwt
from refusal import Refusal

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"


def require(condition, why, status=400, code="INVALID_ARGUMENT"):
    if not condition:
        raise Refusal(why, status, error(status, code))


def require_grant(condition, why):
    if not condition:
        raise Refusal(why, 400, {"error": "invalid_grant", "error_description": why})


def error(status, code):
    return {"error": {"code": status, "message": "The request was refused.", "status": code, "details": [{"@type": FCM_ERROR, "errorCode": code}]}}


class Google:
    name = "fcm"

    def __init__(self, settings):
        self.settings = settings
        self.issued = set()

    def serves(self, path):
        return path in ("/token", f"/v1/projects/{self.settings['project']}/messages:send")

    def read(self, path, headers, body):
        return self.read_exchange(headers, body) if path == "/token" else self.read_message(headers, body)

    def read_exchange(self, headers, body):
        require_grant(headers.get("content-type") == "application/x-www-form-urlencoded", "not a form")
        form = urllib.parse.parse_qs(body.decode(), strict_parsing=True)
        require_grant(form.get("grant_type") == [GRANT], "another grant")
        assertion = form["assertion"][0]
        require_grant(jwt.get_unverified_header(assertion).get("kid") == self.settings["key"], "another key")
        try:
            claims = jwt.decode(
                assertion, self.settings["public"], algorithms=["RS256"], audience=self.settings["token_uri"],
                issuer=self.settings["email"], options={"require": ["iss", "aud", "iat", "exp", "scope"]})
        except jwt.InvalidTokenError as failure:
            require_grant(False, str(failure))
        require_grant(claims["scope"] == SCOPE, "another scope")
        require_grant(0 < claims["exp"] - claims["iat"] <= 3600, "good for more than an hour")
        return {"token": "oauth", "body": {}}

    def read_message(self, headers, body):
        scheme, _, token = headers.get("authorization", "").partition(" ")
        require(scheme == "Bearer" and token in self.issued, "no access token of ours", 401, "UNAUTHENTICATED")
        message = json.loads(body)["message"]
        android = message["android"]
        require(set(message) == {"token", "data", "android"}, "not data alone")
        require(all(isinstance(value, str) for value in message["data"].values()), "data that is no text")
        require(not any(re.match("google|gcm|from$|message_type$", key) for key in message["data"]), "a reserved key")
        require(sum(len(key.encode()) + len(value.encode()) for key, value in message["data"].items()) <= 4096, "data too large")
        require(android["priority"] == "HIGH", "not at once")
        require(re.fullmatch(r"\d+(\.\d+)?s", android["ttl"]), "a bad ttl")
        return {"token": message["token"], "body": message}

    def keys(self, request):
        return [request["token"]]

    def messages(self, request):
        return [(request["token"], request["body"])]

    def failure(self, told):
        return told.get("body") or error(told["status"], told.get("reason", "UNAVAILABLE"))

    def success(self, request, told):
        if request["token"] != "oauth":
            return {"name": "projects/p/messages/1"}
        token = secrets.token_urlsafe(24)
        self.issued.add(token)
        return {"access_token": token, "expires_in": told.get("oauth", {}).get("expires_in", 3599), "token_type": "Bearer"}
