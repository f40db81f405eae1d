import CallControl
import CallSignaling
import Foundation
import Hummingbird
import Testing
import TokenVerification

@testable import CallAPI

/// Every error has its answer.
@Suite struct ProblemTests {
    private static let call: Call = {
        let people = (Member(id: MemberID("ann"), name: "Ann"), Member(id: MemberID("bob"), name: "Bob"))
        let draft = CallDraft(
            id: CallID("3f2504e0-4f89-41d3-9a0c-0305e82c3301"), churchID: ChurchID("grace"), type: .voice, caller: people.0,
            callees: [Invitee(people.1)])
        return Call.start(draft, at: Date(timeIntervalSince1970: 0)).call
    }()

    static let conflicts: [(CallConflict, ProblemCode)] = [
        (.notParticipant, .notParticipant), (.notCaller, .notCaller), (.over, .callOver), (.answeredElsewhere, .answeredElsewhere),
        (.declinedElsewhere, .declinedElsewhere), (.alreadyAnswered, .alreadyAnswered), (.notRinging, .notRinging), (.notIn, .notInCall),
        (.calleesBusy([MemberID("cid")]), .busy), (.unknownParticipant(MemberID("cid")), .unknownMember),
        (.participantNotIn(MemberID("cid")), .notInCall),
    ]

    @Test(arguments: conflicts)
    func refusalTellsWhereTheCallStands(conflict: CallConflict, code: ProblemCode) {
        let problem = Problem(of: CallFailure.refused(conflict, Self.call))
        #expect(problem.code == code)
        #expect(problem.callID == Self.call.id)
        #expect(problem.currentStatus == (code.status == 409 ? .ringing : nil))
    }

    static let errors: [(any Error & Sendable, ProblemCode)] = [
        (CallFailure.unknownCall, .unknownCall), (CallFailure.invalid("no"), .invalidBody), (CallFailure.contended, .contended),
        (CallFailure.churchFull, .churchLimit), (BlockLimitReached(), .blockLimit), (WebhookLimitReached(), .webhookLimit),
        (WebhookAddress.Flaw.scheme, .invalidBody),
        (DependencyFailure(.database, reason: "secret"), .dependencyUnavailable), (TimeLimitExceeded(), .dependencyUnavailable),
        (CancellationError(), .dependencyUnavailable), (HTTPError(.badRequest, message: "x"), .badRequest),
        (HTTPError(.contentTooLarge), .bodyTooLarge), (HTTPError(.badGateway), .internalError), (HTTPError(.notFound), .notFound),
        (CocoaError(.fileNoSuchFile), .internalError), (TokenFailure.expired, .tokenExpired), (TokenFailure.missing, .missingToken),
    ]

    @Test(arguments: errors.indices)
    func everyErrorHasACode(index: Int) {
        #expect(Problem(of: Self.errors[index].0).code == Self.errors[index].1)
    }

    @Test(arguments: ProblemCode.allCases)
    func everyCodeMakesADocument(code: ProblemCode) throws {
        let json = try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(Problem(code)))
        #expect(json["code"] == .text(code.rawValue))
        #expect(json["type"] == .text("urn:faithflow:problem:\(code.rawValue)"))
        #expect(json["status"] == .number(Double(code.status)))
        #expect((400...503).contains(code.status))
        #expect(json["detail"]?.text?.hasSuffix(".") == true)
        #expect(json.keys.subtracting(["type", "title", "status", "detail", "code"]) == (code.retryAfter == nil ? [] : ["retry_after"]))
    }

    @Test func busyTellsWhoAndByWhat() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            let own = try await client.ask(.post, "/api/calls", as: "ann", body: #"{"callee_ids":["cid"],"call_type":"voice"}"#)
            own.expectProblem(409, "busy")
            #expect(own["existing_call_id"] == .text(call))
            #expect(own["members"] == ["ann"])
            let other = try await client.ask(.post, "/api/calls", as: "cid", body: #"{"callee_ids":["bob"],"call_type":"voice"}"#)
            other.expectProblem(409, "busy")
            #expect(other["members"] == ["bob"])
            #expect(other["existing_call_id"] == nil)
            #expect(other["current_status"] == "busy")
            #expect(CallID(validating: other.callID) != nil)
            #expect(try await client.ask(.get, "/api/calls/history", as: "bob")["total"] == 2)
        }
    }

    @Test func unknownMembersAreNamed() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(
                .post, "/api/calls", as: "ann", body: #"{"callee_ids":["bob","x1","x2"],"call_type":"voice"}"#)
            answer.expectProblem(404, "unknown_member")
            #expect(answer["members"] == ["x1", "x2"])
            #expect(answer.detail.contains("x1, x2"))
        }
    }

    @Test func whatIsDownIsToldWithoutItsSecrets() async throws {
        let service = TestService()
        service.calls.fail(with: DependencyFailure(.database, reason: "mongodb://user:secret@host"))
        try await service.run { client in
            let answer = try await client.ask(.get, "/api/calls/active", as: "ann")
            answer.expectProblem(503, "dependency_unavailable")
            #expect(answer.header("Retry-After") == "2")
            #expect(answer["retry_after"] == 2)
            #expect(!answer.body.contains("secret"))
        }
    }

    @Test func whatIsUnexpectedIsNotTold() async throws {
        let service = TestService()
        service.calls.fail(with: CocoaError(.fileReadCorruptFile))
        try await service.run { client in
            let answer = try await client.ask(.get, "/api/calls/active", as: "ann")
            answer.expectProblem(500, "internal_error")
            #expect(!answer.body.contains("Cocoa"))
        }
    }

    @Test func whoHangsIsNotWaitedFor() async throws {
        let service = TestService(configuration: APIConfiguration(timeLimit: .milliseconds(50)))
        service.calls.hang()
        try await service.run { client in
            let answer = try await client.ask(.post, "/api/calls", as: "ann", body: #"{"callee_ids":["bob"],"call_type":"voice"}"#)
            answer.expectProblem(503, "dependency_unavailable")
        }
    }
}
