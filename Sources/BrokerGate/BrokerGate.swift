public import FoundationEssentials
import TokenVerification
public import TopicAccess

/// Decides, inside the broker, who is let in and who may use which topic.
///
/// **Overview.** Members send their token as password, and their rights follow from its claims (`TopicAccess`). Back ends send an API key,
/// and listen. Accounts of fixed name, the service above
/// all, are left to the broker's own password and access files. Nobody else is let in.
/// **Concurrency.** For one thread, the broker's. It never waits for anything but itself.
/// **Invariants.** Whoever is no account is allowed or refused here, never left to the broker's files; an account is never allowed here.
public final class BrokerGate {
    /// What becomes of a question of the broker's.
    public enum Verdict: Hashable, Sendable {
        /// It is allowed.
        case allowed
        /// It is refused.
        case denied
        /// The broker's own files decide.
        case deferred
    }

    /// Seconds between looks at the files.
    static let fileInterval = 3.0
    /// Seconds after a connection's end for which its last will is accepted.
    static let willWindow = 120.0
    /// With more connections than this, those that ended before that are forgotten. Nothing is kept for their sessions any more.
    static let connectionLimit = 100_000
    /// Most filters of which there are very many, as calls' topics, that a member has subscribed to by one connection.
    static let subscriptionLimit = 512

    private let settings: GateSettings
    private let now: @Sendable () -> Date
    private let log: (String) -> Void
    private let verifier: TokenVerifier
    private let listeners: ListenerKeys?
    private var files: GateFiles
    private var clients = ConnectedClients()
    private var denials = DenialLog()
    private var lastSweep = Date.distantPast
    private var lastLook: Date

    /// A gate with the options of the broker's configuration. `log` writes a line to the broker's log.
    public init(
        options: [String: String], now: @escaping @Sendable () -> Date = { Date() }, log: @escaping (String) -> Void
    ) throws(GateFailure) {
        settings = try GateSettings(options)
        let ring = KeyRing()
        let revocations = RevocationList()
        listeners = settings.apiKeyFile == nil ? nil : ListenerKeys(now: now)
        files = try GateFiles(settings, ring: ring, revocations: revocations, listeners: listeners)
        verifier = TokenVerifier(
            ring: ring, rules: settings.rules, revocations: settings.revocationFile == nil ? nil : revocations, now: now)
        lastLook = now()
        self.now = now
        self.log = log
        let names = settings.accounts.sorted().joined(separator: ", ")
        log("Members are let in by their tokens\(names.isEmpty ? "" : "; by the broker's own files: \(names)")")
    }

    /// Reads all files anew. What is of no use stays as it was, and the log says so.
    public func reload() { refreshFiles(again: true) }

    private func refreshFiles(again: Bool) {
        lastLook = now()
        let outcomes = files.refresh(again: again)
        for outcome in outcomes {
            switch outcome {
            case .changed(let name): log("The \(name) were read anew")
            case .failed(let name, let problem): log("The \(name) stay as they were: \(problem)")
            }
        }
        guard !outcomes.isEmpty else { return }
        clients.withdraw { !verifier.isStillGood($0) }
    }

    /// Whether somebody is let in with `password`.
    public func connect(_ client: BrokerClient, password: String?) -> Verdict {
        do throws(Denial) {
            if let name = client.userName, settings.accounts.contains(name) {
                guard client.transport == .plain else { throw .account }
                clients.forget(client.key)  // of an earlier connection
                return .deferred
            }
            if let password, password.hasPrefix(APIKeyText.prefix) {
                try admitListener(client, key: password)
            } else {
                try admitMember(client, token: password)
            }
            return .allowed
        } catch {
            clients.forget(client.key)
            refuse(DenialLog.Refusal(what: "connect", why: error, clientID: client.clientID, userName: client.userName))
            return .denied
        }
    }

    private func admitMember(_ client: BrokerClient, token: String?) throws(Denial) {
        guard let userName = client.userName, let token else { throw .token }
        let verified = try verifier.verify(token)
        guard verified.expiry > now() else { throw .expired }  // no leeway here: he would be disconnected at once
        guard verified.principal.isNamed(userName) else { throw .userName }
        guard verified.principal.mayConnect(as: client.clientID) else { throw .clientID }
        let holder = ConnectedClients.Holder.member(verified.principal, verified.token)
        guard clients.admit(holder, client) else { throw .clientID }
    }

    private func admitListener(_ client: BrokerClient, key: String) throws(Denial) {
        guard let listeners else { throw .token }
        let id = try listeners.admit(key)
        guard Listener.mayConnect(as: client.clientID) else { throw .clientID }
        guard clients.admit(.listener(id), client) else { throw .clientID }
    }

    /// Whether a client may do `action` with a topic or filter.
    public func access(_ client: BrokerClient, to topic: String, for action: TopicAction) -> Verdict {
        if let name = client.userName, settings.accounts.contains(name) {
            if clients.entry(client.key, clientID: client.clientID)?.holder != .account {
                _ = clients.admit(.account, client)  // from now on nobody takes its client id
            }
            return .deferred
        }
        guard case .denied(let why) = bearerAccess(client, to: topic, for: action) else { return .allowed }
        refuse(DenialLog.Refusal(what: action.name, why: why, clientID: client.clientID, userName: client.userName, topic: topic))
        return .denied
    }

    private func bearerAccess(_ client: BrokerClient, to topic: String, for action: TopicAction) -> AccessDecision {
        guard case .listener(let id)? = clients.entry(client.key, clientID: client.clientID)?.holder else {
            return memberAccess(client, to: topic, for: action)
        }
        guard let listener = listeners?.listener(id) else { return .denied(.expired) }
        return listener.access(to: topic, for: action)
    }

    private func memberAccess(_ client: BrokerClient, to topic: String, for action: TopicAction) -> AccessDecision {
        guard let entry = clients.entry(client.key, clientID: client.clientID), case .member(let principal, let token) = entry.holder,
            let name = client.userName, principal.isNamed(name)
        else { return .denied(.stranger) }
        if let leftAt = entry.leftAt, case .publish = action {
            // His last will, fixed while his token was good. A kick for its expiry is an end like any other.
            guard now().timeIntervalSince(leftAt) < Self.willWindow else { return .denied(.stranger) }
        } else if entry.isWithdrawn {
            return .denied(.revoked)
        } else if token.expiry <= now() {
            return .denied(.expired)
        }
        let decision = principal.access(to: topic, for: action)
        guard decision.isAllowed, Principal.isOneOfMany(topic) else { return decision }
        switch action {
        case .subscribe:
            return clients.subscribe(client.key, to: topic, limit: Self.subscriptionLimit) ? .allowed : .denied(.tooMany)
        case .unsubscribe: clients.unsubscribe(client.key, from: topic)
        case .receive, .publish: break
        }
        return decision
    }

    /// How many connections it remembers, ended ones included.
    public var knownConnections: Int { clients.count }

    /// Notes that a client's connection has ended. Its last will is asked about afterwards.
    public func disconnect(_ key: BrokerClient.Key) { clients.leave(key, at: now()) }

    /// The client ids of those whose token has expired or was withdrawn, which the broker is to disconnect. To be called often; it looks once a
    /// second, and at the files every three.
    public func expiredClients() -> [String] {
        let now = now()
        guard abs(now.timeIntervalSince(lastSweep)) >= 1 else { return [] }
        lastSweep = now
        if let summary = denials.summary(at: now) { log(summary) }
        if abs(now.timeIntervalSince(lastLook)) >= Self.fileInterval { refreshFiles(again: false) }
        let expired = clients.sweep(at: now, grace: Self.willWindow, limit: Self.connectionLimit) { [listeners] in listeners?.end(of: $0) }
        for client in expired where client.isFirst {
            let reason = client.isWithdrawn ? "is good no more" : "has expired"
            log("Disconnected, the token \(reason): client=\(DenialLog.shortened(client.clientID))")
        }
        return expired.map(\.clientID)
    }

    private func refuse(_ refusal: DenialLog.Refusal) {
        if let line = denials.line(for: refusal, at: now()) { log(line) }
    }
}

extension TopicAction {
    fileprivate var name: String {
        switch self {
        case .subscribe: "subscribe"
        case .unsubscribe: "unsubscribe"
        case .receive: "receive"
        case .publish: "publish"
        }
    }
}
