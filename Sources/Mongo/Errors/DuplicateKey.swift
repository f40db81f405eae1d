public import BSON

/// Which unique index refused a write, and on which values.
public struct DuplicateKey: Sendable, Equatable {
    /// The index's name, when the server's message tells it.
    public let index: String?
    /// The index's keys, such as `{church_id: 1, engaged: 1}`.
    public let keyPattern: BSONDocument
    /// The values that exist already. With a multikey index, the one element that collided.
    public let keyValue: BSONDocument
    /// The position of the refused statement in its batch; 0 for single operations.
    public let statement: Int

    init(message: String, keyPattern: BSONDocument?, keyValue: BSONDocument?, statement: Int) {
        index = Self.indexName(in: message)
        self.keyPattern = keyPattern ?? [:]
        self.keyValue = keyValue ?? [:]
        self.statement = statement
    }

    private static func indexName(in message: String) -> String? {
        guard let start = message.firstRange(of: " index: ")?.upperBound else { return nil }
        guard let end = message[start...].firstRange(of: " dup key")?.lowerBound else { return nil }
        return String(message[start..<end])
    }
}
