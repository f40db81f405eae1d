import FoundationEssentials
import LiveKit

extension CheckReport {
    /// One result for each error.
    static func results(of failure: ConfigurationFailure) -> [CheckResult] {
        failure.problems.map { .failed("configuration", "\($0.name): \($0.found)", remedy: $0.remedy) }
    }

    /// How long the certificate is good for; nothing without one.
    static func results(of http: HTTPOptions, at now: Date) -> [CheckResult] {
        guard let options = http.tls else { return [] }
        do throws(CertificateFailure) {
            let days = try CertificatePair(options).daysLeft(at: now)
            let remedy = "renew it; the service takes the new files into use by itself"
            if days < 0 { return [.failed("certificate", "it has expired", remedy: remedy)] }
            let text = "good for \(days) days"
            return [days < CertificatePair.warningDays ? .warning("certificate", text, remedy: remedy) : .ok("certificate", text)]
        } catch {
            return [.failed("certificate", error.description, remedy: error.remedy)]
        }
    }

    /// What of the media options can be told without asking anybody.
    static func result(of media: MediaOptions) -> CheckResult {
        guard let liveKit = media.liveKit else {
            return .warning(
                "media", "no LiveKit: calls are signaled without media", remedy: "set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET")
        }
        guard liveKit.apiSecret.utf8.count >= LiveKitCredentials.recommendedSecretLength else {
            return .warning(
                "media", "\(liveKit.url), with a short LIVEKIT_API_SECRET",
                remedy: "give LiveKit a secret of \(LiveKitCredentials.recommendedSecretLength) bytes or more (`openssl rand -hex 32`)")
        }
        guard !liveKit.url.hasPrefix("ws://"), !liveKit.url.hasPrefix("http://") else {
            return .warning("media", "\(liveKit.url), without TLS", remedy: "phones need wss:// outside a development network")
        }
        return .ok("media", "\(liveKit.url); a token can be signed, the server was not asked")
    }
}
