public import Hummingbird
import NIOCore

/// What Hummingbird keeps for one request.
public struct APIRequestContext: RequestContext {
    /// Logger, path parameters and the route taken.
    public var coreContext: CoreRequestContextStorage
    /// Where the request comes from: the other end of the connection, or, where that is a trusted proxy, whom it names. Nil in tests without a
    /// connection. Limits should count by its `counted`.
    public var clientAddress: ClientAddress?

    /// A context, made by the server for each request.
    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        clientAddress = ClientAddress(source.channel.remoteAddress)
    }
}
