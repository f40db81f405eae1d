"""Links between the project's pages lead to files that exist."""

import os
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def broken(path):
    with open(path, encoding="utf-8") as file:
        text = CODE.sub("", file.read())
    for target in LINK.findall(text):
        file, _, _ = target.partition("#")
        if file and "://" not in target and not os.path.exists(os.path.join(os.path.dirname(path), file)):
            yield f"{path}: {target} leads nowhere"


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"], check=True, capture_output=True, text=True)
    findings = [finding for path in listed.stdout.splitlines() if os.path.isfile(path) for finding in broken(path)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
