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
/// differ, or may be right by chance. Rooms of calls that are over, or of which nobody knows, are deleted after a while. **Concurrency.** Each instance sweeps its own
/// calls, and all of them the rooms left over, in an order of chance: deleting twice does no harm. **Lifecycle.** `run()` until shut down. **Invariants.** A room of another
/// name than a call's is never touched, nor one whose call lives. What fails for one call or room keeps no other waiting for the next sweep.
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
        await attempt(nil) {
            let rooms = Dictionary(try await self.watch.rooms.rooms().map { ($0.name, $0) }) { $1 }
            var own: Set<String> = []
            await self.attempt(nil) { try await self.compareOwnCalls(with: rooms, noting: &own) }
            await self.deleteOrphans(rooms.values.filter { !own.contains($0.name) })
        }
    }

    /// Looks into the rooms of this instance's calls where something may have changed, and takes note of their names.
    private func compareOwnCalls(with rooms: [String: LiveKitRoom], noting own: inout Set<String>) async throws {
        let earliest = recorder == nil ? Date.distantFuture : clock.now().addingTimeInterval(-Self.recordingLimit)
        var last: Call?
        repeat {
            let page = try await watch.repository.ownCalls(endedAfter: earliest, beyond: last, limit: Self.pageSize)
            for call in page {
                await attempt(call.key) { try await self.recorder?.look(at: call) }
                guard call.status.isLive else { continue }
                own.insert(call.roomName)
                let count = rooms[call.roomName]?.participantCount ?? 0
                if call.isToBeLookedInto(seeing: count, at: clock.now()) { await attempt(call.key) { try await self.look(at: call) } }
            }
            last = page.count == Self.pageSize ? page.last : nil
        } while last != nil
    }

    /// Whoever seems to be in without being in the call may have been called in, or have answered, since the call was read: so it is read again.
    private func look(at call: Call) async throws {
        let people = try await watch.look(at: call)
        let now = clock.now()
        guard !call.strays(among: people, at: now, after: Self.strayLimit).isEmpty,
            let current = try await watch.repository.call(call.key)
        else { return }
        let revoked = LiveKitRooms.beginning(ofTokensMadeAt: now)
        for stray in current.strays(among: people, at: now, after: Self.strayLimit) {
            try await unlessGone { () throws(LiveKitError) in
                try await self.watch.rooms.remove(stray.rawValue, from: call.roomName, revokingTokensBefore: revoked)
            }
        }
    }

    /// Deletes those of these rooms whose calls are over, or not known, and have been so for a while.
    private func deleteOrphans(_ rooms: [LiveKitRoom]) async {
        let names = Set(rooms.map(\.name))
        unknown.withLock { $0 = $0.filter { names.contains($0.key) } }
        for room in rooms.shuffled().prefix(Self.roomLimit) {
            guard let key = CallKey(roomName: room.name), RoomMetadata.fits(room, key) else { continue }
            await attempt(key) {
                guard let end = try await self.end(of: key, room.name) else { return }
                if end.addingTimeInterval(self.options.orphanAge) <= self.clock.now() { try await self.delete(room, of: key) }
            }
        }
    }

    /// When the call of a room was over, or was first looked for in vain; nil while it lives.
    private func end(of key: CallKey, _ room: String) async throws -> Date? {
        let call = try await watch.repository.call(key)
        return unknown.withLock { unknown in
            if let call {
                unknown[room] = nil
                return call.endedAt
            }
            let since = unknown[room] ?? clock.now()
            unknown[room] = since
            return since
        }
    }

    private func delete(_ room: LiveKitRoom, of key: CallKey) async throws {
        try await unlessGone { () throws(LiveKitError) in
            try await self.watch.rooms.delete(room: room.name)
            self.logger.info("A room that no call needs was deleted", metadata: [LogKey.call: .id(key.callID)])
        }
    }

    /// Does what may fail for one call, or as a whole, until the next sweep.
    private func attempt(_ key: CallKey?, _ body: () async throws -> Void) async {
        guard !Task.isCancelled else { return }
        do {
            try await body()
        } catch {
            var metadata: Logger.Metadata = [LogKey.error: "\(error)"]
            if let key { metadata[LogKey.call] = .id(key.callID) }
            logger.debug("Media rooms could not be compared with calls", metadata: metadata)
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
