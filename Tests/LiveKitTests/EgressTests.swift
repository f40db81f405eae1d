import Foundation
import LiveKit
import TestSupport
import Testing

/// Recordings, asked for as LiveKit's own classes read it.
@Suite(.enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(2)))
struct EgressTests {
    private static func plan(_ bucket: S3Bucket? = nil, isAudioOnly: Bool = false) -> RecordingPlan {
        RecordingPlan(room: "r-1", isAudioOnly: isAudioOnly, path: "c-1/x.mp4", bucket: bucket)
    }

    @Test("a recording begins, is listed, ends with its file, and ends once")
    func life() async throws {
        try await withLiveKit { double, server in
            let egress = EgressClient(server)
            #expect(await failure { _ = try await egress.start(Self.plan()) } == .notFound)
            try await double.tell("room", ["name": "r-1"])
            let started = try await egress.start(Self.plan())
            #expect(started.roomName == "r-1" && started.status == .starting && started.files.isEmpty && started.path == "c-1/x.mp4")
            #expect(abs(started.startedAt?.timeIntervalSinceNow ?? .infinity) < 60)
            #expect(try await egress.recordings(of: "r-1", isActive: true).map(\.id) == [started.id])
            #expect(try await egress.stop(started.id).id == started.id)
            let ended = try #require(try await egress.recordings(of: "r-1", isActive: false).first)
            #expect(ended.status == .complete && ended.status?.isOver == true)
            #expect(ended.files.map(\.name) == ["c-1/x.mp4"] && ended.files[0].location == "/out/c-1/x.mp4" && ended.files[0].size == 4_321)
            #expect(try await egress.recordings(of: "r-1", isActive: true).isEmpty)
            #expect(await failure { _ = try await egress.stop(started.id) } == .failedPrecondition)
            #expect(await failure { _ = try await egress.stop("EG_x") } == .notFound)
        }
    }

    @Test("a bucket's secret goes to the server, and is never printed")
    func bucket() async throws {
        let bucket = S3Bucket(
            bucket: "b", region: "eu", endpoint: "https://s3.example.org", accessKey: "a-key", secret: "s3-secret-s3", forcePathStyle: true)
        for text in ["\(bucket)", String(reflecting: bucket), "\(Self.plan(bucket))"] { #expect(!text.contains("s3-secret")) }
        try await withLiveKit { double, server in
            try await double.tell("room", ["name": "r-1"])
            _ = try await EgressClient(server).start(Self.plan(bucket, isAudioOnly: true))
            let recordings = try #require(
                (try JSONSerialization.jsonObject(with: try await double.tell("state")) as? [String: Any])?["recordings"]
                    as? [[String: Any]])
            let request = try #require(recordings[0]["roomComposite"] as? [String: Any])
            let file = try #require((request["fileOutputs"] as? [[String: Any]])?.first)
            #expect(request["audioOnly"] as? Bool == true && file["fileType"] as? String == "OGG")
            #expect(
                file["s3"] as? NSDictionary == [
                    "bucket": "b", "region": "eu", "endpoint": "https://s3.example.org", "accessKey": "a-key", "secret": "s3-secret-s3",
                    "forcePathStyle": true,
                ])
        }
    }
}
