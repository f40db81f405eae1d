# shellcheck shell=bash
# Python environments with the packages that checks and tests use.

CHECK_ENVIRONMENT=.cache/checks
# shellcheck disable=SC2034 # for those who source this
CHECK_PYTHON=$CHECK_ENVIRONMENT/bin/python
PEER_ENVIRONMENT=.cache/peers

# Makes the environment of the checks.
make_check_environment() {
    export PATH="$PWD/$CHECK_ENVIRONMENT/bin:$PATH"
    make_environment "$CHECK_ENVIRONMENT" scripts/checks/requirements.txt
}

# Makes the environment of the tests with WebRTC peers, whose packages are large.
make_peer_environment() { make_environment "$PEER_ENVIRONMENT" Tests/PeerTests/requirements.txt; }

# Makes environment $1 with the packages of file $2, unless it is already as that says.
make_environment() {
    cmp --silent "$2" "$1/installed.txt" && return 0
    require_packages python3-venv ca-certificates
    note "Installing the packages of $2"
    rm -rf "$1"
    hash -r # python3 may have been that one
    mkdir -p .cache
    python3 -m venv "$1"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$2" >&2 \
        || fail "the packages of $2 could not be installed"
    cp "$2" "$1/installed.txt"
}
