import CallControl
import FoundationEssentials
import Logging
import ServiceLifecycle
import TokenVerification

/// Reads the revocations of tokens, and the API keys with theirs, from their stores again and again. While it is down the last ones count.
struct RevocationPoll: Service {
    /// Longest pause before they are known, seconds.
    static let firstPause = 0.25

    let store: any RevocationStore
    let list: RevocationList
    let keyStore: any APIKeyStore
    let keys: APIKeyRing
    /// Seconds between readings.
    let interval: Double
    let logger: Logger

    /// Reads until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var isPrepared = false
            var wasRead = true
            while !Task.isCancelled {
                do {
                    list.replace(with: try await store.revocations(at: Date()))
                    keys.replace(with: try await keyStore.keys())
                    wasRead = true
                    await noteUses()
                    if !isPrepared {
                        try await store.prepare()
                        try await keyStore.prepare()
                        isPrepared = true
                    }
                } catch {
                    if wasRead {
                        logger.warning("The revocations could not be read; the last ones count", metadata: [LogKey.error: "\(error)"])
                    }
                    wasRead = false
                }
                try await Task.sleep(for: .seconds(list.isKnown && keys.isKnown ? interval : min(interval, Self.firstPause)))
            }
        }
    }

    /// Keys that were used are news and no more: a store that cannot be written to must not keep revocations from taking effect.
    private func noteUses() async {
        do {
            for (key, date) in keys.takeUses() { try await keyStore.noteUse(of: key, at: date) }
        } catch {
            logger.debug("The use of an API key could not be noted", metadata: [LogKey.error: "\(error)"])
        }
    }
}
