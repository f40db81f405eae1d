/// Where a vendor is reached, and how patiently.
public struct PushEndpoint: Sendable, Hashable {
    /// Scheme, host and port, without a slash at its end.
    public var url: String
    /// Longest time for a whole request, seconds.
    public var timeout: Double
    /// A file of certificate authorities to trust instead of the system's; for vendors' doubles and intercepting proxies.
    public var authorityFile: String?

    /// An endpoint.
    public init(url: String, timeout: Double = 5, authorityFile: String? = nil) {
        self.url = url
        self.timeout = timeout
        self.authorityFile = authorityFile
    }

    /// Apple's push service for apps from the store (developer.apple.com, *Sending notification requests to APNs*).
    public static let apns = PushEndpoint(url: "https://api.push.apple.com")
    /// Apple's push service for apps that run from Xcode.
    public static let apnsSandbox = PushEndpoint(url: "https://api.sandbox.push.apple.com")
    /// Google's push service.
    public static let fcm = PushEndpoint(url: "https://fcm.googleapis.com")
    /// Expo's push service.
    public static let expo = PushEndpoint(url: "https://exp.host")
}
