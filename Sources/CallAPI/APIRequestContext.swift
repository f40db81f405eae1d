public import Hummingbird
import NIOCore

/// What Hummingbird keeps for one request.
public struct APIRequestContext: RequestContext {
    /// Logger, path parameters and the route taken.
    public var coreContext: CoreRequestContextStorage
    /// The address that the request came from, as text; empty where there is none, as on a local socket.
    public let clientAddress: String

    /// A context, made by the server for each request.
    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        clientAddress = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
