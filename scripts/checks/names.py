"""Files and folders are named for what is in them."""

import re
import subprocess
import sys

SAYS_NOTHING = re.compile(r"(?:^|[a-z/_+-])(Utils?|Utilit(?:y|ies)|Helpers?|Common|Core|Managers?|Misc)(?=[A-Z/_+.-]|$)|(?:^|/)(utils?|helpers?|common|core|managers?|misc)(?=[/_+.-]|$)")


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "Sources", "Tests", "scripts", "docker", "topics", "docs"],
        check=True, capture_output=True, text=True)
    findings = [f"{path}: a name that says nothing" for path in listed.stdout.splitlines() if SAYS_NOTHING.search(path)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
