import Foundation

extension LoadReport {
    /// For a person to read.
    var summary: String {
        var lines = [
            "\(lifecycles) whole calls in \(Self.text(elapsed)) s: \(Self.text(perSecond)) a second",
            "failed \(failures), due and never begun \(unserved), signals lost \(lost), twice \(duplicates), late \(late)",
            Self.row("milliseconds", ["p50", "p90", "p99", "p99.9", "max"]),
        ]
        if phones > 0 { lines.insert("\(phones) phones, each on a connection of its own", at: 1) }
        for kind in Kind.allCases {
            guard let known = latencies[kind] else { continue }
            lines.append(Self.row(kind.rawValue, [50, 90, 99, 99.9, 100].map { Self.text(known.milliseconds($0)) }))
        }
        for process in processes {
            let cost = process.cpuSeconds * 1_000 / Double(max(1, lifecycles))
            lines.append(
                "cpu \(process.name): \(Self.text(cost, digits: 2)) ms a call, memory \(process.residentBytes / 1_048_576) MiB")
        }
        return lines.joined(separator: "\n")
    }

    /// The calls against what broker and database do alone; for a person to read.
    var comparison: String {
        guard let limits, let ceiling else { return "alone: nothing to compare with" }
        let (publishes, writes) = (Self.text(limits.publishesPerSecond, digits: 0), Self.text(limits.writesPerSecond, digits: 0))
        return """
            alone: \(publishes) publishes and \(writes) writes a second, so at most \(Self.text(ceiling, digits: 0)) calls a second \
            with \(Self.text(Double(signals) / Double(max(1, lifecycles)))) and \(writesPerCall) each; reached \(Self.text(100 * perSecond / ceiling, digits: 0)) %
            """
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let padded = cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }
        return name + String(repeating: " ", count: max(0, 26 - name.count)) + padded.joined()
    }

    private static func text(_ value: Double, digits: Int = 1) -> String {
        value.formatted(.number.precision(.fractionLength(digits)).grouping(.never))
    }
}
