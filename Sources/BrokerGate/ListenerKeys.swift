import FoundationEssentials
import TokenVerification
import TopicAccess

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The API keys that back ends may listen with, from the file that `faithflow-calls keys export` writes.
///
/// For the broker's one thread. A file that cannot be read leaves the keys as they were; that a key has ended is seen without a new file.
struct ListenerKeys {
    /// Most bytes of the file that are looked at.
    static let maximumFileSize = 4 << 20
    /// Seconds between two looks at whether it has changed.
    static let interval = 2.0

    /// What tells one file from another, without reading it.
    private struct Stamp: Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int
        let number: UInt64
    }

    private let path: String
    private let ring: APIKeyRing
    private let now: @Sendable () -> Date
    private var keys: [APIKeyID: APIKey] = [:]
    private var stamp: Stamp?
    private var lastLook = Date.distantPast

    /// The keys in the file at `path`, which must be there.
    init(path: String, now: @escaping @Sendable () -> Date) throws(GateFailure) {
        self.path = path
        self.now = now
        ring = APIKeyRing(now: now)
        try load()
    }

    /// Whose key `text` is. Throws `.expired`, or `.token` for all that may not listen.
    func admit(_ text: String) throws(Denial) -> APIKeyID {
        let key: APIKey
        do {
            key = try ring.key(text)
        } catch {
            throw error == .expired ? .expired : .token
        }
        guard key.actions.contains(.readSignals) else { throw .token }
        return key.id
    }

    /// What a back end that was let in may hear; nil when its key is good no more.
    func listener(_ id: APIKeyID) -> Listener? {
        guard let key = keys[id], key.expiresAt ?? .distantFuture > now(), key.actions.contains(.readSignals) else { return nil }
        return Listener(scope: key.scope)
    }

    /// When a key ends; nil when it has ended, or is no longer there.
    func end(of id: APIKeyID) -> Date? { listener(id) == nil ? nil : keys[id]?.expiresAt ?? .distantFuture }

    /// Reads the file; what the log should say of it.
    mutating func read() -> String {
        do throws(GateFailure) {
            try load()
            return "The API keys were read anew: \(keys.count)"
        } catch {
            return "The API keys stay as they were: \(error)"
        }
    }

    /// Reads the file if it is another than last time, looking every two seconds; what the log should say of it.
    mutating func readIfChanged(at now: Date) -> String? {
        guard abs(now.timeIntervalSince(lastLook)) >= Self.interval else { return nil }
        lastLook = now
        let found = currentStamp
        guard found != stamp else { return nil }
        let line = read()
        stamp = found  // of a bad file too, so that the log tells of it once
        return line
    }

    private mutating func load() throws(GateFailure) {
        let found = currentStamp
        guard let data = FileManager.default.contents(atPath: path) else { throw GateFailure("the API key file \(path) cannot be read") }
        guard data.count <= Self.maximumFileSize, let keys = try? APIKeyFile(reading: data).keys else {  // told below
            throw GateFailure("the API key file \(path) is none that faithflow-calls keys export has written")
        }
        ring.replace(with: keys)
        self.keys = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        stamp = found
    }

    private var currentStamp: Stamp? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        #if canImport(Darwin)
            let time = facts.st_mtimespec
        #else
            let time = facts.st_mtim
        #endif
        return Stamp(seconds: time.tv_sec, nanoseconds: time.tv_nsec, size: Int(facts.st_size), number: UInt64(facts.st_ino))
    }
}
