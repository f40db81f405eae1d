import NIOCore

/// Tells a connection's `RequestGuard` of bytes before they are understood: a head that never ends is seen by nobody else.
///
/// **Concurrency.** On the connection's event loop, like all handlers.
final class HeadWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let lineFeed = UInt8(ascii: "\n")

    /// Whether the request line of the head that is being read is complete.
    private(set) var hasRequestLine = false
    private let onBytes: () -> Void

    init(onBytes: @escaping () -> Void) { self.onBytes = onBytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasRequestLine { hasRequestLine = unwrapInboundIn(data).readableBytesView.contains(Self.lineFeed) }
        onBytes()
        context.fireChannelRead(data)
    }

    /// The next head begins.
    func startOver() { hasRequestLine = false }
}
