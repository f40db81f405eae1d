import CallControl
import Logging
import NIOCore

/// Keeps the service accepting connections whatever happens to one of them.
///
/// An error of the listening socket, above all too many open files, would end Hummingbird's loop over its connections and with it the service.
/// It goes no further than this. Nothing is accepted for a moment then; who knocks meanwhile waits in the kernel's queue.
final class AcceptGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private static let rest = TimeAmount.milliseconds(100)
    private static let silence = TimeAmount.seconds(10)

    private let logger: Logger
    private var isResting = false
    private var isReadWanted = false
    private var lastTold: NIODeadline?

    init(logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let now = NIODeadline.now()
        if lastTold.map({ now - $0 >= Self.silence }) ?? true {
            lastTold = now
            logger.error("Connections cannot be accepted", metadata: [LogKey.error: "\(error)"])
        }
        guard !isResting else { return }
        isResting = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.rest) {
            self.isResting = false
            if self.isReadWanted {
                self.isReadWanted = false
                context.read()
            }
        }
    }

    func read(context: ChannelHandlerContext) {
        if isResting { isReadWanted = true } else { context.read() }
    }
}
