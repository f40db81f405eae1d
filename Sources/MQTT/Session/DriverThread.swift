internal import CMosquitto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Runs a closure on a thread of its own.
enum DriverThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts the thread; throws `resourceFailed` when the system has none left. The thread is detached and ends with `body`.
    static func start(_ body: @escaping @Sendable () -> Void) throws(MQTTError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(&thread, &attributes, threadMain, context)
        guard code == 0 else {
            Unmanaged<Body>.fromOpaque(context).release()
            throw MQTTError(.resourceFailed, "pthread_create: errno \(code)")
        }
    }

    private static let threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        mqtt_name_this_thread("mqtt")
        ignoreBrokenPipes()
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
    }

    /// The library writes to sockets without MSG_NOSIGNAL; a broken connection must be an error here, not the process's end.
    private static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
