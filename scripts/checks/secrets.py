"""Looks for secrets in what programs put out: known ones, and whatever has the form of a token.

usage: secrets.py [--known FILE] PATH…     files and folders; FILE has a secret a line, NAME and VALUE with a tab between them
       secrets.py --self-test              shows that each kind of secret is found, and nothing else

Prints file and line of each with the secret left out, and how much was looked through. Ends with status 1 when there is one.
"""

import base64
import os
import re
import sys
import tempfile

SHORTEST = 8  # bytes of a known secret; what is shorter is a word like others
MOST_FINDINGS = 20
BEFORE = 60
# A JWT: two objects in base64url and a signature (RFC 7519, 3); a token without one (`alg` none) counts too. Private keys in PEM (RFC 7468, 10).
FORMS = {
    "a token": re.compile(rb"eyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*"),
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an API key": re.compile(rb"\bffk_[A-Za-z0-9]+_[A-Za-z0-9]{16,}"),
    "a webhook's secret": re.compile(rb"\bwhsec_[A-Za-z0-9+/]{40,}"),
}
STEP = 1 << 22


def known_secrets(path):
    """Secrets by value, each also in base64, as a header may carry it; the longest first, so that one within another is not found instead."""
    secrets = {}
    if path and os.path.isfile(path):
        with open(path, "rb") as file:
            for line in file:
                name, _, value = line.rstrip(b"\n").partition(b"\t")
                if len(value) >= SHORTEST:
                    secrets[value] = name.decode(errors="replace")
                    secrets[base64.b64encode(value).rstrip(b"=")] = name.decode(errors="replace")
    return dict(sorted(secrets.items(), key=lambda item: -len(item[0])))


def pattern(secrets):
    return re.compile(b"|".join(re.escape(value) for value in secrets)) if secrets else None


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, names in os.walk(path):
            yield from (os.path.join(folder, name) for name in sorted(names))


def findings_in(path, secrets, known):
    """Line number, name, and what stands before it on its line."""
    number = 1
    with open(path, "rb") as file:
        while block := file.read(STEP) + file.readline():
            matches = [(match, secrets[match.group()]) for match in (known.finditer(block) if known else ())]
            matches += [(match, name) for name, form in FORMS.items() for match in form.finditer(block)]
            for match, name in sorted(matches, key=lambda found: found[0].start()):
                start = block.rfind(b"\n", 0, match.start()) + 1
                yield number + block.count(b"\n", 0, match.start()), name, block[max(start, match.start() - BEFORE) : match.start()]
            number += block.count(b"\n")


def scan(paths, known_file):
    secrets = known_secrets(known_file)
    known, found, count, size = pattern(secrets), [], 0, 0
    hide = re.compile(b"|".join([form.pattern for form in FORMS.values()] + ([known.pattern] if known else [])))
    for path in files(paths):
        count, size = count + 1, size + os.path.getsize(path)
        for line, name, before in findings_in(path, secrets, known):
            found.append(f"{path}:{line}: {name}, after: {hide.sub(b'(secret)', before).decode(errors='replace').strip()!r}")
    return found, len(set(secrets.values())), count, size


def self_test():
    token = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
    rows = {
        b"a secret planted-secret-planted": "signing", b"Authorization: Bearer " + token: "a token", token.rpartition(b".")[0] + b".": "a token",
        b"Basic " + base64.b64encode(b"planted-secret-planted"): "signing", b"-----BEGIN " + b"PRIVATE KEY-----": "a private key",
        b"whsec" + b"_" + base64.b64encode(bytes(32)): "a webhook's secret",
        b"eyJhbGciOi is the beginning of one": None, b"a planted secret": None, b"short": None, b"\xff\x00 nothing": None,
    }
    for text, expected in rows.items():
        with tempfile.TemporaryDirectory() as folder:
            known, log = os.path.join(folder, "known"), os.path.join(folder, "output", "a.log")
            os.mkdir(os.path.dirname(log))
            with open(known, "wb") as file:
                file.write(b"signing\tplanted-secret-planted\nword\tshort\n")
            with open(log, "wb") as file:
                file.write(b"first line\n" * 500_000 + b"level=info " + text + b" and more\n")
            found = scan([os.path.dirname(log)], known)[0]
            hit = [finding for finding in found if ":500001: " in finding and f": {expected}, " in finding]
            if expected and len(hit) != 1 or not expected and found:
                sys.exit(f"the scan for secrets is wrong about {text!r}: {found}")
            if any(b"planted-secret" in finding.encode() or token in finding.encode() for finding in found):
                sys.exit("the scan for secrets shows them")


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    known = None
    if arguments[:1] == ["--known"]:
        known, arguments = arguments[1], arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    found, secrets, count, size = scan(arguments, known)
    print(f"output held against {secrets} secrets: {count} files, {size / 1e6:.1f} MB, {len(found)} findings")
    print("\n".join(found[:MOST_FINDINGS]), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
