import CallControl
import CallSignaling
import CallStorage
import Foundation
import HTTPTypes
import Testing

/// Devices, as apps register them for pushes.
@Suite struct DeviceTests {
    private static let phone = #"{"device_id":"phone","platform":"android","kind":"fcm","token":"t1"}"#

    private func tokens(_ service: TestService, of name: String) async throws -> [String] {
        let member = MemberID(name)
        return try await service.devices.devices(of: [member], in: ChurchID("grace"), at: Date())[member]?.map(\.token.text) ?? []
    }

    @Test func devicesAreRegisteredAndUnregistered() async throws {
        let service = TestService()
        try await service.run { client in
            for _ in 0..<2 {
                #expect(try await client.ask(.put, "/api/devices", as: "bob", body: Self.phone).json == ["message": "Device registered"])
            }
            let voip = #"{"device_id":"pad","platform":"ios","kind":"voip","token":"ABCD01","more":1}"#
            #expect(try await client.ask(.put, "/api/devices", as: "bob", body: voip).status == 200)
            #expect(try await tokens(service, of: "bob").sorted() == ["ABCD01", "t1"])
            #expect(try await client.ask(.delete, "/api/devices?device_id=pad&kind=alert", as: "bob").status == 200)
            #expect(try await client.ask(.delete, "/api/devices?device_id=pad", as: "ann").status == 200)
            #expect(try await tokens(service, of: "bob").count == 2)
            for _ in 0..<2 {
                let answer = try await client.ask(.delete, "/api/devices?device_id=pad&kind=voip", as: "bob")
                #expect(answer.json == ["message": "Device unregistered"])
            }
            #expect(try await client.ask(.delete, "/api/devices?device_id=phone", as: "bob").status == 200)
            #expect(try await tokens(service, of: "bob").isEmpty)
        }
    }

    /// A phone that another member signs in on is his from then on.
    @Test func tokenGoesWithWhoSignedInLast() async throws {
        let service = TestService()
        try await service.run { client in
            _ = try await client.ask(.put, "/api/devices", as: "bob", body: Self.phone)
            _ = try await client.ask(.put, "/api/devices", as: "ann", body: Self.phone)
            #expect(try await tokens(service, of: "bob").isEmpty)
            #expect(try await tokens(service, of: "ann") == ["t1"])
        }
    }

    @Test(arguments: [
        (#"{"platform":"android","kind":"fcm","token":"t1"}"#, "device_id"),
        (#"{"device_id":"a b","platform":"android","kind":"fcm","token":"t"}"#, "device_id"),
        (#"{"device_id":"p","kind":"fcm","token":"t1"}"#, "platform"),
        (#"{"device_id":"p","platform":"web","kind":"fcm","token":"t1"}"#, "platform"),
        (#"{"device_id":"p","platform":"ios","token":"ab"}"#, "kind"),
        (#"{"device_id":"p","platform":"ios","kind":"fcm","token":"t1"}"#, "kind"),
        (#"{"device_id":"p","platform":"android","kind":"voip","token":"ab"}"#, "kind"),
        (#"{"device_id":"p","platform":"ios","kind":"voip"}"#, "token"),
        (#"{"device_id":"p","platform":"ios","kind":"voip","token":"secret"}"#, "token"),
        (#"{"device_id":"p","platform":"ios","kind":"expo","token":7}"#, "token"),
    ])
    func whatIsNoDeviceIsRefused(body: String, key: String) async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.put, "/api/devices", as: "bob", body: body)
            answer.expectProblem(422, "invalid_body")
            #expect(answer.detail.hasPrefix(key) && !answer.detail.contains("secret"))
        }
    }

    @Test(arguments: ["/api/devices", "/api/devices?device_id=", "/api/devices?device_id=a%20b", "/api/devices?device_id=a&kind=apns"])
    func unregisteringNamesADevice(path: String) async throws {
        try await TestService().run { try await $0.ask(.delete, path, as: "bob").expectProblem(400, "invalid_parameter") }
    }
}
