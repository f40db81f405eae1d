import Foundation
import Synchronization

@testable import TokenVerification

/// A clock that stands still until it is turned.
final class ManualTime: Sendable {
    private let date = Mutex(Date.noon)

    var now: Date { date.withLock(\.self) }
    func advance(by seconds: Double) { date.withLock { $0 += seconds } }
}

/// Publishes a JWK set, counts who fetches it, and can be down.
final class Issuer: Sendable {
    struct Down: Error {}

    private struct State {
        var set = Data(#"{"keys":[]}"#.utf8)
        var isDown = false
        var fetches = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isSlow = false
    }

    private let state = Mutex(State())

    var fetches: Int { state.withLock(\.fetches) }

    func publish(_ keys: [[String: String]]) throws {
        let set = try JSONEncoder().encode(["keys": keys])
        state.withLock { $0.set = set }
    }

    func publish(text: String) { state.withLock { $0.set = Data(text.utf8) } }

    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// From now on no fetch is answered until `answer()`.
    func hold() { state.withLock { $0.isSlow = true } }

    /// Answers all who wait; whoever comes later is held again if `holdsNext`.
    func answer(holdsNext: Bool = false) {
        let waiting = state.withLock { state in
            state.isSlow = holdsNext
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    @Sendable func fetch() async throws -> Data {
        await withCheckedContinuation { continuation in
            let isSlow = state.withLock { state in
                state.fetches += 1
                if state.isSlow { state.waiting.append(continuation) }
                return state.isSlow
            }
            if !isSlow { continuation.resume() }
        }
        return try state.withLock { state in
            guard !state.isDown else { throw Down() }
            return state.set
        }
    }
}

/// An authenticator that goes by published keys, and all around it.
struct Installation {
    let time = ManualTime()
    let issuer = Issuer()
    let ring = KeyRing()
    let published: PublishedKeys
    let authenticator: TokenAuthenticator

    init(floor: Double = 10, revocations: RevocationList? = nil) {
        let (time, issuer) = (time, issuer)
        published = PublishedKeys(in: ring, floor: floor, now: { time.now }, fetch: issuer.fetch)
        authenticator = TokenAuthenticator(ring: ring, published: published, revocations: revocations) { time.now }
    }

    /// What becomes of a token: nil where it is good.
    func failure(_ token: String) async -> TokenFailure? {
        do {
            _ = try await authenticator.verify(token)
            return nil
        } catch {
            return error as? TokenFailure
        }
    }
}
