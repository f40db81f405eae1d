"""Writes down the command lines of all that a process has started, and what these started in turn, as `ps` shows them: each once.

usage: commands.py PROCESS FILE     until PROCESS ends
"""

import os
import sys
import time

PAUSE = 0.1


def read(process, name):
    try:
        with open(f"/proc/{process}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""  # it has ended


def parent(process):
    words = read(process, "stat").rpartition(b")")[2].split()
    return int(words[1]) if len(words) > 1 else 0


def descendants(root):
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            children.setdefault(parent(name), []).append(int(name))
    found, queue = [], [root]
    while queue:
        queue += (born := children.get(queue.pop(), []))
        found += born
    return found


def main(root, path):
    seen = set()
    with open(path, "ab", buffering=0) as file:
        while os.path.exists(f"/proc/{root}"):
            for process in descendants(root):
                line = read(process, "cmdline").replace(b"\0", b" ").replace(b"\n", b" ")
                if line and line not in seen:
                    seen.add(line)
                    file.write(line + b"\n")
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
