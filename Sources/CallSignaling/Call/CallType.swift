/// What a call carries.
public enum CallType: String, Sendable, Codable, CaseIterable {
    /// Sound only.
    case voice
    /// Sound and pictures.
    case video
}
