/// What a report is worth, 0 to 100: what a talk would be rated by the E-model of ITU-T G.107, in its short form, and never more than bandwidth and
/// pictures allow. Tables and sources: `docs/quality.md`.
extension QualityReport {
    /// Points, 0 to 100; the best there is are 93.2.
    public var score: Double {
        let limits = [
            bandwidth.map(Self.bandwidthScale.points), video?.framesPerSecond.map(Self.frameScale.points),
            video?.frozen.map(Self.freezeScale.points),
        ]
        return limits.compactMap(\.self).reduce(transmissionRating, min)
    }

    /// Mean opinion score, 1 to 4.5, of a talk with so many points (ITU-T G.107, annex B).
    public static func opinion(_ score: Double) -> Double {
        guard score > 0 else { return 1 }
        guard score < 100 else { return 4.5 }
        return min(4.5, max(1, 1 + 0.035 * score + score * (score - 60) * (100 - score) * 7e-6))
    }

    /// R of G.107 with its default values, 93.2, less what delay and loss take from it.
    var transmissionRating: Double { max(0, 93.2 - delayImpairment - lossImpairment) }

    /// From mouth to ear, milliseconds: half the round trip, a jitter buffer of twice the jitter, and 30 for coding in packets of 20 (RFC 6716, 2).
    var delay: Double { roundTrip / 2 + 2 * jitter + 30 }

    /// Id of G.107, as Cole and Rosenbluth give it for telephones without echo (ACM SIGCOMM CCR 31, 2, 2001).
    private var delayImpairment: Double { 0.024 * delay + 0.11 * max(0, delay - 177.3) }

    /// Ie,eff of G.107 (7.5) for losses at random, by G.113's figures for G.711 with concealment (Ie 0, Bpl 25.1): there are none for Opus, which does no worse.
    private var lossImpairment: Double { 95 * packetLoss / (packetLoss + 25.1) }

    /// Opus wants 8 kbit/s for narrow-band speech, 16 for wide-band, 28 to 40 for full-band (RFC 7587, 3.1.1).
    private static let bandwidthScale = PointScale([(0, 0), (8, 60), (16, 80), (28, 90), (40, 100)])
    /// Of lip-reading 12 pictures a second allow some, 20 all (EN 301 549, 6.5.1, after ITU-T H-series supplement 1).
    private static let frameScale = PointScale([(0, 0), (12, 60), (20, 90), (25, 100)])
    /// Our own: nobody has laid down how much standing still is too much.
    private static let freezeScale = PointScale([(0, 100), (1, 90), (5, 80), (10, 60), (100, 0)])
}

/// Points for a figure: straight lines between the places given, level beyond them.
struct PointScale: Sendable {
    private let places: [(figure: Double, points: Double)]

    /// `places` must ascend by figure, and be at least one.
    init(_ places: [(figure: Double, points: Double)]) { self.places = places }

    func points(_ figure: Double) -> Double {
        guard let next = places.firstIndex(where: { $0.figure >= figure }) else { return places.last?.points ?? 0 }
        guard next > 0 else { return places[0].points }
        let (left, right) = (places[next - 1], places[next])
        return left.points + (right.points - left.points) * (figure - left.figure) / (right.figure - left.figure)
    }
}
