import CallControl
import CallSignaling

/// What participants tell one another about the media between them. Nothing of it is read but for its size and form, and nothing is kept.
struct PeerController: Sendable {
    let coordinator: CallCoordinator
    let relay: PeerRelay

    func offer(_ request: APIRequest) async throws -> PeerMessageResponse {
        let (key, body) = (try request.key, try request.decode(DescriptionBody.self))
        return try await send(request, key, body.deviceID, to: body.peer) { .webRTCOffer(.init(from: $0, to: $1, sdp: body.sdp)) }
    }

    func answer(_ request: APIRequest) async throws -> PeerMessageResponse {
        let (key, body) = (try request.key, try request.decode(DescriptionBody.self))
        return try await send(request, key, body.deviceID, to: body.peer) { .webRTCAnswer(.init(from: $0, to: $1, sdp: body.sdp)) }
    }

    func candidates(_ request: APIRequest) async throws -> PeerMessageResponse {
        let (key, body) = (try request.key, try request.decode(CandidatesBody.self))
        return try await send(request, key, body.deviceID, to: body.peer) {
            .iceCandidates(.init(from: $0, to: $1, candidates: body.candidates, isLast: body.isLast))
        }
    }

    private func send(
        _ request: APIRequest, _ key: CallKey, _ device: DeviceID?, to named: MemberID?, _ body: (MemberID, MemberID) -> SignalBody
    ) async throws -> PeerMessageResponse {
        let party = try request.party(device)
        try await coordinator.refuseReuse(of: request.keyed, in: key.churchID)
        let (call, peer) = try await coordinator.peer(of: party, named: named, in: key)
        let pair = PeerPair(key, from: party.member, to: peer)
        return PeerMessageResponse(try await relay.send(body(pair.from, pair.to), of: pair, in: call))
    }
}
