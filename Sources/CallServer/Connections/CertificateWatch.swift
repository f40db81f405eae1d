import CallControl
import FoundationEssentials
import Logging
import ServiceLifecycle

/// Takes a new certificate into use without a restart.
///
/// **Overview.** Reads the files every few seconds. When their content has changed and is a pair, new connections are served with it; otherwise
/// the old one goes on. Two files are not replaced at the same instant, so a pair that does not fit is told of only when it is found twice.
/// **Lifecycle.** Until shut down.
struct CertificateWatch: Service {
    let options: HTTPSOptions
    let certificate: ServingCertificate
    let logger: Logger
    /// Time between two looks.
    var interval = Duration.seconds(5)

    /// Looks until shut down.
    func run() async throws {
        tellExpiry(of: certificate.current)
        try await cancelWhenGracefulShutdown {
            var refused: CertificateFailure?
            while true {
                try await Task.sleep(for: interval)
                refused = look(after: refused)
            }
        }
    }

    /// One look. `earlier` is what the last one found wrong; returns what this one did.
    func look(after earlier: CertificateFailure?) -> CertificateFailure? {
        do throws(CertificateFailure) {
            let files = try CertificateFiles(options)
            guard files != certificate.current.files else { return nil }
            let pair = try CertificatePair(files)
            certificate.current = pair
            logger.info("New certificate in use", metadata: [ServerLog.days: "\(pair.daysLeft(at: Date()))"])
            tellExpiry(of: pair)
            return nil
        } catch {
            // Said once: at the second look that finds it so.
            guard let earlier else { return error }
            if !earlier.isTold {
                logger.error("The new certificate cannot be used; the old one goes on", metadata: [LogKey.error: "\(error)"])
            }
            return error.told
        }
    }

    private func tellExpiry(of pair: CertificatePair) {
        let days = pair.daysLeft(at: Date())
        guard days < CertificatePair.warningDays else { return }
        logger.warning(days < 0 ? "The certificate has expired" : "The certificate expires soon", metadata: [ServerLog.days: "\(days)"])
    }
}
