import CallControl
import CallSignaling
import LiveKit
import Logging

/// Brings calls in line with their media rooms. Safe to use from anywhere; several may do so at once.
struct RoomWatch: Sendable {
    let rooms: RoomServiceClient
    let repository: any CallRepository
    let coordinator: CallCoordinator
    let logger: Logger

    /// Asks who is in the call's room, and has happen to the call what follows. Returns who is in. Throws `LiveKitError`, `DependencyFailure`.
    @discardableResult
    func look(at call: Call, left: Set<MemberID> = []) async throws -> [LiveKitParticipant] {
        let people = try await rooms.participants(in: call.roomName)
        for event in call.mediaEvents(seeing: people, left: left) { try await perform(event, on: call.key) }
        return people
    }

    /// Has an event happen to a call. What the call refuses has been overtaken, and a call that too many change at once is looked at again.
    func perform(_ event: CallEvent, on key: CallKey) async throws {
        do {
            try await coordinator.perform(event, on: key)
        } catch let failure as CallFailure {
            logger.debug(
                "What the media server tells was without effect", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(failure)"])
        }
    }
}
