import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Which devices a member has is kept, and a token has one owner.
@Suite struct DeviceDirectoryTests {
    private static let church = ChurchID("grace")

    private func token(_ text: String, _ kind: PushKind = .fcm) throws -> PushToken {
        try #require(PushToken(validating: text, kind: kind))
    }

    @Test(arguments: StoreKind.tested) func tokensAreRegisteredAndRenewed(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            #expect(try await store.devices(of: ["bob"], in: Self.church).isEmpty)
            try await store.register(token("t1"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(1))
            try await store.register(token("ab", .voip), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(2))
            try await store.register(token("cd", .alert), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(3))
            try await store.register(token("t2"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(4))
            let devices = try #require(try await store.devices(of: ["ann", "bob"], in: Self.church)["bob"])
            #expect(devices.map(\.token.text) == ["t2", "cd", "ab"])
            #expect(devices.map(\.token.kind) == [.fcm, .alert, .voip])
            #expect(devices.map(\.deviceID) == ["phone", "pad", "pad"])
            #expect(Set(devices.map(\.id)).count == 3 && devices.allSatisfy { $0.id.count == 64 })
        }
    }

    @Test(arguments: StoreKind.tested) func tokenHasOneOwner(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            let token = try token("t1")
            let owners: [(MemberID, ChurchID)] = [("bob", "grace"), ("ann", "grace"), ("bob", "hope"), ("bob", "grace")]
            for (member, church) in owners {
                try await store.register(token, of: "phone", on: .android, for: member, in: church, at: Sample.after(1))
                for (other, place) in owners {
                    let isOwner = other == member && place == church
                    #expect(try await store.devices(of: [other], in: place)[other]?.count == (isOwner ? 1 : nil))
                }
            }
            _ = try await concurrently(8) { number in
                try await store.register(token, of: "phone", on: .android, for: MemberID("m\(number)"), in: "grace", at: Sample.after(2))
            }
            let all = try await store.devices(of: (0..<8).map { MemberID("m\($0)") }, in: "grace")
            #expect(all.values.map(\.count) == [1])
        }
    }

    @Test(arguments: StoreKind.tested) func oldestGoWhereThereAreTooMany(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            for number in 0..<PushDevice.limit + 3 {
                try await store.register(
                    token("t\(number)"), of: DeviceID("d\(number)"), on: .android, for: "bob", in: Self.church,
                    at: Sample.after(Double(number)))
            }
            let texts = try await store.devices(of: ["bob"], in: Self.church)["bob"]?.map(\.token.text)
            #expect(texts == (3..<PushDevice.limit + 3).reversed().map { "t\($0)" })
        }
    }

    @Test(arguments: StoreKind.tested) func devicesAreUnregistered(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            try await store.register(token("ab", .voip), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(1))
            try await store.register(token("cd", .alert), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(2))
            try await store.register(token("t1"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(3))
            for (member, church) in [("ann", Self.church), ("bob", "hope")] as [(MemberID, ChurchID)] {
                try await store.unregister("pad", kind: nil, for: member, in: church)
            }
            try await store.unregister("pad", kind: .voip, for: "bob", in: Self.church)
            #expect(try await store.devices(of: ["bob"], in: Self.church)["bob"]?.map(\.token.text) == ["t1", "cd"])
            for _ in 0..<2 { try await store.unregister("phone", kind: nil, for: "bob", in: Self.church) }
            #expect(try await store.devices(of: ["bob"], in: Self.church)["bob"]?.map(\.token.text) == ["cd"])
        }
    }

    @Test(arguments: StoreKind.tested) func deadTokensAreForgottenUnlessRegisteredSince(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            let token = try token("t1")
            try await store.register(token, of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(10))
            let device = try #require(try await store.devices(of: ["bob"], in: Self.church)["bob"]?.first)
            try await store.forget(device, in: Self.church, deadSince: Sample.after(9), at: Sample.after(20))
            #expect(try await store.devices(of: ["bob"], in: Self.church)["bob"] == [device])
            for _ in 0..<2 { try await store.forget(device, in: Self.church, deadSince: Sample.after(10), at: Sample.after(20)) }
            #expect(try await store.devices(of: ["bob"], in: Self.church).isEmpty)
            try await store.register(token, of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(30))
            #expect(try await store.devices(of: ["bob"], in: Self.church)["bob"] == [device])
        }
    }

    /// What the main backend registered is read, but for what is known better here.
    @Test(arguments: StoreKind.tested) func foreignTokensAreReadToo(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, addForeign in
            let names = (0..<4).map { "ExponentPushToken[\($0)]" }
            for name in names { try await addForeign(name, "bob") }
            try await store.register(token("t1"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(1))
            try await store.register(token(names[1], .expo), of: "tab", on: .android, for: "bob", in: Self.church, at: Sample.after(2))
            try await store.register(token(names[2], .expo), of: "tab", on: .android, for: "ann", in: Self.church, at: Sample.after(3))
            let devices = try #require(try await store.devices(of: ["bob"], in: Self.church)["bob"])
            #expect(devices.prefix(2).map(\.token.text) == [names[1], "t1"])
            #expect(Set(devices.dropFirst(2).map(\.token.text)) == [names[0], names[3]])
            #expect(devices.dropFirst(2).allSatisfy { $0.deviceID == nil && $0.token.kind == .expo })
            let dead = try #require(devices.first { $0.token.text == names[0] })
            for _ in 0..<2 { try await store.forget(dead, in: Self.church, deadSince: Sample.after(20), at: Sample.after(20)) }
            #expect(try await store.devices(of: ["bob"], in: Self.church)["bob"]?.map(\.token.text) == [names[1], "t1", names[3]])
            #expect(try await store.devices(of: ["bob"], in: "hope").isEmpty)
        }
    }

    @Test(.enabled(if: Service.hasMongod)) func whatIsInactiveOrNoTokenIsLeftOut() async throws {
        try await withMongoDatabase { database in
            let (store, foreign) = (MongoDeviceDirectory(database: database), database.collection("device_tokens"))
            let sample: BSONDocument = ["member_id": "bob", "church_id": "grace", "fcm_token": "ExpoPushToken[x]", "platform": "ios"]
            var documents: [BSONDocument] = []
            for (key, value) in [("is_active", false), ("is_active", 1), ("other", true)] as [(String, BSONValue)] {
                documents.append(sample)
                documents[documents.count - 1].append(value, for: key)
            }
            for text in ["", "native-token", "ExponentPushToken[]", "ExponentPushToken[a b]"] {
                documents.append(["member_id": "bob", "church_id": "grace", "fcm_token": .string(text), "is_active": true])
            }
            try await foreign.insert(documents)
            try await store.prepare()
            try await database.collection("push_devices").insert([["_id": "x", "church_id": "grace", "member_id": "bob", "kind": "other"]])
            #expect(try await store.devices(of: ["bob"], in: Self.church).isEmpty)
        }
    }

    private func withDevices(
        _ kind: StoreKind, _ body: (any DeviceDirectory, _ addForeign: (String, MemberID) async throws -> Void) async throws -> Void
    ) async throws {
        switch kind {
        case .memory:
            let store = MemoryDeviceDirectory()
            try await body(store) { store.addForeign(try token($0, .expo), of: $1, in: Self.church) }
        case .mongo:
            try await withMongoDatabase { database in
                let store = MongoDeviceDirectory(database: database)
                for _ in 0..<2 { try await store.prepare() }
                try await body(store) { text, member in
                    try await database.collection("device_tokens").insert([
                        [
                            "member_id": .string(member.rawValue), "church_id": .string(Self.church.rawValue), "fcm_token": .string(text),
                            "platform": "ios", "is_active": true,
                        ]
                    ])
                }
            }
        }
    }
}
