import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import CallServer

/// A listening socket whose `accept` fails, as when there are too many open files.
@Suite(.timeLimit(.minutes(1))) struct AcceptGuardTests {
    /// What Hummingbird does with connections: an error that reaches its loop ends it.
    @Test func failuresEndNothing() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        let channel = server.channel
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(AcceptGuard(logger: quiet), position: .first)
        }.get()
        let port = try #require(channel.localAddress?.port)
        try await server.executeThenClose { connections in
            async let greeted = Self.greetings(of: 6, port, whileFailing: channel)
            var left = 6
            for try await connection in connections {
                try await connection.executeThenClose { _, outbound in try await outbound.write(ByteBuffer(string: "hello")) }
                left -= 1
                if left == 0 { break }
            }
            let texts = try await greeted
            #expect(texts == Array(repeating: "hello", count: 6))
        }
    }

    private static func greetings(of count: Int, _ port: Int, whileFailing channel: any Channel) async throws -> [String] {
        var texts: [String] = []
        for index in 0..<count {
            for _ in 0...index { channel.pipeline.fireErrorCaught(IOError(errnoCode: 24, reason: "accept")) }  // EMFILE
            texts.append(try await withConnection(to: port) { try await $0.rest() })
        }
        return texts
    }
}
