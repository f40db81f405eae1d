import ArgumentParser
import CallSignaling
import Foundation
import TokenVerification

/// `faithflow-calls keys list`: which keys there are, and what they are good for. Neither keys nor hashes.
struct ListKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the API keys, those that ended within 90 days too.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withAPIKeyStore { store in
            for key in try await store.keys() { print(key.line) }
        }
    }
}

extension APIKey {
    /// For people.
    var line: String {
        let churches = scope == .every ? "all churches" : "of \(scope.texts.joined(separator: ", "))"
        let end: String? =
            if let revokedAt {
                "revoked \(revokedAt.formatted(.iso8601))"
            } else if let expiresAt {
                (expiresAt > Date() ? "until " : "expired ") + expiresAt.formatted(.iso8601)
            } else {
                nil
            }
        let facts: [String?] = [
            "\(id)", name.printable, churches, actions.map(\.rawValue).sorted().joined(separator: " "),
            "made \(createdAt.formatted(.iso8601))", end, lastUsedAt.map { "used \($0.formatted(.iso8601)) or within an hour after" },
        ]
        return facts.compactMap(\.self).joined(separator: "; ")
    }
}
