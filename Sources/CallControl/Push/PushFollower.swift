public import CallSignaling
import FoundationEssentials

/// Has phones woken that may sleep: makes an errand for each device of those who are called, who have missed a call, or whose other phone has answered.
///
/// A device's errands of one call are a lane, so they go out in their order. Which are still wanted is decided when they are carried out.
public struct PushFollower: CallFollower {
    private let devices: any DeviceDirectory
    private let queue: any ErrandQueue
    private let rules: PushRules
    private let clock: any CallClock
    private let isServed: @Sendable (ChurchID, PushKind) -> Bool
    private let presence: @Sendable (ChurchID, MemberID) -> MemberPresence

    /// A follower. `isServed` tells for which churches there are credentials, and of which kind; `presence` how a member stands: of whom it is known that
    /// no phone of his is connected, he is woken at once.
    public init(
        devices: any DeviceDirectory, queue: any ErrandQueue, rules: PushRules, clock: any CallClock,
        isServed: @escaping @Sendable (ChurchID, PushKind) -> Bool,
        presence: @escaping @Sendable (ChurchID, MemberID) -> MemberPresence = { MemberPresence($1) }
    ) {
        self.devices = devices
        self.queue = queue
        self.rules = rules
        self.clock = clock
        self.isServed = isServed
        self.presence = presence
    }

    /// Adds the errands of these changes.
    public func follow(_ changes: [FollowUp]) async throws {
        var errands: [Errand] = []
        for (church, changes) in Dictionary(grouping: changes, by: \.call.churchID) {
            let kinds = Set(PushKind.allCases.filter { isServed(church, $0) })
            guard !kinds.isEmpty else { continue }
            let wanted = changes.flatMap { change in change.pushes(rules) { presence(church, $0) }.map { (change.call, $0) } }
            guard !wanted.isEmpty else { continue }
            let devices = try await devices.devices(of: Array(Set(wanted.map(\.1.member))), in: church, at: clock.now())
            for (call, intent) in wanted {
                let fitting = intent.purpose.kinds.intersection(kinds)
                for device in devices[intent.member] ?? []
                where fitting.contains(device.token.kind) && !intent.spares(device) {
                    errands.append(try intent.errand(call, device))
                }
            }
        }
        if !errands.isEmpty { try await queue.add(errands) }
    }
}

extension PushIntent {
    /// Whether a device needs none, or must not have it: one that the main backend has registered, and so may be any, may be the one that has answered.
    fileprivate func spares(_ device: PushDevice) -> Bool {
        guard let id = device.deviceID else { return purpose == .stop && isAnswered }
        return id == exceptDevice
    }

    fileprivate func errand(_ call: Call, _ device: PushDevice) throws -> Errand {
        let order = PushOrder(purpose, member: member, device: device.id, inviteSeq: inviteSeq)
        return Errand(
            .push, lane: "\(call.id)/\(member)/\(device.id)", seq: seq, churchID: call.churchID,
            callID: call.id,
            body: String(decoding: try JSONEncoder().encode(order), as: UTF8.self), notBefore: notBefore,
            expiresAt: expiresAt)
    }
}
