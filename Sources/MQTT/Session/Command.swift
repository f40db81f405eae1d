/// What callers ask of the driver apart from publishing.
enum Command: Sendable {
    /// Subscribe now and after every reconnect; `answer` gets the broker's first answer.
    case subscribe(MQTTSubscription, answer: OneShot<Result<Void, MQTTError>>)
    /// End a subscription; `answer` comes when the broker confirmed or the connection broke.
    case unsubscribe(MQTTSubscription, answer: OneShot<Void>)
}
