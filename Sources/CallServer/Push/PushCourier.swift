import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import Push

/// Carries out the errands of `PushFollower`: reads the call as it is stored by then, and if the push is still wanted sends it.
///
/// Safe to use from anywhere at once.
struct PushCourier: Sendable {
    /// Errands carried out at once; a vendor that hangs holds some of them for as long as it may.
    static let width = 256
    /// Seconds that a claim is good for. A phone rings for 45 s: what an instance had under way that dies must come to another soon. The longest attempt
    /// that does not hang itself is Google's: getting an access token, having it refused, getting another, sending, 5 s each.
    static let lease = 20.0
    /// Seconds until what could not be looked up is tried again.
    private static let lookupPause = 0.5
    /// Seconds until a push is tried again, doubled each time, at most `longestPause`.
    private static let (firstPause, longestPause) = (1.0, 30.0)

    let repository: any CallRepository
    let devices: any DeviceDirectory
    let senders: PushSenders
    let policy: PushRules.Policy
    let clock: any CallClock
    let logger: Logger

    /// One attempt at an errand.
    func carryOut(_ claimed: ClaimedErrand) async -> ErrandOutcome {
        let errand = claimed.errand
        let order = try? JSONDecoder().decode(PushOrder.self, from: Data(errand.body.utf8))  // another version's, perhaps
        guard let callID = errand.callID, let order else { return .dropped("no order that is understood") }
        do {
            let known = try await devices.devices(of: [order.member], in: errand.churchID, at: clock.now())[order.member] ?? []
            guard let device = known.first(where: { $0.id == order.device }) else { return .done }
            guard try await wantedCall(order, errand, callID) != nil else { return .done }
            let vendors = senders.vendors(of: errand.churchID)
            if let failure = await vendors.prepare(device.token.kind) { return outcome(failure, of: claimed) }
            // Read once more, as preparing may have taken its time.
            guard let call = try await wantedCall(order, errand, callID),
                let content = try PushContent(order, of: call, until: errand.expiresAt ?? clock.now())
            else { return .done }
            let result = try await vendors.send(content, to: device.token)
            if case .tokenDead(let date) = result { try await forget(device, since: date, errand) }
            return outcome(result, of: claimed)
        } catch {
            return .retry(at: clock.now().addingTimeInterval(Self.lookupPause), "\(error)")
        }
    }

    /// The call as stored; nil where the push is not wanted any more.
    private func wantedCall(_ order: PushOrder, _ errand: Errand, _ callID: CallID) async throws -> Call? {
        guard let call = try await repository.storedCall(CallKey(errand.churchID, callID))?.call else { return nil }
        return call.wants(order, policy, at: clock.now()) ? call : nil
    }

    private func forget(_ device: PushDevice, since date: Date?, _ errand: Errand) async throws {
        let now = clock.now()
        logger.info("A device is gone", metadata: [LogKey.device: "\(device.token.kind.rawValue) \(device.id.prefix(8))"])
        try await devices.forget(device, in: errand.churchID, deadSince: date ?? now, at: now)
    }

    private func outcome(_ result: PushResult, of claimed: ClaimedErrand) -> ErrandOutcome {
        switch result {
        case .delivered, .tokenDead, .expired: return .done
        case .rejected(let reason): return .dropped(reason)
        case .retry(let seconds, let reason):
            let pause = min(Self.firstPause * Double(1 << min(claimed.attempts, 10)), Self.longestPause) * Double.random(in: 0.75...1)
            let date = clock.now().addingTimeInterval(max(seconds ?? 0, pause))
            // What comes after it in its lane need not wait for that.
            if let expiry = claimed.errand.expiresAt, date >= expiry {
                return .dropped("no time left: \(reason)")
            }
            return .retry(at: date, reason)
        }
    }
}

extension PushSenders.Vendors {
    /// Gets what takes time before a push can be sent, so that none is sent for a call that has ended meanwhile; the failure, if it could not be had.
    fileprivate func prepare(_ kind: PushKind) async -> PushResult? {
        kind == .fcm ? await fcm?.prepare() : nil
    }

    /// Sends `content` the way the token is good for.
    fileprivate func send(_ content: PushContent, to token: PushToken) async throws -> PushResult {
        switch token.kind {
        case .voip, .alert: await apns?.send(try content.apns(), to: token.text) ?? Self.unserved
        case .fcm: await fcm?.send(try content.fcm(), to: token.text) ?? Self.unserved
        case .expo: await expo?.send(content.expo(), to: token.text) ?? Self.unserved
        }
    }

    private static let unserved = PushResult.rejected(reason: "no credentials")
}
