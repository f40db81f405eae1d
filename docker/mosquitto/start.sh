#!/bin/sh
# Writes the password file and the secrets from the environment, then becomes the broker. Passwords never stand in an argument.
set -eu

: "${MQTT_USERNAME:?}" "${MQTT_PASSWORD:?}" "${JWT_SECRET_KEY:?}"
data=/mosquitto/data

umask 077
mkdir -p "$data"
printf '%s\n' "$JWT_SECRET_KEY" > "$data/secrets"
printf '%s:%s\n' "$MQTT_USERNAME" "$MQTT_PASSWORD" > "$data/passwords"
if [ -n "${MQTT_OBSERVER_PASSWORD:-}" ]; then
    printf '%s:%s\n' observer "$MQTT_OBSERVER_PASSWORD" >> "$data/passwords"
fi
if [ -n "${MQTT_BRIDGE_PASSWORD:-}" ]; then
    printf '%s:%s\n' bridge "$MQTT_BRIDGE_PASSWORD" >> "$data/passwords"
fi
mosquitto_passwd -U "$data/passwords"
chown -R mosquitto:mosquitto "$data"
unset JWT_SECRET_KEY MQTT_PASSWORD MQTT_OBSERVER_PASSWORD MQTT_BRIDGE_PASSWORD

exec mosquitto -c /mosquitto/config/mosquitto.conf
