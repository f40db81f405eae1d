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
        limit(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, configuration.serverSelectionTimeout)
        limit(uri, MONGOC_URI_CONNECTTIMEOUTMS, configuration.connectTimeout)
        limit(uri, MONGOC_URI_SOCKETTIMEOUTMS, configuration.socketTimeout)
        let clients = max(1, configuration.readerThreads) + max(1, configuration.writerThreads)
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE, Int32(clamping: clients))
        // A retry after a timeout would double the wait; callers know what they may repeat. Reads are retried by `MongoClient`.
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYREADS, false)
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYWRITES, false)
        readFromPrimary(uri)
        mongoc_uri_set_appname(uri, configuration.applicationName)
        return uri
    }

    /// Milliseconds, rounded up.
    static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// A shorter time that the string sets is kept; a longer one would break the promise of an answer in time.
    private static func limit(_ uri: OpaquePointer, _ option: String, _ value: Duration) {
        let limit = milliseconds(value)
        let given = mongoc_uri_get_option_as_int32(uri, option, limit)
        mongoc_uri_set_option_as_int32(uri, option, (1...limit).contains(given) ? given : limit)
    }

    /// Whatever the string says: what was just written must be seen by who reads it next, and a secondary lags.
    private static func readFromPrimary(_ uri: OpaquePointer) {
        let primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY)
        mongoc_uri_set_read_prefs_t(uri, primary)
        mongoc_read_prefs_destroy(primary)
    }
}
