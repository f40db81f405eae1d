import Foundation
import Synchronization

/// Stands between clients and one or more servers of 127.0.0.1: each connection goes to the next server that takes it, and all can be cut.
///
/// One thread for each direction of each connection; they end with their connection.
public final class TCPProxy: Sendable {
    /// The port it listens on, on 127.0.0.1.
    public let port: Int
    private let servers: [Int]
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var isCut = false
        var turn = 0
        var number = 0
        var connections: [Int: (client: Int32, server: Int32)] = [:]
    }

    /// A proxy before the servers at these ports of 127.0.0.1.
    public init(before servers: [Int]) throws {
        self.servers = servers
        port = try FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var isReusable: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
        guard Self.withAddress(port, { bind(listener, $0, $1) }) == 0, listen(listener, 512) == 0 else { throw POSIXError(.EADDRINUSE) }
        Thread.detachNewThread { [self] in accept() }
    }

    /// Ends all connections, and every new one at once, until `mend()`.
    public func cut() {
        state.withLock { state in
            state.isCut = true
            for connection in state.connections.values { Self.end(connection.client, connection.server) }
        }
    }

    /// Lets connections through again.
    public func mend() { state.withLock { $0.isCut = false } }

    /// Ends for good.
    public func close() {
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { break }
            guard let server = connected() else {
                Foundation.close(client)
                continue
            }
            for socket in [client, server] {
                var isOn: Int32 = 1
                setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
            }
            let number = state.withLock { state in
                state.number += 1
                state.connections[state.number] = (client, server)
                if state.isCut { Self.end(client, server) }
                return state.number
            }
            let directions = Directions(open: 2)
            Thread.detachNewThread { [self] in
                Self.forward(from: client, to: server)
                if directions.isLast() { forget(number) }
            }
            Thread.detachNewThread { [self] in
                Self.forward(from: server, to: client)
                if directions.isLast() { forget(number) }
            }
        }
        Foundation.close(listener)
    }

    /// A connection to the next server that takes one.
    private func connected() -> Int32? {
        let (isCut, first) = state.withLock { state in
            state.turn += 1
            return (state.isCut, state.turn)
        }
        guard !isCut else { return nil }
        for offset in servers.indices {
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            if Self.withAddress(servers[(first + offset) % servers.count], { connect(upstream, $0, $1) }) == 0 { return upstream }
            Foundation.close(upstream)
        }
        return nil
    }

    private func forget(_ number: Int) {
        guard let ended = state.withLock({ $0.connections.removeValue(forKey: number) }) else { return }
        Foundation.close(ended.client)
        Foundation.close(ended.server)
    }

    /// Passes bytes on until one side has ended, then ends the other.
    private static func forward(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        end(source, target)
    }

    private static func end(_ sockets: Int32...) {
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private final class Directions: Sendable {
        private let open: Mutex<Int>

        init(open: Int) { self.open = Mutex(open) }

        /// Takes note that one has ended; whether it was the last.
        func isLast() -> Bool {
            open.withLock { open in
                open -= 1
                return open == 0
            }
        }
    }
}
