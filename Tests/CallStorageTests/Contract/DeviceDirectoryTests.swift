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
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40)).isEmpty)
            try await store.register(token("t1"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(1))
            try await store.register(token("ab", .voip), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(2))
            try await store.register(token("cd", .alert), of: "pad", on: .ios, for: "bob", in: Self.church, at: Sample.after(3))
            try await store.register(token("t2"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(4))
            let devices = try #require(try await store.devices(of: ["ann", "bob"], in: Self.church, at: Sample.after(40))["bob"])
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
                    #expect(try await store.devices(of: [other], in: place, at: Sample.after(40))[other]?.count == (isOwner ? 1 : nil))
                }
            }
            _ = try await concurrently(8) { number in
                try await store.register(token, of: "phone", on: .android, for: MemberID("m\(number)"), in: "grace", at: Sample.after(2))
            }
            let all = try await store.devices(of: (0..<8).map { MemberID("m\($0)") }, in: "grace", at: Sample.after(40))
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
            let texts = try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"]?.map(\.token.text)
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
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"]?.map(\.token.text) == ["t1", "cd"])
            for _ in 0..<2 { try await store.unregister("phone", kind: nil, for: "bob", in: Self.church) }
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"]?.map(\.token.text) == ["cd"])
        }
    }

    @Test(arguments: StoreKind.tested) func deadTokensAreForgottenUnlessRegisteredSince(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, _ in
            let token = try token("t1")
            try await store.register(token, of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(10))
            let device = try #require(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"]?.first)
            try await store.forget(device, in: Self.church, deadSince: Sample.after(9), at: Sample.after(20))
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"] == [device])
            for _ in 0..<2 { try await store.forget(device, in: Self.church, deadSince: Sample.after(10), at: Sample.after(20)) }
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40)).isEmpty)
            try await store.register(token, of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(30))
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"] == [device])
        }
    }

    /// What the main backend registered is read, but for what is known better here.
    @Test(arguments: StoreKind.tested) func foreignTokensAreReadToo(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, addForeign in
            let names = (0..<4).map { "ExponentPushToken[\($0)]" }
            for name in names { try await addForeign(name, "bob", nil) }
            try await store.register(token("t1"), of: "phone", on: .android, for: "bob", in: Self.church, at: Sample.after(1))
            try await store.register(token(names[1], .expo), of: "tab", on: .android, for: "bob", in: Self.church, at: Sample.after(2))
            try await store.register(token(names[2], .expo), of: "tab", on: .android, for: "ann", in: Self.church, at: Sample.after(3))
            let devices = try #require(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"])
            #expect(devices.prefix(2).map(\.token.text) == [names[1], "t1"])
            #expect(Set(devices.dropFirst(2).map(\.token.text)) == [names[0], names[3]])
            #expect(devices.dropFirst(2).allSatisfy { $0.deviceID == nil && $0.token.kind == .expo })
            let dead = try #require(devices.first { $0.token.text == names[0] })
            for _ in 0..<2 { try await store.forget(dead, in: Self.church, deadSince: Sample.after(20), at: Sample.after(20)) }
            #expect(
                try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40))["bob"]?.map(\.token.text) == [
                    names[1], "t1", names[3],
                ])
            #expect(try await store.devices(of: ["bob"], in: "hope", at: Sample.after(40)).isEmpty)
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
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(40)).isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func deadForeignTokensAreGoodAgainOnceRegisteredAnew(_ kind: StoreKind) async throws {
        try await withDevices(kind) { store, addForeign in
            func texts(at seconds: Double) async throws -> [String] {
                try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(seconds))["bob"]?.map(\.token.text).sorted() ?? []
            }
            let (dated, dateless) = ("ExponentPushToken[dated]", "ExponentPushToken[dateless]")
            try await addForeign(dated, "bob", Sample.after(10))
            try await addForeign(dateless, "bob", nil)
            for device in try #require(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(20))["bob"]) {
                try await store.forget(device, in: Self.church, deadSince: Sample.after(20), at: Sample.after(21))
            }
            #expect(try await texts(at: 22).isEmpty)
            #expect(try await texts(at: 86_419).isEmpty)
            #expect(try await texts(at: 86_420) == [dateless], "nobody says whether it was registered since: tried once a day")
            try await addForeign(dated, "bob", Sample.after(20))
            #expect(try await texts(at: 86_420) == [dateless], "not later than its death")
            try await addForeign(dated, "bob", Sample.after(30))
            #expect(try await texts(at: 29) == [], "not yet")
            #expect(try await texts(at: 30) == [dated])
            let device = try #require(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(31))["bob"]?.first)
            try await store.forget(device, in: Self.church, deadSince: Sample.after(40), at: Sample.after(40))
            #expect(try await texts(at: 41).isEmpty, "dead once more")
            #expect(try await texts(at: 90 * 86_400 + 41) == [dated, dateless])
        }
    }

    /// The contract fixes no field for it, and the main backend writes times as dates or as text.
    @Test(.enabled(if: Service.hasMongod)) func registrationIsToldByManyFields() async throws {
        let later: [(String, BSONValue)] = [
            ("created_at", .date(Sample.after(61))), ("updated_at", .date(Sample.after(61))), ("updated_at", "2026-01-01T12:01:00.123456"),
            ("last_used", "2026-01-01 12:01:01"), ("last_used_at", "2026-01-01T20:01:01+08:00"), ("registered_at", "2026-01-01T12:01:01Z"),
            ("last_seen", "2026-01-01T12:01:01.5+00:00"),
        ]
        let earlier: [(String, BSONValue)] = [
            ("created_at", .date(Sample.after(59))), ("updated_at", "2026-01-01T12:00:59.9"), ("updated_at", "2026-01-01T20:01:01"),
            ("updated_at", "soon"), ("updated_at", ""), ("updated_at", 5), ("other", .date(Sample.after(61))),
        ]
        try await withMongoDatabase { database in
            let (store, foreign) = (MongoDeviceDirectory(database: database), database.collection("device_tokens"))
            for (isLater, (field, value)) in later.map({ (true, $0) }) + earlier.map({ (false, $0) }) {
                let text = "ExponentPushToken[\(UUID().uuidString)]"
                var document: BSONDocument = [
                    "_id": .string(text), "member_id": "bob", "church_id": "grace", "fcm_token": .string(text), "is_active": true,
                ]
                try await foreign.insert([document])
                let device = try #require(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(60))["bob"]?.first)
                try await store.forget(device, in: Self.church, deadSince: Sample.after(60), at: Sample.after(60))
                document.append(value, for: field)
                try await foreign.replaceOne(["_id": .string(text)], document)
                let found = try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(70))["bob"] ?? []
                #expect(found == (isLater ? [device] : []), "\(field) \(value)")
                _ = try await foreign.deleteMany(["_id": .string(text)])
            }
        }
    }

    /// A phone that is woken twice rings twice.
    @Test(.enabled(if: Service.hasMongod)) func aTokenThatIsThereTwiceIsOneDevice() async throws {
        try await withMongoDatabase { database in
            let store = MongoDeviceDirectory(database: database)
            let document: BSONDocument = [
                "member_id": "bob", "church_id": "grace", "fcm_token": "ExponentPushToken[x]", "is_active": true,
            ]
            try await database.collection("device_tokens").insert([document, document])
            #expect(try await store.devices(of: ["bob"], in: Self.church, at: Sample.noon)["bob"]?.count == 1)
        }
    }

    /// Where the main backend deletes and inserts, the new document's id tells when.
    @Test(.enabled(if: Service.hasMongod)) func aNewDocumentIsARegistration() async throws {
        try await withMongoDatabase { database in
            let (store, foreign) = (MongoDeviceDirectory(database: database), database.collection("device_tokens"))
            var found: [Int] = []
            for seconds in [59.0, 61] {
                let start = UInt32(Sample.after(seconds).timeIntervalSince1970).bigEndian
                let id = try #require(BSONObjectID(withUnsafeBytes(of: start, Array.init) + Array(repeating: 7, count: 8)))
                let text = "ExponentPushToken[x]"
                _ = try await foreign.deleteMany(["fcm_token": .string(text)])
                try await foreign.insert([
                    ["_id": .objectID(id), "member_id": "bob", "church_id": "grace", "fcm_token": .string(text), "is_active": true]
                ])
                if let device = try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(60))["bob"]?.first {
                    try await store.forget(device, in: Self.church, deadSince: Sample.after(60), at: Sample.after(60))
                }
                found.append(try await store.devices(of: ["bob"], in: Self.church, at: Sample.after(70))["bob"]?.count ?? 0)
            }
            #expect(found == [0, 1])
        }
    }

    private func withDevices(
        _ kind: StoreKind,
        _ body: (any DeviceDirectory, _ addForeign: (String, MemberID, Date?) async throws -> Void) async throws -> Void
    ) async throws {
        switch kind {
        case .memory:
            let store = MemoryDeviceDirectory()
            try await body(store) { store.addForeign(try token($0, .expo), of: $1, in: Self.church, at: $2) }
        case .mongo:
            try await withMongoDatabase { database in
                let store = MongoDeviceDirectory(database: database)
                for _ in 0..<2 { try await store.prepare() }
                try await body(store) { text, member, date in
                    var document: BSONDocument = [
                        "_id": .string(text), "member_id": .string(member.rawValue), "church_id": .string(Self.church.rawValue),
                        "fcm_token": .string(text), "platform": "ios", "is_active": true,
                    ]
                    if let date { document.append(.date(date), for: "updated_at") }
                    _ = try await database.collection("device_tokens").replaceOne(["_id": .string(text)], document, upsert: true)
                }
            }
        }
    }
}
