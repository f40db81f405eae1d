import CallControl
import CallSignaling

/// Everything that makes or changes a call: decode, one command, answer. Who may do what, the call itself decides.
struct CommandController: Sendable {
    let coordinator: CallCoordinator
    let media: any MediaRooms

    func create(_ request: APIRequest) async throws -> CallResponse {
        let body = try request.decode(CreateCallBody.self)
        try Self.refuseSelf(body.calleeIDs, request)
        let created = try await coordinator.create(
            CreateCall(
                churchID: request.identity.churchID, caller: try request.party(body.deviceID), callerName: request.identity.displayName,
                calleeIDs: body.calleeIDs, type: body.callType, communityID: body.communityID, subgroupID: body.subgroupID))
        return try await admission(of: request.identity.memberID, to: created.call, isGlare: created.isGlare)
    }

    func accept(_ request: APIRequest) async throws -> CallResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(CommandBody.self)
        let call = try await coordinator.perform(.accept(try request.party(body?.deviceID)), on: key)
        return try await admission(of: request.identity.memberID, to: call)
    }

    func reject(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(ReasonBody<RejectReason>.self)
        try await coordinator.perform(.reject(try request.party(body?.deviceID), body?.reason ?? .rejected), on: key)
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
            try await coordinator.perform(.end(party, reason), on: key)
        } catch CallFailure.refused(let conflict, _)
            where request.identity.role.isAdministrator && (conflict == .notParticipant || conflict == .notIn)
        {
            try await coordinator.perform(.forceEnd(by: party.member, reason), on: key)
        }
        return MessageResponse("Call ended")
    }

    func update(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decode(MediaBody.self)
        try await coordinator.perform(.update(try request.party(body.deviceID), body.change), on: key)
        return MessageResponse("Participant updated")
    }

    func invite(_ request: APIRequest) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decode(InviteBody.self)
        try Self.refuseSelf(body.calleeIDs, request)
        _ = try await coordinator.invite(body.calleeIDs, by: try request.party(body.deviceID), to: key)
        return MessageResponse("Members invited")
    }

    func refreshToken(_ request: APIRequest) async throws -> MediaTokenResponse {
        let member = request.identity.memberID
        let call = try await coordinator.call(try request.key, seenBy: member)
        return MediaTokenResponse(token: try await coordinator.mediaToken(for: member, in: call), url: media.url)
    }

    private func perform(_ request: APIRequest, _ message: String, _ event: (Party) -> CallEvent) async throws -> MessageResponse {
        let key = try request.key
        let body = try request.decodeIfPresent(CommandBody.self)
        try await coordinator.perform(event(try request.party(body?.deviceID)), on: key)
        return MessageResponse(message)
    }

    private func admission(of member: MemberID, to call: Call, isGlare: Bool = false) async throws -> CallResponse {
        let token = try await coordinator.mediaToken(for: member, in: call)
        return CallResponse(
            call, media: MediaTokenResponse(token: token, url: media.url), isGlare: isGlare, now: coordinator.now)
    }

    private static func refuseSelf(_ members: [MemberID], _ request: APIRequest) throws {
        if members.contains(request.identity.memberID) { throw Problem(.invalidBody, "callee_ids must not name yourself.") }
    }
}
