internal import CMosquitto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Wakes the driver's thread out of `poll`: an eventfd. Any thread may signal.
final class WakeUp: Sendable {
    /// Readable while a signal is pending.
    let descriptor: Int32

    /// Throws `resourceFailed` when the process has no descriptor left.
    init() throws(MQTTError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw MQTTError(.resourceFailed, "eventfd: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Makes the descriptor readable. The write fails only when the counter is full, and then it is readable already.
    func signal() { _ = eventfd_write(descriptor, 1) }

    /// Makes the descriptor unreadable. The read fails only when nothing is pending.
    func clear() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}
