import CallSignaling

/// Body of `/offer` and `/answer`.
struct DescriptionBody: Decodable {
    /// Longest session description, characters.
    static let longest = 32_768

    let sdp: String
    /// For whom; nil for the other one of two.
    let peer: MemberID?
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        let rule = "a session description: a text that begins with v=0 and has at most \(Self.longest) characters"
        let text = try fields.require("sdp", fields.text("sdp", longest: Self.longest, rule), rule)
        guard text.utf8.starts(with: "v=0\r\n".utf8) || text.utf8.starts(with: "v=0\n".utf8) else {
            throw Problem(.invalidBody, "sdp must be \(rule).")
        }
        sdp = text
        peer = try fields.id("to", MemberID.init(validating:))
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}

/// Body of `/ice-candidates`.
struct CandidatesBody: Decodable {
    /// Most candidates of one request.
    static let most = 50

    let candidates: [ICECandidate]
    let isLast: Bool
    let peer: MemberID?
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        let bodies = try fields.list("candidates", of: CandidateBody.self, limit: Self.most)
        isLast = try fields.flag("end_of_candidates") ?? false
        guard !bodies.isEmpty || isLast else {
            throw Problem(.invalidBody, "candidates must have at least one, unless end_of_candidates is true.")
        }
        candidates = bodies.map(\.candidate)
        peer = try fields.id("to", MemberID.init(validating:))
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}

/// An ICE candidate under the names of browsers.
private struct CandidateBody: Decodable {
    private static let longest = 1_024
    private static let longestName = 256

    let candidate: ICECandidate

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        let rule = "a text of at most \(Self.longest) characters"
        let name = "a text of at most \(Self.longestName) characters"
        candidate = ICECandidate(
            candidate: try fields.require("candidate", fields.text("candidate", longest: Self.longest, rule), rule),
            sdpMid: try fields.text("sdpMid", longest: Self.longestName, name),
            sdpMLineIndex: try fields.integer("sdpMLineIndex", in: 0...65_535),
            usernameFragment: try fields.text("usernameFragment", longest: Self.longestName, name))
        guard candidate.candidate.isEmpty || candidate.sdpMid != nil || candidate.sdpMLineIndex != nil else {
            throw Problem(.invalidBody, "Each of candidates must have sdpMid or sdpMLineIndex.")
        }
    }
}
