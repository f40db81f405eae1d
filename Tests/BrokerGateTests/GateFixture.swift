import BrokerGate
import Foundation
import JWTKit
import TestSupport

/// A gate with a secret file, a log and a clock of its own.
final class GateFixture {
    static let secret = "gate-secret-gate-secret-gate-secret-gate"
    static let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"

    let gate: BrokerGate
    let lines = Guarded<[String]>([])
    /// At a whole second, so that nothing is lost when an expiry is written as JSON.
    let clock = Guarded(Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
    let folder: URL

    init(accounts: String? = "faithflow-system,observer", secrets: String = secret) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-gate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "secrets")
        try Data(secrets.utf8).write(to: file)
        var options = ["secret_file": file.path]
        options["accounts"] = accounts
        gate = try BrokerGate(
            options: options, now: { [clock] in clock.withLock { $0 } }, log: { [lines] line in lines.withLock { $0.append(line) } })
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
    }

    func write(secrets: String) throws { try Data(secrets.utf8).write(to: folder.appending(path: "secrets")) }

    func pass(seconds: Double) { clock.withLock { $0 += seconds } }

    /// A token as the main backend makes them, good for an hour.
    func token(
        _ member: String = "anna", church: String = "grace", role: String = "member", secret: String = secret, lifetime: Double = 3_600
    ) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        let exp = clock.withLock { $0 }.timeIntervalSince1970 + lifetime
        return try await keys.sign(
            Claims(sub: member, role: role, type: role == "member" ? "member" : nil, session_church_id: church, exp: exp))
    }

    /// Connects as a phone of `member` does.
    @discardableResult
    func connect(_ key: UInt, _ member: String = "anna", clientID: String? = nil, token: String?) -> BrokerGate.Verdict {
        gate.connect(client(key, member, clientID: clientID), password: token)
    }

    func client(
        _ key: UInt, _ member: String? = "anna", clientID: String? = nil, transport: BrokerClient.Transport = .webSocket
    ) -> BrokerClient {
        let id = clientID ?? "ff-call-\(member ?? "")-17"
        return BrokerClient(key: BrokerClient.Key(key), clientID: id, userName: member, transport: transport)
    }

    private struct Claims: JWTPayload {
        let sub: String
        let role: String
        let type: String?
        let session_church_id: String
        let exp: Double

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
