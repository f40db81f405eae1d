import CMongoC

/// Turns a configuration into libmongoc's form of a connection string.
enum ConnectionString {
    /// A new `mongoc_uri_t`, to be destroyed by the caller.
    static func parse(_ configuration: MongoConfiguration) throws(MongoError) -> OpaquePointer {
        var error = bson_error_t()
        guard !configuration.uri.utf8.contains(0), let uri = mongoc_uri_new_with_error(configuration.uri, &error) else {
            // The library's message may quote parts of the string, among them a password with unescaped characters.
            let reason = configuration.uri.contains("@") ? "" : ": " + String(cString: cmongo_message(&error))
            throw MongoError(.invalidArgument, "malformed connection string" + reason)
        }
        setDefault(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, configuration.serverSelectionTimeout)
        setDefault(uri, MONGOC_URI_CONNECTTIMEOUTMS, configuration.connectTimeout)
        setDefault(uri, MONGOC_URI_SOCKETTIMEOUTMS, configuration.socketTimeout)
        let clients = max(1, configuration.readerThreads) + max(1, configuration.writerThreads)
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE, Int32(clamping: clients))
        // A retry after a timeout would double the wait; callers know what they may repeat. Reads are retried by `MongoClient`.
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYREADS, false)
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYWRITES, false)
        mongoc_uri_set_appname(uri, configuration.applicationName)
        return uri
    }

    /// Milliseconds, rounded up.
    static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private static func setDefault(_ uri: OpaquePointer, _ option: String, _ value: Duration) {
        guard !mongoc_uri_has_option(uri, option) else { return }
        mongoc_uri_set_option_as_int32(uri, option, milliseconds(value))
    }
}
