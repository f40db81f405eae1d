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
    /// Whom the broker was to disconnect.
    private(set) var dismissed: [String] = []

    /// Files named by `files` hold these texts, and stand in the options of these names; `more` are options too.
    init(
        accounts: String? = "faithflow-system,observer", secrets: String? = secret, files: [String: String] = [:],
        more: [String: String] = [:]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-gate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var options = more
        for (option, text) in files.merging(secrets.map { ["secret_file": $0] } ?? [:], uniquingKeysWith: { $1 }) {
            let file = folder.appending(path: option)
            try Data(text.utf8).write(to: file)
            options[option] = file.path
        }
        options["accounts"] = accounts
        gate = try BrokerGate(
            options: options, now: { [clock] in clock.withLock { $0 } }, log: { [lines] line in lines.withLock { $0.append(line) } })
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
    }

    func write(secrets: String) throws { try write("secret_file", secrets) }

    /// Exchanges the file of an option.
    func write(_ option: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: option), options: .atomic)
    }

    func remove(_ option: String) throws { try FileManager.default.removeItem(at: folder.appending(path: option)) }

    /// Lets the gate look at its files, as it does every three seconds.
    func look() {
        pass(seconds: 3)
        dismissed += gate.expiredClients()
    }

    func pass(seconds: Double) { clock.withLock { $0 += seconds } }

    /// A token as the main backend makes them, good for an hour.
    func token(
        _ member: String = "anna", church: String = "grace", role: String = "member", secret: String = secret, lifetime: Double = 3_600,
        issued: Double? = nil, id: String? = nil, issuer: String? = nil, signer: JWTKeyCollection? = nil
    ) async throws -> String {
        let keys = if let signer { signer } else { await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256) }
        let now = clock.withLock { $0 }.timeIntervalSince1970
        return try await keys.sign(
            Claims(
                sub: member, role: role, type: role == "member" ? "member" : nil, session_church_id: church, exp: now + lifetime,
                iat: issued.map { now + $0 }, jti: id, iss: issuer))
    }

    /// Connects as a phone of `member` does.
    @discardableResult
    func connect(_ key: UInt, _ member: String = "anna", clientID: String? = nil, session: BrokerClient.Session = .passing, token: String?)
        -> BrokerGate.Verdict
    {
        gate.connect(client(key, member, clientID: clientID, session: session), password: token)
    }

    func client(
        _ key: UInt, _ member: String? = "anna", clientID: String? = nil, transport: BrokerClient.Transport = .webSocket,
        session: BrokerClient.Session = .passing
    ) -> BrokerClient {
        let id = clientID ?? "ff-call-\(member ?? "")-17"
        return BrokerClient(key: BrokerClient.Key(key), clientID: id, userName: member, transport: transport, session: session)
    }

    private struct Claims: JWTPayload {
        let sub: String
        let role: String
        let type: String?
        let session_church_id: String
        let exp: Double
        let iat: Double?
        let jti: String?
        let iss: String?

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
