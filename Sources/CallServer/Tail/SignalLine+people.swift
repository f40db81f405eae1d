extension SignalLine {
    /// Whom a signal tells of: `Alice (m-1) → m-2, m-3` for an invite, the one it names for all others, known type or not.
    static func who(in signal: ReceivedSignal) -> String {
        guard let payload = signal.payload else { return "" }
        if let caller = person(payload["caller"]) {
            let callees = payload["callee_ids"]?.items?.compactMap(\.text) ?? []
            return callees.isEmpty ? caller : "\(caller) → \(callees.joined(separator: ", "))"
        }
        if let participant = person(payload["participant"]) { return participant }
        for key in ["callee", "participant"] {
            guard let id = payload["\(key)_id"]?.text else { continue }
            return named(payload["\(key)_name"]?.text, id)
        }
        return payload["ended_by"]?.text ?? payload["started_by"]?.text ?? payload["caller_id"]?.text ?? ""
    }

    /// What a signal says besides.
    static func details(of signal: ReceivedSignal) -> [String] {
        guard let payload = signal.payload else { return [] }
        var details: [String] = []
        for key in ["call_type", "reason", "quality", "device_id"] {
            if let text = payload[key]?.text { details.append(text) }
        }
        if case .integer(let seconds)? = payload["duration_seconds"] { details.append("\(seconds) s") }
        for (key, yes, no) in [
            ("is_muted", "muted", "unmuted"), ("is_video_enabled", "camera on", "camera off"),
            ("is_speaker_on", "speaker on", "speaker off"), ("is_screen_sharing", "screen shared", "screen not shared"),
            ("is_hand_raised", "hand up", "hand down"),
        ] {
            if case .boolean(let value)? = payload[key] { details.append(value ? yes : no) }
        }
        if signal.signalID == nil { details.append("from an app") }
        return details
    }

    private static func person(_ value: JSONValue?) -> String? {
        guard let value, let id = value["id"]?.text else { return nil }
        return named(value["name"]?.text, id)
    }

    private static func named(_ name: String?, _ id: String) -> String {
        guard let name, !name.isEmpty else { return id }
        return "\(name) (\(id))"
    }
}
