import BSON
import Foundation
import Mongo
import TestSupport

/// A deployment that wakes phones by the doubles of vendors, and a church in it.
struct PushFixture: Sendable {
    /// Seconds a phone has to acknowledge.
    static let delay = 0.4

    let vendors: TestVendors
    let church: Church
    let deployment: Deployment
    /// Marks this fixture's tokens.
    let mark = String(UUID().uuidString.prefix(8).lowercased())

    /// Runs `body` with a fixture.
    static func with(
        _ environment: [String: String] = [:], _ body: (PushFixture) async throws -> Void
    ) async throws {
        try await withTestVendors { vendors in
            try Data(credentials(vendors).utf8).write(to: URL(filePath: vendors.path("push.json")))
            let variables = [
                "PUSH_CREDENTIALS_FILE": vendors.path("push.json"), "PUSH_DELAY_SECONDS": "\(delay)",
            ]
            let deployment = try await Deployment.start(variables.merging(environment) { $1 })
            defer { deployment.stop() }
            try await body(
                PushFixture(
                    vendors: vendors, church: try await Church(in: deployment), deployment: deployment))
        }
    }

    private static func credentials(_ vendors: TestVendors) throws -> String {
        try Data(TestVendors.expoToken.utf8).write(to: URL(filePath: vendors.path("expo.token")))
        let (url, apple) = (vendors.url, TestVendors.apple)
        return """
            {"authority_file": "ca.pem", "default": {
              "apns": {"team_id": "\(apple.team)", "key_id": "\(apple.key)", "bundle_id": "\(apple.bundle)", "key_file": "apns.key", "url": "\(url)"},
              "fcm": {"service_account_file": "account.json", "url": "\(url)"},
              "expo": {"access_token_file": "expo.token", "url": "\(url)"}}}
            """
    }

    /// Tokens of Ben's phones.
    var voip: String { "0a\(hexadecimal)" }
    var alert: String { "0b\(hexadecimal)" }
    var fcm: String { "fcm-\(mark)" }
    var expo: String { "ExponentPushToken[\(mark)]" }

    private var hexadecimal: String {
        mark.utf8.map { "\($0)" }.joined().appending("0000").prefix(16).description
    }

    /// Gives Ben an iPhone and an Android phone, and what the main backend registered.
    func registerBen() async throws {
        let ben = church.phone(1)
        for (device, platform, kind, token) in [
            ("iphone", "ios", "voip", voip), ("iphone", "ios", "alert", alert),
            ("pixel", "android", "fcm", fcm),
        ] {
            SuiteOutput.register(token, as: "push token")
            let body: [String: JSONValue] = [
                "device_id": .string(device), "platform": .string(platform), "kind": .string(kind),
                "token": .string(token),
            ]
            try await ben.wish(.PUT, "/api/devices", .object(body))
        }
        SuiteOutput.register(expo, as: "push token")
        try await church.collection("device_tokens").insert([
            [
                "member_id": "ben", "church_id": .string(church.id), "fcm_token": .string(expo),
                "platform": "android", "is_active": true,
            ]
        ])
    }

    /// Waits until all that happened has been followed up, and no errand waits.
    func awaitErrands() async throws {
        let unfollowed: BSONDocument = ["church_id": .string(church.id), "unfollowed_since": ["$exists": true]]
        while try await church.collection("calls").count(unfollowed) > 0 { try await letTimePass(until: Date() + 0.05) }
        let waiting: BSONDocument = ["kind": "push", "due": ["$exists": true]]
        while try await church.collection("errands").count(waiting) > 0 { try await letTimePass(until: Date() + 0.05) }
    }
}

extension VendorRequest {
    /// What it was about.
    var type: String { fields["data.type"] ?? fields["type"] ?? "" }
}
