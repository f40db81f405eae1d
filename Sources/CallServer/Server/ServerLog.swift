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
}
