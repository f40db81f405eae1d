import CallAPI
import Foundation
import HTTPTypes
import TokenVerification

/// Who may ask: the columns of the table in `docs/roles.md`. The call is one between Ann and Bob of church `grace`.
enum Asker: String, CaseIterable, Sendable {
    case participant
    case member
    case memberElsewhere = "member elsewhere"
    case staff
    case admin
    case adminElsewhere = "admin elsewhere"
    case superAdmin = "super-admin"
    case superAdminElsewhere = "super-admin elsewhere"
    case superAdminWithoutSession = "super-admin without session"
    case serviceForParticipant = "service for participant"
    case serviceForMember = "service for member"
    case serviceWithoutAction = "service without action"
    case serviceElsewhere = "service elsewhere"
    case nobody

    /// Asks for `route` about `call`; `participant` is the one of its two whose turn it is.
    func ask(_ client: TestService.Client, _ route: APIRoute, _ path: String, participant: String, _ backEnds: BackEnds) async throws
        -> Answer
    {
        let fields = route.sampleFields
        func ask(token: String?) async throws -> Answer {
            let body =
                route.method == .get || route.method == .delete
                ? nil : String(decoding: try JSONEncoder().encode(JSONValue.object(fields)), as: UTF8.self)
            return try await client.ask(route.method, path, token: token, body: body)
        }
        func ask(_ backEnd: BackEnd, for member: String, in church: String = "grace") async throws -> Answer {
            try await client.ask(route.method, path, by: backEnd, for: member, in: church, fields)
        }
        switch self {
        case .participant: return try await ask(token: Tokens.member(participant))
        case .member: return try await ask(token: Tokens.member("dan"))
        case .memberElsewhere: return try await ask(token: Tokens.member("zoe", of: "hope"))
        case .staff: return try await ask(token: Tokens.sign(["sub": "eve", "role": "staff", "church_id": "grace"]))
        case .admin: return try await ask(token: Tokens.admin("root"))
        case .adminElsewhere: return try await ask(token: Tokens.admin("root", of: "hope"))
        case .superAdmin: return try await ask(token: Self.superAdmin("grace"))
        case .superAdminElsewhere: return try await ask(token: Self.superAdmin("hope"))
        case .superAdminWithoutSession: return try await ask(token: Self.superAdmin(nil))
        case .serviceForParticipant: return try await ask(backEnds.able(route), for: participant)
        case .serviceForMember: return try await ask(backEnds.able(route), for: "dan")
        case .serviceWithoutAction: return try await ask(backEnds.unable(route), for: participant)
        case .serviceElsewhere: return try await ask(backEnds.elsewhere, for: participant)
        case .nobody: return try await ask(token: nil)
        }
    }

    private static func superAdmin(_ church: String?) async throws -> String {
        let session: [String: JSONValue] = church.map { ["session_church_id": .text($0)] } ?? [:]
        return try await Tokens.sign(["sub": "su", "role": "super_admin", "church_id": "grace"].merging(session) { $1 })
    }

    /// The keys of back ends: each good for one action, each for all but one, and one of another church for all.
    struct BackEnds: Sendable {
        private let only = Dictionary(uniqueKeysWithValues: APIAction.allCases.map { ($0, BackEnd("grace", "hope", actions: [$0])) })
        private let without = Dictionary(
            uniqueKeysWithValues: APIAction.allCases.map {
                ($0, BackEnd("grace", "hope", actions: Set(APIAction.allCases).subtracting([$0])))
            })
        let elsewhere = BackEnd("hope")

        var all: [APIKey] { (Array(only.values) + Array(without.values) + [elsewhere]).map(\.key) }

        func able(_ route: APIRoute) -> BackEnd { route.action.flatMap { only[$0] } ?? elsewhere }
        func unable(_ route: APIRoute) -> BackEnd { route.action.flatMap { without[$0] } ?? elsewhere }
    }
}

extension APIRoute {
    /// A body that the route takes.
    fileprivate var sampleFields: [String: JSONValue] {
        switch self {
        case .createCall: ["callee_ids": ["cid"], "call_type": "voice"]
        case .inviteToCall: ["callee_ids": ["cid"]]
        case .updateParticipant: ["is_muted": true]
        case .reportQuality: ["jitter_ms": 1, "packet_loss_percent": 0, "round_trip_ms": 20]
        case .setDoNotDisturb: ["enabled": true]
        case .registerDevice: ["device_id": "phone", "platform": "ios", "kind": "voip", "token": "abcd"]
        case .offer, .answer: ["sdp": "v=0\r\n"]
        case .iceCandidates: ["end_of_candidates": true]
        case .createWebhook: ["url": "https://hooks.example.org"]
        case .updateWebhook: ["is_enabled": false]
        default: [:]
        }
    }
}
