"""Two browsers see what MQTT tells, by streams that they read with fetch; one is cut off on the way."""

import json
import unittest

from browser import Browser, Origin, Page
from phone import account
from stage import CHURCH, Stage
from tokens import token


class Streams(unittest.TestCase):
    def setUp(self):
        self.origin = Origin()
        self.addCleanup(self.origin.stop)
        self.stage = Stage(CORS_ORIGINS=self.origin.url)
        self.addCleanup(self.stage.stop)
        self.observer = account(self.stage.broker, "observer")
        self.addCleanup(self.observer.leave)
        self.observer.subscribe("faithflow/#", 1)
        self.bridge = account(self.stage.broker, "bridge")
        self.addCleanup(self.bridge.leave)
        self.messages = []

    def open(self, member):
        settings = {"service": f"http://127.0.0.1:{self.stage.http_port}", "token": token(member, CHURCH)}
        page = self.origin.pages[member] = Page(settings)
        browser = Browser(f"{self.origin.url}/?page={member}")
        self.addCleanup(browser.stop)
        page.wait("the beginning", lambda seen: any(report["name"] == "ready" for report in seen))
        return page

    def post(self, member, path, body=None):
        status, answer = self.stage.post(member, path, body or {})
        self.assertEqual(status, 200, answer)
        return answer

    def heard(self, member, call):
        """What the observer heard of the member's inboxes and the call's topics, each signal once."""
        mark = json.dumps({"mark": member})
        self.bridge.publish(f"faithflow/{CHURCH}/presence/{member}", mark)
        own = {f"faithflow/{CHURCH}/member/{member}/{name}" for name in ("incoming_call", "call_status", "webrtc")}
        topics = own | {f"faithflow/{CHURCH}/call/{call}/{name}" for name in ("signal", "participants")}
        self.messages += self.observer.wait_for(mark)
        return {json.loads(payload).get("signal_id") for topic, payload in self.messages if topic in topics}

    def test_two_pages_see_the_same_signals_as_mqtt(self):
        anna, ben = self.open("anna"), self.open("ben")
        call = self.post("anna", "", {"callee_ids": ["ben"], "call_type": "voice"})["call_id"]
        self.post("ben", f"/{call}/accept")
        ben.wait("the accept", lambda seen: any(report["data"].get("payload", {}).get("type") == "call_accept" for report in seen))
        ben.cut.set()
        for member in ("anna", "ben"):
            self.post(member, f"/{call}/connected")
        self.post("anna", f"/{call}/offer", {"sdp": "v=0\r\n"})
        ben.again.set()
        ben.wait("coming again", lambda seen: sum(report["name"] in ("ready", "reset") for report in seen) == 2)
        self.post("anna", f"/{call}/end")
        for member, page in (("anna", anna), ("ben", ben)):
            over = lambda seen: any(report["data"].get("payload", {}).get("type") == "call_end" for report in seen)  # noqa: E731
            page.wait("the end", over)
            heard = self.heard(member, call)
            self.assertGreaterEqual(len(heard), 4)
            page.wait("all", lambda seen: heard <= {report["data"]["payload"]["signal_id"] for report in page.signals()})
            told = [report["data"]["payload"]["signal_id"] for report in page.signals()]
            self.assertEqual(set(told), heard)
            self.assertEqual(len(told), len(heard), "each once")
            self.assertNotIn("error", [report["name"] for report in page.seen])
        self.assertEqual([report["data"] for report in ben.seen if report["name"] == "ready"], [{"resumed": False}, {"resumed": True}])
        self.assertNotIn("reset", [report["name"] for report in ben.seen])
