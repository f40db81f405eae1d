import CallSignaling
import Foundation
import Testing

/// What reports are worth; `docs/quality.md` has the same table.
@Suite("Quality scores")
struct QualityScoreTests {
    private static let document: String = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return (try? String(contentsOf: root.appending(path: "docs/quality.md"), encoding: .utf8)) ?? ""  // then the table is missing
    }()

    /// Rows of the document's table: round trip, jitter, loss, points, mean opinion score, level.
    private static let rows: [[String]] = document.split(separator: "\n")
        .filter { $0.wholeMatch(of: /\| \d+ ms \|.*/) != nil }
        .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }

    @Test("the document's examples are true")
    func document() throws {
        #expect(Self.rows.count == 8)
        for row in Self.rows {
            let figures = row.prefix(5).map { Double($0.prefix { $0.isNumber || $0 == "." }) ?? -1 }
            let report = QualityReport(jitter: figures[1], packetLoss: figures[2], roundTrip: figures[0])
            #expect(abs(report.score - figures[3]) <= 0.05, "\(row): \(report.score)")
            #expect(abs(QualityReport.opinion(report.score) - figures[4]) <= 0.005, "\(row): \(QualityReport.opinion(report.score))")
            #expect(QualityLevel(report.score).rawValue == row[5], "\(row)")
        }
        #expect(Set(Self.rows.map { $0[5] }) == Set(QualityLevel.allCases.map(\.rawValue)))
    }

    @Test("worse figures are never worth more", arguments: 0..<3)
    func monotonic(_ figure: Int) {
        var last = 101.0
        for step in 0...400 {
            var values = [20.0, 2, 0.5]
            values[figure] += Double(step) * [5, 1, 0.24][figure]
            let score = QualityReport(jitter: values[1], packetLoss: values[2], roundTrip: values[0]).score
            #expect(score <= last && score >= 0)
            last = score
        }
        #expect(last < 60)
    }

    @Test(
        "bandwidth and pictures limit what a talk is worth",
        arguments: [
            (nil, nil, nil, QualityLevel.excellent), (28, nil, nil, .excellent), (20, nil, nil, .good), (10, nil, nil, .fair),
            (7, nil, nil, .poor),
            (nil, 30, nil, .excellent), (nil, 18, nil, .good), (nil, 12, nil, .fair), (nil, 5, nil, .poor),
            (nil, nil, 0, .excellent), (nil, nil, 3, .good), (nil, nil, 10, .fair), (nil, nil, 50, .poor), (500, 30, 12, .poor),
        ] as [(Double?, Double?, Double?, QualityLevel)])
    func limits(bandwidth: Double?, frames: Double?, frozen: Double?, level: QualityLevel) {
        let video = QualityReport.Video(framesPerSecond: frames, width: 160, height: 90, frozen: frozen)
        let report = QualityReport(jitter: 1, packetLoss: 0, roundTrip: 20, bandwidth: bandwidth, video: video)
        #expect(QualityLevel(report.score) == level)
    }

    @Test("a level is left for a worse one at once, for a better one by a margin")
    func margin() {
        #expect(QualityLevel(89.9, after: .excellent) == .good)
        #expect(QualityLevel(90.5, after: .good) == .good)
        #expect(QualityLevel(93, after: .good) == .excellent)
        #expect(QualityLevel(82.9, after: .poor) == .fair)
        #expect(QualityLevel(62.9, after: .poor) == .poor)
        #expect(QualityLevel(93, after: .poor) == .excellent)
        for level in QualityLevel.allCases { #expect(QualityLevel(0, after: level) == .poor) }
    }

    @Test("opinions keep their bounds", arguments: zip([-5.0, 0, 60, 100, 200], [1, 1, 3.1, 4.5, 4.5]))
    func opinions(score: Double, opinion: Double) {
        #expect(abs(QualityReport.opinion(score) - opinion) < 0.001)
    }
}
