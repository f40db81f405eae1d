/// Keys of the metadata this module logs.
enum LogKey {
    static let attempt = "attempt"
    static let broker = "broker"
    static let code = "code"
    static let filter = "filter"
    static let reason = "reason"
    static let unacknowledged = "unacknowledged"
    static let version = "version"
    static let wait = "wait"
}
