import ArgumentParser
import CallSignaling
import CallStorage
import Foundation
import Logging
import Mongo
import TokenVerification

/// `faithflow-calls revoke`: ends tokens before their time, on every instance within seconds.
struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke tokens, list revocations, or take one back.",
        discussion: """
            With --jti the token of that id; with --member and --church all tokens issued to him before now, for that church. Instances take note \
            within REVOCATION_POLL_SECONDS. Writes to the collection revocations of MONGO_URL. With --export all that hold are written to a file, for \
            the broker's plugin (plugin_opt_revocation_file); with --every again and again, until it is told to end.
            """)

    /// How long a revocation holds that is not told, seconds: longer than any token should be good.
    static let longest = 366.0 * 86_400

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .customLong("jti"), help: "Id of one token, its claim jti.")
    var token: String?

    @Option(help: "Member whose tokens are revoked.")
    var member: MemberID?

    @Option(help: "His church.")
    var church: ChurchID?

    @Option(help: "When the last of the tokens expires, as 2030-01-31 or 2030-01-31T12:00:00Z. Default: in 366 days.")
    var until: CommandDate?

    @Flag(help: "List all revocations that hold.")
    var list = false

    @Option(name: .customLong("export"), help: "File to write all revocations to that hold.")
    var exportPath: String?

    @Option(name: .customLong("every"), help: "With --export: seconds until it is written anew, where anything has changed.")
    var interval: Double?

    @Flag(help: "Take the revocation back.")
    var undo = false

    func validate() throws {
        guard (member == nil) == (church == nil) else { throw ValidationError("--member and --church go together") }
        let count = (token == nil ? 0 : 1) + (member == nil ? 0 : 1)
        let others = (list ? 1 : 0) + (exportPath == nil ? 0 : 1)
        guard count + others == 1 else { throw ValidationError("give one of --jti, --member with --church, --list and --export") }
        guard until == nil || !(list || undo || exportPath != nil) else { throw ValidationError("--until goes with a new revocation") }
        guard !undo || count == 1 else { throw ValidationError("--undo goes with --jti, or --member and --church") }
        guard interval == nil || exportPath != nil else { throw ValidationError("--every goes with --export") }
        if let interval, !(0.5...86_400).contains(interval) { throw ValidationError("--every is 0.5 to 86400 seconds") }
        if let token, token.isEmpty || token.utf8.count > Revocation.longestTokenID {
            throw ValidationError("--jti is 1 to \(Revocation.longestTokenID) bytes")
        }
    }

    func run() async throws {
        var reader = options.reader
        let options = StoreOptions(reading: &reader)
        try reader.check()
        guard options.kind == .mongo, let url = options.url else {
            throw ValidationError("revocations are kept in MongoDB; with STORE=memory there are none")
        }
        let logger = Logger(label: "revoke", factory: { _ in SwiftLogNoOpLogHandler() })
        let client = try MongoClient(MongoConfiguration(uri: url.text), logger: logger)
        do {
            try await act(on: MongoRevocationStore(database: client.database(options.database)), at: Date())
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }

    private func act(on store: some RevocationStore, at now: Date) async throws {
        if let exportPath {
            return try await RevocationExport(store: store, path: exportPath).run(every: interval)
        }
        guard let subject = token.map(Revocation.Subject.token) ?? member.flatMap({ id in church.map { .member(id, $0) } }) else {
            for revocation in try await store.revocations(at: now) { print(revocation.line) }
            return
        }
        if undo {
            guard try await store.remove(subject) else { throw ValidationError("there is no such revocation") }
            return print("taken back: \(subject.text)")
        }
        try await store.prepare()
        let end = until?.date ?? now.addingTimeInterval(Self.longest)
        guard end > now else { throw ValidationError("--until has passed") }
        let revocation = Revocation(subject, revokedAt: now, until: end)
        try await store.add(revocation)
        print("revoked: \(revocation.line)")
    }
}

extension Revocation {
    /// For people.
    fileprivate var line: String { "\(subject.text), revoked \(revokedAt.formatted(.iso8601)), until \(until.formatted(.iso8601))" }
}

extension Revocation.Subject {
    fileprivate var text: String {
        switch self {
        case .token(let id): "token \(id.printable)"
        case .member(let id, let church): "member \(id.rawValue) of \(church.rawValue)"
        }
    }
}
