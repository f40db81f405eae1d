#!/bin/sh
# Writes the password file from the environment, then becomes the broker. Passwords never stand in an argument.
set -eu

: "${MQTT_USERNAME:?}" "${MQTT_PASSWORD:?}"
file=/mosquitto/data/passwords

umask 077
printf '%s:%s\n' "$MQTT_USERNAME" "$MQTT_PASSWORD" > "$file"
if [ -n "${MQTT_OBSERVER_PASSWORD:-}" ]; then
    printf '%s:%s\n' observer "$MQTT_OBSERVER_PASSWORD" >> "$file"
fi
mosquitto_passwd -U "$file"
chown -R mosquitto:mosquitto /mosquitto/data

exec mosquitto -c /mosquitto/config/mosquitto.conf
