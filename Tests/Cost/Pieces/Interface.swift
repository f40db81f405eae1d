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

/// The whole HTTP interface over a store in memory, asked without a connection.
struct Interface: Sendable {
    private struct Unexpected: Error { let status: Int }

    private let responder: any HTTPResponder<APIRequestContext>
    private let channel = NIOAsyncTestingChannel()
    private let logger: Logger
    private let tokens = ["anna": BearerToken.make(for: "anna"), "ben": BearerToken.make(for: "ben")]

    init() async {
        var logger = Logger(label: "cost") { _ in StreamLogHandler.standardError(label: "cost") }
        logger.logLevel = .info
        logger[metadataKey: "hb.request.id"] = "cost"  // as Hummingbird does for each request
        let directory = MemoryMemberDirectory()
        for member in [WholeCall.anna, WholeCall.ben] { directory.add(member, to: WholeCall.church) }
        let coordinator = CallCoordinator(
            repository: MemoryCallRepository { _ in }, directory: directory, preferences: MemoryPreferenceRepository(),
            media: NoMediaRooms(), clock: SystemClock(), settings: CallSettings(), cache: LiveCallCache(), logger: logger)
        let keys = APIKeyRing()
        keys.replace(with: [])
        responder = makeRouter(
            coordinator: coordinator, media: NoMediaRooms(), devices: MemoryDeviceDirectory(),
            authenticator: await TokenAuthenticator(secrets: [BearerToken.secret]),
            keys: keys, readiness: Readiness(checks: []), limiter: RateLimiter(.none, logger: logger),
            peers: PeerRelay(sequence: MemoryPairSequence(), clock: SystemClock(), logger: logger, isConnected: { true }) {
                $1(.success(true))
            },
            events: EventHub(EventStreamLimits(most: 0)),
            configuration: APIConfiguration(timeLimit: .seconds(600)),
            quality: QualityRecorder(store: MemoryQualityStore(), clock: SystemClock(), logger: logger), logger: logger
        ).buildResponder()
        self.logger = logger
    }

    /// Anna calls Ben; the call's id.
    func create() async throws -> String {
        let body = try await ask(.post, "/api/calls", by: "anna", #"{"callee_ids":["ben"],"call_type":"voice"}"#, expecting: 200)
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.range(of: #""call_id":""#)?.upperBound else { throw Unexpected(status: 200) }
        return String(text[start...].prefix(36))
    }

    func change(_ call: String, _ step: String, by member: String) async throws {
        use(try await ask(.post, "/api/calls/\(call)/\(step)", by: member, expecting: 200))
    }

    /// The answer's body; throws when the status is not the one expected, where one is.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, by member: String?, _ text: String = "", expecting status: Int? = nil
    ) async throws -> [UInt8] {
        var fields: HTTPFields = [.contentLength: "\(text.utf8.count)"]
        if !text.isEmpty { fields[.contentType] = "application/json" }
        if let token = member.flatMap({ tokens[$0] }) { fields[.authorization] = "Bearer \(token)" }
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields)
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: text))),
            context: APIRequestContext(source: .init(channel: channel, logger: logger)))
        if let status, response.status.code != status { throw Unexpected(status: response.status.code) }
        let body = CollectedBody()
        try await response.body.write(body)
        return body.bytes.withLock(\.self)
    }
}

/// A body as it is written.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    let bytes = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { $0 += buffer.readableBytesView } }
    func finish(_ trailers: HTTPFields?) async throws {}
}
