import Foundation

extension TestLiveKit {
    /// What the double has, and what it was asked for.
    public struct State: Decodable, Sendable {
        /// A room.
        public struct Room: Decodable, Sendable {
            /// Its id.
            public let sid: String
            /// Its name.
            public let name: String
            /// What it was made with.
            public let metadata: String?
            /// Seconds it stays unvisited.
            public let emptyTimeout: Int?
            /// Seconds it stays when all have left.
            public let departureTimeout: Int?
            /// Most who may be in.
            public let maxParticipants: Int?
            /// Who is in.
            public let participants: [String]
        }

        /// A request of its API, and how it failed.
        public struct Request: Decodable, Sendable {
            /// Service and method.
            public let method: String
            /// Code or status; nil when it succeeded.
            public let error: String?
        }

        /// An event it told of, or would have.
        public struct Event: Decodable, Sendable {
            /// Its id.
            public let id: String
            /// What has happened.
            public let event: String
        }

        /// A recording.
        public struct Recording: Decodable, Sendable {
            /// Its id.
            public let egressId: String
            /// Whose.
            public let roomName: String
            /// How far it is.
            public let status: String?
        }

        /// All rooms.
        public let rooms: [Room]
        /// All that it was asked for.
        public let requests: [Request]
        /// All that has happened.
        public let events: [Event]
        /// What the receiver answered to webhooks.
        public let sent: [Int]
        /// Tracks that are silent.
        public let muted: [String]
        /// All recordings.
        public let recordings: [Recording]

        /// The room of this name.
        public func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

        /// How often a method succeeded.
        public func successes(of method: String) -> Int { requests.count { $0.method.hasSuffix("/\(method)") && $0.error == nil } }
    }

    /// Its state.
    public func state() async throws -> State { try JSONDecoder().decode(State.self, from: try await tell("state")) }

    /// Waits until `condition` holds of its state.
    @discardableResult
    public func awaitState(_ what: String, within seconds: Double = 20, _ condition: (State) -> Bool) async throws -> State {
        let limit = ContinuousClock.now + .seconds(seconds)
        while true {
            let state = try await state()
            if condition(state) { return state }
            guard ContinuousClock.now < limit else {
                let requests = state.requests.suffix(20).map { "\($0.method) \($0.error ?? "ok")" }
                throw Refusal(description: "\(what): not within \(seconds) s; rooms \(state.rooms.map(\.name)), requests \(requests)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Somebody enters a room, by the token he was given, or without one; the server's id of his stay.
    @discardableResult
    public func enter(token: String) async throws -> String { try await id("enter", ["token": token]) }

    /// Somebody enters a room without a token.
    @discardableResult
    public func join(_ room: String, _ identity: String) async throws -> String {
        try await id("join", ["room": room, "identity": identity])
    }

    /// Somebody publishes something; the server's id of the track.
    @discardableResult
    public func publish(_ source: String, by identity: String, in room: String, muted: Bool = false) async throws -> String {
        try await id("publish", ["room": room, "identity": identity, "source": source, "muted": muted])
    }

    /// Somebody else has a room recorded; the server's id of the recording.
    @discardableResult
    public func record(_ room: String, to path: String) async throws -> String { try await id("record", ["room": room, "path": path]) }

    /// Sends events of those there were, by their number, in this order; the receiver's statuses.
    public func deliver(_ events: [Int]) async throws -> [Int] {
        struct Answer: Decodable {
            let statuses: [Int]
        }
        return try JSONDecoder().decode(Answer.self, from: try await tell("deliver", ["events": events])).statuses
    }

    /// A token for a webhook with this body, as LiveKit's own SDK signs it.
    public func sign(_ body: String, _ more: [String: any Sendable] = [:]) async throws -> String {
        struct Answer: Decodable {
            let token: String
        }
        return try JSONDecoder().decode(Answer.self, from: try await tell("sign", ["body": body].merging(more) { $1 })).token
    }

    private func id(_ command: String, _ about: [String: any Sendable]) async throws -> String {
        struct Answer: Decodable {
            let sid: String
        }
        return try JSONDecoder().decode(Answer.self, from: try await tell(command, about)).sid
    }
}
