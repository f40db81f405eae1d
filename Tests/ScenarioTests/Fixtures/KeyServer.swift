import Crypto
import Foundation
import Hummingbird
import JWTKit
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// An issuer of tokens: signs with the key it is told to, and publishes those it wants believed as a JWK set, over HTTP.
final class KeyServer: Sendable {
    /// A key of the issuer.
    struct Key: Sendable {
        let name: String
        let key = P256.Signing.PrivateKey()

        init(_ name: String) { self.name = name }

        fileprivate var webKey: [String: String] {
            let point = key.publicKey.rawRepresentation
            return [
                "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": Self.text(point.prefix(32)),
                "y": Self.text(point.suffix(32)),
            ]
        }

        private static func text(_ data: Data) -> String {
            data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }

        /// A member's token that this key has signed.
        func token(of member: String, in church: String, _ more: [String: JSONValue] = [:]) async throws -> String {
            let keys = await JWTKeyCollection().add(
                ecdsa: try ES256PrivateKey(pem: key.pemRepresentation), kid: JWKIdentifier(string: name))
            let claims: [String: JSONValue] = [
                "sub": .string(member), "role": "member", "session_church_id": .string(church), "jti": .string(UUID().uuidString),
                "exp": .number(Date().timeIntervalSince1970.rounded() + 3_600),
            ]
            return try await keys.sign(Tokens.Claims(all: claims.merging(more) { $1 }), kid: JWKIdentifier(string: name))
        }
    }

    private struct State {
        var set = Data(#"{"keys":[]}"#.utf8)
        var isDown = false
        var fetches = 0
    }

    private let state = Mutex(State())

    /// How often the set was asked for.
    var fetches: Int { state.withLock(\.fetches) }

    func publish(_ keys: Key...) throws {
        let set = try JSONEncoder().encode(["keys": keys.map(\.webKey)])
        state.withLock { $0.set = set }
    }

    /// While it is down it answers 500.
    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// Runs the server for as long as `body` takes; `body` gets the set's address.
    func run(_ body: @escaping @Sendable (_ address: String) async throws -> Void) async throws {
        let router = Router()
        router.get("jwks.json") { [self] _, _ -> Response in
            let (set, isDown) = state.withLock { state in
                state.fetches += 1
                return (state.set, state.isDown)
            }
            guard !isDown else { return Response(status: .internalServerError) }
            return Response(
                status: .ok, headers: [.contentType: "application/jwk-set+json"], body: .init(byteBuffer: ByteBuffer(bytes: set)))
        }
        // A redirect, which nobody must follow.
        router.get("moved.json") { _, _ in Response(status: .found, headers: [.location: "/jwks.json"]) }
        let ports = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "keys")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { ports.continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        // Told to end rather than cancelled: a connection that is just being accepted then would bring the process down.
        let services = ServiceGroup(services: [application], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            for await port in ports.stream {
                try await body("http://127.0.0.1:\(port)")
                break
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
