"""Swift sources as the checks read them."""

import re
import subprocess

TOKEN = re.compile(r'(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>#*"""(?:.*?)"""#*|(?P<raw>#+)"[^\n]*?"(?P=raw)|"(?:\\.|[^"\\\n])*")', re.DOTALL)


def files(*folders):
    """Swift files under `folders`, tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders],
        check=True, capture_output=True, text=True)
    return sorted(path for path in set(listed.stdout.splitlines()) if path.endswith(".swift") and exists(path))


def exists(path):
    try:
        with open(path, "rb"):
            return True
    except FileNotFoundError:  # removed, and not yet committed so
        return False


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def code(text):
    """The text with comments and the insides of string literals blanked, each line where it was."""
    return TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1
