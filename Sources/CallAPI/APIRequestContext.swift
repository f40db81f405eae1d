public import Hummingbird

/// What Hummingbird keeps for one request.
public struct APIRequestContext: RequestContext {
    /// Logger, path parameters and the route taken.
    public var coreContext: CoreRequestContextStorage

    /// A context, made by the server for each request.
    public init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}
