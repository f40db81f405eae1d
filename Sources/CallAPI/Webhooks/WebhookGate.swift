import CallControl
import CallSignaling
import FoundationEssentials
import Synchronization

/// How much goes to one endpoint, and to those of one church, at once on this instance; so that none that is slow or down holds up others.
///
/// To an endpoint that has not shown that it is well goes one message at a time; while it fails, after ever longer pauses. Safe to use from anywhere.
final class WebhookGate: Sendable {
    /// Messages on their way to an endpoint.
    static let width = 4
    /// Messages on their way to endpoints of a church.
    static let churchWidth = 8
    /// Endpoints that are remembered; beyond it those are forgotten to which nothing is on its way.
    private static let memory = 10_000
    /// Most seconds that a message is told to wait for its turn, beyond the endpoint's pause.
    private static let longestTurn = 30.0

    private struct Place {
        var inFlight = 0
        /// Whether the last that came back had been taken.
        var isWell = false
        var failures = 0
        var restsUntil = Date.distantPast
        /// When the last that waits has its turn.
        var lastTurn = Date.distantPast
        /// What a message takes, seconds, the late ones counting most.
        var duration = 0.02
    }

    private struct State {
        var places: [WebhookID: Place] = [:]
        var churches: [ChurchID: Int] = [:]
    }

    private let state = Mutex(State())
    private let patience: WebhookPatience

    init(_ patience: WebhookPatience) { self.patience = patience }

    /// Lets a message through, which must `leave`; or says when it should come again.
    func enter(_ endpoint: WebhookEndpoint, at now: Date) -> Date? {
        state.withLock { state in
            var place = state.places[endpoint.id] ?? Place()
            defer { state.places[endpoint.id] = place }
            let width = place.isWell ? Self.width : 1
            let isFree = place.inFlight < width && state.churches[endpoint.churchID, default: 0] < Self.churchWidth
            guard place.restsUntil > now || !isFree else {
                place.inFlight += 1
                state.churches[endpoint.churchID, default: 0] += 1
                return nil
            }
            let start = max(now, place.restsUntil)
            let turn = max(start, place.lastTurn).addingTimeInterval(max(place.duration / Double(width), 0.002))
            place.lastTurn = min(turn, start.addingTimeInterval(Self.longestTurn))
            return place.lastTurn
        }
    }

    /// A message that was let through at `start` is back. `isWell` tells whether the endpoint is, nil where that is not known; `wish` is how long it wants to be left alone.
    func leave(_ endpoint: WebhookEndpoint, since start: Date, at now: Date, isWell: Bool?, wish: Double?) {
        state.withLock { state in
            var place = state.places[endpoint.id] ?? Place()
            place.inFlight -= 1
            place.duration += (now.timeIntervalSince(start) - place.duration) / 4
            if let isWell { place.isWell = isWell }
            if isWell == true { (place.failures, place.restsUntil, place.lastTurn) = (0, .distantPast, .distantPast) }
            if isWell == false {
                place.failures += 1
                place.restsUntil = now.addingTimeInterval(patience.pause(afterFailures: place.failures, wish: wish))
            }
            state.places[endpoint.id] = place
            state.churches[endpoint.churchID, default: 1] -= 1
            if state.churches[endpoint.churchID] == 0 { state.churches[endpoint.churchID] = nil }
            if state.places.count > Self.memory { state.places = state.places.filter { $0.value.inFlight > 0 } }
        }
    }
}
