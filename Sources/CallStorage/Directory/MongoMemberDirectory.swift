import BSON
public import CallControl
public import CallSignaling
public import Mongo

/// The main backend's collections `members` and `communities`, only read (CONTRACT, *Member directory*).
///
/// Everybody is looked up by church and id. Fields of an unexpected type count as missing.
public struct MongoMemberDirectory: MemberDirectory {
    private let members: MongoCollection
    private let communities: MongoCollection

    /// The directory in `database`.
    public init(database: MongoDatabase) {
        members = database.collection("members")
        communities = database.collection("communities")
    }

    /// Those of `ids` that are members of `church`.
    public func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        guard !ids.isEmpty else { return [:] }
        let filter: BSONDocument = ["church_id": .string(church.rawValue), "id": ["$in": .array(ids.map { .string($0.rawValue) })]]
        let fields: BSONDocument = [
            "_id": 0, "id": 1, "full_name": 1, "first_name": 1, "last_name": 1, "photo_thumbnail_url": 1, "photo_url": 1,
        ]
        let found = try await MongoFailure.translating { () throws(MongoError) in
            try await members.find(filter, options: FindOptions(projection: fields))
        }
        return Dictionary(found.compactMap(Member.init).map { ($0.id, $0) }) { first, _ in first }
    }

    /// The community, if the church has it.
    public func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        let filter: BSONDocument = ["church_id": .string(church.rawValue), "id": .string(id.rawValue)]
        let found = try await MongoFailure.translating { () throws(MongoError) in
            try await communities.findOne(filter, options: FindOptions(projection: ["_id": 0, "name": 1]))
        }
        return found.map { Community(id: id, name: $0.text("name")) }
    }
}

extension Member {
    /// The member of a document in `members`.
    fileprivate init?(_ document: BSONDocument) {
        guard let id = document["id"]?.string else { return nil }
        let parts = [document.text("first_name"), document.text("last_name")].compactMap(\.self)
        self.init(
            id: MemberID(id), name: document.text("full_name") ?? parts.joined(separator: " "),
            avatar: document.text("photo_thumbnail_url") ?? document.text("photo_url"))
    }
}

extension BSONDocument {
    /// A field's text without white space around it; nil where nothing is left.
    fileprivate func text(_ key: String) -> String? {
        guard let text = self[key]?.string, let start = text.firstIndex(where: { !$0.isWhitespace }) else { return nil }
        let end = text.lastIndex { !$0.isWhitespace } ?? start
        return String(text[start...end])
    }
}
