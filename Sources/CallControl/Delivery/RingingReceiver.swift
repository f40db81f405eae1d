public import CallSignaling
public import Logging

/// Takes the `call_ringing` that a callee's app publishes on the call's topic: checked against the call and recorded like `POST …/ringing`.
///
/// Anything else on the topic, the service's own signals included, is ignored. Safe to use from anywhere.
public struct RingingReceiver: Sendable {
    /// Largest payload that is looked at, bytes.
    public static let payloadLimit = 4_096

    private let coordinator: CallCoordinator
    private let logger: Logger

    /// A receiver.
    public init(coordinator: CallCoordinator, logger: Logger) {
        self.coordinator = coordinator
        self.logger = logger
    }

    /// The acknowledgement in a message of a call's topic; nil if it is none that an app sent. Cheap for everything else.
    public static func acknowledgement(topic: String, payload: [UInt8]) -> (key: CallKey, callee: MemberID)? {
        guard payload.count <= payloadLimit, payload.mentionsRinging, case .signal(let church, let callID)? = Topic(name: topic) else {
            return nil
        }
        guard let signal = try? SignalJSON.decode(payload) else { return nil }  // anybody may publish anything here
        guard signal.callID == callID, signal.signalID == nil, case .ringing(let callee) = signal.body else { return nil }
        guard IdentifierRules.allows(callee.calleeID.rawValue) else { return nil }
        return (CallKey(church, callID), callee.calleeID)
    }

    /// Records it. What the call refuses is ignored; a database that is down makes the invite be repeated, so that the phone acknowledges again.
    public func receive(topic: String, payload: [UInt8]) async {
        guard let (key, callee) = Self.acknowledgement(topic: topic, payload: payload) else { return }
        do {
            try await coordinator.perform(.ringing(Party(callee)), on: key)
        } catch {
            logger.debug("A ringing acknowledgement was not recorded", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
        }
    }
}

extension [UInt8] {
    private static let needle = Array("call_ringing".utf8)

    /// Whether the bytes hold `call_ringing`; spares decoding the service's own signals.
    fileprivate var mentionsRinging: Bool {
        guard count >= Self.needle.count else { return false }
        return (0...(count - Self.needle.count)).contains {
            self[$0] == UInt8(ascii: "c") && self[$0..<($0 + Self.needle.count)].elementsEqual(Self.needle)
        }
    }
}
