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
