"""Files stay small: none over 400 lines, median at most 90, nine of ten within 250; functions at most 40 lines."""

import re
import sys

from swift_source import code, files, line_of, read

HARD, MEDIAN, NINE_OF_TEN, FUNCTION = 400, 90, 250, 40
DECLARATION = re.compile(r"\b(?:func\s+(?P<name>[^\s(<]+)|(?<![.\w])(?P<init>init)[?!]?\s*[(<])")
NEXT = re.compile(r"[{}]|\b(?:func|var|let|case|init|subscript|associatedtype)\b")


def functions(text):
    """Name, first and last line of every function with a body."""
    for match in DECLARATION.finditer(text):
        opening = body_start(text, match.end())
        if opening is not None:
            yield match["name"] or "init", line_of(text, match.start()), line_of(text, body_end(text, opening))


def body_start(text, position):
    """Where the body's brace is; None for a declaration without one."""
    depth = 1 if text[position - 1] == "(" else 0
    while position < len(text):
        character = text[position]
        depth += (character in "([") - (character in ")]")
        found = NEXT.match(text, position) if depth == 0 else None
        if found:
            return position if found.group() == "{" else None
        position += 1
    return None


def body_end(text, opening):
    depth = 0
    for position in range(opening, len(text)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position
    return len(text)


def main():
    findings, lengths = [], []
    for path in files("Sources", "Tests"):
        text = read(path)
        lengths.append(text.count("\n"))
        if lengths[-1] > HARD:
            findings.append(f"{path}: {lengths[-1]} lines, at most {HARD}")
        for name, first, last in functions(code(text)):
            if last - first + 1 > FUNCTION:
                findings.append(f"{path}:{first}: {name} has {last - first + 1} lines, at most {FUNCTION}")
    lengths.sort()
    median, tenth = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
    if median > MEDIAN:
        findings.append(f"the median file has {median} lines, at most {MEDIAN}")
    if tenth > NINE_OF_TEN:
        findings.append(f"one file in ten has {tenth} lines or more, at most {NINE_OF_TEN}")
    print("\n".join(findings) or f"{len(lengths)} files, median {median}, nine of ten within {tenth}, longest {lengths[-1]} lines")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
