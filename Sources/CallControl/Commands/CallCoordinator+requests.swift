public import CallSignaling
import FoundationEssentials

/// What became of named requests that are made again.
extension CallCoordinator {
    /// Forgets named requests that are too old to be asked for again. Throws `DependencyFailure`.
    public func forgetOldRequests() async throws {
        let page = 500
        while try await repository.purgeRequests(before: now.addingTimeInterval(-AcceptedRequest.lifetime), limit: page) == page {}
    }

    /// Throws `.requestReused` when the key was used for another request. For requests that change nothing themselves.
    public func refuseReuse(of request: KeyedRequest?, in church: ChurchID) async throws {
        _ = try await call(madeBy: request, in: church)
    }

    /// The call that `request` made or changed, as it now is; nil where it did neither, or long ago. Throws `.requestReused` when the key was used
    /// for another request.
    func call(madeBy request: KeyedRequest?, in church: ChurchID) async throws -> Call? {
        guard let request, let call = try await repository.call(holding: request.key, in: church) else { return nil }
        let now = clock.now()
        if try call.remembers(request, at: now) { return call }
        try await repository.removeRequest(request.key, in: church, usedBefore: now.addingTimeInterval(-AcceptedRequest.lifetime))
        return nil
    }

    /// Throws when another call than `key` holds the request's key: `.requestReused`, or `RequestConflict` where it was this very request.
    func refuseElsewhere(_ request: KeyedRequest?, than key: CallKey) async throws {
        guard let call = try await call(madeBy: request, in: key.churchID), call.key != key else { return }
        throw RequestConflict()
    }
}

extension Call {
    /// Whether `request` made or changed the call. Throws `.requestReused` when it was another request of the same name.
    func remembers(_ request: KeyedRequest?, at now: Date) throws(CallFailure) -> Bool {
        guard let request, let earlier = self.request(request.key, at: now) else { return false }
        guard earlier.fingerprint == request.fingerprint else { throw .requestReused }
        return true
    }
}
