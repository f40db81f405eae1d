import CallControl
import CallSignaling
import FoundationEssentials
import Push
import ServiceLifecycle

/// The senders of all churches, one for each set of credentials. Safe to use from anywhere.
///
/// **Lifecycle.** Connections are made when first used, and closed when the service is shut down.
final class PushSenders: Service {
    /// Those of one church.
    struct Vendors: Sendable {
        var apns: APNsSender?
        var fcm: FCMSender?
        var expo: ExpoSender?

        /// Those that `own` has, the others of `self`.
        fileprivate func overridden(by own: Vendors) -> Vendors {
            Vendors(apns: own.apns ?? apns, fcm: own.fcm ?? fcm, expo: own.expo ?? expo)
        }
    }

    private let standard: Vendors
    private let churches: [ChurchID: Vendors]
    private let own: [Vendors]

    /// Senders with `credentials`; tokens and lifetimes go by `now`.
    init(_ credentials: PushCredentials, now: @escaping @Sendable () -> Date) {
        let standard = Vendors(credentials.standard, now: now)
        let own = credentials.churches.mapValues { Vendors($0, now: now) }
        self.standard = standard
        self.own = [standard] + own.values
        churches = own.mapValues { standard.overridden(by: $0) }
    }

    /// Those for the phones of a church.
    func vendors(of church: ChurchID) -> Vendors { churches[church] ?? standard }

    /// Whether phones of a church can be woken this way.
    func serves(_ church: ChurchID, _ kind: PushKind) -> Bool {
        let vendors = vendors(of: church)
        return switch kind {
        case .voip, .alert: vendors.apns != nil
        case .fcm: vendors.fcm != nil
        case .expo: vendors.expo != nil
        }
    }

    /// Waits to be shut down, then closes.
    func run() async throws {
        try? await gracefulShutdown()  // throws when cancelled, which is another way to be told to end
        for vendors in own {
            await vendors.apns?.shutdown()
            await vendors.fcm?.shutdown()
            await vendors.expo?.shutdown()
        }
    }
}

extension PushSenders.Vendors {
    fileprivate init(_ credentials: PushCredentials.Vendors, now: @escaping @Sendable () -> Date) {
        apns = credentials.apns.map { APNsSender($0.credentials, endpoint: $0.endpoint, now: now) }
        fcm = credentials.fcm.map { FCMSender($0.account, endpoint: $0.endpoint, now: now) }
        expo = credentials.expo.map {
            ExpoSender(accessToken: $0.accessToken?.text, endpoint: $0.endpoint, now: now)
        }
    }
}
