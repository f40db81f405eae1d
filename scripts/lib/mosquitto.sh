# shellcheck shell=bash
# Runs a mosquitto with our plugin: members log in with their tokens; the service and an observer who reads everything have passwords.

# Adds account $2 with password $3 to password file $1; start_mosquitto hashes it.
add_account() {
    printf '%s:%s\n' "$2" "$3" >>"$1"
}

# Writes configuration $1/mosquitto.conf with a plain listener on port $2 and a websockets one on port $3.
# MORE_ACCOUNTS, parted by commas, log in with passwords as the service and the observer do.
write_mosquitto_configuration() {
    cat >"$1/mosquitto.conf" <<EOT
user $(id -un)
allow_anonymous false
plugin $PLUGIN
plugin_opt_secret_file $1/secrets
plugin_opt_accounts $MQTT_USERNAME,observer${MORE_ACCOUNTS:+,$MORE_ACCOUNTS}
password_file $1/accounts
acl_file $1/access
persistence false
max_inflight_messages 128
log_dest stderr
connection_messages false
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
