#pragma once
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

// The broker's own function is variadic, which Swift cannot call. The text is never a format.
static inline void broker_log_warning(const char *text) { mosquitto_log_printf(MOSQ_LOG_WARNING, "%s", text); }
