public import CallSignaling

extension CallCoordinator {
    private static let attempts = 30
    /// Most waiting signals of a call to which news add.
    static let waitingLimit = 200

    /// Applies `event` to the call. An event that changes nothing is fine: the call is returned as it is.
    ///
    /// Of several that change a call at once one wins; the others are applied to what it left, or refused by it. When `request` changed the call
    /// before, the call is returned as it now is, and the event is not applied. Throws `.requestReused` when its key was used for another request.
    @discardableResult
    public func perform(_ event: CallEvent, on key: CallKey, for request: KeyedRequest? = nil) async throws -> Call {
        switch event {
        case .update, .quality, .connectionLost: return try await tellNews(event, on: key, for: request)
        default: break
        }
        return try await change(key, for: request) { call throws(CallConflict) in try call.handle(event, at: clock.now(), for: request) }
    }

    /// Media flags, quality and lost connections are no more than news: when too many signals of the call wait for the broker, no more are added, so that its document stays small.
    private func tellNews(_ event: CallEvent, on key: CallKey, for request: KeyedRequest?) async throws -> Call {
        if let known = cache.call(key), known.seq >= Self.waitingLimit { cache.remove(key, upTo: known.version) }  // to read what waits
        return try await change(key, waiting: Self.waitingLimit, for: request) { call throws(CallConflict) in
            try call.handle(event, at: clock.now(), for: request)
        }
    }

    /// Calls more members into the call; those engaged elsewhere, or who do not take calls of the inviter or the call's maker, are listed as busy.
    /// Throws `.busy` when none of them is free.
    ///
    /// `request` is heeded as by `perform`.
    public func invite(_ members: [MemberID], by party: Party, to key: CallKey, for request: KeyedRequest? = nil) async throws -> Call {
        guard members.count <= settings.calleeLimit else { throw CallFailure.invalid("a call has at most \(settings.calleeLimit) callees") }
        async let wishes = preferences.preferences(of: members, in: key.churchID)  // beside the other questions
        let people = try await people(members, in: key.churchID)
        let known = if let call = cache.call(key) { call } else { try await load(key)?.call }
        guard let known else { throw CallFailure.unknownCall }
        let screening = Screening(try await wishes, callers: [party.member, known.caller.id], at: clock.now())
        var isToBeScreened = !screening.isEmpty
        var engaged: Set<MemberID> = []
        for _ in 0..<Self.attempts {
            let screened = isToBeScreened ? nil : screening
            let invitees = people.map { screened?.invitee($0, engaged: engaged) ?? Invitee($0) }
            do {
                return try await change(
                    key, limit: settings.calleeLimit, screening: isToBeScreened ? screening : nil, for: request
                ) { call throws(CallConflict) in
                    try call.handle(.invite(party, invitees), at: clock.now(), for: request)
                }
            } catch is EngagedConflict {
                isToBeScreened = false
                let others = try await repository.liveCalls(engaging: members, in: key.churchID).filter { $0.key != key }
                engaged = Set(others.flatMap(\.engaged)).intersection(members)
            } catch CallFailure.refused(.calleesBusy(let busy), _) {
                throw CallFailure.busy(.init(members: busy))
            }
        }
        throw CallFailure.contended
    }

    /// Load, change, compare-and-swap; again when somebody else was faster. What would be stored is refused where there is a `screening`.
    private func change(
        _ key: CallKey, limit: Int? = nil, waiting: Int = .max, screening: Screening? = nil, for request: KeyedRequest?,
        _ body: (inout Call) throws(CallConflict) -> [Signal]
    ) async throws -> Call {
        var known = cache.entry(key)
        for attempt in 0..<Self.attempts {
            let isCached = known != nil
            guard let (loaded, outbox) = if let known { known } else { try await load(key) } else { throw CallFailure.unknownCall }
            known = nil
            guard outbox.count < waiting else { throw CallFailure.contended }
            var call = loaded
            do {
                let isRepeat = try loaded.remembers(request, at: clock.now())
                let signals = isRepeat ? [] : try body(&call)
                if let limit, call.callees.count > limit {
                    throw CallFailure.invalid("a call has at most \(limit) callees")
                }
                if call.version == loaded.version {
                    if isCached { continue }  // the cache may be behind: only the stored call can tell that nothing is to do
                    if !isRepeat { try await refuseElsewhere(request, than: key) }
                    return call
                }
                if let screening { try await refuseAsEngaged(call, screening) }
                // Whatever keeps the differences from being written, such as a document that was edited by hand, in the end the whole call is.
                if try await store(call, over: loaded, isWhole: attempt >= 3, signals, after: outbox) { return call }
            } catch let conflict as CallConflict {
                if isCached { continue }  // likewise
                try await refuseElsewhere(request, than: key)
                throw CallFailure.refused(conflict, call)
            } catch is RequestConflict {
                try await refuseElsewhere(request, than: key)
            }
            cache.remove(key, upTo: loaded.version)
        }
        throw CallFailure.contended
    }

    private func load(_ key: CallKey) async throws -> (call: Call, outbox: [OutboxMark])? {
        guard let stored = try await repository.storedCall(key) else { return nil }
        cache.store(stored.call, outbox: stored.outbox)
        return (stored.call, stored.outbox)
    }

    private func store(
        _ call: Call, over loaded: Call, isWhole: Bool, _ signals: [Signal], after outbox: [OutboxMark]
    ) async throws -> Bool {
        do {
            return try await repository.replace(
                call, expecting: loaded.version, knowing: isWhole ? nil : loaded, appending: try signals.map(OutboxEntry.init),
                after: outbox)
        } catch let failure as DependencyFailure {
            uncertain.note(call)
            cache.remove(call.key, upTo: call.version)
            throw failure
        }
    }

    /// The members of these ids, in their order; throws `.unknownMembers`.
    func people(_ ids: [MemberID], in church: ChurchID) async throws -> [Member] {
        let known = try await directory.members(ids, in: church)
        let unknown = ids.filter { known[$0] == nil }
        guard unknown.isEmpty else { throw CallFailure.unknownMembers(unknown) }
        return ids.compactMap { known[$0] }
    }
}
