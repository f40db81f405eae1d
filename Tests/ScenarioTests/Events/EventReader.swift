import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Reads a stream of server-sent events as a browser does, by an implementation of its own of the format.
final class EventReader: Sendable {
    /// An event as dispatched.
    struct Event: Sendable {
        let name: String
        let id: String
        let data: JSONValue

        var topic: String { data["topic"]?.string ?? "" }
        var signalID: String { data["payload"]?["signal_id"]?.string ?? "" }
        var type: String { data["payload"]?["type"]?.string ?? "" }
    }

    private struct State {
        var events: [Event] = []
        var lastID = ""
        var comments = 0
        var status = 0
        var isOver = false
    }

    private let state = Mutex(State())
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    /// Begins to read `/api/events` with `query` as the bearer of `token`, from where `last` says.
    init(_ service: TestService, token: String, query: String = "", after last: String? = nil) {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(service.port)/api/events\(query)")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let last { request.headers.add(name: "Last-Event-ID", value: last) }
        // Ends with the stream, or when it is cut.
        task.withLock { task in
            task = Task { [request] in
                await self.read(request)
                self.state.withLock { $0.isOver = true }
            }
        }
    }

    deinit { cut() }

    /// Ends the connection as a phone that loses it.
    func cut() { task.withLock { $0?.cancel() } }

    var events: [Event] { state.withLock(\.events) }
    /// Those that are signals.
    var signals: [Event] { events.filter { $0.name == "message" } }
    var lastID: String { state.withLock(\.lastID) }
    var comments: Int { state.withLock(\.comments) }
    var status: Int { state.withLock(\.status) }
    var isOver: Bool { state.withLock(\.isOver) }

    struct NotReceived: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits until `condition` holds.
    func wait(_ what: String, within seconds: Double = 20, until condition: (EventReader) -> Bool) async throws {
        let limit = Date().addingTimeInterval(seconds)
        while !condition(self) {
            guard Date() < limit else {
                throw NotReceived(description: "\(what) did not come; \(status), \(events.map { "\($0.name) \($0.type) \($0.topic)" })")
            }
            try await letTimePass(until: Date().addingTimeInterval(0.02))
        }
    }

    private func read(_ request: HTTPClientRequest) async {
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
            state.withLock { $0.status = Int(response.status.code) }
            var text = ""
            for try await buffer in response.body {
                text += String(buffer: buffer)
                while let end = text.range(of: "\n\n") {
                    take(text[..<end.lowerBound])
                    text = String(text[end.upperBound...])
                }
            }
        } catch {}  // cut off, by this side or the other
    }

    private func take(_ block: Substring) {
        var (name, data, id) = ("message", [String](), String?.none)
        state.withLock { state in
            for line in block.split(separator: "\n") {
                if line.hasPrefix(":") { state.comments += 1 }
                if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { data.append(String(line.dropFirst(6))) }
            }
            if let id { state.lastID = id }
            guard !data.isEmpty, let json = try? JSONValue(data.joined(separator: "\n").utf8) else { return }  // nothing to dispatch
            state.events.append(Event(name: name, id: state.lastID, data: json))
        }
    }
}
