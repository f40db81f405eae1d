"""Tokens signed with key pairs, keys that change while the broker runs, and tokens that are revoked."""

import time

from case import WAYS, BrokerCase
from keys import KINDS, Issuer, key_set, revocations, revoked_token
from phone import PATIENCE
from tokens import token

INBOX = "faithflow/grace/member/anna/call_status"


class PublicKeys(BrokerCase):
    issuers = {algorithm: Issuer(algorithm) for algorithm in KINDS}
    options = {"secrets": False, "files": {"public_key_files": "".join(issuer.public for issuer in issuers.values())}}

    def test_tokens_of_each_algorithm(self):
        for protocol, transport in WAYS:
            for algorithm, issuer in self.issuers.items():
                with self.subTest(algorithm, protocol=protocol, transport=transport):
                    anna = self.member("anna", password=issuer.token(), protocol=protocol, transport=transport)
                    self.assertTrue(anna.is_in)
                    self.assertEqual(anna.subscribe(INBOX), 2)
                    self.assertGreater(anna.subscribe("faithflow/grace/member/ben/call_status"), 2)
                    anna.leave()

    def test_nobody_elses(self):
        for algorithm, issuer in self.issuers.items():
            stranger = Issuer(algorithm)
            good = issuer.token()
            forged = {
                "a stranger's": stranger.token(), "cut": good[:-8], "HMAC with the public key": token(secret=issuer.public), "none": token(algorithm="none"),
                "another's signature": ".".join(issuer.token("ben").split(".")[:2] + good.split(".")[2:]), "expired": issuer.token(lifetime=-1),
            }
            for name, password in forged.items():
                with self.subTest(name, algorithm=algorithm):
                    self.assertFalse(self.member("anna", password=password).is_in)


class KeySet(BrokerCase):
    old, new = Issuer("EdDSA", "2026-01"), Issuer("EdDSA", "2026-02")
    options = {"files": {"jwks_file": key_set(old)}}

    def test_keys_are_rotated_without_refusing_a_good_token(self):
        first = self.member("anna", password=self.old.token())
        self.assertTrue(first.is_in)
        self.assertFalse(self.member("anna", password=self.new.token()).is_in)
        self.broker.exchange("jwks_file", key_set(self.old, self.new))
        self.broker.reload("published keys")
        second = self.member("anna", password=self.new.token())
        self.assertTrue(second.is_in)
        self.assertTrue(self.member("ben", password=self.old.token("ben")).is_in)
        self.assertTrue(first.is_in)
        self.broker.exchange("jwks_file", key_set(self.new))
        self.broker.reload("published keys")
        self.assertTrue(first.gone.wait(PATIENCE))
        self.assertFalse(self.member("anna", password=self.old.token()).is_in)
        self.assertTrue(second.is_in)
        self.assertTrue(self.member("anna").is_in, "the secret is good still")
        # Without SIGHUP it takes a few seconds.
        self.broker.exchange("jwks_file", key_set(self.old))
        self.assertTrue(second.gone.wait(PATIENCE))
        self.assertTrue(self.member("anna", password=self.old.token()).is_in)
        self.broker.exchange("jwks_file", "{")
        self.broker.await_log("The published keys stay as they were")
        self.assertTrue(self.member("anna", password=self.old.token()).is_in)


class Revocations(BrokerCase):
    options = {"files": {"revocation_file": revocations()}}

    def test_a_revoked_token_ends_its_session_while_it_is_used(self):
        service = self.account("faithflow-system")
        for protocol, transport in WAYS:
            with self.subTest(protocol=protocol, transport=transport):
                password = token(jti="stolen", iat=time.time() - 60)
                stolen = self.member("anna", password=password, protocol=protocol, transport=transport)
                kept = self.member("anna", password=token(jti="kept", iat=time.time() - 60), protocol=protocol, transport=transport)
                for phone in (stolen, kept):
                    self.assertEqual(phone.subscribe(INBOX), 2)
                mark = self.marker()
                service.publish(INBOX, mark)
                stolen.wait_for(mark)
                self.broker.exchange("revocation_file", revocations(revoked_token("stolen")))
                self.assertTrue(stolen.gone.wait(PATIENCE))
                mark = self.marker()
                service.publish(INBOX, mark)
                kept.wait_for(mark)
                self.assertFalse(self.member("anna", password=password, protocol=protocol, transport=transport).is_in)
                self.broker.exchange("revocation_file", revocations())
                self.broker.reload("revocations")
                self.assertTrue(self.member("anna", password=password, protocol=protocol, transport=transport).is_in)
        self.broker.await_log("faithflow: Disconnected, the token is good no more")
        self.broker.await_log("faithflow: Refused connect: revoked")

    def test_all_tokens_of_a_member_in_one_church(self):
        before = time.time() - 60
        anna, namesake = self.member("anna", password=token(iat=before)), self.member("anna", "hope", password=token("anna", "hope", iat=before))
        self.broker.exchange("revocation_file", revocations(("member", "grace", "anna")))
        self.assertTrue(anna.gone.wait(PATIENCE))
        self.assertTrue(namesake.is_in)
        self.assertFalse(self.member("anna", password=token(iat=before)).is_in)
        self.assertTrue(self.member("anna", password=token(iat=time.time() + 1)).is_in)
