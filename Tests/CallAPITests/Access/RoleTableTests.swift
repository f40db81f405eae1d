import CallAPI
import CallControl
import CallSignaling
import Foundation
import HTTPTypes
import Synchronization
import Testing
import TokenVerification

/// `docs/roles.md` says who may do what; each cell of its table is tried on the real router.
@Suite struct RoleTableTests {
    private static let document: String = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return (try? String(contentsOf: root.appending(path: "docs/roles.md"), encoding: .utf8)) ?? ""  // then the table is missing
    }()

    /// What the document says, by route and column.
    private static let table: [String: [String]] = {
        let rows = document.split(separator: "\n").filter { $0.wholeMatch(of: /\| `[A-Z]+ \/.+/) != nil }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
        }
        return Dictionary(rows.map { ($0[0], Array($0.dropFirst())) }) { first, _ in first }
    }()

    @Test func theTableHasAColumnForEachAskerAndARowForEachRoute() {
        let head = Self.document.split(separator: "\n").first { $0.hasPrefix("| route |") }
        #expect(head.map(String.init) == "| route | " + Asker.allCases.map(\.rawValue).joined(separator: " | ") + " |")
        #expect(Self.table.keys.sorted() == APIRoute.allCases.map(\.name).sorted())
    }

    @Test(arguments: APIRoute.allCases)
    func eachCellIsTrue(route: APIRoute) async throws {
        var cells: [String] = []
        for asker in Asker.allCases { cells.append(try await outcome(asker, route)) }
        #expect(Self.table[route.name] == cells, "| `\(route.name)` | \(cells.joined(separator: " | ")) |")
    }

    /// What comes of it: `yes`, `own` where what is seen or changed is the asker's and nothing of the call, or the code of the refusal.
    private func outcome(_ asker: Asker, _ route: APIRoute) async throws -> String {
        let (service, backEnds) = (TestService(configuration: BrokerFixture.configuration()), Asker.BackEnds())
        service.keys.replace(with: backEnds.all)
        let found = Found()
        try await service.run { client in
            let call = route == .createCall ? "" : try await client.ring("bob")
            if route.needsAnswer { #expect(try await client.command("accept", call, as: "bob").status == 200) }
            let webhook = try await service.webhooks.desk?.create(
                "https://hooks.example.org", events: nil, in: ChurchID("grace"), at: Date())
            let path =
                route.path.replacing("{id}", with: call).replacing("{member}", with: route.member)
                .replacing("{webhook}", with: webhook?.endpoint.id.rawValue ?? "") + route.sampleQuery
            let before = service.calls.calls
            let participant = route.turn
            let answer = try await asker.ask(client, route, path, participant: participant, backEnds)
            if answer.status != 200 {
                #expect(answer.code.flatMap(ProblemCode.init(rawValue:))?.status == answer.status, "\(asker) \(route)")
                #expect(service.calls.calls == before, "\(asker) \(route): what was refused changed nothing")
                #expect(answer.code == "not_participant" || call.isEmpty || !answer.body.contains(call), "\(asker) \(route)")
            }
            let isOwn = ![.participant, .serviceForParticipant].contains(asker) && route.isPersonal
            if answer.status == 200, isOwn { #expect(!answer.body.contains(call), "\(asker) \(route)") }
            found.set(answer.status != 200 ? answer.code ?? "\(answer.status)" : isOwn ? "own" : "yes")
        }
        return found.value
    }

    private final class Found: Sendable {
        private let text = Mutex("")
        var value: String { text.withLock { $0 } }
        func set(_ value: String) { text.withLock { $0 = value } }
    }
}

extension APIRoute {
    fileprivate var name: String { "\(method.rawValue) \(path)" }

    /// Whether only a call that was answered can take it.
    fileprivate var needsAnswer: Bool {
        switch self {
        case .connectCall, .endCall, .updateParticipant, .leaveCall, .inviteToCall, .refreshToken, .startRecording, .stopRecording,
            .muteParticipant, .removeParticipant:
            true
        case .offer, .answer, .iceCandidates: true
        default: false
        }
    }

    /// Whether it shows or changes what belongs to the asker alone.
    fileprivate var isPersonal: Bool {
        switch self {
        case .activeCall, .history, .statistics, .blocks, .blockMember, .unblockMember, .doNotDisturb, .setDoNotDisturb, .brokerToken,
            .iceServers, .registerDevice, .unregisterDevice, .webhooks, .createWebhook, .eventStream:
            true
        default: false
        }
    }

    /// Whom it names: a participant where it acts on one.
    fileprivate var member: String {
        switch self {
        case .muteParticipant, .removeParticipant: "bob"
        default: "cid"
        }
    }

    /// A query that the route takes; a stream would not end without one.
    fileprivate var sampleQuery: String {
        switch self {
        case .unregisterDevice: "?device_id=phone"
        case .eventStream: "?max_seconds=0"
        default: ""
        }
    }

    /// Which of the two it is for.
    fileprivate var turn: String {
        switch self {
        case .acceptCall, .rejectCall, .acknowledgeRinging: "bob"
        default: "ann"
        }
    }
}
