import CallControl
import CallSignaling
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CallAPI

/// `Idempotency-Key`, as seen over HTTP.
@Suite struct IdempotencyTests {
    private static let create = #"{"callee_ids":["bob"],"call_type":"voice"}"#

    private static func headers(_ key: String, device: String? = nil) -> [String: String] {
        var headers = ["Content-Type": "application/json", "Idempotency-Key": key]
        headers["X-Device-ID"] = device
        return headers
    }

    @Test func sameCreateSameAnswer() async throws {
        let service = TestService()
        try await service.run { client in
            let first = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k-1"))
            let again = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k-1"))
            #expect(first.status == 200 && again.status == 200)
            #expect(first.body == again.body)
            #expect(service.calls.calls.count == 1)
            #expect(service.signals == 1)
        }
    }

    /// Whatever became of the call, the answer is its call; without a way in the media token is empty.
    @Test func answerOutlivesTheCall() async throws {
        try await TestService().run { client in
            let first = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            let path = "/api/calls/\(first.callID)"
            let accepted = try await client.ask(.post, path + "/accept", as: "bob", headers: Self.headers("a"))
            #expect(accepted["livekit_token"] == "media-bob")
            _ = try await client.command("end", first.callID, as: "ann")
            let created = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            let answered = try await client.ask(.post, path + "/accept", as: "bob", headers: Self.headers("a"))
            for answer in [created, answered] {
                #expect(answer.status == 200)
                #expect(answer.json?.keys == CallTests.callKeys)
                #expect(answer.callID == first.callID && answer["room_name"] == first["room_name"])
                #expect(answer["status"] == "ended")
                #expect(answer["livekit_token"] == "")
                #expect(answer["livekit_url"] == "wss://media.test")
            }
            try await client.command("accept", first.callID, as: "bob").expectProblem(409, "call_over")
        }
    }

    @Test func busyAgainIsTheSameAttempt() async throws {
        try await TestService().run { client in
            _ = try await client.ring("bob", by: "cid")
            let first = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            first.expectProblem(409, "busy")
            let again = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            #expect(again.status == 409 && again.body == first.body)
        }
    }

    @Test func glareAgainSaysSo() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            for _ in 0..<2 {
                let answer = try await client.ask(
                    .post, "/api/calls", as: "bob", body: #"{"callee_ids":["ann"],"call_type":"voice"}"#, headers: Self.headers("k"))
                #expect(answer.callID == call && answer["glare"] == true)
            }
        }
    }

    /// Another body, another device, another path: another request.
    @Test func otherRequestUnderTheKeyIsRefused() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k")).callID
            let before = service.calls.calls
            let video = Self.create.replacing("voice", with: "video")
            for (path, body, headers) in [
                ("", video, Self.headers("k")), ("", Self.create + " ", Self.headers("k")),
                ("", Self.create, Self.headers("k", device: "tab")), ("/\(call)/cancel", nil, Self.headers("k")),
                ("/\(call)/connected", nil, Self.headers("k")), ("/\(call)/token", nil, Self.headers("k")),
            ] as [(String, String?, [String: String])] {
                let answer = try await client.ask(.post, "/api/calls" + path, as: "ann", body: body, headers: headers)
                answer.expectProblem(422, "idempotency_key_reused", "\(path) \(body ?? "")")
            }
            #expect(service.calls.calls == before)
        }
    }

    @Test func keysBelongToMemberAndChurch() async throws {
        let service = TestService()
        try await service.run { client in
            let ann = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            let body = #"{"callee_ids":["dan"],"call_type":"voice"}"#
            let cid = try await client.ask(.post, "/api/calls", as: "cid", body: body, headers: Self.headers("k"))
            let zoe = #"{"callee_ids":["zoe"],"call_type":"voice"}"#
            let token = try await Tokens.member("ann", of: "hope")
            let hope = try await client.ask(.post, "/api/calls", token: token, body: zoe, headers: Self.headers("k"))
            #expect([ann, cid, hope].map(\.status) == [200, 200, 200])
            #expect(Set([ann, cid, hope].map(\.callID)).count == 3)
        }
    }

    @Test(arguments: [
        "", " ", "ü", String(repeating: "x", count: 129), "\"", "\"\"", "\" a\"", "\"a", "\"a\"b\"", "\"a\\\"", "\"a\\n\"", "\"a\";p=1",
    ])
    func badKeyIsRefused(key: String) async throws {
        let service = TestService()
        try await service.run { client in
            let answer = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers(key))
            answer.expectProblem(400, "invalid_parameter", "\(key)")
            #expect(answer.detail.contains("Idempotency-Key"))
            #expect(service.calls.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ("abc", "abc"), ("\"abc\"", "abc"), ("a b", "a b"), ("~!\"'", "~!\"'"), ("\"a\\\"b\\\\\"", "a\"b\\"),
        (String(repeating: "x", count: 128), String(repeating: "x", count: 128)),
    ])
    func keyMayStandInQuotes(value: String, key: String) throws {
        let name = try #require(HTTPField.Name.idempotencyKey)
        #expect(try IdempotencyKey.read([name: value]) == key)
        #expect(try IdempotencyKey.read([:]) == nil)
    }

    @Test func twoKeysAreNone() throws {
        let name = try #require(HTTPField.Name.idempotencyKey)
        var headers = HTTPFields([HTTPField(name: name, value: "a")])
        headers.append(HTTPField(name: name, value: "a"))
        #expect(throws: Problem.self) { try IdempotencyKey.read(headers) }
    }

    /// Where nothing is to be kept from happening twice, the header says nothing, however it looks.
    @Test func keyIsOfNoInterestElsewhere() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            #expect(try await client.ask(.get, "/api/calls/\(call)", as: "ann", headers: Self.headers("")).status == 200)
            let body = #"{"is_muted":true}"#
            let patch = try await client.ask(.patch, "/api/calls/\(call)/participant", as: "ann", body: body, headers: Self.headers(""))
            #expect(patch.status == 200)
        }
    }

    /// What stored nothing may be tried again under its key, and may have been mended.
    @Test func refusedRequestsAreNotRemembered() async throws {
        let service = TestService()
        try await service.run { client in
            let bad = #"{"callee_ids":["nobody"],"call_type":"voice"}"#
            try await client.ask(.post, "/api/calls", as: "ann", body: bad, headers: Self.headers("k")).expectProblem(404, "unknown_member")
            service.calls.fail(with: DependencyFailure(.database, reason: "down"))
            try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
                .expectProblem(503, "dependency_unavailable")
            service.calls.fail(with: nil)
            let answer = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            #expect(answer.status == 200)
        }
    }

    /// The one that asked first is told 503 when its time is over; its work goes on, and so does the waiting of whoever asks again.
    @Test func stillRunningIsTold() async throws {
        let service = TestService(configuration: APIConfiguration(timeLimit: .milliseconds(500)))
        try await service.run { client in
            service.calls.stall()
            try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
                .expectProblem(503, "dependency_unavailable")
            let again = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            again.expectProblem(409, "request_in_progress")
            #expect(again.header("Retry-After") == "1")
            #expect(again["retry_after"] == 1)
            service.calls.resume()
            var late = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            while late.status == 409 || late.status == 503 {
                late = try await client.ask(.post, "/api/calls", as: "ann", body: Self.create, headers: Self.headers("k"))
            }
            #expect(late.status == 200)
            #expect(service.calls.calls.keys.map(\.callID.rawValue) == [late.callID])
        }
    }

    @Test func tableForgetsWhatIsDone() async throws {
        let requests = RequestsInProgress(limit: 1)
        let church = ChurchID("grace")
        let request = KeyedRequest(RequestKey("k", of: MemberID("ann")), fingerprint: "f")
        let other = KeyedRequest(RequestKey("k", of: MemberID("bob")), fingerprint: "f")
        try await requests.hold(request, in: church) {
            #expect(requests.count == 1)
            await #expect(throws: Problem(.requestInProgress)) { try await requests.hold(request, in: church) {} }
            try await requests.hold(nil, in: church) {}
            try await requests.hold(other, in: church) { #expect(requests.count == 1, "full, so not listed") }
            #expect(requests.count == 1)
        }
        #expect(requests.count == 0)
        await #expect(throws: CancellationError.self) { try await requests.hold(request, in: church) { throw CancellationError() } }
        #expect(requests.count == 0)
    }

    /// Stored, and compared with what later versions make of the same request.
    @Test func fingerprintStays() {
        let body = Array(Self.create.utf8)
        let path = "/api/calls"
        let print = RequestFingerprint.make(method: "POST", path: path, device: "tab", body: body)
        #expect(print == "646b3810bd0eb58d47b5e196f3760f4c9c061e8921cdfa1e14f795706c8ed131")
        let others = [
            RequestFingerprint.make(method: "PUT", path: path, device: "tab", body: body),
            RequestFingerprint.make(method: "POST", path: path + "/", device: "tab", body: body),
            RequestFingerprint.make(method: "POST", path: path, device: nil, body: body),
            RequestFingerprint.make(method: "POST", path: path, device: "", body: body),
            RequestFingerprint.make(method: "POST", path: path, device: "tab", body: body.dropLast()),
            RequestFingerprint.make(method: "POST", path: path, device: "tab{", body: body.dropFirst()), print,
        ]
        #expect(Set(others).count == others.count)
    }
}
