import CallControl
import CallSignaling
public import Logging
import Synchronization
import TokenVerification

/// Refuses what is too much, by this instance's own count, before anything is read or asked of the database.
///
/// Buckets are known by hashes, seeded at random in each process: none takes more memory for a longer name, and nobody can aim at another's.
/// Safe to use from anywhere. How instances share: `docs/decisions/0020-rate-limits.md`.
public final class RateLimiter: Sendable {
    private let rules: RateLimits
    private let members: Mutex<TokenBuckets>
    private let pairs: Mutex<TokenBuckets>
    private let addresses: Mutex<TokenBuckets>
    private let badTokens: Mutex<TokenBuckets>
    private let uptime: @Sendable () -> Double
    private let logger: Logger

    /// A limiter by `rules`. `uptime` tells seconds, and only goes forwards.
    public init(_ rules: RateLimits, logger: Logger, uptime: @escaping @Sendable () -> Double = RateLimiter.machineUptime()) {
        self.rules = rules
        self.logger = logger
        self.uptime = uptime
        let buckets = { TokenBuckets(perMinute: $0, limit: rules.bucketLimit) }
        members = Mutex(buckets(rules.memberPerMinute))
        pairs = Mutex(buckets(rules.pairPerMinute))
        addresses = Mutex(buckets(rules.addressPerMinute))
        badTokens = Mutex(buckets(rules.badTokensPerMinute))
    }

    /// Seconds since this was called, by the machine's monotonic clock.
    public static func machineUptime() -> @Sendable () -> Double {
        let start = ContinuousClock.now
        return { start.duration(to: .now) / .seconds(1) }
    }

    /// Whom `identify` finds. Throws `rate_limited` where he has asked too much, or, when it throws `TokenFailure`, his address has.
    func admit(from address: ClientAddress?, _ identify: () async throws -> Identity) async throws -> Identity {
        let identity: Identity
        do {
            identity = try await identify()
        } catch let failure as TokenFailure {
            try refuse(failure, from: address)
            throw failure
        }
        let key = Self.key(identity.churchID.rawValue, identity.memberID.rawValue)
        if let wait = members.withLock({ $0.take(key, at: uptime()) }) { throw Problem(rateLimitedFor: wait) }
        return identity
    }

    /// Lets a broker in that `check` finds to be one, as often as it likes. Throws `rate_limited` where it throws and the address has asked too much.
    func admitBroker(from address: ClientAddress?, _ check: () throws(TokenFailure) -> Void) throws {
        do throws(TokenFailure) {
            try check()
        } catch {
            try refuse(error, from: address)
            throw error
        }
    }

    /// Takes note that `identity` rings `callees`. Throws `rate_limited`, having taken note of nothing, where he has rung one of them too often.
    func admitRinging(of callees: [MemberID], by identity: Identity) throws {
        let keys = callees.map { Self.key(identity.churchID.rawValue, identity.memberID.rawValue, $0.rawValue) }
        let now = uptime()
        let wait = pairs.withLock { pairs -> Double? in
            if let wait = keys.compactMap({ pairs.wait(for: $0, at: now) }).max() { return wait }
            for key in keys { _ = pairs.take(key, at: now) }  // each has one, as was just seen
            return nil
        }
        if let wait { throw Problem(rateLimitedFor: wait) }
    }

    /// Throws where too many requests without a good token come from `address`. One that is not known cannot be judged, nor what nobody could verify.
    private func refuse(_ failure: TokenFailure, from address: ClientAddress?) throws {
        guard let address, Problem(of: failure).code.status < 500 else { return }
        let key = Self.key(address.counted)
        let now = uptime()
        if let wait = lock(key, failure, at: now, address) ?? addresses.withLock({ $0.take(key, at: now) }) {
            throw Problem(rateLimitedFor: wait)
        }
    }

    /// Seconds that the address is still locked; nil when it is not. The bad token that is one too many locks it for those that follow.
    private func lock(_ key: Int, _ failure: TokenFailure, at now: Double, _ address: ClientAddress) -> Double? {
        let isForged = if case .invalid = failure { true } else { false }
        let (wait, isLocked) = badTokens.withLock { buckets -> (Double?, Bool) in
            if let wait = buckets.wait(for: key, at: now) { return (wait, false) }
            guard isForged else { return (nil, false) }
            _ = buckets.take(key, at: now)  // there is one, as was just seen
            guard buckets.wait(for: key, at: now) != nil else { return (nil, false) }
            buckets.empty(key, for: rules.lockSeconds, at: now)
            return (nil, true)
        }
        if isLocked {
            let metadata: Logger.Metadata = [LogKey.address: "\(address)", LogKey.seconds: "\(rules.lockSeconds)"]
            logger.warning("Too many bad tokens came from an address, which is locked for those without a good one", metadata: metadata)
        }
        return wait
    }

    private static func key(_ parts: any Hashable...) -> Int {
        var hasher = Hasher()
        for part in parts { hasher.combine(part) }
        return hasher.finalize()
    }
}

extension Problem {
    /// Says that a token will be there in `seconds`, rounded up.
    fileprivate init(rateLimitedFor seconds: Double) { self.init(.rateLimited, retryAfter: max(1, Int(seconds.rounded(.up)))) }
}
