public import CallSignaling
import Synchronization

/// The settings for clients that hold now. Safe to use from anywhere.
public final class ClientSettingsBoard: Sendable {
    private let state: Mutex<(settings: ClientSettings, version: String)>
    private let onRequest = Mutex<(@Sendable (ChurchID) -> Void)?>(nil)

    /// A board with these settings.
    public init(_ settings: ClientSettings = ClientSettings()) { state = Mutex((settings, settings.version)) }

    /// Lets `onRequest` be told of each church whose members ask; it must not block.
    public func attach(_ onRequest: @escaping @Sendable (ChurchID) -> Void) { self.onRequest.withLock { $0 = onRequest } }

    /// The settings and their version.
    public var current: (settings: ClientSettings, version: String) { state.withLock(\.self) }

    /// Lets other settings hold; false when they are the same.
    public func replace(with settings: ClientSettings) -> Bool {
        let version = settings.version
        return state.withLock { state in
            defer { state = (settings, version) }
            return state.version != version
        }
    }

    /// Somebody of `church` asks.
    func noteRequest(of church: ChurchID) { onRequest.withLock(\.self)?(church) }
}
