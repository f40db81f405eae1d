import Foundation
import Synchronization

/// Stands between client and server, and can lose the answer to a write, or to what else is asked for: the server carries it out, the connection ends instead
/// of answering.
///
/// One thread for each direction of each connection; they end with their connection.
public final class LossyProxy: Sendable {
    /// The port it listens on, on 127.0.0.1.
    public let port: Int
    private let server: Int
    private let listener: Int32
    private let answersToLose = Mutex<(count: Int, isMeant: @Sendable (ArraySlice<UInt8>) -> Bool)>((0, LossyProxy.isWrite))
    private let lostAnswers = Mutex(0)

    /// A proxy before the server at `server`, a port of 127.0.0.1.
    public init(before server: Int) throws {
        self.server = server
        port = try FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var isReusable: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
        guard Self.withAddress(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
        Thread.detachNewThread { [self] in accept() }
    }

    /// How many answers were lost so far.
    public var lost: Int { lostAnswers.withLock { $0 } }

    /// Loses the answers to the next `count` writes.
    public func lose(_ count: Int) { lose(count, where: Self.isWrite) }

    /// Loses the answers to the next `count` messages, on top of those that are to be lost still, for which `isMeant` holds.
    public func lose(_ count: Int, where isMeant: @escaping @Sendable (ArraySlice<UInt8>) -> Bool) {
        answersToLose.withLock { $0 = ($0.count + count, isMeant) }
    }

    /// Loses no more of them.
    public func loseNoMore() { answersToLose.withLock { $0.count = 0 } }

    /// Takes no more connections.
    public func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { break }
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.withAddress(server, { connect(upstream, $0, $1) }) == 0 else {
                Self.end(client, upstream)
                continue
            }
            let isLosing = Flag()
            Thread.detachNewThread { [self] in forwardRequests(client, upstream, isLosing) }
            Thread.detachNewThread { [self] in forwardAnswers(client, upstream, isLosing) }
        }
        Foundation.close(listener)
    }

    private func forwardRequests(_ client: Int32, _ upstream: Int32, _ isLosing: Flag) {
        forward(from: client, to: upstream) { bytes in
            let isMeant = answersToLose.withLock(\.isMeant)
            guard isMeant(bytes) else { return true }
            isLosing.value.withLock { isLosing in
                isLosing = answersToLose.withLock { toLose in
                    defer { toLose.count = max(0, toLose.count - 1) }
                    return toLose.count > 0
                }
            }
            return true
        }
    }

    private func forwardAnswers(_ client: Int32, _ upstream: Int32, _ isLosing: Flag) {
        forward(from: upstream, to: client) { _ in
            guard isLosing.value.withLock({ $0 }) else { return true }
            lostAnswers.withLock { $0 += 1 }
            return false
        }
    }

    private func forward(from source: Int32, to target: Int32, while mayPass: (ArraySlice<UInt8>) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, mayPass(buffer[..<count]) else { break }
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        Self.end(source, target)
    }

    private static func isWrite(_ bytes: ArraySlice<UInt8>) -> Bool { begins(bytes, "insert") || begins(bytes, "update") }

    /// Whether a message begins here that carries `command` (OP_MSG: header, flags, section kind, document).
    public static func begins(_ bytes: ArraySlice<UInt8>, _ command: String) -> Bool {
        bytes.dropFirst(26).starts(with: Array("\(command)\0".utf8))
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

    private final class Flag: Sendable {
        let value = Mutex(false)
    }
}
