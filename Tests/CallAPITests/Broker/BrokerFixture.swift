import CallAPI
import Foundation
import HTTPTypes

/// What a broker asks, and with what secret.
enum BrokerFixture {
    static let secret = "hook-secret-hook-secret-hook-secret-hook"
    static let tokenSecret = "token-secret-token-secret-token-secret-to"
    static let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"

    static func configuration(isRingingVouchedFor: Bool = false, hooks: Bool = true, tokens: Bool = true) -> APIConfiguration {
        APIConfiguration(
            broker: BrokerAccess(
                hookSecret: hooks ? BrokerSecret(secret) : nil, tokenSecret: tokens ? BrokerSecret(tokenSecret) : nil,
                isRingingVouchedFor: isRingingVouchedFor),
            isRecordingOn: true)
    }
}

extension TestService.Client {
    /// A question of the broker's, as EMQX makes it of the template in `docker/emqx`.
    func hook(
        _ name: String, _ fields: [String: JSONValue], headers: [String: String] = ["X-Broker-Secret": BrokerFixture.secret]
    ) async throws -> Answer {
        let body = String(decoding: try JSONEncoder().encode(JSONValue.object(fields)), as: UTF8.self)
        let all = headers.merging(["Content-Type": "application/json"]) { own, _ in own }
        return try await ask(.post, "/broker/\(name)", body: body, headers: all)
    }

    /// A login of `member`'s phone.
    func logIn(_ member: String, token: String? = nil, clientID: String? = nil) async throws -> Answer {
        let token = if let token { token } else { try await Tokens.member(member) }
        return try await hook(
            "auth", ["clientid": .text(clientID ?? "ff-call-\(member)-17"), "username": .text(member), "password": .text(token)])
    }

    /// What the broker keeps of the login of `member`.
    func pass(_ member: String, token: String? = nil) async throws -> String {
        try await logIn(member, token: token)["client_attrs"]?["faithflow"]?.text ?? ""
    }

    /// The result of a question about a topic.
    func topic(
        _ topic: String, _ action: String = "subscribe", as member: String, pass: String, more: [String: JSONValue] = [:]
    ) async throws -> Answer {
        let fields: [String: JSONValue] = [
            "clientid": .text("ff-call-\(member)-17"), "username": .text(member), "topic": .text(topic), "action": .text(action),
            "qos": .text("1"), "retain": .text("false"), "pass": .text(pass),
        ]
        return try await hook("acl", fields.merging(more) { $1 })
    }
}
