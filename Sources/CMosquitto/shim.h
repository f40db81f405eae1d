#pragma once
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// POLLRDHUP and pthread_setname_np are GNU extensions, hidden from Swift's own import of these headers.
extern int pthread_setname_np(pthread_t thread, const char *name);

static inline short mqtt_poll_peer_closed(void) { return 0x2000; }
static inline void mqtt_name_this_thread(const char *name) { (void)pthread_setname_np(pthread_self(), name); }

// Whether what does not fill a packet waits for more; a failure changes nothing but speed.
static inline void mqtt_hold_back(int descriptor, bool is_held) {
    int value = is_held;
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}
