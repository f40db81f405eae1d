import NIOCore
import NIOHTTP1

/// Refuses requests that do not say whom they are for in one way: a proxy and the service might take them for different hosts' (RFC 9112, 3.2).
///
/// Stands right behind the parser, where version and all fields are still to be seen. HTTP/1.0 need not name a host, knows no chunks (6.1), and has
/// its connection ended after the answer unless it asks for more (9.3).
/// **Concurrency.** On the connection's event loop, like all handlers.
final class HostCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// What is wrong with the field `Host`.
    enum Failure: Error {
        case missing, repeated, malformed, chunked

        /// In words.
        var sentence: String {
            switch self {
            case .missing: "The request names no host."
            case .repeated: "The request names its host twice."
            case .malformed: "The request names a host that cannot exist."
            case .chunked: "There are no transfer codings in HTTP/1.0."
            }
        }
    }

    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if let failure = Self.failure(of: head) {
            isRefused = true
            return context.fireErrorCaught(failure)
        }
        if head.isOld, !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// What is wrong with `head`; nil if nothing is.
    static func failure(of head: HTTPRequestHead) -> Failure? {
        guard !head.isOld || !head.headers.contains(name: "Transfer-Encoding") else { return .chunked }
        let hosts = head.headers["Host"]
        guard let host = hosts.first else { return head.isOld ? nil : .missing }
        guard hosts.count == 1 else { return .repeated }
        return host.utf8.allSatisfy(isAllowed) ? nil : .malformed
    }

    /// Characters of `uri-host [":" port]` (RFC 3986, 3.2.2 and 3.2.3), but the comma, which would make a list of it.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~%!$&'()*+;=:[]".utf8.contains(byte)
        }
    }
}

extension HTTPRequestHead {
    /// Whether it is of a version before HTTP/1.1.
    fileprivate var isOld: Bool { version == .http1_0 || version == .http0_9 }
}
