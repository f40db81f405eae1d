import FoundationEssentials
import TokenVerification
import TopicAccess

/// The API keys that back ends may listen with, from the file that `faithflow-calls keys export` writes.
///
/// For the broker's one thread. That a key has ended is seen without a new file.
final class ListenerKeys {
    /// Most bytes of the file that are looked at.
    static let maximumFileSize = 4 << 20

    private let ring: APIKeyRing
    private let now: @Sendable () -> Date
    private var keys: [APIKeyID: APIKey] = [:]

    /// No keys yet.
    init(now: @escaping @Sendable () -> Date) {
        self.now = now
        ring = APIKeyRing(now: now)
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

    /// When a key ends, or has ended; nil when it is no longer there, or may no longer listen.
    func end(of id: APIKeyID) -> Date? {
        guard let key = keys[id], key.actions.contains(.readSignals) else { return nil }
        return key.expiresAt ?? .distantFuture
    }

    /// Puts the keys of `files` into force. True if they are others than before.
    func replace(with files: [(path: String, data: Data)]) throws(GateFailure) -> Bool {
        var found: [APIKey] = []
        for file in files {
            guard file.data.count <= Self.maximumFileSize, let keys = try? APIKeyFile(reading: file.data).keys else {  // told below
                throw GateFailure("the API key file \(file.path) is none that faithflow-calls keys export has written")
            }
            found += keys
        }
        let before = keys
        ring.replace(with: found)
        keys = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return keys != before
    }
}
