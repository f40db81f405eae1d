import BSON
import Mongo

extension MongoDatabase {
    private static let optionsConflict: Int32 = 85

    /// Creates an index by which the database removes documents. Where it exists with another time, its own takes effect.
    func createExpiry(_ index: IndexModel, of collection: MongoCollection) async throws(MongoError) {
        do {
            try await collection.createIndexes([index])
        } catch {
            guard error.serverCode == Self.optionsConflict, let seconds = index.expireAfterSeconds else { throw error }
            try await runCommand(
                [
                    "collMod": .string(collection.namespace.collection),
                    "index": ["name": .string(index.name), "expireAfterSeconds": .int64(Int64(seconds))],
                ], on: .write)
        }
    }
}
