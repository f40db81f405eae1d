import CallControl
import CallSignaling
import FoundationEssentials

/// Answer of `POST …/quality`: what the report was worth.
struct QualityRatingResponse: AnswerBody {
    let quality: QualityLevel
    let score: Double
    let mos: Double

    init(_ report: QualityReport, level: QualityLevel) {
        quality = level
        score = report.score.rounded(toPlaces: 1)
        mos = QualityReport.opinion(report.score).rounded(toPlaces: 2)
    }
}

/// Answer of `GET …/quality`: the reports of a call in short.
struct QualityResponse: AnswerBody {
    /// Those of one participant.
    struct Part: Encodable, Sendable {
        let memberID: MemberID
        let quality: Nullable<QualityLevel>
        let reports: Int
        let averageQuality: Nullable<QualityLevel>
        let worstQuality: Nullable<QualityLevel>
        let averageScore: Nullable<Double>
        let averageMOS: Nullable<Double>
        let averageRoundTrip: Nullable<Double>
        let averageJitter: Nullable<Double>
        let averagePacketLoss: Nullable<Double>
        let lastReportAt: Nullable<Timestamp>

        init(_ participant: Participant, _ summary: QualitySummary?) {
            memberID = participant.id
            quality = Nullable(participant.quality)
            reports = summary?.reports ?? 0
            averageQuality = Nullable(summary.map { QualityLevel($0.averageScore) })
            worstQuality = Nullable(participant.worstQuality)
            averageScore = Nullable(summary?.averageScore.rounded(toPlaces: 1))
            averageMOS = Nullable(summary.map { QualityReport.opinion($0.averageScore).rounded(toPlaces: 2) })
            averageRoundTrip = Nullable(summary?.averageRoundTrip.rounded(toPlaces: 1))
            averageJitter = Nullable(summary?.averageJitter.rounded(toPlaces: 1))
            averagePacketLoss = Nullable(summary?.averagePacketLoss.rounded(toPlaces: 2))
            lastReportAt = Nullable(summary?.lastAt)
        }

        enum CodingKeys: String, CodingKey {
            case memberID = "member_id"
            case quality, reports
            case averageQuality = "average_quality"
            case worstQuality = "worst_quality"
            case averageScore = "average_score"
            case averageMOS = "average_mos"
            case averageRoundTrip = "average_round_trip_ms"
            case averageJitter = "average_jitter_ms"
            case averagePacketLoss = "average_packet_loss_percent"
            case lastReportAt = "last_report_at"
        }
    }

    let callID: CallID
    let participants: [Part]

    init(_ call: Call, _ summaries: [MemberID: QualitySummary]) {
        callID = call.id
        participants = call.participants.map { Part($0, summaries[$0.id]) }
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case participants
    }
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        return (self * factor).rounded() / factor
    }
}
