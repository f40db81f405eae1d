public import CallControl
public import CallSignaling
public import FoundationEssentials

extension WebhookDesk {
    /// Most dead letters that are shown, or sent again, at once.
    public static let pageSize = 1_000

    /// The oldest of the endpoint's dead letters, and how many there are.
    public func deadLetters(of id: WebhookID, in church: ChurchID, limit: Int = WebhookDesk.pageSize) async throws -> (
        letters: [DeadLetter], total: Int
    ) {
        let letters = try await letters.letters(of: id, in: church, ids: nil, limit: limit)
        return (letters, try await self.letters.count(of: id, in: church))
    }

    /// How many calls, of all churches, have messages that wait to be sent or to be tried again, counted once for each of their webhooks; counting stops
    /// at `limit`.
    public func waiting(limit: Int) async throws -> Int { try await queue.waiting(.webhook, limit: limit) }

    /// Has dead letters of an endpoint sent again: those of `ids`, or the oldest `pageSize` of all. Those about one call go in their order; those about
    /// different calls, and what happens meanwhile, do not wait for one another. Should it break off, some are sent once more.
    public func replay(_ ids: [String]?, of id: WebhookID, in church: ChurchID, at now: Date) async throws -> (
        replayed: Int, remaining: Int
    ) {
        let found = try await letters.letters(of: id, in: church, ids: ids, limit: Self.pageSize)
        let round = String(UUID().uuidString.lowercased().prefix(8))
        try await queue.add(found.sorted { $0.seq < $1.seq }.map { WebhookErrand.make($0, round: round, at: now) })
        try await letters.remove(found.map(\.id), of: id, in: church)
        return (found.count, try await letters.count(of: id, in: church))
    }
}
