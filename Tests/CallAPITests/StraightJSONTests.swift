import CallControl
import CallSignaling
import Foundation
import Hummingbird
import Testing

@testable import CallAPI

@Suite("Answers written straight are those of the Codable form")
struct StraightJSONTests {
    private static let now = Date(timeIntervalSince1970: 1_767_268_800.125)

    private static func text(_ response: Response) async throws -> String {
        let body = CollectedBody()
        try await response.body.write(body)
        return String(decoding: body.bytes, as: UTF8.self)
    }

    private static func isSame(_ value: some AnswerBody) async throws -> Bool {
        var json = JSONText()
        #expect(value.add(to: &json))
        let straight = try Response(json: value)
        let codable = try Response(codable: value)
        return try await text(straight) == text(codable) && straight.headers == codable.headers && straight.status == codable.status
    }

    @Test("calls in each state, with and without what may be absent", arguments: [nil, "https://photos.example.org/ä?x=\"1\"&y=/\\"])
    func calls(avatar: String?) async throws {
        let people = ["anna", "ben", "chloe"].map { Member(id: MemberID($0), name: "\($0) \u{0}\"é\u{301}/\u{2028}🙏🏽", avatar: avatar) }
        let draft = CallDraft(
            id: CallID("c-1"), churchID: ChurchID("grace"), type: .video, caller: people[0], callees: people.dropFirst().map { Invitee($0) }
        )
        var (call, _) = Call.start(draft, at: Self.now)
        let (anna, ben) = (Party(MemberID("anna")), Party(MemberID("ben")))
        let media = MediaTokenResponse(token: avatar == nil ? "" : "a.b/c", url: "wss://media.example.org")
        let servers = ICEServers(stun: ["stun:a"], turn: ["turn:b?transport=udp"], secret: avatar.map { TURNSecret($0) })
        let ice = servers.list(for: MemberID("anna"), at: Self.now)
        var answers = [CallResponse(call, media: media, ice: ice, isGlare: false, now: Self.now)]
        for event in [CallEvent.accept(ben), .connected(anna), .connected(ben), .leave(ben), .end(anna, .normal)] {
            _ = try call.handle(event, at: Self.now)
            answers.append(CallResponse(call, media: media, ice: ice, isGlare: avatar == nil, now: Self.now + 1))
        }
        #expect(Set(answers.map(\.status)).count > 2)
        for answer in answers { #expect(try await Self.isSame(answer)) }
    }

    @Test("presences")
    func presences() async throws {
        let found = [MemberPresence(MemberID("a")), MemberPresence(MemberID("b"), isOnline: true, lastSeen: Self.now, isInCall: true)]
        for list in [[], found] { #expect(try await Self.isSame(PresenceResponse(list, now: Self.now))) }
    }

    @Test("messages")
    func messages() async throws { #expect(try await Self.isSame(MessageResponse("Call \"ended\"\n/"))) }
}

/// A body as it is written.
private final class CollectedBody: ResponseBodyWriter {
    var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
    func finish(_ trailers: HTTPFields?) async throws {}
}
