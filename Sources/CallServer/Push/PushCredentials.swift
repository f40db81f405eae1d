import CallControl
import CallSignaling
import Push

/// With which credentials churches' phones are woken.
struct PushCredentials: Sendable {
    /// Those for one church; each vendor may be missing.
    struct Vendors: Sendable {
        var apns: (credentials: APNsCredentials, endpoint: PushEndpoint)?
        var fcm: (account: ServiceAccount, endpoint: PushEndpoint)?
        var expo: (accessToken: Secret?, endpoint: PushEndpoint)?
    }

    /// Those of churches that have none of their own, and of vendors that a church does not name.
    var standard = Vendors()
    /// Those of churches with their own.
    var churches: [ChurchID: Vendors] = [:]
}
