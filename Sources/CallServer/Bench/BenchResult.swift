import Foundation

/// What a bench measured. All times in seconds.
struct BenchResult: Sendable {
    /// How long it ran.
    var elapsed = 0.0
    /// How long each whole call took.
    var lifecycles: [Double] = []
    /// From sending each create to its invite's arrival.
    var invites: [Double] = []
    /// Calls that went wrong.
    var failures = 0

    /// For a person to read.
    var summary: String {
        """
        lifecycles: \(lifecycles.count) in \(text(elapsed)) s, \(text(Double(lifecycles.count) / elapsed)) a second, \(failures) failed
        lifecycle:  p50 \(milliseconds(lifecycles, 0.5)) ms, p99 \(milliseconds(lifecycles, 0.99)) ms
        create → invite received: p50 \(milliseconds(invites, 0.5)) ms, p99 \(milliseconds(invites, 0.99)) ms
        """
    }

    mutating func merge(_ other: BenchResult) {
        lifecycles += other.lifecycles
        invites += other.invites
        failures += other.failures
    }

    private func milliseconds(_ values: [Double], _ quantile: Double) -> String {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return "–" }
        return text(sorted[min(sorted.count - 1, Int(Double(sorted.count) * quantile))] * 1_000)
    }

    private func text(_ value: Double) -> String { value.formatted(.number.precision(.fractionLength(1)).grouping(.never)) }
}
