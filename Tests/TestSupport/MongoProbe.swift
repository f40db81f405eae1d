import Foundation

/// Just enough of MongoDB's protocol (OP_MSG) to prepare a server for tests, without the driver that those tests are about.
struct MongoProbe: Sendable {
    /// The server did not answer, or not with `ok: 1`.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A value of a command.
    indirect enum Value: Sendable {
        case int(Int32)
        case text(String)
        case document([(String, Value)])
        case array([Value])
    }

    let port: Int

    /// Runs one command over a connection of its own and returns the answer's bytes.
    @discardableResult
    func run(_ command: [(String, Value)], database: String = "admin") throws -> [UInt8] {
        let descriptor = try connected()
        defer { close(descriptor) }
        let body = Self.document(command + [("$db", .text(database))])
        let header = [Int32(21 + body.count), 1, 0, 2_013, 0].flatMap { Self.bytes($0) }
        let message = header + [0] + body
        guard send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else { throw Failure(description: "not sent") }
        var reply = try receive(descriptor, 4)
        let length = reply.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        guard 26...48_000_000 ~= length else { throw Failure(description: "answer of \(length) bytes") }
        reply += try receive(descriptor, length - 4)
        guard reply.contains(sequence: [1] + Array("ok\0".utf8) + Self.bytes(1.0.bitPattern)) else {
            throw Failure(description: String(decoding: reply, as: UTF8.self))
        }
        return reply
    }

    /// Whether the server takes writes.
    func isPrimary() throws -> Bool {
        try run([("hello", .int(1))]).contains(sequence: [8] + Array("isWritablePrimary\0".utf8) + [1])
    }

    private func connected() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket") }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let outcome = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard outcome == 0 else {
            close(descriptor)
            throw Failure(description: "nobody listens on \(port)")
        }
        return descriptor
    }

    private func receive(_ descriptor: Int32, _ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < count {
            let received = recv(descriptor, &chunk, min(chunk.count, count - bytes.count), 0)
            guard received > 0 else { throw Failure(description: "connection ended") }
            bytes += chunk[..<received]
        }
        return bytes
    }

    private static func document(_ elements: [(String, Value)]) -> [UInt8] {
        let body = elements.flatMap { element -> [UInt8] in [type(element.1)] + Array(element.0.utf8) + [0] + content(element.1) }
        return bytes(Int32(body.count + 5)) + body + [0]
    }

    private static func type(_ value: Value) -> UInt8 {
        switch value {
        case .int: 0x10
        case .text: 0x02
        case .document: 0x03
        case .array: 0x04
        }
    }

    private static func content(_ value: Value) -> [UInt8] {
        switch value {
        case .int(let number): bytes(number)
        case .text(let text): bytes(Int32(text.utf8.count + 1)) + Array(text.utf8) + [0]
        case .document(let elements): document(elements)
        case .array(let values): document(values.enumerated().map { (String($0.offset), $0.element) })
        }
    }

    private static func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool { firstRange(of: sequence) != nil }
}
