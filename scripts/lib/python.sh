# shellcheck shell=bash
# A Python environment with the packages that the checks use.

CHECK_ENVIRONMENT=.cache/checks
CHECK_PYTHON=$CHECK_ENVIRONMENT/bin/python

# Makes the environment from scripts/checks/requirements.txt, unless it is already as that says.
make_check_environment() {
    local wanted=scripts/checks/requirements.txt
    export PATH="$PWD/$CHECK_ENVIRONMENT/bin:$PATH"
    cmp --silent "$wanted" "$CHECK_ENVIRONMENT/installed.txt" && return 0
    require_packages python3-venv ca-certificates
    note "Installing the packages of the checks"
    rm -rf "$CHECK_ENVIRONMENT"
    hash -r # python3 may have been that one
    mkdir -p .cache
    python3 -m venv "$CHECK_ENVIRONMENT"
    "$CHECK_PYTHON" -m pip install --quiet --disable-pip-version-check --requirement "$wanted" >&2 \
        || fail "the packages of scripts/checks/requirements.txt could not be installed"
    cp "$wanted" "$CHECK_ENVIRONMENT/installed.txt"
}
