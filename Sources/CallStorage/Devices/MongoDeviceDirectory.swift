import BSON
public import CallControl
public import CallSignaling
public import FoundationEssentials
public import Mongo

/// Devices in MongoDB: our own collection `push_devices`, one document a token, and the main backend's `device_tokens`, only read.
///
/// `{ _id: SHA-256 of the token, church_id, member_id, device_id, platform, kind, token, registered_at }`; of a token that is dead only
/// `{ _id, church_id, dead_at }`, removed after 90 days (`ForeignToken`). The id makes a token one document, hence one owner's. Not to be sharded: ids are unique only
/// within a shard.
public struct MongoDeviceDirectory: DeviceDirectory {
    enum Field {
        static let id = "_id"
        static let church = "church_id"
        static let member = "member_id"
        static let device = "device_id"
        static let platform = "platform"
        static let kind = "kind"
        static let token = "token"
        static let registeredAt = "registered_at"
        static let deadAt = "dead_at"
        /// In `device_tokens`.
        static let isActive = "is_active"
    }

    private let own: MongoCollection
    private let foreign: MongoCollection

    /// The directory in `database`.
    public init(database: MongoDatabase) {
        own = database.collection("push_devices")
        foreign = database.collection("device_tokens")
    }

    /// Creates the indexes of our own collection.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await own.createIndexes([
                IndexModel(keys: [Field.church: 1, Field.member: 1, Field.registeredAt: -1], name: "owner"),
                IndexModel(keys: [Field.deadAt: 1], name: "dead", expireAfterSeconds: ForeignToken.memory),
            ])
        }
    }

    /// Gives `member` the token; see the port. The first write moves it; those after it only tidy up.
    public func register(
        _ token: PushToken, of device: DeviceID, on platform: DevicePlatform, for member: MemberID, in church: ChurchID, at now: Date
    ) async throws {
        let id = PushDevice(token, deviceID: device).id
        let fields: BSONDocument = [
            Field.church: .string(church.rawValue), Field.member: .string(member.rawValue), Field.device: .string(device.rawValue),
            Field.platform: .string(platform.rawValue), Field.kind: .string(token.kind.rawValue), Field.token: .string(token.text),
            Field.registeredAt: .date(now),
        ]
        let change = MongoUpdate.operators(["$set": .document(fields), "$unset": [Field.deadAt: ""]])
        // Refused where somebody has just made the document: then it is there.
        for attempt in 0..<2 {
            do {
                try await own.updateOne([Field.id: .string(id)], change, upsert: true)
                break
            } catch {
                guard error.duplicateKey != nil, attempt == 0 else { throw MongoFailure.translated(error) }
            }
        }
        var earlier = Self.owned(member, church)
        earlier.append(.string(device.rawValue), for: Field.device)
        earlier.append(.string(token.kind.rawValue), for: Field.kind)
        earlier.append(["$ne": .string(id)], for: Field.id)
        try await MongoFailure.translating { [earlier] () throws(MongoError) in _ = try await own.deleteMany(earlier) }
        try await prune(member, church)
    }

    private func prune(_ member: MemberID, _ church: ChurchID) async throws {
        let options = FindOptions(sort: Self.latestFirst, skip: PushDevice.limit, projection: [Field.id: 1])
        try await MongoFailure.translating { () throws(MongoError) in
            let surplus = try await own.find(Self.owned(member, church), options: options).compactMap { $0[Field.id] }
            guard !surplus.isEmpty else { return }
            var theirs = Self.owned(member, church)  // one may be somebody else's by now
            theirs.append(["$in": .array(surplus)], for: Field.id)
            _ = try await own.deleteMany(theirs)
        }
    }

    /// Takes tokens from `member`; see the port.
    public func unregister(_ device: DeviceID, kind: PushKind?, for member: MemberID, in church: ChurchID) async throws {
        var filter = Self.owned(member, church)
        filter.append(.string(device.rawValue), for: Field.device)
        if let kind { filter.append(.string(kind.rawValue), for: Field.kind) }
        try await MongoFailure.translating { [filter] () throws(MongoError) in _ = try await own.deleteMany(filter) }
    }

    /// Removes a dead token; see the port. One that was registered later is not matched, and then refuses to be inserted.
    public func forget(_ device: PushDevice, in church: ChurchID, deadSince date: Date, at now: Date) async throws {
        let filter: BSONDocument = [
            Field.id: .string(device.id),
            "$or": [.document([Field.registeredAt: ["$lte": .date(date)]]), .document([Field.deadAt: ["$exists": true]])],
        ]
        let gone = [Field.member, Field.device, Field.platform, Field.kind, Field.token, Field.registeredAt]
        let change: BSONDocument = [
            "$set": [Field.church: .string(church.rawValue), Field.deadAt: .date(min(date, now))],
            "$unset": .document(gone.reduce(into: BSONDocument()) { $0.append("", for: $1) }),
        ]
        do {
            try await own.updateOne(filter, .operators(change), upsert: true)
        } catch {
            guard error.duplicateKey == nil else { return }
            throw MongoFailure.translated(error)
        }
    }

    static let latestFirst: BSONDocument = [Field.registeredAt: -1, Field.id: -1]

    private static func owned(_ member: MemberID, _ church: ChurchID) -> BSONDocument {
        [Field.church: .string(church.rawValue), Field.member: .string(member.rawValue)]
    }
}

/// Reading.
extension MongoDeviceDirectory {
    /// The devices of those who have any; see the port. Documents that are none of ours are left out.
    public func devices(of members: [MemberID], in church: ChurchID, at now: Date) async throws -> [MemberID: [PushDevice]] {
        guard !members.isEmpty else { return [:] }
        let ids = BSONValue.array(members.map { .string($0.rawValue) })
        let filter: BSONDocument = [Field.church: .string(church.rawValue), Field.member: ["$in": ids]]
        var active = filter
        active.append(true, for: Field.isActive)
        let (own, foreign, limit) = (own, foreign, members.count * PushDevice.limit)
        let documents = try await MongoFailure.translating { [active] () throws(MongoError) in
            (
                try await own.find(filter, options: FindOptions(sort: Self.latestFirst)),
                try await foreign.find(active, options: FindOptions(limit: limit))
            )
        }
        var found = Self.byMember(documents.0) { $0.ownDevice }
        let others = Self.byMember(documents.1, ForeignToken.init(document:))
        let known = try await known(others.values.flatMap { $0.map(\.device.id) })
        for (member, tokens) in others {
            var seen: Set<String> = []  // it may be there twice, and is one phone
            let rest = tokens.filter { token in
                if let standing = known[token.device.id] {
                    guard let deadAt = standing, token.isGood(deadSince: deadAt, at: now) else { return false }
                }
                return seen.insert(token.device.id).inserted
            }
            if !rest.isEmpty { found[member, default: []] += rest.prefix(PushDevice.limit).map(\.device) }
        }
        return found
    }

    /// Which tokens of these ids are in our own collection, and since when they are dead; nil where they are not, but somebody's: that counts as it says there.
    private func known(_ ids: [String]) async throws -> [String: Date?] {
        guard !ids.isEmpty else { return [:] }
        let filter: BSONDocument = [Field.id: ["$in": .array(ids.map { .string($0) })]]
        let options = FindOptions(projection: [Field.deadAt: 1])
        let documents = try await MongoFailure.translating { () throws(MongoError) in try await own.find(filter, options: options) }
        return documents.reduce(into: [:]) { known, document in
            if let id = document[Field.id]?.string { known[id] = .some(document[Field.deadAt]?.date) }
        }
    }

    private static func byMember<Token>(_ documents: [BSONDocument], _ token: (BSONDocument) -> Token?) -> [MemberID: [Token]] {
        documents.reduce(into: [:]) { found, document in
            guard let member = document[Field.member]?.string, let token = token(document) else { return }
            found[MemberID(member), default: []].append(token)
        }
    }
}

extension BSONDocument {
    private typealias Field = MongoDeviceDirectory.Field

    /// The device of a document in `push_devices`.
    fileprivate var ownDevice: PushDevice? {
        guard let kind = self[Field.kind]?.string.flatMap(PushKind.init(rawValue:)),
            let token = self[Field.token]?.string.flatMap({ PushToken(validating: $0, kind: kind) })
        else { return nil }
        return PushDevice(token, deviceID: self[Field.device]?.string.map { DeviceID($0) })
    }
}
