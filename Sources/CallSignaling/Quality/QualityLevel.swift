/// How good a participant's connection is (`network_quality`, key `quality`). Thresholds: `docs/quality.md`.
public enum QualityLevel: String, Sendable, Codable, CaseIterable {
    case excellent, good, fair, poor

    /// Points that must be passed for a better level, so that it does not change with every report.
    static let margin = 3.0

    /// The level of `score`.
    public init(_ score: Double) { self = Self.allCases.first { score >= $0.floor } ?? .poor }

    /// The level of `score` for one who was at `previous`: worse at once, better only by a margin.
    public init(_ score: Double, after previous: QualityLevel?) {
        let level = QualityLevel(score)
        guard let previous, level.floor > previous.floor else {
            self = level
            return
        }
        self = Self.allCases.first { $0 == previous || score >= $0.floor + Self.margin } ?? previous
    }

    /// The worse of two.
    public func worse(than other: QualityLevel?) -> QualityLevel { other.map { $0.floor < floor ? $0 : self } ?? self }

    /// Least points.
    var floor: Double {
        switch self {
        case .excellent: 90
        case .good: 80
        case .fair: 60
        case .poor: 0
        }
    }
}
