internal import DequeModule

/// What waited in the mailbox when the client closed.
struct Leftovers {
    let publishes: Deque<QueuedPublish>
    let commands: [Command]

    /// Tells everybody who waits that the client is closed.
    func refuse() {
        for command in commands {
            switch command {
            case .subscribe(let subscription, let answer):
                answer.deliver(.failure(.whenClosed))
                subscription.finish()
            case .unsubscribe(_, let answer):
                answer.deliver(())
            }
        }
        for publish in publishes { publish.completion(.failure(.whenClosed)) }
    }
}
