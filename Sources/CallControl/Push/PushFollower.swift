public import CallSignaling
import FoundationEssentials

/// Has phones woken that may sleep: makes an errand for each device of those who are called, who have missed a call, or whose other phone has answered.
///
/// A device's errands of one call are a lane, so they go out in their order. Which are still wanted is decided when they are carried out.
public struct PushFollower: CallFollower {
    private let devices: any DeviceDirectory
    private let queue: any ErrandQueue
    private let rules: PushRules
    private let isServed: @Sendable (ChurchID, PushKind) -> Bool
    private let isAway: @Sendable (ChurchID, MemberID) -> Bool

    /// A follower. `isServed` tells for which churches there are credentials, and of which kind; `isAway` of whom it is known that no phone of his is
    /// connected: he is woken at once.
    public init(
        devices: any DeviceDirectory, queue: any ErrandQueue, rules: PushRules,
        isServed: @escaping @Sendable (ChurchID, PushKind) -> Bool,
        isAway: @escaping @Sendable (ChurchID, MemberID) -> Bool = { _, _ in false }
    ) {
        self.devices = devices
        self.queue = queue
        self.rules = rules
        self.isServed = isServed
        self.isAway = isAway
    }

    /// Adds the errands of these changes.
    public func follow(_ changes: [FollowUp]) async throws {
        var errands: [Errand] = []
        for (church, changes) in Dictionary(grouping: changes, by: \.call.churchID) {
            let kinds = Set(PushKind.allCases.filter { isServed(church, $0) })
            guard !kinds.isEmpty else { continue }
            let wanted = changes.flatMap { change in change.pushes(rules) { isAway(church, $0) }.map { (change.call, $0) } }
            guard !wanted.isEmpty else { continue }
            let devices = try await devices.devices(of: Array(Set(wanted.map(\.1.member))), in: church)
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
    fileprivate func spares(_ device: PushDevice) -> Bool {
        exceptDevice != nil && device.deviceID == exceptDevice
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
