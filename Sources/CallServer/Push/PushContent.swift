import CallControl
import CallSignaling
import FoundationEssentials
import Push

/// What a push says, in each vendor's form. Never a media token: the phone gets it by answering.
struct PushContent: Sendable {
    /// How long a notice of a missed call is good, seconds.
    static let noticeLife = 86_400.0
    /// The channel on Android that calls ring on.
    static let callChannel = "calls"
    /// That of missed calls.
    static let missedChannel = "missed_calls"
    /// What an app can do without, the most dispensable first, where a push would be too large.
    private static let dispensable = ["callee_ids", "community_name"]
    /// Largest fields, bytes of JSON; leaves room for what each vendor wants beside them.
    private static let largest = 3_500

    let purpose: PushOrder.Purpose
    /// As on the topics: `type`, `call_id`, `timestamp` and the keys of the type.
    let fields: [String: JSONValue]
    /// Who calls.
    private let caller: String
    private let callType: CallType
    /// Until when it is of use.
    let expiresAt: Date
    /// One call's pushes replace each other.
    let collapseID: String
}

extension PushContent {
    /// What `order` has a member of `call` told; nil where there is nothing to tell.
    init?(_ order: PushOrder, of call: Call, until expiry: Date) throws {
        guard let part = call.participant(order.member) else { return nil }
        purpose = order.purpose
        caller = call.caller.member.name
        callType = call.type
        collapseID = call.id.rawValue
        switch order.purpose {
        case .invite:
            guard let invite = call.invitation(to: order.member) else { return nil }
            fields = Self.fitting(try JSONValue(json: SignalJSON.encode(invite.payload)).members)
            expiresAt = expiry
        case .missed:
            fields = Self.fitting(Self.missed(call, part))
            expiresAt = (part.finishedAt ?? expiry).addingTimeInterval(Self.noticeLife)
        case .stop:
            fields = try Self.stopping(call, part)
            expiresAt = expiry
        }
    }

    private static func missed(_ call: Call, _ part: Participant) -> [String: JSONValue] {
        let caller = call.caller.member
        return [
            "type": .string("call_missed"), "call_id": .string(call.id.rawValue),
            "call_type": .string(call.type.rawValue),
            "caller": .object([
                "id": .string(caller.id.rawValue), "name": .string(caller.name),
                "avatar": caller.avatar.map(JSONValue.string) ?? .null,
            ]),
            "reason": .string(part.dismissal?.reason.rawValue ?? CancelReason.missed.rawValue),
            "timestamp": .string(Timestamp(part.finishedAt ?? call.initiatedAt).text),
        ]
    }

    /// `call_cancel` to who has declined, `call_answered_elsewhere` to who has answered: apps drop a call that they are in for the former.
    private static func stopping(_ call: Call, _ part: Participant) throws -> [String: JSONValue] {
        if let cancel = call.dismissals(of: [part.id]).first {
            return try JSONValue(json: SignalJSON.encode(cancel.payload)).members
        }
        return [
            "type": .string(SignalType.callAnsweredElsewhere.rawValue),
            "call_id": .string(call.id.rawValue),
            "callee_id": .string(part.id.rawValue),
            "device_id": part.device.map { .string($0.rawValue) } ?? .null,
            "timestamp": .string(Timestamp(part.acceptedAt ?? call.initiatedAt).text),
        ]
    }

    /// Without what is dispensable, as far as it must be to fit.
    private static func fitting(_ fields: [String: JSONValue]) -> [String: JSONValue] {
        var fields = fields
        for key in dispensable where size(fields) > largest { fields[key] = nil }
        if size(fields) > largest, case .object(var caller)? = fields["caller"] {
            caller["avatar"] = .null
            fields["caller"] = .object(caller)
        }
        return fields
    }

    private static func size(_ fields: [String: JSONValue]) -> Int {
        (try? JSONValue.object(fields).json.utf8.count) ?? 0  // it encodes always
    }

    private var title: String { purpose == .missed ? "Missed call" : caller }

    private var text: String {
        switch (purpose, callType) {
        case (.missed, _): caller
        case (_, .voice): "Incoming call"
        case (_, .video): "Incoming video call"
        }
    }
}

/// The vendors' forms.
extension PushContent {
    /// By way of Apple: an invite by PushKit, a missed call to be seen, all else in the background.
    func apns() throws -> APNsNotification {
        let (kind, aps): (APNsNotification.Kind, [String: JSONValue]) =
            switch purpose {
            case .invite: (.voip, [:])
            case .missed:
                (
                    .alert,
                    [
                        "alert": .object(["title": .string(title), "body": .string(text)]), "sound": "default",
                        "content-available": 1,
                        "mutable-content": 1, "thread-id": .string(Self.missedChannel),
                    ]
                )
            case .stop: (.background, ["content-available": 1])
            }
        let payload = try JSONValue.object(fields.merging(["aps": .object(aps)]) { $1 }).json
        return APNsNotification(
            kind: kind, payload: Data(payload.utf8), expiresAt: expiresAt, collapseID: collapseID)
    }

    /// By way of Google: texts alone. What is no text is JSON, what is null is left out.
    func fcm() throws -> FCMMessage {
        let data = try fields.compactMapValues { value throws -> String? in
            switch value {
            case .null: nil
            case .string(let text): text
            default: try value.json
            }
        }
        return FCMMessage(data: data, expiresAt: expiresAt, collapseKey: collapseID)
    }

    /// By way of Expo.
    func expo() -> ExpoMessage {
        let isSeen = purpose != .stop
        return ExpoMessage(
            title: isSeen ? title : nil, body: isSeen ? text : nil, data: fields, expiresAt: expiresAt,
            isAudible: isSeen,
            channelID: isSeen ? (purpose == .missed ? Self.missedChannel : Self.callChannel) : nil)
    }
}
