public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps retained, for each church of which anything was heard, which version of the settings for clients holds, so that they ask again when it is another.
///
/// **Overview.** All instances with the same settings publish the same. A church whose members have done nothing since the start is told when they do.
/// **Concurrency.** `note` looks into a table and never blocks. At most `width` churches are being told at once.
/// **Lifecycle.** `run()` until shut down. What cannot be published is tried again.
public final class SettingsAnnouncer: Service {
    /// Publishes a retained message and returns when the broker has it.
    public typealias Publish = @Sendable (_ topic: Topic, _ payload: String) async throws -> Void

    /// Seconds between looks.
    static let interval = 0.25
    /// Seconds until a failure is tried again.
    static let retry = 2.0
    /// Most churches; further ones are not told, and find out by asking.
    static let limit = 20_000
    /// Most churches being told at once.
    static let width = 64

    private let clock: any CallClock
    private let logger: Logger
    private let version: @Sendable () -> String?
    private let publish: Publish
    /// What each church was told last; nil before it was.
    private let churches = Mutex<[ChurchID: String?]>([:])

    /// An announcer of `version`, which is nil while nothing is to be announced.
    public init(clock: any CallClock, logger: Logger, version: @escaping @Sendable () -> String?, publish: @escaping Publish) {
        self.clock = clock
        self.logger = logger
        self.version = version
        self.publish = publish
    }

    /// Something was heard of a church.
    public func note(_ church: ChurchID) {
        churches.withLock { churches in
            guard churches[church] == nil, churches.count < Self.limit else { return }
            churches[church] = .some(nil)
        }
    }

    /// The connection to the broker is new: it may have lost what it had retained, or be another.
    public func startOver() { churches.withLock { $0 = $0.mapValues { _ in nil } } }

    /// Announces until shut down.
    public func run() async throws {
        try await untilShutdown {
            while !Task.isCancelled {
                let isDone = await self.announce()
                let wait = isDone ? Self.interval : Self.retry
                try await self.clock.sleep(until: self.clock.now().addingTimeInterval(wait))
            }
        }
    }

    /// Tells those who have not been told. False when some could not be.
    private func announce() async -> Bool {
        guard let version = version() else { return true }
        let waiting = churches.withLock { churches in churches.filter { $0.value != version }.map(\.key) }
        guard !waiting.isEmpty else { return true }
        let text = Self.text(of: version, at: clock.now())
        return await withTaskGroup(of: Bool.self) { group in
            var isDone = true
            for (index, church) in waiting.enumerated() {
                if index >= Self.width { isDone = await group.next() ?? true && isDone }
                group.addTask { await self.tell(church, version, text) }
            }
            for await isTold in group { isDone = isTold && isDone }
            return isDone
        }
    }

    /// What is retained.
    static func text(of version: String, at now: Date) -> String {
        var json = JSONText()
        json.add("timestamp", Timestamp(now).text)
        json.add("type", "config_changed")
        json.add("version", version)
        return json.text
    }

    private func tell(_ church: ChurchID, _ version: String, _ text: String) async -> Bool {
        do {
            try await publish(.settings(church), text)
            churches.withLock { $0[church] = version }
            return true
        } catch {
            logger.debug("A church was not told of the settings", metadata: [LogKey.church: "\(church)", LogKey.error: "\(error)"])
            return false
        }
    }
}
