"""Expo's push service (docs.expo.dev: Send notifications with the Expo Push Service)."""

import json

from refusal import Refusal


def require(condition, why, status=400, code="VALIDATION_ERROR"):
    if not condition:
        raise Refusal(why, status, {"errors": [{"code": code, "message": why}]})


class Expo:
    name = "expo"

    def __init__(self, settings):
        self.settings = settings

    def serves(self, path):
        return path == "/--/api/v2/push/send"

    def read(self, path, headers, body):
        wanted = self.settings.get("access_token")
        require(not wanted or headers.get("authorization") == f"Bearer {wanted}", "no access token", 401, "UNAUTHORIZED")
        messages = json.loads(body)
        require(len(messages) <= 100, "more than a hundred", 400, "PUSH_TOO_MANY_NOTIFICATIONS")
        for message in messages:
            require(message["priority"] == "high", "not at once")
            require(isinstance(message["ttl"], int) and message["ttl"] >= 0, "a bad ttl")
            require(isinstance(message["data"], dict), "data that is no object")
            require(len(json.dumps(message).encode()) <= 4096, "too large")
        apps = {message["to"].partition("@")[0] for message in messages if "@" in message["to"]}
        require(len(apps) <= 1, "several projects", 400, "PUSH_TOO_MANY_EXPERIENCE_IDS")
        return {"token": "expo", "body": messages}

    def keys(self, request):
        return [message["to"] for message in request["body"]]

    def messages(self, request):
        return [(message["to"], message) for message in request["body"] or []]

    def failure(self, told):
        return {"errors": [{"code": told.get("reason", "INTERNAL_SERVER_ERROR"), "message": "The request was refused."}]}

    def success(self, request, told):
        return {"data": [ticket(told.get(message["to"], {}).get("ticket")) for message in request["body"]]}


def ticket(error):
    if error is None:
        return {"status": "ok", "id": "00000000-0000-0000-0000-000000000000"}
    return {"status": "error", "message": "It was refused.", "details": {"error": error}}
