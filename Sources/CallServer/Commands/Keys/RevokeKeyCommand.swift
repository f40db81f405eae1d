public import ArgumentParser
import Foundation
public import TokenVerification

/// `faithflow-calls keys revoke`: ends a key, on every instance within seconds, for ever.
struct RevokeKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Revoke an API key, for ever.")

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The key's id, 16 digits: what stands between ffk_ and the next _.")
    var id: APIKeyID

    func run() async throws {
        try await options.withAPIKeyStore { store in
            guard let key = try await store.revoke(id, at: Date()) else { throw ValidationError("there is no API key of this id") }
            print("revoked: \(key.line)")
        }
    }
}

extension APIKeyID: ExpressibleByArgument {
    /// An id from the command line.
    public init?(argument: String) { self.init(validating: argument) }
}
