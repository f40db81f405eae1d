import CallSignaling

/// The one thing that an app says on a call's topic: that its member's phone rings.
enum RingingAcknowledgement {
    /// Keys that the service alone sets. Receivers drop what carries a `signal_id` they have seen: one made up here could make them miss a true signal.
    private static let serviceKeys: Set<String> = ["signal_id", "seq"]

    /// Whether `payload` is a `call_ringing` of `callee` for `call`, and says so in one way only.
    static func matches(_ payload: [UInt8], call: CallID, callee: MemberID) -> Bool {
        guard let object = FlatJSONObject(payload), serviceKeys.isDisjoint(with: object.members.keys) else { return false }
        return object.has("call_ringing", at: "type") && object.has(call.rawValue, at: "call_id")
            && object.has(callee.rawValue, at: "callee_id")
    }
}

extension FlatJSONObject {
    /// Whether the text at `key` is `expected`, byte by byte.
    fileprivate func has(_ expected: String, at key: String) -> Bool {
        guard case .text(let text)? = members[key] else { return false }
        return text.utf8.elementsEqual(expected.utf8)
    }
}
