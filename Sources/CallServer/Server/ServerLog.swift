/// Keys of the executable's own log metadata, beside `LogKey`.
enum ServerLog {
    /// Address and port that HTTP listens on.
    static let address = "address"
    /// How many keys of a set are of no use here.
    static let ignored = "ignored"
    /// This process among others of the service.
    static let instance = "instance"
    /// The kind of store.
    static let store = "store"
    /// The service's version.
    static let version = "version"
    /// Why the service stops, or does something it should not have to.
    static let reason = "reason"
    /// Days until something ends; negative when it has.
    static let days = "days"
    /// How many.
    static let count = "count"
    /// An HTTP status.
    static let status = "status"
    /// The most there may be.
    static let limit = "limit"
}
