import BSON

extension MongoError {
    private static let duplicateKeyCodes: Set<Int32> = [11_000, 11_001, 12_582]
    private static let maxTimeExpired: Int32 = 50

    /// The error that a server's answer describes.
    init(server reply: BSONDocument, code: Int32, message: String, mayHaveWritten: Bool, statement: Int = 0) {
        let labels = reply["errorLabels"]?.array?.compactMap(\.string) ?? []
        let kind: Kind
        if Self.duplicateKeyCodes.contains(code) {
            kind = .duplicateKey(
                DuplicateKey(
                    message: message, keyPattern: reply["keyPattern"]?.document, keyValue: reply["keyValue"]?.document, statement: statement
                ))
        } else if code == Self.maxTimeExpired {
            kind = .timeout
        } else {
            kind = .server(code: code)
        }
        // A server that steps down or gives up may have applied part of the write.
        let isUnknown = mayHaveWritten && (code == Self.maxTimeExpired || Self.transientCodes.contains(code))
        self.init(kind, Redaction.redact(message), serverCode: code, labels: labels, isUnknownWriteOutcome: isUnknown)
    }

    /// The write concern error in `reply`, if there is one.
    init?(writeConcernIn reply: BSONDocument) {
        guard let error = reply["writeConcernError"]?.document else { return nil }
        let code = Int32(truncatingIfNeeded: error["code"]?.int ?? 0)
        let labels = reply["errorLabels"]?.array?.compactMap(\.string) ?? []
        self.init(
            .writeConcern(code: code), Redaction.redact(error["errmsg"]?.string ?? "write not confirmed"), serverCode: code, labels: labels,
            isUnknownWriteOutcome: true)
    }
}
