import CallControl
import CallSignaling
import FoundationEssentials
import HTTPTypes
import Hummingbird
import TokenVerification
import TopicAccess

/// Signals as server-sent events (WHATWG HTML, *Server-sent events*).
public struct EventController: Sendable {
    /// What the answer is: it goes on, and nothing else does.
    public static let contentType = "text/event-stream"

    /// Whose signals.
    private enum Scope: String, CaseIterable {
        case own, church
    }

    /// Longest time that a client may ask for, seconds.
    private static let longest = 86_400

    let coordinator: CallCoordinator
    let authenticator: TokenAuthenticator
    let hub: EventHub
    /// For the feed to begin.
    private let patience = TimeLimit(.seconds(3))

    init(coordinator: CallCoordinator, authenticator: TokenAuthenticator, hub: EventHub) {
        self.coordinator = coordinator
        self.authenticator = authenticator
        self.hub = hub
    }

    /// An answer that goes on. Throws `not_found` where the operator lets nobody listen, `forbidden_role` for a church without being its administrator,
    /// and `dependency_unavailable` without a broker.
    func open(_ request: APIRequest) async throws -> Response {
        guard hub.limits.most > 0 else { throw Problem(.notFound) }
        let token = try await request.token(by: authenticator)
        let scope = try request.query.choice("scope", of: Scope.self) ?? .own
        let seconds = try request.query.integer("max_seconds", in: 0...Self.longest, default: Self.longest)
        guard let principal = Principal(churchID: token.identity.churchID, memberID: token.identity.memberID) else {
            throw Problem(.notFound)
        }
        guard scope == .own || token.identity.role.isAdministrator else {
            throw Problem(.forbiddenRole, "Only administrators may listen to their whole church.")
        }
        guard try await patience.run({ await hub.awaitFeed() }) else { throw Problem(.dependencyUnavailable) }
        let now = Date()
        let listener = EventListener(
            principal, hearsChurch: scope == .church, expiry: token.expiry, until: now.addingTimeInterval(Double(seconds)))
        let calls = scope == .own ? try await liveCalls(of: principal) : []
        let stream = try hub.open(listener, of: calls, after: request.lastEventID, at: now)
        if calls.isEmpty, scope == .own {  // one may have begun before he heard, and after that look
            for call in try await liveCalls(of: principal) { hub.add(call, to: stream) }
        }
        if seconds == 0 { stream.opening.queue.end(.done) }
        return response(stream, request)
    }

    private func liveCalls(of principal: Principal) async throws -> [CallID] {
        [try await coordinator.activeCall(of: principal.memberID, in: principal.churchID)].compactMap { $0?.id }
    }

    private func response(_ stream: EventStream, _ request: APIRequest) -> Response {
        var headers: HTTPFields = [.contentType: Self.contentType]
        headers[own: .accelBuffering] = "no"  // or nginx would hold events back
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await stream.run(&writer) { await end(request) }
                try await writer.finish(nil)
            })
    }

    /// Why the request's token is good no more; nil while it is, and while nobody can tell.
    private func end(_ request: APIRequest) async -> EventQueue.End? {
        do {
            _ = try await request.token(by: authenticator)
            return nil
        } catch TokenFailure.expired {
            return .tokenExpired
        } catch TokenFailure.undecidable {
            return nil
        } catch {
            return .tokenRevoked
        }
    }
}
