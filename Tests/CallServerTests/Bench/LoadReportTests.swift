import CallSignaling
import Foundation
import TestSupport
import Testing

@testable import CallServer

@Suite("Plan and report of a load run")
struct LoadReportTests {
    @Test("latencies are kept to three digits, and told in milliseconds")
    func latencies() throws {
        var report = LoadReport()
        for milliseconds in 1...1_000 { report.record(.invite, .milliseconds(milliseconds)) }
        let known = try #require(report.latencies[.invite])
        for (percent, expected) in [(50.0, 500.0), (90, 900), (99, 990), (100, 1_000)] {
            #expect(abs(known.milliseconds(percent) - expected) <= expected / 1_000, "\(percent)")
        }
    }

    @Test("a latency beyond two minutes counts as two minutes, one below nothing as none")
    func extremes() throws {
        var report = LoadReport()
        report.record(.end, .seconds(10_000))
        report.record(.end, .seconds(-1))
        let known = try #require(report.latencies[.end])
        #expect(known.milliseconds(100) > 119_000)
        #expect(known.milliseconds(1) == 0)
    }

    @Test("as JSON it has every kind of latency, and the sums")
    func json() throws {
        var report = LoadReport()
        (report.elapsed, report.lifecycles, report.lost) = (2, 10, 1)
        report.processes = [ProcessUse(name: "service", cpuSeconds: 1.5, residentBytes: 4_096)]
        let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        #expect(object["per_second"] as? Double == 5)
        #expect(object["lost"] as? Int == 1)
        let latencies = try #require(object["latencies_ms"] as? [String: [String: Double]])
        #expect(Set(latencies.keys) == ["answer", "invite", "accept", "end", "lifecycle"])
        #expect(latencies.values.allSatisfy { Set($0.keys) == ["count", "p50", "p90", "p99", "p999", "max"] })
    }

    @Test("instants of an open loop lie as far apart on average as the rate says, and are not even")
    func poisson() {
        let start = ContinuousClock.now
        let instants = Array(PoissonProcess(rate: 100, from: start, using: SeededGenerator(seed: 7)).prefix(10_000))
        let spans = zip(instants, instants.dropFirst()).map { $0.duration(to: $1) / .seconds(1) }
        let mean = spans.reduce(0, +) / Double(spans.count)
        let variance = spans.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(spans.count)
        #expect(abs(mean - 0.01) < 0.0005)
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)  // of an exponential distribution they are equal
        #expect(spans.allSatisfy { $0 >= 0 })
    }

    @Test("each group has members and tokens of its own")
    func groups() {
        let plan = LoadPlan(church: ChurchID("grace"), prefix: "m", tokens: ["a", "b", "c", "d", "e", "f", "g"], callees: 2)
        #expect(plan.groups == 2)
        #expect(plan.members(of: 1) == ["m3", "m4", "m5"].map { MemberID($0) })
        #expect(Array(plan.tokens(of: 1)) == ["d", "e", "f"])
    }

    @Test(
        "addresses",
        arguments: [
            ("http://127.0.0.1:8080", "127.0.0.1:8080", "", nil),
            ("https://calls.example.org/v1/", "calls.example.org:443", "/v1", "calls.example.org"),
            ("http://[::1]:81", "[::1]:81", "", nil),
        ] as [(String, String, String, String?)])
    func addresses(_ text: String, _ authority: String, _ path: String, _ name: String?) throws {
        let address = try #require(ServiceAddress(text))
        #expect((address.authority, address.path) == (authority, path))
        #expect(address.serverName == name)
        #expect(ServiceAddress("ftp://example.org") == nil)
        #expect(ServiceAddress("nonsense") == nil)
    }
}
