import FoundationEssentials
import Logging
import ServiceLifecycle
import TokenVerification

/// What verifies tokens, and keeps its keys and the list of revoked ones up to date.
///
/// **Lifecycle.** `run()` until shut down; each source is read at the start and then from time to time. One that fails keeps what was read last.
struct TokenChecks: Service {
    /// How often files of keys are read.
    static let fileInterval = Duration.seconds(3)

    /// Verifies tokens.
    let authenticator: TokenAuthenticator
    /// Verifies the keys of back ends.
    let keys = APIKeyRing()
    private let revocations = RevocationList()
    private let upkeep: [any Service]

    /// Checks by `options`, and by the revocations of `store`.
    init(_ options: IdentityOptions, store: CallStore, logger: Logger) {
        let ring = KeyRing()
        let secrets = [options.signingSecret].compactMap(\.self) + options.additionalSecrets
        ring.replace(.secrets, with: secrets.compactMap { try? VerificationKey(secret: $0.text) })  // of no use: refused at the start
        let poll = RevocationPoll(
            store: store.revocations, list: revocations, keyStore: store.keys, keys: keys, interval: options.revocationPoll, logger: logger)
        var upkeep: [any Service] = [poll]
        if !options.keyFiles.isEmpty {
            let watch = KeyFileWatch(files: options.keyFiles, ring: ring, interval: Self.fileInterval, logger: logger)
            watch.read()
            upkeep.append(watch)
        }
        var published: PublishedKeys?
        if let keySet = options.keySet {
            let report = KeySetReport(logger: logger)
            let keys = PublishedKeys(
                in: ring, floor: keySet.floor, observe: report.note, fetch: KeySetFetch(url: keySet.url).callAsFunction)
            upkeep.append(KeySetRefresh(keys: keys, interval: keySet.refresh, retry: min(keySet.floor, keySet.refresh)))
            published = keys
        }
        if store.client == nil {  // nobody else writes to a store in memory
            revocations.replace(with: [])
            keys.replace(with: [])
        }
        self.upkeep = upkeep
        authenticator = TokenAuthenticator(ring: ring, published: published, rules: options.rules, revocations: revocations)
    }

    /// Whether it is known which tokens are revoked, and which API keys there are; until then none is accepted.
    var areRevocationsKnown: Bool { revocations.isKnown && keys.isKnown }

    /// Keeps all of it up to date until shut down.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in upkeep { group.addTask { try await OrderlyService(service: service).run() } }
            try await group.waitForAll()
        }
    }
}

/// Keeps published keys up to date.
struct KeySetRefresh: Service {
    let keys: PublishedKeys
    /// Seconds between fetches.
    let interval: Double
    /// Seconds until the next try where one failed.
    let retry: Double

    /// Fetches at once, and then from time to time until shut down; not all instances at the same instant.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await keys.refresh() ? interval : retry
                try await Task.sleep(for: .seconds(pause * Double.random(in: 0.9...1)))
            }
        }
    }
}
