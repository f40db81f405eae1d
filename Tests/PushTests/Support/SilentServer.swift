import Foundation

/// Runs `body` with the port of a server of 127.0.0.1 that never says anything: nobody takes the connections that the system has made for it.
func withSilentServer<R>(isolation: isolated (any Actor)? = #isolation, _ body: (Int) async throws -> R) async throws -> R {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let error = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0 ? 0 : errno
        }
    }
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EADDRINUSE) }
    return try await body(Int(in_port_t(bigEndian: address.sin_port)))
}
