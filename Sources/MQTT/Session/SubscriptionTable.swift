/// The driver's book of subscriptions: which stand, which packets await an answer, which filters the broker should forget.
struct SubscriptionTable {
    typealias Answer = OneShot<Result<Void, MQTTError>>

    private(set) var active: [MQTTSubscription] = []
    private var firstAnswers: [ObjectIdentifier: Answer] = [:]
    private var asked: [UInt16: MQTTSubscription] = [:]
    private var leaving: [UInt16: OneShot<Void>] = [:]
    /// Filters left while disconnected, which a broker that kept the session still serves.
    private(set) var stale: Set<String> = []

    mutating func add(_ subscription: MQTTSubscription, answer: Answer) {
        active.append(subscription)
        firstAnswers[ObjectIdentifier(subscription)] = answer
        stale.subtract(subscription.filters.map(\.string))
    }

    /// Removes a subscription and returns the filters no other one uses.
    mutating func remove(_ subscription: MQTTSubscription) -> [String] {
        active.removeAll { $0 === subscription }
        firstAnswers[ObjectIdentifier(subscription)] = nil
        let used = Set(active.flatMap(\.filters))
        return subscription.filters.filter { !used.contains($0) }.map(\.string)
    }

    /// The strongest promise anyone asked for on one of these filters: a new SUBSCRIBE replaces an older one of the same filter.
    func qos(for subscription: MQTTSubscription) -> QoS {
        let sharing = active.filter { !Set($0.filters).isDisjoint(with: subscription.filters) }
        return sharing.map(\.qos).max() ?? subscription.qos
    }

    mutating func didAsk(_ subscription: MQTTSubscription, packetID: UInt16) { asked[packetID] = subscription }

    mutating func didLeave(packetID: UInt16, answer: OneShot<Void>) { leaving[packetID] = answer }

    mutating func becameStale(_ filters: [String]) { stale.formUnion(filters) }

    mutating func forgetStale() { stale.removeAll() }

    /// Handles a SUBACK (MQTT 5 section 3.9.3).
    mutating func answered(packetID: UInt16, codes: [UInt8]) -> (refused: MQTTSubscription, error: MQTTError)? {
        guard let subscription = asked.removeValue(forKey: packetID) else { return nil }
        let answer = firstAnswers.removeValue(forKey: ObjectIdentifier(subscription))
        guard let index = codes.firstIndex(where: { $0 >= 128 }) else {
            answer?.deliver(.success(()))
            return nil
        }
        let filter = index < subscription.filters.count ? subscription.filters[index].string : "?"
        let error = MQTTError(.subscribeRefused, "the broker refused \(filter)", reasonCode: codes[index])
        answer?.deliver(.failure(error))
        subscription.finish(error)
        return (subscription, error)
    }

    /// A subscription that cannot even be asked for.
    mutating func reject(_ subscription: MQTTSubscription, _ error: MQTTError) {
        firstAnswers[ObjectIdentifier(subscription)]?.deliver(.failure(error))
        subscription.finish(error)
        _ = remove(subscription)
    }

    /// Handles an UNSUBACK.
    mutating func left(packetID: UInt16) { leaving.removeValue(forKey: packetID)?.deliver(()) }

    /// The connection is gone: nothing that was asked will be answered. Subscriptions stay, to be asked for again.
    mutating func connectionLost() {
        asked.removeAll()
        for answer in leaving.values { answer.deliver(()) }
        leaving.removeAll()
    }

    /// Ends everything.
    mutating func finish(_ error: MQTTError) {
        connectionLost()
        for answer in firstAnswers.values { answer.deliver(.failure(error)) }
        for subscription in active { subscription.finish() }
        self = SubscriptionTable()
    }
}
