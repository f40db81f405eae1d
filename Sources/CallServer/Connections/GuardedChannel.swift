import CallAPI
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// A connection that is counted, and turned away where there are too many.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    /// What the connection speaks.
    let base: Base
    let census: ConnectionCensus
    /// Longest TLS handshake; nil where something else sees to it.
    var handshakeLimit: TimeAmount?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        let address = ClientAddress(channel.remoteAddress)
        guard census.admit(address) else {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(TurnedAway())
        }
        channel.closeFuture.whenComplete { _ in census.leave(address) }
        let value = base.setup(channel: channel, logger: logger)
        if let handshakeLimit { watchHandshake(of: channel, handshakeLimit) }
        value.whenFailure { _ in channel.close(promise: nil) }
        return value
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }

    private func watchHandshake(of channel: any Channel, _ limit: TimeAmount) {
        do {
            let operations = channel.pipeline.syncOperations
            let tls = try operations.handler(type: NIOSSLServerHandler.self)
            try operations.addHandler(HandshakeDeadline(limit: limit), position: .after(tls))
        } catch {
            channel.close(promise: nil)
        }
    }
}

/// There are too many connections.
struct TurnedAway: Error {}
