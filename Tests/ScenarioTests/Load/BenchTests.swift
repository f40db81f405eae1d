import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// The load generator as operators run it, for a moment: what it counts must be so.
@Suite("faithflow-calls bench")
struct BenchTests {
    /// Beside many other scenarios the first whole calls take seconds.
    private func bench(
        _ deployment: Deployment, _ church: Church, _ options: String..., seconds: Int = 8
    ) async throws -> (status: Int32?, report: JSONValue) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-bench-\(UUID().uuidString)")
        let file = folder.appending(path: "report.json")
        let command = [
            TestService.executable, "bench", "--url", "http://127.0.0.1:\(deployment.service.port)", "--church", church.id, "--prefix",
            "member", "--seconds", "\(seconds)", "--warm-up", "0", "--json", file.path,
        ]
        let process = try ServerProcess(command + options, folder: folder, environment: deployment.service.environment)
        let status = try await process.exitStatus(within: 60)
        return (status, try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file)))
    }

    private func withBenchChurch(_ body: (Deployment, Church) async throws -> Void) async throws {
        let deployment = try await Deployment.standard.deployment()
        let church = try await Church(in: deployment, members: 0, isWitnessed: false)
        let members = (0..<12).map { number in
            ["id": .string("member\(number)"), "church_id": .string(church.id), "full_name": "Member"] as BSONDocument
        }
        try await church.collection("members").insert(members, isOrdered: false)
        try await body(deployment, church)
    }

    @Test("closed loop: as many calls as the log has, each signal once", arguments: [1, 2])
    func closed(_ callees: Int) async throws {
        try await withBenchChurch { deployment, church in
            let (status, report) = try await bench(deployment, church, "--pairs", "4", "--callees", "\(callees)")
            #expect(status == 0)
            let calls = try #require(report["lifecycles"]?.int)
            #expect(calls > 0)
            for sum in ["failures", "lost", "duplicates"] { #expect(report[sum]?.int == 0, "\(sum)") }
            // Those that were begun and ended after the time are in the log alone, one a group at the most.
            let logged = try await church.collection("calls").count(["church_id": .string(church.id), "status": "ended"])
            #expect((calls...(calls + 4)).contains(logged))
            let latencies = try #require(report["latencies_ms"])
            #expect(latencies["lifecycle"]?["count"]?.int == calls)
            let invites = try #require(latencies["invite"]?["count"]?.int)
            #expect((calls...(calls + 4)).contains(invites))
        }
    }

    @Test("open loop: about as many calls as were due")
    func open() async throws {
        try await withBenchChurch { deployment, church in
            let (status, report) = try await bench(deployment, church, "--pairs", "6", "--rate", "10", seconds: 2)
            #expect((status == 0) == (report["unserved"]?.int == 0))  // on a slow machine all pairs may be calling when a call is due
            #expect(report["lost"]?.int == 0)
            let begun = try await church.collection("calls").count(["church_id": .string(church.id)])
            #expect((3...60).contains(begun))  // 20 are due; Poisson keeps within these but for one time in a million
            #expect(report["failures"]?.int == 0)
        }
    }

    @Test("phones, each on a connection of its own, and what broker and database do alone")
    func phones() async throws {
        try await withBenchChurch { deployment, church in
            let (status, report) = try await bench(deployment, church, "--phones", "12", "--ceilings")
            #expect(status == 0)
            #expect(report["phones"]?.int == 12)
            let calls = try #require(report["lifecycles"]?.int)
            #expect(calls > 0)
            for sum in ["failures", "lost", "duplicates"] { #expect(report[sum]?.int == 0, "\(sum)") }
            // An invite, an accept and an end for each of two, and each once; calls at the edges are counted in part.
            let signals = try #require(report["signals"]?.int)
            #expect(((calls - 6) * 4...(calls + 6) * 8).contains(signals))
            #expect(report["limits"]?["publishes_per_second"] != nil && report["limits"]?["writes_per_second"] != nil)
            #expect(try await church.collection("bench_limits").count([:]) == 0)
        }
    }

    @Test("without a service it says so and fails")
    func refused() async throws {
        try await withBenchChurch { deployment, church in
            let nowhere = try FreePort.next()
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-bench-\(UUID().uuidString)")
            let process = try ServerProcess(
                [
                    TestService.executable, "bench", "--url", "http://127.0.0.1:\(nowhere)", "--church", church.id, "--pairs", "2",
                    "--seconds", "1",
                    "--warm-up", "0",
                ], folder: folder, environment: deployment.service.environment)
            #expect(try await process.exitStatus(within: 60) == 1)
        }
    }
}
