import CallAPI
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Stands between the wire and Hummingbird on each HTTP/1.1 connection and each HTTP/2 stream.
///
/// **Overview.** Holds clients to time and size, and answers what cannot become a request (garbage, a head too large, a request that never
/// ends) with a problem document, where Hummingbird would say nothing or wait for ever. After such an answer, and after one to a request that is
/// still on its way, the connection is over: what follows is read and dropped for a moment, so that the answer arrives (RFC 9112, 9.6), then
/// it is closed.
/// **Concurrency.** On the connection's event loop, like all handlers.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: HTTPLimits
    private let isSecure: Bool
    private let crossOrigin: CrossOriginRules
    private let logger: Logger
    private var exchange: Exchange
    /// Absent on HTTP/2 streams, whose heads come whole.
    private var headWatch: HeadWatch?
    /// What to refuse the client with once earlier requests are answered; until then nothing more is read.
    private var refusal: Refusal?
    private var timer: Scheduled<Void>?
    /// Where the request read last comes from, as a browser says; nil while the next one's head is awaited.
    private var origin: String?

    /// A guard of one connection or stream; `isSecure` tells whether it has TLS.
    init(_ limits: HTTPLimits, isSecure: Bool, crossOrigin: CrossOriginRules, logger: Logger) {
        self.limits = limits
        self.isSecure = isSecure
        self.crossOrigin = crossOrigin
        self.logger = logger
        exchange = Exchange(limits, at: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        if let decoder = try? operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) {  // none in an HTTP/2 stream
            let watch = HeadWatch { [weak self] in self?.exchange.readBytes(at: .now()) }
            do {
                try operations.addHandler(watch, position: .before(decoder))
                try operations.addHandler(HostCheck(), position: .after(decoder))
                headWatch = watch
            } catch {
                context.close(promise: nil)
            }
        }
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !exchange.isOver, refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            origin = head.headerFields[.origin]
            if let path = head.path, path.utf8.count > limits.maximumURIBytes {
                return refuse(.uriTooLong, "The address is longer than \(limits.maximumURIBytes) bytes.", context)
            }
            exchange.readHead(at: .now())
            invite(head, context)
        case .body: break
        case .end:
            exchange.readEnd(at: .now())
            headWatch?.startOver()
            origin = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if exchange.isOver { context.read() }  // the application may not, for it waits for nothing any more
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard context.channel.isActive, let (code, sentence) = refusal(of: error) else {
            return context.fireErrorCaught(error)
        }
        refuse(code, sentence, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? ChannelEvent {
        case .inputClosed where exchange.isOver: context.close(promise: nil)
        case .outputClosed where exchange.isOver: break  // to the application the last answer is still to be written
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !exchange.isOver else {
            promise?.succeed()  // answered already
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            if exchange.answerBegins(), headWatch != nil { head.headerFields[.connection] = "close" }
            if head.headerFields[.contentType] == EventController.contentType { exchange.answerGoesOn() }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body: context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            answered(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange.takes(context.channel.isWritable, at: .now())
        context.fireChannelWritabilityChanged()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // The application closes its side and leaves the other to the client, who might never do it.
        if mode == .output, !exchange.isOver { finish(context, promise) } else { context.close(mode: mode, promise: promise) }
    }

    /// Tells a client who asks first that he may send the body (RFC 9110, 10.1.1), unless it is one that will be refused.
    private func invite(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard exchange.unanswered == 1, head.headerFields[.expect]?.lowercased() == "100-continue" else { return }
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= APIConfiguration().maximumBodyBytes else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func answered(_ context: ChannelHandlerContext) {
        switch exchange.answerEnds(at: .now()) {
        case .finish:
            context.flush()
            finish(context, nil)
        case .goOn: settle(context)
        }
    }
}

extension RequestGuard {
    /// Something was asked for that cannot be refused on the request's own way.
    private struct CutOff: Error {}

    private func refusal(of error: any Error) -> (ProblemCode, String?)? {
        switch error {
        case HTTPParserError.headerOverflow where headWatch?.hasRequestLine == true:
            (.headersTooLarge, "The header fields are larger than \(limits.maximumHeaderBytes) bytes.")
        case HTTPParserError.headerOverflow: (.uriTooLong, "The address is longer than \(limits.maximumURIBytes) bytes.")
        case let failure as HostCheck.Failure: (.badRequest, failure.sentence)
        case is HTTPParserError, is HTTP1TypeConversionError: (.badRequest, "The request is not HTTP as this service understands it.")
        default: nil
        }
    }

    private func refuse(_ code: ProblemCode, _ sentence: String?, _ context: ChannelHandlerContext) {
        guard !exchange.isOver, refusal == nil else { return }
        refusal = Refusal(code, sentence, isSecure: isSecure, origin: origin, rules: crossOrigin)
        settle(context)
    }

    /// Refuses the client, if that is to be done and earlier requests are answered.
    private func settle(_ context: ChannelHandlerContext) {
        guard let refusal, exchange.unanswered == 0 || exchange.isInterruptible else { return }
        let isCutOff = exchange.isInterruptible
        logger.debug("Request refused", metadata: [ServerLog.status: "\(refusal.head.status.code)"])
        var head = refusal.head
        if headWatch != nil { head.headerFields[.connection] = "close" }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(refusal.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        finish(context, nil)
        if isCutOff { context.fireErrorCaught(CutOff()) }  // or the application would take what it has for the whole body
    }

    /// Reads and answers no more; the connection closes when the client does, or a moment later.
    private func finish(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        exchange.end(at: .now())
        if headWatch != nil { context.close(mode: .output, promise: promise) } else { promise?.succeed() }
        context.read()
    }

    /// Looks at the deadline when it may have passed. As no event brings it nearer than the shortest limit, one timer does for all of them.
    private func schedule(_ context: ChannelHandlerContext) {
        let wait = min(max(exchange.deadline - .now(), .nanoseconds(0)), exchange.shortestLimit)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: wait) {
            if self.exchange.deadline <= .now() { self.expire(context) }
            if self.timer != nil { self.schedule(context) }
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch exchange.overdue {
        case .refuse:
            refuse(.requestTimeout, nil, context)
        case .close:
            timer = nil
            context.close(promise: nil)
        }
    }
}
