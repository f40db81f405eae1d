import Foundation
import TestSupport

/// A TCP peer that is no broker: it reads what comes first, answers with fixed bytes, and either hangs up or goes on listening.
final class FakePeer: Sendable {
    let port: Int
    private let listener: Int32

    /// `answer` maps the first bytes of a connection (a CONNECT) to the reply; nil says nothing and leaves the connection open.
    init(answer: (@Sendable ([UInt8]) -> [UInt8]?)?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0 && listen(listener, 10) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { Self.serve(listener, answer) }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Packet id of a short PUBLISH at QoS 1 or 2.
    static func packetID(ofPublish bytes: [UInt8]) -> [UInt8] {
        let topicLength = Int(bytes[2]) << 8 | Int(bytes[3])
        return Array(bytes[(4 + topicLength)..<(6 + topicLength)])
    }

    private static func serve(_ listener: Int32, _ answer: (@Sendable ([UInt8]) -> [UInt8]?)?) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            guard let answer else { continue }
            Thread.detachNewThread {
                var bytes = [UInt8](repeating: 0, count: 4_096)
                while true {
                    let count = read(connection, &bytes, bytes.count)
                    guard count > 0, let reply = answer(Array(bytes.prefix(count))) else { break }
                    _ = write(connection, reply, reply.count)
                    if reply.first == 0x20, reply.count > 3, reply[3] != 0 { break }
                }
                close(connection)
            }
        }
    }
}
