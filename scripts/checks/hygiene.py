"""The repository holds the product alone: no paths of one machine, no hosts of package registries, nothing built or fetched."""

import os
import re
import subprocess
import sys

LARGEST = 256 * 1024
PATTERNS = {
    r"(?<![\w.~$}/-])/(?:work|root)(?=[/\s\"'`:,;)]|$)": "path of one machine",
    r"/opt/(?:swift|wheels)\b|/home/\w+": "path of one machine",
    r"\b(?:pypi[.]org|files[.]pythonhosted[.]org|(?:deb|security|ftp)[.]debian[.]org|registry[.]npmjs[.]org|crates[.]io|proxy[.]golang[.]org)": "host of a package registry",
    r"-----BEGIN [A-Z ]*PRIVATE KEY": "a private key",
}


def findings_in(path):
    if os.path.getsize(path) > LARGEST:
        return [f"{path}: {os.path.getsize(path)} bytes, at most {LARGEST}"]
    with open(path, "rb") as file:
        data = file.read()
    if b"\0" in data:
        return [f"{path}: not text"]
    text = data.decode(errors="replace")
    return [f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {reason}: {match.group()}"
            for pattern, reason in PATTERNS.items() for match in re.finditer(pattern, text, re.MULTILINE)]


def main():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True, text=True)
    paths = [path for path in sorted(set(listed.stdout.split("\0"))) if os.path.isfile(path)]
    findings = [finding for path in paths for finding in findings_in(path)]
    print("\n".join(findings) or f"{len(paths)} files")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
