import CallControl
import CallSignaling
import FoundationEssentials
import LiveKit
import Logging
import ServiceLifecycle
import Synchronization

/// Compares calls and media rooms every few seconds, for webhooks that never came, and deletes rooms that nobody closes.
///
/// **Overview.** Asks the media server for its rooms. The calls that this instance wrote last are compared with theirs; a room is looked into only where the numbers
/// differ. Rooms of calls that are over, or of which nobody knows, are deleted after a while. **Concurrency.** Each instance sweeps its own calls, and all of them the rooms
/// left over, in an order of chance: deleting twice does no harm. **Lifecycle.** `run()` until shut down. **Invariants.** A room of another name than a call's is
/// never touched, nor one whose call lives.
final class RoomSweeper: Service {
    /// Calls read at once.
    static let pageSize = 200
    /// Most rooms without a call of this instance that are looked at in one sweep.
    static let roomLimit = 500
    /// How long somebody whose part is over may stay in the room, seconds.
    static let strayLimit = 15.0

    /// How long after a call's end its recordings are asked for, seconds.
    static let recordingLimit = 600.0

    private let watch: RoomWatch
    private let recorder: RoomRecorder?
    private let options: RoomOptions
    private let clock: any CallClock
    private let logger: Logger
    /// Rooms of no known call, and since when that is so.
    private let unknown = Mutex<[String: Date]>([:])

    init(watch: RoomWatch, recorder: RoomRecorder?, options: RoomOptions, clock: any CallClock, logger: Logger) {
        self.watch = watch
        self.recorder = recorder
        self.options = options
        self.clock = clock
        self.logger = logger
    }

    /// Sweeps until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(self.options.sweepInterval * Double.random(in: 0.8...1.2)))
                await self.sweep()
            }
        }
    }

    /// Sweeps once. Whoever does not answer is left to the next sweep.
    func sweep() async {
        do {
            let rooms = Dictionary(try await watch.rooms.rooms().map { ($0.name, $0) }) { $1 }
            let own = try await compareOwnCalls(with: rooms)
            try await deleteOrphans(rooms.values.filter { !own.contains($0.name) })
        } catch {
            logger.debug("Media rooms could not be compared with calls", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Looks into the rooms of this instance's calls where something has changed, and returns their names.
    private func compareOwnCalls(with rooms: [String: LiveKitRoom]) async throws -> Set<String> {
        let earliest = recorder == nil ? Date.distantFuture : clock.now().addingTimeInterval(-Self.recordingLimit)
        var own: Set<String> = []
        var last: Call?
        repeat {
            let page = try await watch.repository.ownCalls(endedAfter: earliest, beyond: last, limit: Self.pageSize)
            for call in page {
                try await recorder?.look(at: call)
                guard call.status.isLive else { continue }
                own.insert(call.roomName)
                if rooms[call.roomName]?.participantCount ?? 0 != call.mediaCount { try await look(at: call) }
            }
            last = page.count == Self.pageSize ? page.last : nil
        } while last != nil
        return own
    }

    private func look(at call: Call) async throws {
        let people = try await watch.look(at: call)
        for stray in call.strays(among: people, at: clock.now(), after: Self.strayLimit) {
            try await unlessGone { () throws(LiveKitError) in try await self.watch.rooms.remove(stray.rawValue, from: call.roomName) }
        }
    }

    /// Deletes those of these rooms whose calls are over, or not known, and have been so for a while.
    private func deleteOrphans(_ rooms: [LiveKitRoom]) async throws {
        let now = clock.now()
        let before = unknown.withLock(\.self)
        var stillUnknown: [String: Date] = [:]
        for room in rooms.shuffled().prefix(Self.roomLimit) {
            guard let key = CallKey(roomName: room.name), RoomMetadata.fits(room, key) else { continue }
            let end: Date
            if let call = try await watch.repository.call(key) {
                guard let endedAt = call.endedAt else { continue }
                end = endedAt
            } else {
                end = before[room.name] ?? now
                stillUnknown[room.name] = end
            }
            if end.addingTimeInterval(options.orphanAge) <= now { try await delete(room, of: key) }
        }
        unknown.withLock { $0 = stillUnknown }
    }

    private func delete(_ room: LiveKitRoom, of key: CallKey) async throws {
        try await unlessGone { () throws(LiveKitError) in
            try await self.watch.rooms.delete(room: room.name)
            self.logger.info("A room that no call needs was deleted", metadata: [LogKey.call: .id(key.callID)])
        }
    }

    /// Does what somebody else may have done already.
    private func unlessGone(_ body: () async throws(LiveKitError) -> Void) async throws(LiveKitError) {
        do throws(LiveKitError) {
            try await body()
        } catch {
            if error.code != .notFound { throw error }
        }
    }
}

extension RoomMetadata {
    /// Whether a room may be the call's by what it was made with: nothing, where phones have made it, or what this service writes.
    static func fits(_ room: LiveKitRoom, _ key: CallKey) -> Bool {
        if room.metadata.isEmpty { return true }
        guard let metadata = try? JSONDecoder().decode(Self.self, from: Data(room.metadata.utf8)) else { return false }  // somebody else's
        return metadata.churchID == key.churchID.rawValue && metadata.callID == key.callID.rawValue
    }
}
