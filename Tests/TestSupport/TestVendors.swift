import Foundation

/// Doubles of Apple's, Google's and Expo's push services in one process of its own, over HTTP/2 (`Tests/VendorDoubles`). They hold what they get to
/// the vendors' documents, and record it. Ends with the test process at the latest.
public final class TestVendors: Sendable {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let python = root.appending(path: ".cache/checks/bin/python").path
    private static let openssl = "/usr/bin/openssl"
    private static let tries = 5

    /// The names by which Apple knows the sender.
    public static let apple = (team: "TEAM000001", key: "KEY0000001", bundle: "org.example.faithflow")
    /// Expo's access token.
    public static let expoToken = "expo-access-token-of-the-tests"

    /// Scheme, host and port of all three.
    public let url: String
    /// Signs the doubles' certificate.
    public let authorityFile: String
    private let folder: URL
    private let process: ServerProcess

    /// Whether the doubles can run; in CI they must, so that tests fail there instead of being skipped.
    public static var isAvailable: Bool {
        FileManager.default.isExecutableFile(atPath: python) || ProcessInfo.processInfo.environment["CI"] != nil
    }

    private init(port: Int, _ ca: TestCA) async throws {
        folder = ca.folder
        url = "https://127.0.0.1:\(port)"
        authorityFile = ca.path("ca.pem")
        try Self.makeKeys(ca, url)
        let program = Self.root.appending(path: "Tests/VendorDoubles").path
        process = try ServerProcess([Self.python, program, "\(port)"], folder: folder, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
        do {
            try await process.awaitReady { FreePort.isListening(port) }
        } catch {
            process.stop()
            throw error
        }
    }

    fileprivate static func start(_ ca: TestCA) async throws -> TestVendors {
        var failure: any Error = ServerProcess.StartFailure(description: "never tried")
        for _ in 0..<tries {
            do { return try await TestVendors(port: FreePort.next(), ca) } catch { failure = error }
        }
        throw failure
    }

    /// Apple's key for provider tokens, a file.
    public var appleKeyFile: String { folder.appending(path: "apns.key").path }

    /// Google's service account, a file.
    public var serviceAccountFile: String { folder.appending(path: "account.json").path }

    /// Where another file can be put, which goes with the doubles.
    public func path(_ name: String) -> String { folder.appending(path: name).path }

    private static func makeKeys(_ ca: TestCA, _ url: String) throws {
        try run(
            openssl, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", ca.path("apns.key"), folder: ca.folder)
        try run(openssl, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", ca.path("fcm.key"), folder: ca.folder)
        func publicKey(_ name: String) throws -> String { try run(openssl, "pkey", "-in", ca.path(name), "-pubout") }
        let account = [
            "type": "service_account", "project_id": "faithflow-test", "private_key_id": "fcmkey1",
            "private_key": try String(contentsOfFile: ca.path("fcm.key"), encoding: .utf8), "client_email": "push@faithflow-test.example",
            "token_uri": "\(url)/token",
        ]
        try write(account, to: ca.path("account.json"))
        let settings: [String: [String: String]] = [
            "apns": ["team": apple.team, "key": apple.key, "bundle": apple.bundle, "public": try publicKey("apns.key")],
            "fcm": [
                "project": "faithflow-test", "key": "fcmkey1", "email": "push@faithflow-test.example", "token_uri": "\(url)/token",
                "public": try publicKey("fcm.key"),
            ],
            "expo": ["access_token": expoToken],
        ]
        try write(settings, to: ca.path("settings.json"))
        SuiteOutput.register(expoToken, as: "EXPO_ACCESS_TOKEN")
    }

    private static func write(_ object: Any, to path: String) throws {
        try JSONSerialization.data(withJSONObject: object).write(to: URL(filePath: path), options: .atomic)
    }

    /// How to answer from now on: for a token, `oauth` or `*`, answers in their order, in the double's own words.
    public func answer(_ answers: [String: [[String: Any]]]) throws { try Self.write(answers, to: path("answers.json")) }

    /// What was sent so far, in order.
    public func requests() throws -> [VendorRequest] {
        guard let text = try? String(contentsOfFile: path("requests.jsonl"), encoding: .utf8) else { return [] }  // nothing yet
        // The last line may be in the writing.
        return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try JSONDecoder().decode(VendorRequest.self, from: Data($0.utf8))
        }
    }

    /// Waits until what was sent satisfies `isEnough`, and returns it; throws with what there is when `seconds` pass.
    @discardableResult
    public func requests(within seconds: Double = 20, _ isEnough: ([VendorRequest]) -> Bool) async throws -> [VendorRequest] {
        let limit = ContinuousClock.now + .seconds(seconds)
        var sent = try requests()
        while !isEnough(sent) {
            guard ContinuousClock.now < limit else { throw ServerProcess.StartFailure(description: "in vain; sent: \(sent)") }
            try await Task.sleep(for: .milliseconds(20))
            sent = try requests()
        }
        return sent
    }

    /// Stops the doubles' threads, so that nothing is answered.
    public func pause() { process.pause() }

    /// Lets them go on.
    public func resume() { process.send(SIGCONT) }

    fileprivate func stop() { process.stop() }
}

/// A message that a double got.
public struct VendorRequest: Decodable, Sendable {
    /// `apns`, `fcm` or `expo`.
    public let vendor: String
    /// Whom it is for; `oauth` for the exchange of an assertion.
    public let token: String
    /// Fields of the request's header, without credentials.
    public let headers: [String: String]
    /// What is in it, by dotted path; what is no text as JSON.
    public let fields: [String: String]
    /// What its vendor would have refused.
    public let problems: [String]
    /// How it was answered; 0 not at all.
    public let status: Int
    /// How many messages were in the request.
    public let batch: Int
    /// When it came, seconds since 1970.
    public let at: Double
}

/// Runs `body` with the doubles of vendors; they end afterwards.
public func withTestVendors<R>(isolation: isolated (any Actor)? = #isolation, _ body: (TestVendors) async throws -> R) async throws -> R {
    try await withTestCA { ca in
        let vendors = try await TestVendors.start(ca)
        defer { vendors.stop() }
        return try await body(vendors)
    }
}
