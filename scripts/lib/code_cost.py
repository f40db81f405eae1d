"""Counts instructions and allocations of each piece of Tests/Cost, and holds them against the recorded figures. Called by scripts/bench-code."""

import os
import re
import subprocess
import sys
import tempfile

FEW, MANY = 200, 1_200
# The beginning and the end of a process vary by up to a million instructions, so that a small piece is done more often.
SMALL, VERY_MANY = 10_000, 20_200
# More than the recorded figure by this part is a finding. Hash seeds and thread switches move a count by less.
TOLERANCE = 0.05
LIMIT_SECONDS = 600
ENVIRONMENT = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}


def run(command):
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout + done.stderr


def instructions(binary, piece, times):
    with tempfile.TemporaryDirectory() as folder:
        said = run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", binary, piece, "--times", str(times)])
    return int(re.search(r"Collected : (\d+)", said)[1])


def allocations(binary, piece, times):
    said = run(["valgrind", "--tool=memcheck", "--undef-value-errors=no", binary, piece, "--times", str(times)])
    found = re.search(r"total heap usage: ([\d,]+) allocs, [\d,]+ frees, ([\d,]+) bytes", said)
    return tuple(int(number.replace(",", "")) for number in found.groups())


def cost(binary, piece):
    """Instructions, allocations and allocated bytes of doing the piece once."""
    few = instructions(binary, piece, FEW)
    counted = (instructions(binary, piece, MANY) - few) / (MANY - FEW)
    if counted < SMALL:
        counted = (instructions(binary, piece, VERY_MANY) - few) / (VERY_MANY - FEW)
    less, more = allocations(binary, piece, FEW), allocations(binary, piece, MANY)
    return [counted] + [max(0, many - few) / (MANY - FEW) for few, many in zip(less, more)]


def read(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    return {row[0]: [float(number) for number in row[1:4]] for row in rows}


def is_more(figures, recorded):
    return any(now > before * (1 + TOLERANCE) + 0.05 for now, before in zip(figures[:2], recorded[:2]))


def main():
    binary, path, *words = sys.argv[1:]
    modes = [word for word in words if word.startswith("--")]
    wanted = [word for word in words if not word.startswith("--")]
    if set(modes) - {"--check", "--record"}:
        sys.exit(f"unknown option {modes[0]}; see scripts/bench-code --help")
    known = [line.split("\t")[0] for line in run([binary]).splitlines()]
    for piece in wanted:
        if piece not in known:
            sys.exit(f"no piece {piece}; there are: {', '.join(known)}")
    recorded, worse = read(path), []
    print(f"{'piece':18}{'instructions':>14}{'recorded':>12}{'allocations':>13}{'recorded':>10}{'bytes':>9}", flush=True)
    figures = {}
    for piece in wanted or known:
        figures[piece] = cost(binary, piece)
        before = recorded.get(piece)
        counted, allocated, size = figures[piece]
        told = [f"{before[0]:,.0f}", f"{before[1]:.1f}"] if before else ["", ""]
        print(f"{piece:18}{counted:14,.0f}{told[0]:>12}{allocated:13.1f}{told[1]:>10}{size:9,.0f}", flush=True)
        if before is None or is_more(figures[piece], before):
            worse.append(piece)
    if "--record" in modes:
        with open(path, "w", encoding="utf-8") as file:
            file.write("piece\tinstructions\tallocations\tbytes\n")
            file.writelines(f"{name}\t{a:.0f}\t{b:.1f}\t{c:.0f}\n" for name, (a, b, c) in {**recorded, **figures}.items())
    elif "--check" in modes and worse:
        sys.exit(f"more than recorded, or not recorded: {', '.join(worse)}")


if __name__ == "__main__":
    main()
