# shellcheck shell=bash
# TCP ports of 127.0.0.1.

# Whether nothing listens on port $1 and we may.
is_free_port() {
    python3 - "$1" <<'PYTHON' 2>/dev/null
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))
PYTHON
}

# Some port that nothing listens on.
any_free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Ends the script when port $2, which option $1 names, is no port or occupied; an empty one is not checked.
require_free_port() {
    [[ -n $2 ]] || return 0
    if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 65535)); then fail "$1 $2: not a port, 1 to 65535"; fi
    is_free_port "$2" || fail "$1 $2: the port is occupied on 127.0.0.1; free it or name another one"
}

# Port $1 if given, else the usual port $2 if it is free, else any.
choose_port() {
    if [[ -n $1 ]]; then
        echo "$1"
    elif is_free_port "$2"; then
        echo "$2"
    else
        any_free_port
    fi
}

# Waits until something listens on port $1 while process $2 lives; at most 20 seconds.
await_port() {
    local attempt
    for ((attempt = 0; attempt < 400; attempt++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}
