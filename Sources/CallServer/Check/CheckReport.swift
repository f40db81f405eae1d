import FoundationEssentials

/// All that `check` found.
struct CheckReport: Sendable, Hashable, Encodable {
    /// The results, in the order of the checks.
    let checks: [CheckResult]

    /// Whether nothing failed; warnings are fine.
    var isOK: Bool { checks.allSatisfy { $0.status != .failed } }

    enum CodingKeys: String, CodingKey {
        case isOK = "ok"
        case checks
    }

    /// Encodes the verdict beside the results.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isOK, forKey: .isOK)
        try container.encode(checks, forKey: .checks)
    }

    /// For people: a line each, and below it how to mend what is wrong.
    var text: String {
        checks.map { result in
            let mark =
                switch result.status {
                case .ok: "✓"
                case .warning: "!"
                case .failed: "✗"
                }
            let line = "\(mark) \(result.name.padded(to: 14)) \(result.detail.printable)"
            return result.remedy.map { "\(line)\n  \("".padded(to: 14)) → \($0)" } ?? line
        }.joined(separator: "\n")
    }

    /// For programs.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
