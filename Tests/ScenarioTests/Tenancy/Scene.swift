import BSON
import Foundation
import Mongo

/// Two churches for one request, with members of the same ids but for one, and what the request is about: a call, or wishes, of the first.
struct Scene: Sendable {
    /// How things stand.
    enum Situation: Sendable {
        /// Nobody calls anybody.
        case quiet
        /// The caller's call rings.
        case ringing
        /// The callee has answered, and only the caller is in.
        case answered
        /// Both are in.
        case active
        /// The caller has blocked a member, is not to be disturbed, and has a device.
        case wishes
    }

    static let caller = "anna"
    static let callee = "ben"
    static let stranger = "david"
    static let admin = "pastor"
    /// One more member.
    static let guest = "emma"
    /// Everybody's device.
    static let device = "phone"
    /// A member whom only the first church has.
    static let third = "iris"
    static let settings = [
        "RING_REPEAT_SECONDS": "none", "RING_REPEAT_AFTER_ACK_SECONDS": "600", "CANCEL_REPEAT_SECONDS": "none",
        "RING_TIMEOUT_SECONDS": "600",
        "CONNECT_TIMEOUT_SECONDS": "600",
    ]

    let church = "church-" + UUID().uuidString.prefix(8).lowercased()
    let otherChurch = "church-" + UUID().uuidString.prefix(8).lowercased()
    /// The first church's webhook.
    let webhookID = "wh_" + UUID().uuidString.replacing("-", with: "").lowercased()
    /// The call; where there is none, of nothing.
    let callID: String
    private let deployment: Deployment
    private let database: MongoDatabase

    /// Makes the churches and brings things about.
    init(_ situation: Situation, in deployment: Deployment) async throws {
        self.deployment = deployment
        database = try await SharedClients.client(deployment.mongoURI).database(deployment.database)
        let ids = [Self.caller, Self.callee, Self.stranger, Self.admin, Self.guest]
        let (church, otherChurch) = (church, otherChurch)
        let people = (ids + [Self.third]).map { Self.person($0, church) } + ids.map { Self.person($0, otherChurch) }
        try await database.collection("members").insert(people, isOrdered: false)
        try await database.collection("webhook_endpoints").insert([Self.webhook(webhookID, church)])
        try await database.collection("webhook_dead_letters").insert([Self.deadLetter(webhookID, church)])
        let phones = [Self.caller, Self.callee].map { Phone(member: $0, device: nil, church: church, service: deployment.service) }
        callID = try await Self.bringAbout(situation, phones[0], phones[1]) ?? UUID().uuidString.lowercased()
        try await awaitDelivery()
    }

    /// Waits until the broker has all signals of both churches and the store none of them.
    func awaitDelivery() async throws {
        let waiting: BSONDocument = ["church_id": ["$in": [.string(church), .string(otherChurch)]], "outbox.0": ["$exists": true]]
        while try await database.collection("calls").count(waiting) > 0 { try await letTimePass(until: Date() + 0.02) }
    }

    /// All that is stored of both churches, by collection and id.
    func stored() async throws -> [Stored: BSONDocument] {
        var found: [Stored: BSONDocument] = [:]
        for name in ["calls", "member_preferences", "members", "push_devices", "webhook_endpoints", "webhook_dead_letters"] {
            for document in try await database.collection(name).find(["church_id": ["$in": [.string(church), .string(otherChurch)]]]) {
                let church = document["church_id"]?.string ?? ""
                let id =
                    switch name {
                    case "members": "\(document)"
                    case "push_devices": "\(church)/\(document["member_id"]?.string ?? "")"
                    default: document["_id"]?.string ?? ""
                    }
                found[Stored(collection: name, church: church, id: id)] = Self.withoutMarks(document)
            }
        }
        return found
    }

    /// How far a call was followed up goes on by itself.
    private static func withoutMarks(_ document: BSONDocument) -> BSONDocument {
        BSONDocument(document.elements.filter { !["followed", "unfollowed_since"].contains($0.key) }.map { ($0.key, $0.value) })
    }

    /// Names a stored document.
    struct Stored: Hashable {
        let collection: String
        let church: String
        let id: String
    }

    /// What nobody else may read in an answer: names and pictures of the members, and the room.
    var secrets: [String] { [" of \(church)", "/\(church)/", "faithflow_\(church)_\(callID)"] }

    /// Brings things about, and returns the call that is part of them.
    private static func bringAbout(_ situation: Situation, _ anna: Phone, _ ben: Phone) async throws -> String? {
        switch situation {
        case .quiet: return nil
        case .wishes:
            try await anna.wish(.PUT, "/api/blocks/\(third)")
            try await anna.wish(.PUT, "/api/dnd", .object(["enabled": .bool(true)]))
            try await anna.wish(.PUT, "/api/devices", .device(UUID().uuidString))
            return nil
        case .ringing, .answered, .active: break
        }
        let call = try await anna.ring([ben])
        if situation != .ringing {
            try await ben.must("accept", call)
            try await anna.must("connected", call)
        }
        if situation == .active { try await ben.must("connected", call) }
        return call
    }

    /// One that leads nowhere, at an address that names the church.
    private static func webhook(_ id: String, _ church: String) -> BSONDocument {
        [
            "_id": .string(id), "church_id": .string(church), "url": .string("https://127.0.0.1:9/\(church)/calls"), "secrets": [],
            "events": [],
            "version": 1, "created_at": .date(Date()), "updated_at": .date(Date()),
        ]
    }

    /// A message that it did not take.
    private static func deadLetter(_ webhook: String, _ church: String) -> BSONDocument {
        [
            "_id": .string("\(webhook)/evt_1"), "message_id": "evt_1", "webhook_id": .string(webhook), "church_id": .string(church),
            "seq": 1,
            "body": #"{"id":"evt_1"}"#, "reason": "late", "attempts": 1, "died_at": .date(Date()),
        ]
    }

    private static func person(_ id: String, _ church: String) -> BSONDocument {
        [
            "id": .string(id), "church_id": .string(church), "full_name": .string("\(id) of \(church)"),
            "photo_url": .string("https://pictures.example.org/\(church)/\(id).jpg"),
        ]
    }
}
