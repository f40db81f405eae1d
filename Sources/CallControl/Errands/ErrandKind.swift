/// What sort of errand, and so who carries it out.
public enum ErrandKind: String, Sendable, CaseIterable, Codable {
    /// Telling a back end.
    case webhook
    /// Waking a phone.
    case push
    /// Opening, tidying or closing a media room.
    case room
}
