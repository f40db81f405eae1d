import CallControl
public import CallSignaling
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
    private let services: Mutex<TokenBuckets>
    private let pairs: Mutex<TokenBuckets>
    private let reports: Mutex<TokenBuckets>
    private let negotiations: Mutex<TokenBuckets>
    private let addresses: Mutex<TokenBuckets>
    private let badTokens: Mutex<TokenBuckets>
    private let acknowledgements: Mutex<TokenBuckets>
    private let uptime: @Sendable () -> Double
    private let logger: Logger

    /// A limiter by `rules`. `uptime` tells seconds, and only goes forwards.
    public init(_ rules: RateLimits, logger: Logger, uptime: @escaping @Sendable () -> Double = RateLimiter.machineUptime()) {
        self.rules = rules
        self.logger = logger
        self.uptime = uptime
        let buckets = { TokenBuckets(perMinute: $0, limit: rules.bucketLimit) }
        members = Mutex(buckets(rules.memberPerMinute))
        services = Mutex(buckets(rules.keyPerMinute))
        pairs = Mutex(buckets(rules.pairPerMinute))
        reports = Mutex(buckets(rules.qualityPerMinute))
        negotiations = Mutex(buckets(rules.negotiationPerMinute))
        addresses = Mutex(buckets(rules.addressPerMinute))
        badTokens = Mutex(buckets(rules.badTokensPerMinute))
        acknowledgements = Mutex(buckets(rules.memberPerMinute))
    }

    /// Seconds since this was called, by the machine's monotonic clock.
    public static func machineUptime() -> @Sendable () -> Double {
        let start = ContinuousClock.now
        return { start.duration(to: .now) / .seconds(1) }
    }

    /// Whom `identify` finds. Throws `rate_limited` where he has asked too much, or, when it throws `TokenFailure` or `APIKeyFailure`, his address has.
    func admit(from address: ClientAddress?, to route: APIRoute, _ identify: () async throws -> Sender) async throws -> Sender {
        let sender: Sender
        do {
            sender = try await identify()
        } catch let failure as TokenFailure {
            try refuse(failure, isForged: failure.isForged, from: address)
            throw failure
        } catch let failure as APIKeyFailure {
            try refuse(failure, isForged: failure == .unknown, from: address)
            throw failure
        }
        switch sender {
        case .person(let identity): try take(Self.key(identity.churchID.rawValue, identity.memberID.rawValue), to: route)
        case .service(let key): try take(Self.key(key.id), of: services)
        }
        return sender
    }

    /// Takes note that a back end acts for `identity`. Throws `rate_limited` where it has done so too often: a back end may do for a member as much as he may himself,
    /// and takes nothing from what he may.
    func admit(_ key: APIKeyID, for identity: Identity, to route: APIRoute) throws {
        try take(Self.key(identity.churchID.rawValue, identity.memberID.rawValue, key), to: route)
    }

    private func take(_ key: Int, to route: APIRoute) throws {
        if route.isNegotiation { try take(key, of: negotiations) } else { try take(key, of: members) }
    }

    private func take(_ key: Int, of buckets: borrowing Mutex<TokenBuckets>) throws {
        if let wait = buckets.withLock({ $0.take(key, at: uptime()) }) { throw Problem(rateLimitedFor: wait) }
    }

    /// Lets a broker in that `check` finds to be one, as often as it likes. Throws `rate_limited` where it throws and the address has asked too much.
    func admitBroker(from address: ClientAddress?, _ check: () throws(TokenFailure) -> Void) throws {
        do throws(TokenFailure) {
            try check()
        } catch {
            try refuse(error, isForged: error.isForged, from: address)
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

    /// Takes note that the connection of `identity` is reported of. Throws `rate_limited` where that is done too often.
    func admitReport(of identity: Identity) throws {
        try take(Self.key(identity.churchID.rawValue, identity.memberID.rawValue), of: reports)
    }

    /// Whether an acknowledgement that came by MQTT, said to be `member`'s, is heeded: as many are as he may make requests, and they take nothing from those.
    public func heedsRinging(of member: MemberID, in church: ChurchID) -> Bool {
        acknowledgements.withLock { $0.take(Self.key(church.rawValue, member.rawValue), at: uptime()) } == nil
    }

    /// Throws where too many requests without good credentials come from `address`. One that is not known cannot be judged, nor what nobody could verify.
    private func refuse(_ failure: any Error, isForged: Bool, from address: ClientAddress?) throws {
        guard let address, Problem(of: failure).code.status < 500 else { return }
        let key = Self.key(address.counted)
        let now = uptime()
        if let wait = lock(key, isForged: isForged, at: now, address) { throw Problem(rateLimitedFor: wait) }
        // Phones whose tokens were ours must hear that they are to sign in, whatever somebody without one does at the same address.
        let bucket = Self.key(address.counted, failure.wasOurs)
        if let wait = addresses.withLock({ $0.take(bucket, at: now) }) { throw Problem(rateLimitedFor: wait) }
    }

    /// Seconds that the address is still locked; nil when it is not. The bad token that is one too many locks it for those that follow.
    private func lock(_ key: Int, isForged: Bool, at now: Double, _ address: ClientAddress) -> Double? {
        let (wait, isLocked) = badTokens.withLock { buckets -> (Double?, Bool) in
            guard isForged else { return (nil, false) }
            if let wait = buckets.wait(for: key, at: now) { return (wait, false) }
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

extension Error {
    /// Whether the token was verified, and is good no more.
    fileprivate var wasOurs: Bool {
        guard let failure = self as? TokenFailure else { return false }
        return failure == .expired || failure == .revoked
    }
}

extension TokenFailure {
    /// Whether the token is none of ours.
    fileprivate var isForged: Bool { if case .invalid = self { true } else { false } }
}

extension Problem {
    /// Says that a token will be there in `seconds`, rounded up.
    fileprivate init(rateLimitedFor seconds: Double) { self.init(.rateLimited, retryAfter: max(1, Int(seconds.rounded(.up)))) }
}
