import CallAPI
import CallControl
import CallSignaling
import CallStorage
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import TokenVerification

/// The whole HTTP interface over a store in memory, asked without a connection. It knows one member, so that no call comes about and nothing grows.
struct Interface: Sendable {
    /// What was answered.
    struct Answer: Sendable {
        let status: Int
        let type: String?
        let body: [UInt8]
    }

    private let responder: any HTTPResponder<APIRequestContext>
    private let channel: any Channel
    private let logger: Logger
    private let authorization: String

    init() async throws {
        var logger = Logger(label: "fuzz") { _ in StreamLogHandler.standardError(label: "fuzz") }
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "fuzz"  // as Hummingbird does for each request
        let coordinator = CallCoordinator(
            repository: MemoryCallRepository { _ in }, directory: MemoryMemberDirectory(), preferences: MemoryPreferenceRepository(),
            media: NoMediaRooms(), clock: SystemClock(), settings: CallSettings(), cache: LiveCallCache(), logger: logger)
        let proxies = TrustedProxies(["127.0.0.1"].compactMap { AddressBlock($0) })
        let keys = APIKeyRing()
        keys.replace(with: [])
        let router = makeRouter(
            coordinator: coordinator, media: NoMediaRooms(), devices: MemoryDeviceDirectory(),
            authenticator: await TokenAuthenticator(secrets: [SignedToken.secret]),
            keys: keys,
            readiness: Readiness(checks: []), limiter: RateLimiter(.none, logger: logger),
            peers: PeerRelay(sequence: MemoryPairSequence(), clock: SystemClock(), logger: logger, isConnected: { true }) {
                $1(.success(true))
            },
            events: EventHub(EventStreamLimits(most: 0)),
            configuration: APIConfiguration(corsOrigins: ["https://app.example.org"], trustedProxies: proxies),
            quality: QualityRecorder(store: MemoryQualityStore(), clock: SystemClock(), logger: logger), logger: logger)
        responder = router.buildResponder()
        channel = NIOAsyncTestingChannel()
        self.logger = logger
        authorization = "Bearer \(SignedToken.member("ann"))"
    }

    /// The answer to a request, of Ann unless it has a token of its own.
    func ask(_ request: RequestText) async throws -> Answer {
        var fields = request.fields
        if fields[.authorization] == nil { fields[.authorization] = authorization }
        if fields[.contentLength] == nil { fields[.contentLength] = "\(request.body.count)" }
        let head = HTTPRequest(method: request.method, scheme: "http", authority: "localhost", path: request.path, headerFields: fields)
        var context = APIRequestContext(source: .init(channel: channel, logger: logger))
        context.clientAddress = ClientAddress("127.0.0.1")
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: request.body))), context: context)
        let body = CollectedBody()
        try await response.body.write(body)
        return Answer(status: response.status.code, type: response.headers[.contentType], body: body.bytes.withLock(\.self))
    }
}

/// A body as it is written.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    let bytes = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { $0 += buffer.readableBytesView } }
    func finish(_ trailers: HTTPFields?) async throws {}
}
