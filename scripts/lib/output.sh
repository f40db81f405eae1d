# shellcheck shell=bash
# What scripts say to a person.

# Prints a line of progress, away from the output proper.
note() { printf '%s\n' "$*" >&2; }

# Prints why the script cannot go on and ends it.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The lines at the top of script $1: its own help.
print_help() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$1"; }
