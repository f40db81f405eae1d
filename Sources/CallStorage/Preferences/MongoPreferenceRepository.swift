import BSON
public import CallControl
public import CallSignaling
public import Mongo

/// Preferences in MongoDB: the collection `member_preferences`, one document a member, found by its id alone.
///
/// `{ _id: "<church>/<member>", church_id, member_id, blocks: [ids], dnd: { until? }, updated_at }`. Ids have no `/`, so no two members share an `_id`.
/// Every filter names the church, by which the collection may be sharded.
public struct MongoPreferenceRepository: PreferenceRepository {
    private static let blocks = "blocks"
    private static let doNotDisturb = "dnd"

    private let collection: MongoCollection

    /// The preferences in `database`.
    public init(database: MongoDatabase) { collection = database.collection("member_preferences") }

    /// The preferences of those who have any. Asks each time.
    public func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences] {
        guard !members.isEmpty else { return [:] }
        let filter: BSONDocument = [
            "_id": ["$in": .array(members.map { .string(Self.id($0, church)) })], "church_id": .string(church.rawValue),
        ]
        let options = FindOptions(projection: ["_id": 0, "member_id": 1, Self.blocks: 1, Self.doNotDisturb: 1])
        let found = try await MongoFailure.translating { () throws(MongoError) in try await collection.find(filter, options: options) }
        return found.reduce(into: [:]) { preferences, document in
            guard let id = document["member_id"]?.string else { return }
            let wishes = Self.preferences(document)
            if wishes != MemberPreferences() { preferences[MemberID(id)] = wishes }
        }
    }

    /// The preferences of `member`.
    public func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences {
        try await preferences(of: [member], in: church)[member] ?? MemberPreferences()
    }

    /// Blocks `other`, by one update that a full list does not match. It then tries to insert a document of the same id, which is refused; so it
    /// is where two make the member's first document at once, hence the second attempt.
    public func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        var filter = Self.filter(member, church)
        let isListed: BSONDocument = [Self.blocks: .string(other.rawValue)]
        let hasRoom: BSONDocument = ["\(Self.blocks).\(MemberPreferences.blockLimit - 1)": ["$exists": false]]
        filter.append([.document(isListed), .document(hasRoom)], for: "$or")
        let change = Self.change(["$addToSet": [Self.blocks: .string(other.rawValue)]], member)
        for _ in 0..<2 {
            if try await isDone(filter, change) { return }
        }
        throw BlockLimitReached()
    }

    /// Unblocks `other`; see the port.
    public func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try await update(member, church, ["$pull": [Self.blocks: .string(other.rawValue)], "$currentDate": ["updated_at": true]])
    }

    /// Sets when `member` is not to be disturbed; see the port.
    public func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws {
        guard let setting else {
            return try await update(member, church, ["$unset": [Self.doNotDisturb: ""], "$currentDate": ["updated_at": true]])
        }
        var value = BSONDocument()
        if let until = setting.until { value.append(.date(until), for: "until") }
        let change = Self.change(["$set": [Self.doNotDisturb: .document(value)]], member)
        // Refused only where somebody has just made the document: then it is there.
        for _ in 0..<2 {
            if try await isDone(Self.filter(member, church), change) { return }
        }
        throw DependencyFailure(.database, reason: "a member's preferences change all the time")
    }

    /// Carries out `change` where the member has a document.
    private func update(_ member: MemberID, _ church: ChurchID, _ change: MongoUpdate) async throws {
        _ = try await MongoFailure.translating { () throws(MongoError) in
            try await collection.updateOne(Self.filter(member, church), change)
        }
    }

    /// Carries out `change`, in a new document where there is none; false when that one's id is taken.
    private func isDone(_ filter: BSONDocument, _ change: MongoUpdate) async throws -> Bool {
        do {
            _ = try await collection.updateOne(filter, change, upsert: true)
            return true
        } catch {
            guard error.duplicateKey == nil else { return false }
            throw MongoFailure.translated(error)
        }
    }

    /// `operators`, and what every change does beside.
    private static func change(_ operators: BSONDocument, _ member: MemberID) -> MongoUpdate {
        var operators = operators
        operators.append(["member_id": .string(member.rawValue)], for: "$setOnInsert")
        operators.append(["updated_at": true], for: "$currentDate")
        return .operators(operators)
    }

    private static func id(_ member: MemberID, _ church: ChurchID) -> String { "\(church)/\(member)" }

    private static func filter(_ member: MemberID, _ church: ChurchID) -> BSONDocument {
        ["_id": .string(id(member, church)), "church_id": .string(church.rawValue)]
    }

    private static func preferences(_ document: BSONDocument) -> MemberPreferences {
        MemberPreferences(
            blocked: (document[blocks]?.array ?? []).compactMap(\.string).map { MemberID($0) },
            doNotDisturb: document[doNotDisturb]?.document.map { DoNotDisturb(until: $0["until"]?.date) })
    }
}
