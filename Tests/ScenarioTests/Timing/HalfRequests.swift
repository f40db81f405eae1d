import Foundation
import NIOCore
import NIOPosix

/// Connections on each of which the first half of a request's head has been sent.
struct HalfRequests {
    private let channels: [NIOAsyncChannel<ByteBuffer, Never>]

    /// Opens so many to a port of this machine.
    init(_ count: Int, to port: Int) async throws {
        channels = try await concurrently(Array(0..<count), width: 64) { _ in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
                channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel) }
            }
            try await channel.channel.writeAndFlush(ByteBuffer(string: "GET /api/calls/active HTTP/1.1\r\nHost: a\r\nX-Slow: "))
            return channel
        }
    }

    /// What the service says on each before it closes it.
    func answers() async throws -> [String] {
        try await concurrently(channels, width: channels.count) { channel in
            try await channel.executeThenClose { inbound in
                var text = ""
                for try await bytes in inbound { text += String(buffer: bytes) }
                return text
            }
        }
    }

    /// Closes them all.
    func close() async throws {
        _ = try await concurrently(channels, width: channels.count) { channel in try await channel.executeThenClose { _ in } }
    }
}
