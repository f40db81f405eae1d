extension SignalBody {
    /// `webrtc_offer`, `webrtc_answer`.
    public struct Description: Sendable, Hashable, Codable {
        /// Who says so.
        public let from: MemberID
        /// To whom.
        public let to: MemberID
        /// The session description (RFC 8866), as his WebRTC made it.
        public let sdp: String

        /// A description.
        public init(from: MemberID, to: MemberID, sdp: String) {
            self.from = from
            self.to = to
            self.sdp = sdp
        }
    }

    /// `webrtc_ice_candidates`.
    public struct Candidates: Sendable, Hashable {
        /// Who can be reached.
        public let from: MemberID
        /// By whom.
        public let to: MemberID
        /// Where, in the order in which they were found; may be none where `isLast`.
        public let candidates: [ICECandidate]
        /// Whether no more come until ICE starts anew (RFC 8838, 13).
        public let isLast: Bool

        /// Candidates.
        public init(from: MemberID, to: MemberID, candidates: [ICECandidate], isLast: Bool) {
            self.from = from
            self.to = to
            self.candidates = candidates
            self.isLast = isLast
        }
    }
}

/// Where somebody may be reached: an `RTCIceCandidateInit` (W3C, WebRTC, 4.8.1.1), under that one's names.
public struct ICECandidate: Sendable, Hashable {
    /// The candidate attribute (RFC 8839, 5.1); empty where its generation ends.
    public let candidate: String
    /// The media description it belongs to, by name.
    public let sdpMid: String?
    /// The same, by place.
    public let sdpMLineIndex: Int?
    /// The ICE generation it belongs to.
    public let usernameFragment: String?

    /// A candidate.
    public init(candidate: String, sdpMid: String?, sdpMLineIndex: Int?, usernameFragment: String?) {
        self.candidate = candidate
        self.sdpMid = sdpMid
        self.sdpMLineIndex = sdpMLineIndex
        self.usernameFragment = usernameFragment
    }
}

extension SignalBody.Candidates: Codable {
    enum CodingKeys: String, CodingKey {
        case from, to, candidates
        case isLast = "end_of_candidates"
    }
}

extension ICECandidate: Codable {
    enum CodingKeys: String, CodingKey {
        case candidate, sdpMid, sdpMLineIndex, usernameFragment
    }

    /// Encodes with explicit nulls, as browsers do.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(candidate, forKey: .candidate)
        try container.encode(sdpMid, forKey: .sdpMid)
        try container.encode(sdpMLineIndex, forKey: .sdpMLineIndex)
        try container.encode(usernameFragment, forKey: .usernameFragment)
    }
}
