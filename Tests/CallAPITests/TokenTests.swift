import CallAPI
import CallSignaling
import Foundation
import HTTPTypes
import JWTKit
import Testing
import TokenVerification

/// Who gets in, as whom, and who does not.
@Suite struct TokenTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let claims: [String: JSONValue]
        let identity: Identity

        init(_ name: String, _ claims: [String: JSONValue], _ church: String, _ member: String, _ role: Role, name display: String? = nil) {
            testDescription = name
            self.claims = claims
            identity = Identity(churchID: ChurchID(church), memberID: MemberID(member), role: role, displayName: display)
        }
    }

    static let good: [Good] = [
        Good("member", ["sub": "ann", "role": "member", "type": "member", "session_church_id": "grace"], "grace", "ann", .member),
        Good("named", ["sub": "ann", "role": "member", "session_church_id": "grace", "name": "Ann"], "grace", "ann", .member, name: "Ann"),
        Good("member of two", ["sub": "ann", "role": "member", "session_church_id": "hope", "church_id": "x"], "hope", "ann", .member),
        Good("member without session", ["sub": "ann", "role": "member", "church_id": "grace"], "grace", "ann", .member),
        Good("staff", ["sub": "s1", "role": "staff", "church_id": "grace"], "grace", "s1", .staff),
        Good("staff who is a member", ["sub": "s1", "member_id": "bob", "role": "staff", "church_id": "grace"], "grace", "bob", .staff),
        Good(
            "empty is absent", ["sub": "s1", "member_id": "", "role": "staff", "church_id": "a", "session_church_id": ""], "a", "s1", .staff
        ),
        Good(
            "null is absent", ["sub": "s1", "member_id": nil, "role": "staff", "church_id": "a", "session_church_id": nil], "a", "s1",
            .staff),
        Good("admin", ["sub": "adm", "role": "admin", "church_id": "grace"], "grace", "adm", .admin),
        Good(
            "admin in session", ["sub": "adm", "role": "admin", "church_id": "grace", "session_church_id": "hope"], "hope", "adm", .admin),
        Good(
            "super admin", ["sub": "su", "role": "super_admin", "session_church_id": "hope", "church_id": "x"], "hope", "su", .superAdmin),
        Good("just now", ["sub": "ann", "role": "member", "session_church_id": "a", "nbf": soon(2)], "a", "ann", .member),
        Good("unknown claims", ["sub": "ann", "role": "member", "session_church_id": "a", "aud": ["x"]], "a", "ann", .member),
    ]

    private static func soon(_ seconds: Double) -> JSONValue { .number(Date().timeIntervalSince1970.rounded() + seconds) }

    @Test(arguments: good)
    func goodTokenNamesItsBearer(good: Good) async throws {
        let authenticator = await TokenAuthenticator(secrets: [Tokens.secret])
        let token = try await Tokens.sign(good.claims)
        #expect(try await authenticator.identity(of: token) == good.identity)
        #expect(try await authenticator.identity(of: token) == good.identity)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let code: String
        let token: @Sendable () async throws -> String

        init(_ name: String, _ status: Int, _ code: String, _ token: @escaping @Sendable () async throws -> String) {
            testDescription = name
            self.status = status
            self.code = code
            self.token = token
        }

        /// The token of a member, some claims changed.
        init(_ name: String, _ status: Int, _ code: String, claims: [String: JSONValue]) {
            let member: [String: JSONValue] = ["sub": "ann", "role": "member", "session_church_id": "grace"]
            self.init(name, status, code) { try await Tokens.sign(member.merging(claims) { $1 }) }
        }

        /// A token whose header says `header`, otherwise signed as it should be.
        init(_ name: String, header: JWTHeader) {
            self.init(name, 401, "invalid_token") {
                try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace"], header: header)
            }
        }
    }

    private static let payload = #"{"sub":"ann","role":"member","session_church_id":"grace","exp":4000000000}"#

    static let bad: [Bad] = [
        Bad("alg none", 401, "invalid_token") { Tokens.unsigned(header: #"{"alg":"none"}"#, payload: payload) },
        Bad("alg None, signature kept", header: ["alg": "None"]),
        Bad("alg RS256", header: ["alg": "RS256"]),
        Bad("alg HS512", header: ["alg": "HS512"]),
        Bad("alg hs256", header: ["alg": "hs256"]),
        Bad("critical extension", header: ["alg": "HS256", "crit": ["exp"]]),
        Bad("alg a number", 401, "invalid_token") { Tokens.unsigned(header: #"{"alg":256}"#, payload: payload, signature: "AAAA") },
        Bad("no alg", 401, "invalid_token") { Tokens.unsigned(header: "{}", payload: payload, signature: "AAAA") },
        Bad("number beyond Int", 401, "invalid_token") {
            Tokens.unsigned(header: #"{"alg":"HS256","x":1e300}"#, payload: payload, signature: "AAAA")
        },
        Bad("empty signature", 401, "invalid_token") { Tokens.unsigned(header: #"{"alg":"HS256"}"#, payload: payload) },
        Bad("signature of another", 401, "invalid_token") {
            let parts = try await Tokens.member("bob").split(separator: ".")
            return Tokens.unsigned(header: #"{"alg":"HS256"}"#, payload: payload, signature: String(parts[2]))
        },
        Bad("wrong key", 401, "invalid_token") {
            try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "g"], secret: String(repeating: "x", count: 32))
        },
        Bad("no expiry", 401, "invalid_token") {
            try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace"], expires: false)
        },
        Bad("garbage", 401, "invalid_token") { "garbage" },
        Bad("two parts", 401, "invalid_token") { "e30.e30" },
        Bad("four parts", 401, "invalid_token") { try await Tokens.member("ann") + ".x" },
        Bad("not base64", 401, "invalid_token") { "?.?.?" },
        Bad("too long", 401, "invalid_token") { String(repeating: "a", count: 9_000) },
        Bad("expired", 401, "token_expired", claims: ["exp": soon(-6)]),
        Bad("expired long ago", 401, "token_expired", claims: ["exp": 1]),
        Bad("expiry a text", 401, "invalid_token", claims: ["exp": "tomorrow"]),
        Bad("not yet valid", 401, "token_not_yet_valid", claims: ["nbf": soon(60)]),
        Bad("not issued yet", 401, "token_not_yet_valid", claims: ["iat": soon(60)]),
        Bad("no subject", 401, "invalid_token", claims: ["sub": nil]),
        Bad("empty subject", 401, "invalid_token", claims: ["sub": ""]),
        Bad("subject a number", 401, "invalid_token", claims: ["sub": 7]),
        Bad("subject a wildcard", 401, "invalid_token", claims: ["sub": "+"]),
        Bad("subject a path", 401, "invalid_token", claims: ["sub": "ann/incoming_call"]),
        Bad("member id a wildcard", 401, "invalid_token", claims: ["member_id": "#"]),
        Bad("church a path", 401, "invalid_token", claims: ["session_church_id": "grace/member"]),
        Bad("church with NUL", 401, "invalid_token", claims: ["session_church_id": "grace\u{0}"]),
        Bad("other kind of token", 401, "invalid_token", claims: ["type": "refresh"]),
        Bad("no tenant", 403, "missing_tenant", claims: ["session_church_id": nil]),
        Bad(
            "super admin without session", 403, "missing_tenant",
            claims: ["role": "super_admin", "session_church_id": nil, "church_id": "g"]),
        Bad("staff without church", 403, "missing_tenant", claims: ["role": "staff", "session_church_id": nil]),
        Bad("unknown role", 403, "forbidden_role", claims: ["role": "visitor"]),
        Bad("no role", 403, "forbidden_role", claims: ["role": nil]),
    ]

    @Test(arguments: bad)
    func badTokenIsRefused(bad: Bad) async throws {
        let service = TestService()
        try await service.run { client in
            let token = try await bad.token()
            let answer = try await client.ask(.post, "/api/calls", token: token, body: #"{"callee_ids":["bob"],"call_type":"voice"}"#)
            answer.expectProblem(bad.status, bad.code)
            #expect((answer.header("WWW-Authenticate")?.hasPrefix("Bearer ") == true) == (bad.status == 401))
            #expect(!answer.body.contains(token))
        }
        #expect(service.calls.calls.isEmpty)
    }

    @Test(arguments: [nil, "", "Bearer", "Bearer ", "Basic YW5uOnB3", "Token abc"])
    func noTokenIsRefused(value: String?) async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.get, "/api/calls/active", headers: value.map { ["Authorization": $0] } ?? [:])
            answer.expectProblem(401, "missing_token")
            #expect(answer.header("WWW-Authenticate") == #"Bearer realm="faithflow-calls""#)
        }
    }

    @Test func theSchemeMayBeWrittenAnyhow() async throws {
        let authenticator = await TokenAuthenticator(secrets: [Tokens.secret])
        let token = try await Tokens.member("ann")
        #expect(try await authenticator.identify([.authorization: "bEARER \(token)"]).memberID.rawValue == "ann")
    }
}
