public import CallControl
public import CallSignaling
import Synchronization

/// Messages that no endpoint took, in memory, for tests and for trying the service out. They are not removed by age.
public final class MemoryDeadLetterStore: DeadLetterStore {
    private struct Place: Hashable {
        let church: ChurchID
        let webhook: WebhookID
    }

    private let stored = Mutex<[Place: [DeadLetter]]>([:])
    private let limit: Int

    /// An empty store for at most `limit` messages of an endpoint.
    public init(limit: Int = DeadLetters.limit) { self.limit = limit }

    /// Nothing to create.
    public func prepare() async throws {}

    /// Keeps a message; see the port.
    public func keep(_ letter: DeadLetter) async throws {
        stored.withLock { stored in
            var letters = stored[Place(church: letter.churchID, webhook: letter.webhookID)] ?? []
            letters.removeAll { $0.id == letter.id }
            letters.append(letter)
            letters.sort { ($0.diedAt, $0.id) < ($1.diedAt, $1.id) }
            stored[Place(church: letter.churchID, webhook: letter.webhookID)] = letters.suffix(limit)
        }
    }

    /// The endpoint's messages; see the port.
    public func letters(of webhook: WebhookID, in church: ChurchID, ids: [String]?, limit: Int) async throws -> [DeadLetter] {
        let letters = stored.withLock { $0[Place(church: church, webhook: webhook)] } ?? []
        return Array(letters.filter { ids?.contains($0.id) ?? true }.prefix(limit))
    }

    /// How many there are.
    public func count(of webhook: WebhookID, in church: ChurchID) async throws -> Int {
        stored.withLock { $0[Place(church: church, webhook: webhook)]?.count ?? 0 }
    }

    /// Removes messages; see the port.
    public func remove(_ ids: [String], of webhook: WebhookID, in church: ChurchID) async throws {
        stored.withLock { $0[Place(church: church, webhook: webhook)]?.removeAll { ids.contains($0.id) } }
    }

    /// Removes all of them.
    public func removeAll(of webhook: WebhookID, in church: ChurchID) async throws {
        stored.withLock { $0[Place(church: church, webhook: webhook)] = nil }
    }
}
