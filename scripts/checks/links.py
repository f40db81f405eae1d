"""Links between the project's pages lead to files that exist, and what their commands take from a variable the page has set before."""

import os
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
COMMANDS = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
VARIABLE = re.compile(r"\$\{?([A-Z_]+)|\b([A-Z_]+)=")
ALWAYS_SET = {"PWD", "HOME", "PATH"}


def broken(path):
    with open(path, encoding="utf-8") as file:
        text = CODE.sub("", file.read())
    for target in LINK.findall(text):
        file, _, _ = target.partition("#")
        if file and "://" not in target and not os.path.exists(os.path.join(os.path.dirname(path), file)):
            yield f"{path}: {target} leads nowhere"


def unset(path):
    with open(path, encoding="utf-8") as file:
        commands = "\n".join(COMMANDS.findall(file.read()))
    known = set(ALWAYS_SET)
    for used, given in VARIABLE.findall(commands):
        if used and used not in known:
            yield f"{path}: ${used} is used, and no command before sets it"
        known.add(given or used)


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"], check=True, capture_output=True, text=True)
    paths = [path for path in listed.stdout.splitlines() if os.path.isfile(path)]
    findings = [finding for path in paths for finding in (*broken(path), *unset(path))]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
