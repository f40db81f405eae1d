import BSON
import CMongoC

extension MongoError {
    /// The error that libmongoc reports (error API version 2).
    ///
    /// `timedOut` tells whether the call took as long as a socket may: libmongoc says "socket error or timeout" for both.
    init(driver error: bson_error_t, reply: BSONDocument?, timedOut: Bool, mayHaveWritten: Bool) {
        var error = error
        let message = Redaction.redact(String(cString: cmongo_message(&error)))
        let reply = reply ?? [:]
        let code = Int32(truncatingIfNeeded: error.code)
        switch mongoc_error_domain_t(error.domain) {
        case MONGOC_ERROR_SERVER, MONGOC_ERROR_QUERY:
            self.init(server: reply, code: code, message: message, mayHaveWritten: mayHaveWritten)
        case MONGOC_ERROR_WRITE_CONCERN:
            self =
                MongoError(writeConcernIn: reply)
                ?? MongoError(.writeConcern(code: code), message, serverCode: code, isUnknownWriteOutcome: true)
        case MONGOC_ERROR_SERVER_SELECTION:
            self.init(.serverSelection, message)
        case MONGOC_ERROR_CLIENT, MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM:
            self.init(Self.isAuthentication(error) ? .authentication : .network, message)
        case MONGOC_ERROR_STREAM:
            let neverSent = error.code == MONGOC_ERROR_STREAM_CONNECT.rawValue || error.code == MONGOC_ERROR_STREAM_NAME_RESOLUTION.rawValue
            self.init(timedOut ? .timeout : .network, message, isUnknownWriteOutcome: mayHaveWritten && !neverSent)
        case MONGOC_ERROR_PROTOCOL:
            self.init(.malformedReply, message, isUnknownWriteOutcome: mayHaveWritten)
        default:
            self.init(.invalidArgument, message)
        }
    }

    private static func isAuthentication(_ error: bson_error_t) -> Bool {
        error.domain != MONGOC_ERROR_CLIENT.rawValue || error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue
    }
}
