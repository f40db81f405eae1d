import Foundation

/// `docs/openapi.yaml`, as far as tests ask of it. Knows the form it is written in, two blanks a level, not YAML in general.
struct OpenAPIDocument {
    private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    private let lines: [Substring]

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        lines = try String(contentsOf: root.appending(path: "docs/openapi.yaml"), encoding: .utf8).split(separator: "\n")
    }

    /// Each method of each path.
    var operations: [(method: String, path: String)] {
        entries("paths").flatMap { path in
            entries("paths", path.key).filter { Self.methods.contains($0.key) }.map { ($0.key, path.key) }
        }
    }

    /// The statuses an operation lists.
    func statuses(_ method: String, _ path: String) -> Set<String> { Set(entries("paths", path, method, "responses").map(\.key)) }

    /// Rows of the description's table of codes.
    var codeTable: [(code: String, status: Int)] {
        lines.filter { $0.hasPrefix("    | `") }.compactMap { line in
            guard let row = line.wholeMatch(of: /\ +\| `([a-z_]+)` \| (\d+) \| .+ \|/), let status = Int(row.2) else { return nil }
            return (String(row.1), status)
        }
    }

    /// Keys and plain values below the key that `path` leads to; a key that has something below it has an empty value.
    func entries(_ path: String...) -> [(key: String, value: String)] {
        children(path).filter { !$0.hasPrefix("- ") }.compactMap { line in
            guard let end = line.range(of: ":\\s|:$", options: .regularExpression) else { return nil }
            return (Self.unquoted(line[..<end.lowerBound]), Self.unquoted(line[end.upperBound...]))
        }
    }

    /// Plain values of the list below the key that `path` leads to.
    func items(_ path: String...) -> [String] {
        children(path).filter { $0.hasPrefix("- ") }.map { Self.unquoted($0.dropFirst(2)) }
    }

    /// Lines one level below the key that `path` leads to, without their indentation.
    private func children(_ path: [String]) -> [Substring] {
        var block = lines[...]
        for (level, key) in path.enumerated() {
            let indentation = String(repeating: " ", count: 2 * level)
            guard let start = block.firstIndex(where: { $0 == "\(indentation)\(key):" }) else { return [] }
            block = block[(start + 1)...].prefix { $0.hasPrefix(indentation + "  ") }
        }
        let indentation = String(repeating: " ", count: 2 * path.count)
        return block.filter { $0.hasPrefix(indentation) && !$0.hasPrefix(indentation + " ") }.map { $0.dropFirst(indentation.count) }
    }

    private static func unquoted(_ text: some StringProtocol) -> String { text.trimmingCharacters(in: CharacterSet(charactersIn: " '\"")) }
}
