# shellcheck shell=bash
# Runs a mosquitto whose accounts come from files: the service, an observer who reads everything, and members as phones log in.

# Adds account $2 with password $3 to password file $1; start_mosquitto hashes it.
add_account() {
    printf '%s:%s\n' "$2" "$3" >>"$1"
}

# Adds to access file $1 what member $3 of church $2 may read and write.
allow_member() {
    cat >>"$1" <<EOT

user $3
topic read faithflow/$2/member/$3/+
topic readwrite faithflow/$2/call/+/signal
topic read faithflow/$2/call/+/participants
topic write faithflow/$2/presence/$3
EOT
}

# Writes configuration $1/mosquitto.conf with a plain listener on port $2 and a websockets one on port $3.
write_mosquitto_configuration() {
    cat >"$1/mosquitto.conf" <<EOT
user $(id -un)
allow_anonymous false
password_file $1/accounts
acl_file $1/access
persistence false
max_inflight_messages 128
log_dest stdout
listener $2 127.0.0.1
protocol mqtt
listener $3 127.0.0.1
protocol websockets
EOT
}

# Starts mosquitto with folder $1/mosquitto, which holds the files above, on ports $2 and $3.
start_mosquitto() {
    mosquitto_passwd -U "$1/mosquitto/accounts"
    write_mosquitto_configuration "$1/mosquitto" "$2" "$3"
    start_process mosquitto "$1/mosquitto.log" mosquitto -c "$1/mosquitto/mosquitto.conf"
    if ! { await_port "$2" "$STARTED_PID" && await_port "$3" "$STARTED_PID"; }; then
        fail_with_log "mosquitto did not start on ports $2 and $3" "$1/mosquitto.log"
    fi
}
