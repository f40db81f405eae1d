import CallSignaling
import Synchronization

/// Named requests that this instance works on at this moment, so that none is worked on twice at once. Safe to use from anywhere.
///
/// A courtesy to who asks too soon, no more: that nothing is done twice, the database sees to. When the table is full, requests are
/// therefore let through unlisted.
final class RequestsInProgress: Sendable {
    private struct Place: Hashable {
        let church: ChurchID
        let key: RequestKey
    }

    private let places = Mutex<Set<Place>>([])
    private let limit: Int

    /// A table of at most `limit` requests.
    init(limit: Int = 10_000) { self.limit = limit }

    /// How many are worked on.
    var count: Int { places.withLock(\.count) }

    /// Does `work` for a request; throws `request_in_progress` while work for one of the same key goes on. It is listed until `work` returns or
    /// throws, however long nobody has waited for it any more.
    func hold<Value>(_ request: KeyedRequest?, in church: ChurchID, _ work: () async throws -> Value) async throws -> Value {
        guard let request else { return try await work() }
        let place = Place(church: church, key: request.key)
        let isListed = try places.withLock { places in
            guard !places.contains(place) else { throw Problem(.requestInProgress) }
            guard places.count < limit else { return false }
            places.insert(place)
            return true
        }
        defer { if isListed { places.withLock { _ = $0.remove(place) } } }
        return try await work()
    }
}
