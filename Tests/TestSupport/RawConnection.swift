import Foundation
import NIOCore
import NIOPosix
public import NIOSSL

/// A connection that sends what no proper HTTP client would, byte by byte where need be. For one task at a time.
public final class RawConnection {
    /// The other side closed before an answer was complete.
    public struct Closed: Error {
        /// What came before.
        public let received: String
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var buffer = ByteBuffer()
    private var isAtEnd = false

    fileprivate init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Sends `text` as it is.
    public func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Sends `bytes` as they are.
    public func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Closes this side; the other may still send.
    public func finish() { outbound.finish() }

    /// The next answer. Throws `Closed` when the other side closes before it is complete.
    public func answer() async throws -> RawAnswer {
        while true {
            if let answer = RawAnswer(takenFrom: &buffer) { return answer }
            guard try await more() else { throw Closed(received: String(buffer: buffer)) }
        }
    }

    /// What comes until the other side closes.
    public func rest() async throws -> String {
        while try await more() {}
        defer { buffer.clear() }
        return String(buffer: buffer)
    }

    private func more() async throws -> Bool {
        guard !isAtEnd else { return false }
        do {
            guard var bytes = try await inbound.next() else {
                isAtEnd = true
                return false
            }
            buffer.writeBuffer(&bytes)
            return true
        } catch is IOError {
            isAtEnd = true  // reset: closed all the same
            return false
        }
    }
}

/// An answer of HTTP/1.1 with a `Content-Length`, or without a body.
public struct RawAnswer: Sendable {
    /// Status.
    public let status: Int
    /// Header fields, by lower-case name; several of a name are joined by commas.
    public let headers: [String: String]
    /// Body.
    public let body: String

    /// Takes a complete answer from the front of `buffer`; nil, and nothing taken, while it is incomplete.
    init?(takenFrom buffer: inout ByteBuffer) {
        let text = String(buffer: buffer)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            headers[parts[0].lowercased(), default: ""] += headers[parts[0].lowercased()] == nil ? value : ",\(value)"
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let head = text[..<end.upperBound].utf8.count
        guard buffer.readableBytes >= head + length else { return nil }
        status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        self.headers = headers
        buffer.moveReaderIndex(forwardBy: head)
        body = buffer.readString(length: length) ?? ""
        buffer.discardReadBytes()
    }
}

/// Runs `body` with a connection to a port of 127.0.0.1, with TLS if told how; it is closed afterwards.
public func withConnection<R: Sendable>(
    to port: Int, tls: TLSConfiguration? = nil, isolation: isolated (any Actor)? = #isolation, _ body: (RawConnection) async throws -> R
) async throws -> R {
    let context = try tls.map { try NIOSSLContext(configuration: $0) }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                if let context {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                }
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await body(RawConnection(inbound, outbound))
    }
}
