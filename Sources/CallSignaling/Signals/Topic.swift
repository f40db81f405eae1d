/// Where a signal is published; the one place that knows topic names (CONTRACT, MQTT).
public enum Topic: Hashable, Sendable {
    /// A member's invites.
    case incomingCall(ChurchID, MemberID)
    /// What a member must not miss of his calls.
    case callStatus(ChurchID, MemberID)
    /// Everything about one call.
    case signal(ChurchID, CallID)
    /// Who is in a call, and how.
    case participants(ChurchID, CallID)
    /// Whether a member is online; retained, published by his app.
    case presence(ChurchID, MemberID)

    /// First level of every topic.
    public static let root = "faithflow"

    /// The topic's name.
    public var name: String {
        switch self {
        case .incomingCall(let church, let member): "\(Self.root)/\(church)/member/\(member)/incoming_call"
        case .callStatus(let church, let member): "\(Self.root)/\(church)/member/\(member)/call_status"
        case .signal(let church, let call): "\(Self.root)/\(church)/call/\(call)/signal"
        case .participants(let church, let call): "\(Self.root)/\(church)/call/\(call)/participants"
        case .presence(let church, let member): "\(Self.root)/\(church)/presence/\(member)"
        }
    }

    /// Filter of every call's signals in every church: where apps publish `call_ringing`.
    public static let everySignal = "\(root)/+/call/+/signal"

    /// Filter of all topics of `church`, or of all churches.
    public static func everything(in church: ChurchID? = nil) -> String { "\(root)/\(church?.rawValue ?? "+")/#" }

    /// The topic of `name`; nil if it is none of ours.
    public init?(name: some StringProtocol) {
        let levels = String(name).split(separator: "/" as Character, omittingEmptySubsequences: false).map(String.init)
        guard levels.count >= 4, levels[0] == Self.root, let church = ChurchID(validating: levels[1]) else { return nil }
        switch (levels[2], levels.count, levels.last) {
        case ("presence", 4, let last?):
            guard let member = MemberID(validating: last) else { return nil }
            self = .presence(church, member)
        case ("member", 5, let last?):
            guard let member = MemberID(validating: levels[3]) else { return nil }
            guard last == "incoming_call" || last == "call_status" else { return nil }
            self = last == "incoming_call" ? .incomingCall(church, member) : .callStatus(church, member)
        case ("call", 5, let last?):
            guard let call = CallID(validating: levels[3]) else { return nil }
            guard last == "signal" || last == "participants" else { return nil }
            self = last == "signal" ? .signal(church, call) : .participants(church, call)
        default: return nil
        }
    }
}
