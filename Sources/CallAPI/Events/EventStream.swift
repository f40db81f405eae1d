import Hummingbird
import NIOCore

/// One reader's stream. It is registered at the hub as long as it lives, whether it was ever written or not.
final class EventStream: Sendable {
    /// Its number at the hub.
    let id: Int
    /// How it begins.
    let opening: EventHubState.Opening
    private let release: @Sendable () -> Void

    init(_ id: Int, _ opening: EventHubState.Opening, release: @escaping @Sendable () -> Void) {
        self.id = id
        self.opening = opening
        self.release = release
    }

    deinit { release() }

    /// Writes the stream to its end, each piece when the reader's connection has room for it. `whyEnd` is asked from time to time whether he may go on: nil, or why not.
    ///
    /// Throws what the writer throws, when the reader is gone.
    func run(_ writer: inout any ResponseBodyWriter, whyEnd: () async -> EventQueue.End?) async throws {
        try await writer.write(ByteBuffer(string: EventText.retry(Self.retry) + beginning))
        while true {
            switch await opening.queue.next() {
            case .events(let events): try await writer.write(ByteBuffer(string: events.map(\.text).joined()))
            case .reset(let position): try await writer.write(ByteBuffer(string: EventText.event("reset", id: position.text, data: "{}")))
            case .heartbeat(let position):
                if let end = await whyEnd() { opening.queue.end(end) }
                try await writer.write(ByteBuffer(string: EventText.heartbeat(id: position.text)))
            case .end(let end):
                return try await writer.write(ByteBuffer(string: EventText.event("end", data: #"{"code":"\#(end.rawValue)"}"#)))
            case .cancelled: return
            }
        }
    }

    /// Milliseconds after which a client that was cut off should come again.
    private static let retry = 2_000

    private var beginning: String {
        let id = opening.position.text
        if opening.isReset { return EventText.event("reset", id: id, data: "{}") }
        return EventText.event("ready", id: id, data: #"{"resumed":\#(opening.isResumed)}"#)
    }
}

extension StreamEvent {
    /// As it is written.
    var text: String { EventText.event(id: position.text, data: data) }
}
