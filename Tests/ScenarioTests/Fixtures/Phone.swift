import Foundation
import JWTKit

/// A member's app, as far as REST goes.
struct Phone: Sendable {
    let member: String
    let device: String?
    let church: String
    let service: TestService

    /// The token the main backend would have given him.
    func token() async throws -> String {
        try await Tokens.mint(["sub": .string(member), "role": "member", "type": "member", "session_church_id": .string(church)])
    }

    /// Sends a request as this member, from this device.
    @discardableResult
    func send(_ method: TestService.Method, _ path: String, _ body: JSONValue? = nil) async throws -> TestService.Answer {
        let headers = device.map { [("X-Device-ID", $0)] } ?? []
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) }
        return try await service.send(method, "/api/calls\(path)", token: try await token(), headers: headers, body: bytes)
    }

    /// Calls `callees`; the answer's body has `call_id`.
    func call(_ callees: [Phone], type: String = "voice") async throws -> TestService.Answer {
        try await send(.POST, "", .object(["callee_ids": .array(callees.map { .string($0.member) }), "call_type": .string(type)]))
    }

    /// Calls `callees`, which must succeed, and returns the call's id.
    func ring(_ callees: [Phone], type: String = "voice") async throws -> String {
        let answer = try await call(callees, type: type)
        guard answer.status == 200 || answer.status == 201, let id = answer.body["call_id"]?.string else {
            throw Unexpected(answer: answer)
        }
        return id
    }

    /// `POST /api/calls/{id}/{action}`.
    @discardableResult
    func post(_ action: String, _ callID: String, _ body: JSONValue? = nil) async throws -> TestService.Answer {
        try await send(.POST, "/\(callID)/\(action)", body)
    }

    /// Likewise, and it must succeed.
    func must(_ action: String, _ callID: String, _ body: JSONValue? = nil) async throws {
        let answer = try await post(action, callID, body)
        guard answer.status == 200 else { throw Unexpected(answer: answer) }
    }

    /// The call as `GET /api/calls/{id}` shows it.
    func detail(_ callID: String) async throws -> JSONValue { try await send(.GET, "/\(callID)").body }

    /// An answer that should not have been.
    struct Unexpected: Error {
        let answer: TestService.Answer
    }
}

/// Mints tokens as the main backend does.
enum Tokens {
    /// A token with these claims; `exp` an hour from now unless given.
    static func mint(_ claims: [String: JSONValue], secret: String = Deployment.secret) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        var all = claims
        if all["exp"] == nil { all["exp"] = .number(Date().timeIntervalSince1970.rounded() + 3_600) }
        return try await keys.sign(Claims(all: all))
    }

    struct Claims: JWTPayload {
        let all: [String: JSONValue]

        init(all: [String: JSONValue]) { self.all = all }
        init(from decoder: any Decoder) throws { all = try [String: JSONValue](from: decoder) }
        func encode(to encoder: any Encoder) throws { try all.encode(to: encoder) }
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .string(value) }
}
