import CallControl
import CallSignaling
import HTTPTypes
import Hummingbird
import TokenVerification

/// One request as the controllers see it: read in full, its sender known.
struct APIRequest: Sendable {
    /// From the verified token; with an API key, the member whom the request names.
    let identity: Identity
    /// The API key it came with, if it did.
    let apiKey: APIKeyID?
    /// Whether its sender may answer calls. An API key may be good for making calls alone.
    let mayAnswer: Bool
    /// The name its sender gave it and what it asks, where it is a POST with an `Idempotency-Key`.
    let keyed: KeyedRequest?
    private let request: Request
    private let callParameter: String?
    private let memberParameter: String?
    private let webhookParameter: String?
    private let body: JSONBody

    /// Reads the body; throws `body_too_large`, before reading where the length is announced, and `invalid_parameter` for a bad name of the request,
    /// and where a back end does not say for whom it acts.
    init(_ request: Request, parameters: Parameters, by sender: Sender, limit: Int) async throws {
        self.request = request
        callParameter = parameters.get("id")
        memberParameter = parameters.get("member")
        webhookParameter = parameters.get("webhook")
        body = try await JSONBody(request, limit: limit)
        switch sender {
        case .person(let identity): (self.identity, apiKey, mayAnswer) = (identity, nil, true)
        case .service(let key):
            (apiKey, mayAnswer) = (key.id, key.actions.contains(.actOnCalls))
            identity = try key.identity(actingFor: try Self.namedMember(request, body))
        }
        keyed = try Self.keyed(request, body.bytes, by: identity.memberID, apiKey)
    }

    /// The call the path names, in the sender's church. Throws `invalid_id`.
    var key: CallKey {
        get throws {
            guard let id = callParameter.flatMap(CallID.init(validating:)) else {
                throw Problem(.invalidID, "The address must name a call by its id, a UUID.")
            }
            return CallKey(identity.churchID, id)
        }
    }

    /// The member the path names. Throws `invalid_parameter`.
    var memberID: MemberID {
        get throws {
            guard let id = memberParameter?.percentDecoded.flatMap(MemberID.init(validating:)) else {
                throw Problem(.invalidParameter, "The address must name a member by an id of \(BodyFields.idRule).")
            }
            return id
        }
    }

    /// The webhook endpoint the path names. Throws `unknown_webhook`: what has not the form of an id is none's.
    var webhookID: WebhookID {
        get throws {
            guard let id = webhookParameter.flatMap(WebhookID.init(validating:)) else { throw Problem(.unknownWebhook) }
            return id
        }
    }

    /// The sender and his device: the header `X-Device-ID`, else `device` from the body.
    func party(_ device: DeviceID?) throws -> Party {
        guard let name = request.headers[own: .deviceID] else { return Party(identity.memberID, on: Device(device)) }
        guard let id = DeviceID(validating: name) else {
            throw Problem(.invalidParameter, "The header X-Device-ID must have \(BodyFields.idRule).")
        }
        return Party(identity.memberID, on: .named(id))
    }

    /// The token that its sender showed, anew. Throws `TokenFailure`.
    func token(by authenticator: TokenAuthenticator) async throws -> VerifiedToken {
        guard let token = TokenAuthenticator.bearerToken(request.headers) else { throw TokenFailure.missing }
        return try await authenticator.verify(token)
    }

    /// How far its sender has heard an event stream, as he says.
    var lastEventID: String? { request.headers[own: .lastEventID].flatMap { $0.isEmpty ? nil : $0 } }

    /// The answers that its sender has already: its `If-None-Match`.
    var knownTags: String? { request.headers[.ifNoneMatch] }

    /// The query parameters.
    var query: QueryFields { QueryFields(request.uri.queryParameters) }

    /// The body, which must be there.
    func decode<Body: Decodable>(_ type: Body.Type) throws -> Body { try body.decode(type) }

    /// The body, which may be absent, empty or `null`.
    func decodeIfPresent<Body: Decodable>(_ type: Body.Type) throws -> Body? { try body.decodeIfPresent(type) }

    private static func namedMember(_ request: Request, _ body: JSONBody) throws -> NamedMember {
        if NamedMember.standsInQuery(request.method) { return try NamedMember(QueryFields(request.uri.queryParameters)) }
        return try body.decodeIfPresent(NamedMember.self) ?? NamedMember(QueryFields([:]))
    }

    /// A back end's names are its own: they begin with a blank, as those that come in the header cannot, and with its key.
    private static func keyed(_ request: Request, _ body: ByteBuffer, by member: MemberID, _ apiKey: APIKeyID?) throws -> KeyedRequest? {
        guard request.method == .post, let name = try IdempotencyKey.read(request.headers) else { return nil }
        let fingerprint = RequestFingerprint.make(
            method: request.method.rawValue, path: request.uri.path.lowercased(), device: request.headers[own: .deviceID],
            body: body.readableBytesView)
        return KeyedRequest(RequestKey(apiKey.map { " \($0) \(name)" } ?? name, of: member), fingerprint: fingerprint)
    }
}
