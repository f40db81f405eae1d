"""Nothing in Sources crashes on data, swallows an error without a word, or is left for later."""

import re
import sys

from swift_source import code, files, line_of, read

# What is looked for in code, and why it is a finding.
IN_CODE = {
    r"\btry!": "crashes on an error; handle it",
    r"\bfatalError\(": "ends the process; throw instead",
    r"\bpreconditionFailure\(": "ends the process; throw instead",
    r"\bas!": "crashes on another type; use as? and handle nil",
}
# Code that is fine with a comment on its line.
NEEDS_REASON = {
    r"\btry\?": "swallows an error; say why in a comment on the line",
    r"\bcatch\s*\{\s*\}": "swallows an error; say why in a comment on the line",
}
LEFT_OPEN = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def findings_in(path):
    text = read(path)
    lines, bare = text.splitlines(), code(text)
    for pattern, reason in IN_CODE.items():
        for match in re.finditer(pattern, bare):
            yield line_of(bare, match.start()), reason
    for pattern, reason in NEEDS_REASON.items():
        for match in re.finditer(pattern, bare):
            first, last = line_of(bare, match.start()), line_of(bare, match.end())
            if not any("//" in line for line in lines[first - 1 : last]):
                yield first, reason
    for match in LEFT_OPEN.finditer(text):
        yield line_of(text, match.start()), f"{match.group()}: left for later"


def main():
    findings = [f"{path}:{line}: {reason}" for path in files("Sources") for line, reason in sorted(findings_in(path))]
    findings += [f"{path}:{line_of(text, match.start())}: {match.group()}: left for later"
                 for path in files("Tests") for text in [read(path)] for match in LEFT_OPEN.finditer(text)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
