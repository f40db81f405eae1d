import CallAPI
import FoundationEssentials
import Logging

extension ValueFormat<[String]> {
    /// Web origins (RFC 6454, 7): scheme and host, no path; or `*`.
    static let origins = Self(type: "list of origins", allowed: "`none`, `*`, or `http(s)://host[:port]`, separated by commas") { text in
        if text == "none" { return [] }
        let origins = text.commaSeparated
        return origins.allSatisfy(isOrigin) ? origins : nil
    }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && !host.contains { $0 == "/" || $0 == "*" || $0 == "?" || $0 == "#" || $0.isWhitespace }
    }
}

extension ValueFormat<[String]> {
    /// Addresses of STUN and TURN servers (RFC 7064, 7065), with one of these schemes.
    static func iceAddresses(_ schemes: String...) -> Self {
        let transport = schemes.contains("turn") ? "[?transport=udp|tcp]" : ""
        let allowed = schemes.map { "`\($0):host[:port]\(transport)`" }.joined(separator: " or ")
        return Self(type: "list of addresses", allowed: "`none`, or \(allowed), separated by commas") { text in
            if text == "none" { return [] }
            let addresses = text.commaSeparated
            return addresses.allSatisfy { isICEAddress($0, schemes) } ? addresses : nil
        }
    }

    private static func isICEAddress(_ text: String, _ schemes: [String]) -> Bool {
        guard let scheme = schemes.first(where: { text.hasPrefix("\($0):") }) else { return false }
        let parts = text.dropFirst(scheme.utf8.count + 1).split(separator: "?", omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard scheme != "stun", parts[1] == "transport=udp" || parts[1] == "transport=tcp" else { return false }
        }
        return (1...2).contains(parts.count) && isHostAndPort(parts[0])
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets; and a port or none.
    private static func isHostAndPort(_ text: Substring) -> Bool {
        let bracket = text.hasPrefix("[") ? text.firstIndex(of: "]") : nil
        let end = bracket.map { text.index(after: $0) } ?? text.firstIndex(of: ":") ?? text.endIndex
        let host = text[..<end]
        let isName = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        let isIPv6 = bracket != nil && host.contains(":") && ClientAddress(host.dropFirst().dropLast()) != nil
        guard !host.isEmpty, bracket == nil ? isName : isIPv6 else { return false }
        if end == text.endIndex { return true }
        let port = text[text.index(after: end)...]
        return text[end] == ":" && port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && (UInt16(port) ?? 0) > 0
    }
}

extension ValueFormat<String> {
    /// A word, or an address with one of these schemes.
    static func addressOr(_ word: String, _ schemes: String...) -> Self {
        let prefixes = schemes.map { "\($0)://" }
        let allowed = (["`\(word)`"] + prefixes.map { "`\($0)…`" }).joined(separator: ", ")
        return Self(type: "address", allowed: allowed) { text in
            if text == word { return text }
            guard let prefix = prefixes.first(where: text.hasPrefix), text.utf8.count > prefix.utf8.count else { return nil }
            return text.contains(where: \.isWhitespace) ? nil : text
        }
    }
}

extension ValueFormat<[AddressBlock]> {
    /// IP addresses and blocks of them.
    static let addressBlocks = Self(
        type: "list of addresses", allowed: "`none`, or IP addresses and blocks such as `10.0.0.0/8`, separated by commas"
    ) { text in
        if text == "none" { return [] }
        let blocks = text.commaSeparated.map { AddressBlock($0) }
        return blocks.contains(nil) ? nil : blocks.compactMap(\.self)
    }
}

extension ValueFormat<String> {
    /// A file this process can read. Looked up when the configuration is read.
    static let readableFile = Self(type: "file", allowed: "path of a readable file") { path in
        FileManager.default.isReadableFile(atPath: path) ? path : nil
    }

    /// A database's name (MongoDB manual, *Naming Restrictions*).
    static let databaseName = text("1–63 bytes without `/\\. \"$*<>:|?`") { name in
        (1...63).contains(name.utf8.count) && !name.contains { #"/\. "$*<>:|?"#.contains($0) }
    }
}

extension ValueFormat<Logger.Level> {
    /// A log level.
    static let logLevel = Self(type: "name", allowed: Logger.Level.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")) {
        Logger.Level(rawValue: $0.lowercased())
    }
}
