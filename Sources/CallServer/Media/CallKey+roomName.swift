import CallControl
import CallSignaling
import LiveKit

extension CallKey {
    private static let prefix = "faithflow_"

    /// The call whose room has this name, `faithflow_{church}_{call}`; nil for a room of somebody else. A church's id may have underscores, a call's has none.
    init?(roomName: String) {
        guard roomName.hasPrefix(Self.prefix), let end = roomName.lastIndex(of: "_") else { return nil }
        let church = roomName[..<end].dropFirst(Self.prefix.utf8.count)
        guard let churchID = ChurchID(validating: String(church)), let callID = CallID(validating: String(roomName[end...].dropFirst()))
        else { return nil }
        self.init(churchID, callID)
        guard "\(Self.prefix)\(churchID)_\(callID)" == roomName else { return nil }
    }
}
