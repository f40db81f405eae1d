import CallSignaling
import FoundationEssentials

/// A signal as one line for people: time, tenant, call, type, who, what else, topic.
struct SignalLine: Sendable, Hashable {
    /// Time of day, UTC, milliseconds.
    let time: String
    /// The tenant.
    let church: String
    /// The call's id, its first eight characters.
    let call: String
    /// Key `type`, or what the message is instead.
    let type: String
    /// Whom it tells of.
    let who: String
    /// Reason, duration and the like.
    let details: String
    /// The topic: `incoming_call → m-2`, `signal`, …
    let topic: String

    /// The line of `signal`; `isRepeated` marks one that is sent again.
    init(_ signal: ReceivedSignal, isRepeated: Bool = false) {
        time = Self.time(of: signal)
        church = signal.churchID?.rawValue ?? "?"
        call = (signal.callID.map { String($0.prefix(8)) } ?? "-").printable
        type = (signal.type ?? (signal.payload == nil ? "(no JSON, \(signal.payloadSize) bytes)" : "(no type)")).printable
        who = Self.who(in: signal).printable
        details = (Self.details(of: signal) + (isRepeated ? ["again"] : [])).joined(separator: ", ").printable
        topic = Self.topic(of: signal).printable
    }

    /// The line in columns; `style` colours it.
    func text(_ style: SignalStyle) -> String {
        let columns = [
            style.faint(time), church.padded(to: 12), style.strong(call.padded(to: 8)), style.colour(type.padded(to: 24), for: type),
            who.padded(to: 32),
        ]
        let tail = details.isEmpty ? [] : [details]
        return (columns + tail + [style.faint("[\(topic)]")]).joined(separator: "  ")
    }

    private static func time(of signal: ReceivedSignal) -> String {
        let text = Timestamp(signal.receivedAt).text
        return String(text.dropFirst(11).dropLast())
    }

    private static func topic(of signal: ReceivedSignal) -> String {
        switch signal.topic {
        case .incomingCall(_, let member): "incoming_call → \(member)"
        case .callStatus(_, let member): "call_status → \(member)"
        case .signal: "signal"
        case .participants: "participants"
        case .settings: "settings"
        case .presence(_, let member), .engagement(_, let member): "presence of \(member)"
        case .webRTC(_, let member): "webrtc → \(member)"
        case nil: signal.topicName
        }
    }
}

extension String {
    /// Without control characters, which could steer the terminal: names come from outside.
    var printable: String {
        String(
            String.UnicodeScalarView(unicodeScalars.map { [.control, .format].contains($0.properties.generalCategory) ? "\u{FFFD}" : $0 }))
    }

    /// Filled up with blanks; longer ones stay as they are.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
