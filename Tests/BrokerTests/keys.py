"""Issuers with key pairs, played by openssl."""

import base64
import json
import os
import subprocess
import tempfile
import time

from tokens import encoded

KINDS = {
    "RS256": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ES256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "EdDSA": ["-algorithm", "ED25519"],
}


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


class Issuer:
    """Has a key of `algorithm`; `name` is its `kid`."""

    def __init__(self, algorithm="ES256", name=None):
        self.algorithm, self.name = algorithm, name
        self.private = openssl("genpkey", *KINDS[algorithm])
        self.public = openssl("pkey", "-pubout", data=self.private).decode()

    def signature(self, message):
        with tempfile.TemporaryDirectory(prefix="faithflow-issuer-") as folder:
            key, text = os.path.join(folder, "key"), os.path.join(folder, "text")
            for path, content in ((key, self.private), (text, message)):
                with open(path, "wb") as file:
                    file.write(content)
            if self.algorithm == "EdDSA":
                return openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", text)
            signature = openssl("dgst", "-sha256", "-sign", key, text)
        return signature if self.algorithm == "RS256" else plain(signature)

    def token(self, member="anna", church="grace", *, lifetime=3600, **claims):
        header = {"alg": self.algorithm, "typ": "JWT"} | ({"kid": self.name} if self.name else {})
        all_claims = {"sub": member, "role": "member", "type": "member", "session_church_id": church, "exp": time.time() + lifetime} | claims
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, all_claims))
        return f"{signed}.{encoded(self.signature(signed.encode()))}"

    @property
    def jwk(self):
        """Of EdDSA keys: the last 32 bytes of the public key's DER are the point."""
        assert self.algorithm == "EdDSA"
        der = base64.b64decode("".join(self.public.splitlines()[1:-1]))
        return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": encoded(der[-32:])} | ({"kid": self.name} if self.name else {})


def key_set(*issuers):
    return json.dumps({"keys": [issuer.jwk for issuer in issuers]})


def plain(der):
    """Both numbers of an ECDSA signature, 32 bytes each, which openssl writes as DER."""
    numbers, position = b"", 2
    for _ in range(2):
        length = der[position + 1]
        numbers += der[position + 2:position + 2 + length].lstrip(b"\0").rjust(32, b"\0")
        position += 2 + length
    return numbers


def revocations(*lines):
    """The file that `faithflow-calls revoke --export` writes. A line is a tuple of fields."""
    now = time.time()
    texts = ["\t".join([*(str(field) for field in line), str(now), str(now + 3600)]) for line in lines]
    return "\n".join(["faithflow revocations 1", *texts, f"end\t{len(lines)}", ""])


def revoked_token(token_id):
    return ("token", base64.b64encode(token_id.encode()).decode())
