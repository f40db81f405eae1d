"""The church whose members ask. Run, it prints them for the database: documents of `members`, one a line."""

import json

CHURCH = "grace"
# They ask what was generated. Calls that are made for it are between the others, so that nobody is busy.
MEMBERS = [f"member-{number:04}" for number in range(2000)]
OTHERS = [f"other-{number:04}" for number in range(1000)]
# Asks for and sets what concerns nobody else: whoever is not to be disturbed could not be called any more.
HERMIT = "hermit"


def documents():
    for member in [*MEMBERS, *OTHERS, HERMIT]:
        yield {"_id": f"{CHURCH}/{member}", "id": member, "church_id": CHURCH, "full_name": f"Member {member}"}


if __name__ == "__main__":
    for document in documents():
        print(json.dumps(document))
