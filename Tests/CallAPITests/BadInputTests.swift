import CallControl
import CallSignaling
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TokenVerification

@testable import CallAPI

/// Input that must not get through: refused by status and code, with a sentence that says what is wrong; nothing stored, nothing to publish.
@Suite struct BadInputTests {
    @Test(arguments: BadInput.all)
    func badInputIsRefused(row: BadInput) async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob", "cid")
            let before = (service.calls.calls, service.signals)
            let path = row.path.replacing("{id}", with: call)
            let answer = try await client.ask(row.method, path, as: row.member, body: row.body, headers: row.headers)
            answer.expectProblem(row.status, row.code, "\(row.testDescription): \(answer.body)")
            if let word = row.names { #expect(answer.detail.contains(word), "\(row.testDescription): \(answer.detail)") }
            #expect(service.calls.calls == before.0)
            #expect(service.signals == before.1)
        }
    }

    @Test func theTableIsLong() {
        #expect(BadInput.all.count >= 60)
    }

    /// No length is announced here, so the body must be counted while it is read.
    @Test func aBodyThatHidesItsLengthIsCutOff() async throws {
        let (stream, source) = RequestBody.makeStream()
        let request = Request(head: HTTPRequest(method: .post, scheme: "http", authority: "test", path: "/"), body: stream)
        let identity = Identity(churchID: ChurchID("grace"), memberID: MemberID("ann"), role: .member)
        for _ in 0..<3 { await source.yield(ByteBuffer(string: String(repeating: "x", count: 50))) }
        source.finish()
        await #expect(throws: Problem(.bodyTooLarge, "The body is larger than 100 bytes.")) {
            _ = try await APIRequest(request, parameters: Parameters(), by: .person(identity), limit: 100)
        }
    }

    /// Over a real connection: what is refused unread does not spoil the next request.
    @Test func afterARefusedBodyTheConnectionGoesOn() async throws {
        let responder = await TestService().router().buildResponder()
        try await Application(responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0))).test(.live) { live in
            let client = TestService.Client(client: live)
            for _ in 0..<3 {
                let body = String(repeating: "x", count: 2_000_000)
                try await client.ask(.post, "/api/calls", as: "ann", body: body).expectProblem(413, "body_too_large")
                #expect(try await client.ask(.get, "/healthz").status == 200)
            }
        }
    }

    @Test(arguments: [nil, "application/json; charset=utf-8", "Application/JSON", "application/json ;charset=utf-8"])
    func theContentTypeMayBeWrittenAnyhow(type: String?) async throws {
        try await TestService().run { client in
            let headers = type.map { ["Content-Type": $0] } ?? [:]
            let body = #"{"callee_ids":["bob"],"call_type":"voice"}"#
            let answer = try await client.ask(.post, "/api/calls", as: "ann", body: body, headers: headers)
            #expect(answer.status == 200)
        }
    }

    /// What is sent without a body needs no content type either: some HTTP clients name one of their own.
    @Test(arguments: ["application/x-www-form-urlencoded", "text/plain"])
    func withoutABodyTheContentTypeIsOfNoInterest(type: String) async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let answer = try await client.ask(.post, "/api/calls/\(call)/accept", as: "bob", headers: ["Content-Type": type])
            #expect(answer.status == 200)
        }
    }

    @Test func theDeviceMayStandInHeaderOrBodyTheHeaderWins() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob", "cid")
            let body = #"{"device_id":"tab"}"#
            _ = try await client.ask(.post, "/api/calls/\(call)/accept", as: "bob", body: body)
            _ = try await client.ask(.post, "/api/calls/\(call)/accept", as: "cid", body: body, headers: ["X-Device-ID": "phone"])
            let people = service.calls.calls.values.first?.participants ?? []
            #expect(people.map(\.device?.rawValue) == [nil, "tab", "phone"])
            let other = try await client.ask(.post, "/api/calls/\(call)/accept", as: "bob", headers: ["X-Device-ID": "watch"])
            other.expectProblem(409, "answered_elsewhere")
            #expect(other["current_status"] == "connecting")
            #expect(other.callID == call)
        }
    }
}
