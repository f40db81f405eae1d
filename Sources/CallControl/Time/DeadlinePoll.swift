import CallSignaling
import FoundationEssentials
import Logging

/// Finds deadlines in the store that passed a while ago: those of other instances and earlier runs, and those that could not be written.
///
/// Several instances may find the same ones. So each takes some at random out of a larger page, and reads anew before it takes more: what another has
/// fired is gone by then, and few compare-and-swaps are lost. While there is a backlog, pages follow each other without a pause.
struct DeadlinePoll {
    /// How far apart polls are that find no backlog, or a database that is down; seconds.
    static let interval = 1.0
    /// How soon the poll looks again whether this instance has kept up with its own timers, seconds.
    static let pause = 0.25
    /// How long a deadline may have passed before the poll takes it up, seconds: the instance that stored it comes first.
    static let grace = 1.0
    /// Most deadlines read at once.
    static let pageSize = 1_024
    /// Most deadlines fired of one page, all at once.
    static let width = 128
    /// So few are not shared out among instances.
    static let remnant = 32

    let repository: any CallRepository
    let clock: any CallClock
    let logger: Logger
    /// Whether this instance is behind with its own timers; then others may be too, and theirs are left to them.
    let isBehind: @Sendable () -> Bool
    /// Picks at most so many calls of a page that nobody here fires yet; all of them are fired.
    let claim: @Sendable ([Call], Int) -> [Call]
    /// Fires a call's deadline; false when it could not be written.
    let fire: @Sendable (Call) async -> Bool

    /// Polls until cancelled.
    func run() async throws {
        while true {
            while isBehind() { try await clock.sleep(until: clock.now().addingTimeInterval(Self.pause)) }
            if try await !sweep() { try await clock.sleep(until: clock.now().addingTimeInterval(Self.interval)) }
        }
    }

    /// Reads a page and fires some of it. True when there is more, and going on at once makes sense.
    private func sweep() async throws -> Bool {
        try Task.checkCancellation()
        do {
            let page = try await repository.dueCalls(by: clock.now().addingTimeInterval(-Self.grace), limit: Self.pageSize)
            let chosen = claim(page.shuffled(), min(Self.width, max(Self.remnant, page.count / 2)))
            let written = await withTaskGroup(of: Bool.self) { group in
                for call in chosen { group.addTask { await fire(call) } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            return page.count > chosen.count && written > 0
        } catch {
            logger.warning("Deadlines could not be read", metadata: [LogKey.error: "\(error)"])
            return false
        }
    }
}
