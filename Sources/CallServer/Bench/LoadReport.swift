import Foundation
import Histogram

/// What a load run measured.
struct LoadReport: Sendable, Encodable {
    /// Latencies of one kind, in microseconds (HdrHistogram, three digits).
    struct Latencies: Sendable, Encodable {
        private(set) var histogram = Histogram<UInt32>(highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: .three)

        private enum CodingKeys: String, CodingKey { case count, p50, p90, p99, p999, max }

        /// Takes note of one latency.
        mutating func record(_ latency: Duration) {
            let microseconds = max(0, latency / .microseconds(1))
            histogram.record(UInt64(min(microseconds, 120_000_000)))
        }

        /// Milliseconds within which `percent` of them are.
        func milliseconds(_ percent: Double) -> Double {
            histogram.totalCount == 0 ? 0 : Double(histogram.valueAtPercentile(percent)) / 1_000
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(histogram.totalCount, forKey: .count)
            try container.encode(milliseconds(50), forKey: .p50)
            try container.encode(milliseconds(90), forKey: .p90)
            try container.encode(milliseconds(99), forKey: .p99)
            try container.encode(milliseconds(99.9), forKey: .p999)
            try container.encode(milliseconds(100), forKey: .max)
        }
    }

    /// Kinds of latency.
    enum Kind: String, CaseIterable, Sendable {
        /// From sending a request, or in an open loop the instant it was due, to its answer.
        case answer = "REST → answer"
        /// From the create to the invite's arrival.
        case invite = "create → invite received"
        /// From the answer of the callee to the signal for the caller.
        case accept = "accept → caller told"
        /// From the end to the last participant's signal.
        case end = "end → all told"
        /// A whole call.
        case lifecycle = "whole call"
    }

    /// Seconds that were counted.
    var elapsed = 0.0
    /// Whole calls.
    var lifecycles = 0
    /// Calls that went wrong: refused, or an answer did not come.
    var failures = 0
    /// Calls of an open loop that were due, and for which no group was free until the end.
    var unserved = 0
    /// Signals that did not come within ten seconds.
    var lost = 0
    /// Signals that came to the same topic twice and are not meant to be repeated.
    var duplicates = 0
    /// Signals that came more than a second after their cause.
    var late = 0
    /// Signals that came, each once for its topic.
    var signals = 0
    /// Members who listened by themselves at the end; 0 where an observer did.
    var phones = 0
    /// Members called in each call.
    var callees = 1
    /// What broker and database can do alone, if that was measured.
    var limits: RawLimits?
    /// Latencies by kind.
    var latencies: [Kind: Latencies] = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, Latencies()) })
    /// What each process used.
    var processes: [ProcessUse] = []

    private enum CodingKeys: String, CodingKey {
        case elapsed = "seconds"
        case lifecycles, failures, unserved, lost, duplicates, late, processes, signals, limits, ceiling, phones
        case perSecond = "per_second"
        case latencies = "latencies_ms"
    }

    /// Whole calls a second.
    var perSecond: Double { elapsed > 0 ? Double(lifecycles) / elapsed : 0 }

    /// Changes of a call that are stored: create, each accepts, all are connected, end.
    var writesPerCall: Int { 2 * callees + 3 }

    /// Calls a second if they cost what is published and written alone; nil where that was not measured.
    var ceiling: Double? {
        limits.flatMap { limits in
            lifecycles == 0 ? nil : limits.ceiling(publishes: Double(signals) / Double(lifecycles), writes: Double(writesPerCall))
        }
    }

    /// Takes note of one latency.
    mutating func record(_ kind: Kind, _ latency: Duration) { latencies[kind, default: Latencies()].record(latency) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(elapsed, forKey: .elapsed)
        try container.encode(lifecycles, forKey: .lifecycles)
        try container.encode(perSecond, forKey: .perSecond)
        try container.encode(failures, forKey: .failures)
        try container.encode(unserved, forKey: .unserved)
        try container.encode(lost, forKey: .lost)
        try container.encode(duplicates, forKey: .duplicates)
        try container.encode(late, forKey: .late)
        try container.encode(Dictionary(uniqueKeysWithValues: latencies.map { ("\($0.key)", $0.value) }), forKey: .latencies)
        try container.encode(processes, forKey: .processes)
        try container.encode(signals, forKey: .signals)
        try container.encode(phones, forKey: .phones)
        try container.encodeIfPresent(limits, forKey: .limits)
        try container.encodeIfPresent(ceiling, forKey: .ceiling)
    }
}
