import CallControl
import CallStorage
import Foundation
import Logging
import Synchronization

/// A broker, as far as participants' words to one another go: it writes down what it gets.
final class PeerBroker: Sendable {
    enum Mode {
        case heard, unheard, cutOff, away
    }

    private let state = Mutex((mode: Mode.heard, messages: [OutboundMessage]()))

    /// All that was published.
    var messages: [OutboundMessage] { state.withLock(\.messages) }

    func set(_ mode: Mode) { state.withLock { $0.mode = mode } }

    /// A relay to this broker; it says nothing again, for it is not run.
    func relay(_ clock: any CallClock, _ logger: Logger) -> PeerRelay {
        PeerRelay(
            sequence: MemoryPairSequence(), clock: clock, logger: logger,
            isConnected: { self.state.withLock { $0.mode != .away } },
            publish: { message, completion in
                let mode = self.state.withLock { state in
                    state.messages.append(message)
                    return state.mode
                }
                completion(mode == .cutOff ? .failure(.cutOff("gone")) : .success(mode == .heard))
            })
    }
}
