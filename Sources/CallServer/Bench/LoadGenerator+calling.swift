import CallSignaling
import NIOCore

extension LoadGenerator {
    /// A call that went wrong.
    struct Failed: Error {}

    /// One group's calls, one after the other.
    func callRepeatedly(_ number: Int) async {
        let group = LoadGroup(number, in: self)
        while let due = await nextCall() {
            do {
                try await call(group, due: due)
                guard isCounting else { continue }
                report.record(.lifecycle, due.duration(to: .now))
                report.lifecycles += 1
            } catch {
                if isCounting { report.failures += 1 }
                if plan.hasPhones { group.close() }
                try? await wait(until: .now + .milliseconds(100))  // a service that is away is not to be hammered; never throws
            }
        }
        group.close()
    }

    /// Makes calls due at random instants, in an open loop.
    func admitArrivals() async {
        defer { queue.finish() }
        guard case .open(let rate) = plan.arrivals else { return }
        for instant in PoissonProcess(rate: rate, from: .now) {
            guard instant < end else { return }
            if ContinuousClock.now < instant {
                do { try await wait(until: instant) } catch { return }
            }
            queue.add(instant)
        }
    }

    /// When a group's next call is, or was, due; nil at the end.
    private func nextCall() async -> ContinuousClock.Instant? {
        guard ContinuousClock.now < end else { return nil }
        if plan.arrivals == .closed { return .now }
        if let waiting = queue.next() { return waiting }
        return await withCheckedContinuation { queue.wait($0) }
    }

    /// One whole call: create, all accept, all connected, end. Each step waits for its signals.
    private func call(_ group: LoadGroup, due: ContinuousClock.Instant) async throws {
        let caller = group.members[0]
        let answer = try await post("", by: 0, of: group, body: group.creation, since: due)
        guard let call = answer.body.callID else { throw Failed() }
        defer { arrivals.end(call) }
        let callees = group.members.dropFirst()
        try await arrival(.invite, callees.map { .init(type: .callInvite, member: $0) }, in: call, since: due)
        for index in callees.indices {
            let accepted = ContinuousClock.now
            try await post("/\(call)/accept", by: index, of: group)
            try await arrival(.accept, [.init(type: .callAccept, member: caller)], in: call, since: accepted)
        }
        for index in group.members.indices { try await post("/\(call)/connected", by: index, of: group) }
        if !plan.hasPhones { try await arrival(nil, [.init(type: .participantJoined, member: nil)], in: call, since: .now) }
        let ended = ContinuousClock.now
        try await post("/\(call)/end", by: 0, of: group)
        if plan.hasPhones { group.close() }  // a phone keeps no connection for the next call it may have
        try await arrival(.end, group.members.map { .init(type: .callEnd, member: $0) }, in: call, since: ended)
    }

    @discardableResult
    private func post(
        _ path: String, by member: Int, of group: LoadGroup, body: String? = nil, since start: ContinuousClock.Instant = .now
    ) async throws -> MemberConnection.Answer {
        let answer = try await group.connections[member].post("\(address.path)/api/calls\(path)", body)
        if isCounting { report.record(.answer, start.duration(to: .now)) }
        guard (200..<300).contains(answer.status) else { throw Failed() }
        return answer
    }

    private func arrival(
        _ kind: LoadReport.Kind?, _ ways: [SignalArrivals.Way], in call: CallID, since start: ContinuousClock.Instant
    ) async throws {
        guard let arrived = await arrivals.last(of: ways, in: call) else {
            report.lost += 1
            throw SignalArrivals.Missing()
        }
        guard isCounting else { return }
        if let kind { report.record(kind, start.duration(to: arrived)) }
        if start.duration(to: arrived) > .seconds(1) { report.late += 1 }
    }
}

extension ByteBuffer {
    /// The call's id in an answer to a create.
    fileprivate var callID: CallID? {
        withUnsafeReadableBytes { SignalScan.text("\"call_id\":\"", in: $0) }.map { CallID($0) }
    }
}
