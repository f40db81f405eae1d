import BSON
import CallControl
import CallSignaling
import CallStorage
import Mongo
import Testing

/// Names, pictures and tenants as the main backend's collections have them.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct MongoMemberDirectoryTests {
    @Test(
        arguments: [
            (["full_name": "Ann Lee", "first_name": "A", "last_name": "L"], "Ann Lee"),
            (["first_name": "Ann", "last_name": "Lee"], "Ann Lee"),
            (["full_name": " ", "first_name": " Ann ", "last_name": "Lee"], "Ann Lee"),
            (["full_name": nil, "first_name": "Ann", "last_name": nil], "Ann"),
            (["last_name": "Lee"], "Lee"),
            (["full_name": 7], ""),
            ([:], ""),
        ] as [(BSONDocument, String)])
    func displayName(_ fields: BSONDocument, _ name: String) async throws {
        #expect(try await member(fields)?.name == name)
    }

    @Test(
        arguments: [
            (["photo_thumbnail_url": "https://x/t.jpg", "photo_url": "https://x/p.jpg"], "https://x/t.jpg"),
            (["photo_url": "https://x/p.jpg"], "https://x/p.jpg"),
            (["photo_thumbnail_url": "", "photo_url": "https://x/p.jpg"], "https://x/p.jpg"),
            (["photo_thumbnail_url": nil], nil),
            ([:], nil),
        ] as [(BSONDocument, String?)])
    func picture(_ fields: BSONDocument, _ avatar: String?) async throws {
        #expect(try await member(fields)?.avatar == avatar)
    }

    @Test func membersOfAnotherChurchAreUnknown() async throws {
        try await withMongoStore { store in
            try await store.database.collection("members").insert([
                ["id": "ann", "church_id": "grace", "full_name": "Ann of Grace"],
                ["id": "ann", "church_id": "other", "full_name": "Another Ann"],
                ["id": "bob", "church_id": "other", "full_name": "Bob"],
            ])
            let directory = MongoMemberDirectory(database: store.database)
            let found = try await directory.members(["ann", "bob", "cal", "ann"], in: "grace")
            #expect(found == ["ann": Member(id: "ann", name: "Ann of Grace")])
            #expect(try await directory.members([], in: "grace").isEmpty)
        }
    }

    @Test func communitiesOfAnotherChurchAreUnknown() async throws {
        try await withMongoStore { store in
            try await store.database.collection("communities").insert([
                ["id": "youth", "church_id": "grace", "name": "Youth"], ["id": "choir", "church_id": "other", "name": "Choir"],
                ["id": "odd", "church_id": "grace"],
            ])
            let directory = MongoMemberDirectory(database: store.database)
            #expect(try await directory.community("youth", in: "grace") == Community(id: "youth", name: "Youth"))
            #expect(try await directory.community("odd", in: "grace") == Community(id: "odd", name: nil))
            #expect(try await directory.community("choir", in: "grace") == nil)
        }
    }

    private func member(_ fields: BSONDocument) async throws -> Member? {
        var found: Member?
        try await withMongoStore { store in
            var document: BSONDocument = ["id": "ann", "church_id": "grace"]
            for (key, value) in fields.elements { document.append(value, for: key) }
            try await store.database.collection("members").insert([document])
            found = try await MongoMemberDirectory(database: store.database).members(["ann"], in: "grace")["ann"]
        }
        return found
    }
}
