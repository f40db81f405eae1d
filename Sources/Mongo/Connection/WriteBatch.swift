import BSON

/// Statements of one kind that go out as one command.
struct WriteBatch {
    enum Kind: String, CaseIterable {
        case insert, update, delete

        /// The name of the command's array of statements.
        var field: String {
            switch self {
            case .insert: "documents"
            case .update: "updates"
            case .delete: "deletes"
            }
        }
    }

    /// Below the server's limits: 100,000 statements, 16 MB (`hello`: maxWriteBatchSize, maxBsonObjectSize).
    private static let maximumCount = 10_000
    private static let maximumBytes = 12_000_000

    let kind: Kind
    private(set) var statements: [BSONValue] = []
    private(set) var positions: [Int] = []
    private var bytes = 0

    private init(kind: Kind) { self.kind = kind }

    /// The position in the whole bulk of the statement at `index` of this batch.
    func position(_ index: Int?) -> Int {
        guard let index, positions.indices.contains(index) else { return index ?? 0 }
        return positions[index]
    }

    /// The command of this batch.
    func command(_ collection: String, isOrdered: Bool, _ writeConcern: WriteConcern) -> BSONDocument {
        [
            kind.rawValue: .string(collection), "ordered": .bool(isOrdered), "writeConcern": .document(writeConcern.document),
            kind.field: .array(statements),
        ]
    }

    /// Splits a bulk into batches: one of each kind if the order does not matter, else one for each run of a kind; more when large.
    static func split(_ operations: [BulkOperation], isOrdered: Bool) throws(MongoError) -> [WriteBatch] {
        var batches: [WriteBatch] = []
        for (position, operation) in operations.enumerated() {
            let (kind, statement) = try operation.statement()
            let candidate = isOrdered ? batches.indices.last : batches.lastIndex { $0.kind == kind }
            if let candidate, batches[candidate].accepts(kind, statement) {
                batches[candidate].add(statement, position)
            } else {
                var batch = WriteBatch(kind: kind)
                batch.add(statement, position)
                batches.append(batch)
            }
        }
        return batches
    }

    private func accepts(_ kind: Kind, _ statement: BSONDocument) -> Bool {
        kind == self.kind && statements.count < Self.maximumCount && bytes + statement.bytes.count <= Self.maximumBytes
    }

    private mutating func add(_ statement: BSONDocument, _ position: Int) {
        statements.append(.document(statement))
        positions.append(position)
        bytes += statement.bytes.count + 16
    }
}
