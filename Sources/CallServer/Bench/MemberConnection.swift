import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A member's HTTP/1.1 connection, kept open, one request at a time. Belongs to its event loop.
final class MemberConnection {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let body: ByteBuffer
    }

    /// The connection broke before an answer came.
    struct Broken: Error {}

    private let address: ServiceAddress
    private let token: String
    private let eventLoop: any EventLoop
    private var open: (channel: any Channel, answers: AnswerHandler)?

    init(to address: ServiceAddress, token: String, on eventLoop: any EventLoop) {
        self.address = address
        self.token = token
        self.eventLoop = eventLoop
    }

    /// Sends a request and waits for its answer; connects first where there is no connection.
    func post(_ path: String, _ body: String? = nil, isolation: isolated (any Actor)? = #isolation) async throws -> Answer {
        let (channel, answers) = try await connected()
        let answer = answers.next(on: eventLoop)
        let content = body.map { channel.allocator.buffer(string: $0) }
        let headers: HTTPHeaders = [
            "host": address.authority, "authorization": "Bearer \(token)", "content-type": "application/json",
            "content-length": "\(content?.readableBytes ?? 0)",
        ]
        channel.write(HTTPClientRequestPart.head(.init(version: .http1_1, method: .POST, uri: path, headers: headers)), promise: nil)
        if let content { channel.write(HTTPClientRequestPart.body(.byteBuffer(content)), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let limit = eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
        defer { limit.cancel() }
        return try await answer.get()
    }

    /// Ends the connection.
    func close() { open?.channel.close(promise: nil) }

    private func connected(isolation: isolated (any Actor)? = #isolation) async throws -> (any Channel, AnswerHandler) {
        if let open, open.channel.isActive { return open }
        let answers = AnswerHandler()
        let tls = try address.isSecure ? NIOSSLClientHandler(context: address.tlsContext(), serverHostname: address.serverName) : nil
        let bound = NIOLoopBound((answers, tls), eventLoop: eventLoop)
        let channel = try await ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (answers, tls) = bound.value
                    if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(answers)
                }
            }
            .connect(host: address.host, port: address.port).get()
        open = (channel, answers)
        return (channel, answers)
    }
}

/// Collects an answer and hands it to whoever waits.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var waiting: EventLoopPromise<MemberConnection.Answer>?
    private var status = 0
    private var body = ByteBuffer()

    /// The next answer.
    func next(on eventLoop: any EventLoop) -> EventLoopFuture<MemberConnection.Answer> {
        let promise = eventLoop.makePromise(of: MemberConnection.Answer.self)
        waiting?.fail(MemberConnection.Broken())
        waiting = promise
        return promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            body = ByteBuffer()
        case .body(var part): body.writeBuffer(&part)
        case .end: end(.success(.init(status: status, body: body)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(MemberConnection.Broken()))
        context.fireChannelInactive()
    }

    private func end(_ result: Result<MemberConnection.Answer, any Error>) {
        let promise = waiting
        waiting = nil
        promise?.completeWith(result)
    }
}
