public import ArgumentParser
import CallSignaling
import Foundation
public import TokenVerification

/// `faithflow-calls keys create`: makes a key and prints it, this once. The key alone goes to standard output.
struct CreateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an API key. It is printed once, and cannot be had again.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "What you call it, such as the back end that gets it.")
    var name: String

    @Option(help: "Church it is good for; may be given several times. '*' means all, those to come too.")
    var church: [String]

    @Option(help: "What it is good for; may be given several times: \(APIAction.allCases.map(\.rawValue).joined(separator: ", ")).")
    var action: [APIAction]

    @Option(help: "When it ends, as 2030-01-31 or 2030-01-31T12:00:00Z. Default: when it is revoked.")
    var expires: CommandDate?

    func validate() throws {
        guard (1...APIKey.longestName).contains(name.count), name == name.printable else {
            throw ValidationError("--name has 1 to \(APIKey.longestName) characters that can be shown")
        }
        guard ChurchScope(texts: church) != nil else {
            throw ValidationError("--church is an id, several times if you like, or '*' alone")
        }
        guard !action.isEmpty else { throw ValidationError("give at least one --action") }
        if let expires, expires.date <= Date() { throw ValidationError("--expires has passed") }
    }

    func run() async throws {
        guard let scope = ChurchScope(texts: church) else { return }  // seen above
        let text = APIKeyText.make()
        let key = APIKey(
            id: text.id, name: name, hash: text.hash, scope: scope, actions: Set(action), createdAt: Date(), expiresAt: expires?.date)
        try await options.withAPIKeyStore { store in
            try await store.prepare()
            try await store.add(key)
        }
        try StandardStream.error.write("made: \(key.line)\nThis is the key; it is not shown again:\n")
        print(text.revealed)
    }
}

extension APIAction: ExpressibleByArgument {}
