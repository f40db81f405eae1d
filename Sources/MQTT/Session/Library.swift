internal import CMosquitto

/// The library's start, once in a process. It is never cleaned up: clients may live until the process ends.
enum Library {
    private static let startCode: Int32 = mosquitto_lib_init()

    /// Starts the library unless it runs. Fails only without memory, and then `mosquitto_new` fails too.
    static func start() { _ = startCode }
}
