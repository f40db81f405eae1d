import CallControl
import CallSignaling
import FoundationEssentials
import TokenVerification

/// The webhook endpoints of the asker's church, for its administrators. Without a desk there is nothing here.
struct WebhookController: Sendable {
    let desk: WebhookDesk?
    let coordinator: CallCoordinator

    /// Passes a request on to the method for it.
    func answer(_ request: APIRequest, to route: APIRoute) async throws -> any AnswerBody {
        switch route {
        case .webhooks: try await list(request)
        case .createWebhook: try await create(request)
        case .webhook: try await webhook(request)
        case .updateWebhook: try await update(request)
        case .deleteWebhook: try await delete(request)
        case .rotateWebhookSecret: try await rotateSecret(request)
        case .testWebhook: try await test(request)
        case .deadLetters: try await deadLetters(request)
        case .replayDeadLetters: try await replay(request)
        default: throw Problem(.notFound)
        }
    }

    private func list(_ request: APIRequest) async throws -> WebhooksResponse {
        WebhooksResponse(try await desk(for: request).store.endpoints(in: request.identity.churchID))
    }

    private func create(_ request: APIRequest) async throws -> WebhookResponse {
        let desk = try desk(for: request)
        let body = try request.decode(WebhookBody.self)
        guard let url = body.url else { throw Problem(.invalidBody, "url must be \(WebhookAddress.Flaw.malformed).") }
        let made = try await desk.create(
            url, events: body.events ?? nil, isEnabled: body.isEnabled ?? true, in: request.identity.churchID, at: coordinator.now)
        return WebhookResponse(endpoint: made.endpoint, secret: made.secret)
    }

    private func webhook(_ request: APIRequest) async throws -> WebhookResponse {
        let desk = try desk(for: request)
        return WebhookResponse(
            endpoint: try Self.found(await desk.store.endpoint(try request.webhookID, in: request.identity.churchID)))
    }

    private func update(_ request: APIRequest) async throws -> WebhookResponse {
        let desk = try desk(for: request)
        let (id, change) = (try request.webhookID, try request.decode(WebhookBody.self).change)
        let endpoint = try await desk.change(id, in: request.identity.churchID, change, at: coordinator.now)
        return WebhookResponse(endpoint: try Self.found(endpoint))
    }

    private func delete(_ request: APIRequest) async throws -> MessageResponse {
        let desk = try desk(for: request)
        guard try await desk.remove(try request.webhookID, in: request.identity.churchID) else { throw Problem(.unknownWebhook) }
        return MessageResponse("Webhook deleted")
    }

    private func rotateSecret(_ request: APIRequest) async throws -> WebhookResponse {
        let desk = try desk(for: request)
        let id = try request.webhookID
        _ = try request.decodeIfPresent(ActingBody.self)
        let rotated = try Self.found(await desk.rotate(id, in: request.identity.churchID, at: coordinator.now))
        return WebhookResponse(endpoint: rotated.endpoint, secret: rotated.secret)
    }

    private func test(_ request: APIRequest) async throws -> WebhookTestResponse {
        let desk = try desk(for: request)
        let id = try request.webhookID
        _ = try request.decodeIfPresent(ActingBody.self)
        return WebhookTestResponse(try Self.found(await desk.test(id, in: request.identity.churchID, at: coordinator.now)))
    }

    private func deadLetters(_ request: APIRequest) async throws -> DeadLettersResponse {
        let desk = try desk(for: request)
        let endpoint = try Self.found(await desk.store.endpoint(try request.webhookID, in: request.identity.churchID))
        let found = try await desk.deadLetters(of: endpoint.id, in: endpoint.churchID)
        return DeadLettersResponse(found.letters, total: found.total)
    }

    private func replay(_ request: APIRequest) async throws -> ReplayResponse {
        let desk = try desk(for: request)
        let id = try request.webhookID
        let body = try request.decodeIfPresent(ReplayBody.self)
        let endpoint = try Self.found(await desk.store.endpoint(id, in: request.identity.churchID))
        guard endpoint.shutdown == nil else { throw Problem(.webhookDisabled) }
        let done = try await desk.replay(body?.ids, of: id, in: endpoint.churchID, at: coordinator.now)
        return ReplayResponse(replayed: done.replayed, remaining: done.remaining)
    }

    /// The desk, for an administrator. Throws `forbidden_role`; `not_found` where webhooks are off.
    private func desk(for request: APIRequest) throws -> WebhookDesk {
        guard request.identity.role.isAdministrator else {
            throw Problem(.forbiddenRole, "Only administrators of the church manage its webhooks.")
        }
        guard let desk else { throw Problem(.notFound) }
        return desk
    }

    private static func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Problem(.unknownWebhook) }
        return value
    }
}
