public import BSON

/// How an update changes a document. A dictionary literal is a document of operators.
public enum MongoUpdate: Sendable, Equatable {
    /// Update operators, such as `["$set": ["a": 1]]`.
    case operators(BSONDocument)
    /// An aggregation pipeline, whose stages may use the document's present values.
    case pipeline([BSONDocument])

    /// The update as commands carry it.
    ///
    /// - Throws: `invalidArgument` for a document without operators: the server would replace the whole document with it.
    func value() throws(MongoError) -> BSONValue {
        switch self {
        case .operators(let document):
            guard document.startsWithOperator else { throw MongoError(.invalidArgument, "an update needs operators such as $set") }
            return .document(document)
        case .pipeline(let stages):
            return .array(stages.map(BSONValue.document))
        }
    }

    /// A whole new document as commands carry it.
    static func replacement(_ document: BSONDocument) throws(MongoError) -> BSONValue {
        guard !document.startsWithOperator else { throw MongoError(.invalidArgument, "a replacement cannot have operators") }
        return .document(document)
    }
}

extension MongoUpdate: ExpressibleByDictionaryLiteral {
    /// Update operators.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self = .operators(BSONDocument(elements)) }
}

extension BSONDocument {
    /// Whether the first key begins with `$`.
    fileprivate var startsWithOperator: Bool { bytes.count > 5 && bytes[5] == UInt8(ascii: "$") }
}
