import BSON
import Foundation
import JWTKit
import Logging
import Mongo
import TestSupport

/// A tenant of its own for one test, with members in the directory and a witness of all its topics.
struct Church: Sendable {
    let id: String
    let deployment: Deployment
    let members: [String]
    let recorder: SignalRecorder
    private let client: MongoClient

    static let names = ["anna", "ben", "chloe", "david", "emma", "frank", "grace", "henry", "iris", "jonas"]

    /// Founds a church with so many members. A witness of its topics that has too much to write down in time can be done without.
    init(in deployment: Deployment, members count: Int = 3, isWitnessed: Bool = true) async throws {
        let id = "church-" + UUID().uuidString.prefix(8).lowercased()
        self.id = id
        self.deployment = deployment
        members = (0..<count).map { $0 < Self.names.count ? Self.names[$0] : "member\($0)" }
        client = try await SharedClients.client(deployment.mongoURI)
        recorder = try await SignalRecorder(port: deployment.broker.port, filters: isWitnessed ? ["faithflow/\(id)/#"] : [])
        let documents = members.map { name -> BSONDocument in
            [
                "id": .string(name), "church_id": .string(id), "full_name": .string(name.capitalized),
                "photo_url": .string("https://pictures.example.org/\(name).jpg"),
            ]
        }
        try await collection("members").insert(documents, isOrdered: false)
    }

    /// A collection of the deployment's database.
    func collection(_ name: String) -> MongoCollection { client.database(deployment.database).collection(name) }

    /// The member's phone; it speaks to `service` where there are several.
    func phone(_ index: Int, device: String? = nil, of service: TestService? = nil) -> Phone {
        Phone(member: members[index], device: device, church: id, service: service ?? deployment.service)
    }

    /// The call as MongoDB has it.
    func document(_ callID: String) async throws -> BSONDocument? {
        try await collection("calls").findOne(["_id": .string(callID), "church_id": .string(id)])
    }

    /// Whom live calls of this church keep busy.
    func engagedMembers() async throws -> [String] {
        try await collection("calls").find(["church_id": .string(id), "engaged": ["$exists": true]])
            .flatMap { $0["engaged"]?.array ?? [] }.compactMap(\.string)
    }
}

/// One client a database server for all tests.
actor SharedClients {
    private static let shared = SharedClients()
    private var clients: [String: MongoClient] = [:]

    static func client(_ uri: String) async throws -> MongoClient { try await shared.find(uri) }

    private func find(_ uri: String) throws -> MongoClient {
        if let client = clients[uri] { return client }
        let client = try MongoClient(MongoConfiguration(uri: uri), logger: Logger(label: "scenario"))
        clients[uri] = client
        return client
    }
}
