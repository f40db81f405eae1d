import CallControl
import CallSignaling

/// Which call of a church holds which key: what the index `idempotency` is in the database.
struct MemoryRequests {
    private struct Place: Hashable {
        let church: ChurchID
        let key: RequestKey
    }

    private var holders: [Place: CallID] = [:]

    func holder(of key: RequestKey, in church: ChurchID) -> CallID? { holders[Place(church: church, key: key)] }

    /// Takes note of the keys of `call`, stored in place of `old`; throws, with nothing noted, when another call holds one of them.
    mutating func store(_ call: Call, replacing old: Call? = nil) throws(RequestConflict) {
        let places = Self.places(of: call)
        guard places.allSatisfy({ holders[$0, default: call.id] == call.id }) else { throw RequestConflict() }
        if let old { forget(old) }
        for place in places { holders[place] = call.id }
    }

    /// Lets go of the keys of `old`, but for those that `new` still has.
    mutating func forget(_ old: Call, keeping new: Call? = nil) {
        for place in Self.places(of: old).subtracting(new.map(Self.places) ?? []) { holders[place] = nil }
    }

    private static func places(of call: Call) -> Set<Place> {
        Set(call.requests.map { Place(church: call.churchID, key: RequestKey($0.key, of: $0.by)) })
    }
}
