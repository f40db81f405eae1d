"""What a member may not hear, and that he does not."""

from case import CALL, WAYS, BrokerCase, refusal

FOREIGN = [
    "#", "+/#", "faithflow/#", "faithflow/+/#", "faithflow/grace/#", "faithflow/grace/member/#", "faithflow/grace/member/+/incoming_call",
    "faithflow/+/member/anna/incoming_call", "faithflow/grace/member/anna/#", "faithflow/grace/member/anna/+", "faithflow/grace/+/anna/incoming_call",
    "+/+/+/+/+", "faithflow/grace/member/ben/incoming_call", "faithflow/grace/member/ben/call_status", "faithflow/hope/member/anna/incoming_call",
    "faithflow/hope/call/" + CALL + "/signal", "faithflow/hope/presence/+", "faithflow/+/presence/+", "faithflow/grace/presence/#", "faithflow/+/presence/+/call", "faithflow/hope/config", "faithflow/+/config",
    "faithflow/grace/call/+/signal", "faithflow/grace/call/" + CALL + "/#", "faithflow/grace/call/" + CALL.upper() + "/signal",
    "faithflow/grace/call/x/signal", "faithflow/grace/member/ben/webrtc", "faithflow/grace/member/+/webrtc", "$share/g/#", "$share/g/faithflow/grace/presence/+",
    "$share/g/faithflow/grace/member/anna/incoming_call", "$share/faithflow-calls/faithflow/+/call/+/signal", "$SYS/#", "$SYS/broker/clients/connected",
    "$CONTROL/#", "faithflow//grace", "/faithflow/grace/presence/+", "faithflow/grace/member/anna/incoming_call/",
]


class ForeignTopics(BrokerCase):
    def test_subscriptions_are_refused_and_nothing_arrives(self):
        service = self.account("faithflow-system")
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                anna = self.member("anna", protocol=protocol, transport=transport)
                for topic in FOREIGN:
                    self.assertEqual(anna.subscribe(topic), refusal(protocol), topic)
                self.assertEqual(anna.subscribe("faithflow/grace/member/anna/call_status"), 2)
                for topic in ("member/ben/incoming_call", "member/ben/webrtc", "member/anna/incoming_call", f"call/{CALL}/signal", f"call/{CALL}/participants"):
                    service.publish(f"faithflow/grace/{topic}", "not for her")
                service.publish("faithflow/hope/member/anna/call_status", "not for her")
                mark = self.marker()
                service.publish("faithflow/grace/member/anna/call_status", mark)
                self.assertEqual(anna.wait_for(mark), [("faithflow/grace/member/anna/call_status", mark)])

    def test_what_is_retained_elsewhere_is_not_sent_either(self):
        stranger = self.member("anna", "hope")
        self.assertEqual(stranger.publish("faithflow/hope/presence/anna", "of another church", 1, True), 0)
        anna = self.member("anna")
        anna.subscribe("faithflow/grace/presence/+")
        mark = self.marker()
        anna.publish("faithflow/grace/presence/anna", mark)
        self.assertEqual([text for _, text in anna.wait_for(mark)], [mark])

    def test_refusals_are_logged(self):
        self.member("zacharias").subscribe("faithflow/grace/member/benjamin/incoming_call")
        self.broker.await_log("faithflow: Refused subscribe: foreign_member client=ff-call-")
        self.assertNotIn("zacharias", "".join(line for line in self.broker.log.splitlines() if "faithflow:" in line))


class Log(BrokerCase):
    def test_nobody_can_flood_the_log(self):
        anna = self.member("anna")
        for index in range(500):
            anna.subscribe(f"faithflow/grace/member/m{index}/incoming_call")
        self.assertLess(self.broker.log.count("faithflow: Refused"), 60)
