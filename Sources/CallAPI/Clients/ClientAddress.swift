import FoundationEssentials
public import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The IP address a request comes from. IPv4 and IPv4-mapped IPv6 addresses (RFC 4291, 2.5.5.2) are the same.
public struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    /// Bits that stand before an IPv4 address in its mapped form.
    static let mappedPrefix: UInt64 = 0xFFFF << 32

    /// The first 64 bits of the IPv6 form.
    let high: UInt64
    /// The last 64 bits of the IPv6 form.
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The address written as `text`, without port or zone; nil if it is none.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four)
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    /// The address of a connection's other end; nil where it has no IP address.
    public init?(_ socket: SocketAddress?) {
        guard let socket else { return nil }
        // Whatever the system, addresses stand where RFC 3493, 3.3 has them: behind family and port, and in IPv6 behind the flow too.
        let address = socket.withSockAddr { pointer, _ in
            let bytes = UnsafeRawPointer(pointer)
            return switch socket {
            case .v4: ClientAddress(bytes.loadUnaligned(fromByteOffset: 4, as: in_addr.self))
            case .v6: ClientAddress(bytes.loadUnaligned(fromByteOffset: 8, as: in6_addr.self))
            case .unixDomainSocket: ClientAddress?.none
            }
        }
        guard let address else { return nil }
        self = address
    }

    /// Whether it is an IPv4 address.
    public var isIPv4: Bool { high == 0 && low >> 32 == Self.mappedPrefix >> 32 }

    /// What limits should count by: an IPv4 address as it is; of an IPv6 address the first 64 bits, which one subscriber has to himself
    /// (RFC 6177) and could otherwise roam in.
    public var counted: ClientAddress { isIPv4 ? self : ClientAddress(high: high, low: 0) }

    /// As people write it.
    public var description: String {
        if isIPv4 { return (0..<4).map { "\(UInt8(truncatingIfNeeded: low >> (24 - 8 * $0)))" }.joined(separator: ".") }
        let groups = [high, low].flatMap { word in (0..<4).map { UInt16(truncatingIfNeeded: word >> (48 - 16 * $0)) } }
        return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private init(_ address: in_addr) {
        self.init(high: 0, low: Self.mappedPrefix | UInt64(UInt32(bigEndian: address.s_addr)))
    }

    private init(_ address: in6_addr) {
        let words = withUnsafeBytes(of: address) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(high: words.0, low: words.1)
    }
}
