import CallControl
import CallSignaling
import TokenVerification

/// Everything that makes or changes a call: decode, one command, answer. Who may do what, the call itself decides.
struct CommandController: Sendable {
    let coordinator: CallCoordinator
    let media: any MediaRooms
    let ice: ICEServers
    let limiter: RateLimiter

    func create(_ request: APIRequest) async throws -> CallResponse {
        let body = try request.decode(CreateCallBody.self)
        try Self.refuseSelf(body.calleeIDs, request)
        try limiter.admitRinging(of: body.calleeIDs, by: request.identity)
        let created = try await coordinator.create(
            CreateCall(
                churchID: request.identity.churchID, caller: try request.party(body.deviceID), callerName: request.identity.displayName,
                calleeIDs: body.calleeIDs, type: body.callType, communityID: body.communityID, subgroupID: body.subgroupID,
                keyed: request.keyed, mayAnswer: request.mayAnswer))
        return try await admission(of: request.identity.memberID, to: created.call, isGlare: created.isGlare)
    }

    func accept(_ request: APIRequest) async throws -> CallResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(CommandBody.self)
        let call = try await coordinator.perform(.accept(try request.party(body?.deviceID)), on: key, for: request.keyed)
        return try await admission(of: request.identity.memberID, to: call)
    }

    func reject(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(ReasonBody<RejectReason>.self)
        try await coordinator.perform(.reject(try request.party(body?.deviceID), body?.reason ?? .rejected), on: key, for: request.keyed)
        return MessageResponse("Call rejected")
    }

    func cancel(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Call cancelled") { .cancel($0) }
    }

    func connected(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Connected") { .connected($0) }
    }

    func ringing(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Ringing") { .ringing($0) }
    }

    func leave(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Call left") { .leave($0) }
    }

    /// For a participant a hang-up; for an administrator who takes no part, the end for all.
    func end(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(ReasonBody<HangUpReason>.self)
        let party = try request.party(body?.deviceID)
        let reason = body?.reason ?? .normal
        do {
            try await coordinator.perform(.end(party, reason), on: key, for: request.keyed)
        } catch CallFailure.refused(let conflict, _)
            where request.identity.role.isAdministrator && (conflict == .notParticipant || conflict == .notIn)
        {
            try await coordinator.perform(.forceEnd(by: party.member, reason), on: key, for: request.keyed)
        }
        return MessageResponse("Call ended")
    }

    func update(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decode(MediaBody.self)
        try await coordinator.perform(.update(try request.party(body.deviceID), body.change), on: key, for: request.keyed)
        return MessageResponse("Participant updated")
    }

    func mute(_ request: APIRequest) async throws -> MessageResponse {
        try await host(request, "Participant muted") { .mute(by: $0, $1) }
    }

    func remove(_ request: APIRequest) async throws -> MessageResponse {
        try await host(request, "Participant removed") { .remove(by: $0, $1) }
    }

    func invite(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decode(InviteBody.self)
        try Self.refuseSelf(body.calleeIDs, request)
        try limiter.admitRinging(of: body.calleeIDs, by: request.identity)
        _ = try await coordinator.invite(body.calleeIDs, by: try request.party(body.deviceID), to: key, for: request.keyed)
        return MessageResponse("Members invited")
    }

    func refreshToken(_ request: APIRequest) async throws -> MediaTokenResponse {
        _ = try request.decodeIfPresent(ActingBody.self)
        let member = request.identity.memberID
        try await coordinator.refuseReuse(of: request.keyed, in: request.identity.churchID)
        let call = try await coordinator.call(try request.key, seenBy: member)
        return MediaTokenResponse(token: try await coordinator.mediaToken(for: member, in: call), url: media.url)
    }

    private func perform(_ request: APIRequest, _ message: String, _ event: (Party) -> CallEvent) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(CommandBody.self)
        try await coordinator.perform(event(try request.party(body?.deviceID)), on: key, for: request.keyed)
        return MessageResponse(message)
    }

    private func host(_ request: APIRequest, _ message: String, _ event: (Host, MemberID) -> CallEvent) async throws -> MessageResponse {
        let (key, member) = (try request.key, try request.memberID)
        _ = try request.decodeIfPresent(ActingBody.self)
        let host = Host(request.identity.memberID, isAdministrator: request.identity.role.isAdministrator)
        try await coordinator.perform(event(host, member), on: key, for: request.keyed)
        return MessageResponse(message)
    }

    private func admission(of member: MemberID, to call: Call, isGlare: Bool = false) async throws -> CallResponse {
        let token = try await token(of: member, for: call)
        let now = coordinator.now
        return CallResponse(
            call, media: MediaTokenResponse(token: token, url: media.url), ice: ice.list(for: member, in: call, at: now), isGlare: isGlare,
            now: now)
    }

    /// A media token; empty when there is no way in any more, which may be so when a request is made again.
    private func token(of member: MemberID, for call: Call) async throws -> String {
        do {
            return try await coordinator.mediaToken(for: member, in: call)
        } catch CallFailure.refused {
            return ""
        }
    }

    private static func refuseSelf(_ members: [MemberID], _ request: APIRequest) throws {
        if members.contains(request.identity.memberID) { throw Problem(.invalidBody, "callee_ids must not name yourself.") }
    }
}
