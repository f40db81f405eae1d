import FoundationEssentials
import TokenVerification
import TopicAccess

/// Who is behind each connection, and who has which client id.
struct ConnectedClients {
    enum Holder: Equatable {
        /// A member, by the token that let him in.
        case member(Principal, VerifiedToken)
        /// A back end, as long as its API key is good.
        case listener(APIKeyID)
        /// An account of the broker's own.
        case account
    }

    struct Entry {
        let clientID: String
        let holder: Holder
        /// Whether its session may outlive the connection. Then the client id stays its holder's, as long as this is remembered.
        let keepsSession: Bool
        /// Filters that are counted, by their hashes, which are seeded and take an eighth of the room.
        var subscriptions: Set<Int> = []
        /// When the connection ended. Its last will may still come, and messages for a session that outlives it.
        var leftAt: Date?
        /// Whether the token was revoked since, or its key taken away.
        var isWithdrawn = false
        /// How often the broker was told to end it.
        var dismissals = 0
        /// Whether nobody else may have its client id.
        var isHeld: Bool { leftAt == nil || keepsSession }
    }

    /// How often the broker is told to end a connection. After that it is forgotten, and so without any rights. A session that was left behind has no connection to end,
    /// but the broker asks about its password again when its configuration is reloaded.
    static let dismissalLimit = 3

    private var entries: [BrokerClient.Key: Entry] = [:]
    /// By the bytes of the id: Swift holds different spellings of a character to be equal, brokers do not.
    private var keys: [[UInt8]: BrokerClient.Key] = [:]

    /// Connections known, also those that have ended.
    var count: Int { entries.count }

    /// Who is behind the connection; nil if nobody was let in by it, or it has another id by now.
    func entry(_ key: BrokerClient.Key, clientID: String) -> Entry? {
        guard let entry = entries[key], entry.clientID.utf8.elementsEqual(clientID.utf8) else { return nil }
        return entry
    }

    /// Notes who is behind a connection. False, and nothing is noted, if somebody else is connected under that client id, or has left a session
    /// there: the broker would end his connection, or give his session away. An account may do that.
    mutating func admit(_ holder: Holder, _ client: BrokerClient) -> Bool {
        let former = forget(client.key)
        let name = Array(client.clientID.utf8)
        let other = keys[name].flatMap { entries[$0] }
        if let other, other.isHeld, holder != .account, !holder.isSame(as: other.holder) { return false }
        var entry = Entry(clientID: client.clientID, holder: holder, keepsSession: client.keepsSession)
        if let former, former.clientID.utf8.elementsEqual(name), former.holder.isSame(as: holder) {
            // The broker asks again about a connection there is, as when its configuration is reloaded; or it has used its address again.
            if former.leftAt == nil || client.session == .resumed { entry.subscriptions = former.subscriptions }
        } else if let other, other.holder.isSame(as: holder), client.session == .resumed {
            entry.subscriptions = other.subscriptions
        }
        entries[client.key] = entry
        keys[name] = client.key
        return true
    }

    /// Counts a filter that a connection subscribes to, once. False, and it is not counted, if there are `limit` already.
    mutating func subscribe(_ key: BrokerClient.Key, to filter: String, limit: Int) -> Bool {
        guard let known = entries[key]?.subscriptions else { return false }
        guard known.count < limit || known.contains(filter.hashValue) else { return false }
        entries[key]?.subscriptions.insert(filter.hashValue)
        return true
    }

    /// Counts a filter no longer.
    mutating func unsubscribe(_ key: BrokerClient.Key, from filter: String) { entries[key]?.subscriptions.remove(filter.hashValue) }

    /// Notes that a connection has ended.
    mutating func leave(_ key: BrokerClient.Key, at now: Date) {
        guard let entry = entries[key] else { return }
        guard entry.holder != .account else {
            forget(key)
            return
        }
        entries[key]?.leftAt = now
        if !entry.keepsSession { entries[key]?.subscriptions = [] }
    }

    /// Takes their rights from all whose token `isGone`.
    mutating func withdraw(where isGone: (VerifiedToken) -> Bool) {
        for (key, entry) in entries {
            if case .member(_, let token) = entry.holder, !entry.isWithdrawn, isGone(token) { entries[key]?.isWithdrawn = true }
        }
    }

    /// Forgets a connection, and returns what was known of it.
    @discardableResult
    mutating func forget(_ key: BrokerClient.Key) -> Entry? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        let name = Array(entry.clientID.utf8)
        if keys[name] == key { keys[name] = nil }
        return entry
    }

    /// Somebody whom the broker is to disconnect.
    struct Dismissal {
        let clientID: String
        /// Whether the broker was not told before.
        let isFirst: Bool
        /// Whether his token was withdrawn; else it has expired.
        let isWithdrawn: Bool
    }

    /// Forgets ended connections whose tokens are good no more, `grace` seconds or more after their end; of more than `limit` connections
    /// all that ended so long ago. Returns the connected clients whose token is good no more at `now`; whoever has lost his client id to a newer
    /// connection is not among them. `keyEnd` is when an API key ends or has ended, nil when it was withdrawn.
    mutating func sweep(at now: Date, grace: Double, limit: Int, keyEnd: (APIKeyID) -> Date? = { _ in nil }) -> [Dismissal] {
        var dismissed: [Dismissal] = []
        let isCrowded = entries.count > limit
        for (key, entry) in entries {
            let end: Date?
            switch entry.holder {
            case .member(_, let token): end = entry.isWithdrawn ? nil : token.expiry
            case .listener(let key): end = keyEnd(key)
            case .account: continue
            }
            let isOver = (end ?? .distantPast) <= now
            if let leftAt = entry.leftAt {
                if isCrowded || isOver, now.timeIntervalSince(leftAt) >= grace { forget(key) }
            } else if isOver {
                guard keys[Array(entry.clientID.utf8)] == key, entry.dismissals < Self.dismissalLimit else {
                    forget(key)
                    continue
                }
                dismissed.append(Dismissal(clientID: entry.clientID, isFirst: entry.dismissals == 0, isWithdrawn: end == nil))
                entries[key]?.dismissals += 1
            }
        }
        return dismissed
    }
}

extension ConnectedClients.Holder {
    fileprivate func isSame(as other: Self) -> Bool {
        switch (self, other) {
        case (.member(let one, _), .member(let two, _)): one == two
        case (.listener(let one), .listener(let two)): one == two
        case (.account, .account): true
        case (.member, _), (.listener, _), (.account, _): false
        }
    }
}
