"""Who is not let in."""

from case import PROTOCOLS, WAYS, BrokerCase
from phone import Phone
from tokens import token


class Strangers(BrokerCase):
    def refused(self, user, password, **options):
        phone = Phone(self.broker, user, password, **options)
        self.addCleanup(phone.leave)
        self.assertFalse(phone.is_in, f"{user} was let in")
        return phone

    def test_without_a_good_token(self):
        cases = {
            "none": None, "empty": "", "no token": "secret", "other secret": token(secret="x" * 32), "alg none": token(algorithm="none"),
            "RS256 in its header": token(algorithm="RS256"), "HS512 in its header": token(algorithm="HS512"), "expired": token(lifetime=-1),
            "never expires": token(exp=None), "no church": token(session_church_id=None), "no role": token(role=None), "unknown role": token(role="guest"),
            "for something else": token(type="refresh"), "a church that could not be": token(church="grace/#"), "nobody": token(sub=None),
            "not yet": token(nbf=4102444800), "cut": token()[:-4], "longer than any": token(name="x" * 9000),
        }
        for (protocol, transport), (name, password) in ((way, case) for way in WAYS for case in cases.items()):
            with self.subTest(name, protocol=protocol, transport=transport):
                self.refused("anna", password, protocol=protocol, transport=transport)

    def test_under_another_name(self):
        for user in ("ben", "Anna", "anna ", "", "+", "#", "grace/anna", "\u212Anna"):
            with self.subTest(user=user):
                self.refused(user, token("anna"), client_id="some-phone")

    def test_with_a_name_that_could_not_be(self):
        for name in ("+", "#", "a/b", "anna ben", "x" * 129):
            with self.subTest(name=name):
                self.refused(name, token(name), client_id="some-phone")

    def test_anonymous(self):
        for protocol in PROTOCOLS:
            self.refused(None, None, client_id="", protocol=protocol)
            self.refused(None, None, client_id="some-phone", protocol=protocol, transport="tcp")
        self.refused(None, token(), client_id="some-phone", protocol=PROTOCOLS[1])

    def test_accounts_need_their_password_and_the_plain_listener(self):
        self.assertTrue(self.account("observer").is_in)
        self.refused("observer", "wrong", client_id="o", transport="tcp")
        self.refused("observer", None, client_id="o", transport="tcp")
        self.refused("observer", token("observer"), client_id="o", transport="tcp")
        self.refused("observer", "password-of-the-observer", client_id="o", transport="websockets")
        self.refused("faithflow-system", "password-of-the-observer", client_id="o", transport="tcp")

    def test_refusals_are_logged_shortened(self):
        password = token(secret="y" * 32)
        self.refused("member-of-the-log", password, client_id="phone-of-the-log")
        self.broker.await_log("faithflow: Refused connect: token client=phone-of… user=member-o…")
        self.assertNotIn(password, self.broker.log)
        self.assertNotIn("member-of-the-log", self.broker.log)


class Files(BrokerCase):
    """The password and access files have holes that a member could slip through, if the broker asked them."""
    options = {
        "access": "topic readwrite #\npattern readwrite #\nuser anna\ntopic readwrite #\n",
        "passwords": {"anna": "password-of-anna"},
    }

    def test_the_password_file_lets_no_member_in(self):
        for transport in ("websockets", "tcp"):
            phone = Phone(self.broker, "anna", "password-of-anna", transport=transport)
            self.addCleanup(phone.leave)
            self.assertFalse(phone.is_in)

    def test_the_access_file_gives_no_member_anything(self):
        self.try_foreign_topics()
        self.broker.reload()
        self.try_foreign_topics()

    def try_foreign_topics(self):
        anna, observer = self.member("anna"), self.account("observer")
        observer.subscribe("faithflow/#")
        for topic in ("#", "faithflow/#", "faithflow/grace/member/ben/call_status", "$SYS/broker/uptime"):
            self.assertGreater(anna.subscribe(topic), 2)
        anna.publish("faithflow/grace/member/ben/call_status", "forged")
        mark = self.marker()
        anna.publish("faithflow/grace/presence/anna", mark)
        self.assertEqual([text for _, text in observer.wait_for(mark)], [mark])


class Accounts(BrokerCase):
    def test_the_observer_reads_everything_and_writes_nothing(self):
        observer, service, anna = self.account("observer"), self.account("faithflow-system"), self.member("anna")
        self.assertEqual(observer.subscribe("faithflow/#"), 2)
        anna.subscribe("faithflow/grace/member/anna/call_status")
        observer.publish("faithflow/grace/member/anna/call_status", "forged", 1, True)
        observer.publish("faithflow/grace/presence/anna", "forged", 1, True)
        mark = self.marker()
        service.publish("faithflow/grace/member/anna/call_status", mark)
        self.assertEqual([text for _, text in observer.wait_for(mark)], [mark])
        self.assertEqual([text for _, text in anna.wait_for(mark)], [mark])

    def test_the_service_hears_calls_and_presence_and_no_more(self):
        service = self.account("faithflow-system")
        service.subscribe("faithflow/#")
        service.publish("faithflow/grace/config", "not for itself")
        service.publish("other/topic", "not allowed")
        told, mark = self.marker(), self.marker()
        service.publish("faithflow/grace/member/anna/call_status", told)  # which it passes on to event streams
        self.member("anna").publish("faithflow/grace/presence/anna", mark)
        self.assertEqual([text for _, text in service.wait_for(mark)], [told, mark])

    def test_a_bridge_carries_the_topics_of_calls_both_ways_and_no_others(self):
        bridge, observer = self.account("bridge"), self.account("observer")
        observer.subscribe("#")
        bridge.subscribe("#")
        bridge.publish("other/topic", "not allowed")
        mark = self.marker()
        bridge.publish("faithflow/grace/member/anna/call_status", mark)
        self.assertEqual([text for _, text in observer.wait_for(mark)], [mark])
        self.assertEqual([text for _, text in bridge.wait_for(mark)], [mark])
