import Foundation

extension TestMosquitto {
    private static let sharedStart = Task {
        let broker = try await start()
        sharedFolder.withLock { $0 = broker.folder }
        // Nothing else can clean up after the last test; the broker itself ends with this process.
        atexit { TestMosquitto.removeSharedFolder() }
        return broker
    }
    private static let sharedFolder = Guarded<URL?>(nil)

    /// The one broker all tests of this process may use that neither stop nor configure it. Use topics of your own.
    public static func shared() async throws -> TestMosquitto { try await sharedStart.value }

    private static func removeSharedFolder() {
        guard let folder = sharedFolder.withLock({ $0 }) else { return }
        try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
    }
}

/// Runs `body` with a broker of its own, which is removed afterwards.
public func withMosquitto<R>(
    configuration: String = "", listener: String = "", files: [String: String] = [:],
    isolation: isolated (any Actor)? = #isolation, _ body: (TestMosquitto) async throws -> R
) async throws -> R {
    let broker = try await TestMosquitto.start(configuration: configuration, listener: listener, files: files)
    defer { broker.remove() }
    return try await body(broker)
}
