import CallSignaling

extension CallCoordinator {
    /// Makes a call. The store's busy lock decides who is free, at the instant of storing.
    ///
    /// When all callees are engaged the attempt is kept in the log and `.busy` thrown; when the caller is, nothing is kept. If his only callee
    /// is calling him at this moment, that call is answered instead (glare), if the request may do that.
    ///
    /// A callee who does not take the caller's calls, or any, is engaged for all that the caller can see. Throws `.churchFull` when the church has as
    /// many calls as it may.
    ///
    /// A request whose key was used before is answered by the call of then, as it now is. Throws `.requestReused` when it was another request.
    public func create(_ request: CreateCall) async throws -> CreatedCall {
        // Beside the other questions, so that it takes no time of its own.
        async let wishes = preferences.preferences(of: Array(request.calleeIDs.prefix(settings.calleeLimit)), in: request.churchID)
        if let earlier = try await earlier(request) { return earlier }
        var draft = try await draft(request)
        let screening = Screening(try await wishes, callers: [draft.caller.id], at: clock.now())
        try await refuseBeyondLimit(request)
        var isToBeScreened = !screening.isEmpty
        for _ in 0..<(request.calleeIDs.count + 8) {
            let (call, signals) = Call.start(draft, at: clock.now())
            do {
                if isToBeScreened {
                    isToBeScreened = false
                    try await refuseAsEngaged(call, screening)
                }
                try await insert(call, signals)
                return try created(call, for: draft.caller.id)
            } catch is RequestConflict {
                if let earlier = try await earlier(request) { return earlier }
            } catch is EngagedConflict {
                // The call in the way may be the one that this very request has made meanwhile, elsewhere.
                if let earlier = try await earlier(request) { return earlier }
                let live = try await repository.liveCalls(engaging: [draft.caller.id] + request.calleeIDs, in: draft.churchID)
                if let own = live.first(where: { $0.engaged.contains(draft.caller.id) }) {
                    guard let answered = try await answer(own, instead: request) else { continue }
                    return CreatedCall(call: answered, isGlare: true)
                }
                let engaged = Set(live.flatMap(\.engaged))
                draft.callees = draft.callees.map { screening.invitee($0.member, engaged: engaged) }
                draft.id = makeCallID()
            }
        }
        throw CallFailure.contended
    }

    /// Throws `.churchFull` for a request that would be one call too many; one whose sender is engaged makes none.
    private func refuseBeyondLimit(_ request: CreateCall) async throws {
        let (church, most) = (request.churchID, settings.churchLimit)
        guard most > 0 else { return }
        let isAdmitted = try await census.admits(church, most: most, at: clock.now()) {
            try await repository.liveCallCount(in: church, limit: most)
        }
        if isAdmitted { return }
        guard try await repository.liveCalls(engaging: [request.caller.member], in: church).isEmpty else { return }
        throw CallFailure.churchFull
    }

    /// Whoever was refused, because the database or the time limit left his request open, and cannot ask for it again, must not have made a call.
    private func insert(_ call: Call, _ signals: [Signal]) async throws {
        do {
            try await repository.insert(call, outbox: try signals.map(OutboxEntry.init))
        } catch let failure as DependencyFailure {
            uncertain.note(call, isAbandonedCall: call.requests.isEmpty)
            throw failure
        }
        if Task.isCancelled, call.requests.isEmpty { uncertain.note(call, isAbandonedCall: true) }
    }

    /// What this request did when it was made before; nil if it was not.
    private func earlier(_ request: CreateCall) async throws -> CreatedCall? {
        guard let call = try await call(madeBy: request.keyed, in: request.churchID) else { return nil }
        return try created(call, for: request.caller.member)
    }

    /// The answer to who asked for a call and got `call`; throws `.busy` when nobody was free.
    private func created(_ call: Call, for asker: MemberID) throws(CallFailure) -> CreatedCall {
        guard !call.isStillborn else { throw .busy(.init(members: call.callees.map(\.id), callID: call.id)) }
        return CreatedCall(call: call, isGlare: call.caller.id != asker)
    }

    private func draft(_ request: CreateCall) async throws -> CallDraft {
        let caller = request.caller.member
        guard !request.calleeIDs.isEmpty else { throw CallFailure.invalid("nobody is named in callee_ids") }
        guard Set(request.calleeIDs).count == request.calleeIDs.count else {
            throw CallFailure.invalid("somebody is named twice in callee_ids")
        }
        guard !request.calleeIDs.contains(caller) else { throw CallFailure.invalid("the caller himself is named in callee_ids") }
        guard request.calleeIDs.count <= settings.calleeLimit else {
            throw CallFailure.invalid("more than \(settings.calleeLimit) members are named in callee_ids")
        }
        let known = try await directory.members([caller] + request.calleeIDs, in: request.churchID)
        let unknown = request.calleeIDs.filter { known[$0] == nil }
        guard unknown.isEmpty else { throw CallFailure.unknownMembers(unknown) }
        var community: Community?
        if let id = request.communityID {
            community = try await directory.community(id, in: request.churchID) ?? Community(id: id, name: nil)
        }
        return CallDraft(
            id: makeCallID(), churchID: request.churchID, type: request.type,
            caller: known[caller] ?? Member(id: caller, name: request.callerName ?? caller.rawValue),
            device: request.caller.device, callees: request.calleeIDs.compactMap { known[$0] }.map { Invitee($0) }, community: community,
            subgroupID: request.subgroupID, mediaURL: media.url, timeouts: settings.timeouts, request: request.keyed)
    }

    /// Answers `own`, the live call the asker is engaged by, if it is his only callee's call to him alone. Nil when that has just ended, or the
    /// request's key is held elsewhere by now; throws `.busy` when it is any other call.
    private func answer(_ own: Call, instead request: CreateCall) async throws -> Call? {
        let asker = request.caller.member
        let busy = CallFailure.busy(.init(members: [asker], existingCallID: own.id))
        guard request.mayAnswer, !own.isGroup, request.calleeIDs == [own.caller.id], let part = own.participant(asker) else { throw busy }
        guard part.state.isRinging || part.isGlare else { throw busy }
        do {
            return try await perform(.glare(request.caller, request.type), on: own.key, for: request.keyed)
        } catch CallFailure.refused(.over, _) {
            return nil
        } catch is RequestConflict {
            return nil
        } catch CallFailure.refused {
            throw busy
        }
    }
}
