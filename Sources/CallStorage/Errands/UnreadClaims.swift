import BSON
import CallControl
import Synchronization

/// Claims of which it could not be read what was won by them, or not even whether they were made: what they hold nobody else can have until they run out.
/// Safe to use from anywhere.
final class UnreadClaims: Sendable {
    /// A claim on lanes.
    struct Claim: Sendable {
        let text: String
        let kind: ErrandKind
        let lanes: [BSONValue]

        /// The lanes of which it holds.
        var filter: BSONDocument { ["_id": ["$in": .array(lanes)], "claim": .string(text)] }
    }

    private let claims = Mutex<[Claim]>([])

    /// Keeps a claim. As whoever claims begins with what is kept, there are no more than claim at once.
    func put(_ claim: Claim) { claims.withLock { $0.append(claim) } }

    /// Takes one of `kind`, if there is any.
    func take(_ kind: ErrandKind) -> Claim? {
        claims.withLock { claims in claims.firstIndex { $0.kind == kind }.map { claims.remove(at: $0) } }
    }
}
